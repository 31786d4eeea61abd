"""Version of the source tables: it changes with all code that decides which rows they hold."""

import hashlib
from pathlib import Path

from transforms.tables import TABLES
from warehouse.build.contracts import declared_sql, tables
from warehouse.build.load_tables import declare_load_tables
from warehouse.build.ncci_intervals import INTERVAL_TABLES, declare_intervals
from warehouse.build.source_tables import declare

ROWS_DECIDED_BY = (
    *("build_file", "plan", "versions", "contracts", "models", "parts", "touched", "digest"),
    *("ncci_intervals", "source_tables", "incremental", "lineage", "load_tables", "spans"),
)


def facts_declared() -> str:
    """Return the SQL that declares the source tables and load records, with their comments."""
    declared = [declare_intervals(t) if t.name in INTERVAL_TABLES else declare(t) for t in TABLES.values()]
    return "\n\n".join([*declared, declare_load_tables()])


def tables_version() -> str:
    """Return a hash of all code that decides which rows a table holds.

    Files of another version are not continued.
    """
    code = [Path(__file__).with_name(f"{module}.py").read_text("utf-8") for module in ROWS_DECIDED_BY]
    declared = "".join([declared_sql(tables()), facts_declared(), *code])
    return hashlib.sha256(declared.encode()).hexdigest()[:16]
