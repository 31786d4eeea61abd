-- pfs_payment in every MAC locality that a ZIP code can lie in; one row with status no_data where the file in force
-- lacks it

CREATE MACRO pfs_payment_by_zip(code, modifiers, zip_code, service_date, in_setting, qp := false, known_on := DATE '9999-12-31') AS TABLE
SELECT paid.* REPLACE (
    nullif(paid.mac, '?') AS mac,
    nullif(paid.locality, '?') AS locality,
    if(
        paid.mac = '?',
        coalesce(
            no_data_reason('zip-locality', service_date, known_on := known_on),
            'The ZIP code is in no record of ' || release_on('zip-locality', service_date, known_on := known_on)
        ),
        paid.reason
    ) AS reason
)
FROM pfs_payments(
    code,
    modifiers,
    (
        SELECT coalesce(list({'mac': found.mac, 'locality': found.locality}), [{'mac': '?', 'locality': '?'}])
        FROM localities_of_zip(replace(zip_code, '-', ''), service_date, known_on := known_on) AS found
    ),
    service_date,
    in_setting,
    qp := qp,
    known_on := known_on
) AS paid;
