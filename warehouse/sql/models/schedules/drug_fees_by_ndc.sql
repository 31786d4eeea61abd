-- What a package is paid, by its NDC (11 digits, or 5-4-2 with hyphens): one row per code, for an NDC may have two;
-- dollars per billing unit and per package
--
-- columns:
--   hcpcs VARCHAR: HCPCS code
--   ndc VARCHAR: National drug code as 5-4-2, or another identifier of the product
--   drug_name VARCHAR: Name of the product, as printed
--   labeler VARCHAR: Name of the labeler, as printed
--   package_size DECIMAL(18,5): Amount in one item of the package
--   package_quantity DECIMAL(18,5): Items in the package
--   billing_units_per_package DECIMAL(18,5): Billing units per package, as printed
--   unit VARCHAR: Billing unit, such as 15 MG
--   amount DECIMAL(14,3): Dollars per billing unit, add-on included; null where CMS prints no limit
--   amount_per_package DECIMAL(18,2): Dollars per package
--   beneficiary_share DECIMAL(6,5): Share that the beneficiary pays, 0 to 0.2
--   payment_status VARCHAR: Status of the payment, see payment_statuses; not_listed where the limits lack the code
--   reason VARCHAR: Why, with CMS's notes
--   crosswalk_release_id VARCHAR: Release of the crosswalk
--   release_id VARCHAR: Release of the payment limit

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
