-- Part B drugs: limit per billing unit, with the add-on in it, and the packages that each code pays for.

CREATE VIEW _drug_fees AS
SELECT
    drug.hcpcs,
    'drug' AS schedule,
    drug.payment_limit AS amount,
    drug.dosage AS unit,
    CASE WHEN drug.payment_limit IS NULL THEN 'contractor' ELSE 'national' END AS basis,
    (drug.coinsurance_pct / 100)::DECIMAL(6, 5) AS beneficiary_share,
    CASE WHEN drug.payment_limit IS NULL THEN 'contractor_priced' ELSE 'paid' END AS payment_status,
    CASE
        WHEN drug.payment_limit IS NULL THEN coalesce('CMS prints no limit: ' || drug.notes, 'CMS prints no limit')
        ELSE concat_ws('; ', 'Limit per ' || drug.dosage || ', with the add-on in it', drug.notes)
    END AS reason,
    drug.is_clotting_factor,
    drug.release_id
FROM asp_payment_limit AS drug;

CREATE MACRO drug_fees_on(service_date, known_on := DATE '9999-12-31') AS TABLE
FROM _drug_fees AS drug WHERE drug.release_id = release_on('asp', service_date, known_on := known_on);
COMMENT ON MACRO TABLE drug_fees_on IS 'Payment limits of Part B drugs on a day: one row per code, dollars per billing unit. The limit includes the 6 or 8 per cent; listing does not mean coverage';

CREATE MACRO _ndc_11(ndc_text) AS (
    CASE
        WHEN regexp_full_match(ndc_text, '[0-9]{11}') THEN concat_ws('-', left(ndc_text, 5), substr(ndc_text, 6, 4), right(ndc_text, 2))
        WHEN regexp_full_match(ndc_text, '[0-9]{4,5}-[0-9]{3,4}-[0-9]{1,2}') THEN concat_ws(
            '-',
            lpad(split_part(ndc_text, '-', 1), 5, '0'),
            lpad(split_part(ndc_text, '-', 2), 4, '0'),
            lpad(split_part(ndc_text, '-', 3), 2, '0')
        )
        ELSE upper(ndc_text)
    END
);
COMMENT ON MACRO _ndc_11 IS 'A national drug code as CMS writes it, 5-4-2: from eleven digits or from shorter groups with hyphens';

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
    AND package.ndc = _ndc_11(ndc_code);
COMMENT ON MACRO TABLE drug_fees_by_ndc IS 'What a package is paid, by its NDC (11 digits, or 5-4-2 with hyphens): one row per code, for an NDC may have two; dollars per billing unit and per package';
COMMENT ON VIEW _drug_fees IS 'drug_fees_on of every release';
COMMENT ON COLUMN _drug_fees.hcpcs IS 'HCPCS code';
COMMENT ON COLUMN _drug_fees.schedule IS 'drug';
COMMENT ON COLUMN _drug_fees.amount IS 'Dollars per billing unit, add-on included; null where CMS prints no limit';
COMMENT ON COLUMN _drug_fees.unit IS 'Billing unit, such as 15 MG';
COMMENT ON COLUMN _drug_fees.basis IS 'national or contractor';
COMMENT ON COLUMN _drug_fees.beneficiary_share IS 'Coinsurance, 0 to 0.2';
COMMENT ON COLUMN _drug_fees.payment_status IS 'paid or contractor_priced';
COMMENT ON COLUMN _drug_fees.reason IS 'Why, with CMS''s notes';
COMMENT ON COLUMN _drug_fees.is_clotting_factor IS 'A furnishing fee is paid as well';
COMMENT ON COLUMN _drug_fees.release_id IS 'Release of the limit';
