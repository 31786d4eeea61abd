-- Why a setting names none of the NCCI tables that a macro reads, given the table that it means; null if it names one.
-- There is a table of MUEs for DMEPOS suppliers, but none of PTP edits
CREATE MACRO _ncci_table_problem(setting, ncci_table, tables) AS
    CASE
        WHEN NOT contains(tables, coalesce(ncci_table, '?'))
            THEN coalesce('''' || setting::VARCHAR || ''' is not an NCCI table', 'no NCCI table is given') || ': ' || tables
    END;

-- Answer of an edit in force: bypassable if a modifier may bypass it, else edit
CREATE MACRO _ptp_answer(modifier_indicator) AS CASE WHEN modifier_indicator = '1' THEN 'bypassable' ELSE 'edit' END;

-- Whether a procedure-to-procedure edit is in force on a day
--
-- 9: CMS deleted the edit on its effective date, so it was never in force.
CREATE MACRO _ptp_in_force(effective_date, deletion_date, modifier_indicator, day) AS
    day >= effective_date AND _in_force_on(deletion_date, day) AND modifier_indicator <> '9';

-- Whether a release lists an interval, given the releases up to it and the releases before it (see _ncci_days)
CREATE MACRO _is_listed_among(first_release_id, last_release_id, first_releases, earlier_releases) AS
    list_contains(first_releases, first_release_id) AND NOT coalesce(list_contains(earlier_releases, last_release_id), false);
