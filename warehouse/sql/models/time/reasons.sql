-- Why no release is in force before the first posting for the day became known
CREATE MACRO _not_yet_published(known_on, known_since) AS
    'not yet published on ' || known_on || ': the first loaded posting became known on ' || known_since;

-- Why no release is in force in a gap of series_calendar; null if one is
CREATE MACRO _gap_reason(reason, known_since, known_on) AS coalesce(reason, _not_yet_published(known_on::DATE, known_since));
