"""Rules that CMS states in manuals and laws: each `rules/*.tsv` fills the table declared next to it."""

import duckdb

from warehouse.build.contracts import declared_sql, rules
from warehouse.database import SQL

RULES = SQL / "rules"


def load_rules(con: duckdb.DuckDBPyConnection) -> None:
    """Make and fill every rule table; an empty cell is null, a cell of the wrong type is an error."""
    con.execute(declared_sql(rules()))
    for name, rule in rules().items():
        types = {column.name: column.type for column in rule.columns}
        con.execute(
            f"INSERT INTO {name} FROM read_csv($path, delim = '\t', quote = '', header = true, nullstr = '', "
            "auto_detect = false, columns = $types)",
            {"path": str(RULES / f"{name}.tsv"), "types": types},
        )
