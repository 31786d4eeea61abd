-- Why no release is in force before the first posting for the day became known
CREATE MACRO _not_yet_published(known_on, first_known_from) AS
    'not yet published on ' || known_on || ': the first loaded posting became known on ' || first_known_from;

-- Why no release is in force in a gap of series_calendar; null if one is
CREATE MACRO _gap_reason(reason, first_known_from, known_on) AS coalesce(reason, _not_yet_published(known_on::DATE, first_known_from));
