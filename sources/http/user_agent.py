"""Who asks: the words by which CMS can tell our requests from others', and reach whoever runs them."""

import re
from importlib.metadata import version

import httpx

PRODUCT = f"cmsfees/{version('cmsfees')}"  # by which robots.txt would name us
_WORD = r"[!#-'*-;=?A-\[\]-~]+"  # what a comment in a header may hold: printable ASCII, no brackets
EMAIL = rf"{_WORD}@{_WORD}\.{_WORD}"
CONTACT = rf"^(?:|{EMAIL}|https?://{_WORD})$"


def headers(contact: str = "") -> dict[str, str]:
    """`User-Agent: cmsfees/1.0 (+mailto:ops@example.org; …)`; with `From` (RFC 9110) for an e-mail."""
    is_email = re.fullmatch(EMAIL, contact) is not None
    told = f"+{'mailto:' * is_email}{contact}; " if contact else ""
    agent = f"{PRODUCT} ({told}reads Medicare fee schedules; httpx/{httpx.__version__})"
    return {"User-Agent": agent} | ({"From": contact} if is_email else {})
