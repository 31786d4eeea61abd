"""`if(a, b, c)` as `CASE WHEN a THEN b ELSE c END`.

DuckDB 2 stores a view or macro that says `if(…)` with a function of that name, which DuckDB 1 does not have:
18 of 26 macros could not be asked. `CASE` is read by all of them.
"""

import re

IF = re.compile(r"(?<![\w.\"'])if\s*\(", re.IGNORECASE)
BRACKET = re.compile(r"[()\[\]{},]")
# Where text is no code: strings, quoted names, comments.
OPAQUE = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*")


def with_case(sql: str) -> str:
    """The statement with every `if(…)` of three arguments, nested ones too, written as `CASE`."""
    code = OPAQUE.sub(lambda found: " " * len(found[0]), sql)
    calls = list(IF.finditer(code))
    if not calls:
        return sql
    call = calls[-1]  # the last one holds no other
    edges, end = _arguments(code, call.end())
    if len(edges) != 3:
        raise ValueError(f"if() with {len(edges)} arguments: {sql[call.start() : end]}")
    condition, then, otherwise = (sql[start:stop].strip() for start, stop in edges)
    written = f"CASE WHEN {condition} THEN {then} ELSE {otherwise} END"
    return with_case(sql[: call.start()] + written + sql[end:])


def _arguments(code: str, start: int) -> tuple[list[tuple[int, int]], int]:
    """Where each argument behind the opening bracket begins and ends, and where the call ends."""
    depth = 0
    edges: list[tuple[int, int]] = []
    for found in BRACKET.finditer(code, start):
        mark, place = found[0], found.start()
        if depth == 0 and mark in ",)":
            edges.append((edges[-1][1] + 1 if edges else start, place))
            if mark == ")":
                return edges, place + 1
        depth += (mark in "([{") - (mark in ")]}")
    raise ValueError(f"if() without an end: {code[start : start + 80]}")
