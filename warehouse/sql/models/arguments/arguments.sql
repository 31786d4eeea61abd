-- Normalize user input: every public macro reads its arguments through these macros, which return null for invalid
-- input. They ignore whitespace of any kind around a word, because web pages and spreadsheets leave no-break spaces
-- (\pZ). The first of regexp_extract_all is null if there is none; nullif(regexp_extract(…), '') would be planned twice.
-- DuckDB 1.4 gives the first of a null list no type, hence ::VARCHAR.

-- A procedure code, trimmed and uppercase; null if it is not a code
CREATE MACRO _code(code) AS regexp_extract_all(upper(code::VARCHAR), '^[\s\pZ]*([A-Z0-9][0-9]{3}[A-Z0-9])[\s\pZ]*$', 1)[1]::VARCHAR;

-- The procedure code of a line that may have modifiers (29881-59); null if it is not a code
CREATE MACRO _code_of(line) AS
    regexp_extract_all(upper(line::VARCHAR), '^[\s\pZ]*([A-Z0-9][0-9]{3}[A-Z0-9])([\s\pZ,;:/+-]+[A-Z0-9]{2})*[\s\pZ,;:/+-]*$', 1)[1]::VARCHAR;

-- A text or a list of modifiers as text, uppercase; a null in a list ([26, NULL]) is ignored
CREATE MACRO _modifier_text(modifiers) AS upper(replace(replace(coalesce(modifiers::VARCHAR, ''), '[NULL', '['), ', NULL', ''));

-- The modifiers in a text (26-50, 26 50) or a list, uppercase; an empty list for null
CREATE MACRO _modifiers(modifiers) AS regexp_extract_all(_modifier_text(modifiers), '[A-Z0-9]+');

-- Whether each modifier in a text or a list has two letters or digits
--
-- Joining empty fields leaves separators alone: they are no modifiers.
CREATE MACRO _are_modifiers(modifiers) AS
    regexp_full_match(_modifier_text(modifiers), '[\s\pZ,;:/+\[\]''"-]*([A-Z0-9]{2}([\s\pZ,;:/+\[\]''"-]+|$))*');

-- A text without the whitespace around it: \s and \pZ, which includes invisible characters such as the no-break space
--
-- A regular expression with \pZ takes twice as long to plan.
CREATE MACRO _bare(text) AS trim(text::VARCHAR, E' \t\n\f\r                 　');

-- A word in the form that the synonym lists use
CREATE MACRO _word(text) AS regexp_replace(_bare(lower(text::VARCHAR)), '[\s\pZ_-]+', '_', 'g');

-- A series as in release names (pfs-rvu); also accepts PFS RVU and pfs_rvu
CREATE MACRO _series(series) AS replace(_word(series), '_', '-');

-- facility or nonfacility, from a word with a space before and after it
CREATE MACRO _setting_named(word) AS
    CASE
        WHEN contains(
            ' facility hospital_outpatient hospital outpatient_hospital hopd asc ambulatory_surgical_center 2 02 19 21 22 23 24 26 31 34 41 42 51 52 53 56 61 ',
            word
        ) THEN 'facility'
        WHEN contains(
            ' nonfacility non_facility office physician_office 10 11 12 13 14 15 17 20 32 33 49 50 54 55 57 60 62 65 71 72 81 ', word
        ) THEN 'nonfacility'
    END;

-- office, hospital_outpatient or asc, from a word with a space before and after it; null if it is none of them
CREATE MACRO _site_named(word) AS
    CASE
        WHEN contains(' asc ambulatory_surgical_center 24 ', word) THEN 'asc'
        WHEN contains(' hospital_outpatient hospital outpatient_hospital hopd 19 22 23 ', word) THEN 'hospital_outpatient'
        WHEN contains(' office physician_office 11 20 49 71 ', word) THEN 'office'
    END;

-- facility or nonfacility, from these words, the three sites, their usual names, and place-of-service codes as in
-- places_of_service
CREATE MACRO _pfs_setting(setting) AS _setting_named((' ' || _word(setting) || ' ')::VARCHAR);

