"""Print a code's payments from a snapshot on object storage. Needs only DuckDB with httpfs, not cmsfees.

export AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=… AWS_REGION=…   # not on AWS: AWS_ENDPOINT_URL too
python examples/object_storage.py s3://bucket/cmsfees 20957 2026-02-01
"""

import os
import sys
from urllib.parse import urlsplit

import duckdb

FIGURES = """
SELECT release_label, physician_payment_nonfacility, physician_payment_facility
FROM code_figures_on($1)
WHERE hcpcs = $2
ORDER BY modifier NULLS FIRST
"""


def main(url: str, code: str, on: str) -> None:
    con = attach(url)
    [(snapshot,)] = con.execute("SELECT id FROM snapshot").fetchall()
    print(snapshot)
    for row in con.execute(FIGURES, [on, code]).fetchall():
        print(*row)


def attach(url: str, channel: str = "latest") -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("INSTALL httpfs; LOAD httpfs")
    con.execute(f"CREATE SECRET (TYPE s3, {credentials()})")
    # The channel is a small object that contains the id of its current snapshot.
    [(content,)] = con.execute("SELECT content FROM read_text($1)", [f"{url}/{channel}"]).fetchall()
    con.execute(f"ATTACH '{url}/{content.strip()}/cmsfees.duckdb' AS fees (READ_ONLY)")
    con.execute("USE fees")  # required by macros; views also work as fees.physician_fees
    return con


def credentials() -> str:
    names = {"KEY_ID": "AWS_ACCESS_KEY_ID", "SECRET": "AWS_SECRET_ACCESS_KEY", "REGION": "AWS_REGION"}
    options = [f"{name} '{os.environ[variable]}'" for name, variable in names.items()]
    if endpoint := os.environ.get("AWS_ENDPOINT_URL"):
        scheme, host = urlsplit(endpoint)[:2]
        options += [f"ENDPOINT '{host}'", f"USE_SSL {scheme == 'https'}", "URL_STYLE 'path'"]
    return ", ".join(options)


if __name__ == "__main__":
    main(*sys.argv[1:])
