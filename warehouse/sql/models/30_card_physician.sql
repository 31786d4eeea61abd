-- Parts of a card are kept ready, a row a code and rectangle of time: DuckDB then plans and reads a card in milliseconds.
-- derived from: pfs-rvu
-- one release at a time

CREATE TABLE locality_ranges AS
WITH fee AS (
    SELECT DISTINCT ON (release_id, service_from, hcpcs, pfs_setting) *
    FROM physician_payments
    WHERE is_base_row AND NOT qualifying_apm AND payment_status = 'paid'
),
local AS (
    SELECT
        fee.hcpcs,
        fee.release_id,
        fee.service_from,
        gpci.mac || ' ' || gpci.locality AS locality,
        least(
            _adjusted(
                _pfs_cents(fee.work_rvu, fee.pe_rvu, fee.mp_rvu, gpci.work_gpci, gpci.pe_gpci, gpci.mp_gpci, fee.conversion_factor),
                fee.adjustment
            ),
            _pfs_cents(fee.work_rvu, fee.opps_pe_rvu, fee.opps_mp_rvu, gpci.work_gpci, gpci.pe_gpci, gpci.mp_gpci, fee.conversion_factor)
        ) AS amount,
        CASE WHEN fee.pfs_setting = 'facility' THEN amount END AS facility,
        CASE WHEN fee.pfs_setting = 'nonfacility' THEN amount END AS nonfacility
    FROM fee
    JOIN (SELECT DISTINCT ON (release_id, service_from, mac, locality) * FROM pfs_final_gpci) AS gpci USING (release_id, service_from)
)
SELECT
    hcpcs,
    count(DISTINCT locality) AS localities,
    _cents_to_dollars(min(nonfacility)) AS nonfacility_low,
    arg_min(locality, nonfacility) AS nonfacility_low_locality,
    _cents_to_dollars(quantile_disc(nonfacility, 0.5)) AS nonfacility_median,
    _cents_to_dollars(max(nonfacility)) AS nonfacility_high,
    arg_max(locality, nonfacility) AS nonfacility_high_locality,
    _cents_to_dollars(min(facility)) AS facility_low,
    arg_min(locality, facility) AS facility_low_locality,
    _cents_to_dollars(quantile_disc(facility, 0.5)) AS facility_median,
    _cents_to_dollars(max(facility)) AS facility_high,
    arg_max(locality, facility) AS facility_high_locality,
    release_id,
    service_from
FROM local
GROUP BY hcpcs, release_id, service_from
ORDER BY hcpcs, release_id, service_from;

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
    figures.hcpcs,
    {
        'modifier': figures.modifier,
        'description': figures.description,
        'status_code': figures.status_code,
        'status_meaning': figures.status_meaning,
        'work_rvu': figures.work_rvu,
        'pe_rvu_nonfacility': figures.pe_rvu_nonfacility,
        'na_nonfacility': figures.na_nonfacility,
        'pe_rvu_facility': figures.pe_rvu_facility,
        'na_facility': figures.na_facility,
        'mp_rvu': figures.mp_rvu,
        'total_rvu_nonfacility': figures.total_rvu_nonfacility,
        'total_rvu_facility': figures.total_rvu_facility,
        'conversion_factor': figures.conversion_factor,
        'conversion_factor_qp': figures.conversion_factor_qp,
        'physician_payment_nonfacility': figures.physician_payment_nonfacility,
        'physician_payment_facility': figures.physician_payment_facility,
        'physician_payment_nonfacility_qp': figures.physician_payment_nonfacility_qp,
        'physician_payment_facility_qp': figures.physician_payment_facility_qp,
        'opps_cap_nonfacility': figures.opps_cap_nonfacility,
        'opps_cap_facility': figures.opps_cap_facility,
        'payment_status_nonfacility': figures.payment_status_nonfacility,
        'reason_nonfacility': figures.reason_nonfacility,
        'payment_status_facility': figures.payment_status_facility,
        'reason_facility': figures.reason_facility,
        'payment_status_nonfacility_qp': figures.payment_status_nonfacility_qp,
        'reason_nonfacility_qp': figures.reason_nonfacility_qp,
        'payment_status_facility_qp': figures.payment_status_facility_qp,
        'reason_facility_qp': figures.reason_facility_qp,
        'global_days': figures.global_days,
        'preoperative_share': figures.preoperative_share,
        'intraoperative_share': figures.intraoperative_share,
        'postoperative_share': figures.postoperative_share,
        'pctc_indicator': figures.pctc_indicator,
        'multiple_procedure': figures.multiple_procedure,
        'bilateral_surgery': figures.bilateral_surgery,
        'assistant_surgery': figures.assistant_surgery,
        'co_surgeons': figures.co_surgeons,
        'team_surgery': figures.team_surgery,
        'endoscopic_base': figures.endoscopic_base,
        'physician_supervision': figures.physician_supervision,
        'imaging_family': figures.imaging_family,
        'not_used_for_medicare': figures.not_used_for_medicare,
        'release_id': figures.release_id
    } AS figures,
    own.component_rows,
    if(
        ranges.hcpcs IS NULL,
        NULL,
        {
            'localities': ranges.localities,
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
    ) AS localities,
    rule.modifiers,
    figures.release_id,
    figures.service_from,
    figures.service_to,
    figures.known_from,
    figures.known_to
FROM physician_fees AS figures
LEFT JOIN own
    ON own.hcpcs = figures.hcpcs AND own.service_from = figures.service_from AND own.known_from = figures.known_from
LEFT JOIN locality_ranges AS ranges
    ON ranges.hcpcs = figures.hcpcs AND ranges.release_id = figures.release_id AND ranges.service_from = figures.service_from
LEFT JOIN rule ON rule.modifier_profile = figures.modifier_profile
WHERE figures.is_base_row
ORDER BY figures.hcpcs, figures.service_from, figures.known_from;
