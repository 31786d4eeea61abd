-- One row per HCPCS Level II code, service dates and known dates: its descriptors on a card, with CMS's corrections
--
-- key: hcpcs, service_from, known_from
-- derived from: hcpcs-level-ii, hcpcs-level-ii-corrections
-- rebuilt: per release
-- parts: by code
-- columns:
--   hcpcs VARCHAR: code, or modifier of two characters
--   long_description VARCHAR: CMS's text
--   short_description VARCHAR: CMS's text
--   betos VARCHAR: Berenson-Eggers type of service
--   coverage VARCHAR: C carrier judgement, D special instructions, I not payable, M non-covered, S statute
--   pricing_indicators VARCHAR: how Medicare prices the code: 00 not at all, 51 drugs, 31 to 38 DMEPOS; joined by
--     commas if several
--   add_date DATE: first day of the code
--   termination_date DATE: last day on which the code may be used; null: active
--   release_id VARCHAR: Release the row came from
--   correction_release_id VARCHAR: Corrections that changed the row; null if none did
--   corrections VARCHAR: CMS's text of the correction
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TEMP TABLE card_descriptors AS
SELECT
    code.hcpcs,
    code.long_description,
    code.short_description,
    code.betos,
    code.coverage,
    code.pricing_indicators,
    code.add_date,
    code.termination_date,
    code.release_id,
    code.correction_release_id,
    code.corrections,
    code.service_from,
    coalesce(
        lead(code.service_from) OVER (PARTITION BY code.release_id, code.hcpcs, code.known_from ORDER BY code.service_from) - 1,
        (SELECT min(later.service_from) - 1 FROM release_spans AS later
            WHERE later.series = 'hcpcs-level-ii' AND later.service_from > code.service_from),
        DATE '9999-12-31'
    ) AS service_to,
    code.known_from,
    code.known_to
FROM hcpcs_codes AS code
WHERE code.record_id = '3';
