-- drug_fees_on without a check of its days

CREATE MACRO _drug_fees_on(service_date, known_on := DATE '9999-12-31') AS TABLE
FROM _drug_fees AS drug WHERE drug.release_id = release_on('asp', service_date, known_on := known_on);
