"""The rules that CMS states in manuals rather than files: every `rules/*.tsv` is a table of that name."""

import duckdb

from warehouse.database import SQL

RULES = SQL / "rules"


def load_rules(con: duckdb.DuckDBPyConnection) -> None:
    """Create one text table a file; an empty cell is null. The views give the columns their types."""
    for path in sorted(RULES.glob("*.tsv")):
        con.execute(
            f"CREATE TABLE {path.stem} AS FROM read_csv($path, delim = '\t', quote = '', header = true, "
            "all_varchar = true, nullstr = '')",
            {"path": str(path)},
        )