-- A ZIP code of 5 or 9 digits (02339, 02339-1234), digits only; null if it is not one
CREATE MACRO _zip(zip) AS
    CASE WHEN regexp_full_match(zip::VARCHAR, '[\s\pZ]*[0-9]{5}([ -]?[0-9]{4})?[\s\pZ]*') THEN regexp_replace(zip::VARCHAR, '[^0-9]', '', 'g') END;

-- The words that mean an NCCI table, in the order of _ncci_table_of
CREATE MACRO _ncci_words() AS [
    'practitioner', 'physician', 'office', 'physician_office', 'asc', 'ambulatory_surgical_center',
    'hospital', 'hospital_outpatient', 'outpatient_hospital', 'hopd',
    'dme', 'dmepos', 'supplier'
];

-- practitioner (also for an ASC), hospital or dme, from these words and their usual names
--
-- One lookup, because DuckDB plans an argument as often as it is written.
CREATE MACRO _ncci_table_of(setting) AS
    list_extract(
        [
            'practitioner', 'practitioner', 'practitioner', 'practitioner', 'practitioner', 'practitioner',
            'hospital', 'hospital', 'hospital', 'hospital',
            'dme', 'dme', 'dme'
        ],
        list_position(_ncci_words(), _word(setting))
    );

-- Number of a Medicare contractor with its leading zero, which spreadsheets drop; null if it is not one
--
-- 0510 already has a leading zero, so it is a truncated 05102; padded to 00510 it would be another contractor.
CREATE MACRO _mac(mac) AS lpad(regexp_extract_all(mac::VARCHAR, '^[\s\pZ]*([0-9]{5}|[1-9][0-9]{3})[\s\pZ]*$', 1)[1], 5, '0');

-- Number of a locality with its leading zero; null if it is not one
CREATE MACRO _locality(locality) AS lpad(regexp_extract_all(locality::VARCHAR, '^[\s\pZ]*([0-9]{1,2})[\s\pZ]*$', 1)[1], 2, '0');

-- A CBSA of five digits, or the two digits of a state's rural area; null if it is neither
CREATE MACRO _area(area) AS
    CASE
        WHEN regexp_full_match(area::VARCHAR, '[\s\pZ]*[0-9]{1,2}[\s\pZ]*') THEN lpad(regexp_extract(area::VARCHAR, '[0-9]+'), 2, '0')
        WHEN regexp_full_match(area::VARCHAR, '[\s\pZ]*[0-9]{5}[\s\pZ]*') THEN regexp_extract(area::VARCHAR, '[0-9]+')
    END;

-- Name of a former competitive bidding area in capitals
CREATE MACRO _cba(cba) AS regexp_extract(upper(cba::VARCHAR), '(?s)^[\s\pZ]*(.*?)[\s\pZ]*$', 1);

-- A hospital's certification number (010006) with its leading zero; null if it is not one
CREATE MACRO _ccn(ccn) AS lpad(regexp_extract_all(upper(ccn::VARCHAR), '^[\s\pZ]*([0-9A-Z]{6}|[1-9A-Z][0-9A-Z]{4})[\s\pZ]*$', 1)[1], 6, '0');

-- A county's five-digit FIPS code with its leading zero; null if it is not one
CREATE MACRO _county(county) AS lpad(regexp_extract_all(county::VARCHAR, '^[\s\pZ]*([0-9]{5}|[1-9][0-9]{3})[\s\pZ]*$', 1)[1], 5, '0');

-- Abbreviation of a state or territory (TX), as in us_states; null if it is not one
CREATE MACRO _us_state(state) AS
    regexp_extract_all(
        upper(state::VARCHAR),
        '^[\s\pZ]*(A[KLRSZ]|C[AOT]|D[CE]|FL|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEINOPST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AIT]|W[AIVY])[\s\pZ]*$',
        1
    )[1]::VARCHAR;

