"""Expand a header pattern to every spelling that it allows, with variable parts left empty."""

from functools import lru_cache
from itertools import product

MOST = 3_000  # spellings of one pattern; a longer list is truncated
ESCAPED = {"d": ("0",), "s": (" ",), "W": ("",), "w": ("",), "S": ("",), "b": ("",), "B": ("",), "n": (" ",)}


@lru_cache(maxsize=1_000)
def spellings(pattern: str) -> tuple[str, ...]:
    r"""Expand `r"(20\d\d )?pe\W* (gpci|rvu)"` to `2000 pe gpci`, `2000 pe rvu`, `pe gpci`, `pe rvu`.

    Supports what header patterns use: groups, alternatives, classes, `?`, `*`, `+`, `{m,n}` and escapes.
    """
    texts, rest = _either(pattern)
    return tuple(dict.fromkeys(texts)) if not rest else ()


def _either(pattern: str) -> tuple[list[str], str]:
    """Return the alternatives up to the end or a closing bracket, and the rest."""
    found: list[str] = []
    while True:
        texts, pattern = _sequence(pattern)
        found += texts
        if not pattern.startswith("|"):
            return found[:MOST], pattern
        pattern = pattern[1:]


def _sequence(pattern: str) -> tuple[list[str], str]:
    texts = [""]
    while pattern and pattern[0] not in "|)":
        atom, pattern = _atom(pattern)
        atom, pattern = _repeated(atom, pattern)
        texts = [left + right for left, right in product(texts, dict.fromkeys(atom))][:MOST]
    return texts, pattern


def _atom(pattern: str) -> tuple[tuple[str, ...], str]:
    first, rest = pattern[0], pattern[1:]
    if first == "\\":
        return ESCAPED.get(rest[0], (rest[0],)), rest[1:]
    if first == "[":
        end = rest.index("]", 1)
        return (("",) if rest[0] == "^" else (rest[0],)), rest[end + 1 :]
    if first == "(":
        return _group(rest)
    return (("",) if first in ".^$" else (first,)), rest


def _group(rest: str) -> tuple[tuple[str, ...], str]:
    looks = rest.startswith(("?=", "?!", "?<=", "?<!"))
    if rest.startswith("?"):
        mark = min(i for i in (rest.find(c, 1) for c in ":=!>") if i > 0)
        rest = rest[mark + 1 :]
    texts, rest = _either(rest)
    return (("",) if looks else tuple(texts)), rest[1:]


def _repeated(atom: tuple[str, ...], pattern: str) -> tuple[tuple[str, ...], str]:
    """Apply the quantifier that follows, if any."""
    if pattern[:1] == "{":
        least, rest = pattern[1:].split("}", 1)
        count = int(least.partition(",")[0] or 0)
        return tuple(text * count for text in atom), rest.removeprefix("?")
    quantifier = pattern[:1] if pattern[:1] in ("?", "*", "+") else ""
    rest = pattern[len(quantifier) :].removeprefix("?") if quantifier else pattern
    return {"?": ("", *atom), "*": ("",), "+": atom, "": atom}[quantifier], rest
