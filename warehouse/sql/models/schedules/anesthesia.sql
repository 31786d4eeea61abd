-- Release of a series that began last on or before a day, as known on a date, also where its period has ended: for what
-- CMS posts seldom
CREATE MACRO _latest_release(in_series, service_date, known_on := DATE '9999-12-31') AS (
    SELECT arg_max(span.release_id, row(span.service_from, span.known_from))
    FROM release_spans AS span
    WHERE span.series = in_series AND span.service_from <= service_date
        AND known_on BETWEEN span.known_from AND span.known_to
);

-- Dollars per anesthesia unit in a locality; until 2025 there is one factor for all, from 2026 one more for qualifying
-- APM participants. A release of pfs-rvu, or of the factors posted apart from it
CREATE MACRO _anesthesia_factor(in_mac, in_locality, is_qp, in_release) AS (
    SELECT arg_max(factor.conversion_factor, factor.qualifying_apm)
    FROM (
        SELECT release_id, mac, locality, qualifying_apm, conversion_factor FROM pfs_anesthesia_cf
        UNION ALL
        SELECT release_id, mac, locality, qualifying_apm, conversion_factor FROM anesthesia_factor
    ) AS factor
    WHERE factor.release_id = in_release AND factor.mac = _mac(in_mac) AND factor.locality = _locality(in_locality)
        AND (factor.qualifying_apm = is_qp OR NOT factor.qualifying_apm)
);
