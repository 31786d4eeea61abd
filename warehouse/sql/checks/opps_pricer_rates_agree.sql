-- severity: block
-- holds: CMS's OPPS pricer and Addendum B list the same rate for each APC of status S, T, U, V, J1 or R
WITH listed AS (
    SELECT addendum.release_id, release.service_from, addendum.apc, addendum.status_indicator, addendum.payment_rate
    FROM opps_addendum_b AS addendum
    JOIN releases AS release ON release.release_id = addendum.release_id AND release.series = 'opps'
    WHERE addendum.status_indicator IN ('S', 'T', 'U', 'V', 'J1', 'R') AND addendum.payment_rate IS NOT NULL
    GROUP BY ALL
)
SELECT listed.release_id, listed.apc, listed.status_indicator, listed.payment_rate, pricer.release_id AS pricer_release_id, pricer.payment_rate AS pricer_rate
FROM listed
JOIN releases AS year ON year.series = 'opps-wage-index' AND listed.service_from BETWEEN year.service_from AND year.service_to
JOIN opps_pricer_rate AS pricer
    ON pricer.release_id = year.release_id AND pricer.apc = listed.apc AND pricer.status_indicator = listed.status_indicator
    AND pricer.effective_date <= listed.service_from
WHERE round(listed.payment_rate, 2) <> pricer.payment_rate
    -- The pricer has one row per APC; if a quarter has two, the later one is in force.
    AND NOT EXISTS (
        FROM opps_pricer_rate AS later
        WHERE later.release_id = pricer.release_id AND later.apc = pricer.apc
            AND later.effective_date > pricer.effective_date AND later.effective_date <= listed.service_from
    )
ORDER BY ALL
