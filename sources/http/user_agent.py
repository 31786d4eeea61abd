"""Request headers that identify this client and its operator to CMS."""

import re
from importlib.metadata import version

import httpx

PRODUCT = f"cmsfees/{version('cmsfees')}"  # our name in robots.txt
_WORD = r"[!#-'*-;=?A-\[\]-~]+"  # allowed in a header comment: printable ASCII, no parentheses
EMAIL = rf"{_WORD}@{_WORD}\.{_WORD}"
CONTACT = rf"^(?:|{EMAIL}|https?://{_WORD})$"


def headers(contact: str = "") -> dict[str, str]:
    """Return `User-Agent: cmsfees/1.0 (+mailto:ops@example.org; …)`, and `From` (RFC 9110) for an e-mail."""
    is_email = re.fullmatch(EMAIL, contact) is not None
    reachable_at = f"+{'mailto:' * is_email}{contact}; " if contact else ""
    agent = f"{PRODUCT} ({reachable_at}reads Medicare fee schedules; httpx/{httpx.__version__})"
    return {"User-Agent": agent} | ({"From": contact} if is_email else {})
