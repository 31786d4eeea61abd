-- What people write and what is meant: every public macro reads its arguments through these. Null: not understood.
-- Blanks of any kind around a word count for nothing: web pages and spreadsheets leave no-break spaces (\pZ).

-- A procedure code, trimmed and in capitals; null for what is no code
CREATE MACRO _code(code) AS nullif(regexp_extract(upper(code::VARCHAR), '^[\s\pZ]*([A-Z0-9][0-9]{3}[A-Z0-9])[\s\pZ]*$', 1), '');

-- The procedure code of a line that may carry modifiers (29881-59); null for what is no code
CREATE MACRO _code_of(line) AS
    nullif(regexp_extract(upper(line::VARCHAR), '^[\s\pZ]*([A-Z0-9][0-9]{3}[A-Z0-9])([\s\pZ,;:/+-]+[A-Z0-9]{2})*[\s\pZ,;:/+-]*$', 1), '');

-- Modifiers of a text (26-50, 26 50) or a list, in capitals; none for null
CREATE MACRO _modifiers(modifiers) AS regexp_extract_all(upper(coalesce(modifiers::VARCHAR, '')), '[A-Z0-9]+');

-- Whether each modifier of a text or a list has two letters or digits
CREATE MACRO _are_modifiers(modifiers) AS
    regexp_full_match(upper(coalesce(modifiers::VARCHAR, '')), '[\s\pZ,;:/+\[\]''"-]*([A-Z0-9]{2}([\s\pZ,;:/+\[\]''"-]+|$))*');

-- A word as the lists of synonyms write it
CREATE MACRO _word(text) AS
    regexp_replace(regexp_extract(lower(text::VARCHAR), '(?s)^[\s\pZ]*(.*?)[\s\pZ]*$', 1), '[\s\pZ_-]+', '_', 'g');

-- A series as releases name it (pfs-rvu), of PFS RVU and pfs_rvu too
CREATE MACRO _series(series) AS replace(_word(series), '_', '-');

-- facility or nonfacility, of a word with a blank before and behind it
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

-- office, hospital_outpatient or asc, of a word with a blank before and behind it; null where it names none of them
CREATE MACRO _site_named(word) AS
    CASE
        WHEN contains(' asc ambulatory_surgical_center 24 ', word) THEN 'asc'
        WHEN contains(' hospital_outpatient hospital outpatient_hospital hopd 19 22 23 ', word) THEN 'hospital_outpatient'
        WHEN contains(' office physician_office 11 20 49 71 ', word) THEN 'office'
    END;

-- facility or nonfacility, of these, of the three sites, of their usual names and of place-of-service codes, as
-- places_of_service has them
CREATE MACRO _pfs_setting(setting) AS _setting_named((' ' || _word(setting) || ' ')::VARCHAR);

-- A ZIP code of 5 or 9 digits (02339, 02339-1234), digits alone; null for what is none
CREATE MACRO _zip(zip) AS
    CASE WHEN regexp_full_match(zip::VARCHAR, '[\s\pZ]*[0-9]{5}([ -]?[0-9]{4})?[\s\pZ]*') THEN regexp_replace(zip::VARCHAR, '[^0-9]', '', 'g') END;

-- practitioner (an ASC too), hospital or dme, of these and of their usual names
--
-- One lookup, for DuckDB plans the argument as often as it is written.
CREATE MACRO _ncci_table_of(setting) AS
    list_extract(
        [
            'practitioner', 'practitioner', 'practitioner', 'practitioner', 'practitioner', 'practitioner',
            'hospital', 'hospital', 'hospital', 'hospital',
            'dme', 'dme', 'dme'
        ],
        list_position(
            [
                'practitioner', 'physician', 'office', 'physician_office', 'asc', 'ambulatory_surgical_center',
                'hospital', 'hospital_outpatient', 'outpatient_hospital', 'hopd',
                'dme', 'dmepos', 'supplier'
            ],
            _word(setting)
        )
    );

-- Number of a Medicare contractor with its zero; null for what is none
CREATE MACRO _mac(mac) AS lpad(nullif(regexp_extract(mac::VARCHAR, '^[\s\pZ]*([0-9]{4,5})[\s\pZ]*$', 1), ''), 5, '0');

-- Number of a locality with its zero; null for what is none
CREATE MACRO _locality(locality) AS lpad(nullif(regexp_extract(locality::VARCHAR, '^[\s\pZ]*([0-9]{1,2})[\s\pZ]*$', 1), ''), 2, '0');

-- A CBSA of five digits, or the two digits of a state's rural area; null for what is none
CREATE MACRO _area(area) AS
    CASE
        WHEN regexp_full_match(area::VARCHAR, '[\s\pZ]*[0-9]{1,2}[\s\pZ]*') THEN lpad(regexp_extract(area::VARCHAR, '[0-9]+'), 2, '0')
        WHEN regexp_full_match(area::VARCHAR, '[\s\pZ]*[0-9]{5}[\s\pZ]*') THEN regexp_extract(area::VARCHAR, '[0-9]+')
    END;

-- Name of a former competitive bidding area in capitals
CREATE MACRO _cba(cba) AS regexp_extract(upper(cba::VARCHAR), '(?s)^[\s\pZ]*(.*?)[\s\pZ]*$', 1);

-- A hospital's certification number (010006) with its zero; null for what is none
CREATE MACRO _ccn(ccn) AS lpad(nullif(regexp_extract(upper(ccn::VARCHAR), '^[\s\pZ]*([0-9A-Z]{5,6})[\s\pZ]*$', 1), ''), 6, '0');

-- A county's FIPS code of five digits with its zero; null for what is none
CREATE MACRO _county(county) AS lpad(nullif(regexp_extract(county::VARCHAR, '^[\s\pZ]*([0-9]{4,5})[\s\pZ]*$', 1), ''), 5, '0');

-- Abbreviation of a state or territory (TX), as us_states has them; null for what is none
CREATE MACRO _us_state(state) AS
    nullif(
        regexp_extract(
            upper(state::VARCHAR),
            '^[\s\pZ]*(A[KLRSZ]|C[AOT]|D[CE]|FL|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEINOPST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AIT]|W[AIVY])[\s\pZ]*$',
            1
        ),
        ''
    );

-- Why a MAC and a locality name no place; null where they do, or where both are left out
CREATE MACRO _place_problem(mac, locality) AS
    CASE
        WHEN mac IS NULL AND locality IS NULL THEN NULL
        WHEN mac IS NULL OR locality IS NULL THEN 'MAC and locality go together: locality 00 is in many MACs'
        WHEN _mac(mac) IS NULL THEN mac::VARCHAR || ' is no number of a Medicare contractor'
        WHEN _locality(locality) IS NULL THEN locality::VARCHAR || ' is no number of a locality'
    END;

-- What of a question is not understood, beside what was understood of it; null where all is
CREATE MACRO _asked_problem(code, asked_code, modifiers, are_modifiers, service_date, setting, asked_setting, qp) AS
    CASE
        WHEN asked_code IS NULL THEN coalesce('''' || code::VARCHAR || ''' is no procedure code', 'no code is given')
        WHEN NOT are_modifiers THEN '''' || modifiers::VARCHAR || ''': a modifier has two letters or digits'
        WHEN service_date IS NULL THEN 'no date of service is given'
        WHEN asked_setting IS NULL THEN coalesce(
            '''' || setting::VARCHAR || ''' is no setting: facility, nonfacility, a site or a place-of-service code',
            'no setting is given: facility or nonfacility'
        )
        WHEN qp IS NULL THEN 'qp is null: true or false'
    END;
