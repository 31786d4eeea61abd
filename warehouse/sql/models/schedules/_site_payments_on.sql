-- site_payments_on without a check of its days

CREATE MACRO _site_payments_on(service_date, in_us_state := NULL, in_rural := false, known_on := DATE '9999-12-31') AS TABLE
WITH item AS (
    SELECT
        hcpcs,
        CASE WHEN count(*) = 1 THEN any_value(amount) END AS amount,
        CASE WHEN count(*) = 1 THEN any_value(unit) ELSE 'item' END AS unit,
        CASE WHEN count(*) = 1 THEN any_value(payment_status) ELSE 'not_decided' END AS payment_status,
        CASE WHEN count(*) = 1 THEN any_value(reason) ELSE 'The code has ' || count(*) || ' DMEPOS fees: the modifier decides' END AS reason,
        any_value(release_id) AS release_id
    FROM _dmepos_fees_on(service_date, in_us_state := in_us_state, in_rural := in_rural, known_on := known_on)
    GROUP BY hcpcs
)
SELECT
    cell.hcpcs,
    cell.site,
    CASE
        WHEN cell.other_schedule IS NOT NULL AND cell.facility_status <> 'packaged' THEN cell.other_schedule
        WHEN cell.site = 'office' THEN 'physician'
        ELSE cell.site
    END AS schedule,
    CASE
        WHEN cell.other_schedule = 'dmepos' THEN item.amount
        WHEN cell.other_schedule IS NOT NULL AND cell.facility_status <> 'packaged' THEN cell.other_payment
        ELSE cell.total_payment::DECIMAL(14, 3)
    END AS amount,
    coalesce(item.unit, CASE WHEN cell.facility_status <> 'packaged' THEN cell.other_unit END, 'service') AS unit,
    coalesce(cell.other_payment_if_billed_alone, cell.total_payment_if_billed_alone::DECIMAL(14, 3)) AS amount_if_billed_alone,
    coalesce(item.payment_status, cell.payment_status) AS payment_status,
    coalesce(item.reason, cell.reason) AS reason,
    coalesce(
        item.release_id, cell.other_release_id, CASE cell.site WHEN 'office' THEN cell.professional_release_id ELSE cell.facility_release_id END
    ) AS release_id
FROM _site_of_service_on(service_date, known_on := known_on) AS cell
LEFT JOIN item ON item.hcpcs = cell.hcpcs AND cell.other_schedule = 'dmepos';
