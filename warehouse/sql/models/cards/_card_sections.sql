-- The parts of every card: code, section, position within the section, JSON object

CREATE MACRO _card_sections(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    part.hcpcs,
    'physician' AS section,
    '' AS sort_key,
    concat(
        left(json_object('physician_fees', part.physician_fees, 'component_rows', coalesce(part.component_rows, []), 'localities', part.localities)::VARCHAR, -1),
        ',"modifiers":[', array_to_string(part.modifiers, ','), ']}'
    ) AS body
FROM card_physician AS part
WHERE service_date::DATE BETWEEN part.service_from AND part.service_to AND known_on::DATE BETWEEN part.known_from AND part.known_to
UNION ALL
SELECT part.hcpcs, 'site_of_service', CASE part.site WHEN 'office' THEN '1' WHEN 'hospital_outpatient' THEN '2' ELSE '3' END, to_json(part)::VARCHAR
FROM site_of_service AS part
WHERE service_date::DATE BETWEEN part.service_from AND part.service_to AND known_on::DATE BETWEEN part.known_from AND part.known_to
UNION ALL
-- DuckDB makes JSON of every list in a vector of 2048 rows, of which the code has two; list_slice copies its own.
SELECT part.hcpcs, 'ptp', part.ncci_table, to_json(part)::VARCHAR
FROM (
    SELECT * REPLACE (
        list_slice(top_column_2, 1, len(top_column_2)) AS top_column_2,
        list_slice(top_column_1, 1, len(top_column_1)) AS top_column_1
    )
    FROM ncci_bundles
) AS part
WHERE service_date::DATE BETWEEN part.service_from AND part.service_to AND known_on::DATE BETWEEN part.known_from AND part.known_to
UNION ALL
SELECT part.hcpcs, part.section, part.sort_key, part.body
FROM card_notes AS part
WHERE service_date::DATE BETWEEN part.service_from AND part.service_to AND known_on::DATE BETWEEN part.known_from AND part.known_to
UNION ALL
SELECT part.hcpcs, 'unreadable', part.table_name || part.reason, to_json(part)::VARCHAR
FROM card_unreadable AS part
WHERE service_date::DATE BETWEEN part.service_from AND part.service_to AND known_on::DATE BETWEEN part.known_from AND part.known_to;
