-- What a package is paid, by its NDC (11 digits, or 5-4-2 with hyphens): one row per code, for an NDC may have two;
-- dollars per billing unit and per package

CREATE MACRO drug_fees_by_ndc(ndc_code, service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    package.hcpcs,
    package.ndc,
    package.drug_name,
    package.labeler,
    package.package_size,
    package.package_quantity,
    package.billing_units_per_package,
    drug.unit,
    drug.amount,
    round(drug.amount * package.billing_units_per_package, 2)::DECIMAL(18, 2) AS amount_per_package,
    drug.beneficiary_share,
    coalesce(drug.payment_status, 'not_listed') AS payment_status,
    coalesce(drug.reason, 'The payment limits of that day do not list the code') AS reason,
    package.release_id AS crosswalk_release_id,
    drug.release_id
FROM asp_ndc_crosswalk AS package
LEFT JOIN drug_fees_on(service_date, known_on := known_on) AS drug ON drug.hcpcs = package.hcpcs
WHERE package.release_id = release_on('asp-crosswalk', service_date, known_on := known_on)
    AND package.ndc = _ndc_11(trim(ndc_code::VARCHAR));
