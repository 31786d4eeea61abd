-- One row per row of PPRRVU, with what holds for both settings and both kinds of participants
--
-- key: release_id, hcpcs, modifier
-- derived from: pfs-rvu
-- rebuilt: per release
-- parts: by code
-- columns:
--   pfs_rvu.*
--   unreadable_reason VARCHAR: Why the row could not be read; null where it was
--   release_from DATE: First date of service of the release
--   is_without_own_row BOOLEAN: CMS prints the code with modifiers and never without
--   printed_modifiers VARCHAR: Modifiers that CMS prints rows of the code with, joined by commas
--   work_rvu_of_26 DECIMAL(9,2): Work RVU of the code's row with 26
--   pe_rvu_nonfacility_of_26 DECIMAL(9,2): Practice expense RVU outside a facility of the code's row with 26
--   pe_rvu_facility_of_26 DECIMAL(9,2): Practice expense RVU in a facility of the code's row with 26
--   mp_rvu_of_26 DECIMAL(9,2): Malpractice RVU of the code's row with 26
--   has_53 BOOLEAN: CMS prints a row with 53 for the code
--   is_base_row BOOLEAN: The row that stands for the code: the one without a modifier, or that with 26 where CMS prints
--     no other
--   usual_status VARCHAR: Payment status of the status code where CMS prints an amount
--   status_without_amount VARCHAR: Payment status of the status code where CMS prints none
--   status_meaning VARCHAR: What the status code means
--   is_drug BOOLEAN: The code is a drug or biological: drug_code_patterns
--   professional_part VARCHAR: Which RVUs are the physician's part of the row: none, of_26 (those of the row with 26)
--     or all
--   modifier_profile VARCHAR: Indicators that decide about modifiers, as JSON

CREATE TEMP TABLE pfs_rows AS
WITH printed AS (
    SELECT *, NULL::VARCHAR AS unreadable_reason FROM pfs_rvu WHERE NOT qualifying_apm
    UNION ALL BY NAME
    -- What CMS prints and we could not read is a row without figures.
    SELECT unread.release_id, unread.hcpcs, unread.modifier, false AS qualifying_apm, min(unread.reason) AS unreadable_reason
    FROM unreadable_rows AS unread
    WHERE unread.table_name = 'pfs_rvu'
        AND NOT unread.qualifying_apm
        AND _code(unread.hcpcs) IS NOT NULL
        AND NOT EXISTS (
            FROM pfs_rvu AS loaded
            WHERE loaded.release_id = unread.release_id
                AND loaded.hcpcs = unread.hcpcs
                AND loaded.modifier IS NOT DISTINCT FROM unread.modifier
                AND NOT loaded.qualifying_apm
        )
    GROUP BY ALL
),
listed AS (
    SELECT
        pfs.*,
        release.service_from AS release_from,
        count(*) FILTER (pfs.modifier IS NULL) OVER of_code = 0 AS is_without_own_row,
        string_agg(pfs.modifier, ', ' ORDER BY pfs.modifier) OVER of_code AS printed_modifiers,
        any_value(pfs.work_rvu) FILTER (pfs.modifier = '26') OVER of_code AS work_rvu_of_26,
        any_value(pfs.pe_rvu_nonfacility) FILTER (pfs.modifier = '26') OVER of_code AS pe_rvu_nonfacility_of_26,
        any_value(pfs.pe_rvu_facility) FILTER (pfs.modifier = '26') OVER of_code AS pe_rvu_facility_of_26,
        any_value(pfs.mp_rvu) FILTER (pfs.modifier = '26') OVER of_code AS mp_rvu_of_26,
        bool_or(pfs.modifier = '53') OVER of_code AS has_53
    FROM printed AS pfs
    JOIN releases AS release USING (release_id)
    WINDOW of_code AS (PARTITION BY pfs.release_id, pfs.hcpcs)
)
SELECT
    listed.*,
    -- 86153 and, until 2020, G0452 are printed with 26 only.
    listed.modifier IS NULL OR listed.modifier = '26' AND listed.is_without_own_row AS is_base_row,
    CASE WHEN listed.unreadable_reason IS NULL THEN coalesce(priced.payment_status, 'not_paid') ELSE 'unreadable' END AS usual_status,
    priced.status_without_amount,
    meant.meaning AS status_meaning,
    CASE WHEN priced.payment_status = 'not_paid' THEN _is_drug_code(listed.hcpcs) ELSE false END AS is_drug,
    -- What is not technical: nothing of a technical row, the 26 row of a code that CMS splits (80506 it does not), else all.
    CASE
        WHEN listed.modifier = 'TC' OR listed.pctc_indicator = '3' THEN 'none'
        WHEN listed.modifier IS NULL AND listed.pctc_indicator = '1' AND listed.work_rvu_of_26 IS NOT NULL THEN 'of_26'
        ELSE 'all'
    END AS professional_part,
    CASE
        WHEN listed.modifier IS NULL AND listed.status_code IN ('A', 'C', 'R', 'T') THEN _modifier_profile(
            listed.status_code,
            listed.pctc_indicator,
            listed.global_days,
            listed.multiple_procedure,
            listed.bilateral_surgery,
            listed.assistant_surgery,
            listed.co_surgeons,
            listed.team_surgery,
            listed.preoperative_share,
            listed.intraoperative_share,
            listed.postoperative_share,
            _code_group(listed.hcpcs),
            listed.has_53,
            _rules_since(listed.release_from)
        )
    END AS modifier_profile
FROM listed
LEFT JOIN indicator_payment_statuses AS priced ON priced.code_list = 'pfs_status' AND priced.code = listed.status_code
LEFT JOIN indicators AS meant ON meant.code_list = 'pfs_status' AND meant.code = listed.status_code;
