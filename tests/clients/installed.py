"""Programs of other makes and versions, which `make clients` installs; no test installs anything."""

from pathlib import Path

import pytest

CLIENTS = Path(__file__).parents[2] / ".venv-clients"


def installed(client: str) -> Path:
    """The client's folder; without it the test is skipped."""
    folder = CLIENTS / client
    if not (folder / ".ready").is_file():
        pytest.skip(f"no {client} in {CLIENTS.name}: `make clients` has not run, or could not get it")
    return folder
