"""What must hold for every code, setting and day of all copied releases."""

import pytest
from duckdb import DuckDBPyConnection as Con

pytestmark = pytest.mark.real

NOTHING_BROKEN = {
    "each code has each setting once at any time": """
        SELECT hcpcs, service_from, known_from FROM site_of_service
        GROUP BY ALL HAVING list(site ORDER BY site) <> ['asc', 'hospital_outpatient', 'office']""",
    "every state is in the list, with a reason": """
        SELECT * FROM (
            SELECT payment_status, reason FROM site_of_service
            UNION ALL SELECT payment_status_qp, reason_qp FROM site_of_service
            UNION ALL SELECT professional_status_qp, professional_reason_qp FROM site_of_service
            UNION ALL SELECT payment_status_nonfacility_qp, reason_nonfacility_qp FROM physician_fees
            UNION ALL SELECT payment_status_facility_qp, reason_facility_qp FROM physician_fees
            UNION ALL SELECT professional_status, professional_reason FROM site_of_service
            UNION ALL SELECT facility_status, facility_reason FROM site_of_service
            UNION ALL SELECT payment_status_nonfacility, reason_nonfacility FROM physician_fees
            UNION ALL SELECT payment_status_facility, reason_facility FROM physician_fees
        ) WHERE reason IS NULL OR payment_status IS NULL
            OR payment_status NOT IN (SELECT payment_statuses.payment_status FROM payment_statuses)""",
    "an amount is there if and only if the state is paid": """
        SELECT * FROM site_of_service
        WHERE (professional_payment IS NOT NULL) <> (professional_status = 'paid')
            OR (facility_payment IS NOT NULL) <> (facility_status = 'paid')
            OR (professional_payment_qp IS NOT NULL) <> (professional_status_qp = 'paid')""",
    "a total is there if the state says so, or the physician is paid what is packaged for the facility": """
        SELECT * FROM site_of_service
        WHERE (total_payment IS NOT NULL) <> CASE
                WHEN payment_status = 'packaged' AND coalesce(status_indicator, 'N') = 'N'
                    THEN professional_payment IS NOT NULL
                ELSE payment_status IN ('paid', 'professional_only') END
            OR (total_payment_qp IS NOT NULL) <> CASE
                WHEN payment_status_qp = 'packaged' AND coalesce(status_indicator, 'N') = 'N'
                    THEN professional_payment_qp IS NOT NULL
                ELSE payment_status_qp IN ('paid', 'professional_only') END""",
    "only what is packaged has an amount if billed alone, a copayment only what is paid or so": """
        SELECT * FROM site_of_service
        WHERE facility_payment_if_billed_alone IS NOT NULL AND facility_status <> 'packaged'
            OR total_payment_if_billed_alone IS NOT NULL
                AND coalesce(facility_payment_if_billed_alone, other_payment_if_billed_alone) IS NULL
            OR facility_copayment IS NOT NULL
                AND coalesce(facility_payment, facility_payment_if_billed_alone) IS NULL""",
    "a facility payment is the rate that CMS prints": """
        SELECT * FROM site_of_service
        WHERE coalesce(facility_payment, facility_payment_if_billed_alone) <> facility_rate_printed""",
    "what a hospital may not bill is paid to the physician alone": """
        SELECT * FROM site_of_service
        WHERE (payment_status = 'professional_only')
                <> (facility_status = 'not_billable' AND professional_status = 'paid')
            OR payment_status = 'professional_only' AND total_payment <> professional_payment""",
    "status indicators A and Y name another schedule, and B another code": """
        SELECT * FROM site_of_service
        WHERE status_indicator IN ('A', 'Y')
                AND facility_status NOT IN ('other_fee_schedule', 'contractor_priced')
                AND other_schedule IS NULL
            OR status_indicator = 'B' AND facility_status <> 'not_recognized'""",
    "each code has one row that stands for it": """
        SELECT release_id, hcpcs, service_from, known_from FROM physician_fees
        GROUP BY ALL HAVING count(*) FILTER (is_base_row) <> 1""",
    "the total is the sum of its parts": """
        SELECT * FROM site_of_service
        WHERE total_payment <> coalesce(professional_payment, 0)
                + coalesce(facility_payment, CASE site WHEN 'office' THEN other_payment END, 0)
            OR total_payment_qp <> coalesce(professional_payment_qp, 0)
                + coalesce(facility_payment, CASE site WHEN 'office' THEN other_payment END, 0)""",
    "a drug or a test that another schedule pays has that schedule's amount and nothing beside it": """
        SELECT * FROM site_of_service
        WHERE other_payment IS NOT NULL AND site = 'office'
                AND (professional_payment IS NOT NULL OR total_payment <> other_payment)
            OR other_payment IS NOT NULL AND site = 'hospital_outpatient'
                AND facility_payment <> other_payment
            OR other_schedule IS NULL
                AND coalesce(other_payment, other_payment_if_billed_alone) IS NOT NULL""",
    "nothing marked NA has a price": """
        SELECT * FROM physician_fees
        WHERE na_nonfacility
                AND coalesce(physician_payment_nonfacility, physician_payment_nonfacility_qp) IS NOT NULL
            OR na_facility
                AND coalesce(physician_payment_facility, physician_payment_facility_qp) IS NOT NULL""",
    "in a facility a code that splits is paid its 26 row": """
        SELECT cell.* FROM site_of_service AS cell
        JOIN physician_fees AS own
            ON own.hcpcs = cell.hcpcs AND own.release_id = cell.professional_release_id
        WHERE (cell.site <> 'office' OR own.is_base_row) AND own.modifier = '26'
            AND cell.professional_status = 'paid'
            AND (
                cell.professional_modifier <> '26'
                OR cell.professional_payment IS DISTINCT FROM own.physician_payment_facility
            )""",
    "no office has a facility fee": """
        SELECT * FROM site_of_service WHERE site = 'office' AND facility_payment IS NOT NULL""",
    "payment is RVUs times the factor or the OPPS amount": """
        SELECT * FROM physician_fees
        WHERE physician_payment_nonfacility
                <> least(
                    round(round(total_rvu_nonfacility * conversion_factor, 2) * adjustment, 2),
                    opps_cap_nonfacility)
            OR physician_payment_facility
                <> least(
                    round(round(total_rvu_facility * conversion_factor, 2) * adjustment, 2),
                    opps_cap_facility)""",
    "rectangles of one code, setting and day never overlap": """
        SELECT one.* FROM site_spans AS one JOIN site_spans AS other
            ON one.service_from <= other.service_to AND other.service_from <= one.service_to
            AND one.known_from <= other.known_to AND other.known_from <= one.known_to
        WHERE (one.service_from, one.known_from) <> (other.service_from, other.known_from)""",
    "the middle of the localities lies between the ends": """
        SELECT * FROM locality_ranges
        WHERE facility_median NOT BETWEEN facility_low AND facility_high
            OR nonfacility_median NOT BETWEEN nonfacility_low AND nonfacility_high""",
    "shares of a global period are whole": """
        SELECT * FROM physician_fees
        WHERE global_days IN ('010', '090') AND status_code = 'A' AND modifier IS NULL
            AND preoperative_share + intraoperative_share + postoperative_share NOT BETWEEN 0.99 AND 1.01
            AND preoperative_share + intraoperative_share + postoperative_share > 0""",
}


