-- Payment of a drug package by NDC (11 digits, or groups with hyphens: 5-4-2, 4-4-2, 5-3-2, 5-4-1): one row per code,
-- since an NDC can have two; dollars per billing unit and per package. One row where the crosswalk lists no such
-- package
--
-- columns:
--   hcpcs VARCHAR: HCPCS code
--   ndc VARCHAR: National drug code as 5-4-2, or another identifier of the product
--   drug_name VARCHAR: Name of the product, as CMS lists it
--   labeler VARCHAR: Name of the labeler, as CMS lists it
--   package_size DECIMAL(18,5): Amount in one item of the package
--   package_quantity DECIMAL(18,5): Items in the package
--   billing_units_per_package DECIMAL(18,5): Billing units per package, as CMS lists them
--   unit VARCHAR: Billing unit, such as 15 MG
--   amount DECIMAL(14,3): Dollars per billing unit, add-on included; null if CMS lists no limit
--   amount_per_package DECIMAL(18,2): Dollars per package
--   beneficiary_share DECIMAL(6,5): Share that the beneficiary pays, 0 to 0.2
--   payment_status VARCHAR: Status of the payment, see payment_statuses; not_listed if the crosswalk lacks the package
--     or the limits the code
--   reason VARCHAR: Reason for the status, with CMS's notes
--   crosswalk_release_id VARCHAR: Release of the crosswalk
--   release_id VARCHAR: Release of the payment limit

CREATE MACRO drug_fees_by_ndc(ndc_code, service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    package.hcpcs,
    coalesce(package.ndc, asked.ndc, ndc_code::VARCHAR) AS ndc,
    package.drug_name,
    package.labeler,
    package.package_size,
    package.package_quantity,
    package.billing_units_per_package,
    drug.unit,
    drug.amount,
    round(drug.amount * package.billing_units_per_package, 2)::DECIMAL(18, 2) AS amount_per_package,
    drug.beneficiary_share,
    CASE
        WHEN asked.problem IS NOT NULL THEN 'not_understood'
        WHEN asked.release_id IS NULL THEN 'no_data'
        WHEN package.unreadable_reason IS NOT NULL THEN 'unreadable'
        ELSE coalesce(drug.payment_status, 'not_listed')
    END AS payment_status,
    CASE
        WHEN asked.problem IS NOT NULL THEN asked.problem
        WHEN asked.release_id IS NULL THEN no_data_reason('asp-crosswalk', service_date, known_on := known_on)
        WHEN package.unreadable_reason IS NOT NULL THEN package.unreadable_reason
        WHEN package.ndc IS NULL THEN 'The NDC is in no row of ' || asked.release_id
        ELSE coalesce(drug.reason, no_data_reason('asp', service_date, known_on := known_on), 'The payment limits of that day do not list the code')
    END AS reason,
    asked.release_id AS crosswalk_release_id,
    drug.release_id
FROM (
    SELECT
        _ndc(ndc_code) AS ndc,
        coalesce(_ndc_problem(ndc_code), _day_problem(service_date, known_on)) AS problem,
        release_on('asp-crosswalk', service_date, known_on := known_on) AS release_id
) AS asked
LEFT JOIN (
    SELECT release_id, hcpcs, ndc, drug_name, labeler, package_size, package_quantity, billing_units_per_package, NULL::VARCHAR AS unreadable_reason
    FROM asp_ndc_crosswalk
    UNION ALL BY NAME
    SELECT unread.release_id, _code(unread.hcpcs) AS hcpcs, unread.item AS ndc, unread.reason AS unreadable_reason
    FROM unreadable_rows AS unread
    WHERE unread.table_name = 'asp_ndc_crosswalk' AND unread.item IS NOT NULL
) AS package ON package.release_id = asked.release_id AND upper(package.ndc) = asked.ndc AND asked.problem IS NULL
LEFT JOIN _drug_fees_on(service_date, known_on := known_on) AS drug ON drug.hcpcs = package.hcpcs AND package.unreadable_reason IS NULL;
