-- Why a text is not the id of a release in this snapshot (pfs-rvu 2026A r1); null if it is
--
-- A name without a posting number, or in another spelling, is not resolved; the problem names the id of its newest posting.
-- The id must be a constant, so that DuckDB skips the tables of other series.
CREATE MACRO _release_problem(in_release) AS
    CASE
        WHEN in_release IS NULL THEN 'no release is given'
        WHEN NOT EXISTS (FROM releases AS held WHERE held.release_id = in_release::VARCHAR) THEN
            '''' || in_release::VARCHAR || ''' is not a release of this snapshot: ' || coalesce(
                'its newest posting is ''' || (
                    SELECT arg_max(held.release_id, held.revision)
                    FROM releases AS held
                    WHERE _word(held.series || ' ' || held.vintage) = regexp_replace(_word(in_release), '_r[0-9]+$', '')
                ) || '''',
                'FROM releases lists them'
            )
    END;

-- Why a text is not the id of a release of the series that start with the given letters; null if it is
CREATE MACRO _release_of_problem(in_release, in_series) AS
    coalesce(
        _release_problem(in_release),
        CASE WHEN NOT starts_with(in_release::VARCHAR, in_series) THEN '''' || in_release::VARCHAR || ''' is not a release of ' || in_series || '…' END
    );
