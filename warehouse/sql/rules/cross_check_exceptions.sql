-- Known differences between CMS's own files, with the reason
--
-- key: comparison, service_from, codes

CREATE TABLE cross_check_exceptions (
    comparison VARCHAR NOT NULL,  -- Comparison in schedule_comparisons, or the name of a check
    service_from DATE,  -- First day of the quarter or year; null: always
    codes VARCHAR NOT NULL,  -- Regular expression of the codes
    reason VARCHAR NOT NULL  -- Why they differ
);
