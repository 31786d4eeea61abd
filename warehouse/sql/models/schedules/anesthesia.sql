-- Latest release of a series that began on or before a day, as known on a date, even if its period has ended: for
-- series that CMS rarely posts
CREATE MACRO _latest_release(in_series, service_date, known_on := DATE '9999-12-31') AS (
    SELECT arg_max(span.release_id, row(span.service_from, span.known_from))
    FROM release_spans AS span
    WHERE span.series = in_series AND span.service_from <= service_date::DATE
        AND known_on::DATE BETWEEN span.known_from AND span.known_to
);

-- Why the anesthesia factor that a release lists for a locality was not final on a day; null if it was
CREATE MACRO _anesthesia_factor_problem(in_mac, in_locality, in_release, service_date, known_on) AS (
    SELECT min(other.reason)
    FROM _amounts_not_final AS other
    WHERE other.release_id = in_release AND coalesce(other.mac, _mac(in_mac)) = _mac(in_mac)
        AND coalesce(other.locality, _locality(in_locality)) = _locality(in_locality)
        AND service_date::DATE BETWEEN other.service_from AND other.service_to
        AND known_on::DATE BETWEEN other.known_from AND other.known_to
);

-- Dollars per anesthesia unit in a locality; until 2025 one factor for all, from 2026 another for qualifying APM
-- participants. The release is pfs-rvu, or that of the factors posted separately. Null if the listed factor was not final
CREATE MACRO _anesthesia_factor(in_mac, in_locality, is_qp, in_release, service_date, known_on) AS (
    SELECT arg_max(factor.conversion_factor, factor.qualifying_apm)
    FROM (
        SELECT release_id, mac, locality, qualifying_apm, conversion_factor FROM pfs_anesthesia_cf
        UNION ALL
        SELECT release_id, mac, locality, qualifying_apm, conversion_factor FROM anesthesia_factor
    ) AS factor
    WHERE factor.release_id = in_release AND factor.mac = _mac(in_mac) AND factor.locality = _locality(in_locality)
        AND (factor.qualifying_apm = is_qp OR NOT factor.qualifying_apm)
        AND _anesthesia_factor_problem(in_mac, in_locality, in_release, service_date, known_on) IS NULL
);

-- Minutes of anesthesia: a whole number, at most a week; null if it is anything else
CREATE MACRO _whole_minutes(in_minutes) AS
    CASE
        WHEN regexp_full_match(in_minutes::VARCHAR, '[\s\pZ]*\+?[0-9]{1,9}(\.0*)?[\s\pZ]*') AND regexp_extract(in_minutes::VARCHAR, '[0-9]+')::BIGINT <= 7 * 24 * 60
            THEN regexp_extract(in_minutes::VARCHAR, '[0-9]+')::BIGINT
    END;
