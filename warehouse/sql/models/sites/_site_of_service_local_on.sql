-- site_of_service_local_on without a check of its days

CREATE MACRO _site_of_service_local_on(service_date, in_mac, in_locality, in_cbsa := NULL, in_ccn := NULL, in_us_state := NULL, known_on := DATE '9999-12-31') AS TABLE
-- If no area is given, DuckDB does not plan this part.
WITH wage AS (
    SELECT
        *,
        try_cast((
            SELECT deductible.amount FROM inpatient_deductibles AS deductible WHERE deductible.year = year(service_date::DATE)
        ) AS DECIMAL(12, 2)) AS deductible
    FROM wage_index_on(in_cbsa, service_date, in_us_state := in_us_state, in_ccn := in_ccn, known_on := known_on)
    WHERE coalesce(in_cbsa, in_ccn) IS NOT NULL
),
placed AS (
    SELECT
        cell.*,
        wage.wage_index,
        wage.reason AS wage_reason,
        cell.facility_is_national AND wage.wage_index IS NOT NULL AND labor.labor_share > 0 AS is_local,
        labor.labor_share = 0 AS is_alike,
        _locally_paid(cell.facility_payment, labor.labor_share, wage.wage_index) AS local_facility,
        _locally_paid(cell.facility_payment_if_billed_alone, labor.labor_share, wage.wage_index) AS local_alone,
        wage.deductible
    FROM _sites_in_locality_on(service_date, in_mac, in_locality, known_on := known_on) AS cell
    LEFT JOIN wage ON wage.facility_schedule = CASE cell.site WHEN 'hospital_outpatient' THEN 'opps' WHEN 'asc' THEN 'asc' END
    LEFT JOIN (
        SELECT schedule, indicator, try_cast(labor_share AS DECIMAL(4, 2)) AS labor_share
        FROM case_indicator_rules
        WHERE coalesce(in_cbsa, in_ccn) IS NOT NULL
    ) AS labor
        ON labor.schedule = wage.facility_schedule AND labor.indicator = coalesce(cell.status_indicator, cell.payment_indicator)
)
SELECT
    placed.* EXCLUDE (wage_index, wage_reason, is_local, is_alike, local_facility, local_alone, deductible) REPLACE (
        CASE WHEN is_local THEN local_facility ELSE facility_payment END AS facility_payment,
        CASE WHEN is_local THEN local_alone ELSE facility_payment_if_billed_alone END AS facility_payment_if_billed_alone,
        CASE
            WHEN is_local AND facility_copayment IS NOT NULL THEN least(
                greatest(
                    round(facility_copayment * coalesce(local_facility, local_alone) / coalesce(facility_payment, facility_payment_if_billed_alone), 2),
                    round(coalesce(local_facility, local_alone) * 0.20, 2)
                ),
                CASE WHEN site = 'hospital_outpatient' THEN deductible END
            )::DECIMAL(14, 3)
            ELSE facility_copayment
        END AS facility_copayment,
        CASE WHEN is_local THEN NULL ELSE facility_payment_73 END AS facility_payment_73,
        CASE WHEN is_local THEN local_facility ELSE facility_payment_74 END AS facility_payment_74,
        CASE WHEN is_local THEN total_payment - facility_payment + local_facility ELSE total_payment END::DECIMAL(17, 3) AS total_payment,
        CASE WHEN is_local THEN total_payment_qp - facility_payment + local_facility ELSE total_payment_qp END::DECIMAL(17, 3) AS total_payment_qp,
        CASE
            WHEN is_local THEN total_payment_if_billed_alone - facility_payment_if_billed_alone + local_alone
            ELSE total_payment_if_billed_alone
        END::DECIMAL(17, 3) AS total_payment_if_billed_alone,
        facility_is_national AND NOT is_local AND is_alike IS DISTINCT FROM true AS facility_is_national,
        _local_facility_reason(reason, facility_is_national, is_local, is_alike, wage_index, wage_reason) AS reason,
        _local_facility_reason(reason_qp, facility_is_national, is_local, is_alike, wage_index, wage_reason) AS reason_qp
    )
FROM placed;
