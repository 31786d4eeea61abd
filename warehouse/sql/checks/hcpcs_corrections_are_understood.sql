-- severity: warn
-- holds: a correction of HCPCS Level II has a new cell value, or an instruction that the build recognizes
SELECT release_id, hcpcs, action
FROM hcpcs_correction
WHERE coalesce(
        short_description, long_description, types_of_service, betos, coverage, pricing_indicator, cross_reference,
        asc_group, asc_date::VARCHAR
    ) IS NULL
    AND NOT regexp_matches(
        action, '^add( code)?$|add back|terminat|discontinu|remove .*(xref|\bYY\b)|change xref codes? to|action code to', 'i'
    )
ORDER BY ALL
