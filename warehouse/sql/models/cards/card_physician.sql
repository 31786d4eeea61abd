-- Part of a card: fee schedule values, component rows, locality range, modifiers
--
-- Parts of a card are stored as one row per code and time rectangle, so that DuckDB plans and reads a card in
-- milliseconds.
--
-- key: hcpcs, service_from, known_from
-- derived from: pfs-rvu
-- rebuilt: per release
-- parts: by code
-- columns:
--   hcpcs VARCHAR: Procedure code
--   physician_fees STRUCT(modifier VARCHAR, description VARCHAR, status_code VARCHAR, status_meaning VARCHAR, work_rvu
--     DECIMAL(9,2), pe_rvu_nonfacility DECIMAL(9,2), na_nonfacility BOOLEAN, pe_rvu_facility DECIMAL(9,2), na_facility
--     BOOLEAN, mp_rvu DECIMAL(9,2), total_rvu_nonfacility DECIMAL(9,2), total_rvu_facility DECIMAL(9,2),
--     conversion_factor DECIMAL(9,4), conversion_factor_qp DECIMAL(9,4), physician_payment_nonfacility DECIMAL(15,2),
--     physician_payment_facility DECIMAL(15,2), physician_payment_nonfacility_qp DECIMAL(15,2),
--     physician_payment_facility_qp DECIMAL(15,2), opps_cap_nonfacility DECIMAL(15,2), opps_cap_facility DECIMAL(15,2),
--     payment_status_nonfacility VARCHAR, reason_nonfacility VARCHAR, payment_status_facility VARCHAR, reason_facility
--     VARCHAR, payment_status_nonfacility_qp VARCHAR, reason_nonfacility_qp VARCHAR, payment_status_facility_qp
--     VARCHAR, reason_facility_qp VARCHAR, global_days VARCHAR, preoperative_share DECIMAL(5,2), intraoperative_share
--     DECIMAL(5,2), postoperative_share DECIMAL(5,2), pctc_indicator VARCHAR, multiple_procedure VARCHAR,
--     bilateral_surgery VARCHAR, assistant_surgery VARCHAR, co_surgeons VARCHAR, team_surgery VARCHAR, endoscopic_base
--     VARCHAR, physician_supervision VARCHAR, imaging_family VARCHAR, not_used_for_medicare BOOLEAN, release_id
--     VARCHAR): Row of physician_fees as a struct
--   component_rows STRUCT(modifier VARCHAR, status_code VARCHAR, work_rvu DECIMAL(9,2), pe_rvu_nonfacility
--     DECIMAL(9,2), pe_rvu_facility DECIMAL(9,2), mp_rvu DECIMAL(9,2), physician_payment_nonfacility DECIMAL(15,2),
--     physician_payment_facility DECIMAL(15,2), physician_payment_nonfacility_qp DECIMAL(15,2),
--     physician_payment_facility_qp DECIMAL(15,2), payment_status_nonfacility VARCHAR, payment_status_facility VARCHAR,
--     payment_status_nonfacility_qp VARCHAR, payment_status_facility_qp VARCHAR)[]: Rows of the code with a modifier
--   localities STRUCT(locality_count BIGINT, nonfacility STRUCT(low DECIMAL(15,2), low_locality VARCHAR, median
--     DECIMAL(15,2), high DECIMAL(15,2), high_locality VARCHAR), facility STRUCT(low DECIMAL(15,2), low_locality
--     VARCHAR, median DECIMAL(15,2), high DECIMAL(15,2), high_locality VARCHAR)): Number of localities, and the payment
--     range over them
--   modifiers VARCHAR[]: Modifiers that apply to the code, each as a JSON object
--   release_id VARCHAR: Release of the values
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TABLE card_physician AS
WITH own AS (
    SELECT
        hcpcs,
        release_id,
        service_from,
        known_from,
        list(
            {
                'modifier': modifier,
                'status_code': status_code,
                'work_rvu': work_rvu,
                'pe_rvu_nonfacility': pe_rvu_nonfacility,
                'pe_rvu_facility': pe_rvu_facility,
                'mp_rvu': mp_rvu,
                'physician_payment_nonfacility': physician_payment_nonfacility,
                'physician_payment_facility': physician_payment_facility,
                'physician_payment_nonfacility_qp': physician_payment_nonfacility_qp,
                'physician_payment_facility_qp': physician_payment_facility_qp,
                'payment_status_nonfacility': payment_status_nonfacility,
                'payment_status_facility': payment_status_facility,
                'payment_status_nonfacility_qp': payment_status_nonfacility_qp,
                'payment_status_facility_qp': payment_status_facility_qp
            } ORDER BY modifier
        ) AS component_rows
    FROM physician_fees
    WHERE modifier IS NOT NULL
    GROUP BY ALL
),
rule AS (
    SELECT
        modifier_profile,
        list(
            {
                'modifier': modifier,
                'payer_part': payer_part,
                'meaning': meaning,
                'condition': condition,
                'effect': effect,
                'share': share,
                'indicator': indicator,
                'indicator_value': indicator_value,
                'source': source
            }::JSON::VARCHAR ORDER BY payer_part DESC, modifier
        ) AS modifiers
    FROM modifier_profiles
    GROUP BY modifier_profile
)
SELECT
    fees.hcpcs,
    {
        'modifier': fees.modifier,
        'description': fees.description,
        'status_code': fees.status_code,
        'status_meaning': fees.status_meaning,
        'work_rvu': fees.work_rvu,
        'pe_rvu_nonfacility': fees.pe_rvu_nonfacility,
        'na_nonfacility': fees.na_nonfacility,
        'pe_rvu_facility': fees.pe_rvu_facility,
        'na_facility': fees.na_facility,
        'mp_rvu': fees.mp_rvu,
        'total_rvu_nonfacility': fees.total_rvu_nonfacility,
        'total_rvu_facility': fees.total_rvu_facility,
        'conversion_factor': fees.conversion_factor,
        'conversion_factor_qp': fees.conversion_factor_qp,
        'physician_payment_nonfacility': fees.physician_payment_nonfacility,
        'physician_payment_facility': fees.physician_payment_facility,
        'physician_payment_nonfacility_qp': fees.physician_payment_nonfacility_qp,
        'physician_payment_facility_qp': fees.physician_payment_facility_qp,
        'opps_cap_nonfacility': fees.opps_cap_nonfacility,
        'opps_cap_facility': fees.opps_cap_facility,
        'payment_status_nonfacility': fees.payment_status_nonfacility,
        'reason_nonfacility': fees.reason_nonfacility,
        'payment_status_facility': fees.payment_status_facility,
        'reason_facility': fees.reason_facility,
        'payment_status_nonfacility_qp': fees.payment_status_nonfacility_qp,
        'reason_nonfacility_qp': fees.reason_nonfacility_qp,
        'payment_status_facility_qp': fees.payment_status_facility_qp,
        'reason_facility_qp': fees.reason_facility_qp,
        'global_days': fees.global_days,
        'preoperative_share': fees.preoperative_share,
        'intraoperative_share': fees.intraoperative_share,
        'postoperative_share': fees.postoperative_share,
        'pctc_indicator': fees.pctc_indicator,
        'multiple_procedure': fees.multiple_procedure,
        'bilateral_surgery': fees.bilateral_surgery,
        'assistant_surgery': fees.assistant_surgery,
        'co_surgeons': fees.co_surgeons,
        'team_surgery': fees.team_surgery,
        'endoscopic_base': fees.endoscopic_base,
        'physician_supervision': fees.physician_supervision,
        'imaging_family': fees.imaging_family,
        'not_used_for_medicare': fees.not_used_for_medicare,
        'release_id': fees.release_id
    } AS physician_fees,
    own.component_rows,
    CASE
        WHEN ranges.hcpcs IS NOT NULL
            THEN {
                'locality_count': ranges.locality_count,
                'nonfacility': {
                    'low': ranges.nonfacility_low,
                    'low_locality': ranges.nonfacility_low_locality,
                    'median': ranges.nonfacility_median,
                    'high': ranges.nonfacility_high,
                    'high_locality': ranges.nonfacility_high_locality
                },
                'facility': {
                    'low': ranges.facility_low,
                    'low_locality': ranges.facility_low_locality,
                    'median': ranges.facility_median,
                    'high': ranges.facility_high,
                    'high_locality': ranges.facility_high_locality
                }
            }
    END AS localities,
    rule.modifiers,
    fees.release_id,
    fees.service_from,
    fees.service_to,
    fees.known_from,
    fees.known_to
FROM physician_fees AS fees
LEFT JOIN own
    ON own.hcpcs = fees.hcpcs AND own.service_from = fees.service_from AND own.known_from = fees.known_from
LEFT JOIN locality_ranges AS ranges
    ON ranges.hcpcs = fees.hcpcs
    AND ranges.release_id = fees.release_id
    AND ranges.service_from = fees.service_from
    AND ranges.known_from = fees.known_from
LEFT JOIN rule ON rule.modifier_profile = fees.modifier_profile
WHERE fees.is_base_row
ORDER BY fees.hcpcs, fees.service_from, fees.known_from;
