"""Package structure: rooms import only upstream rooms, and each can be imported alone."""

import ast
import importlib
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Each may import itself and those before it; web reads the warehouse and knows nothing of runs.
ROOMS = ("cmsfees", "sources", "transforms", "warehouse", "web", "flows")
FORBIDDEN = {
    "cmsfees": {"prefect", "polars", "pyarrow", "httpx", "pydantic", "rich", "typer"},
    "sources": {"prefect", "polars", "duckdb", "rich", "typer"},
    "transforms": {"prefect", "duckdb", "httpx", "rich", "typer"},
    "warehouse": {"prefect", "rich", "typer"},
    "web": {"prefect", "rich", "typer"},
}
# Client modules that import the rooms; importing cmsfees loads neither.
DOORS = {ROOT / "cmsfees" / "command.py", ROOT / "cmsfees" / "cases.py"}


def imported(path: Path) -> set[str]:
    """First names of everything that the file imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_upstream_rooms(room: str) -> None:
    downstream = set(ROOMS[ROOMS.index(room) + 1 :]) | FORBIDDEN.get(room, set())
    for path in (ROOT / room).rglob("*.py"):
        if path in DOORS:
            continue
        assert not imported(path) & downstream, f"{path.relative_to(ROOT)} imports from further down"


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_a_docstring(room: str) -> None:
    assert (importlib.import_module(room).__doc__ or "").strip()


def test_only_flows_import_prefect() -> None:
    users = {
        p.relative_to(ROOT).parts[0]
        for room in ROOMS
        for p in (ROOT / room).rglob("*.py")
        if "prefect" in imported(p)
    }
    assert users <= {"flows"}


def imported_modules(path: Path) -> set[Path]:
    """Files of the rooms that the file imports, also where only a type checker does."""
    imports = [
        node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)
    ]
    names = {node.module or "" for node in imports}
    names |= {f"{node.module}.{alias.name}" for node in imports for alias in node.names}
    files = {ROOT / f"{name.replace('.', '/')}.py" for name in names}
    return {file for file in files if file.exists()}


def test_no_modules_import_each_other() -> None:
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py") if path not in DOORS]
    order = [*TopologicalSorter({path: imported_modules(path) for path in files}).static_order()]
    assert set(files) <= set(order)


# Every family module lists its tables under these names; every module may name its logger and type variable.
SHARED_NAMES = {"TABLES", "IDENTITIES", "IGNORED_MEMBERS", "log", "T"}
# A command, the flow that runs it and the pipeline's function are one verb; CLI modules register commands.
VERBS = {
    Path("flows/orchestration/flows.py"),
    *(path.relative_to(ROOT) for path in ROOT.glob("flows/cli/*.py")),
}
CLIENT = {
    ("cmsfees/cases.py", "price_case"),
    ("cmsfees/command.py", "main"),
}  # what the client calls and starts


def public_names(path: Path) -> dict[str, str]:
    """The module's own public names: `def` for classes and functions, else the constant's value."""
    found: dict[str, str] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found[node.name] = "def"
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            stored = (name for target in targets for name in ast.walk(target) if isinstance(name, ast.Name))
            found |= {name.id: ast.unparse(node.value) for name in stored}
    return {
        name: value for name, value in found.items() if not name.startswith("_") and name not in SHARED_NAMES
    }


def test_a_name_has_one_meaning_in_all_rooms() -> None:
    """Classes, functions and types are defined once, as are constants that are imported or equal."""
    modules = {p.relative_to(ROOT): public_names(p) for room in ROOMS for p in (ROOT / room).rglob("*.py")}
    imported_names = {
        alias.name
        for path in modules
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    defined: dict[str, list[tuple[str, str]]] = {}
    for path, names in modules.items():
        for name, value in names.items():
            is_verb = path in VERBS and value == "def"
            if not is_verb and (str(path), name) not in CLIENT:
                defined.setdefault(name, []).append((str(path), value))
    twice = {
        name: places
        for name, places in defined.items()
        if len(places) > 1
        and (
            not name.isupper() or name in imported_names or len({value for _, value in places}) < len(places)
        )
    }
    assert twice == {}
