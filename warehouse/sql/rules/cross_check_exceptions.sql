-- Differences between CMS's own files that are known, and why
--
-- key: comparison, service_from, codes

CREATE TABLE cross_check_exceptions (
    comparison VARCHAR NOT NULL,  -- Which files are compared, as in schedule_comparisons, or the name of a check
    service_from DATE,  -- First day of the quarter or year; null: always
    codes VARCHAR NOT NULL,  -- Codes, as a pattern
    reason VARCHAR NOT NULL  -- Why they differ
);
