-- Why no release is in force in a gap of series_calendar; null if one is
CREATE MACRO _gap_reason(reason, known_since, known_on) AS
    coalesce(reason, 'not yet published on ' || known_on::DATE || ': the first loaded posting became known on ' || known_since);
