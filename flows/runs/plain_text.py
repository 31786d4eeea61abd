"""Neutralize text from CMS and servers: no terminal control sequences, no Markdown."""

import re

# C0 and C1 controls (ESC, OSC, CSI) except tab and newline; bidirectional control characters.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
SHOWN = "\N{REPLACEMENT CHARACTER}"


def printable(text: str) -> str:
    """Replace each control character with U+FFFD."""
    return UNPRINTABLE.sub(SHOWN, text)


def json_text(text: str) -> str:
    """Escape the control characters in JSON text; the values stay the same."""
    return UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def as_code(text: str) -> str:
    """Return a one-line Markdown code span, in which nothing is a link, tag or table."""
    return f"`{' '.join(printable(text).replace('`', chr(39)).split())}`"


def as_cell(text: str) -> str:
    """Return text for a table artifact's cell with disabled links and tags: Prefect's UI renders them."""
    return printable(text).replace("](", "] (").replace("<", "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}")
