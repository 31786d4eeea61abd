-- Why a word names none of an answer's NCCI tables, given the table that it means; null if it does. DMEPOS suppliers have
-- a table of MUEs, but none of PTP edits
CREATE MACRO _ncci_table_problem(setting, ncci_table, tables) AS
    CASE
        WHEN NOT contains(tables, coalesce(ncci_table, '?'))
            THEN coalesce('''' || setting::VARCHAR || ''' is not an NCCI table', 'no NCCI table is given') || ': ' || tables
    END;
