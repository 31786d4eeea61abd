-- Why an NCCI question is not understood
CREATE MACRO _no_ncci_table(setting, tables) AS
    coalesce('''' || setting::VARCHAR || ''' is no NCCI table', 'no NCCI table is given') || ': ' || tables;
