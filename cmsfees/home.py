"""The data root if `CMSFEES_HOME` is not set."""

import os
import sys
from pathlib import Path


def data_home() -> Path:
    """Return `$CMSFEES_HOME`, or a folder in the user's application data folder."""
    named = os.environ.get("CMSFEES_HOME")
    return Path(named) if named else _user_data() / "cmsfees"


def _user_data() -> Path:
    """Return the same folder as platformdirs, without that package: the client needs only DuckDB."""
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "cmsfees"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    named = os.environ.get("XDG_DATA_HOME", "").strip()
    return Path(named) if named else Path.home() / ".local" / "share"
