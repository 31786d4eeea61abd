-- One row per PPRRVU row, with the values that apply to both settings and both kinds of participants
--
-- key: release_id, hcpcs, modifier
-- derived from: pfs-rvu
-- rebuilt: per release
-- parts: by code
-- columns:
--   pfs_rvu.*
--   unreadable_reason VARCHAR: Why the row could not be read; null if it was read
--   release_from DATE: First date of service of the release
--   is_without_own_row BOOLEAN: Whether CMS lists the code only with modifiers
--   printed_modifiers VARCHAR: Modifiers with which CMS lists rows of the code, joined by commas
--   work_rvu_of_26 DECIMAL(9,2): Work RVU of the code's row with 26
--   pe_rvu_nonfacility_of_26 DECIMAL(9,2): Practice expense RVU outside a facility of the code's row with 26
--   pe_rvu_facility_of_26 DECIMAL(9,2): Practice expense RVU in a facility of the code's row with 26
--   mp_rvu_of_26 DECIMAL(9,2): Malpractice RVU of the code's row with 26
--   has_53 BOOLEAN: Whether CMS lists a row with 53 for the code
--   is_base_row BOOLEAN: Whether the row represents the code: the row without a modifier, or the one with 26 if CMS
--     lists no other
--   usual_status VARCHAR: Payment status of the status code if CMS lists an amount
--   status_without_amount VARCHAR: Payment status of the status code if CMS lists no amount
--   status_meaning VARCHAR: What the status code means
--   is_drug BOOLEAN: Whether the code is a drug or biological (drug_code_patterns) that Medicare pays under other rules
--   professional_part VARCHAR: RVUs of the physician's part of the row: none, of_26 (those of the row with 26) or all
--   modifier_profile VARCHAR: Indicators that decide which modifiers apply, as JSON

CREATE TEMP TABLE pfs_rows AS
WITH printed AS (
    SELECT *, NULL::VARCHAR AS unreadable_reason FROM pfs_rvu WHERE NOT qualifying_apm
    UNION ALL BY NAME
    -- A CMS row that could not be read becomes a row without values.
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
    -- CMS lists 86153 and, until 2020, G0452 only with 26.
    listed.modifier IS NULL OR listed.modifier = '26' AND listed.is_without_own_row AS is_base_row,
    CASE WHEN listed.unreadable_reason IS NULL THEN coalesce(priced.payment_status, 'not_paid') ELSE 'unreadable' END AS usual_status,
    priced.status_without_amount,
    meant.meaning AS status_meaning,
    -- E and X are paid under other rules. N is not covered, and D, F and I are codes that Medicare does not accept: no drug
    -- limit has ever listed one of them.
    CASE WHEN listed.status_code IN ('E', 'X') THEN _is_drug_code(listed.hcpcs) ELSE false END AS is_drug,
    -- Non-technical part: nothing of a technical row, the 26 row if CMS splits the code (it does not split 80506), else
    -- the whole row.
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
            _rules_from(listed.release_from)
        )
    END AS modifier_profile
FROM listed
LEFT JOIN indicator_payment_statuses AS priced ON priced.code_list = 'pfs_status' AND priced.code = listed.status_code
LEFT JOIN indicators AS meant ON meant.code_list = 'pfs_status' AND meant.code = listed.status_code;
