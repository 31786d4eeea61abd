"""Text from CMS's site, files and servers as text: never as a command to a terminal, or as Markdown."""

import re

# C0 and C1 controls (ESC, OSC, CSI) but tab and newline; marks that turn the direction of writing.
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
SHOWN = "\N{REPLACEMENT CHARACTER}"


def printable(text: str) -> str:
    """The same text; each control character is shown as one that does nothing."""
    return UNPRINTABLE.sub(SHOWN, text)


def json_text(text: str) -> str:
    """Written JSON with the same values, in which no control character stands as such."""
    return UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def as_code(text: str) -> str:
    """A Markdown code span, in which nothing is a link, a tag or a table; on one line."""
    return f"`{' '.join(printable(text).replace('`', chr(39)).split())}`"


def as_cell(text: str) -> str:
    """A cell of a table artifact, whose links and tags Prefect's UI would show as such."""
    return printable(text).replace("](", "] (").replace("<", "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}")
