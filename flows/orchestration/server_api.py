"""Prefect's REST API without importing Prefect, which takes a second."""

import json
import os
import secrets
from base64 import b64encode
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

UNREACHABLE = (OSError, ValueError, HTTPException)


def call(api: str, path: str, body: Any = None, seconds: float = 10) -> Any:
    """The answer's JSON; GET without a body, else POST. Raises one of `UNREACHABLE`."""
    data = None if body is None else json.dumps(body).encode()
    request = Request(f"{api}{path}", data, {"Content-Type": "application/json", **_authorization()})  # noqa: S310
    with urlopen(request, timeout=seconds) as answer:  # noqa: S310  the operator's address, or ours
        return json.load(answer)


def is_healthy(api: str, seconds: float = 2) -> bool:
    """Whether a Prefect server answers at this address and says that it is well."""
    try:
        return bool(call(api, "/health", seconds=seconds))
    except UNREACHABLE:
        return False


def new_auth_string() -> str:
    return f"cmsfees:{secrets.token_urlsafe(32)}"


def auth_file(home: Path) -> Path:
    """Holds the password of `cmsfees up`, for the commands of whoever may read this data root."""
    return home / "prefect" / "auth"


def auth_string(home: Path) -> str:
    """The password of `cmsfees up` on this data root; made at first use, mode 0600."""
    path = auth_file(home)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if said := path.read_text().strip():
            return said
        path.unlink()  # its writer was killed in between
        return auth_string(home)
    with os.fdopen(descriptor, "w") as file:
        file.write(made := new_auth_string())
    return made


def _authorization() -> dict[str, str]:
    said = os.environ.get("PREFECT_API_AUTH_STRING")
    return {"Authorization": f"Basic {b64encode(said.encode()).decode()}"} if said else {}
