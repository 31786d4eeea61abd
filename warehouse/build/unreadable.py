"""Sites of a code whose row CMS published and we could not read: `unreadable`, never `not_listed`."""

import duckdb

# The table of sites; where it has the first name the other is a view.
SITES = ("_site_payments", "site_of_service")
# The site, and what it says instead, of each row that misses the unreadable one.
FOUND = """
CREATE OR REPLACE TEMP TABLE unread AS
SELECT
    span.service_from, span.known_from, row.hcpcs, site.name AS site, site.is_facility,
    min(row.reason) AS reason
FROM unreadable_rows AS row
JOIN (VALUES
    ('office', false, 'pfs_rvu'), ('hospital_outpatient', false, 'pfs_rvu'), ('asc', false, 'pfs_rvu'),
    ('hospital_outpatient', true, 'opps_addendum_b'), ('asc', true, 'asc_addendum_aa'),
    ('asc', true, 'asc_addendum_bb'), ('asc', true, 'asc_addendum_ee')
) AS site (name, is_facility, table_name) ON site.table_name = row.table_name
JOIN site_spans AS span
    ON row.release_id = CASE
        WHEN NOT site.is_facility THEN span.pfs_release_id
        WHEN site.name = 'asc' THEN span.asc_release_id
        ELSE span.opps_release_id
    END
WHERE row.modifier IS NULL
GROUP BY ALL
"""
HERE = "site.hcpcs = unread.hcpcs AND site.site = unread.site"
THEN = "site.service_from = unread.service_from AND site.known_from = unread.known_from"
# The professional part leaves the total open wherever the facility is paid.
MARKED = f"""
UPDATE {{table}} AS site SET
    facility_status = 'unreadable',
    facility_reason = unread.reason,
    payment_status = 'unreadable',
    reason = unread.reason,
    payment_status_qp = 'unreadable',
    reason_qp = unread.reason,
    total_payment = NULL,
    total_payment_qp = NULL
FROM unread WHERE unread.is_facility AND site.facility_status = 'not_listed' AND {HERE} AND {THEN};
UPDATE {{table}} AS site SET
    professional_status = 'unreadable',
    professional_reason = unread.reason,
    professional_status_qp = 'unreadable',
    professional_reason_qp = unread.reason,
    payment_status = 'unreadable',
    reason = unread.reason,
    payment_status_qp = 'unreadable',
    reason_qp = unread.reason,
    total_payment = NULL,
    total_payment_qp = NULL,
    total_payment_if_billed_alone = NULL
FROM unread WHERE NOT unread.is_facility AND site.professional_status = 'not_listed'
    AND (site.site = 'office' OR site.facility_status IN ('paid', 'not_billable')) AND {HERE} AND {THEN};
DROP TABLE unread;
"""


def mark_unreadable_sites(con: duckdb.DuckDBPyConnection) -> None:
    """Changes the rows of codes that another schedule, or another row, lists on the same day."""
    tables = {name for (name,) in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    con.execute(FOUND)
    con.execute(MARKED.format(table=next(name for name in SITES if name in tables)))
