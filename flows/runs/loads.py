"""Load notes of the published snapshot: how its releases were read."""

from pathlib import Path
from typing import Any

import duckdb

from cmsfees.channels import DATABASE, NoSuchSnapshot, resolve
from cmsfees.snapshot import rows_as_dicts
from warehouse.database import reading

QUERIES = {
    "tables_missing": """
        SELECT release_id, table_name, member_pattern, kind, reason FROM tables_missing ORDER BY ALL""",
    "recognized_otherwise": """
        SELECT release_id, table_name, member, how, list(column_name ORDER BY position) AS columns
        FROM column_recognition WHERE how IN ('words', 'values', 'order') GROUP BY ALL ORDER BY ALL""",
    "renderings_rejected": """
        SELECT release_id, table_name, member, reason FROM renderings
        WHERE outcome = 'rejected' ORDER BY ALL""",
    "renderings_differing": """
        SELECT
            release_id, table_name, member, loaded_member,
            list({'column_name': column_name, 'rows': rows_differing} ORDER BY column_name) AS columns
        FROM rendering_differences GROUP BY ALL ORDER BY ALL""",
    "columns_unread": """
        SELECT release_id, table_name, member, header, cells_filled FROM columns_unread ORDER BY ALL""",
    "members_unread": "SELECT release_id, member FROM members_unread ORDER BY ALL",
    "corrections_applied": """
        SELECT release_id, table_name, member, action, reason, initials
        FROM corrections_applied ORDER BY ALL""",
    "rows_set_aside": """
        SELECT release_id, table_name, count(*) AS row_count FROM set_aside GROUP BY ALL ORDER BY ALL""",
}
Loads = dict[str, list[dict[str, Any]]]


def read_loads(snapshots: Path) -> Loads:
    """Return rows by subject (keys of `QUERIES`); empty without a snapshot or if another version built it."""
    try:
        with reading(resolve(snapshots) / DATABASE) as con:
            return {subject: rows_as_dicts(con.execute(query)) for subject, query in QUERIES.items()}
    except (NoSuchSnapshot, duckdb.Error):
        return {}
