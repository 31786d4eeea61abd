-- Differences between CMS's own files that are known, and why
--
-- key: comparison, service_from, codes

CREATE TABLE cross_check_exceptions (
    comparison VARCHAR,  -- Which files are compared, as in schedule_comparisons, or the name of a check
    service_from VARCHAR,  -- First day of the quarter or year; null: always
    codes VARCHAR,  -- Codes, as a pattern
    reason VARCHAR  -- Why they differ
);