@pytest.mark.parametrize("query", NOTHING_BROKEN.values(), ids=list(NOTHING_BROKEN))
def test_no_row_breaks(query: str, real: Con) -> None:
    assert real.execute(f"FROM ({query}) LIMIT 5").fetchall() == []


def test_the_oppscap_files_list_exactly_the_codes_that_are_limited(real: Con) -> None:
    """CMS's own list per release beside ours, for the codes paid from RVUs, 2020 to 2026."""
    differing = real.execute("""
        SELECT * FROM (
            SELECT DISTINCT release_id, hcpcs, modifier FROM pfs_opps_cap WHERE status_code IN ('A', 'R', 'T')
        ) AS listed
        FULL JOIN (
            SELECT DISTINCT release_id, hcpcs, modifier FROM physician_fees
            WHERE opps_cap_nonfacility IS NOT NULL AND status_code IN ('A', 'R', 'T')
        ) AS ours
            ON ours.release_id = listed.release_id AND ours.hcpcs = listed.hcpcs
            AND ours.modifier IS NOT DISTINCT FROM listed.modifier
        WHERE (listed.hcpcs IS NULL OR ours.hcpcs IS NULL)
            AND coalesce(ours.release_id, listed.release_id) >= 'pfs-rvu 2020'
        LIMIT 5
    """).fetchall()
    assert differing == []


def test_local_payments_are_what_oppscap_prints(real: Con) -> None:
    """Every A-status amount of OPPSCAP_Jan 2026 that is the lower one."""
    misses = real.execute("""
        SELECT count(*), count(*) FILTER (nonfacility_amount <> paid.payment)
        FROM pfs_opps_cap AS cap
        JOIN physician_payments_on(DATE '2026-02-01') AS paid
            ON paid.release_id = cap.release_id AND paid.hcpcs = cap.hcpcs
            AND paid.modifier IS NOT DISTINCT FROM cap.modifier
            AND paid.mac = cap.mac AND paid.locality = cap.locality
            AND paid.pfs_setting = 'nonfacility' AND NOT paid.qualifying_apm
        WHERE cap.release_id = 'pfs-rvu 2026A r1' AND cap.status_code = 'A'
    """).fetchall()
    assert misses == [(6322, 0)]
