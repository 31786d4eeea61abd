-- Codes that CMS relates to a code: endoscopic family, same APC
--
-- key: hcpcs, relation, service_from, known_from
-- derived from: pfs-rvu, opps, asc, clfs, asp, dmepos
-- rebuilt: per release
-- columns:
--   hcpcs VARCHAR: Procedure code
--   relation VARCHAR: How the codes are related
--   meaning VARCHAR: What it means
--   code_count BIGINT: Number of codes; related_codes may list only the nearest
--   related_codes VARCHAR: The codes, separated by spaces
--   release_id VARCHAR: Release of the values
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TABLE related_codes AS
WITH family AS (
    SELECT coalesce(member.endoscopic_base, member.hcpcs) AS base, member.*
    FROM physician_fees AS member
    WHERE member.modifier IS NULL
        AND (
            member.endoscopic_base IS NOT NULL
            OR (member.hcpcs, member.release_id) IN (SELECT (endoscopic_base, release_id) FROM physician_fees)
        )
),
apc AS (
    SELECT
        cell.*,
        count(*) OVER (PARTITION BY cell.service_from, cell.known_from, cell.apc) AS of_apc,
        list(cell.hcpcs) OVER (
            PARTITION BY cell.service_from, cell.known_from, cell.apc ORDER BY cell.hcpcs ROWS BETWEEN 6 PRECEDING AND 6 FOLLOWING EXCLUDE CURRENT ROW
        ) AS neighbours
    FROM site_of_service AS cell
    WHERE cell.site = 'hospital_outpatient' AND cell.apc IS NOT NULL
)
SELECT
    member.hcpcs,
    'endoscopy_family' AS relation,
    'Codes of the endoscopic base ' || member.base || ': priced together, each by its difference from the base' AS meaning,
    count(*) AS code_count,
    string_agg(other.hcpcs, ' ' ORDER BY other.hcpcs) AS related_codes,
    member.release_id,
    member.service_from,
    member.service_to,
    member.known_from,
    member.known_to
FROM family AS member
JOIN family AS other
    ON other.base = member.base AND other.service_from = member.service_from AND other.known_from = member.known_from AND other.hcpcs <> member.hcpcs
GROUP BY ALL
UNION ALL
SELECT
    hcpcs,
    'same_apc',
    'Codes of APC ' || apc || ', for which the hospital is paid the same; the nearest code numbers',
    of_apc - 1,
    array_to_string(neighbours, ' '),
    facility_release_id,
    service_from,
    service_to,
    known_from,
    known_to
FROM apc
WHERE of_apc > 1
ORDER BY hcpcs, service_from, known_from, relation;
