-- Why the arguments of an NCCI macro are invalid
CREATE MACRO _no_ncci_table(setting, tables) AS
    coalesce('''' || setting::VARCHAR || ''' is not an NCCI table', 'no NCCI table is given') || ': ' || tables;
