"""The SQL files that make a snapshot, each with its contract at the top.

`sql/tables`   tables that Python fills, one per file: releases, loads, checks, changes
`sql/rules`    rules that CMS states in manuals and laws; a `.tsv` of the same name holds the rows
`sql/models`   derived relations by subject: one table, view or public macro per file of its name;
               internal macros, whose names begin with `_`, share files

The comment above `CREATE` is the contract:

-- What one row is, or what a macro returns: the comment in the database.
--
-- Why it is written this way; as many paragraphs as needed.
--
-- key: hcpcs, service_from        these columns are unique; a null counts as a value
-- derived from: pfs-rvu, opps     the series whose releases determine the rows, or `all series`
-- rebuilt: per release            an incremental build derives only rows of changed releases (or `per
--                                 span` of sites, `per slice` of PTP edits)
-- parts: by code                  a code's rows depend only on rows of that code, in every table read: a long
--                                 history is derived in ranges of codes, which bounds memory
-- columns:
--   hcpcs VARCHAR: Meaning, with unit and source; a long one continues
--     on more deeply indented lines
--   pfs_rvu.*                     all columns of that source table or model

A public table macro lists its result columns in the same way.

If the statement lists the columns, each meaning follows its column, and a long one continues below:

    hcpcs VARCHAR NOT NULL,  -- Meaning
        -- continued

Comments, key checks and the build order are derived from the contracts. A test compares each contract's
columns and types with those of the table that is made.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from sources.series import SERIES
from transforms.tables import TABLES
from warehouse.build.source_tables import RELEASE, declared_columns
from warehouse.database import SQL, quoted

CREATE = re.compile(
    r"^CREATE (?P<kind>TEMP TABLE|TABLE|VIEW|MACRO) (?:IF NOT EXISTS )?(?P<name>\w+)"
    r"(?: AS\n(?P<body>.*)| AS\b| ?\()",
    re.DOTALL,
)
AS_TABLE = re.compile(r"\) AS TABLE\n")
FIELD = re.compile(r"(?P<name>key|derived from|rebuilt|parts|columns):(?: (?P<value>.+))?")
COLUMN = re.compile(r"(?P<name>\w+) (?P<type>[A-Z][^:]*): (?P<meaning>.+)")
ALL_OF = re.compile(r"(\w+)\.\*")
DEFINITION = re.compile(
    r'    "?(?P<name>\w+)"? (?P<type>[A-Z][^-]*?)(?: NOT NULL| CHECK .*)*,?  -- (?P<meaning>.+)'
)
DEFINED_ON = re.compile(r"        -- (.+)")
RELATION_READ = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)")
MACRO_READ = re.compile(r"\b(\w+)\s*\(")
T = TypeVar("T")
# Text that is not code: strings, quoted names, comments.
OPAQUE = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*")
ALL_SERIES = "all series"
REBUILT = {"per release": "release", "per span": "span", "per slice": "slice"}
PARTS = {"by code": True}
ENTRY, CONTINUED = "  ", "    "  # indentation of lines below a field


class ContractBroken(ValueError):
    """A SQL file breaks the format that this module describes; the message names the file and line."""

    def __init__(self, path: Path, line: int, fault: str) -> None:
        super().__init__(f"{path}, line {line}: {fault}")


@dataclass(frozen=True)
class ContractColumn:
    """A column in a contract: name, DuckDB type, meaning."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class Model:
    """One table, view or macro: its contract and the statement that makes it."""

    path: Path
    name: str
    kind: str  # TABLE, TEMP TABLE, VIEW, MACRO, MACRO TABLE
    meaning: str
    key: tuple[str, ...]
    series: frozenset[str]
    unit: str  # `release`, `span` or `slice` if its rows can be derived one at a time, else empty
    by_code: bool  # whether its rows can be derived one range of codes at a time
    columns: tuple[ContractColumn, ...]
    same_as: str  # the model or table from which it takes all columns; else empty
    statement: str
    body: str  # the SELECT of a derived table; else empty

    @property
    def is_relation(self) -> bool:
        """Return whether the model is read by name alone, without arguments."""
        return not self.kind.startswith("MACRO")

    @property
    def comments(self) -> str:
        """Return the SQL that stores the meanings; empty for a temporary table."""
        if self.kind == "TEMP TABLE":
            return ""
        listed = self.columns if self.is_relation else ()
        columns = (f'COMMENT ON COLUMN {self.name}."{c.name}" IS {quoted(c.meaning)};' for c in listed)
        return "\n".join([f"COMMENT ON {self.kind} {self.name} IS {quoted(self.meaning)};", *columns])


