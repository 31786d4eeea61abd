-- pfs_payment in every MAC locality that a ZIP code can be in; one row with status no_data if the file in force lacks
-- it, and not_understood if it is not a ZIP code; the reason explains when the last four digits decide
--
-- columns:
--   pfs_payment.*

CREATE MACRO pfs_payment_by_zip(code, modifiers, in_zip_code, service_date, in_setting, qp := false, known_on := DATE '9999-12-31') AS TABLE
SELECT paid.* REPLACE (
    nullif(paid.mac, '?') AS mac,
    nullif(paid.locality, '?') AS locality,
    CASE
        WHEN _zip(in_zip_code) IS NULL THEN 'not_understood'
        WHEN paid.mac = '?' AND paid.payment_status <> 'not_understood' THEN coalesce(
            (SELECT max('unreadable') FROM _unreadable_zip(in_zip_code, service_date, known_on := known_on)), paid.payment_status
        )
        ELSE paid.payment_status
    END AS payment_status,
    CASE
        WHEN _zip(in_zip_code) IS NULL THEN _zip_problem(in_zip_code)
        WHEN paid.payment_status = 'not_understood' THEN paid.reason
        WHEN paid.mac = '?' THEN coalesce(
            (SELECT lost.reason FROM _unreadable_zip(in_zip_code, service_date, known_on := known_on) AS lost),
            no_data_reason('zip-locality', service_date, known_on := known_on),
            'The ZIP code is not in ' || release_on('zip-locality', service_date, known_on := known_on)
        )
        ELSE concat_ws('; ', paid.reason, (
            SELECT max(found.note) FROM _localities_of_zip(in_zip_code, service_date, known_on := known_on) AS found
        ))
    END AS reason
)
FROM pfs_payments(
    code,
    modifiers,
    (
        SELECT coalesce(list({'mac': found.mac, 'locality': found.locality}), [{'mac': '?', 'locality': '?'}])
        FROM _localities_of_zip(in_zip_code, service_date, known_on := known_on) AS found
    ),
    service_date,
    in_setting,
    qp := qp,
    known_on := known_on
) AS paid;
