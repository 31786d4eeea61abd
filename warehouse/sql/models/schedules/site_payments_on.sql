-- What each site is paid for a code on a day, with laboratory, drug and DMEPOS fees where physician, OPPS or ASC leave
-- the code to them: one row per code and site, dollars per unit. Q4 stays packaged, with the laboratory fee beside it;
-- a drug has no professional part
--
-- The three sites again, with the schedule that pays where physician, OPPS or ASC leave a code to another.

CREATE MACRO site_payments_on(service_date, in_state := NULL, in_rural := false, known_on := DATE '9999-12-31') AS TABLE
WITH other AS (
    SELECT hcpcs, schedule, amount, unit, payment_status, reason, release_id
    FROM laboratory_fees_on(service_date, known_on := known_on)
    WHERE modifier IS NULL
    UNION ALL
    SELECT hcpcs, schedule, amount, unit, payment_status, reason, release_id
    FROM drug_fees_on(service_date, known_on := known_on)
    UNION ALL
    SELECT
        hcpcs,
        'dmepos',
        CASE WHEN count(*) = 1 THEN any_value(amount) END,
        CASE WHEN count(*) = 1 THEN any_value(unit) ELSE 'item' END,
        CASE WHEN count(*) = 1 THEN any_value(payment_status) ELSE 'not_decided' END,
        CASE WHEN count(*) = 1 THEN any_value(reason) ELSE 'The code has ' || count(*) || ' DMEPOS fees: its modifiers decide' END,
        any_value(release_id)
    FROM dmepos_fees_on(service_date, in_state := in_state, in_rural := in_rural, known_on := known_on)
    GROUP BY hcpcs
),
placed AS (
    SELECT
        cell.*,
        CASE
            WHEN cell.site = 'office' AND cell.professional_status = 'drug' THEN 'drug'
            WHEN cell.site = 'office' AND cell.professional_status IN ('not_paid', 'not_listed') THEN 'laboratory'
            WHEN cell.site = 'hospital_outpatient' AND cell.facility_status = 'other_fee_schedule'
                THEN CASE cell.status_indicator WHEN 'Y' THEN 'dmepos' ELSE 'any' END
            WHEN cell.site = 'hospital_outpatient' AND cell.status_indicator = 'Q4' THEN 'laboratory'
        END AS open_to
    FROM site_of_service_on(service_date, known_on := known_on) AS cell
),
chosen AS (
    SELECT
        placed.*,
        other.schedule AS other_schedule,
        other.amount AS other_amount,
        other.unit AS other_unit,
        other.payment_status AS other_status,
        other.reason AS other_reason,
        other.release_id AS other_release_id
    FROM placed
    LEFT JOIN other ON other.hcpcs = placed.hcpcs AND (other.schedule = placed.open_to OR placed.open_to = 'any')
    QUALIFY row_number() OVER (PARTITION BY placed.hcpcs, placed.site ORDER BY other.schedule = 'laboratory' DESC, other.schedule) = 1
)
SELECT
    hcpcs,
    site,
    CASE
        WHEN other_schedule IS NOT NULL AND status_indicator IS DISTINCT FROM 'Q4' THEN other_schedule
        WHEN site = 'office' THEN 'physician'
        ELSE site
    END AS schedule,
    CASE
        WHEN other_schedule IS NOT NULL AND status_indicator IS DISTINCT FROM 'Q4' THEN other_amount
        ELSE total_payment::DECIMAL(14, 3)
    END AS amount,
    CASE WHEN other_schedule IS NOT NULL AND status_indicator IS DISTINCT FROM 'Q4' THEN other_unit ELSE 'service' END AS unit,
    CASE WHEN status_indicator = 'Q4' THEN other_amount ELSE total_payment_if_billed_alone::DECIMAL(14, 3) END AS amount_if_billed_alone,
    CASE
        WHEN other_schedule IS NOT NULL AND status_indicator IS DISTINCT FROM 'Q4' THEN other_status
        ELSE payment_status
    END AS payment_status,
    CASE
        WHEN other_schedule IS NOT NULL AND status_indicator = 'Q4'
            THEN reason || ' The laboratory fee schedule pays it where it is not packaged.'
        WHEN other_schedule IS NOT NULL THEN other_reason
        WHEN open_to IS NOT NULL AND facility_status = 'other_fee_schedule' AND site <> 'office'
            THEN reason || ' Neither the laboratory, drug nor DMEPOS schedule of that day lists it: '
                || 'therapy, mammography, ambulance and vaccines have none that CMS posts by code.'
        ELSE reason
    END AS reason,
    coalesce(other_release_id, CASE site WHEN 'office' THEN professional_release_id ELSE facility_release_id END) AS release_id
FROM chosen;
