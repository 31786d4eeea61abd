-- Every step of every run, from the runs' own records.
CREATE TEMP VIEW metrics AS
SELECT run, ended_at::TIMESTAMPTZ AS ended_at, step, subject, revision, state, seconds, bytes, detail FROM timings;
CREATE TEMP VIEW metrics_by_step AS
SELECT step, state, count(*) AS times, round(sum(seconds), 1) AS seconds, round(max(seconds), 1) AS longest,
    round(sum(bytes) / 1e6, 1) AS megabytes
FROM metrics GROUP BY ALL ORDER BY ALL;
