-- laboratory_fees_on without a check of its days

CREATE MACRO _laboratory_fees_on(service_date, known_on := DATE '9999-12-31') AS TABLE
FROM _laboratory_fees AS test WHERE test.release_id = release_on('clfs', service_date, known_on := known_on);
