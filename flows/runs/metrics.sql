-- Every step of every run, from the runs' own records.
CREATE TEMP VIEW metrics AS
SELECT run, ended_at, step, subject, revision, state, seconds, bytes, detail
-- A line that a kill or a full disk has cut is skipped.
FROM read_json({files}, format = 'newline_delimited', ignore_errors = true, columns = {{
    run: 'VARCHAR', ended_at: 'TIMESTAMPTZ', step: 'VARCHAR', subject: 'VARCHAR', revision: 'INTEGER',
    state: 'VARCHAR', seconds: 'DOUBLE', bytes: 'BIGINT', detail: 'VARCHAR'
}})
WHERE run IS NOT NULL;
CREATE TEMP VIEW metrics_by_step AS
SELECT step, state, count(*) AS times, round(sum(seconds), 1) AS seconds, round(max(seconds), 1) AS longest,
    round(sum(bytes) / 1e6, 1) AS megabytes
FROM metrics GROUP BY ALL ORDER BY ALL;
