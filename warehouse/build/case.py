"""Rewrite `if(a, b, c)` as `CASE WHEN a THEN b ELSE c END`.

DuckDB 2 stores `if(…)` in a view or macro as a function that DuckDB 1 does not have, which broke 18 of 26
macros there. Every version reads `CASE`.
"""

import re

IF = re.compile(r"(?<![\w.\"'])if\s*\(", re.IGNORECASE)
BRACKET = re.compile(r"[()\[\]{},]")
# Text that is not code: strings, quoted names, comments.
OPAQUE = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*")


def with_case(sql: str) -> str:
    """Return the statement with every three-argument `if(…)`, nested ones included, rewritten as `CASE`."""
    code = OPAQUE.sub(lambda found: " " * len(found[0]), sql)
    calls = list(IF.finditer(code))
    if not calls:
        return sql
    call = calls[-1]  # the last call contains no other
    edges, end = _arguments(code, call.end())
    if len(edges) != 3:
        raise ValueError(f"if() with {len(edges)} arguments: {sql[call.start() : end]}")
    condition, then, otherwise = (sql[start:stop].strip() for start, stop in edges)
    written = f"CASE WHEN {condition} THEN {then} ELSE {otherwise} END"
    return with_case(sql[: call.start()] + written + sql[end:])


def _arguments(code: str, start: int) -> tuple[list[tuple[int, int]], int]:
    """Return the start and end of each argument after the opening parenthesis, and the end of the call."""
    depth = 0
    edges: list[tuple[int, int]] = []
    for found in BRACKET.finditer(code, start):
        mark, place = found[0], found.start()
        if depth == 0 and mark in ",)":
            edges.append((edges[-1][1] + 1 if edges else start, place))
            if mark == ")":
                return edges, place + 1
        depth += (mark in "([{") - (mark in ")]}")
    raise ValueError(f"if() without a closing parenthesis: {code[start : start + 80]}")
