-- Every table, view and macro of a snapshot; written by `python -m warehouse.build.schema`.

CREATE TABLE _amounts_not_final (  -- Internal: where the dollars that CMS lists besides the RVUs (OPPS caps, anesthesia factors, payment files) were never final
    release_id VARCHAR,  -- Release that prints them
    mac VARCHAR,  -- Medicare contractor; null: all
    locality VARCHAR,  -- Locality of the contractor; null: all
    reason VARCHAR,  -- Why they were not final
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE VIEW _anesthesia_units (  -- Internal: anesthesia base units as CMS listed them, and the rows of its file that could not be read
    release_id VARCHAR,  -- Release
    hcpcs VARCHAR,  -- Anesthesia code
    base_units INTEGER,  -- Base units; null if the row could not be read
    unreadable_reason VARCHAR,  -- Why it could not be read; null if it was read
);

CREATE VIEW _drug_fees (  -- drug_fees_on for every release
    hcpcs VARCHAR,  -- HCPCS code
    schedule VARCHAR,  -- drug
    amount DECIMAL(14,3),  -- Dollars per billing unit, add-on included; null if CMS lists no limit
    unit VARCHAR,  -- Billing unit, such as 15 MG
    basis VARCHAR,  -- national or contractor
    beneficiary_share DECIMAL(6,5),  -- Coinsurance, 0 to 0.2
    payment_status VARCHAR,  -- paid, contractor_priced or unreadable
    reason VARCHAR,  -- Reason for the status, with CMS's notes
    is_clotting_factor BOOLEAN,  -- Whether a furnishing fee is paid in addition
    release_id VARCHAR,  -- Release of the limit
);

CREATE VIEW _laboratory_fees (  -- laboratory_fees_on for every release
    hcpcs VARCHAR,  -- HCPCS code
    schedule VARCHAR,  -- laboratory
    modifier VARCHAR,  -- QW or null
    amount DECIMAL(14,3),  -- Dollars per test; null if the contractor prices it
    unit VARCHAR,  -- test
    basis VARCHAR,  -- national or contractor
    beneficiary_share DECIMAL(6,5),  -- 0: no coinsurance
    payment_status VARCHAR,  -- paid, contractor_priced or unreadable
    reason VARCHAR,  -- Reason for the status
    effective_date DATE,  -- Day on which CMS's row began
    release_id VARCHAR,  -- Release of the price
);

CREATE VIEW _locality_files (  -- Internal: localities in the other files of a release besides GPCI; one row per release, table and locality
    release_id VARCHAR,  -- Release
    table_name VARCHAR,  -- pfs_anesthesia_cf, pfs_locality_county or pfs_opps_cap
    mac VARCHAR,  -- MAC number
    locality VARCHAR,  -- Locality number
);

CREATE VIEW _missing_tables (  -- Internal: why a table of a release is missing, as text for answers; one row per release and table
    release_id VARCHAR,  -- Release that is loaded in part
    table_name VARCHAR,  -- Table that is missing in whole or in part
    reason VARCHAR,  -- Reason, with the member and its error
);

CREATE TABLE _modifier_effects (  -- Internal: the effect of each modifier on a professional payment, by modifier and profile (empty: any code)
    modifier VARCHAR,  -- Modifier
    beside VARCHAR,  -- Modifier that must be on the same line for the rule to apply; null if none
    modifier_profile VARCHAR,  -- Profile of the codes; empty for any code
    kind VARCHAR,  -- code, claim, contradiction or ncci: the source table of the rule
    effect VARCHAR,  -- See code_modifiers.effect; not_decided if two modifiers exclude each other
    indicator VARCHAR,  -- CMS indicator of the rule
    share DECIMAL(9,4),  -- Share of the payment that remains
    technical_share DECIMAL(6,4),  -- Share of the technical part that remains
    capped_technical_share DECIMAL(6,4),  -- Share that remains of the technical part after the OPPS limit
    outdone_by VARCHAR,  -- Modifiers of the same indicator that override the share, separated by spaces; null if none
    outcome VARCHAR,  -- Payment status that the rule sets, prefixed with its rank (1 not_decided, 2 not_paid, 3 carrier_priced); null if none
    has_effect BOOLEAN,  -- False for claim rules that do not change the amount and for NCCI rules
    rule_text VARCHAR,  -- The modifier and its meaning for the reason of an answer; null if it needs no mention
    source VARCHAR,  -- CMS document; null if the modifier needs no mention
    service_from DATE,  -- First date of service
);

CREATE TABLE _ncci_days (  -- Internal: the NCCI table that a word means, and its release in force by day; one further row per word, without dates, is for a day without a row
    edits VARCHAR,  -- ptp or mue
    word VARCHAR,  -- Setting as asked, normalized: practitioner, office, hospital …
    ncci_table VARCHAR,  -- practitioner, hospital or dme
    release_id VARCHAR,  -- Release in force; null if there is none
    gap_reason VARCHAR,  -- Why there is none; {known_on} represents the asked known date
    first_releases VARCHAR[],  -- Releases of the series up to this one
    earlier_releases VARCHAR[],  -- Releases of the series before this one
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE _payment_places (  -- Internal: indices by day and location for pfs_payment, and its answer if there are none
    place VARCHAR,  -- MAC and locality (01112 05); empty for the nation; ? for values that apply everywhere
    locality_name VARCHAR,  -- Name of the locality, as CMS lists it
    work_gpci DECIMAL(6,3),  -- Work index
    pe_gpci DECIMAL(6,3),  -- Practice expense index
    mp_gpci DECIMAL(6,3),  -- Malpractice index
    no_indices_status VARCHAR,  -- unreadable if CMS's row of the location could not be read
    no_indices_reason VARCHAR,  -- Why the release has no indices; null if it has them
    absent_status VARCHAR,  -- Status of a code without a row: not_listed or no_data
    absent_reason VARCHAR,  -- Reason for that status; {known_on} represents the asked known date
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE _payment_rows (  -- Internal: the inputs of pfs_payment for a code, complete except for location and modifiers
    hcpcs VARCHAR,  -- Procedure code
    modifier VARCHAR,  -- Modifier of the row; null for the code itself
    pfs_setting VARCHAR,  -- facility or nonfacility
    qualifying_apm BOOLEAN,  -- For qualifying participants of an advanced alternative payment model
    is_printed BOOLEAN,  -- Whether CMS lists the row; false for the code itself if CMS lists it only with a modifier
    yields_to VARCHAR,  -- Modifiers whose row takes precedence over this one, separated by spaces; null if none
    work_rvu DECIMAL(9,2),  -- Physician work RVU
    pe_rvu DECIMAL(9,2),  -- Practice expense RVU in the setting
    mp_rvu DECIMAL(9,2),  -- Malpractice RVU
    opps_pe_rvu DECIMAL(9,2),  -- Practice expense RVU of the OPPS amount; null if no OPPS amount limits the payment
    opps_mp_rvu DECIMAL(9,2),  -- Malpractice RVU of the OPPS amount; null if no OPPS amount limits the payment
    professional_work_rvu DECIMAL(12,2),  -- Work RVU of the non-technical part
    professional_pe_rvu DECIMAL(12,2),  -- Practice expense RVU of the non-technical part
    professional_mp_rvu DECIMAL(12,2),  -- Malpractice RVU of the non-technical part
    conversion_factor DECIMAL(9,4),  -- Conversion factor finally paid, dollars per RVU
    adjustment DECIMAL(3,2),  -- Factor on the payment by law (calculation flags): 1.05, 0.98 or 1
    payment_status VARCHAR,  -- Status of the payment without modifiers, see payment_statuses
    reason VARCHAR,  -- Reason for the status
    excluded_because VARCHAR,  -- Why the physician is not paid in an office or a hospital; null if paid
    excluded_in_asc_because VARCHAR,  -- Why the physician is not paid in an ASC; null if paid
    modifier_profile VARCHAR,  -- Indicators that decide which modifiers apply to the code; key of modifier_profiles
    release_id VARCHAR,  -- Release of the values
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE _site_days (  -- Internal: the answer of each site for a code that nothing lists, by day; every combination of service date and known date is in one row per site, and one more row per site, without dates, answers for a day that is not in the calendar
    site VARCHAR,  -- office, hospital_outpatient or asc
    professional_status VARCHAR,  -- not_listed or no_data
    professional_reason VARCHAR,  -- Reason for the status; {known_on} represents the asked known date
    facility_status VARCHAR,  -- no_facility_fee, not_listed or no_data
    facility_reason VARCHAR,  -- Reason for the status; {known_on} represents the asked known date
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE _site_payments (  -- Internal: site_of_service with the inputs of local amounts
    hcpcs VARCHAR,  -- Procedure code
    site VARCHAR,  -- office, hospital_outpatient or asc
    professional_modifier VARCHAR,  -- 26 if the professional part is that row: in a facility, and for a code that CMS lists only with 26
    professional_payment DECIMAL(15,2),  -- National payment of the physician, dollars, even if the facility is not paid
    professional_payment_qp DECIMAL(15,2),  -- professional_payment for qualifying APM participants
    professional_status VARCHAR,  -- Status of the professional part, see payment_statuses
    professional_reason VARCHAR,  -- Reason for the status
    professional_status_qp VARCHAR,  -- Status of professional_payment_qp, see payment_statuses; no_data if the release lacks the QPP file
    professional_reason_qp VARCHAR,  -- Reason for the status
    facility_payment DECIMAL(15,3),  -- Facility payment in dollars; for drugs, per billing unit
    facility_payment_if_billed_alone DECIMAL(14,3),  -- Hospital payment for a packaged code that is billed alone, dollars
    facility_rate_printed DECIMAL(15,3),  -- Rate that Addendum B, AA or BB lists for the code, dollars, whatever the status; not payable unless facility_payment or facility_payment_if_billed_alone has it too
    facility_copayment DECIMAL(15,3),  -- Beneficiary's share of the facility payment if CMS lists it, dollars
    facility_status VARCHAR,  -- Status of the facility part, see payment_statuses
    facility_reason VARCHAR,  -- Reason for the status
    total_payment DECIMAL(17,3),  -- Professional, facility and other payment together, dollars; only if the status is paid, professional_only or packaged; null if a part is paid at an unknown amount
    total_payment_qp DECIMAL(17,3),  -- total_payment for qualifying APM participants
    total_payment_if_billed_alone DECIMAL(17,3),  -- Total if nothing that packages the code is billed with it (status indicators Q1 to Q4), dollars
    other_schedule VARCHAR,  -- Schedule that pays codes that the physician, OPPS or ASC schedule leaves to it: laboratory, drug or dmepos
    other_payment DECIMAL(14,3),  -- Its payment in dollars per unit, included in a hospital's facility_payment; null if it has no national amount
    other_payment_if_billed_alone DECIMAL(14,3),  -- Its payment for a test that is packaged unless billed alone (Q4), dollars
    other_unit VARCHAR,  -- Unit of other_payment
    other_release_id VARCHAR,  -- Release of other_payment
    payment_status VARCHAR,  -- Overall status of the code at the site
    reason VARCHAR,  -- Reason for the status
    payment_status_qp VARCHAR,  -- payment_status for qualifying APM participants
    reason_qp VARCHAR,  -- Reason for the status
    apc VARCHAR,  -- Ambulatory payment classification
    status_indicator VARCHAR,  -- OPPS status indicator
    payment_indicator VARCHAR,  -- ASC payment indicator
    facility_payment_73 DECIMAL(12,2),  -- Facility payment if terminated before anesthesia (modifier 73), dollars; null if the device offset is not known
    facility_payment_74 DECIMAL(15,3),  -- Facility payment if terminated after anesthesia (modifier 74), dollars
    professional_release_id VARCHAR,  -- Release of the professional part
    professional_release_label VARCHAR,  -- Display name of that release
    professional_sha256 VARCHAR,  -- SHA-256 of its file
    facility_release_id VARCHAR,  -- Release of the facility part
    facility_release_label VARCHAR,  -- Display name of that release
    facility_sha256 VARCHAR,  -- SHA-256 of its file
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
    facility_is_national BOOLEAN,  -- Whether the facility's part depends on the wage index but is national here
    work_rvu DECIMAL(9,2),  -- Work RVU of the professional part
    pe_rvu DECIMAL(9,2),  -- Practice expense RVU of the professional part
    mp_rvu DECIMAL(9,2),  -- Malpractice RVU of the professional part
    opps_pe_rvu DECIMAL(9,2),  -- Practice expense RVU of the OPPS amount
    opps_mp_rvu DECIMAL(9,2),  -- Malpractice RVU of the OPPS amount
    opps_pe_rvu_qp DECIMAL(9,2),  -- opps_pe_rvu for qualifying APM participants
    opps_mp_rvu_qp DECIMAL(9,2),  -- opps_mp_rvu for qualifying APM participants
    conversion_factor DECIMAL(9,4),  -- Dollars per RVU
    conversion_factor_qp DECIMAL(9,4),  -- Dollars per RVU for qualifying APM participants
    adjustment DECIMAL(3,2),  -- Factor on the payment by law
);

CREATE TABLE _wage_index_gaps (  -- Internal: what wage_index_on cannot read: rows that were set aside, and whole tables that a release lacks
    release_id VARCHAR,  -- Release of the indices, or of Addendum L
    table_name VARCHAR,  -- opps_wage_index, opps_out_migration, asc_wage_index or opps_addendum_l
    place VARCHAR,  -- CBSA, county or hospital of the row; ? if it or the whole table could not be read
    payment_status VARCHAR,  -- unreadable: CMS lists the row; no_data: the table is missing
    reason VARCHAR,  -- Member, line and what was wrong with it
);

CREATE TABLE accepted_checks (  -- Blocking findings that an operator accepted, one row per check and release
    check_name VARCHAR NOT NULL,  -- Check with the findings
    release_id VARCHAR NOT NULL,  -- Release of the findings; * if the rows belong to none
    reason VARCHAR NOT NULL,  -- Operator's reason why the data is correct
    accepted_at VARCHAR NOT NULL,  -- Time of acceptance, UTC
);

CREATE TABLE anesthesia_base_units (  -- Base units per anesthesia code; with time units and a locality's factor they determine the payment.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- Anesthesia code (CPT 00100 to 01999)
    base_units INTEGER NOT NULL,  -- Units, before time
);

CREATE TABLE anesthesia_factor (  -- Anesthesia conversion factors posted separately from the RVU zips, dollars per unit by locality.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    mac VARCHAR NOT NULL,  -- MAC number
    locality VARCHAR NOT NULL,  -- Locality number, unique only within its MAC
    locality_name VARCHAR,  -- Name of the locality, as printed
    qualifying_apm BOOLEAN,  -- Whether the factor is for qualifying APM participants; always false before 2026
    conversion_factor DECIMAL(9,4) NOT NULL,  -- Dollars per anesthesia unit in the locality
    national_conversion_factor DECIMAL(10,6),  -- National factor, dollars per anesthesia unit, if the file's header states it
);

CREATE TABLE anesthesia_factor_shares (  -- National anesthesia factor and the shares of each index in a locality's factor
    service_from DATE NOT NULL,  -- First day of the factor
    qualifying_apm BOOLEAN NOT NULL,  -- Whether the factor is for qualifying APM participants
    national_factor DECIMAL(12,6) NOT NULL,  -- Dollars per unit
    work_share DECIMAL(4,3) NOT NULL,  -- Share of physician work
    pe_share DECIMAL(4,3) NOT NULL,  -- Share of practice expense
    mp_share DECIMAL(4,3) NOT NULL,  -- Share of malpractice insurance
    source VARCHAR NOT NULL,  -- Source of the shares
);

CREATE TABLE anesthesia_modifiers (  -- Anesthesia modifiers, one of which each claim has, and their payment share
    modifier VARCHAR NOT NULL,  -- HCPCS modifier
    share DECIMAL(4,2) NOT NULL,  -- Share of the full payment, 0 to 1
    base_units INTEGER,  -- Base units that replace the code's; null: the code's
    max_time_units INTEGER,  -- Maximum time units; null: no maximum
    meaning VARCHAR NOT NULL,  -- Meaning of the modifier
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE asc_addendum_aa (  -- Surgical procedures that Medicare covers in ambulatory surgical centers, and their national rates.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    flag VARCHAR,  -- * temporary office-based, ** preventive, *** non-opioid
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    multiple_procedure_discount BOOLEAN NOT NULL,  -- The second and later procedures of a session are paid 50%
    payment_indicator VARCHAR NOT NULL,  -- ASC payment indicator; addendum DD1 defines it
    payment_weight DECIMAL(14,4),  -- Relative weight; null if the rate is not based on one
    payment_rate DECIMAL(14,2),  -- National rate in dollars before the wage index; null if none is published
);

CREATE TABLE asc_addendum_bb (  -- Ancillary services integral to covered procedures: drugs, radiology, devices, packaged items.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    flag VARCHAR,  -- * temporary office-based, ** preventive, *** non-opioid
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    pass_through_expiration VARCHAR,  -- * if the pass-through status ends within the year
    payment_indicator VARCHAR NOT NULL,  -- ASC payment indicator; addendum DD1 defines it
    payment_weight DECIMAL(14,4),  -- Relative weight; null if the rate is not based on one
    payment_rate DECIMAL(14,3),  -- National rate in dollars before the wage index; null if none is published
    ira_copayment DECIMAL(14,2),  -- Copayment in dollars under the Inflation Reduction Act, from 2023
);

CREATE TABLE asc_addendum_dd1 (  -- CMS's meanings of the payment indicators in the ASC addenda.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    indicator VARCHAR NOT NULL,  -- payment indicator
    definition VARCHAR NOT NULL,  -- CMS's text
);

CREATE TABLE asc_addendum_dd2 (  -- CMS's meanings of the comment indicators in the ASC addenda.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    indicator VARCHAR NOT NULL,  -- comment indicator
    definition VARCHAR NOT NULL,  -- CMS's text
);

CREATE TABLE asc_addendum_ee (  -- Surgical procedures that Medicare does not pay in ambulatory surgical centers.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
);

CREATE TABLE asc_addendum_ff (  -- Device offset of each covered surgical procedure; its OPPS rate differs from Addendum B's.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    flag VARCHAR,  -- * temporary office-based, ** preventive, *** non-opioid
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    payment_indicator VARCHAR NOT NULL,  -- ASC payment indicator; addendum DD1 defines it
    apc VARCHAR,  -- APC under OPPS
    apc_device_offset_pct DECIMAL(8,4),  -- Device share of the APC's rate in percent, from 2025
    opps_payment_rate DECIMAL(14,3),  -- OPPS rate in dollars from which the offset is computed
    device_offset_pct DECIMAL(8,4),  -- Device share of the procedure's OPPS rate in percent
    device_offset_amount DECIMAL(14,2),  -- Device share in dollars
);

CREATE TABLE asc_code_pair (  -- Pairs of a pass-through device and a procedure whose rate is reduced when both are billed.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    device_hcpcs VARCHAR NOT NULL,  -- Pass-through device
    device_modifier VARCHAR,  -- Modifier of the device, until 2023
    procedure_hcpcs VARCHAR NOT NULL,  -- Procedure that is billed with the device
    procedure_modifier VARCHAR,  -- 52, 73 or 74, each on its own row, until 2023
    multiplier DECIMAL(6,4) NOT NULL,  -- Share (0 to 1) of the procedure's rate that is deducted; 0 is a valid share
    effective_date DATE NOT NULL,  -- First day of service
    end_date DATE,  -- Last day of service, from 2024
);

CREATE TABLE asc_wage_index (  -- Wage indexes of ambulatory surgical centers by area; the 2025 list repeats 27 areas.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    cbsa VARCHAR NOT NULL,  -- CBSA; two digits: rural area of a state, 98 and 99 Indian health
    name VARCHAR,  -- As printed
    wage_index DECIMAL(6,4),  -- Null if CMS lists none or 0
);

CREATE TABLE asp_ndc_crosswalk (  -- Drug packages (NDC) of each HCPCS code of a Part B drug. An NDC can have two codes.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    ndc VARCHAR NOT NULL,  -- National drug code as 5-4-2, or another identifier of the product
    labeler VARCHAR,  -- As printed
    drug_name VARCHAR,  -- As printed
    dosage VARCHAR,  -- Billing unit of the code
    package_size DECIMAL(18,5),  -- Amount in one item of the package
    package_quantity DECIMAL(18,5),  -- Items in the package
    billing_units DECIMAL(18,5),  -- Billing units per item
    billing_units_per_package DECIMAL(18,5),  -- Billing units per package, as CMS lists them
);

CREATE TABLE asp_noc_limit (  -- Payment limits of drugs without an HCPCS code of their own.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    drug_name VARCHAR NOT NULL,  -- As printed
    dosage VARCHAR,  -- Billing unit
    payment_limit DECIMAL(14,3) NOT NULL,  -- Dollars per billing unit
    notes VARCHAR,  -- CMS's remarks; A9606's include its price
);

CREATE TABLE asp_noc_ndc_crosswalk (  -- Drug packages (NDC) without an HCPCS code of their own.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    generic_name VARCHAR NOT NULL,  -- As printed
    ndc VARCHAR NOT NULL,  -- National drug code as 5-4-2, or another identifier of the product
    labeler VARCHAR,  -- As printed
    drug_name VARCHAR,  -- As printed
    dosage VARCHAR,  -- Billing unit of the code
    package_size DECIMAL(18,5),  -- Amount in one item of the package
    package_quantity DECIMAL(18,5),  -- Items in the package
    billing_units DECIMAL(18,5),  -- Billing units per item
    billing_units_per_package DECIMAL(18,5),  -- Billing units per package, as CMS lists them
);

CREATE TABLE asp_payment_limit (  -- Medicare's payment limit per HCPCS code of a Part B drug. The limit includes the 6% add-on.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    dosage VARCHAR,  -- Billing unit, such as 15 MG
    payment_limit DECIMAL(14,3),  -- Dollars per billing unit; null if CMS lists N/A
    coinsurance_pct DECIMAL(6,3),  -- Beneficiary's percentage of the limit, 0 to 20; below 20 if the price outran inflation
    vaccine_awp_pct DECIMAL(6,3),  -- Percentage of the average wholesale price
    vaccine_limit DECIMAL(14,3),  -- Dollars, for a vaccine
    blood_awp_pct DECIMAL(6,3),  -- Percentage of the average wholesale price
    blood_limit DECIMAL(14,3),  -- Dollars, for a blood product
    is_clotting_factor BOOLEAN,  -- A furnishing fee is paid in addition
    notes VARCHAR,  -- CMS's remarks; A9606's include its price
);

CREATE TABLE card_notes (  -- Part of a card: unit limits, add-on relations, related codes and history, as JSON
    hcpcs VARCHAR,  -- Procedure code
    section VARCHAR,  -- Section of the card
    sort_key VARCHAR,  -- Sort key within the section
    body VARCHAR,  -- JSON object
    release_id VARCHAR,  -- Release of the row; null for a code's class, which comes from none
    service_from DATE,  -- First date of service on whose card it appears
    service_to DATE,  -- Last date of service on whose card it appears
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE card_physician (  -- Part of a card: fee schedule values, component rows, locality range, modifiers
    hcpcs VARCHAR,  -- Procedure code
    physician_fees STRUCT(modifier VARCHAR, description VARCHAR, status_code VARCHAR, status_meaning VARCHAR, work_rvu DECIMAL(9,2), pe_rvu_nonfacility DECIMAL(9,2), na_nonfacility BOOLEAN, pe_rvu_facility DECIMAL(9,2), na_facility BOOLEAN, mp_rvu DECIMAL(9,2), total_rvu_nonfacility DECIMAL(9,2), total_rvu_facility DECIMAL(9,2), conversion_factor DECIMAL(9,4), conversion_factor_qp DECIMAL(9,4), physician_payment_nonfacility DECIMAL(15,2), physician_payment_facility DECIMAL(15,2), physician_payment_nonfacility_qp DECIMAL(15,2), physician_payment_facility_qp DECIMAL(15,2), opps_cap_nonfacility DECIMAL(15,2), opps_cap_facility DECIMAL(15,2), payment_status_nonfacility VARCHAR, reason_nonfacility VARCHAR, payment_status_facility VARCHAR, reason_facility VARCHAR, payment_status_nonfacility_qp VARCHAR, reason_nonfacility_qp VARCHAR, payment_status_facility_qp VARCHAR, reason_facility_qp VARCHAR, global_days VARCHAR, preoperative_share DECIMAL(5,2), intraoperative_share DECIMAL(5,2), postoperative_share DECIMAL(5,2), pctc_indicator VARCHAR, multiple_procedure VARCHAR, bilateral_surgery VARCHAR, assistant_surgery VARCHAR, co_surgeons VARCHAR, team_surgery VARCHAR, endoscopic_base VARCHAR, physician_supervision VARCHAR, imaging_family VARCHAR, not_used_for_medicare BOOLEAN, release_id VARCHAR),  -- Row of physician_fees as a struct
    component_rows STRUCT(modifier VARCHAR, status_code VARCHAR, work_rvu DECIMAL(9,2), pe_rvu_nonfacility DECIMAL(9,2), pe_rvu_facility DECIMAL(9,2), mp_rvu DECIMAL(9,2), physician_payment_nonfacility DECIMAL(15,2), physician_payment_facility DECIMAL(15,2), physician_payment_nonfacility_qp DECIMAL(15,2), physician_payment_facility_qp DECIMAL(15,2), payment_status_nonfacility VARCHAR, payment_status_facility VARCHAR, payment_status_nonfacility_qp VARCHAR, payment_status_facility_qp VARCHAR)[],  -- Rows of the code with a modifier
    localities STRUCT(locality_count BIGINT, nonfacility STRUCT(low DECIMAL(15,2), low_locality VARCHAR, median DECIMAL(15,2), high DECIMAL(15,2), high_locality VARCHAR), facility STRUCT(low DECIMAL(15,2), low_locality VARCHAR, median DECIMAL(15,2), high DECIMAL(15,2), high_locality VARCHAR)),  -- Number of localities, and the payment range over them
    modifiers VARCHAR[],  -- Modifiers that apply to the code, each as a JSON object
    release_id VARCHAR,  -- Release of the values
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE card_sources (  -- Part of a card: for every day, the release of each series that cards cite, or why there is none
    series VARCHAR,  -- Series
    source JSON,  -- CMS document, or the release as a JSON object
    absence JSON,  -- Series and reason as a JSON object, if no release is in force or one of its tables is missing
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE card_unreadable (  -- One row per code and unreadable CMS row: the section `unreadable` of a card
    hcpcs VARCHAR,  -- Code of the row; a pair appears under both codes
    table_name VARCHAR,  -- Table of the row
    partner VARCHAR,  -- The other code of a pair
    modifier VARCHAR,  -- Modifier, if any
    place VARCHAR,  -- MAC and locality, state or bidding area, if any
    reason VARCHAR,  -- Member, line and error
    release_id VARCHAR,  -- Release
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE case_code_lists (  -- Codes in the lists that individual case rules use
    code_list VARCHAR NOT NULL,  -- Rule
    hcpcs VARCHAR NOT NULL,  -- Procedure code
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE case_indicator_rules (  -- How a status indicator (OPPS) or payment indicator (ASC) pays in a case
    schedule VARCHAR NOT NULL,  -- opps, asc
    indicator VARCHAR NOT NULL,  -- Status or payment indicator
    treatment VARCHAR NOT NULL,  -- Pricing rule of the line
    labor_share DECIMAL(4,2),  -- Share (0 to 1) of the rate that the wage index scales; null if no source states it
    treatment_with_comprehensive VARCHAR,  -- With a comprehensive APC: packaged, excluded, refused, open; null: packaged
    payment_status VARCHAR,  -- Status if the rate does not decide it; null: paid
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE case_modifier_rules (  -- Effect of a modifier on a facility's line in a case
    schedule VARCHAR NOT NULL,  -- opps, asc
    modifier VARCHAR NOT NULL,  -- Modifier
    effect VARCHAR NOT NULL,  -- Effect of the modifier
    share DECIMAL(4,2),  -- Share (0 to 1) of the rate, or of the device offset
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    meaning VARCHAR NOT NULL,  -- Meaning
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE changes (  -- Changes in the releases that are new in this snapshot; the macro changes_between compares any two
    from_release_id VARCHAR NOT NULL,  -- Previous release in the series
    to_release_id VARCHAR NOT NULL,  -- Release that is new in this snapshot
    kind VARCHAR NOT NULL,  -- quarterly, correction (CMS re-posted the release) or law (an R or mid-quarter release)
    table_name VARCHAR NOT NULL,  -- Table of the row
    hcpcs VARCHAR,  -- Code; the column 1 code of an NCCI pair, the add-on code of an add-on relation
    modifier VARCHAR,  -- Modifier, if any
    other_hcpcs VARCHAR,  -- Column 2 code of an NCCI pair; primary code of an add-on relation
    mac VARCHAR,  -- Medicare contractor, if the row has one
    locality VARCHAR,  -- Locality of the contractor
    row_label VARCHAR,  -- Other identifying values of the row: APC 5113; ZIP 36104; qualifying APM
    pfs_setting VARCHAR,  -- facility or nonfacility; null outside the physician fee schedule
    ncci_table VARCHAR,  -- practitioner, hospital or dme; null outside the NCCI tables
    change VARCHAR NOT NULL,  -- added, dropped or changed
    amount_before DECIMAL(14,3),  -- Dollars before: national payment, rate, price or factor; null if the row has none
    amount_after DECIMAL(14,3),  -- Dollars after; null if the row has none
    difference DECIMAL(14,3),  -- After minus before, dollars; for pfs_rvu the sum of its causes
    by_work DECIMAL(12,2),  -- Part of the difference caused by work RVUs, at the GPCIs and factor before
    by_pe DECIMAL(12,2),  -- Part caused by practice expense RVUs, at the GPCIs and factor before
    by_mp DECIMAL(12,2),  -- Part caused by malpractice RVUs, at the GPCIs and factor before
    by_gpci DECIMAL(12,2),  -- Part caused by the GPCIs, at the RVUs after and the factor before; 0 nationally
    by_conversion_factor DECIMAL(12,2),  -- Part caused by the conversion factor, at the RVUs and GPCIs after
    by_opps_limit DECIMAL(12,2),  -- Part caused by the OPPS limit: its deduction before minus its deduction after
    column_changes STRUCT(column_name VARCHAR, value_before VARCHAR, value_after VARCHAR)[] NOT NULL,  -- Every other column of table_name that changed, with values as text, null if missing; empty unless change is changed
);

CREATE TABLE checks (  -- Checks run on this file before it was published; accepted_checks lists the accepted findings of blocking checks
    name VARCHAR NOT NULL,  -- File in warehouse/sql/checks, or a check generated from the tables
    severity VARCHAR NOT NULL,  -- block: findings stop the publication unless accepted; warn: findings are only listed
    title VARCHAR NOT NULL,  -- What must hold
    failures BIGINT NOT NULL,  -- Number of rows that violate it
    sample VARCHAR,  -- First of these rows, as a JSON list
    blocking VARCHAR[] NOT NULL,  -- Releases whose rows stop the publication; * if the rows belong to none
    release_ids VARCHAR[] NOT NULL,  -- Releases with rows that violate it; * if the rows belong to none
);

CREATE TABLE claim_level_modifiers (  -- Modifiers that describe the claim rather than the code: they do not change the amount, or nothing is paid
    modifier VARCHAR NOT NULL,  -- Modifier
    effect VARCHAR NOT NULL,  -- no_effect, not_paid
    meaning VARCHAR NOT NULL,  -- Meaning
    service_from DATE,  -- First date of service
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE claim_pair_rules (  -- Codes whose payment depends on a modifier of another line of the claim
    hcpcs VARCHAR NOT NULL,  -- Procedure code
    other_codes VARCHAR NOT NULL,  -- Codes of the other line, separated by |
    other_modifier VARCHAR NOT NULL,  -- Modifier of the other line
    unless_codes VARCHAR,  -- Codes, separated by |; the rule does not apply if one is on the claim
    effect VARCHAR NOT NULL,  -- denied, not_decided
    service_from DATE NOT NULL,  -- First date of service
    service_to DATE,  -- Last date of service
    meaning VARCHAR NOT NULL,  -- Meaning
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE clfs (  -- Clinical laboratory fee schedule: the national price per test. Complete in every quarter.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    modifier VARCHAR,  -- QW: waived test; its rate equals the plain row's and the two are not added
    effective_date DATE,  -- First day of the row
    indicator VARCHAR,  -- N: national rate; L: the local contractor prices the test
    rate DECIMAL(12,2),  -- Dollars; null if CMS lists 0, which means that there is no national price
    short_description VARCHAR,  -- CMS's short description, HCPCS Level II only
    long_description VARCHAR,  -- CMS's long description, HCPCS Level II only
    extended_description VARCHAR,  -- CMS's extended description, HCPCS Level II only
);

CREATE TABLE clfs_local_fee (  -- Laboratory fees before 2018, per test and area: there was no national price, only a limit.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    modifier VARCHAR,  -- QW: waived test
    area VARCHAR NOT NULL,  -- State or part of a state, as in CMS's column header
    fee DECIMAL(12,2),  -- Dollars per test; null if CMS lists 0, which means none
    national_limit DECIMAL(12,2),  -- Dollars; for most tests, 74% of the midpoint
    midpoint DECIMAL(12,2),  -- Dollars; median of all areas' own fees
    floor DECIMAL(12,2),  -- Dollars; minimum fee for a Pap smear
);

CREATE TABLE code_categories (  -- Ranges of codes by kind of service and body region; of overlapping ranges, the one that begins later applies
    first_code VARCHAR NOT NULL,  -- First code of the range
    last_code VARCHAR NOT NULL,  -- Last code of the range
    category VARCHAR NOT NULL,  -- Kind of service
    body_system VARCHAR,  -- Body system or kind of test; null if the range has none
    body_region VARCHAR,  -- Body region; null if the range has none
    source VARCHAR NOT NULL,  -- Chapter of the NCCI Policy Manual, or section of HCPCS Level II
);

CREATE TABLE code_classes (  -- Kind of service and body region of every code in any schedule, by code ranges of CMS's policy manual, in our own words
    hcpcs VARCHAR,  -- HCPCS code
    category VARCHAR,  -- Kind of service: surgery, radiology, laboratory and pathology, drugs ...; null if no range contains the code
    body_system VARCHAR,  -- Body system or kind of test, such as musculoskeletal
    body_region VARCHAR,  -- Body region, such as foot & ankle
    source VARCHAR,  -- Chapter that contains the range
);

CREATE TABLE code_groups (  -- Groups of codes to which a rule refers by range
    code_group VARCHAR NOT NULL,  -- Name of the group
    pattern VARCHAR NOT NULL,  -- Regular expression of a whole code
    meaning VARCHAR NOT NULL,  -- Meaning
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE VIEW code_modifiers (  -- One row per code and applicable modifier: its effect on the payment and the CMS indicator behind it; query it through modifiers_on
    hcpcs VARCHAR,  -- Procedure code
    modifier VARCHAR,  -- Modifier
    payer_part VARCHAR,  -- Payment affected: professional, facility, or evaluation for the visit billed on the same day
    site VARCHAR,  -- hospital_outpatient or asc if the facility's payment is meant
    meaning VARCHAR,  -- What it means
    condition VARCHAR,  -- When or how it applies
    effect VARCHAR,  -- row (own RVUs), share (of the payment), technical_share (of the technical part), capped_technical_share (of the technical part after the OPPS limit), device_share (after the device offset), by_report, line_set (see price), visit, no_effect, not_paid
    share DECIMAL(9,4),  -- Share of the payment that remains
    physician_payment_nonfacility DECIMAL(15,2),  -- National payment with the modifier, dollars
    physician_payment_facility DECIMAL(15,2),  -- National payment with the modifier, dollars
    facility_payment DECIMAL(15,3),  -- Facility payment in dollars; for drugs, per billing unit
    indicator VARCHAR,  -- CMS indicator of the rule
    indicator_value VARCHAR,  -- Its value
    source VARCHAR,  -- CMS document
    release_id VARCHAR,  -- Release of the values
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE column_recognition (  -- One row per column of a loaded member: how it was recognized
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    file_sha256 VARCHAR NOT NULL,  -- SHA-256 of the zip that contains the member
    table_name VARCHAR NOT NULL,  -- Table that was read
    member VARCHAR NOT NULL,  -- File inside the zip; `book.xlsx!sheet` in a workbook
    column_name VARCHAR NOT NULL,  -- Column of the table
    position BIGINT,  -- Position in the member, starting at 1; null in a fixed-width layout
    header VARCHAR NOT NULL,  -- CMS's header; empty if there is none
    how VARCHAR NOT NULL,  -- header (the usual spelling), words (the header's words), values (the cell contents), order (no header: CMS's usual column order), layout (fixed width), correction, or absent (the member lacks this description)
);

CREATE TABLE columns_unread (  -- One row per source column that no table column uses
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    file_sha256 VARCHAR NOT NULL,  -- SHA-256 of the zip that contains the member
    table_name VARCHAR NOT NULL,  -- Table that was read
    member VARCHAR NOT NULL,  -- File inside the zip; `book.xlsx!sheet` in a workbook
    position BIGINT NOT NULL,  -- Position in the member, starting at 1
    header VARCHAR NOT NULL,  -- CMS's header; empty if there is none
    cells_filled BIGINT NOT NULL,  -- Number of non-blank cells
);

CREATE TABLE composite_families (  -- Imaging families for which a composite APC pays once
    composite VARCHAR NOT NULL,  -- Composite APC without contrast
    with_contrast VARCHAR NOT NULL,  -- Composite APC if a study is with contrast
    meaning VARCHAR NOT NULL,  -- The family
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE contradictory_modifiers (  -- Modifiers that exclude each other on one line, whose payment is then not decided
    modifier VARCHAR NOT NULL,  -- Modifier
    other_modifier VARCHAR NOT NULL,  -- Modifier that it excludes
    meaning VARCHAR NOT NULL,  -- Why
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE corrections_applied (  -- One row per action of a reviewed correction that was applied to a member, or left one out
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    file_sha256 VARCHAR NOT NULL,  -- SHA-256 of the zip that contains the member
    table_name VARCHAR NOT NULL,  -- Table that was read
    member VARCHAR NOT NULL,  -- File inside the zip; empty if a correction accepts that there is none
    action VARCHAR NOT NULL,  -- Kind of change, such as use_member or fix_lines
    detail VARCHAR NOT NULL,  -- The action's value as text; of lines, their numbers alone
    reason VARCHAR NOT NULL,  -- Author's reason
    source VARCHAR NOT NULL,  -- Evidence for the correction
    date VARCHAR NOT NULL,  -- Date of the correction
    initials VARCHAR NOT NULL,  -- Author's initials
);

CREATE TABLE cross_check_exceptions (  -- Known differences between CMS's own files, with the reason
    comparison VARCHAR NOT NULL,  -- Comparison in schedule_comparisons, or the name of a check
    service_from DATE,  -- First day of the quarter or year; null: always
    codes VARCHAR NOT NULL,  -- Regular expression of the codes
    reason VARCHAR NOT NULL,  -- Why they differ
);

CREATE TABLE dmepos_fee (  -- Fee per item and state. The rural fee, if there is one, applies to ZIP codes in dmepos_rural_zip.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS Level II code
    modifier VARCHAR,  -- NU new, RR rental, UE used, or a modifier that distinguishes the item
    modifier_2 VARCHAR,  -- A further modifier
    us_state VARCHAR NOT NULL,  -- USPS abbreviation; also DC, PR and VI
    fee DECIMAL(12,2),  -- Dollars outside rural areas; null if CMS lists none
    fee_rural DECIMAL(12,2),  -- Dollars in rural areas; null: no rural amount, the non-rural fee is paid
    schedule VARCHAR NOT NULL,  -- dmepos, or pen: parenteral and enteral nutrition
);

CREATE TABLE dmepos_former_cba_fee (  -- Fees in former competitive bidding areas, and for diabetic supplies by national mail order.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS Level II code
    modifier VARCHAR,  -- NU new, RR rental, UE used, or a modifier that distinguishes the item
    modifier_2 VARCHAR,  -- A further modifier
    modifier_3 VARCHAR,  -- A further modifier
    cba VARCHAR NOT NULL,  -- Short name of the area, as in dmepos_former_cba_zip
    fee DECIMAL(12,2),  -- Dollars; null if CMS lists none
);

CREATE TABLE dmepos_former_cba_zip (  -- ZIP codes of the former competitive bidding areas.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    us_state VARCHAR NOT NULL,  -- USPS abbreviation
    zip_code VARCHAR NOT NULL,  -- Five digits
    cba VARCHAR NOT NULL,  -- Short name of the area
    cba_name VARCHAR,  -- Full name of the area
);

CREATE TABLE dmepos_item (  -- Items of the DMEPOS and PEN fee schedules: payment class, jurisdiction, ceiling and floor.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS Level II code
    modifier VARCHAR,  -- NU new, RR rental, UE used, or a modifier that distinguishes the item
    modifier_2 VARCHAR,  -- A further modifier
    schedule VARCHAR NOT NULL,  -- dmepos, or pen: parenteral and enteral nutrition
    jurisdiction VARCHAR,  -- D: DME contractor, L: Part B contractor, J: both
    category VARCHAR,  -- Payment class: IN inexpensive, CR capped rental, OX oxygen, FS frequent service, PO, SU ...
    ceiling DECIMAL(12,2),  -- Dollars; already in the fees of contiguous states
    floor DECIMAL(12,2),  -- Dollars; already in the fees of contiguous states
    description VARCHAR,  -- CMS's short descriptor
);

CREATE TABLE dmepos_rental_rules (  -- Monthly payment of a rented item by payment class
    category VARCHAR NOT NULL,  -- Payment class of the item: CR, OX, FS, IN
    code_pattern VARCHAR,  -- Codes for which the rule replaces the rule of the class; null: all others
    month_from INTEGER NOT NULL,  -- First month of the rental
    month_to INTEGER,  -- Last month; null: no last month
    share DECIMAL(4,2) NOT NULL,  -- Share of the listed rental fee, 0 to 1
    meaning VARCHAR NOT NULL,  -- Meaning of the rule
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE dmepos_rural_zip (  -- ZIP codes in which the rural fee applies.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    us_state VARCHAR NOT NULL,  -- USPS abbreviation
    zip_code VARCHAR NOT NULL,  -- Five digits
);

CREATE TABLE drug_code_patterns (  -- Ranges of HCPCS codes that are drugs and biologicals
    pattern VARCHAR NOT NULL,  -- Regular expression of a whole code
    meaning VARCHAR NOT NULL,  -- Meaning
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE global_test_components (  -- Tests whose professional part has its own code instead of 26 (PC/TC indicator 4)
    hcpcs VARCHAR NOT NULL,  -- Procedure code
    professional_codes VARCHAR NOT NULL,  -- Codes of the professional part, joined by +
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE hcpcs_codes (  -- HCPCS Level II codes and modifiers of each file with CMS's corrections applied: one row per code, service dates and known dates
    release_id VARCHAR,  -- Release that the row came from
    hcpcs VARCHAR,  -- Code, or modifier of two characters
    record_id VARCHAR,  -- 3: a code, 7: a modifier
    long_description VARCHAR,  -- CMS's text
    short_description VARCHAR,  -- CMS's text
    pricing_indicators VARCHAR,  -- how Medicare prices the code: 00 not at all, 51 drugs, 31 to 38 DMEPOS; joined by commas if several
    multiple_pricing VARCHAR,  -- 9: not priced separately by Part B, A: one pricing method, others: several
    coverage_manual_sections VARCHAR,  -- section of the coverage manual; joined by commas if several
    carrier_manual_sections VARCHAR,  -- section of the carriers manual; joined by commas if several
    statute VARCHAR,  -- Section of the Social Security Act that bars coverage
    lab_certifications VARCHAR,  -- certification that a laboratory needs; joined by commas if several
    cross_references VARCHAR,  -- code that replaces or is related to this one; joined by commas if several
    coverage VARCHAR,  -- C carrier judgment, D special instructions, I not payable, M non-covered, S statute
    asc_group VARCHAR,  -- YY: approved for ASC
    asc_date DATE,  -- First day in the ASC group
    processing_note VARCHAR,  -- Number of CMS's processing note
    betos VARCHAR,  -- Berenson-Eggers type of service
    types_of_service VARCHAR,  -- type of service on the claim; joined by commas if several
    add_date DATE,  -- First day of the code
    action_effective_date DATE,  -- First day of the last change
    termination_date DATE,  -- Last day on which the code may be used; null: active
    action VARCHAR,  -- What changed last: A added, B data and long text, C long text, D discontinued, F data, N nothing, P payment, R reactivated, S short text, T other
    correction_release_id VARCHAR,  -- Corrections that changed the row; null if none did
    corrections VARCHAR,  -- CMS's text of the correction; joined by semicolons if several
    service_from DATE,  -- First date of service on which the row is valid
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE hcpcs_correction (  -- CMS's corrections to the annual HCPCS Level II file: codes added, terminated and changed.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    version INTEGER NOT NULL,  -- 1, 2 ... in the order in which CMS posted them
    hcpcs VARCHAR NOT NULL,  -- Code or modifier
    action VARCHAR NOT NULL,  -- CMS's text of the correction
    effective_date DATE,  -- First day on which it takes effect
    short_description VARCHAR,  -- CMS's text, if the correction adds or revises it
    long_description VARCHAR,  -- CMS's text, if the correction adds or revises it
    types_of_service VARCHAR,  -- Type of service; joined by commas if several
    betos VARCHAR,  -- Berenson-Eggers type of service
    coverage VARCHAR,  -- Coverage indicator, as in hcpcs_level_ii
    pricing_indicator VARCHAR,  -- Pricing indicator, as in hcpcs_level_ii
    cross_reference VARCHAR,  -- Code that replaces this one
    asc_group VARCHAR,  -- YY: approved for ASC
    asc_date DATE,  -- First day in the ASC group
    comments VARCHAR,  -- CMS's remarks
);

CREATE TABLE hcpcs_level_ii (  -- HCPCS Level II codes and modifiers: CMS's texts, coverage, pricing indicators and dates.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- Code, or modifier of two characters
    record_id VARCHAR NOT NULL,  -- 3: a code, 7: a modifier
    long_description VARCHAR,  -- CMS's text
    short_description VARCHAR,  -- CMS's text
    pricing_indicators VARCHAR,  -- how Medicare prices the code: 00 not at all, 51 drugs, 31 to 38 DMEPOS; joined by commas if several
    multiple_pricing VARCHAR,  -- 9: not priced separately by Part B, A: one pricing method, others: several
    coverage_manual_sections VARCHAR,  -- section of the coverage manual; joined by commas if several
    carrier_manual_sections VARCHAR,  -- section of the carriers manual; joined by commas if several
    statute VARCHAR,  -- Section of the Social Security Act that bars coverage
    lab_certifications VARCHAR,  -- certification that a laboratory needs; joined by commas if several
    cross_references VARCHAR,  -- code that replaces or is related to this one; joined by commas if several
    coverage VARCHAR,  -- C carrier judgment, D special instructions, I not payable, M non-covered, S statute
    asc_group VARCHAR,  -- YY: approved for ASC
    asc_date DATE,  -- First day in the ASC group
    processing_note VARCHAR,  -- Number of CMS's processing note
    betos VARCHAR,  -- Berenson-Eggers type of service
    types_of_service VARCHAR,  -- type of service on the claim; joined by commas if several
    add_date DATE,  -- First day of the code
    action_effective_date DATE,  -- First day of the last change
    termination_date DATE,  -- Last day on which the code may be used; null: active
    action VARCHAR NOT NULL,  -- What changed last: A added, B data and long text, C long text, D discontinued, F data, N nothing, P payment, R reactivated, S short text, T other
);

CREATE TABLE hcpcs_noc_code (  -- HCPCS Level II codes for items without a code of their own (not otherwise classified).
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- Code
    long_description VARCHAR,  -- CMS's text
    add_date DATE NOT NULL,  -- First day of the code
    termination_date DATE,  -- Last day of the code; null: active
);

CREATE TABLE indicator_exceptions (  -- Codes that CMS treats differently from others with the same indicator
    code_list VARCHAR NOT NULL,  -- List of indicators
    code VARCHAR NOT NULL,  -- Code in the list
    hcpcs VARCHAR NOT NULL,  -- Procedure code
    payment_status VARCHAR NOT NULL,  -- Payment status of the code
    meaning VARCHAR NOT NULL,  -- Meaning
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE indicator_payment_statuses (  -- Payment status of each PFS status code, OPPS status indicator and ASC payment indicator
    code_list VARCHAR NOT NULL,  -- List of indicators
    code VARCHAR NOT NULL,  -- Code in the list
    payment_status VARCHAR NOT NULL,  -- Payment status of the code
    status_without_amount VARCHAR NOT NULL,  -- Payment status if CMS lists no RVUs or rate
    total_effect VARCHAR NOT NULL,  -- Contribution to a total: amount, nothing, unknown, or closed if the setting is not paid at all
    has_professional_part BOOLEAN,  -- False if the facility supplies the item (drugs, devices, blood, brachytherapy sources): the physician is not paid as well if PPRRVU sets no amount. Null for codes of the physician fee schedule
    is_wage_adjusted BOOLEAN,  -- Whether the wage index scales the labor-related share; false: the same payment everywhere. Null if OPPS or ASC sets no rate
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE indicators (  -- Meaning of every CMS code list
    code_list VARCHAR NOT NULL,  -- List, such as pfs_status or opps_status_indicator
    code VARCHAR NOT NULL,  -- Code as CMS lists it
    meaning VARCHAR NOT NULL,  -- Meaning, in our words
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE inpatient_deductibles (  -- Medicare's inpatient deductible, which caps the copayment for a procedure in a hospital outpatient department
    year INTEGER NOT NULL,  -- Calendar year
    amount DECIMAL(9,2) NOT NULL,  -- Dollars
    source VARCHAR NOT NULL,  -- Law and notice
);

CREATE TABLE load_counts (  -- Row counts of each member: rows_in = rows_loaded + duplicate_rows + rows_set_aside
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    file_sha256 VARCHAR NOT NULL,  -- SHA-256 of the zip that contains the member
    table_name VARCHAR NOT NULL,  -- Table that was read
    member VARCHAR NOT NULL,  -- File inside the zip; `book.xlsx!sheet` in a workbook
    rows_in BIGINT NOT NULL,  -- Data rows in the member, without banners, blanks and footers
    rows_loaded BIGINT NOT NULL,  -- Rows in the table
    duplicate_rows BIGINT NOT NULL,  -- Exact duplicates of a loaded row
    rows_set_aside BIGINT NOT NULL,  -- Rows that could not be read strictly, kept in set_aside
    cells_repaired BIGINT NOT NULL,  -- Rows in which a dropped zero or stray byte was corrected
);

CREATE TABLE locality_ranges (  -- Lowest, median and highest payment of each code over all MAC localities, without modifiers, not for qualifying APM participants
    hcpcs VARCHAR,  -- Procedure code
    locality_count BIGINT,  -- Number of localities
    nonfacility_low DECIMAL(15,2),  -- Lowest non-facility payment, dollars
    nonfacility_low_locality VARCHAR,  -- MAC and locality of the lowest payment
    nonfacility_median DECIMAL(15,2),  -- Median non-facility payment, dollars
    nonfacility_high DECIMAL(15,2),  -- Highest non-facility payment, dollars
    nonfacility_high_locality VARCHAR,  -- MAC and locality of the highest payment
    facility_low DECIMAL(15,2),  -- Lowest facility payment, dollars
    facility_low_locality VARCHAR,  -- MAC and locality of the lowest payment
    facility_median DECIMAL(15,2),  -- Median facility payment, dollars
    facility_high DECIMAL(15,2),  -- Highest facility payment, dollars
    facility_high_locality VARCHAR,  -- MAC and locality of the highest payment
    release_id VARCHAR,  -- Release of the values
    service_from DATE,  -- First date of service
    known_from DATE,  -- First day on which this was known
);

CREATE TABLE members_unread (  -- One row per member of a zip that no table reads and that has no known other purpose
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    file_sha256 VARCHAR NOT NULL,  -- SHA-256 of the zip that contains the member
    member VARCHAR NOT NULL,  -- File inside the zip
);

CREATE TABLE modifier_profiles (  -- Modifiers that apply to each combination of indicators
    modifier_profile VARCHAR,  -- Indicators that decide which modifiers apply to the code; key of modifier_profiles
    profile_md5 VARCHAR,  -- MD5 of modifier_profile
    modifier VARCHAR,  -- Modifier
    payer_part VARCHAR,  -- Payment affected: professional, facility, or evaluation for the visit billed on the same day
    meaning VARCHAR,  -- What it means
    condition VARCHAR,  -- When or how it applies
    effect VARCHAR,  -- row (own RVUs), share (of the payment), technical_share (of the technical part), capped_technical_share (of the technical part after the OPPS limit), device_share (after the device offset), by_report, line_set (see price), visit, no_effect, not_paid
    share DECIMAL(9,4),  -- Share of the payment that remains
    technical_share DECIMAL(6,4),  -- Share of the technical part that remains, before the OPPS limit; null unless the effect is on that part
    capped_technical_share DECIMAL(6,4),  -- Share of the technical part that remains, after the OPPS limit; null unless the effect is on that part
    indicator VARCHAR,  -- CMS indicator of the rule
    indicator_value VARCHAR,  -- Its value
    source VARCHAR,  -- CMS document
);

CREATE TABLE modifier_rules (  -- Modifier rules: the effect of a modifier on codes with a given indicator value
    modifier VARCHAR NOT NULL,  -- Modifier
    payer_part VARCHAR NOT NULL,  -- Payment affected: professional, facility, or evaluation for the visit billed on the same day
    indicator VARCHAR NOT NULL,  -- CMS indicator of the rule
    value VARCHAR NOT NULL,  -- Value of the indicator
    effect VARCHAR NOT NULL,  -- row (own RVUs), share (of the payment), technical_share (of the technical part), capped_technical_share (of the technical part after the OPPS limit), device_share (after the device offset), by_report, line_set (see price), visit, no_effect, not_paid
    share VARCHAR,  -- Share of the payment that remains: a number, or the fee schedule columns to add
    meaning VARCHAR NOT NULL,  -- Meaning
    condition VARCHAR,  -- When or how it applies
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    source VARCHAR NOT NULL,  -- CMS document
    source_date DATE NOT NULL,  -- Date of the document
);

CREATE TABLE multiple_procedure_rules (  -- Multiple-procedure rules: the share of the amount paid to each rank
    indicator VARCHAR NOT NULL,  -- CMS indicator of the rule
    component VARCHAR NOT NULL,  -- Part that is ranked and reduced: whole, technical, professional or practice_expense
    rank_from INTEGER NOT NULL,  -- First rank
    rank_to INTEGER,  -- Last rank; null: all further ranks
    share DECIMAL(4,2),  -- Share of the payment that remains
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    meaning VARCHAR NOT NULL,  -- Meaning
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE ncci_add_on (  -- Add-on codes and the primary codes they need, one row per pair and period.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    add_on_type VARCHAR NOT NULL,  -- Code of the list add_on_type
    add_on_code VARCHAR NOT NULL,  -- Code that is not paid alone
    add_on_deleted DATE,  -- Last day of the add-on code
    primary_code VARCHAR NOT NULL,  -- Primary code that it needs; CCCCC: the contractor decides
    primary_deleted DATE,  -- Last day of the primary code
    effective_date DATE NOT NULL,  -- First day in force
    deletion_date DATE,  -- Last day in force
    notes VARCHAR,  -- CMS's instruction
);

CREATE TABLE ncci_bundles (  -- Number of PTP edits of a code in each column, and the eight partner codes with the highest payment
    hcpcs VARCHAR,  -- Procedure code
    ncci_table VARCHAR,  -- practitioner or hospital
    as_column_1 BIGINT,  -- Edits in which the code is paid
    as_column_1_bypassable BIGINT,  -- Number of those that a modifier can bypass
    top_column_2 STRUCT(hcpcs VARCHAR, answer VARCHAR, latest_payment DECIMAL(15,2), rationale VARCHAR)[],  -- The eight other codes with the highest payment; latest_payment is from the fee schedule of the first day or, if none is loaded, from the last one before it
    as_column_2 BIGINT,  -- Edits in which the code is not paid
    as_column_2_bypassable BIGINT,  -- Number of those that a modifier can bypass
    top_column_1 STRUCT(hcpcs VARCHAR, answer VARCHAR, latest_payment DECIMAL(15,2), rationale VARCHAR)[],  -- The eight other codes with the highest payment; latest_payment is from the fee schedule of the first day or, if none is loaded, from the last one before it
    release_id VARCHAR,  -- Release of the values
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE ncci_modifiers (  -- NCCI-associated modifiers, which bypass a PTP edit with modifier indicator 1
    modifier VARCHAR NOT NULL,  -- Modifier
    meaning VARCHAR NOT NULL,  -- Meaning
    column_1_service_from DATE,  -- First day on which it bypasses an edit from the column 1 code; null: never
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE ncci_mue (  -- Maximum units of a code paid per patient and day or per claim line; absence is not 'no limit'.
    ncci_table VARCHAR NOT NULL,  -- practitioner, hospital or dme
    hcpcs VARCHAR NOT NULL,  -- Code
    mue_value INTEGER NOT NULL,  -- Units; 0 is a limit
    mai VARCHAR,  -- Code of the list mai; null before CMS published it (2014)
    rationale VARCHAR,  -- Code of the list mue_rationale; null before CMS published it (2015)
    first_release_id VARCHAR NOT NULL,  -- First release that lists the row with exactly these values
    last_release_id VARCHAR,  -- Last release that lists it so; null while the newest loaded release lists it
);

CREATE TABLE ncci_mue_changes (  -- Unit limits that a quarter adds, deletes or revises, as CMS lists them.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    change VARCHAR NOT NULL,  -- addition, deletion or revision
    hcpcs VARCHAR NOT NULL,  -- Code
    mue_value INTEGER NOT NULL,  -- Units: the new limit, or the deleted one
    previous_value INTEGER,  -- Previous limit, if a file lists it; none has so far
);

CREATE TABLE ncci_ptp (  -- Pairs of codes that are not paid together, one row per pair and period.
    ncci_table VARCHAR NOT NULL,  -- practitioner or hospital
    column_1 VARCHAR NOT NULL,  -- Code that is paid
    column_2 VARCHAR NOT NULL,  -- Code that is not paid with it
    prior_to_1996 BOOLEAN,  -- In force before 1996
    effective_date DATE NOT NULL,  -- First day in force
    deletion_date DATE,  -- Last day in force; null: still in force
    modifier_indicator VARCHAR NOT NULL,  -- Code of the list ptp_modifier_indicator
    rationale VARCHAR,  -- Code of the list ptp_rationale; files to 2016 may lack it
    first_release_id VARCHAR NOT NULL,  -- First release that lists the row with exactly these values
    last_release_id VARCHAR,  -- Last release that lists it so; null while the newest loaded release lists it
);

CREATE TABLE ncci_ptp_by_column_2 (  -- Pairs of codes that are not paid together, one row per pair and period.
    ncci_table VARCHAR NOT NULL,  -- practitioner or hospital
    column_1 VARCHAR NOT NULL,  -- Code that is paid
    column_2 VARCHAR NOT NULL,  -- Code that is not paid with it
    prior_to_1996 BOOLEAN,  -- In force before 1996
    effective_date DATE NOT NULL,  -- First day in force
    deletion_date DATE,  -- Last day in force; null: still in force
    modifier_indicator VARCHAR NOT NULL,  -- Code of the list ptp_modifier_indicator
    rationale VARCHAR,  -- Code of the list ptp_rationale; files to 2016 may lack it
    first_release_id VARCHAR NOT NULL,  -- First release that lists the row with exactly these values
    last_release_id VARCHAR,  -- Last release that lists it so; null while the newest loaded release lists it
);

CREATE TABLE ncci_ptp_changes (  -- Pairs that CMS lists as added, deleted or changed (modifier indicator) in a quarter.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    change VARCHAR NOT NULL,  -- addition, deletion or indicator_change
    column_1 VARCHAR NOT NULL,  -- Code that is paid
    column_2 VARCHAR NOT NULL,  -- Code that is not paid with it
    modifier_indicator VARCHAR NOT NULL,  -- Code of the list ptp_modifier_indicator
);

CREATE TABLE opps_addendum_a (  -- The APCs of OPPS and their national rates.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    apc VARCHAR NOT NULL,  -- Ambulatory payment classification
    group_title VARCHAR,  -- CMS's name of the APC
    status_indicator VARCHAR NOT NULL,  -- OPPS status indicator; addendum D1 defines it
    relative_weight DECIMAL(14,4),  -- Weight of the APC
    payment_rate DECIMAL(14,3),  -- National rate in dollars before the wage index, billed alone
    national_copayment DECIMAL(14,3),  -- Dollars
    minimum_copayment DECIMAL(14,3),  -- Dollars; 20% of the rate
    ira_coinsurance_pct DECIMAL(8,4),  -- Percent, under the Inflation Reduction Act, from 2023
    adjusted_copayment DECIMAL(14,3),  -- Dollars, capped and adjusted
    pass_through_expiration VARCHAR,  -- * if the pass-through status ends within the year
    note VARCHAR,  -- CMS's remark on the copayment
);

CREATE TABLE opps_addendum_b (  -- Status, APC and national hospital rate of each HCPCS code under OPPS.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    change_indicator VARCHAR,  -- CH, NC, NI or NP: the final rule's change
    status_indicator VARCHAR NOT NULL,  -- OPPS status indicator; addendum D1 defines it
    apc VARCHAR,  -- Ambulatory payment classification
    relative_weight DECIMAL(14,4),  -- Weight of the APC
    payment_rate DECIMAL(14,3),  -- National rate in dollars before the wage index, billed alone
    national_copayment DECIMAL(14,3),  -- Dollars
    minimum_copayment DECIMAL(14,3),  -- Dollars; 20% of the rate
    ira_coinsurance_pct DECIMAL(8,4),  -- Percent, under the Inflation Reduction Act, from 2023
    adjusted_copayment DECIMAL(14,3),  -- Dollars, capped and adjusted
    pass_through_expiration VARCHAR,  -- * if the pass-through status ends within the year
    note VARCHAR,  -- CMS's remark on the copayment
    is_changed BOOLEAN,  -- Changed since the last quarter's addendum
);

CREATE TABLE opps_addendum_d1 (  -- CMS's meanings of the OPPS status indicators.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    status_indicator VARCHAR NOT NULL,  -- OPPS status indicator; addendum D1 defines it
    item VARCHAR NOT NULL,  -- CMS's text, one line per row of the addendum
    opps_payment_status VARCHAR,  -- CMS's text, one line per row of the addendum
);

CREATE TABLE opps_addendum_j_adjustments (  -- Pairs of codes on a claim that raise a comprehensive APC to a higher one.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    primary_hcpcs VARCHAR NOT NULL,  -- J1 code that ranks first on the claim
    primary_description VARCHAR,  -- CMS's short descriptor of primary_hcpcs, HCPCS Level II only
    primary_status_indicator VARCHAR,  -- Always J1
    primary_apc VARCHAR,  -- APC of the primary code without the adjustment
    secondary_hcpcs VARCHAR NOT NULL,  -- J1 or add-on code of the same claim
    secondary_description VARCHAR,  -- CMS's short descriptor of secondary_hcpcs, HCPCS Level II only
    secondary_status_indicator VARCHAR,  -- J1, or N for an add-on code
    secondary_apc VARCHAR,  -- APC of the secondary code; null for an add-on code
    placeholder VARCHAR,  -- CMS's own name of the adjusted service; not a billing code
    adjusted_apc VARCHAR,  -- APC that is paid for the pair; null if there is no higher one
);

CREATE TABLE opps_addendum_j_evaluation (  -- Every pair that CMS tested for a complexity adjustment, with the deciding statistics.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    primary_hcpcs VARCHAR NOT NULL,  -- J1 code that ranks first on the claim
    primary_description VARCHAR,  -- CMS's short descriptor of primary_hcpcs, HCPCS Level II only
    primary_status_indicator VARCHAR,  -- Always J1
    primary_apc VARCHAR,  -- APC of the primary code without the adjustment
    secondary_hcpcs VARCHAR NOT NULL,  -- J1 or add-on code of the same claim
    secondary_description VARCHAR,  -- CMS's short descriptor of secondary_hcpcs, HCPCS Level II only
    secondary_status_indicator VARCHAR,  -- J1, or N for an add-on code
    secondary_apc VARCHAR,  -- APC of the secondary code; null for an add-on code
    adjusted_apc VARCHAR,  -- APC that is paid for the pair; null if there is no higher one
    frequency INTEGER,  -- Number of claims with the pair
    geometric_mean_cost DECIMAL(14,2),  -- Dollars, for the claims with the pair
    comparison_hcpcs VARCHAR,  -- Code whose cost sets the threshold
    cost_threshold DECIMAL(14,2),  -- Dollars that the pair's cost must reach
    is_adjusted BOOLEAN NOT NULL,  -- Whether the pair is adjusted
);

CREATE TABLE opps_addendum_j_exclusions (  -- Services that a comprehensive APC does not package, in CMS's text.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    exclusion VARCHAR NOT NULL,  -- CMS's text
);

CREATE TABLE opps_addendum_j_rank (  -- Rank of each J1 code: the lowest number on a claim is the primary service and is paid.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- J1 code
    description VARCHAR,  -- CMS's short descriptor of hcpcs, HCPCS Level II only
    status_indicator VARCHAR,  -- Always J1
    apc VARCHAR,  -- APC of the code without adjustment
    apc_geometric_mean_cost DECIMAL(14,2),  -- Dollars, for the APC
    frequency INTEGER,  -- Number of services on all claims
    single_unit_frequency INTEGER,  -- Number of services on claims with one unit of the code
    single_unit_geometric_mean_cost DECIMAL(14,2),  -- Dollars, for claims with one unit of the code
    rank INTEGER NOT NULL,  -- 1 ranks first
    is_deleted BOOLEAN,  -- No longer a code in the year
);

CREATE TABLE opps_addendum_l (  -- Hospitals whose wage index is raised because residents of their county work elsewhere.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    ccn VARCHAR NOT NULL,  -- The hospital's CMS certification number
    cbsa VARCHAR,  -- CBSA; two digits: rural area of a state
    is_reclassified BOOLEAN,  -- Reclassified hospitals get no out-migration adjustment
    out_migration_adjustment DECIMAL(6,4) NOT NULL,  -- Amount added to the wage index
    county_name VARCHAR,  -- As printed
    fips_county VARCHAR,  -- State and county
);

CREATE TABLE opps_addendum_m (  -- Codes of status Q3 that a composite APC may include.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    change_indicator VARCHAR,  -- The rule's change
    status_indicator VARCHAR,  -- Q3, before composite assignment
    apc VARCHAR,  -- APC if no composite applies
    composite_apcs VARCHAR NOT NULL,  -- One APC, `5041, 5045` if either may apply, `8005 or 8006` without or with contrast
);

CREATE TABLE opps_addendum_n (  -- Codes that CMS ignores when it converts multiple-procedure claims to single-procedure claims.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    is_overlap BOOLEAN,  -- Also in a separate list
    is_addition BOOLEAN,  -- New in this year's list
);

CREATE TABLE opps_addendum_o (  -- New codes of the year, and the placeholders under which they were proposed.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    placeholder VARCHAR,  -- Code in the proposed rule; two if the rule merged them
    description VARCHAR,  -- CMS's long descriptor, HCPCS Level II only
);

CREATE TABLE opps_addendum_p_device_intensive (  -- Device-intensive procedures: the device share of the rate exceeds 30%.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    status_indicator VARCHAR,  -- OPPS status indicator, D for a deleted code
    apc VARCHAR,  -- Ambulatory payment classification
    payment_rate DECIMAL(14,2),  -- Dollars, for the APC
    device_offset_pct DECIMAL(8,4) NOT NULL,  -- Device share of the rate in percent
    device_offset_amount DECIMAL(14,2),  -- Dollars: rate x percentage; caps a device credit
    apc_device_offset_pct DECIMAL(8,4),  -- Device share of the APC's rate in percent, from 2025
);

CREATE TABLE opps_addendum_p_offsets (  -- Device offset of every procedure with claims.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    status_indicator VARCHAR,  -- OPPS status indicator, D for a deleted code
    apc VARCHAR,  -- Ambulatory payment classification
    payment_rate DECIMAL(14,2),  -- Dollars, for the APC
    device_offset_pct DECIMAL(8,4) NOT NULL,  -- Device share of the rate in percent
    device_offset_amount DECIMAL(14,2),  -- Dollars: rate x percentage; caps a device credit
);

CREATE TABLE opps_addendum_q (  -- Drugs paid to Indian Health Service and tribal hospitals in addition to the all-inclusive rate.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    payment_rate DECIMAL(14,2) NOT NULL,  -- Dollars per billing unit, without the add-on of addendum B's rate
);

CREATE TABLE opps_discounts (  -- The discount formulas of the IOCE
    is_type_t BOOLEAN NOT NULL,  -- Whether the line has status indicator T and is ranked
    is_highest BOOLEAN,  -- Whether it is the highest T line of the day; null: either
    is_terminated BOOLEAN NOT NULL,  -- Whether it has modifier 52 or 73
    is_bilateral BOOLEAN,  -- Whether it has modifier 50 on a bilateral code; null: either
    formula VARCHAR NOT NULL,  -- Number of the formula
    first_unit DECIMAL(4,2) NOT NULL,  -- Share of the rate for the first unit
    further_units DECIMAL(4,2) NOT NULL,  -- Share for each further unit
    meaning VARCHAR NOT NULL,  -- Meaning
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE opps_out_migration (  -- Amount added to the wage index of hospitals in a county whose residents work elsewhere.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    fips_county VARCHAR NOT NULL,  -- State and county
    out_migration_adjustment DECIMAL(6,4) NOT NULL,  -- Amount added to the wage index unless the hospital is reclassified
    effective_date DATE NOT NULL,  -- First day of service
);

CREATE TABLE opps_pricer_rate (  -- Rates by APC as CMS's own OPPS pricer reads them: January's rates, and each quarter's changes.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    apc VARCHAR NOT NULL,  -- APC
    status_indicator VARCHAR NOT NULL,  -- As in addendum A
    effective_date DATE NOT NULL,  -- First day of service
    payment_rate DECIMAL(14,2) NOT NULL,  -- Dollars; 0 if the pricer does not pay by it
    national_copayment DECIMAL(14,2) NOT NULL,  -- Beneficiary's share in dollars
    minimum_copayment DECIMAL(14,2) NOT NULL,  -- Minimum share of the beneficiary, dollars
);

CREATE TABLE opps_wage_index (  -- Wage indexes of hospitals by area, as CMS's own OPPS pricer reads them.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    cbsa VARCHAR NOT NULL,  -- CBSA; two digits: rural area of a state, 98 and 99 Indian health
    effective_date DATE NOT NULL,  -- First day of service
    geographic_wage_index DECIMAL(6,4),  -- Wage index of hospitals in the area
    reclassified_wage_index DECIMAL(6,4),  -- Wage index of hospitals reclassified to the area
    rural_floor DECIMAL(6,4),  -- Rural floor of the state, until 2022
    imputed_floor DECIMAL(6,4),  -- Imputed floor of a state without a rural area
    name VARCHAR,  -- Name of the area, from 2021
);

CREATE TABLE parity (  -- Our amounts against amounts CMS published, compared to the cent
    published_release_id VARCHAR NOT NULL,  -- Release of CMS's amounts
    scorecard VARCHAR NOT NULL,  -- Group of amounts in the release
    amounts BIGINT NOT NULL,  -- Number of amounts CMS published
    equal BIGINT NOT NULL,  -- Number of our amounts that are equal to the cent
    misses BIGINT NOT NULL,  -- Number of our amounts that differ; parity_misses lists each
    not_computed BIGINT NOT NULL,  -- Number of amounts without data to compute ours; parity_misses lists each
    note VARCHAR,  -- Releases from which ours were computed
);

CREATE TABLE parity_misses (  -- Every published amount that differs from ours
    published_release_id VARCHAR NOT NULL,  -- Release of CMS's amount
    scorecard VARCHAR NOT NULL,  -- Group of amounts in the release
    hcpcs VARCHAR NOT NULL,  -- Code
    modifier VARCHAR,  -- Modifier, if any
    mac VARCHAR,  -- Medicare contractor
    locality VARCHAR,  -- Locality of the contractor
    published_amount DECIMAL(12,2),  -- CMS's amount, dollars
    our_amount DECIMAL(12,2),  -- Our amount, dollars; null if there is no data to compute it
    reason VARCHAR NOT NULL,  -- Why they differ, if known
);

CREATE TABLE payment_statuses (  -- Every payment status
    payment_status VARCHAR NOT NULL,  -- Name of the status
    meaning VARCHAR NOT NULL,  -- Meaning
);

CREATE TABLE pfs_anesthesia_cf (  -- Anesthesia conversion factor of each Medicare locality, dollars per unit.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    mac VARCHAR NOT NULL,  -- MAC number
    locality VARCHAR NOT NULL,  -- Locality number, unique only within its MAC
    locality_name VARCHAR,  -- Name of the locality, as printed
    qualifying_apm BOOLEAN,  -- Whether the factor is for qualifying APM participants; always false before 2026
    conversion_factor DECIMAL(9,4) NOT NULL,  -- Dollars per anesthesia unit in the locality
    national_conversion_factor DECIMAL(10,6),  -- National factor, dollars per anesthesia unit, if the file's header states it
);

CREATE TABLE pfs_final_gpci (  -- Indices finally used in each locality: the GPCI values, raised to the floors in force by law
    mac VARCHAR,  -- Medicare contractor
    locality VARCHAR,  -- Locality of the contractor
    locality_name VARCHAR,  -- Name of the locality, as CMS lists it
    us_state VARCHAR,  -- USPS state abbreviation, if GPCI lists it or the locality is a state that a law names
    work_gpci DECIMAL(6,3),  -- Work index
    pe_gpci DECIMAL(6,3),  -- Practice expense index
    mp_gpci DECIMAL(6,3),  -- Malpractice index
    unreadable_reason VARCHAR,  -- Why CMS's row could not be read (the indices are then null); null if it was read
    release_id VARCHAR,  -- Release of the indices
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE pfs_gpci (  -- Geographic practice cost indices of each Medicare locality.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    mac VARCHAR NOT NULL,  -- MAC number
    us_state VARCHAR,  -- USPS state abbreviation; null before 2021
    locality VARCHAR NOT NULL,  -- Locality number, unique only within its MAC
    locality_name VARCHAR,  -- Name of the locality, as printed
    work_gpci DECIMAL(6,3) NOT NULL,  -- Work index, with the floor if one was in force
    work_gpci_without_floor DECIMAL(6,3),  -- Work index without the floor of 1.0, if CMS lists it
    pe_gpci DECIMAL(6,3) NOT NULL,  -- Practice expense index
    mp_gpci DECIMAL(6,3) NOT NULL,  -- Malpractice index
);

CREATE TABLE pfs_laws (  -- Laws that changed the final payments of the physician fee schedule, from 2009 on; kind unsettled lists the releases whose values were not final
    law VARCHAR,  -- Short title; null for unsettled
    kind VARCHAR NOT NULL,  -- work_gpci_floor, pe_gpci_floor, conversion_factor, calculation_flag, unsettled
    service_from DATE NOT NULL,  -- First date of service
    service_to DATE,  -- Last date of service, as enacted; null if the law is permanent. If several laws set a factor for a day, the last enacted applies
    applies_to VARCHAR NOT NULL,  -- all, a state, qualifying_apm or not_qualifying_apm, a calculation flag, or the releases of unsettled
    value DECIMAL(9,4),  -- Lowest index, dollars per RVU, or share of the amount
    enacted_on DATE,  -- Day on which the law was enacted or the notice published; it is known from then on
    source VARCHAR NOT NULL,  -- Law and section, or the CMS file that shows it
    confirmed_by VARCHAR NOT NULL,  -- What was read. section: the law's section, or its title in the law's contents; code: 42 U.S.C. 1395w-4(d), (e), which state each update and floor as amended; cms: CMS's files or notes; summary: what others wrote; none. Only section means that the cited section was read
    note VARCHAR,  -- What CMS had published before; whether the text was not read
);

CREATE TABLE pfs_locality_county (  -- The counties of each Medicare locality.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    mac VARCHAR NOT NULL,  -- MAC number
    locality VARCHAR NOT NULL,  -- Locality number, unique only within its MAC
    us_state VARCHAR NOT NULL,  -- Name of the state, as printed
    fee_schedule_area VARCHAR NOT NULL,  -- Name of the locality, as printed
    counties VARCHAR NOT NULL,  -- Counties of the locality; the text file truncates long lists
);

CREATE TABLE pfs_opps_cap (  -- Payments under the OPPS cap, per code and locality.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- CPT or HCPCS code
    modifier VARCHAR,  -- TC; null for the whole service
    status_code VARCHAR NOT NULL,  -- As in pfs_rvu
    mac VARCHAR NOT NULL,  -- MAC number
    locality VARCHAR NOT NULL,  -- Locality number, unique only within its MAC
    facility_amount DECIMAL(12,2) NOT NULL,  -- Payment in dollars, at most the OPPS amount, in a facility
    nonfacility_amount DECIMAL(12,2) NOT NULL,  -- Payment in dollars, at most the OPPS amount, outside a facility
);

CREATE TABLE pfs_payment_published (  -- Payment amounts as CMS published them, by code and locality.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    year INTEGER NOT NULL,  -- Calendar year
    mac VARCHAR NOT NULL,  -- MAC number
    locality VARCHAR NOT NULL,  -- Number within its MAC
    hcpcs VARCHAR NOT NULL,  -- CPT or HCPCS code
    modifier VARCHAR,  -- 26, TC or 53; null for the whole service
    qualifying_apm BOOLEAN,  -- Whether the row is for qualifying APM participants; always false before 2026
    nonfacility_amount DECIMAL(12,2) NOT NULL,  -- Payment outside a facility, dollars
    facility_amount DECIMAL(12,2) NOT NULL,  -- Payment in a facility, dollars
    pctc_indicator VARCHAR NOT NULL,  -- As in pfs_rvu
    status_code VARCHAR NOT NULL,  -- As in pfs_rvu
    multiple_surgery VARCHAR NOT NULL,  -- As in pfs_rvu
    therapy_reduction_nonfacility DECIMAL(12,2) NOT NULL,  -- Dollars after the reduction for therapy, outside a facility
    therapy_reduction_facility DECIMAL(12,2) NOT NULL,  -- Dollars after the reduction for therapy, in a facility
    opps_indicator VARCHAR NOT NULL,  -- 1: capped at the OPPS amount
    opps_nonfacility_amount DECIMAL(12,2) NOT NULL,  -- OPPS amount outside a facility, dollars
    opps_facility_amount DECIMAL(12,2) NOT NULL,  -- OPPS amount in a facility, dollars
);

CREATE TABLE pfs_rvu (  -- Relative value units and payment policy indicators of every code, from PPRRVU.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- CPT or HCPCS code
    modifier VARCHAR,  -- 26, TC or 53; null for the whole service
    qualifying_apm BOOLEAN,  -- Whether the row is for qualifying APM participants; always false before 2026
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    status_code VARCHAR NOT NULL,  -- Whether and how Medicare pays the code, see indicators
    not_used_for_medicare BOOLEAN,  -- Whether the RVUs are for information only and Medicare does not pay by them
    work_rvu DECIMAL(9,2) NOT NULL,  -- Physician work RVUs
    pe_rvu_nonfacility DECIMAL(9,2) NOT NULL,  -- Practice expense RVUs outside a facility
    na_nonfacility BOOLEAN,  -- NA: not performed in this setting, so not a price
    pe_rvu_facility DECIMAL(9,2) NOT NULL,  -- Practice expense RVUs in a facility
    na_facility BOOLEAN,  -- NA: not performed in this setting, so not a price
    mp_rvu DECIMAL(9,2) NOT NULL,  -- Malpractice RVUs
    total_rvu_nonfacility DECIMAL(9,2) NOT NULL,  -- Total RVUs outside a facility
    total_rvu_facility DECIMAL(9,2) NOT NULL,  -- Total RVUs in a facility
    pe_rvu_nonfacility_fully_implemented DECIMAL(9,2),  -- As if the transition to new practice expense data were complete; 2009 to 2012 only, never paid
    na_nonfacility_fully_implemented BOOLEAN,  -- As if the transition to new practice expense data were complete; 2009 to 2012 only, never paid
    pe_rvu_facility_fully_implemented DECIMAL(9,2),  -- As if the transition to new practice expense data were complete; 2009 to 2012 only, never paid
    na_facility_fully_implemented BOOLEAN,  -- As if the transition to new practice expense data were complete; 2009 to 2012 only, never paid
    total_rvu_nonfacility_fully_implemented DECIMAL(9,2),  -- As if the transition to new practice expense data were complete; 2009 to 2012 only, never paid
    total_rvu_facility_fully_implemented DECIMAL(9,2),  -- As if the transition to new practice expense data were complete; 2009 to 2012 only, never paid
    pctc_indicator VARCHAR NOT NULL,  -- Professional and technical components (PC/TC), see indicators
    global_days VARCHAR NOT NULL,  -- Global period: 000, 010, 090, MMM, XXX, YYY or ZZZ
    preoperative_share DECIMAL(5,2) NOT NULL,  -- Share of the global package, 0 to 1
    intraoperative_share DECIMAL(5,2) NOT NULL,  -- Share of the global package, 0 to 1
    postoperative_share DECIMAL(5,2) NOT NULL,  -- Share of the global package, 0 to 1
    multiple_procedure VARCHAR NOT NULL,  -- Reduction for several procedures, see indicators
    bilateral_surgery VARCHAR NOT NULL,  -- Adjustment for both sides, see indicators
    assistant_surgery VARCHAR NOT NULL,  -- Payment of an assistant at surgery, see indicators
    co_surgeons VARCHAR NOT NULL,  -- Payment of two surgeons, see indicators
    team_surgery VARCHAR NOT NULL,  -- Payment of a team of surgeons, see indicators
    pricing_indicator VARCHAR,  -- CMS's pricing indicator; null before 2026
    endoscopic_base VARCHAR,  -- Base code of the endoscopic family
    conversion_factor DECIMAL(9,4) NOT NULL,  -- Dollars per RVU
    physician_supervision VARCHAR NOT NULL,  -- Physician supervision that a diagnostic test needs, see indicators
    calculation_flag VARCHAR NOT NULL,  -- Whether a law changes the payment of the code by a factor, see indicators
    imaging_family VARCHAR NOT NULL,  -- Family of imaging services that are reduced if done together, see indicators
    opps_pe_rvu_nonfacility DECIMAL(9,2) NOT NULL,  -- Practice expense RVUs of the OPPS amount outside a facility
    opps_pe_rvu_facility DECIMAL(9,2) NOT NULL,  -- Practice expense RVUs of the OPPS amount in a facility
    opps_mp_rvu DECIMAL(9,2) NOT NULL,  -- Malpractice RVUs of the OPPS amount
);

CREATE TABLE pfs_spans (  -- Laws applied to each release of the physician fee schedule: one row per release and rectangle of service dates by known dates with the same factor, floors and calculation flags
    release_id VARCHAR,  -- Release
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
    conversion_factor DECIMAL(9,4),  -- Conversion factor finally paid by law as known then, dollars per RVU; null if no law sets one for the release, whose listed factor then applies
    work_gpci_floor DECIMAL(6,3),  -- National floor of the work index; null if there is none or no listed index is below it
    state_floors STRUCT(us_state VARCHAR, kind VARCHAR, lowest DECIMAL(6,3))[],  -- Floors in individual states
    flag_2 DECIMAL(3,2),  -- Factor on the release's codes with calculation flag 2: 1.05 or 1
    flag_3 DECIMAL(3,2),  -- Factor on the release's codes with calculation flag 3: 0.98 or 1
    unsettled_reason VARCHAR,  -- Why the amounts finally paid cannot be determined from this release; null if they can
);

CREATE TABLE physician_fees (  -- One row per release, code and modifier of the physician fee schedule: RVUs, national payment in both settings, a status and a reason for each, indicators; query it through code_figures_on, or by its four dates
    hcpcs VARCHAR,  -- Procedure code
    modifier VARCHAR,  -- Modifier of the row; null for the code itself
    is_base_row BOOLEAN,  -- Whether the row represents the code: the row without a modifier, or the one with 26 if CMS lists no other
    description VARCHAR,  -- HCPCS Level II descriptor; null for CPT and dental codes, whose descriptors are not CMS's
    status_code VARCHAR,  -- PFS status code
    status_meaning VARCHAR,  -- What the status code means
    work_rvu DECIMAL(9,2),  -- Physician work RVU
    pe_rvu_nonfacility DECIMAL(9,2),  -- Practice expense RVU outside a facility
    na_nonfacility BOOLEAN,  -- Whether CMS marks the non-facility setting NA
    pe_rvu_facility DECIMAL(9,2),  -- Practice expense RVU in a facility
    na_facility BOOLEAN,  -- Whether CMS marks the facility setting NA
    mp_rvu DECIMAL(9,2),  -- Malpractice RVU
    total_rvu_nonfacility DECIMAL(9,2),  -- Total RVUs outside a facility, as listed even if NA
    total_rvu_facility DECIMAL(9,2),  -- Total RVUs in a facility, as listed even if NA
    conversion_factor DECIMAL(9,4),  -- Dollars per RVU, not for qualifying APM participants
    conversion_factor_qp DECIMAL(9,4),  -- Dollars per RVU for qualifying APM participants; the same until 2025; null if the release lacks their file
    adjustment DECIMAL(3,2),  -- Factor on the payment by law (calculation flags): 1.05, 0.98 or 1
    physician_payment_nonfacility DECIMAL(15,2),  -- National payment outside a facility, dollars; null unless the status is paid
    physician_payment_facility DECIMAL(15,2),  -- National payment of the physician in a facility, dollars; null unless the status is paid
    physician_payment_nonfacility_qp DECIMAL(15,2),  -- physician_payment_nonfacility for qualifying APM participants
    physician_payment_facility_qp DECIMAL(15,2),  -- physician_payment_facility for qualifying APM participants
    opps_cap_nonfacility DECIMAL(15,2),  -- OPPS amount that limits the payment outside a facility, dollars; null if none does
    opps_cap_facility DECIMAL(15,2),  -- OPPS amount that limits the payment in a facility, dollars; null if none does
    payment_status_nonfacility VARCHAR,  -- Status of physician_payment_nonfacility, see payment_statuses
    reason_nonfacility VARCHAR,  -- Reason for the status
    payment_status_facility VARCHAR,  -- Status of physician_payment_facility, see payment_statuses
    reason_facility VARCHAR,  -- Reason for the status
    payment_status_nonfacility_qp VARCHAR,  -- Status of physician_payment_nonfacility_qp, see payment_statuses; no_data if the release lacks the QPP file
    reason_nonfacility_qp VARCHAR,  -- Reason for the status
    payment_status_facility_qp VARCHAR,  -- Status of physician_payment_facility_qp, see payment_statuses; no_data if the release lacks the QPP file
    reason_facility_qp VARCHAR,  -- Reason for the status
    global_days VARCHAR,  -- Global period: 000, 010, 090, MMM, XXX, YYY, ZZZ
    preoperative_share DECIMAL(5,2),  -- Share of the pre-operative part
    intraoperative_share DECIMAL(5,2),  -- Share of the intra-operative part
    postoperative_share DECIMAL(5,2),  -- Share of the post-operative part
    pctc_indicator VARCHAR,  -- Professional and technical components, see indicators
    multiple_procedure VARCHAR,  -- Multiple procedure indicator, see indicators
    bilateral_surgery VARCHAR,  -- Bilateral surgery indicator, see indicators
    assistant_surgery VARCHAR,  -- Assistant at surgery indicator, see indicators
    co_surgeons VARCHAR,  -- Co-surgeons indicator, see indicators
    team_surgery VARCHAR,  -- Team surgery indicator, see indicators
    endoscopic_base VARCHAR,  -- Base code of the endoscopic family
    physician_supervision VARCHAR,  -- Supervision of diagnostic tests, see indicators
    calculation_flag VARCHAR,  -- Calculation flag
    imaging_family VARCHAR,  -- Imaging family
    not_used_for_medicare BOOLEAN,  -- Whether the RVUs are for information only
    opps_pe_rvu_nonfacility DECIMAL(9,2),  -- Practice expense RVU of the OPPS amount, non-facility
    opps_pe_rvu_facility DECIMAL(9,2),  -- Practice expense RVU of the OPPS amount, facility
    opps_mp_rvu DECIMAL(9,2),  -- Malpractice RVU of the OPPS amount
    opps_pe_rvu_nonfacility_qp DECIMAL(9,2),  -- opps_pe_rvu_nonfacility for qualifying APM participants
    opps_pe_rvu_facility_qp DECIMAL(9,2),  -- opps_pe_rvu_facility for qualifying APM participants
    opps_mp_rvu_qp DECIMAL(9,2),  -- opps_mp_rvu for qualifying APM participants
    release_id VARCHAR,  -- Release of the values
    modifier_profile VARCHAR,  -- Indicators that decide which modifiers apply to the code; key of modifier_profiles
    release_label VARCHAR,  -- Display name of that release
    sha256 VARCHAR,  -- SHA-256 of its file
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE physician_payments (  -- National physician payments: one row per release and law, code, modifier, setting and kind of participant; physician_fees, sites, localities, changes and cards all read them here
    hcpcs VARCHAR,  -- Procedure code
    modifier VARCHAR,  -- Modifier of the row; null for the code itself
    pfs_setting VARCHAR,  -- facility or nonfacility
    qualifying_apm BOOLEAN,  -- For qualifying participants of an advanced alternative payment model
    is_base_row BOOLEAN,  -- Whether the row represents the code: the row without a modifier, or the one with 26 if CMS lists no other
    work_rvu DECIMAL(9,2),  -- Physician work RVU
    pe_rvu DECIMAL(9,2),  -- Practice expense RVU in the setting
    mp_rvu DECIMAL(9,2),  -- Malpractice RVU
    opps_pe_rvu DECIMAL(9,2),  -- Practice expense RVU of the OPPS amount; null if no OPPS amount limits the payment
    opps_mp_rvu DECIMAL(9,2),  -- Malpractice RVU of the OPPS amount; null if no OPPS amount limits the payment
    professional_work_rvu DECIMAL(12,2),  -- Work RVU of the non-technical part: the whole row, the row with 26 if the code has components, or 0
    professional_pe_rvu DECIMAL(12,2),  -- Practice expense RVU of the non-technical part
    professional_mp_rvu DECIMAL(12,2),  -- Malpractice RVU of the non-technical part
    conversion_factor DECIMAL(9,4),  -- Conversion factor finally paid, dollars per RVU; null for qualifying participants if the release lacks their file
    adjustment DECIMAL(3,2),  -- Factor on the payment by law (calculation flags): 1.05, 0.98 or 1
    opps_cap_amount DECIMAL(15,2),  -- OPPS amount that limits the national payment, dollars; null if none does
    physician_payment DECIMAL(15,2),  -- National payment, dollars; null unless the status is paid
    payment_status VARCHAR,  -- Status of the payment, see payment_statuses
    reason VARCHAR,  -- Reason for the status
    printed_modifiers VARCHAR,  -- Modifiers with which CMS lists the code, separated by commas; null if none
    pctc_indicator VARCHAR,  -- Professional and technical components, see indicators
    modifier_profile VARCHAR,  -- Indicators that decide which modifiers apply to the code; key of modifier_profiles
    release_id VARCHAR,  -- Release of the values
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE places_of_service (  -- Place-of-service codes of claims, with their fee schedule setting and site
    place_of_service VARCHAR NOT NULL,  -- Two digits
    pfs_setting VARCHAR NOT NULL,  -- facility, nonfacility
    site VARCHAR,  -- office, hospital_outpatient, asc; null if it is none of them
    meaning VARCHAR NOT NULL,  -- Name of the place
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE professional_exclusions (  -- Sites at which a physician is not paid the fee schedule amount, by PC/TC indicator
    pctc_indicator VARCHAR NOT NULL,  -- PC/TC indicator
    site VARCHAR NOT NULL,  -- office, hospital_outpatient or asc
    reason VARCHAR NOT NULL,  -- Why
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE ptp_slices (  -- One row per period in which no PTP edit begins or ends, with the fee schedule that ranks its codes
    ncci_table VARCHAR,  -- practitioner or hospital
    release_id VARCHAR,  -- PTP release in force in the period
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
    pfs_release_id VARCHAR,  -- Physician fee schedule release of the first day, as last known, or else the last one before it; null if none is loaded
    pfs_from DATE,  -- First day of the period with the same factor, floor and flags, see pfs_spans
    pfs_known_from DATE,  -- First day on which that period was known
);

CREATE TABLE reduction_exemptions (  -- Modifiers that exempt a line from multiple-procedure reductions
    indicator VARCHAR NOT NULL,  -- Multiple procedure indicator of the code
    modifier VARCHAR NOT NULL,  -- Modifier
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    is_assumed BOOLEAN NOT NULL,  -- Whether the modifier is assumed to be valid, which the price notes
    meaning VARCHAR NOT NULL,  -- Meaning
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE related_codes (  -- Codes that CMS relates to a code: endoscopic family, same APC
    hcpcs VARCHAR,  -- Procedure code
    relation VARCHAR,  -- How the codes are related
    meaning VARCHAR,  -- What it means
    code_count BIGINT,  -- Number of codes; related_codes may list only the nearest
    related_codes VARCHAR,  -- The codes, separated by spaces
    release_id VARCHAR,  -- Release of the values
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE release_digests (  -- Row count and sum of row hashes per table and release; if two snapshots differ here, their rows differ
    table_name VARCHAR NOT NULL,  -- Source table, table of load records, or table about releases
    release_id VARCHAR NOT NULL,  -- Release that the rows belong to; * for tables whose rows do not belong to one release
    row_count BIGINT NOT NULL,  -- Number of rows
    hash_sum VARCHAR NOT NULL,  -- Sum of the lower halves of the MD5 of each row as text, in decimal digits
);

CREATE TABLE release_files (  -- One row per file of a release; CMS posts an NCCI PTP release as four files
    release_id VARCHAR NOT NULL,  -- Release of the file
    file_part VARCHAR NOT NULL,  -- f1 to f4 if CMS splits a release into parts, else empty
    url VARCHAR NOT NULL,  -- Requested URL
    final_url VARCHAR,  -- Final URL after redirects
    sha256 VARCHAR NOT NULL,  -- SHA-256 of the bytes in the archive
    size BIGINT NOT NULL,  -- Bytes
    retrieved_at TIMESTAMP NOT NULL,  -- Time of the download, UTC
    last_modified VARCHAR,  -- Last-Modified header as received
    etag VARCHAR,  -- ETag header as received
    license_accepted BOOLEAN NOT NULL,  -- Whether the operator had accepted the AMA license that CMS requires for this file
    stated_rows INTEGER,  -- Number of rows that CMS's page states ("The file has 2,179 records")
    conformed_folder VARCHAR NOT NULL,  -- Conformed folder from which the rows were loaded: SHA-256 and transform version
);

CREATE VIEW release_sequence (  -- Each release with its predecessor in the series
    release_id VARCHAR,  -- Release
    series VARCHAR,  -- Series
    previous_release_id VARCHAR,  -- Previous release; for a re-posting, the previous posting; null for the first
    kind VARCHAR,  -- correction: CMS re-posted the release; law: an R or mid-quarter release caused by an act of Congress; otherwise quarterly
);

CREATE TABLE release_spans (  -- Release of a series in force: rectangles of service dates by known dates, never overlapping; a day outside all of them has no data
    series VARCHAR NOT NULL,  -- Series
    release_id VARCHAR NOT NULL,  -- Release in force
    service_from DATE NOT NULL,  -- First date of service
    service_to DATE NOT NULL,  -- Last date of service
    known_from DATE NOT NULL,  -- First known date
    known_to DATE NOT NULL,  -- Last known date; 9999-12-31 is open
);

CREATE TABLE releases (  -- One row per revision of a release: what CMS posted, its service dates, and the date it became known
    release_id VARCHAR NOT NULL,  -- Series, vintage and revision: pfs-rvu 2026A r1
    series VARCHAR NOT NULL,  -- Series of the release, such as pfs-rvu, opps, asc
    vintage VARCHAR NOT NULL,  -- CMS's name of the period: 2026A, 2024AR, 2026-01, 2026Q2
    revision INTEGER NOT NULL,  -- 1 for the first posting held; 2 and higher for re-postings with other bytes
    label VARCHAR NOT NULL,  -- Name for source lines: RVU26A · January 2026
    service_from DATE NOT NULL,  -- First date of service
    service_to DATE NOT NULL,  -- Last date of service
    published_on DATE,  -- Day CMS posted it; null if unknown
    published_basis VARCHAR,  -- Source of that day: link_text, url, member_name, member_time, catalogue or last_modified; empty if unknown
    known_from DATE NOT NULL,  -- First day on which it counts as known
    known_to DATE NOT NULL,  -- Last as-of date on which it is in force for any service date; earlier than known_from if it never was; 9999-12-31 if it still is
    known_basis VARCHAR NOT NULL,  -- published, assumed_service_start (first posting without a date) or retrieved
    url VARCHAR NOT NULL,  -- Requested URL, of the first file if a release has several
    final_url VARCHAR,  -- Final URL after redirects
    sha256 VARCHAR NOT NULL,  -- SHA-256 of the file; for several files, SHA-256 of their digests joined by newlines in part order
    size BIGINT NOT NULL,  -- Bytes, all files together
    retrieved_at TIMESTAMP NOT NULL,  -- Time of the download, UTC
    last_modified VARCHAR,  -- Last-Modified header as received
    etag VARCHAR,  -- ETag header as received
);

CREATE TABLE rendering_differences (  -- One row per column in which another complete rendering differs from the loaded one
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    file_sha256 VARCHAR NOT NULL,  -- SHA-256 of the zip that contains the member
    table_name VARCHAR NOT NULL,  -- Table that was read
    member VARCHAR NOT NULL,  -- The other rendering
    loaded_member VARCHAR NOT NULL,  -- The rendering that was loaded
    column_name VARCHAR NOT NULL,  -- Column that differs, or `a row in only one rendering`
    rows_differing BIGINT NOT NULL,  -- Rows that differ
);

CREATE TABLE renderings (  -- One row per rendering of a table in a zip; CMS posts most tables as csv, text and workbook
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    file_sha256 VARCHAR NOT NULL,  -- SHA-256 of the zip that contains the member
    table_name VARCHAR NOT NULL,  -- Table that was read
    member VARCHAR NOT NULL,  -- File inside the zip; `book.xlsx!sheet` in a workbook
    outcome VARCHAR NOT NULL,  -- loaded; whole (read and compared); rejected (could not be read); unread (not needed)
    rows_read BIGINT,  -- Rows read from it
    zeros_restored BIGINT,  -- Codes whose zeros, dropped by a spreadsheet, were restored
    reason VARCHAR,  -- Why it was rejected
);

CREATE VIEW schedule_comparisons (  -- Rates that two schedules list for the same code and quarter (drugs: ASP, OPPS K and G, ASC K2; brachytherapy: OPPS U, ASC H2), for every pair of postings; compared to the cent if one file is rounded to cents
    comparison VARCHAR,  -- asp_opps, asp_asc or opps_asc
    hcpcs VARCHAR,  -- HCPCS code
    indicator VARCHAR,  -- OPPS status indicator of the first rate; null for ASP
    other_indicator VARCHAR,  -- OPPS status or ASC payment indicator of the other rate
    service_from DATE,  -- First day of the quarter
    release_id VARCHAR,  -- Posting of the first rate
    rate DECIMAL(14,3),  -- First rate, dollars per billing unit
    other_release_id VARCHAR,  -- Posting of the other rate
    other_rate DECIMAL(14,3),  -- Other rate, dollars per billing unit
    is_equal BOOLEAN,  -- Whether the two are equal
    known_reason VARCHAR,  -- Why they differ, if cross_check_exceptions explains it
);

CREATE TABLE series_calendar (  -- For every series and day, the release in force or why there is none; every combination of service date and known date is in exactly one row
    series VARCHAR,  -- Series
    release_id VARCHAR,  -- Release in force; null if there is none
    reason VARCHAR,  -- Why there is none; null if a posting exists that was not yet known
    first_known_from DATE,  -- Day on which the first posting for these days became known, if it was not yet known
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE set_aside (  -- Source rows that were not loaded, each with its reason
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    file_sha256 VARCHAR NOT NULL,  -- SHA-256 of the zip that contains the member
    table_name VARCHAR NOT NULL,  -- Table that was read
    member VARCHAR NOT NULL,  -- File inside the zip; `book.xlsx!sheet` in a workbook
    line BIGINT,  -- Line or spreadsheet row, starting at 1
    reason VARCHAR NOT NULL,  -- Error in the row
    row VARCHAR,  -- The cells as JSON, without descriptors
);

CREATE VIEW site_of_service (  -- One row per code, site and time rectangle: physician, facility and total payment, with a status and a reason for each; query it through site_of_service_on, or by its four dates
    hcpcs VARCHAR,  -- Procedure code
    site VARCHAR,  -- office, hospital_outpatient or asc
    professional_modifier VARCHAR,  -- 26 if the professional part is that row: in a facility, and for a code that CMS lists only with 26
    professional_payment DECIMAL(15,2),  -- National payment of the physician, dollars, even if the facility is not paid
    professional_payment_qp DECIMAL(15,2),  -- professional_payment for qualifying APM participants
    professional_status VARCHAR,  -- Status of the professional part, see payment_statuses
    professional_reason VARCHAR,  -- Reason for the status
    professional_status_qp VARCHAR,  -- Status of professional_payment_qp, see payment_statuses; no_data if the release lacks the QPP file
    professional_reason_qp VARCHAR,  -- Reason for the status
    facility_payment DECIMAL(15,3),  -- Facility payment in dollars; for drugs, per billing unit
    facility_payment_if_billed_alone DECIMAL(14,3),  -- Hospital payment for a packaged code that is billed alone, dollars
    facility_rate_printed DECIMAL(15,3),  -- Rate that Addendum B, AA or BB lists for the code, dollars, whatever the status; not payable unless facility_payment or facility_payment_if_billed_alone has it too
    facility_copayment DECIMAL(15,3),  -- Beneficiary's share of the facility payment if CMS lists it, dollars
    facility_status VARCHAR,  -- Status of the facility part, see payment_statuses
    facility_reason VARCHAR,  -- Reason for the status
    total_payment DECIMAL(17,3),  -- Professional, facility and other payment together, dollars; only if the status is paid, professional_only or packaged; null if a part is paid at an unknown amount
    total_payment_qp DECIMAL(17,3),  -- total_payment for qualifying APM participants
    total_payment_if_billed_alone DECIMAL(17,3),  -- Total if nothing that packages the code is billed with it (status indicators Q1 to Q4), dollars
    other_schedule VARCHAR,  -- Schedule that pays codes that the physician, OPPS or ASC schedule leaves to it: laboratory, drug or dmepos
    other_payment DECIMAL(14,3),  -- Its payment in dollars per unit, included in a hospital's facility_payment; null if it has no national amount
    other_payment_if_billed_alone DECIMAL(14,3),  -- Its payment for a test that is packaged unless billed alone (Q4), dollars
    other_unit VARCHAR,  -- Unit of other_payment
    other_release_id VARCHAR,  -- Release of other_payment
    payment_status VARCHAR,  -- Overall status of the code at the site
    reason VARCHAR,  -- Reason for the status
    payment_status_qp VARCHAR,  -- payment_status for qualifying APM participants
    reason_qp VARCHAR,  -- Reason for the status
    apc VARCHAR,  -- Ambulatory payment classification
    status_indicator VARCHAR,  -- OPPS status indicator
    payment_indicator VARCHAR,  -- ASC payment indicator
    facility_payment_73 DECIMAL(12,2),  -- Facility payment if terminated before anesthesia (modifier 73), dollars; null if the device offset is not known
    facility_payment_74 DECIMAL(15,3),  -- Facility payment if terminated after anesthesia (modifier 74), dollars
    professional_release_id VARCHAR,  -- Release of the professional part
    professional_release_label VARCHAR,  -- Display name of that release
    professional_sha256 VARCHAR,  -- SHA-256 of its file
    facility_release_id VARCHAR,  -- Release of the facility part
    facility_release_label VARCHAR,  -- Display name of that release
    facility_sha256 VARCHAR,  -- SHA-256 of its file
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE site_spans (  -- Rectangles of date of service by date known, with the release of each payment system in force; null if none is loaded
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
    pfs_release_id VARCHAR,  -- Physician fee schedule release in force
    pfs_from DATE,  -- First day of the period with the same factor, floor and flags, see pfs_spans
    pfs_known_from DATE,  -- First day on which that period was known
    opps_release_id VARCHAR,  -- OPPS release in force
    asc_release_id VARCHAR,  -- ASC release in force
    clfs_release_id VARCHAR,  -- Laboratory fee schedule release in force
    asp_release_id VARCHAR,  -- Release of drug payment limits in force
    dmepos_release_id VARCHAR,  -- DMEPOS fee schedule release in force
);

CREATE TABLE snapshot (  -- One row: the identity of this file
    id VARCHAR NOT NULL,  -- Newest quarter in force and the first eight digits of the content digest
    content_digest VARCHAR NOT NULL,  -- Digest of every row of every table except build metadata, and of the SQL that defines views, macros and checks
    inputs VARCHAR NOT NULL,  -- Digest of the releases, their bytes, the transforms and the build code
    newest_quarter VARCHAR NOT NULL,  -- Latest quarter in which a release takes effect
    code_version VARCHAR NOT NULL,  -- Version of cmsfees
    tables_version VARCHAR NOT NULL,  -- Digest of the code that decides which rows the tables hold; a build continues only files of the same version
    views_version VARCHAR NOT NULL,  -- Digest of the SQL, rules and meanings that derive the tables for apps; tables of another version are derived again
    built_at TIMESTAMP NOT NULL,  -- Time of the build, UTC
    duckdb_version VARCHAR NOT NULL,  -- DuckDB version that wrote it
    polars_version VARCHAR NOT NULL,  -- Polars version that conformed it
);

CREATE TABLE tables_missing (  -- One row per expected table, or part of one, that was not loaded: the release is loaded in part
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    file_sha256 VARCHAR NOT NULL,  -- SHA-256 of the zip that contains the member
    table_name VARCHAR NOT NULL,  -- Table that was read
    member_pattern VARCHAR NOT NULL,  -- Pattern of the missing part's member; empty if the whole table is missing
    kind VARCHAR NOT NULL,  -- absent: no member of the zip contains it; rejected: a member does but could not be read; accepted: a correction leaves it out
    reason VARCHAR NOT NULL,  -- Location, expected and found values, and what to do
);

CREATE TABLE unreadable_rows (  -- Rows of set_aside by code and location: an answer that depends on one is unreadable
    release_id VARCHAR,  -- Release
    table_name VARCHAR,  -- Table of the row
    hcpcs VARCHAR,  -- Procedure code; the first code of a pair (NCCI: column 1, Addendum J: primary, ASC code pairs: device), the add-on code of an add-on relation; null for a location
    column_2 VARCHAR,  -- Second code of a pair (NCCI: column 2, Addendum J: secondary, ASC code pairs: procedure)
    modifier VARCHAR,  -- Modifier, if any
    modifier_2 VARCHAR,  -- Second modifier, if any
    place VARCHAR,  -- MAC and locality (10112 00), ZIP code, CBSA, state, bidding area, county (FIPS) or hospital (CCN) of the row, if any; ? if it could not be read
    item VARCHAR,  -- APC or NDC of the row, if any
    qualifying_apm BOOLEAN,  -- Whether the row is for qualifying participants of an advanced alternative payment model
    reason VARCHAR,  -- Member, line and error
);

CREATE TABLE us_states (  -- States and territories with CMS's numbers, and the locality name of those that are one locality and that a law names
    us_state VARCHAR NOT NULL,  -- USPS state abbreviation
    ssa_code VARCHAR NOT NULL,  -- Two digits that identify a rural area and begin a hospital's CCN
    locality_name VARCHAR,  -- Uppercase name of the locality in GPCI, if it is the whole state and a law names it
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE wage_index_rules (  -- Floors and adjustments of the hospitals' wage index, by date of service
    schedule VARCHAR NOT NULL,  -- opps
    rule VARCHAR NOT NULL,  -- Which rule
    service_from DATE NOT NULL,  -- First date of service
    service_to DATE,  -- Last date of service
    value VARCHAR,  -- Value of the rule, such as the quartile, if any
    meaning VARCHAR NOT NULL,  -- Effect of the rule
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE zip_locality (  -- Contractor and locality of each ZIP code, and of each plus-four if it matters.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    zip_code VARCHAR NOT NULL,  -- Five digits
    plus_four VARCHAR,  -- Last four digits; null for the whole ZIP code
    us_state VARCHAR NOT NULL,  -- USPS state abbreviation
    mac VARCHAR NOT NULL,  -- MAC number
    locality VARCHAR NOT NULL,  -- Locality number, unique only within its MAC
    rural_indicator VARCHAR,  -- R rural, B super rural; null for urban
    rural_indicator_2006 VARCHAR,  -- rural_indicator as of 2006-12-01
    lab_locality VARCHAR,  -- Competitive bidding area for laboratory tests
    plus_four_flag VARCHAR NOT NULL,  -- 1: see the plus-fours
    part_b_indicator VARCHAR,  -- CMS's indicator for Part B payment
    period VARCHAR NOT NULL,  -- Year and quarter of the file, as 20261
);

CREATE TABLE MACRO _add_on_edits_on(service_date, known_on);  -- add_on_edits_on without a check of its days
CREATE MACRO _adjusted(cents, adjustment);  -- Cents times the factor of a calculation flag, rounded half up
CREATE MACRO _anesthesia_factor(in_mac, in_locality, is_qp, in_release, service_date, known_on);  -- Dollars per anesthesia unit in a locality; until 2025 one factor for all, from 2026 another for qualifying APM participants. The release is pfs-rvu, or that of the factors posted separately. Null if the listed factor was not final
CREATE MACRO _anesthesia_factor_problem(in_mac, in_locality, in_release, service_date, known_on);  -- Why the anesthesia factor that a release lists for a locality was not final on a day; null if it was
CREATE TABLE MACRO _anesthesia_units_on(service_date, known_on);  -- anesthesia_units_on without a check of its days
CREATE TABLE MACRO _apc_rates(service_date, known_on);  -- Rate of each APC on a date of service, and the status indicator of its codes
CREATE MACRO _are_modifiers(modifiers);  -- Whether each modifier in a text or a list has two letters or digits
CREATE MACRO _area(area);  -- A CBSA of five digits, or the two digits of a state's rural area; null if it is neither
CREATE TABLE MACRO _asc_pairs(service_date, known_on);  -- Pass-through devices and the procedures whose rate they reduce, on a date of service
CREATE TABLE MACRO _asc_rates(service_date, known_on);  -- Rates of Addenda AA and BB on a date of service, and the codes that EE excludes
CREATE TABLE MACRO _asc_wage_index(area, service_date, known_on);  -- One row: the index of surgical centers in a CBSA or a state's rural area
CREATE MACRO _asked_code_problem(code, asked_code);  -- Why a text is not a procedure code, given also the normalized code; null if it is
CREATE TABLE MACRO _asked_codes(codes);  -- Internal: the distinct codes of a list, normalized; text that is not a code stays as it is. A null list is one null
CREATE MACRO _asked_problem(code, asked_code, modifiers_problem, service_date, known_on, setting, asked_setting, qp);  -- Which argument is invalid, given the arguments and their normalized values; null if all are valid
CREATE MACRO _bare(text);  -- A text without the whitespace around it: \s and \pZ, which includes invisible characters such as the no-break space
CREATE MACRO _card_content(section, body);  -- Aggregate: the text of a card from its rows, ordered by sort key
CREATE MACRO _card_is_listed(section);  -- Aggregate: whether any payment system lists the code
CREATE TABLE MACRO _card_sections(service_date, known_on);  -- The parts of every card: code, section, position within the section, JSON object
CREATE TABLE MACRO _card_sources_on(service_date, known_on);  -- One row: the end of every card, with the releases in force that it cites and the series without one; whether a payment system is among them
CREATE MACRO _card_text(code, service_date, known_on, status, reason, content, sources);  -- Assemble a card from its parts
CREATE MACRO _cba(cba);  -- Name of a former competitive bidding area in capitals
CREATE MACRO _ccn(ccn);  -- A hospital's certification number (010006) with its leading zero; null if it is not one
CREATE MACRO _cents_to_dollars(cents);  -- Dollars
CREATE MACRO _changes_problem(from_release, to_release, in_mac, in_locality);  -- Why two releases cannot be compared, or not in the locality; null if they can
CREATE MACRO _code(code);  -- A procedure code, trimmed and uppercase; null if it is not a code
CREATE MACRO _code_group(code);  -- Group of codes that a rule names by range (evaluation, computed_tomography, x_ray), else null
CREATE MACRO _code_of(line);  -- The procedure code of a line that may have modifiers (29881-59); null if it is not a code
CREATE MACRO _code_problem(code);  -- Why a text is not a procedure code; null if it is
CREATE MACRO _column_change(changed_column, value_before, value_after);  -- The change of one column of a row, both values as text; null if it did not change
CREATE MACRO _county(county);  -- A county's five-digit FIPS code with its leading zero; null if it is not one
CREATE MACRO _day_problem(service_date, known_on);  -- Why there is no date of service or no day of knowledge; null if both are given
CREATE TABLE MACRO _dmepos_fees_on(service_date, in_us_state, in_rural, in_cba, known_on);  -- dmepos_fees_on without a check of its days
CREATE MACRO _dmepos_release(in_part, service_date, known_on);  -- Newest release of the year that has a part of the schedule: CMS posts nutrition, rural and former CBA files in January and again only when they change
CREATE MACRO _dollars(amount, share);  -- A share of an amount in dollars, rounded half up to cents
CREATE TABLE MACRO _drug_fees_on(service_date, known_on);  -- drug_fees_on without a check of its days
CREATE MACRO _facility_reason(code_list, code, meaning, rate);  -- An indicator with CMS's meaning
CREATE MACRO _fee_problem(code, service_date, qp, known_on);  -- Which argument of a fee is invalid; null if all are valid
CREATE TABLE MACRO _fees_on(service_date, in_mac, in_locality, in_us_state, in_rural, in_cba, qp, known_on);  -- fees_on without a check of its days
CREATE MACRO _gap_reason(reason, first_known_from, known_on);  -- Why no release is in force in a gap of series_calendar; null if one is
CREATE MACRO _in_dollars(amount);  -- Format an amount of three decimals: 88.91, and 37.025 only if the third decimal is not 0
CREATE MACRO _in_force_on(last, asked);  -- Whether something with this last day, or null for none, is still in force on the given day
CREATE MACRO _is_drug_code(code);  -- Whether HCPCS Level II lists the code among drugs and biologicals
CREATE MACRO _is_final(in_release, in_mac, in_locality);  -- Whether the dollars that a release prints for a locality were final
CREATE MACRO _is_listed(first, last, asked);  -- Whether an NCCI row with this first and last release is in the given release
CREATE MACRO _is_listed_among(first_release_id, last_release_id, first_releases, earlier_releases);  -- Whether a release lists an interval, given the releases up to it and the releases before it (see _ncci_days)
CREATE MACRO _is_opps_capped(pe, mp, opps_pe, opps_mp);  -- Whether the technical part is limited to the OPPS amount (section 5102(b) of the DRA of 2005)
CREATE TABLE MACRO _laboratory_fees_on(service_date, known_on);  -- laboratory_fees_on without a check of its days
CREATE MACRO _latest_release(in_series, service_date, known_on);  -- Latest release of a series that began on or before a day, as known on a date, even if its period has ended: for series that CMS rarely posts
CREATE MACRO _leaves_total_open(payment_status);  -- Whether this status means a payment of an unknown amount
CREATE MACRO _local_dollars(work, pe, mp, opps_pe, opps_mp, work_gpci, pe_gpci, mp_gpci, factor, adjustment);  -- The same in decimals, whatever the status: a third of the expressions to plan
CREATE MACRO _local_facility_reason(reason, is_national, is_local, is_alike, wage_index, wage_reason);  -- A reason with the wage index of the facility's part, or why that part is national
CREATE MACRO _local_payment(payment_status, work, pe, mp, opps_pe, opps_mp, work_gpci, pe_gpci, mp_gpci, factor, adjustment);  -- Physician payment at these indices, or the OPPS amount if it limits the technical part and is lower; null unless the status is paid
CREATE MACRO _local_total(total, professional, local_professional);  -- Total with the local professional part in place of the national one; null if the local one is not known
CREATE TABLE MACRO _localities_of_zip(in_zip_code, service_date, known_on);  -- localities_of_zip without a check of its arguments
CREATE MACRO _locality(locality);  -- Number of a locality with its leading zero; null if it is not one
CREATE MACRO _locally_paid(rate, labor_share, wage_index);  -- A facility rate with its labor share scaled by the wage index, rounded half up to cents
CREATE MACRO _lowest_quartile(wage_index, quartile);  -- Raise an index below the first quartile by half of the difference, rounded half up to four decimals
CREATE MACRO _mac(mac);  -- Number of a Medicare contractor with its leading zero, which spreadsheets drop; null if it is not one
CREATE MACRO _modified_amount(full_amount, cap_amount, professional_amount, technical_share, capped_technical_share);  -- Unrounded dollars: a share of the technical part, limited to the OPPS amount, then a share of the limited amount
CREATE MACRO _modifier_profile(status, pctc, global, multiple, bilateral, assistant, co, team, pre, intra, post, code_group, has_53, rules_from);  -- The indicators that decide which modifiers apply to a code, as one text
CREATE MACRO _modifier_text(modifiers);  -- A text or a list of modifiers as text, uppercase; a null in a list ([26, NULL]) is ignored
CREATE MACRO _modifiers(modifiers);  -- The modifiers in a text (26-50, 26 50) or a list, uppercase; an empty list for null
CREATE MACRO _national_dollars(work, pe, mp, factor);  -- National payment in dollars, where every index is 1
CREATE MACRO _national_note(is_national);  -- What a reason adds if the facility's part depends on the wage index; CMS publishes the indices of hospitals and ASCs elsewhere, and drugs and devices have the same payment everywhere
CREATE MACRO _ncci_table(release_id);  -- practitioner, hospital or dme, from the id of an NCCI release
CREATE TABLE MACRO _ncci_table_in_force(in_edits, in_setting, service_date, known_on);  -- Internal: the NCCI table that a setting means and its release in force on a day, or why there is none; always one row, of nulls if the setting means none
CREATE MACRO _ncci_table_of(setting);  -- practitioner (also for an ASC), hospital or dme, from these words and their usual names
CREATE MACRO _ncci_table_problem(setting, ncci_table, tables);  -- Why a setting names none of the NCCI tables that a macro reads, given the table that it means; null if it names one. There is a table of MUEs for DMEPOS suppliers, but none of PTP edits
CREATE MACRO _ncci_words();  -- The words that mean an NCCI table, in the order of _ncci_table_of
CREATE MACRO _ndc(ndc_text);  -- A national drug code as CMS writes it, 5-4-2: from eleven digits or from groups with hyphens of which one lacks its zero (4-4-2, 5-3-2, 5-4-1); another identifier of a product in capitals
CREATE MACRO _ndc_problem(ndc_text);  -- Why a text cannot be an NDC; null if it can
CREATE MACRO _no_area(area);  -- Why a word names no area with a wage index
CREATE MACRO _no_locality_reason(release_id, mac, locality);  -- Why there is no payment in a locality that the release does not list
CREATE MACRO _no_other_schedule(clfs_release_id, dmepos_release_id);  -- Why a code that OPPS leaves to another schedule has no amount here
CREATE MACRO _no_wage_index(series, service_date, known_on, gap);  -- Why no release of wage indices is in force, by the gap in series_calendar on the day
CREATE MACRO _not_listed_reason(site, without_ee);  -- Why a site has no facility payment for a code that its schedule does not list; without_ee: why Addendum EE is missing
CREATE MACRO _not_yet_published(known_on, first_known_from);  -- Why no release is in force before the first posting for the day became known
CREATE MACRO _one_unless(problem);  -- 1 if there is no problem; raises `not_understood` with the problem otherwise
CREATE MACRO _open_to(site, professional_status, facility_status, status_indicator);  -- Which other schedule may pay at a site if physician, OPPS or ASC do not: laboratory, drug, hospital or dmepos
CREATE TABLE MACRO _opps_rates(service_date, known_on);  -- Rates of Addendum B on a date of service
CREATE TABLE MACRO _opps_wage_index(area, service_date, in_us_state, in_ccn, in_fips_county, in_reclassified, known_on);  -- One row: the index of hospitals in a CBSA or a state's rural area, or of a hospital that Addendum L lists
CREATE MACRO _other_schedule_note(status_code);  -- Explanation of which schedule pays a hospital for a code that OPPS leaves to another schedule
CREATE MACRO _pfs_cents(work, pe, mp, work_gpci, pe_gpci, mp_gpci, factor);  -- Payment in cents, rounded half up
CREATE TABLE MACRO _pfs_changes(from_release, to_release, in_mac, in_locality);  -- Codes of two pfs-rvu releases with their payment in both, nationally or in a contractor's locality, the difference split by cause, and other changes; includes unchanged codes
CREATE MACRO _pfs_dollars(work, pe, mp, work_gpci, pe_gpci, mp_gpci, factor);  -- Payment in dollars, rounded half up
CREATE TABLE MACRO _pfs_priced(in_release, in_mac, in_locality);  -- A release of the physician fee schedule, one row per code, modifier, kind of participant and setting: its payment, nationally or in a locality, and the parts of it; null if it is not paid from RVUs or the paid amount is not settled
CREATE MACRO _pfs_reason(payment_status, status_code, status_meaning, is_capped, adjustment, unsettled_reason);  -- Reason for the status of one setting of a physician fee schedule row
CREATE MACRO _pfs_setting(setting);  -- facility or nonfacility, from these words, the three sites, their usual names, and place-of-service codes as in places_of_service
CREATE MACRO _pfs_status(usual_status, status_without_amount, total_rvu, is_na, is_settled, is_drug);  -- Status of one setting of a physician fee schedule row, from its status code, RVUs and NA mark
CREATE TABLE MACRO _physician_fees_in(service_date, in_mac, in_locality, qp, known_on);  -- Physician fee schedule in both settings, nationally or in a MAC locality
CREATE MACRO _place_numbers_problem(mac, locality, mac_number, locality_number);  -- Why a MAC and a locality are invalid, given also their normalized numbers; null if they are valid or both are omitted
CREATE MACRO _place_problem(mac, locality);  -- Why a MAC and a locality are invalid; null if they are valid or both are omitted
CREATE MACRO _plain_words(text);  -- A text in lower case with single spaces
CREATE MACRO _professional_reason(payment_status, reason, release_id, site, excluded_because, is_without_part);  -- Reason for the status of the professional part
CREATE MACRO _professional_status(payment_status, release_id, site, excluded_because, is_without_part);  -- Status of the professional part at a site
CREATE MACRO _ptp_answer(modifier_indicator);  -- Answer of an edit in force: bypassable if a modifier may bypass it, else edit
CREATE MACRO _ptp_in_force(effective_date, deletion_date, modifier_indicator, day);  -- Whether a procedure-to-procedure edit is in force on a day
CREATE MACRO _refused(problem);  -- Raise `not_understood` with the problem; false if there is none
CREATE MACRO _region_problem(in_region, in_category);  -- Why a body region or a category is invalid; null if both are valid
CREATE TABLE MACRO _release_in_force(in_series, service_date, known_on);  -- Internal: the release of a series in force on a day, or why there is none; always one row
CREATE MACRO _release_leq(one, other);  -- Whether the first of two releases of an NCCI series is the same as or earlier than the second
CREATE MACRO _release_of_problem(in_release, in_series);  -- Why a text is not the id of a release of the series that start with the given letters; null if it is
CREATE MACRO _release_problem(in_release);  -- Why a text is not the id of a release in this snapshot (pfs-rvu 2026A r1); null if it is
CREATE MACRO _row_change(listed_before, listed_after);  -- added, dropped or changed, from a value in each release that is null only if the release has no such row
CREATE MACRO _rules_from(day);  -- Most recent modifier-rule change on or before the given day; null if none
CREATE MACRO _schedules_on(service_date, known_on);  -- The loaded series with fees of a day, in one text; null if there is none
CREATE MACRO _series(series);  -- A series as in release names (pfs-rvu); also accepts PFS RVU and pfs_rvu
CREATE MACRO _setting_named(word);  -- facility or nonfacility, from a word with a space before and after it
CREATE MACRO _site_named(word);  -- office, hospital_outpatient or asc, from a word with a space before and after it; null if it is none of them
CREATE TABLE MACRO _site_of_service_local_on(service_date, in_mac, in_locality, in_cbsa, in_ccn, in_us_state, known_on);  -- site_of_service_local_on without a check of its days
CREATE TABLE MACRO _site_of_service_on(service_date, known_on);  -- site_of_service_on without a check of its days
CREATE TABLE MACRO _site_payments_on(service_date, in_us_state, in_rural, known_on);  -- site_payments_on without a check of its days
CREATE MACRO _site_reason(site, professional_status, professional_reason, facility_status, facility_reason);  -- Reason for a code's overall status at a site
CREATE MACRO _site_status(site, professional_status, facility_status);  -- Overall status of a code at a site: in a facility, the facility's status, unless only the professional part is undecided or paid
CREATE MACRO _site_total(professional, professional_status, facility, facility_effect);  -- Professional and facility payment together; null if either is paid at an unknown amount
CREATE TABLE MACRO _sites_in_locality_on(service_date, in_mac, in_locality, known_on);  -- site_of_service_on with the physician paid at a MAC locality's indices; the facility's part is national
CREATE MACRO _state_floor(floors, in_state, of_kind);  -- Index floor from laws for a single state, null if none; see pfs_spans
CREATE MACRO _state_problem(state);  -- Why a text is not a state; null if it is or if there is none
CREATE MACRO _states_of_area(name);  -- States of a CBSA, from the end of its name: Augusta-Richmond County GA-SC
CREATE TABLE MACRO _unlisted_fee(code, service_date, known_on, argument_problem);  -- One row: the code that was asked for, and the status and reason if no schedule lists it on the day or an argument is invalid
CREATE TABLE MACRO _unlisted_sites(code, service_date, known_on);  -- Three rows, office, hospital_outpatient and asc: the answer for a code that nothing lists on a date of service, or for an argument that is not understood; no rows for a code with site payments on that day
CREATE TABLE MACRO _unreadable_zip(in_zip_code, service_date, known_on);  -- Internal: why the record of a ZIP code in the file in force could not be read; no row if it was read or does not exist
CREATE MACRO _us_state(state);  -- Abbreviation of a state or territory (TX), as in us_states; null if it is not one
CREATE MACRO _wage_index_rule(in_rule, service_date);  -- Value of a wage index rule in force on a date of service; empty if the rule has no value, null if it is not in force
CREATE MACRO _whole_minutes(in_minutes);  -- Minutes of anesthesia: a whole number, at most a week; null if it is anything else
CREATE MACRO _word(text);  -- A word in the form that the synonym lists use
CREATE MACRO _zip(zip);  -- A ZIP code of 5 or 9 digits (02339, 02339-1234), digits only; null if it is not one
CREATE MACRO _zip_problem(zip);  -- Why a text is not a ZIP code; null if it is
CREATE TABLE MACRO add_on_edits_on(service_date, known_on);  -- Every add-on code with its primary codes (CCCCC: the contractor decides) on a date of service; no rows if the quarter's file is not loaded, see add_on_status
CREATE TABLE MACRO add_on_status(codes, service_date, known_on);  -- One row per code of a list: edit (add-on without a primary), bypassable (the contractor may accept another primary), no_edit, no_data, unreadable or not_understood
CREATE TABLE MACRO anesthesia_payment(code, in_minutes, modifiers, in_mac, in_locality, service_date, qp, present_at_induction, known_on);  -- Payment of an anesthesia service to the cent, in a locality: (base units + minutes / 15) x the locality's factor x the modifier's share; no physical-status units, since Medicare pays none. The beneficiary pays 20%. Claims Processing Manual, chapter 12, sections 50 and 140
CREATE MACRO anesthesia_time_units(in_minutes);  -- Time units of whole minutes, null for less than none: fifteenths, rounded to one decimal (95 minutes are 6.3)
CREATE TABLE MACRO anesthesia_units_on(service_date, known_on);  -- Base units per anesthesia code from the newest file that took effect on or before a day; units_of_year is the year for which CMS listed them; null units with a reason if the row could not be read
CREATE TABLE MACRO changes_between(from_release, to_release, in_mac, in_locality);  -- Every row that changed between two releases of one series, in all its tables: dollars with their causes, and each other column that changed; with a contractor and locality, the payments there. Names that are not two loaded releases of one series raise an error
CREATE MACRO code_card(code, service_date, known_on);  -- Card of one code on a date of service, as known on a date, as one JSON value; for an unknown code or date, a card with only a status and a reason
CREATE TABLE MACRO code_cards_on(service_date, known_on);  -- One JSON card per code that any payment system lists on a date of service; its schema is warehouse/snapshots/card.schema.json
CREATE TABLE MACRO code_figures_on(service_date, known_on);  -- physician_fees on a date of service, as known on a date (default: everything in this snapshot)
CREATE TABLE MACRO codes_in_region(in_region, in_category);  -- Codes of a body region, such as foot & ankle; of one category if given. A region or category that no code has raises an error
CREATE TABLE MACRO dmepos_area_of_zip(in_zip_code, service_date, known_on);  -- State, whether rural, and former competitive bidding area of a ZIP code, for the DMEPOS fee schedule
CREATE TABLE MACRO dmepos_fees_on(service_date, in_us_state, in_rural, in_cba, known_on);  -- DMEPOS fees on a day: one row per code and modifiers, in a state (beneficiary's permanent address), its rural ZIP codes or a former competitive bidding area. The fees already include floors and ceilings; without a state the amount is null
CREATE TABLE MACRO dmepos_rental_months(code, service_date, in_us_state, in_rural, in_cba, known_on);  -- Monthly payments of a rented item: one row per set of modifiers and range of months; a null month_to means no last month. Arguments that are not understood raise an error
CREATE TABLE MACRO drug_fees_by_ndc(ndc_code, service_date, known_on);  -- Payment of a drug package by NDC (11 digits, or groups with hyphens: 5-4-2, 4-4-2, 5-3-2, 5-4-1): one row per code, since an NDC can have two; dollars per billing unit and per package. One row where the crosswalk lists no such package
CREATE TABLE MACRO drug_fees_on(service_date, known_on);  -- Payment limits of Part B drugs on a day: one row per code, dollars per billing unit. The limit includes the add-on of 6% or 8%; listing does not mean coverage
CREATE TABLE MACRO fees_of(code, service_date, in_mac, in_locality, in_us_state, in_rural, in_cba, qp, known_on);  -- fees_on for one code: every schedule that lists it. One row without a schedule if none does (not_listed, no_data) or an argument is invalid (not_understood)
CREATE TABLE MACRO fees_on(service_date, in_mac, in_locality, in_us_state, in_rural, in_cba, qp, known_on);  -- Every Medicare fee schedule's entry for every code on a day: one row per code, modifiers and schedule (physician twice, by pfs_setting). The amount is in dollars per unit before any reduction; basis shows where it applies: national, mac_locality, state, rural, former_cba, contractor. Pass in_mac and in_locality for the physician; in_us_state, in_rural and in_cba for DMEPOS
CREATE TABLE MACRO hcpcs_descriptors_on(service_date, known_on);  -- HCPCS Level II codes and modifiers from the newest file that took effect on or before a day: CMS's texts, coverage, pricing indicators, BETOS and dates, with the corrections known by then; a terminated code must not be priced
CREATE TABLE MACRO laboratory_fees_on(service_date, known_on);  -- Clinical laboratory fee schedule on a day: one row per code and modifier, dollars per test; the amount is null if the contractor prices it
CREATE TABLE MACRO localities_of_zip(in_zip_code, service_date, known_on);  -- MAC localities that a ZIP code (5 or 9 digits) can be in; several rows if it is ambiguous, none if the quarter's file is not loaded or lacks it. Text that is not a ZIP code raises an error
CREATE TABLE MACRO modifiers_on(service_date, known_on);  -- code_modifiers on a date of service, as known on a date (default: everything in this snapshot)
CREATE TABLE MACRO mue_edits_on(service_date, in_setting, known_on);  -- Every published unit limit in force on a date of service in a setting (practitioner, hospital or dme); no rows if the quarter's table is not loaded, see mue_limits
CREATE TABLE MACRO mue_limits(codes, service_date, in_setting, known_on);  -- One row per code of a list: its published unit limit (edit), no_edit, no_data, unreadable, no_such_code or not_understood
CREATE TABLE MACRO national_sites_of(code, service_date, known_on);  -- Always three rows, office, hospital_outpatient and asc, at national amounts: the answer of site_of_service_of without a place, in a fraction of the time
CREATE TABLE MACRO ncci_mue_listed(release_id);  -- Every row of the MUE table that CMS posted as this release (ncci-mue-hospital 2024Q3 r1)
CREATE TABLE MACRO ncci_ptp_listed(release_id);  -- Every row of the PTP table that CMS posted as this release (ncci-ptp-practitioner 2024Q3 r1), exact duplicates once
CREATE MACRO no_data_reason(series, service_date, known_on);  -- Why no release of a series is in force on a date of service as known on a date; null if one is
CREATE MACRO pfs_amount(work, pe, mp, work_gpci, pe_gpci, mp_gpci, conversion_factor);  -- Dollars: (work x work GPCI + PE x PE GPCI + MP x MP GPCI) x conversion factor, rounded half up once; null if any part is null. RVUs have two decimals, indices three, the factor four
CREATE TABLE MACRO pfs_payment(code, modifiers, in_mac, in_locality, service_date, in_setting, qp, known_on);  -- One row: payment of a code with its modifiers (text such as 26-50, a list, or null) by a physician in a MAC locality (both null: national), setting facility or nonfacility; with every step, a status and a reason. Each argument can be a column: FROM lines, LATERAL (FROM pfs_payment(lines.code, …))
CREATE TABLE MACRO pfs_payment_by_zip(code, modifiers, in_zip_code, service_date, in_setting, qp, known_on);  -- pfs_payment in every MAC locality that a ZIP code can be in; one row with status no_data if the file in force lacks it, and not_understood if it is not a ZIP code; the reason explains when the last four digits decide
CREATE TABLE MACRO pfs_payments(code, modifiers, places, service_date, in_setting, qp, known_on);  -- pfs_payment for a list of {mac, locality}; if both are null, the national payment, with all indices 1
CREATE TABLE MACRO physician_payments_on(service_date, known_on);  -- Physician payments in every MAC locality on a date of service: one row per locality, code, listed modifier, setting and kind of participant; payment is null unless the status is paid
CREATE TABLE MACRO ptp_conflicts(codes, service_date, in_setting, known_on);  -- One row per pair of the codes in a list (29881-59 counts as code 29881): edit, bypassable, no_edit, no_data, unreadable, no_such_code or not_understood, with the column of each
CREATE TABLE MACRO ptp_edits_on(service_date, in_setting, known_on);  -- Every procedure-to-procedure edit in force on a date of service in a setting (practitioner or hospital); no rows if the quarter's table is not loaded, see ptp_conflicts
CREATE MACRO release_on(series, service_date, known_on);  -- release_id in force for a series on a date of service, as known on a date (default: everything in this snapshot); null if no loaded release covers the day, see no_data_reason
CREATE TABLE MACRO release_status(series, service_date, known_on);  -- One row: the release in force for a series, or status no_data or not_understood and why
CREATE TABLE MACRO site_of_service_local_on(service_date, in_mac, in_locality, in_cbsa, in_ccn, in_us_state, known_on);  -- site_of_service_on with the physician paid at a MAC locality's indices (null MAC: national) and the facility at the wage index of a CBSA or a state's rural area (in_cbsa 13820, 01) or of a hospital that Addendum L lists (in_ccn); without one, or if no index is loaded, facility_is_national is true and the reason explains why
CREATE TABLE MACRO site_of_service_of(code, service_date, in_mac, in_locality, in_cbsa, in_ccn, in_us_state, known_on);  -- Always three rows: office, hospital_outpatient and asc, in a MAC locality if one is given; if nothing lists the code, no release is in force or an argument is invalid, the status is not_listed, no_data or not_understood, with a reason
CREATE TABLE MACRO site_of_service_on(service_date, known_on);  -- site_of_service on a date of service, as known on a date (default: everything in this snapshot)
CREATE TABLE MACRO site_payments_of(code, service_date, in_us_state, in_rural, known_on);  -- site_payments_on for one code. One row without a site if no schedule lists the code (not_listed, no_data) or an argument is invalid (not_understood)
CREATE TABLE MACRO site_payments_on(service_date, in_us_state, in_rural, known_on);  -- Payment of each site for a code on a day, with the schedule that pays: one row per code and site, dollars per unit. Q4 tests stay packaged but show the laboratory fee; a drug has no professional part; equipment needs a state
CREATE TABLE MACRO unmodified_payment(code, in_mac, in_locality, service_date, in_setting, qp, known_on);  -- One row: the answer of pfs_payment without modifiers, in half of its time. Each argument can be a column: FROM lines, LATERAL (FROM unmodified_payment(lines.code, …))
CREATE TABLE MACRO wage_index_on(area, service_date, in_us_state, in_ccn, in_fips_county, in_reclassified, known_on);  -- Two rows, opps and asc: the wage index of a CBSA (13820) or a state's rural area (01) on a date of service, with the rules behind it, or another payment_status with a reason. For hospitals: in_ccn if Addendum L lists the hospital, in_fips_county for out-migration, in_reclassified for the reclassified column