-- Why a MAC and a locality are invalid, given also their normalized numbers; null if they are valid or both are omitted
CREATE MACRO _place_numbers_problem(mac, locality, mac_number, locality_number) AS
    CASE
        WHEN mac IS NULL AND locality IS NULL THEN NULL
        WHEN mac IS NULL OR locality IS NULL THEN 'MAC and locality go together: locality 00 is in many MACs'
        WHEN mac_number IS NULL THEN '''' || mac::VARCHAR || ''' is not a Medicare contractor number: five digits, such as 10112'
        WHEN locality_number IS NULL THEN '''' || locality::VARCHAR || ''' is not a locality number: two digits, such as 00'
    END;

-- Why a MAC and a locality are invalid; null if they are valid or both are omitted
CREATE MACRO _place_problem(mac, locality) AS _place_numbers_problem(mac, locality, _mac(mac), _locality(locality));

-- Why a text is not a procedure code, given also the normalized code; null if it is
CREATE MACRO _asked_code_problem(code, asked_code) AS
    CASE WHEN asked_code IS NULL THEN coalesce('''' || code::VARCHAR || ''' is not a procedure code', 'no code is given') END;

-- Which argument is invalid, given the arguments and their normalized values; null if all are valid
CREATE MACRO _asked_problem(code, asked_code, modifiers_problem, service_date, known_on, setting, asked_setting, qp) AS
    coalesce(
        _asked_code_problem(code, asked_code),
        modifiers_problem,
        _day_problem(service_date, known_on),
        CASE
            WHEN asked_setting IS NULL THEN coalesce(
                '''' || setting::VARCHAR || ''' is not a setting: facility, nonfacility, a site or a place-of-service code',
                'no setting is given: facility or nonfacility'
            )
            WHEN qp IS NULL THEN 'qp is null: true or false'
        END
    );

-- Raise `not_understood` with the problem; false if there is none
--
-- error(NULL) is null, so the problem is written, and planned, once.
CREATE MACRO _refused(problem) AS coalesce(error('not_understood: ' || problem)::BOOLEAN, false);

-- 1 if there is no problem; raises `not_understood` with the problem otherwise
--
-- A macro whose result has no status column joins range(_one_unless(problem)), which is one row, so that an invalid argument
-- raises an error instead of returning no rows. DuckDB evaluates the arguments of range even if the query then needs no rows;
-- it would drop a UNION part that only raises the error if the query has a condition on one of that part's null columns.
-- The arguments of range cannot contain subqueries. If the problem needs some, it is computed as a column first, and a part
-- of a UNION reads range(1, _one_unless(asked.problem)), which is empty; its columns come from range, so none is a null.
CREATE MACRO _one_unless(problem) AS coalesce(error('not_understood: ' || problem)::BIGINT, 1);

-- Why a text is not a procedure code; null if it is
CREATE MACRO _code_problem(code) AS _asked_code_problem(code, _code(code));

-- Why a text is not a ZIP code; null if it is
CREATE MACRO _zip_problem(zip) AS
    CASE WHEN _zip(zip) IS NULL THEN coalesce('''' || zip::VARCHAR || ''' is not a ZIP code: 5 or 9 digits', 'no ZIP code is given') END;

-- Why there is no date of service or no day of knowledge; null if both are given
--
-- DuckDB reads '26-02-01' as a day of the year 26. Medicare's first day of service was 1966-07-01.
CREATE MACRO _day_problem(service_date, known_on) AS
    CASE
        WHEN service_date IS NULL THEN 'no date of service is given'
        WHEN known_on IS NULL THEN 'known_on is null: omit it to use all that this snapshot knows'
        WHEN NOT service_date::DATE BETWEEN DATE '1966-07-01' AND DATE '2099-12-31'
            THEN '''' || service_date::DATE::VARCHAR || ''' is not a date of service: Medicare began on 1966-07-01; the last is in 2099'
        WHEN NOT known_on::DATE BETWEEN DATE '1966-07-01' AND DATE '9999-12-31'
            THEN '''' || known_on::DATE::VARCHAR || ''' is not a day on which a fee was known: Medicare began on 1966-07-01'
    END;

-- Why a text is not a state; null if it is or if there is none
CREATE MACRO _state_problem(state) AS
    CASE WHEN state IS NOT NULL AND _us_state(state) IS NULL THEN '''' || state::VARCHAR || ''' is not a state: two letters, such as TX' END;