@cache
def models() -> Mapping[str, Model]:
    """Return every model by name, each after the models that it reads."""
    found = _in_folder("models")
    ordered: dict[str, Model] = {}
    for name in found:
        _place(found, name, ordered, ())
    return ordered


@cache
def read_by(name: str) -> frozenset[str]:
    """Return the names of the models that this one reads or calls."""
    return _read_by(models()[name], models())


@cache
def tables() -> Mapping[str, Model]:
    """Return the tables that Python fills, by name."""
    return _in_folder("tables")


@cache
def rules() -> Mapping[str, Model]:
    """Return the rule tables by name; the `.tsv` next to each contract holds the rows."""
    return _in_folder("rules")


def declared_sql(declared: Mapping[str, Model]) -> str:
    """Return the statements of these tables, with their comments."""
    return "\n".join(f"{model.statement}\n{model.comments}" for model in declared.values())


def _in_folder(name: str) -> dict[str, Model]:
    return {
        model.name: model for path in sorted((SQL / name).rglob("*.sql")) for model in parse_contracts(path)
    }


def _read_by(model: Model, others: Mapping[str, Model]) -> frozenset[str]:
    code = OPAQUE.sub(" ", model.statement)
    relations = (name for name in RELATION_READ.findall(code) if name in others and others[name].is_relation)
    macros = (name for name in MACRO_READ.findall(code) if name in others and not others[name].is_relation)
    return frozenset([*relations, *macros]) - {model.name}


def _place(found: Mapping[str, Model], name: str, ordered: dict[str, Model], above: tuple[str, ...]) -> None:
    if name in above:
        raise ContractBroken(found[name].path, 1, f"reads itself: {' → '.join([*above, name])}")
    if name not in ordered:
        for other in sorted(_read_by(found[name], found)):
            _place(found, other, ordered, (*above, name))
        ordered[name] = found[name]


def parse_contracts(path: Path) -> list[Model]:
    """Return the models of a file in order; raises `ContractBroken`."""
    made = [_model(path, *block) for block in _blocks(path)]
    are_internal_macros = made and all(m.kind == "MACRO" and m.name.startswith("_") for m in made)
    if not are_internal_macros and [model.name for model in made] != [path.stem]:
        names = ", ".join(model.name for model in made)
        raise ContractBroken(path, 1, f"expected one model named {path.stem}, found {names}")
    return made


def _blocks(path: Path) -> Iterator[tuple[int, list[str], str]]:
    """Yield, per statement, the line number where its contract starts, the contract, and the SQL."""
    contract: list[str] = []
    code: list[str] = []
    start, before = 1, ""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if code or line.startswith("CREATE "):
            code.append(line)
        elif line.startswith("--"):
            start, contract = (start, contract) if before.startswith("--") else (number, [])
            contract.append(line)
        elif line:
            raise ContractBroken(path, number, f"expected a comment or CREATE, found {line}")
        if code and line.partition("--")[0].rstrip().endswith(";"):
            yield start, contract, "\n".join(code)
            contract, code = [], []
        before = line
    if code:
        raise ContractBroken(path, start, "the statement has no closing semicolon")


def _model(path: Path, start: int, lines: list[str], statement: str) -> Model:
    made = CREATE.match(statement)
    if not made or not lines:
        raise ContractBroken(path, start, "expected a contract followed by CREATE TABLE, VIEW or MACRO")
    text, fields = _header(path, start, lines)
    derived = _values(fields, "derived from")
    columns = [column for entry in fields.get("columns", ()) for column in _columns(path, entry)]
    return Model(
        path=path,
        name=made["name"],
        kind="MACRO TABLE" if made["kind"] == "MACRO" and AS_TABLE.search(statement) else made["kind"],
        meaning=" ".join(text[: text.index("")] if "" in text else text),
        key=_values(fields, "key"),
        series=frozenset(SERIES if derived == (ALL_SERIES,) else derived),
        unit=_field_value(path, made["kind"], fields, "rebuilt", REBUILT) or "",
        by_code=_field_value(path, made["kind"], fields, "parts", PARTS) or False,
        columns=tuple(columns or _defined(path, start + len(lines), made, statement)),
        same_as=_same_as(fields),
        statement=statement,
        body=(made["body"] or "").rstrip(";"),
    )


