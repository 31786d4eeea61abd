"""Compare every one of our amounts with the amount that CMS published, to the cent."""

import duckdb

from warehouse.database import SQL

# Each query returns one row per amount: CMS's, ours, and the reason if they differ.
SCORE = """
INSERT INTO parity BY NAME
SELECT
    published_release_id,
    scorecard,
    count(*) AS amounts,
    count(*) FILTER (our_amount = published_amount) AS equal,
    count(*) FILTER (our_amount <> published_amount) AS misses,
    count(*) FILTER (our_amount IS NULL) AS no_figure,
    any_value(note) AS note
FROM compared
GROUP BY ALL
ORDER BY ALL
"""
NAME = """
INSERT INTO parity_misses BY NAME
SELECT * EXCLUDE (note) FROM compared WHERE our_amount IS DISTINCT FROM published_amount ORDER BY ALL
"""


def score(con: duckdb.DuckDBPyConnection) -> None:
    """Fill `parity` and `parity_misses` of the current database."""
    con.execute("DELETE FROM parity; DELETE FROM parity_misses")
    for query in sorted((SQL / "parity").glob("*.sql")):
        con.execute(f"CREATE OR REPLACE TEMP TABLE compared AS {query.read_text('utf-8')}")
        con.execute(SCORE)
        con.execute(NAME)
    con.execute("DROP TABLE compared")
