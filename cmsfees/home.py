"""Where the data lives when `CMSFEES_HOME` does not say."""

import os
import sys
from pathlib import Path


def data_home() -> Path:
    """`$CMSFEES_HOME`, or the operating system's folder for a user's application data."""
    named = os.environ.get("CMSFEES_HOME")
    return Path(named) if named else _user_data() / "cmsfees"


def _user_data() -> Path:
    """The folders that platformdirs gives, without that package: the client needs DuckDB alone."""
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else Path.home() / "AppData" / "Local") / "cmsfees"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    named = os.environ.get("XDG_DATA_HOME", "").strip()
    return Path(named) if named else Path.home() / ".local" / "share"