@dataclass
class _Entry:
    """A field or column of a contract, with its continuation lines joined."""

    line: int
    text: str


def _header(path: Path, start: int, lines: list[str]) -> tuple[list[str], dict[str, list[_Entry]]]:
    """Return the description lines above the fields, and the entries per field: one, or one per column."""
    text: list[str] = []
    fields: dict[str, list[_Entry]] = {}
    entries: list[_Entry] = []
    for number, line in enumerate(lines, start=start):
        content = line[3:]
        field = FIELD.fullmatch(content)
        if field:
            entries = fields[field["name"]] = [_Entry(number, field["value"])] if field["value"] else []
        elif not fields:
            text.append(content)
        elif content.startswith(CONTINUED) and entries:
            entries[-1].text += " " + content.strip()
        elif content.startswith(ENTRY):
            entries.append(_Entry(number, content.strip()))
        else:
            raise ContractBroken(path, number, f"expected a field or a column, found {line}")
    return text, fields


def _values(fields: Mapping[str, list[_Entry]], name: str) -> tuple[str, ...]:
    return tuple(part for entry in fields.get(name, ()) for part in entry.text.split(", "))


def _field_value(
    path: Path, kind: str, fields: Mapping[str, list[_Entry]], name: str, meanings: Mapping[str, T]
) -> T | None:
    """Look up the value of a table's field in `meanings`; None if the contract has no such field."""
    for entry in fields.get(name, ()):
        if entry.text not in meanings or not kind.endswith("TABLE"):
            expected = f"expected {' or '.join(meanings)}, and a table"
            raise ContractBroken(path, entry.line, f"{expected}; found {entry.text}, {kind}")
        return meanings[entry.text]
    return None


def _same_as(fields: Mapping[str, list[_Entry]]) -> str:
    whole = [ALL_OF.fullmatch(entry.text) for entry in fields.get("columns", ())]
    return whole[0][1] if len(whole) == 1 and whole[0] else ""


def _columns(path: Path, entry: _Entry) -> list[ContractColumn]:
    whole = ALL_OF.fullmatch(entry.text)
    if whole and whole[1] in TABLES:
        return _columns_of(whole[1])
    if whole and (others := _in_files(whole[1])):
        return list(others[0].columns)
    column = COLUMN.fullmatch(entry.text)
    if not column:
        raise ContractBroken(path, entry.line, f"expected `name TYPE: meaning`, found {entry.text}")
    return [ContractColumn(column["name"], column["type"], column["meaning"])]


@cache
def _in_files(name: str) -> Sequence[Model]:
    """Return the model read from the file of that name; empty if there is none."""
    return [model for path in (SQL / "models").rglob(f"{name}.sql") for model in parse_contracts(path)]


def _columns_of(table: str) -> list[ContractColumn]:
    """Return the columns of a source table."""
    declared = RELEASE | declared_columns(TABLES[table])
    named = (
        (*definition.removesuffix(" NOT NULL").split(" ", 1), doc) for definition, doc in declared.items()
    )
    return [ContractColumn(name, _as_duckdb(kind), doc) for name, kind, doc in named]


def _as_duckdb(kind: str) -> str:
    """Format a type as DuckDB's DESCRIBE does: `DECIMAL(9,4)` without a space; a STRUCT keeps its spaces."""
    return re.sub(r"(\d), (\d)", r"\1,\2", kind)


def _defined(path: Path, start: int, made: re.Match[str], statement: str) -> list[ContractColumn]:
    """Return the columns that a statement lists, each with the meaning that follows it."""
    found: list[ContractColumn] = []
    lines = statement.splitlines()[1:-1] if made["kind"] == "TABLE" and made["body"] is None else []
    for number, line in enumerate(lines, start=start + 2):
        column = DEFINITION.fullmatch(line)
        further = DEFINED_ON.fullmatch(line)
        if column:
            found.append(ContractColumn(column["name"], _as_duckdb(column["type"]), column["meaning"]))
        elif further and found:
            last = found.pop()
            found.append(ContractColumn(last.name, last.type, f"{last.meaning} {further[1]}"))
        elif not line.strip().startswith("CHECK "):
            raise ContractBroken(path, number, f"expected `name TYPE,  -- meaning`, found {line}")
    return found
