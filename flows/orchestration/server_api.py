"""A client of Prefect's REST API that does not import Prefect, which takes a second."""

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
    """Return the response's JSON; GET without a body, else POST. Raises one of `UNREACHABLE`."""
    data = None if body is None else json.dumps(body).encode()
    request = Request(f"{api}{path}", data, {"Content-Type": "application/json", **_authorization()})  # noqa: S310
    with urlopen(request, timeout=seconds) as response:  # noqa: S310  the operator's URL or ours
        return json.load(response)


def is_healthy(api: str, seconds: float = 2) -> bool:
    """True if a Prefect server responds at this URL and reports that it is healthy."""
    try:
        return bool(call(api, "/health", seconds=seconds))
    except UNREACHABLE:
        return False


def new_auth_string() -> str:
    return f"cmsfees:{secrets.token_urlsafe(32)}"


def auth_file(home: Path) -> Path:
    """Return the file with the password of `cmsfees up`, for users who can read this data root."""
    return home / "prefect" / "auth"


def auth_string(home: Path) -> str:
    """Return the password of `cmsfees up` on this data root; created at first use, mode 0600."""
    path = auth_file(home)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if password := path.read_text().strip():
            return password
        path.unlink()  # its writer was killed before writing
        return auth_string(home)
    with os.fdopen(descriptor, "w") as file:
        file.write(created := new_auth_string())
    return created


def _authorization() -> dict[str, str]:
    auth = os.environ.get("PREFECT_API_AUTH_STRING")
    return {"Authorization": f"Basic {b64encode(auth.encode()).decode()}"} if auth else {}
