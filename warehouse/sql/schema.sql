-- Every table, view and macro of a snapshot; written by `python -m warehouse.build.schema`.

CREATE VIEW _anesthesia_units (  -- Internal: anesthesia base units as CMS printed them, and the rows of its file that could not be read
    release_id VARCHAR,  -- Release
    hcpcs VARCHAR,  -- Anesthesia code
    base_units INTEGER,  -- Base units; null where the row could not be read
    unreadable_reason VARCHAR,  -- Why it could not be read; null where it was
);

CREATE VIEW _drug_fees (  -- drug_fees_on of every release
    hcpcs VARCHAR,  -- HCPCS code
    schedule VARCHAR,  -- drug
    amount DECIMAL(14,3),  -- Dollars per billing unit, add-on included; null where CMS prints no limit
    unit VARCHAR,  -- Billing unit, such as 15 MG
    basis VARCHAR,  -- national or contractor
    beneficiary_share DECIMAL(6,5),  -- Coinsurance, 0 to 0.2
    payment_status VARCHAR,  -- paid, contractor_priced or unreadable
    reason VARCHAR,  -- Why, with CMS's notes
    is_clotting_factor BOOLEAN,  -- A furnishing fee is paid as well
    release_id VARCHAR,  -- Release of the limit
);

CREATE VIEW _laboratory_fees (  -- laboratory_fees_on of every release
    hcpcs VARCHAR,  -- HCPCS code
    schedule VARCHAR,  -- laboratory
    modifier VARCHAR,  -- QW or null
    amount DECIMAL(14,3),  -- Dollars per test; null where the contractor prices it
    unit VARCHAR,  -- test
    basis VARCHAR,  -- national or contractor
    beneficiary_share DECIMAL(6,5),  -- 0: no coinsurance
    payment_status VARCHAR,  -- paid, contractor_priced or unreadable
    reason VARCHAR,  -- Why
    in_schedule_since DATE,  -- Day on which CMS's row began
    release_id VARCHAR,  -- Release of the price
);

CREATE VIEW _missing_tables (  -- Internal: why a table of a release is missing, as answers say it; one row per release and table
    release_id VARCHAR,  -- Release that is loaded in part
    table_name VARCHAR,  -- Table that is missing, or of which a part is
    reason VARCHAR,  -- Why, with the member and what was wrong with it
);

CREATE TABLE _modifier_effects (  -- Internal: what each modifier can do to a professional payment, by modifier and by profile (empty: any code)
    modifier VARCHAR,  -- Modifier
    beside VARCHAR,  -- Modifier of the same line without which the rule does not apply; null if none
    modifier_profile VARCHAR,  -- Profile of the codes; empty for any
    kind VARCHAR,  -- code, claim, contradiction or ncci: which table the rule is in
    effect VARCHAR,  -- See code_modifiers.effect; not_decided where two modifiers exclude each other
    indicator VARCHAR,  -- CMS indicator the rule goes by
    share DECIMAL(9,4),  -- Share of the payment that remains
    technical_share DECIMAL(6,4),  -- Share of the technical part that remains
    capped_technical_share DECIMAL(6,4),  -- Share that remains of what the OPPS limit leaves of the technical part
    outdone_by VARCHAR,  -- Modifiers of the same indicator beside which the share does not count, blanks between; null if none
    outcome VARCHAR,  -- Status that the rule gives the payment, behind its rank (1 not_decided, 2 not_paid, 3 carrier_priced); null if none
    has_effect BOOLEAN,  -- False for rules of the claim that leave the amount alone and for NCCI's
    said VARCHAR,  -- The modifier and what it means, as answers say it; null where nothing is to be said
    source VARCHAR,  -- CMS document; null where nothing is to be said
    service_from DATE,  -- First date of service
);

CREATE TABLE _payment_places (  -- Internal: indices by day and place, as pfs_payment is asked for them, and what it answers where there is none
    place VARCHAR,  -- MAC and locality (01112 05); empty for the nation; ? for what is true everywhere
    locality_name VARCHAR,  -- Name of the locality, as printed
    work_gpci DECIMAL(6,3),  -- Index of physician work
    pe_gpci DECIMAL(6,3),  -- Index of practice expense
    mp_gpci DECIMAL(6,3),  -- Index of malpractice
    no_indices_status VARCHAR,  -- unreadable where CMS's row of the place could not be read
    no_indices_reason VARCHAR,  -- Why the release has no indices; null where it has
    absent_status VARCHAR,  -- Status of a code without a row: not_listed or no_data
    absent_reason VARCHAR,  -- Why; null where a posting exists that was not known yet
    known_since DATE,  -- Day on which the first posting for these days was known, where it was not yet
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE _payment_rows (  -- Internal: what pfs_payment reads of a code, finished but for place and modifiers
    hcpcs VARCHAR,  -- Procedure code
    modifier VARCHAR,  -- Modifier of the row; null for the code itself
    pfs_setting VARCHAR,  -- facility or nonfacility
    qualifying_apm BOOLEAN,  -- For qualifying participants of an advanced alternative payment model
    is_printed BOOLEAN,  -- CMS prints the row; false for the code itself where CMS prints it only with a modifier
    yields_to VARCHAR,  -- Modifiers whose row is read rather than this one, blanks between; null if none
    work_rvu DECIMAL(9,2),  -- Physician work RVU
    pe_rvu DECIMAL(9,2),  -- Practice expense RVU in the setting
    mp_rvu DECIMAL(9,2),  -- Malpractice RVU
    opps_pe_rvu DECIMAL(9,2),  -- Practice expense RVU that gives the OPPS amount; null where none limits the payment
    opps_mp_rvu DECIMAL(9,2),  -- Malpractice RVU that gives the OPPS amount; null where none limits the payment
    professional_work_rvu DECIMAL(12,2),  -- Work RVU of what is not technical
    professional_pe_rvu DECIMAL(12,2),  -- Practice expense RVU of what is not technical
    professional_mp_rvu DECIMAL(12,2),  -- Malpractice RVU of what is not technical
    conversion_factor DECIMAL(9,4),  -- Dollars per RVU that were finally paid
    adjustment DECIMAL(3,2),  -- Factor on the payment by law (calculation flags): 1.05, 0.98 or 1
    payment_status VARCHAR,  -- Status of the payment without modifiers, see payment_statuses
    reason VARCHAR,  -- Why
    excluded_because VARCHAR,  -- Why the physician is not paid at this site, in an office or a hospital; null where paid
    excluded_in_asc_because VARCHAR,  -- Why the physician is not paid in an ASC; null where paid
    modifier_profile VARCHAR,  -- The indicators that decide which modifiers go with the code; key of modifier_profiles
    release_id VARCHAR,  -- Release of the figures
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE _site_payments (  -- Internal: site_of_service with what local amounts are computed from
    hcpcs VARCHAR,  -- Procedure code
    site VARCHAR,  -- office, hospital_outpatient or asc
    professional_modifier VARCHAR,  -- 26 where the professional part is that row: in a facility, and of a code that CMS prints only with 26
    professional_payment DECIMAL(15,2),  -- National payment of the physician, dollars, also where the facility is not paid
    professional_payment_qp DECIMAL(15,2),  -- professional_payment for qualifying APM participants
    professional_status VARCHAR,  -- Status of the professional part, see payment_statuses
    professional_reason VARCHAR,  -- Why
    professional_status_qp VARCHAR,  -- Status of professional_payment_qp, see payment_statuses; no_data where the release lacks the QPP file
    professional_reason_qp VARCHAR,  -- Why
    facility_payment DECIMAL(15,3),  -- Facility payment in dollars; for drugs, per billing unit
    facility_payment_if_billed_alone DECIMAL(14,3),  -- What the hospital is paid for a packaged code that is billed alone, dollars
    facility_rate_printed DECIMAL(15,3),  -- Rate that Addendum B, AA or BB prints beside the code, dollars, whatever the status; no price unless facility_payment or facility_payment_if_billed_alone holds it too
    facility_copayment DECIMAL(15,3),  -- Beneficiary's share of the facility payment where CMS prints it, dollars
    facility_status VARCHAR,  -- Status of the facility part, see payment_statuses
    facility_reason VARCHAR,  -- Why
    total_payment DECIMAL(17,3),  -- Professional, facility and other payment together, dollars; only where the status is paid, professional_only or packaged; null where a part is paid at an amount not known here
    total_payment_qp DECIMAL(17,3),  -- total_payment for qualifying APM participants
    total_payment_if_billed_alone DECIMAL(17,3),  -- Total if nothing that packages the code is billed with it (status indicators Q1 to Q4), dollars
    other_schedule VARCHAR,  -- Schedule that pays what physician, OPPS or ASC leave to it: laboratory, drug or dmepos
    other_payment DECIMAL(14,3),  -- What it pays, dollars per unit, also in facility_payment of a hospital; null where it has no national amount
    other_payment_if_billed_alone DECIMAL(14,3),  -- What it pays for a test that is packaged unless billed alone (Q4), dollars
    other_unit VARCHAR,  -- What other_payment is for
    other_release_id VARCHAR,  -- Its release
    payment_status VARCHAR,  -- The one status of the code at the site
    reason VARCHAR,  -- Why
    payment_status_qp VARCHAR,  -- status for qualifying APM participants
    reason_qp VARCHAR,  -- Why
    apc VARCHAR,  -- Ambulatory payment classification
    status_indicator VARCHAR,  -- OPPS status indicator
    payment_indicator VARCHAR,  -- ASC payment indicator
    facility_payment_73 DECIMAL(12,2),  -- Facility payment when stopped before anesthesia (modifier 73), dollars; null where the device offset is not known
    facility_payment_74 DECIMAL(15,3),  -- Facility payment when stopped after anesthesia (modifier 74), dollars
    professional_release_id VARCHAR,  -- Release of the professional part
    professional_release_label VARCHAR,  -- Its name for source lines
    professional_sha256 VARCHAR,  -- SHA-256 of its file
    facility_release_id VARCHAR,  -- Release of the facility part
    facility_release_label VARCHAR,  -- Its name for source lines
    facility_sha256 VARCHAR,  -- SHA-256 of its file
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
    facility_is_national BOOLEAN,  -- The facility's part is wage-adjusted in fact and national here
    work_rvu DECIMAL(9,2),  -- Work RVU of the professional part
    pe_rvu DECIMAL(9,2),  -- Practice expense RVU of the professional part
    mp_rvu DECIMAL(9,2),  -- Malpractice RVU of the professional part
    opps_pe_rvu DECIMAL(9,2),  -- Practice expense RVU that gives the OPPS amount
    opps_mp_rvu DECIMAL(9,2),  -- Malpractice RVU that gives the OPPS amount
    opps_pe_rvu_qp DECIMAL(9,2),  -- opps_pe_rvu for qualifying APM participants
    opps_mp_rvu_qp DECIMAL(9,2),  -- opps_mp_rvu for qualifying APM participants
    conversion_factor DECIMAL(9,4),  -- Dollars per RVU
    conversion_factor_qp DECIMAL(9,4),  -- Dollars per RVU for qualifying APM participants
    adjustment DECIMAL(3,2),  -- Factor on the payment by law
);

CREATE TABLE _wage_index_gaps (  -- Internal: what wage_index_on cannot read: rows that were set aside, and whole tables that a release lacks
    release_id VARCHAR,  -- Release of the indices, or of Addendum L
    table_name VARCHAR,  -- opps_wage_index, opps_out_migration, asc_wage_index or opps_addendum_l
    place VARCHAR,  -- CBSA, county or hospital of the row; ? where that could not be read, or the whole table
    payment_status VARCHAR,  -- unreadable: CMS lists the row; no_data: the table is missing
    reason VARCHAR,  -- Member, line and what was wrong with it
);

CREATE TABLE accepted_checks (  -- Findings that stop a publication and that an operator accepted, one row per check and release
    check_name VARCHAR NOT NULL,  -- Check that found them
    release_id VARCHAR NOT NULL,  -- Release they were found in; * where the rows are of none
    reason VARCHAR NOT NULL,  -- Why they are right all the same, as the operator wrote it
    accepted_at VARCHAR NOT NULL,  -- When, UTC
);

CREATE TABLE anesthesia_base_units (  -- Base units per anesthesia code: with time units and a locality's factor they make the payment.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- anesthesia code (CPT 00100 to 01999)
    base_units INTEGER NOT NULL,  -- units, before time
);

CREATE TABLE anesthesia_factor (  -- Anesthesia conversion factors as posted apart from the RVU zips, dollars per unit by locality.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    mac VARCHAR NOT NULL,  -- Contractor
    locality VARCHAR NOT NULL,  -- Of its MAC
    locality_name VARCHAR,  -- As printed
    qualifying_apm BOOLEAN,  -- For qualifying APM participants, 2026 on
    conversion_factor DECIMAL(9,4) NOT NULL,  -- Dollars per unit, in the locality
    national_conversion_factor DECIMAL(10,6),  -- From the header, where it states it
);

CREATE TABLE anesthesia_factor_shares (  -- National anesthesia factor and the shares by which a locality's indices change it
    service_from DATE NOT NULL,  -- First day of the factor
    qualifying_apm BOOLEAN NOT NULL,  -- true: the factor for qualifying APM participants
    national_factor DECIMAL(12,6) NOT NULL,  -- Dollars per unit
    work_share DECIMAL(4,3) NOT NULL,  -- Share of physician work
    pe_share DECIMAL(4,3) NOT NULL,  -- Share of practice expense
    mp_share DECIMAL(4,3) NOT NULL,  -- Share of malpractice insurance
    source VARCHAR NOT NULL,  -- Where the shares are from
);

CREATE TABLE anesthesia_modifiers (  -- Modifiers of which an anesthesia claim carries one, and what each pays
    modifier VARCHAR NOT NULL,  -- HCPCS modifier
    share DECIMAL(4,2) NOT NULL,  -- Share of the full payment, 0 to 1
    base_units INTEGER,  -- Base units instead of the code's; null: the code's
    most_time_units INTEGER,  -- Time units at most; null: all
    meaning VARCHAR NOT NULL,  -- What the modifier says
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE asc_addendum_aa (  -- Surgical procedures that Medicare covers in ambulatory surgical centers, and their national rates.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    flag VARCHAR,  -- * temporary office-based, ** preventive, *** non-opioid
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    multiple_procedure_discount BOOLEAN NOT NULL,  -- the second and later procedures of a session are paid half
    payment_indicator VARCHAR NOT NULL,  -- ASC payment indicator; addendum DD1 defines it
    payment_weight DECIMAL(14,4),  -- relative weight; null where the rate is not based on one
    payment_rate DECIMAL(14,2),  -- national rate in dollars before the wage index; null where none is published
);

CREATE TABLE asc_addendum_bb (  -- Ancillary services integral to covered procedures: drugs, radiology, devices, packaged items.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    flag VARCHAR,  -- * temporary office-based, ** preventive, *** non-opioid
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    pass_through_expiration VARCHAR,  -- * where the pass-through status ends within the year
    payment_indicator VARCHAR NOT NULL,  -- ASC payment indicator; addendum DD1 defines it
    payment_weight DECIMAL(14,4),  -- relative weight; null where the rate is not based on one
    payment_rate DECIMAL(14,3),  -- national rate in dollars before the wage index; null where none is published
    ira_copayment DECIMAL(14,2),  -- copayment in dollars under the Inflation Reduction Act, from 2023
);

CREATE TABLE asc_addendum_dd1 (  -- What CMS says the payment indicators of the ASC addenda mean.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    indicator VARCHAR NOT NULL,  -- payment indicator
    definition VARCHAR NOT NULL,  -- CMS's text
);

CREATE TABLE asc_addendum_dd2 (  -- What CMS says the comment indicators of the ASC addenda mean.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    indicator VARCHAR NOT NULL,  -- comment indicator
    definition VARCHAR NOT NULL,  -- CMS's text
);

CREATE TABLE asc_addendum_ee (  -- Surgical procedures that Medicare does not pay in ambulatory surgical centers.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
);

CREATE TABLE asc_addendum_ff (  -- The device's share of each covered surgical procedure; its OPPS rate is not Addendum B's.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    flag VARCHAR,  -- * temporary office-based, ** preventive, *** non-opioid
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    payment_indicator VARCHAR NOT NULL,  -- ASC payment indicator; addendum DD1 defines it
    apc VARCHAR,  -- APC under OPPS
    apc_device_offset_pct DECIMAL(8,4),  -- device's share of the APC's rate in per cent, from 2025
    opps_payment_rate DECIMAL(14,3),  -- OPPS rate in dollars on which the offset is computed
    device_offset_pct DECIMAL(8,4),  -- device's share of the procedure's OPPS rate in per cent
    device_offset_amount DECIMAL(14,2),  -- device's share in dollars
);

CREATE TABLE asc_code_pair (  -- Pairs of a pass-through device and a procedure whose rate falls by a share when both are billed.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    device_hcpcs VARCHAR NOT NULL,  -- pass-through device
    device_modifier VARCHAR,  -- to 2023
    procedure_hcpcs VARCHAR NOT NULL,  -- procedure
    procedure_modifier VARCHAR,  -- 52, 73 or 74, each with a row of its own, to 2023
    multiplier DECIMAL(6,4) NOT NULL,  -- share (0 to 1) of the procedure's rate that is taken off; 0 is real
    effective_date DATE NOT NULL,  -- first day of service
    end_date DATE,  -- last day of service, from 2024
);

CREATE TABLE asc_wage_index (  -- Wage indexes of ambulatory surgical centers by area; 2025 prints 27 areas more than once.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    cbsa VARCHAR NOT NULL,  -- CBSA; two digits: rural area of a state, 98 and 99 Indian health
    name VARCHAR,  -- as printed
    wage_index DECIMAL(6,4),  -- null where CMS prints none or 0
);

CREATE TABLE asp_ndc_crosswalk (  -- Packages (NDC) that each HCPCS code of a Part B drug pays for. One NDC may have two codes.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    ndc VARCHAR NOT NULL,  -- national drug code as 5-4-2, or another identifier of the product
    labeler VARCHAR,  -- as printed
    drug_name VARCHAR,  -- as printed
    dosage VARCHAR,  -- billing unit of the code
    package_size DECIMAL(18,5),  -- amount in one item of the package
    package_quantity DECIMAL(18,5),  -- items in the package
    billing_units DECIMAL(18,5),  -- billing units per item
    billing_units_per_package DECIMAL(18,5),  -- billing units per package, as printed
);

CREATE TABLE asp_noc_limit (  -- Payment limits of drugs that have no HCPCS code of their own.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    drug_name VARCHAR NOT NULL,  -- as printed
    dosage VARCHAR,  -- billing unit
    payment_limit DECIMAL(14,3) NOT NULL,  -- dollars per billing unit
    notes VARCHAR,  -- CMS's remarks; A9606's hold its price
);

CREATE TABLE asp_noc_ndc_crosswalk (  -- Packages (NDC) of the drugs that have no HCPCS code of their own.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    generic_name VARCHAR NOT NULL,  -- as printed
    ndc VARCHAR NOT NULL,  -- national drug code as 5-4-2, or another identifier of the product
    labeler VARCHAR,  -- as printed
    drug_name VARCHAR,  -- as printed
    dosage VARCHAR,  -- billing unit of the code
    package_size DECIMAL(18,5),  -- amount in one item of the package
    package_quantity DECIMAL(18,5),  -- items in the package
    billing_units DECIMAL(18,5),  -- billing units per item
    billing_units_per_package DECIMAL(18,5),  -- billing units per package, as printed
);

CREATE TABLE asp_payment_limit (  -- Medicare's payment limit per HCPCS code of a Part B drug. The limit includes the 6 per cent.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    dosage VARCHAR,  -- billing unit, such as 15 MG
    payment_limit DECIMAL(14,3),  -- dollars per billing unit; null where CMS prints N/A
    coinsurance_pct DECIMAL(6,3),  -- beneficiary's share of the limit, 0 to 20; below 20 where the price outran inflation
    vaccine_awp_pct DECIMAL(6,3),  -- per cent of the average wholesale price
    vaccine_limit DECIMAL(14,3),  -- dollars, of a vaccine
    blood_awp_pct DECIMAL(6,3),  -- per cent of the average wholesale price
    blood_limit DECIMAL(14,3),  -- dollars, of a blood product
    is_clotting_factor BOOLEAN,  -- a furnishing fee is paid as well
    notes VARCHAR,  -- CMS's remarks; A9606's hold its price
);

CREATE TABLE card_notes (  -- Part of a card: unit limits, add-on relations, related codes and the past, as JSON
    hcpcs VARCHAR,  -- Procedure code
    section VARCHAR,  -- List of the card it belongs to
    place VARCHAR,  -- Place in that list
    body VARCHAR,  -- JSON object
    release_id VARCHAR,  -- Release that it is from; null for a code's class, which is from none
    service_from DATE,  -- First date of service that a card shows it for
    service_to DATE,  -- Last date of service that a card shows it for
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE card_physician (  -- Part of a card: figures, component rows, locality range, modifiers
    hcpcs VARCHAR,  -- Procedure code
    figures STRUCT(modifier VARCHAR, description VARCHAR, status_code VARCHAR, status_meaning VARCHAR, work_rvu DECIMAL(9,2), pe_rvu_nonfacility DECIMAL(9,2), na_nonfacility BOOLEAN, pe_rvu_facility DECIMAL(9,2), na_facility BOOLEAN, mp_rvu DECIMAL(9,2), total_rvu_nonfacility DECIMAL(9,2), total_rvu_facility DECIMAL(9,2), conversion_factor DECIMAL(9,4), conversion_factor_qp DECIMAL(9,4), physician_payment_nonfacility DECIMAL(15,2), physician_payment_facility DECIMAL(15,2), physician_payment_nonfacility_qp DECIMAL(15,2), physician_payment_facility_qp DECIMAL(15,2), opps_cap_nonfacility DECIMAL(15,2), opps_cap_facility DECIMAL(15,2), payment_status_nonfacility VARCHAR, reason_nonfacility VARCHAR, payment_status_facility VARCHAR, reason_facility VARCHAR, payment_status_nonfacility_qp VARCHAR, reason_nonfacility_qp VARCHAR, payment_status_facility_qp VARCHAR, reason_facility_qp VARCHAR, global_days VARCHAR, preoperative_share DECIMAL(5,2), intraoperative_share DECIMAL(5,2), postoperative_share DECIMAL(5,2), pctc_indicator VARCHAR, multiple_procedure VARCHAR, bilateral_surgery VARCHAR, assistant_surgery VARCHAR, co_surgeons VARCHAR, team_surgery VARCHAR, endoscopic_base VARCHAR, physician_supervision VARCHAR, imaging_family VARCHAR, not_used_for_medicare BOOLEAN, release_id VARCHAR),  -- Row of physician_fees as a struct
    component_rows STRUCT(modifier VARCHAR, status_code VARCHAR, work_rvu DECIMAL(9,2), pe_rvu_nonfacility DECIMAL(9,2), pe_rvu_facility DECIMAL(9,2), mp_rvu DECIMAL(9,2), physician_payment_nonfacility DECIMAL(15,2), physician_payment_facility DECIMAL(15,2), physician_payment_nonfacility_qp DECIMAL(15,2), physician_payment_facility_qp DECIMAL(15,2), payment_status_nonfacility VARCHAR, payment_status_facility VARCHAR, payment_status_nonfacility_qp VARCHAR, payment_status_facility_qp VARCHAR)[],  -- Its rows with a modifier
    localities STRUCT(localities BIGINT, nonfacility STRUCT(low DECIMAL(15,2), low_locality VARCHAR, median DECIMAL(15,2), high DECIMAL(15,2), high_locality VARCHAR), facility STRUCT(low DECIMAL(15,2), low_locality VARCHAR, median DECIMAL(15,2), high DECIMAL(15,2), high_locality VARCHAR)),  -- Localities, or the range over them
    modifiers VARCHAR[],  -- The modifiers that can go with the code, each a JSON object
    release_id VARCHAR,  -- Release of the figures
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE card_sources (  -- Part of a card: for every day the release of each series that cards quote, or why there is none
    series VARCHAR,  -- Series
    source JSON,  -- CMS document, or the release as a JSON object
    absence JSON,  -- Series and reason as a JSON object, where no release is in force or a table of it is missing
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE card_unreadable (  -- One row per code and row of CMS's that could not be read: the section `unreadable` of a card
    hcpcs VARCHAR,  -- Code that the row is about; a pair is about both
    table_name VARCHAR,  -- Table that the row was meant for
    partner VARCHAR,  -- The other code of a pair
    modifier VARCHAR,  -- Modifier, if any
    place VARCHAR,  -- MAC and locality, state or bidding area, if any
    reason VARCHAR,  -- Member, line and what was wrong with the row
    release_id VARCHAR,  -- Release
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE case_code_lists (  -- Codes that single rules of a case name
    code_list VARCHAR NOT NULL,  -- Rule
    hcpcs VARCHAR NOT NULL,  -- Procedure code
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE case_indicator_rules (  -- How a status indicator (OPPS) or payment indicator (ASC) pays in a case
    schedule VARCHAR NOT NULL,  -- opps, asc
    indicator VARCHAR NOT NULL,  -- Status or payment indicator
    treatment VARCHAR NOT NULL,  -- Which rules price the line
    labor_share DECIMAL(4,2),  -- Share (0 to 1) of the rate that the wage index scales; null where no source says
    beside_comprehensive VARCHAR,  -- Beside a comprehensive APC: packaged, excluded, refused, open
    payment_status VARCHAR,  -- Status where the rate does not decide; null: paid
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE case_modifier_rules (  -- What a modifier does to a facility's line in a case
    schedule VARCHAR NOT NULL,  -- opps, asc
    modifier VARCHAR NOT NULL,  -- Modifier
    effect VARCHAR NOT NULL,  -- Which rule it calls
    share DECIMAL(4,2),  -- Share (0 to 1) of the rate, or of the device offset
    since DATE,  -- First date of service
    until DATE,  -- Last date of service
    meaning VARCHAR NOT NULL,  -- What it means
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE changes (  -- What the releases that are new in this snapshot changed; the macro changes_between answers for any two
    from_release_id VARCHAR NOT NULL,  -- Release that the new one follows in its series
    to_release_id VARCHAR NOT NULL,  -- Release that is new in this snapshot
    kind VARCHAR NOT NULL,  -- quarterly, correction (CMS re-posted the release) or law (an R release, or one from mid-quarter)
    table_name VARCHAR NOT NULL,  -- Table that holds the row
    hcpcs VARCHAR,  -- Code; of an NCCI pair the column 1 code, of an add-on relation the add-on code
    modifier VARCHAR,  -- Modifier, if any
    other_hcpcs VARCHAR,  -- Column 2 code of an NCCI pair; primary code of an add-on relation
    mac VARCHAR,  -- Medicare contractor, where the row is of one
    locality VARCHAR,  -- Locality of the contractor
    item VARCHAR,  -- What else identifies the row, in words: APC 5113; ZIP 36104; qualifying APM
    pfs_setting VARCHAR,  -- facility or nonfacility, where the row is of one
    ncci_table VARCHAR,  -- practitioner, hospital or dme, where the row is of an NCCI table
    change VARCHAR NOT NULL,  -- added, dropped or changed
    amount_before DECIMAL(14,3),  -- Dollars before: national payment, rate, price or factor; null where the row has none
    amount_after DECIMAL(14,3),  -- Dollars after; null where the row has none
    difference DECIMAL(14,3),  -- After less before, dollars; of pfs_rvu the sum of its causes
    by_work DECIMAL(12,2),  -- Part of the difference caused by work RVUs, at the GPCIs and factor before
    by_pe DECIMAL(12,2),  -- Part caused by practice expense RVUs, at the GPCIs and factor before
    by_mp DECIMAL(12,2),  -- Part caused by malpractice RVUs, at the GPCIs and factor before
    by_gpci DECIMAL(12,2),  -- Part caused by the GPCIs, at the RVUs after and the factor before; 0 nationally
    by_conversion_factor DECIMAL(12,2),  -- Part caused by the conversion factor, at the RVUs and GPCIs after
    by_opps_limit DECIMAL(12,2),  -- Part caused by the limit to the OPPS amount: what it took off after, less what it took off before
    column_changes STRUCT(column_name VARCHAR, value_before VARCHAR, value_after VARCHAR)[] NOT NULL,  -- Every other column of table_name that changed, values as text and null where there was none; empty unless changed
);

CREATE TABLE checks (  -- Checks run on this file before it was published; what one that blocks found is named in accepted_checks
    name VARCHAR NOT NULL,  -- File in warehouse/sql/checks, or a check written from the tables
    severity VARCHAR NOT NULL,  -- block: what it found stops the publication unless it is accepted; warn: it is listed
    title VARCHAR NOT NULL,  -- What must hold
    failures BIGINT NOT NULL,  -- Rows that break it
    sample VARCHAR,  -- The first of them, as a JSON list
    blocking VARCHAR[] NOT NULL,  -- Releases whose rows stop the publication; * where the rows are of none
);

CREATE TABLE claim_level_modifiers (  -- Modifiers that say something of the claim and not of the code: they leave the amount alone, or nothing is paid
    modifier VARCHAR NOT NULL,  -- Modifier
    effect VARCHAR NOT NULL,  -- no_effect, not_paid
    meaning VARCHAR NOT NULL,  -- What it means
    since DATE,  -- First date of service
    source VARCHAR NOT NULL,  -- CMS document, or the release as a JSON object
);

CREATE TABLE claim_pair_rules (  -- Codes whose payment depends on a modifier of another line of the claim
    hcpcs VARCHAR NOT NULL,  -- Procedure code
    other_codes VARCHAR NOT NULL,  -- Codes of the other line, | between
    other_modifier VARCHAR NOT NULL,  -- Modifier of the other line
    unless_codes VARCHAR,  -- Codes, | between, of which one on the claim lifts the rule
    effect VARCHAR NOT NULL,  -- denied, not_decided
    since DATE NOT NULL,  -- First date of service
    until DATE,  -- Last date of service
    meaning VARCHAR NOT NULL,  -- What it means
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE clfs (  -- Clinical laboratory fee schedule: the national price per test. Complete in every quarter.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    modifier VARCHAR,  -- QW: waived test; its rate is the plain row's and is never added to it
    effective_date DATE NOT NULL,  -- day on which the row began
    indicator VARCHAR NOT NULL,  -- N: national rate; L: the local contractor prices the test
    rate DECIMAL(12,2),  -- dollars; null where CMS prints 0, which means that no national price exists
    short_description VARCHAR,  -- CMS's short description, HCPCS Level II only
    long_description VARCHAR,  -- CMS's long description, HCPCS Level II only
    extended_description VARCHAR,  -- CMS's extended description, HCPCS Level II only
);

CREATE TABLE code_categories (  -- Ranges of codes by kind of service and part of the body; of two ranges the one that begins later decides
    first_code VARCHAR NOT NULL,  -- First code of the range
    last_code VARCHAR NOT NULL,  -- Last code of the range
    category VARCHAR NOT NULL,  -- Kind of service
    body_system VARCHAR,  -- Body system or kind of test; null where the range has none
    body_region VARCHAR,  -- Part of the body; null where the range has none
    source VARCHAR NOT NULL,  -- Chapter of the NCCI Policy Manual, or section of HCPCS Level II
);

CREATE TABLE code_classes (  -- Kind of service and part of the body of every code of any schedule, by ranges of CMS's policy manual, in our own words
    hcpcs VARCHAR,  -- HCPCS code
    category VARCHAR,  -- Kind of service: surgery, radiology, laboratory and pathology, drugs ...; null where no range holds the code
    body_system VARCHAR,  -- Body system or kind of test, such as musculoskeletal
    body_region VARCHAR,  -- Part of the body, such as foot & ankle
    source VARCHAR,  -- Chapter whose range decides
);

CREATE TABLE code_groups (  -- Groups of codes that a rule names by range
    code_group VARCHAR NOT NULL,  -- Name of the group
    pattern VARCHAR NOT NULL,  -- Regular expression of a whole code
    meaning VARCHAR NOT NULL,  -- What it means
    source VARCHAR NOT NULL,  -- CMS document, or the release as a JSON object
);

CREATE VIEW code_modifiers (  -- One row per code and modifier that can go with it: what it does to the payment, and the CMS indicator it follows from; ask it by modifiers_on
    hcpcs VARCHAR,  -- Procedure code
    modifier VARCHAR,  -- Modifier
    payer_part VARCHAR,  -- Whose payment: professional, facility, or evaluation for the visit it is billed with
    site VARCHAR,  -- hospital_outpatient or asc where the facility is meant
    meaning VARCHAR,  -- What it means
    condition VARCHAR,  -- When or how it applies
    effect VARCHAR,  -- row (own RVUs), share (of the payment), technical_share (of the technical part), capped_technical_share (of what the OPPS limit leaves of it), device_share (after the device offset), by_report, line_set (see price), visit, no_effect, not_paid
    share DECIMAL(9,4),  -- Share of the payment that remains
    physician_payment_nonfacility DECIMAL(15,2),  -- National payment with the modifier, dollars
    physician_payment_facility DECIMAL(15,2),  -- National payment with the modifier, dollars
    facility_payment DECIMAL(15,3),  -- Facility payment in dollars; for drugs, per billing unit
    indicator VARCHAR,  -- CMS indicator the rule goes by
    indicator_value VARCHAR,  -- Its value
    source VARCHAR,  -- CMS document, or the release as a JSON object
    release_id VARCHAR,  -- Release of the figures
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE column_recognition (  -- One row per column of a loaded member: how it was recognized
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    file_sha256 VARCHAR NOT NULL,  -- SHA-256 of the zip that contains the member
    table_name VARCHAR NOT NULL,  -- Table that was read
    member VARCHAR NOT NULL,  -- File inside the zip; of a workbook `book.xlsx!sheet`
    column_name VARCHAR NOT NULL,  -- Column of the table
    position BIGINT,  -- Place in the member, from 1; null in a fixed-width layout
    header VARCHAR NOT NULL,  -- CMS's header; empty where there is none
    how VARCHAR NOT NULL,  -- header (the usual spelling), words (the header's words), values (what the cells hold), order (no header: the order CMS has always printed), layout (fixed width) or correction
);

CREATE TABLE columns_unread (  -- One row per source column that no column of the table is read from
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    file_sha256 VARCHAR NOT NULL,  -- SHA-256 of the zip that contains the member
    table_name VARCHAR NOT NULL,  -- Table that was read
    member VARCHAR NOT NULL,  -- File inside the zip; of a workbook `book.xlsx!sheet`
    position BIGINT NOT NULL,  -- Place in the member, from 1
    header VARCHAR NOT NULL,  -- CMS's header; empty where there is none
    cells_filled BIGINT NOT NULL,  -- Cells that are not blank
);

CREATE TABLE composite_families (  -- Imaging families that a composite APC pays once
    composite VARCHAR NOT NULL,  -- Composite APC without contrast
    with_contrast VARCHAR NOT NULL,  -- Composite APC if one study is with contrast
    meaning VARCHAR NOT NULL,  -- The family
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE contradictory_modifiers (  -- Modifiers that exclude each other on one line: its payment is not decided
    modifier VARCHAR NOT NULL,  -- Modifier
    other_modifier VARCHAR NOT NULL,  -- The one it excludes
    meaning VARCHAR NOT NULL,  -- Why
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE corrections_applied (  -- One row per action of a reviewed correction that was applied to a member
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    file_sha256 VARCHAR NOT NULL,  -- SHA-256 of the zip that contains the member
    table_name VARCHAR NOT NULL,  -- Table that was read
    member VARCHAR NOT NULL,  -- File inside the zip; of a workbook `book.xlsx!sheet`
    action VARCHAR NOT NULL,  -- What the correction does, such as use_member or fix_lines
    detail VARCHAR NOT NULL,  -- The action's value as text
    reason VARCHAR NOT NULL,  -- Why, as its author wrote it
    source VARCHAR NOT NULL,  -- What shows that it is right
    date VARCHAR NOT NULL,  -- Day on which it was written
    initials VARCHAR NOT NULL,  -- Its author
);

CREATE TABLE cross_check_exceptions (  -- Differences between CMS's own files that are known, and why
    comparison VARCHAR NOT NULL,  -- Which files are compared, as in schedule_comparisons, or the name of a check
    service_from DATE,  -- First day of the quarter or year; null: always
    codes VARCHAR NOT NULL,  -- Codes, as a pattern
    reason VARCHAR NOT NULL,  -- Why they differ
);

CREATE TABLE dmepos_fee (  -- Fee per item and state. The rural fee, where there is one, is for ZIP codes in dmepos_rural_zip.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS Level II code
    modifier VARCHAR,  -- NU new, RR rental, UE used, or what sets the item apart
    modifier_2 VARCHAR,  -- a further modifier
    us_state VARCHAR NOT NULL,  -- USPS abbreviation; also DC, PR and VI
    fee DECIMAL(12,2),  -- dollars outside rural areas; null where CMS has none
    fee_rural DECIMAL(12,2),  -- dollars in rural areas; null: no rural amount, the other fee is paid
    schedule VARCHAR NOT NULL,  -- dmepos, or pen: parenteral and enteral nutrition
);

CREATE TABLE dmepos_former_cba_fee (  -- Fees in former competitive bidding areas, and of diabetic supplies by national mail order.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS Level II code
    modifier VARCHAR,  -- NU new, RR rental, UE used, or what sets the item apart
    modifier_2 VARCHAR,  -- a further modifier
    modifier_3 VARCHAR,  -- a further modifier
    cba VARCHAR NOT NULL,  -- short name of the area, as in dmepos_former_cba_zip
    fee DECIMAL(12,2),  -- dollars; null where CMS has none
);

CREATE TABLE dmepos_former_cba_zip (  -- ZIP codes of the former competitive bidding areas.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    us_state VARCHAR NOT NULL,  -- USPS abbreviation
    zip_code VARCHAR NOT NULL,  -- five digits
    cba VARCHAR NOT NULL,  -- short name of the area
    cba_name VARCHAR,  -- full name of the area
);

CREATE TABLE dmepos_item (  -- Items of the DMEPOS and PEN fee schedules: payment class, jurisdiction, ceiling and floor.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS Level II code
    modifier VARCHAR,  -- NU new, RR rental, UE used, or what sets the item apart
    modifier_2 VARCHAR,  -- a further modifier
    schedule VARCHAR NOT NULL,  -- dmepos, or pen: parenteral and enteral nutrition
    jurisdiction VARCHAR,  -- D: DME contractor, L: Part B contractor, J: both
    category VARCHAR,  -- payment class: IN inexpensive, CR capped rental, OX oxygen, FS frequent service, PO, SU ...
    ceiling DECIMAL(12,2),  -- dollars; already in the fees of contiguous states
    floor DECIMAL(12,2),  -- dollars; already in the fees of contiguous states
    description VARCHAR,  -- CMS's short descriptor
);

CREATE TABLE dmepos_rental_rules (  -- What a rented item is paid in which months, by payment class
    category VARCHAR NOT NULL,  -- Payment class of the item: CR, OX, FS, IN
    code_pattern VARCHAR,  -- Codes for which the rule takes the place of the class's own; null: all others
    month_from INTEGER NOT NULL,  -- First month of the rental
    month_to INTEGER,  -- Last month; null: no last month
    share DECIMAL(4,2) NOT NULL,  -- Share of the rental fee printed, 0 to 1
    meaning VARCHAR NOT NULL,  -- What the rule says
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE dmepos_rural_zip (  -- ZIP codes whose beneficiaries are paid the rural fee.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    us_state VARCHAR NOT NULL,  -- USPS abbreviation
    zip_code VARCHAR NOT NULL,  -- five digits
);

CREATE TABLE drug_code_patterns (  -- Ranges of HCPCS codes that are drugs and biologicals
    pattern VARCHAR NOT NULL,  -- Regular expression of a whole code
    meaning VARCHAR NOT NULL,  -- What it means
    source VARCHAR NOT NULL,  -- CMS document, or the release as a JSON object
);

CREATE TABLE global_test_components (  -- Tests whose professional part has a code of its own instead of 26 (PC/TC indicator 4)
    hcpcs VARCHAR NOT NULL,  -- Procedure code
    professional_codes VARCHAR NOT NULL,  -- Codes of the professional part, joined by +
    source VARCHAR NOT NULL,  -- CMS document, or the release as a JSON object
);

CREATE TABLE hcpcs_codes (  -- HCPCS Level II codes and modifiers of each file with CMS's corrections in them: one row per code, span of days and of knowledge
    release_id VARCHAR,  -- Release that the row came from
    hcpcs VARCHAR,  -- code, or modifier of two characters
    record_id VARCHAR,  -- 3: a code, 7: a modifier
    long_description VARCHAR,  -- CMS's text
    short_description VARCHAR,  -- CMS's text
    pricing_indicators VARCHAR,  -- how Medicare prices the code: 00 not at all, 51 drugs, 31 to 38 DMEPOS; several are joined by a comma
    multiple_pricing VARCHAR,  -- A: one price method, others: several
    coverage_manual_sections VARCHAR,  -- section of the coverage manual; several are joined by a comma
    carrier_manual_sections VARCHAR,  -- section of the carriers manual; several are joined by a comma
    statute VARCHAR,  -- section of the Social Security Act that bars coverage
    lab_certifications VARCHAR,  -- certification a laboratory needs; several are joined by a comma
    cross_references VARCHAR,  -- code that replaces or is related to this one; several are joined by a comma
    coverage VARCHAR,  -- C carrier judgement, D special instructions, I not payable, M non-covered, S statute
    asc_group VARCHAR,  -- YY: approved for ASC
    asc_date DATE,  -- first day in the ASC group
    processing_note VARCHAR,  -- number of CMS's processing note
    betos VARCHAR,  -- Berenson-Eggers type of service
    types_of_service VARCHAR,  -- type of service on the claim; several are joined by a comma
    add_date DATE,  -- first day of the code
    action_effective_date DATE,  -- first day of the last change
    termination_date DATE,  -- last day on which the code may be used; null: active
    action VARCHAR,  -- what changed last: A added, D discontinued, N nothing
    correction_release_id VARCHAR,  -- Corrections that changed the row; null where none did
    corrections VARCHAR,  -- What CMS did, in its words; several are joined by a semicolon
    service_from DATE,  -- First date of service on which the row stands so
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE hcpcs_correction (  -- CMS's corrections to the HCPCS Level II file of a year: what it adds, ends and changes.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    version INTEGER NOT NULL,  -- 1, 2 ... in the order in which CMS posted them
    hcpcs VARCHAR NOT NULL,  -- code or modifier
    action VARCHAR NOT NULL,  -- what CMS does, in its words
    effective_date DATE,  -- first day on which it applies
    short_description VARCHAR,  -- CMS's text, where it adds or revises it
    long_description VARCHAR,  -- CMS's text, where it adds or revises it
    types_of_service VARCHAR,  -- type of service; several are joined by a comma
    betos VARCHAR,  -- Berenson-Eggers type of service
    coverage VARCHAR,  -- coverage indicator, as in hcpcs_level_ii
    pricing_indicator VARCHAR,  -- pricing indicator, as in hcpcs_level_ii
    cross_reference VARCHAR,  -- code that replaces this one
    asc_group VARCHAR,  -- YY: approved for ASC
    asc_date DATE,  -- first day in the ASC group
    comments VARCHAR,  -- CMS's remarks
);

CREATE TABLE hcpcs_level_ii (  -- HCPCS Level II codes and modifiers: CMS's texts, coverage, pricing indicators and dates.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- code, or modifier of two characters
    record_id VARCHAR NOT NULL,  -- 3: a code, 7: a modifier
    long_description VARCHAR,  -- CMS's text
    short_description VARCHAR,  -- CMS's text
    pricing_indicators VARCHAR,  -- how Medicare prices the code: 00 not at all, 51 drugs, 31 to 38 DMEPOS; several are joined by a comma
    multiple_pricing VARCHAR,  -- A: one price method, others: several
    coverage_manual_sections VARCHAR,  -- section of the coverage manual; several are joined by a comma
    carrier_manual_sections VARCHAR,  -- section of the carriers manual; several are joined by a comma
    statute VARCHAR,  -- section of the Social Security Act that bars coverage
    lab_certifications VARCHAR,  -- certification a laboratory needs; several are joined by a comma
    cross_references VARCHAR,  -- code that replaces or is related to this one; several are joined by a comma
    coverage VARCHAR,  -- C carrier judgement, D special instructions, I not payable, M non-covered, S statute
    asc_group VARCHAR,  -- YY: approved for ASC
    asc_date DATE,  -- first day in the ASC group
    processing_note VARCHAR,  -- number of CMS's processing note
    betos VARCHAR,  -- Berenson-Eggers type of service
    types_of_service VARCHAR,  -- type of service on the claim; several are joined by a comma
    add_date DATE,  -- first day of the code
    action_effective_date DATE,  -- first day of the last change
    termination_date DATE,  -- last day on which the code may be used; null: active
    action VARCHAR NOT NULL,  -- what changed last: A added, D discontinued, N nothing
);

CREATE TABLE hcpcs_noc_code (  -- HCPCS Level II codes of what has no code of its own (not otherwise classified).
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- code
    long_description VARCHAR,  -- CMS's text
    add_date DATE NOT NULL,  -- first day of the code
    termination_date DATE,  -- last day of the code; null: active
);

CREATE TABLE indicator_exceptions (  -- Codes to which CMS gives another meaning than to the rest of their indicator
    code_list VARCHAR NOT NULL,  -- List of indicators
    code VARCHAR NOT NULL,  -- Code in it
    hcpcs VARCHAR NOT NULL,  -- Procedure code
    payment_status VARCHAR NOT NULL,  -- Its status
    meaning VARCHAR NOT NULL,  -- What it means
    source VARCHAR NOT NULL,  -- CMS document, or the release as a JSON object
);

CREATE TABLE indicator_payment_statuses (  -- Which status each status code, OPPS status indicator and ASC payment indicator means
    code_list VARCHAR NOT NULL,  -- List of indicators
    code VARCHAR NOT NULL,  -- Code in it
    payment_status VARCHAR NOT NULL,  -- Status that the code means
    status_without_amount VARCHAR NOT NULL,  -- Status where CMS prints no RVUs or rate
    total_effect VARCHAR NOT NULL,  -- What it adds to a total: amount, nothing, unknown, or closed where the setting is not paid at all
    has_professional_part VARCHAR,  -- no: the facility supplies it (drugs, devices, blood, brachytherapy sources), and a physician is not paid beside it where PPRRVU sets no amount
    is_wage_adjusted VARCHAR,  -- no: paid alike everywhere; yes: the labor-related share follows the wage index
    source VARCHAR NOT NULL,  -- CMS document, or the release as a JSON object
);

CREATE TABLE indicators (  -- Meaning of every CMS code list
    code_list VARCHAR NOT NULL,  -- List, such as pfs_status or opps_status_indicator
    code VARCHAR NOT NULL,  -- Code as CMS prints it
    meaning VARCHAR NOT NULL,  -- What it means, in our words
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE inpatient_deductibles (  -- Inpatient deductible of Medicare, to which the copayment for a procedure in a hospital outpatient department is limited
    year INTEGER NOT NULL,  -- Calendar year
    amount DECIMAL(9,2) NOT NULL,  -- Dollars
    source VARCHAR NOT NULL,  -- Law and notice
);

CREATE TABLE load_counts (  -- Rows of each member accounted for: rows_in = rows_loaded + duplicate_rows + rows_set_aside
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    file_sha256 VARCHAR NOT NULL,  -- SHA-256 of the zip that contains the member
    table_name VARCHAR NOT NULL,  -- Table that was read
    member VARCHAR NOT NULL,  -- File inside the zip; of a workbook `book.xlsx!sheet`
    rows_in BIGINT NOT NULL,  -- Data rows in the member; banners, blanks and footers not counted
    rows_loaded BIGINT NOT NULL,  -- Rows in the table
    duplicate_rows BIGINT NOT NULL,  -- Exact duplicates of a loaded row
    rows_set_aside BIGINT NOT NULL,  -- Rows that could not be read strictly, kept in set_aside
    cells_repaired BIGINT NOT NULL,  -- Rows in which a lost zero or stray byte was put right
);

CREATE TABLE locality_ranges (  -- Lowest, middle and highest payment of each code over all MAC localities, without modifiers, not for qualifying APM participants
    hcpcs VARCHAR,  -- Procedure code
    localities BIGINT,  -- Localities, or the range over them
    nonfacility_low DECIMAL(15,2),  -- Lowest non-facility payment, dollars
    nonfacility_low_locality VARCHAR,  -- MAC and locality of the lowest
    nonfacility_median DECIMAL(15,2),  -- Middle non-facility payment, dollars
    nonfacility_high DECIMAL(15,2),  -- Highest non-facility payment, dollars
    nonfacility_high_locality VARCHAR,  -- MAC and locality of the highest
    facility_low DECIMAL(15,2),  -- Lowest facility payment, dollars
    facility_low_locality VARCHAR,  -- MAC and locality of the lowest
    facility_median DECIMAL(15,2),  -- Middle facility payment, dollars
    facility_high DECIMAL(15,2),  -- Highest facility payment, dollars
    facility_high_locality VARCHAR,  -- MAC and locality of the highest
    release_id VARCHAR,  -- Release of the figures
    service_from DATE,  -- First date of service
    known_from DATE,  -- First day on which this was known
);

CREATE TABLE members_unread (  -- One row per member of a zip that no table reads and that is not known to be something else
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    file_sha256 VARCHAR NOT NULL,  -- SHA-256 of the zip that contains the member
    member VARCHAR NOT NULL,  -- File inside the zip
);

CREATE TABLE modifier_profiles (  -- Modifiers that go with each combination of indicators
    modifier_profile VARCHAR,  -- The indicators that decide which modifiers go with the code; key of modifier_profiles
    modifier VARCHAR,  -- Modifier
    payer_part VARCHAR,  -- Whose payment: professional, facility, or evaluation for the visit it is billed with
    meaning VARCHAR,  -- What it means
    condition VARCHAR,  -- When or how it applies
    effect VARCHAR,  -- row (own RVUs), share (of the payment), technical_share (of the technical part), capped_technical_share (of what the OPPS limit leaves of it), device_share (after the device offset), by_report, line_set (see price), visit, no_effect, not_paid
    share DECIMAL(9,4),  -- Share of the payment that remains
    indicator VARCHAR,  -- CMS indicator the rule goes by
    indicator_value VARCHAR,  -- Its value
    source VARCHAR,  -- CMS document, or the release as a JSON object
);

CREATE TABLE modifier_rules (  -- Rules of modifiers: what each does where an indicator has a value
    modifier VARCHAR NOT NULL,  -- Modifier
    payer_part VARCHAR NOT NULL,  -- Whose payment: professional, facility, or evaluation for the visit it is billed with
    indicator VARCHAR NOT NULL,  -- CMS indicator the rule goes by
    value VARCHAR NOT NULL,  -- Value of the indicator
    effect VARCHAR NOT NULL,  -- row (own RVUs), share (of the payment), technical_share (of the technical part), capped_technical_share (of what the OPPS limit leaves of it), device_share (after the device offset), by_report, line_set (see price), visit, no_effect, not_paid
    share VARCHAR,  -- Share of the payment that remains: a number, or the columns of the fee schedule whose sum it is
    meaning VARCHAR NOT NULL,  -- What it means
    condition VARCHAR,  -- When or how it applies
    since DATE,  -- First date of service
    until DATE,  -- Last date of service
    source VARCHAR NOT NULL,  -- CMS document, or the release as a JSON object
    source_date DATE NOT NULL,  -- Date of the document
);

CREATE TABLE multiple_procedure_rules (  -- Rules for several procedures of one day: share of the amount that each rank is paid
    indicator VARCHAR NOT NULL,  -- CMS indicator the rule goes by
    component VARCHAR NOT NULL,  -- What is ranked and reduced: whole, technical, professional or practice_expense
    rank_from INTEGER NOT NULL,  -- First rank
    rank_to INTEGER,  -- Last rank; null: all further ones
    share DECIMAL(4,2),  -- Share of the payment that remains
    since DATE,  -- First date of service
    until DATE,  -- Last date of service
    meaning VARCHAR NOT NULL,  -- What it means
    source VARCHAR NOT NULL,  -- CMS document, or the release as a JSON object
);

CREATE TABLE ncci_add_on (  -- Add-on codes and the primary codes they need, one row a period of a pair.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    add_on_type VARCHAR NOT NULL,  -- Code of the list add_on_type
    add_on_code VARCHAR NOT NULL,  -- Code not paid alone
    add_on_deleted DATE,  -- Last day of the add-on code
    primary_code VARCHAR NOT NULL,  -- Code it needs; CCCCC: the contractor's choice
    primary_deleted DATE,  -- Last day of the primary code
    effective_date DATE NOT NULL,  -- First day in force
    deletion_date DATE,  -- Last day in force
    notes VARCHAR,  -- CMS's instruction
);

CREATE TABLE ncci_bundles (  -- How many PTP edits a code has in each column, and the eight partners worth most
    hcpcs VARCHAR,  -- Procedure code
    ncci_table VARCHAR,  -- practitioner or hospital
    as_column_1 BIGINT,  -- Edits in which the code is the one that is paid
    as_column_1_bypassable BIGINT,  -- Of those, bypassable by a modifier
    top_column_2 STRUCT(hcpcs VARCHAR, answer VARCHAR, latest_payment DECIMAL(15,2), rationale VARCHAR)[],  -- Of the other codes, the eight whose payment is highest; latest_payment is that of the fee schedule of the first day or, where none is loaded, of the last before it
    as_column_2 BIGINT,  -- Edits in which the code is the one that is not paid
    as_column_2_bypassable BIGINT,  -- Of those, bypassable by a modifier
    top_column_1 STRUCT(hcpcs VARCHAR, answer VARCHAR, latest_payment DECIMAL(15,2), rationale VARCHAR)[],  -- Of the other codes, the eight whose payment is highest; latest_payment is that of the fee schedule of the first day or, where none is loaded, of the last before it
    release_id VARCHAR,  -- Release of the figures
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE ncci_modifiers (  -- NCCI-associated modifiers: those that bypass a PTP edit with modifier indicator 1
    modifier VARCHAR NOT NULL,  -- Modifier
    meaning VARCHAR NOT NULL,  -- What it means
    column_1_since DATE,  -- Date since which it bypasses an edit when it is on the column 1 code; null: never
    source VARCHAR NOT NULL,  -- CMS document, or the release as a JSON object
);

CREATE TABLE ncci_mue (  -- Most units of a code that one patient's day or claim line is paid for; absence is not 'no limit'.
    ncci_table VARCHAR NOT NULL,  -- practitioner, hospital (outpatient) or dme (supplier)
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
    previous_value INTEGER,  -- Units before, where a file says so; none has so far
);

CREATE TABLE ncci_ptp (  -- Pairs of codes that are not paid together, one row an episode of a pair.
    ncci_table VARCHAR NOT NULL,  -- practitioner, hospital (outpatient) or dme (supplier)
    column_1 VARCHAR NOT NULL,  -- Code that is paid
    column_2 VARCHAR NOT NULL,  -- Code that is not paid beside it
    prior_to_1996 BOOLEAN,  -- In force before 1996
    effective_date DATE NOT NULL,  -- First day in force
    deletion_date DATE,  -- Last day in force; null: still
    modifier_indicator VARCHAR NOT NULL,  -- Code of the list ptp_modifier_indicator
    rationale VARCHAR,  -- Code of the list ptp_rationale; files to 2016 may lack it
    first_release_id VARCHAR NOT NULL,  -- First release that lists the row with exactly these values
    last_release_id VARCHAR,  -- Last release that lists it so; null while the newest loaded release lists it
);

CREATE TABLE ncci_ptp_by_column_2 (  -- Pairs of codes that are not paid together, one row an episode of a pair.
    ncci_table VARCHAR NOT NULL,  -- practitioner, hospital (outpatient) or dme (supplier)
    column_1 VARCHAR NOT NULL,  -- Code that is paid
    column_2 VARCHAR NOT NULL,  -- Code that is not paid beside it
    prior_to_1996 BOOLEAN,  -- In force before 1996
    effective_date DATE NOT NULL,  -- First day in force
    deletion_date DATE,  -- Last day in force; null: still
    modifier_indicator VARCHAR NOT NULL,  -- Code of the list ptp_modifier_indicator
    rationale VARCHAR,  -- Code of the list ptp_rationale; files to 2016 may lack it
    first_release_id VARCHAR NOT NULL,  -- First release that lists the row with exactly these values
    last_release_id VARCHAR,  -- Last release that lists it so; null while the newest loaded release lists it
);

CREATE TABLE ncci_ptp_changes (  -- Pairs that a quarter adds, deletes, or gives another modifier indicator, as CMS lists them.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    change VARCHAR NOT NULL,  -- addition, deletion or indicator_change
    column_1 VARCHAR NOT NULL,  -- Code that is paid
    column_2 VARCHAR NOT NULL,  -- Code that is not paid beside it
    modifier_indicator VARCHAR NOT NULL,  -- Code of the list ptp_modifier_indicator
);

CREATE TABLE opps_addendum_a (  -- The APCs of OPPS and their national rates.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    apc VARCHAR NOT NULL,  -- ambulatory payment classification
    group_title VARCHAR,  -- CMS's name of the APC
    status_indicator VARCHAR NOT NULL,  -- OPPS status indicator; addendum D1 defines it
    relative_weight DECIMAL(14,4),  -- weight of the APC
    payment_rate DECIMAL(14,3),  -- national rate in dollars before the wage index, billed alone
    national_copayment DECIMAL(14,3),  -- dollars
    minimum_copayment DECIMAL(14,3),  -- dollars; a fifth of the rate
    ira_coinsurance_pct DECIMAL(8,4),  -- per cent under the Inflation Reduction Act, from 2023
    adjusted_copayment DECIMAL(14,3),  -- dollars, capped and adjusted
    pass_through_expiration VARCHAR,  -- * where the pass-through status ends within the year
    note VARCHAR,  -- CMS's remark on the copayment
);

CREATE TABLE opps_addendum_b (  -- What OPPS does with each HCPCS code: status, APC and the hospital's national rate.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    change_indicator VARCHAR,  -- CH, NC, NI or NP: what the final rule changed
    status_indicator VARCHAR NOT NULL,  -- OPPS status indicator; addendum D1 defines it
    apc VARCHAR,  -- ambulatory payment classification
    relative_weight DECIMAL(14,4),  -- weight of the APC
    payment_rate DECIMAL(14,3),  -- national rate in dollars before the wage index, billed alone
    national_copayment DECIMAL(14,3),  -- dollars
    minimum_copayment DECIMAL(14,3),  -- dollars; a fifth of the rate
    ira_coinsurance_pct DECIMAL(8,4),  -- per cent under the Inflation Reduction Act, from 2023
    adjusted_copayment DECIMAL(14,3),  -- dollars, capped and adjusted
    pass_through_expiration VARCHAR,  -- * where the pass-through status ends within the year
    note VARCHAR,  -- CMS's remark on the copayment
    is_changed BOOLEAN,  -- changed since the last quarter's addendum
);

CREATE TABLE opps_addendum_d1 (  -- What CMS says the OPPS status indicators mean.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    status_indicator VARCHAR NOT NULL,  -- OPPS status indicator; addendum D1 defines it
    item VARCHAR NOT NULL,  -- CMS's text, a line a row of the addendum
    opps_payment_status VARCHAR,  -- CMS's text, a line a row of the addendum
);

CREATE TABLE opps_addendum_j_adjustments (  -- Pairs of codes on a claim that move a comprehensive APC to a higher one.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    primary_hcpcs VARCHAR NOT NULL,  -- J1 code that ranks first on the claim
    primary_description VARCHAR,  -- CMS's short descriptor of primary_hcpcs, HCPCS Level II only
    primary_status_indicator VARCHAR,  -- always J1
    primary_apc VARCHAR,  -- APC of the primary code alone
    secondary_hcpcs VARCHAR NOT NULL,  -- J1 or add-on code of the same claim
    secondary_description VARCHAR,  -- CMS's short descriptor of secondary_hcpcs, HCPCS Level II only
    secondary_status_indicator VARCHAR,  -- J1, or N for an add-on code
    secondary_apc VARCHAR,  -- blank for an add-on code
    placeholder VARCHAR,  -- CMS's own name of the adjusted service; not a billing code
    adjusted_apc VARCHAR,  -- APC that is paid for the pair; blank where no higher one exists
);

CREATE TABLE opps_addendum_j_evaluation (  -- Every pair that CMS tested for a complexity adjustment, with the figures that decided.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    primary_hcpcs VARCHAR NOT NULL,  -- J1 code that ranks first on the claim
    primary_description VARCHAR,  -- CMS's short descriptor of primary_hcpcs, HCPCS Level II only
    primary_status_indicator VARCHAR,  -- always J1
    primary_apc VARCHAR,  -- APC of the primary code alone
    secondary_hcpcs VARCHAR NOT NULL,  -- J1 or add-on code of the same claim
    secondary_description VARCHAR,  -- CMS's short descriptor of secondary_hcpcs, HCPCS Level II only
    secondary_status_indicator VARCHAR,  -- J1, or N for an add-on code
    secondary_apc VARCHAR,  -- blank for an add-on code
    adjusted_apc VARCHAR,  -- APC that is paid for the pair; blank where no higher one exists
    frequency INTEGER,  -- claims with the pair
    geometric_mean_cost DECIMAL(14,2),  -- dollars, of the claims with the pair
    comparison_hcpcs VARCHAR,  -- sets the threshold
    cost_threshold DECIMAL(14,2),  -- dollars the pair's cost must reach
    is_adjusted BOOLEAN NOT NULL,  -- whether the pair is adjusted
);

CREATE TABLE opps_addendum_j_exclusions (  -- What a comprehensive APC does not package, in CMS's words.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    exclusion VARCHAR NOT NULL,  -- CMS's text
);

CREATE TABLE opps_addendum_j_rank (  -- Rank of each J1 code: the lowest number on a claim is the primary service and is paid.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- J1 code
    description VARCHAR,  -- CMS's short descriptor of hcpcs, HCPCS Level II only
    status_indicator VARCHAR,  -- always J1
    apc VARCHAR,  -- APC of the code alone
    apc_geometric_mean_cost DECIMAL(14,2),  -- dollars, of the APC
    frequency INTEGER,  -- services on all claims
    single_unit_frequency INTEGER,  -- services alone
    single_unit_geometric_mean_cost DECIMAL(14,2),  -- dollars, of the code alone
    rank INTEGER NOT NULL,  -- 1 ranks first
    is_deleted BOOLEAN,  -- no longer a code in the year
);

CREATE TABLE opps_addendum_l (  -- Hospitals whose wage index is raised because residents of their county work elsewhere.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    ccn VARCHAR NOT NULL,  -- the hospital's CMS certification number
    cbsa VARCHAR,  -- CBSA; two digits: rural area of a state
    is_reclassified BOOLEAN,  -- reclassified hospitals get no out-migration adjustment
    out_migration_adjustment DECIMAL(6,4) NOT NULL,  -- is added to the wage index
    county_name VARCHAR,  -- as printed
    fips_county VARCHAR,  -- state and county
);

CREATE TABLE opps_addendum_m (  -- Codes of status Q3 that a composite APC may take in.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    change_indicator VARCHAR,  -- what the rule changed
    status_indicator VARCHAR,  -- Q3, before the composite is decided
    apc VARCHAR,  -- APC where no composite applies
    composite_apcs VARCHAR NOT NULL,  -- one APC, `5041, 5045` where either may apply, `8005 or 8006` without or with contrast
);

CREATE TABLE opps_addendum_n (  -- Codes that CMS leaves out when it makes single claims of claims with several procedures.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    is_overlap BOOLEAN,  -- in a list of its own, too
    is_addition BOOLEAN,  -- new in the list of this year
);

CREATE TABLE opps_addendum_o (  -- New codes of the year, and the placeholders under which they were proposed.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    placeholder VARCHAR,  -- code in the proposed rule; two where the rule joined them
    description VARCHAR,  -- CMS's long descriptor, HCPCS Level II only
);

CREATE TABLE opps_addendum_p_device_intensive (  -- Device-intensive procedures: the device's share of the rate exceeds 30 per cent.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    status_indicator VARCHAR,  -- OPPS status indicator, D for a deleted code
    apc VARCHAR,  -- ambulatory payment classification
    payment_rate DECIMAL(14,2),  -- dollars, of the APC
    device_offset_pct DECIMAL(8,4) NOT NULL,  -- device's share of the rate in per cent
    device_offset_amount DECIMAL(14,2),  -- dollars: rate x percentage; caps a device credit
    apc_device_offset_pct DECIMAL(8,4),  -- device's share of the APC's rate in per cent, from 2025
);

CREATE TABLE opps_addendum_p_offsets (  -- Device offset of every procedure with claims.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    status_indicator VARCHAR,  -- OPPS status indicator, D for a deleted code
    apc VARCHAR,  -- ambulatory payment classification
    payment_rate DECIMAL(14,2),  -- dollars, of the APC
    device_offset_pct DECIMAL(8,4) NOT NULL,  -- device's share of the rate in per cent
    device_offset_amount DECIMAL(14,2),  -- dollars: rate x percentage; caps a device credit
);

CREATE TABLE opps_addendum_q (  -- Drugs that Indian Health Service and tribal hospitals are paid on top of their all-inclusive rate.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- HCPCS code
    description VARCHAR,  -- CMS's short descriptor, HCPCS Level II only
    payment_rate DECIMAL(14,2) NOT NULL,  -- dollars per billing unit, without the add-on of addendum B's rate
);

CREATE TABLE opps_discounts (  -- The discount formulas of the IOCE
    is_type_t BOOLEAN NOT NULL,  -- Status indicator T that is ranked
    is_highest BOOLEAN,  -- The highest T of the day; null: either
    is_terminated BOOLEAN NOT NULL,  -- Modifier 52 or 73
    is_bilateral BOOLEAN,  -- Modifier 50 on a bilateral code; null: either
    formula VARCHAR NOT NULL,  -- Number of the formula
    first_unit DECIMAL(4,2) NOT NULL,  -- Share of the rate for the first unit
    further_units DECIMAL(4,2) NOT NULL,  -- Share for each further unit
    meaning VARCHAR NOT NULL,  -- What it means
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE opps_out_migration (  -- What is added to the wage index of hospitals in a county whose residents work elsewhere.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    fips_county VARCHAR NOT NULL,  -- state and county
    out_migration_adjustment DECIMAL(6,4) NOT NULL,  -- is added to the wage index unless the hospital is reclassified
    effective_date DATE NOT NULL,  -- first day of service
);

CREATE TABLE opps_pricer_rate (  -- Rates by APC as CMS's own OPPS pricer reads them: those of January, and what a quarter changed.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    apc VARCHAR NOT NULL,  -- APC
    status_indicator VARCHAR NOT NULL,  -- as in addendum A
    effective_date DATE NOT NULL,  -- first day of service
    payment_rate DECIMAL(14,2) NOT NULL,  -- dollars; 0 where the pricer pays nothing by it
    national_copayment DECIMAL(14,2) NOT NULL,  -- beneficiary's share in dollars
    minimum_copayment DECIMAL(14,2) NOT NULL,  -- least share of the beneficiary, dollars
);

CREATE TABLE opps_wage_index (  -- Wage indexes of hospitals by area, as CMS's own OPPS pricer reads them.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    cbsa VARCHAR NOT NULL,  -- CBSA; two digits: rural area of a state, 98 and 99 Indian health
    effective_date DATE NOT NULL,  -- first day of service
    geographic_wage_index DECIMAL(6,4),  -- of hospitals in the area
    reclassified_wage_index DECIMAL(6,4),  -- of hospitals reclassified to it
    rural_floor DECIMAL(6,4),  -- of the state, to 2022
    imputed_floor DECIMAL(6,4),  -- of a state without a rural area
    name VARCHAR,  -- as printed, from 2021
);

CREATE TABLE parity (  -- Our amounts against amounts CMS published, compared to the cent
    published_release_id VARCHAR NOT NULL,  -- Release that holds CMS's amounts
    scorecard VARCHAR NOT NULL,  -- Which of its amounts
    amounts BIGINT NOT NULL,  -- Amounts CMS published
    equal BIGINT NOT NULL,  -- Ours equal to the cent
    misses BIGINT NOT NULL,  -- Ours differ; each is named in parity_misses
    no_figure BIGINT NOT NULL,  -- We hold no figures to compute one from; each is named in parity_misses
    note VARCHAR,  -- Which releases ours were computed from
);

CREATE TABLE parity_misses (  -- Every published amount that ours does not equal
    published_release_id VARCHAR NOT NULL,  -- Release that holds CMS's amount
    scorecard VARCHAR NOT NULL,  -- Which of its amounts
    hcpcs VARCHAR NOT NULL,  -- Code
    modifier VARCHAR,  -- Modifier, if any
    mac VARCHAR,  -- Medicare contractor
    locality VARCHAR,  -- Locality of the contractor
    published_amount DECIMAL(12,2),  -- CMS's amount, dollars
    our_amount DECIMAL(12,2),  -- Ours, dollars; null where we hold no figures
    reason VARCHAR NOT NULL,  -- Why they differ, as far as it is known
);

CREATE TABLE payment_statuses (  -- Every status a cell can have
    payment_status VARCHAR NOT NULL,  -- Name of the status
    meaning VARCHAR NOT NULL,  -- What it means
);

CREATE TABLE pfs_anesthesia_cf (  -- Anesthesia conversion factor of each Medicare locality, dollars per unit.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    mac VARCHAR NOT NULL,  -- Contractor
    locality VARCHAR NOT NULL,  -- Of its MAC
    locality_name VARCHAR,  -- As printed
    qualifying_apm BOOLEAN,  -- For qualifying APM participants, 2026 on
    conversion_factor DECIMAL(9,4) NOT NULL,  -- Dollars per unit, in the locality
    national_conversion_factor DECIMAL(10,6),  -- From the header, where it states it
);

CREATE TABLE pfs_final_gpci (  -- Indices that were finally paid in each locality: those of GPCI, raised to the floors that were in force by law
    mac VARCHAR,  -- Medicare contractor
    locality VARCHAR,  -- Locality of the contractor
    locality_name VARCHAR,  -- Name of the locality, as printed
    us_state VARCHAR,  -- USPS state abbreviation, where GPCI prints it or the locality is a state that a law names
    work_gpci DECIMAL(6,3),  -- Index of physician work
    pe_gpci DECIMAL(6,3),  -- Index of practice expense
    mp_gpci DECIMAL(6,3),  -- Index of malpractice
    unreadable_reason VARCHAR,  -- Why CMS's row could not be read, and the indices are null; null where it was
    release_id VARCHAR,  -- Release of the indices
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE pfs_gpci (  -- Geographic practice cost indices of each Medicare locality.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    mac VARCHAR NOT NULL,  -- Contractor
    us_state VARCHAR,  -- USPS state abbreviation, 2021 on
    locality VARCHAR NOT NULL,  -- Of its MAC
    locality_name VARCHAR,  -- As printed
    work_gpci DECIMAL(6,3) NOT NULL,  -- As paid
    work_gpci_without_floor DECIMAL(6,3),  -- As it would be without the floor of 1.0
    pe_gpci DECIMAL(6,3) NOT NULL,  -- Of practice expense
    mp_gpci DECIMAL(6,3) NOT NULL,  -- Of malpractice
);

CREATE TABLE pfs_laws (  -- Laws that changed what the physician fee schedule finally paid, from 2009 on; kind unsettled names the releases whose printed figures were not final
    law VARCHAR,  -- Short title; null for unsettled
    kind VARCHAR NOT NULL,  -- work_gpci_floor, pe_gpci_floor, conversion_factor, calculation_flag, unsettled
    service_from DATE NOT NULL,  -- First date of service
    service_to DATE,  -- Last date of service, as enacted; null if the law is permanent. Of laws that name a factor for a day the one enacted last holds
    applies_to VARCHAR NOT NULL,  -- all, a state, qualifying_apm or not_qualifying_apm, a calculation flag, or the releases of unsettled
    value DECIMAL(9,4),  -- Lowest index, dollars per RVU, or share of the amount
    enacted_on DATE,  -- Day on which the law was enacted, or the notice published: it is known from then on
    source VARCHAR NOT NULL,  -- Law and section, or the CMS file that shows it
    note VARCHAR,  -- What CMS printed before
);

CREATE TABLE pfs_locality_county (  -- The counties of each Medicare locality.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    mac VARCHAR NOT NULL,  -- Contractor
    locality VARCHAR NOT NULL,  -- Of its MAC
    us_state VARCHAR NOT NULL,  -- As printed
    fee_schedule_area VARCHAR NOT NULL,  -- Name
    counties VARCHAR NOT NULL,  -- As printed; txt cuts long lists
);

CREATE TABLE pfs_opps_cap (  -- Prices under the OPPS cap of each code and locality.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- CPT or HCPCS code
    modifier VARCHAR,  -- TC, or blank
    status_code VARCHAR NOT NULL,  -- As in pfs_rvu
    mac VARCHAR NOT NULL,  -- Contractor
    locality VARCHAR NOT NULL,  -- Of its MAC
    facility_price DECIMAL(12,2) NOT NULL,  -- Dollars
    nonfacility_price DECIMAL(12,2) NOT NULL,  -- Dollars
);

CREATE TABLE pfs_payment_published (  -- Payment amounts as CMS published them, by code and locality.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    year INTEGER NOT NULL,  -- Calendar year
    mac VARCHAR NOT NULL,  -- Contractor
    locality VARCHAR NOT NULL,  -- Of its MAC
    hcpcs VARCHAR NOT NULL,  -- CPT or HCPCS code
    modifier VARCHAR,  -- 26, TC or 53; blank is the whole service
    qualifying_apm BOOLEAN,  -- From the QP file, 2026 on
    nonfacility_amount DECIMAL(12,2) NOT NULL,  -- Dollars
    facility_amount DECIMAL(12,2) NOT NULL,  -- Dollars
    pctc_indicator VARCHAR NOT NULL,  -- As in pfs_rvu
    status_code VARCHAR NOT NULL,  -- As in pfs_rvu
    multiple_surgery VARCHAR NOT NULL,  -- As in pfs_rvu
    therapy_reduction_nonfacility DECIMAL(12,2) NOT NULL,  -- Dollars after the reduction
    therapy_reduction_facility DECIMAL(12,2) NOT NULL,  -- Dollars after the reduction
    opps_indicator VARCHAR NOT NULL,  -- 1: capped at the OPPS amount
    opps_nonfacility_amount DECIMAL(12,2) NOT NULL,  -- Dollars
    opps_facility_amount DECIMAL(12,2) NOT NULL,  -- Dollars
);

CREATE TABLE pfs_rvu (  -- Relative value units and payment policy indicators of every code, from PPRRVU.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    hcpcs VARCHAR NOT NULL,  -- CPT or HCPCS code
    modifier VARCHAR,  -- 26, TC or 53; blank is the whole service
    qualifying_apm BOOLEAN,  -- From the QPP file, 2026 on
    description VARCHAR,  -- Level II only
    status_code VARCHAR NOT NULL,  -- Whether and how paid
    not_used_for_medicare BOOLEAN,  -- Not paid by
    work_rvu DECIMAL(9,2) NOT NULL,  -- Physician work, RVUs
    pe_rvu_nonfacility DECIMAL(9,2) NOT NULL,  -- Practice expense, office, RVUs
    na_nonfacility BOOLEAN,  -- Not done there: no price
    pe_rvu_facility DECIMAL(9,2) NOT NULL,  -- Practice expense, facility, RVUs
    na_facility BOOLEAN,  -- Not done there: no price
    mp_rvu DECIMAL(9,2) NOT NULL,  -- Malpractice, RVUs
    total_rvu_nonfacility DECIMAL(9,2) NOT NULL,  -- Sum of the three, office
    total_rvu_facility DECIMAL(9,2) NOT NULL,  -- Sum of the three, facility
    pe_rvu_nonfacility_fully_implemented DECIMAL(9,2),  -- 2009-2012: as if the move to new expense data were over
    na_nonfacility_fully_implemented BOOLEAN,  -- 2009-2012: as if the move to new expense data were over
    pe_rvu_facility_fully_implemented DECIMAL(9,2),  -- 2009-2012: as if the move to new expense data were over
    na_facility_fully_implemented BOOLEAN,  -- 2009-2012: as if the move to new expense data were over
    total_rvu_nonfacility_fully_implemented DECIMAL(9,2),  -- 2009-2012: as if the move to new expense data were over
    total_rvu_facility_fully_implemented DECIMAL(9,2),  -- 2009-2012: as if the move to new expense data were over
    pctc_indicator VARCHAR NOT NULL,  -- Professional and technical components
    global_days VARCHAR NOT NULL,  -- Surgical package
    preoperative_share DECIMAL(5,2) NOT NULL,  -- Share of the global package, 0 to 1
    intraoperative_share DECIMAL(5,2) NOT NULL,  -- Share of the global package, 0 to 1
    postoperative_share DECIMAL(5,2) NOT NULL,  -- Share of the global package, 0 to 1
    multiple_procedure VARCHAR NOT NULL,  -- Multiple procedure reduction
    bilateral_surgery VARCHAR NOT NULL,  -- Bilateral surgery adjustment
    assistant_surgery VARCHAR NOT NULL,  -- Assistant at surgery
    co_surgeons VARCHAR NOT NULL,  -- Two surgeons
    team_surgery VARCHAR NOT NULL,  -- A team of surgeons
    pricing_indicator VARCHAR,  -- Added by CMS in 2026
    endoscopic_base VARCHAR,  -- Base code of the endoscopic family
    conversion_factor DECIMAL(9,4) NOT NULL,  -- Dollars per RVU
    physician_supervision VARCHAR NOT NULL,  -- Of diagnostic tests
    calculation_flag VARCHAR NOT NULL,  -- CMS's own
    imaging_family VARCHAR NOT NULL,  -- Reduced when done together
    opps_pe_nonfacility DECIMAL(9,2) NOT NULL,  -- Under the OPPS cap, RVUs
    opps_pe_facility DECIMAL(9,2) NOT NULL,  -- Under the OPPS cap, RVUs
    opps_mp DECIMAL(9,2) NOT NULL,  -- Under the OPPS cap, RVUs
);

CREATE TABLE pfs_spans (  -- What Congress made of each release of the physician fee schedule: one row per release and rectangle of days of service by days of knowledge with the same factor, floors and calculation flags
    release_id VARCHAR,  -- Release
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
    conversion_factor DECIMAL(9,4),  -- Dollars per RVU that were finally paid, by law as known then; null where the release prints a factor that no law names, and the printed one is used
    work_gpci_floor DECIMAL(6,3),  -- Floor of the work index in force everywhere, null if none, or if no index printed is lower
    state_floors STRUCT(us_state VARCHAR, kind VARCHAR, lowest DECIMAL(6,3))[],  -- Floors in force in single states
    flag_2 DECIMAL(3,2),  -- Factor on the release's codes with calculation flag 2: 1.05 or 1
    flag_3 DECIMAL(3,2),  -- Factor on the release's codes with calculation flag 3: 0.98 or 1
    unsettled_reason VARCHAR,  -- Why what was finally paid cannot be told from this release; null where it can
);

CREATE TABLE physician_fees (  -- One row per release, code and modifier of the physician fee schedule: RVUs, national payment in both settings, a status and a reason for each, indicators; ask it by code_figures_on, or by its four dates
    hcpcs VARCHAR,  -- Procedure code
    modifier VARCHAR,  -- Modifier of the row; null for the code itself
    is_base_row BOOLEAN,  -- The row that stands for the code: the one without a modifier, or that with 26 where CMS prints no other
    description VARCHAR,  -- HCPCS Level II descriptor; null for CPT and dental codes, whose text is not CMS's
    status_code VARCHAR,  -- PFS status code
    status_meaning VARCHAR,  -- What the status code means
    work_rvu DECIMAL(9,2),  -- Physician work RVU
    pe_rvu_nonfacility DECIMAL(9,2),  -- Practice expense RVU outside a facility
    na_nonfacility BOOLEAN,  -- CMS marks the non-facility setting NA
    pe_rvu_facility DECIMAL(9,2),  -- Practice expense RVU in a facility
    na_facility BOOLEAN,  -- CMS marks the facility setting NA
    mp_rvu DECIMAL(9,2),  -- Malpractice RVU
    total_rvu_nonfacility DECIMAL(9,2),  -- Total RVUs outside a facility, as printed even where NA
    total_rvu_facility DECIMAL(9,2),  -- Total RVUs in a facility, as printed even where NA
    conversion_factor DECIMAL(9,4),  -- Dollars per RVU, not for qualifying APM participants
    conversion_factor_qp DECIMAL(9,4),  -- Dollars per RVU for qualifying APM participants; the same until 2025; null where the release lacks their file
    adjustment DECIMAL(3,2),  -- Factor on the payment by law (calculation flags): 1.05, 0.98 or 1
    physician_payment_nonfacility DECIMAL(15,2),  -- National payment outside a facility, dollars; null unless the status is paid
    physician_payment_facility DECIMAL(15,2),  -- National payment of the physician in a facility, dollars; null unless the status is paid
    physician_payment_nonfacility_qp DECIMAL(15,2),  -- physician_payment_nonfacility for qualifying APM participants
    physician_payment_facility_qp DECIMAL(15,2),  -- physician_payment_facility for qualifying APM participants
    opps_cap_nonfacility DECIMAL(15,2),  -- OPPS amount that limits the payment outside a facility, dollars; null where none does
    opps_cap_facility DECIMAL(15,2),  -- OPPS amount that limits the payment in a facility, dollars; null where none does
    payment_status_nonfacility VARCHAR,  -- Status of physician_payment_nonfacility, see payment_statuses
    reason_nonfacility VARCHAR,  -- Why
    payment_status_facility VARCHAR,  -- Status of physician_payment_facility, see payment_statuses
    reason_facility VARCHAR,  -- Why
    payment_status_nonfacility_qp VARCHAR,  -- Status of physician_payment_nonfacility_qp, see payment_statuses; no_data where the release lacks the QPP file
    reason_nonfacility_qp VARCHAR,  -- Why
    payment_status_facility_qp VARCHAR,  -- Status of physician_payment_facility_qp, see payment_statuses; no_data where the release lacks the QPP file
    reason_facility_qp VARCHAR,  -- Why
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
    not_used_for_medicare BOOLEAN,  -- RVUs are printed for information only
    opps_pe_nonfacility DECIMAL(9,2),  -- Practice expense RVU that gives the OPPS amount, non-facility
    opps_pe_facility DECIMAL(9,2),  -- Practice expense RVU that gives the OPPS amount, facility
    opps_mp DECIMAL(9,2),  -- Malpractice RVU that gives the OPPS amount
    opps_pe_nonfacility_qp DECIMAL(9,2),  -- opps_pe_nonfacility for qualifying APM participants
    opps_pe_facility_qp DECIMAL(9,2),  -- opps_pe_facility for qualifying APM participants
    opps_mp_qp DECIMAL(9,2),  -- opps_mp for qualifying APM participants
    release_id VARCHAR,  -- Release of the figures
    modifier_profile VARCHAR,  -- The indicators that decide which modifiers go with the code; key of modifier_profiles
    release_label VARCHAR,  -- Its name for source lines
    sha256 VARCHAR,  -- SHA-256 of its file
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE physician_payments (  -- What a physician is paid nationally, one row per release and law, code, modifier, setting and kind of participant: the one statement that figures, sites, localities, changes and cards read
    hcpcs VARCHAR,  -- Procedure code
    modifier VARCHAR,  -- Modifier of the row; null for the code itself
    pfs_setting VARCHAR,  -- facility or nonfacility
    qualifying_apm BOOLEAN,  -- For qualifying participants of an advanced alternative payment model
    is_base_row BOOLEAN,  -- The row that stands for the code: the one without a modifier, or that with 26 where CMS prints no other
    work_rvu DECIMAL(9,2),  -- Physician work RVU
    pe_rvu DECIMAL(9,2),  -- Practice expense RVU in the setting
    mp_rvu DECIMAL(9,2),  -- Malpractice RVU
    opps_pe_rvu DECIMAL(9,2),  -- Practice expense RVU that gives the OPPS amount; null where none limits the payment
    opps_mp_rvu DECIMAL(9,2),  -- Malpractice RVU that gives the OPPS amount; null where none limits the payment
    professional_work_rvu DECIMAL(12,2),  -- Work RVU of what is not technical: all of it, the row with 26 of a code that splits, or 0
    professional_pe_rvu DECIMAL(12,2),  -- Practice expense RVU of what is not technical
    professional_mp_rvu DECIMAL(12,2),  -- Malpractice RVU of what is not technical
    conversion_factor DECIMAL(9,4),  -- Dollars per RVU that were finally paid; null for qualifying participants where the release lacks their file
    adjustment DECIMAL(3,2),  -- Factor on the payment by law (calculation flags): 1.05, 0.98 or 1
    opps_cap_amount DECIMAL(15,2),  -- OPPS amount that limits the national payment, dollars; null where none does
    physician_payment DECIMAL(15,2),  -- National payment, dollars; null unless the status is paid
    payment_status VARCHAR,  -- Status of the payment, see payment_statuses
    reason VARCHAR,  -- Why
    printed_modifiers VARCHAR,  -- Modifiers with which CMS prints the code, commas between; null if none
    pctc_indicator VARCHAR,  -- Professional and technical components, see indicators
    modifier_profile VARCHAR,  -- The indicators that decide which modifiers go with the code; key of modifier_profiles
    release_id VARCHAR,  -- Release of the figures
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE places_of_service (  -- Place-of-service codes of claims, with the fee schedule's setting and the site they stand for
    place_of_service VARCHAR NOT NULL,  -- Two digits
    pfs_setting VARCHAR NOT NULL,  -- facility, nonfacility
    site VARCHAR,  -- office, hospital_outpatient, asc; null where it is none of them
    meaning VARCHAR NOT NULL,  -- What the place is
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE professional_exclusions (  -- Where a physician is not paid what the fee schedule prints, by PC/TC indicator
    pctc_indicator VARCHAR NOT NULL,  -- PC/TC indicator
    site VARCHAR NOT NULL,  -- office, hospital_outpatient or asc
    reason VARCHAR NOT NULL,  -- Why
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE ptp_slices (  -- One row per stretch of days within which no PTP edit begins or ends, with the fee schedule that its codes are ranked by
    ncci_table VARCHAR,  -- practitioner or hospital
    release_id VARCHAR,  -- PTP release in force there
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
    pfs_release_id VARCHAR,  -- Physician fee schedule release of the first day, as known last, or else the last one before it; null where none is loaded
    pfs_from DATE,  -- First day of its factor, floor and flags, see pfs_spans
    pfs_known_from DATE,  -- First day on which they were known
);

CREATE TABLE reduction_exemptions (  -- Modifiers that keep a line out of the reductions for several procedures
    indicator VARCHAR NOT NULL,  -- Multiple procedure indicator of the code
    modifier VARCHAR NOT NULL,  -- Modifier
    since DATE,  -- First date of service
    until DATE,  -- Last date of service
    is_assumed BOOLEAN NOT NULL,  -- true where the modifier is taken at its word, and the price notes it
    meaning VARCHAR NOT NULL,  -- What it means
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE related_codes (  -- Codes that CMS puts beside a code: endoscopic family, same APC
    hcpcs VARCHAR,  -- Procedure code
    relation VARCHAR,  -- What the codes have to do with it
    meaning VARCHAR,  -- What it means
    code_count BIGINT,  -- How many codes there are; related_codes may hold the nearest only
    related_codes VARCHAR,  -- The codes, spaces between
    release_id VARCHAR,  -- Release of the figures
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
    release_id VARCHAR NOT NULL,  -- Release the file belongs to
    file_part VARCHAR NOT NULL,  -- f1 to f4 where CMS cuts a release into parts, else empty
    url VARCHAR NOT NULL,  -- URL that was asked for
    final_url VARCHAR,  -- URL that answered, after redirects
    sha256 VARCHAR NOT NULL,  -- SHA-256 of the bytes in the archive
    size BIGINT NOT NULL,  -- Bytes
    retrieved_at TIMESTAMP NOT NULL,  -- When it was fetched, UTC
    last_modified VARCHAR,  -- Last-Modified header as received
    etag VARCHAR,  -- ETag header as received
    license_accepted BOOLEAN NOT NULL,  -- The operator had accepted the AMA licence that CMS asks for before this file
    stated_rows INTEGER,  -- Rows that CMS's page says the file has ("The file has 2,179 records")
    conformed_folder VARCHAR NOT NULL,  -- Conformed tables the rows were loaded from: SHA-256 and version of the transform
);

CREATE VIEW release_sequence (  -- Each release with the one it follows in its series
    release_id VARCHAR,  -- Release
    series VARCHAR,  -- Series
    previous_release_id VARCHAR,  -- Release before it; of a re-posting the posting before; null for the first
    kind VARCHAR,  -- correction: CMS re-posted the release; law: an R release or one from mid-quarter, which Congress caused; else quarterly
);

CREATE TABLE release_spans (  -- Which release of a series is in force: rectangles of date of service by date known, never overlapping; a day outside all of them has no data
    series VARCHAR NOT NULL,  -- Series
    release_id VARCHAR NOT NULL,  -- Release in force there
    service_from DATE NOT NULL,  -- First date of service
    service_to DATE NOT NULL,  -- Last date of service
    known_from DATE NOT NULL,  -- First day of knowledge
    known_to DATE NOT NULL,  -- Last day of knowledge; 9999-12-31 is open
);

CREATE TABLE releases (  -- One row per revision of a release: what CMS posted, its service dates, and the date it became known
    release_id VARCHAR NOT NULL,  -- Series, vintage and revision: pfs-rvu 2026A r1
    series VARCHAR NOT NULL,  -- Series the release belongs to, such as pfs-rvu, opps, asc
    vintage VARCHAR NOT NULL,  -- CMS's own name of the period: 2026A, 2024AR, 2026-01, 2026Q2
    revision INTEGER NOT NULL,  -- 1 for the first posting held, 2 and up when CMS re-posted the release with other bytes
    label VARCHAR NOT NULL,  -- Name for source lines: RVU26A · January 2026
    service_from DATE NOT NULL,  -- First date of service
    service_to DATE NOT NULL,  -- Last date of service
    published_on DATE,  -- Day CMS posted it; null where nothing states it
    published_basis VARCHAR,  -- Where that day is stated: link text, URL, member name, catalogue, Last-Modified
    known_from DATE NOT NULL,  -- First day on which it counts as known
    known_to DATE NOT NULL,  -- Last as-of date on which it is in force for any service date; earlier than known_from if it never was; 9999-12-31 if it still is
    known_basis VARCHAR NOT NULL,  -- published, assumed_service_start (no date found, first posting) or retrieved
    url VARCHAR NOT NULL,  -- URL that was asked for; of the first file where a release has several
    final_url VARCHAR,  -- URL that answered, after redirects
    sha256 VARCHAR NOT NULL,  -- SHA-256 of the file; of several files, SHA-256 of theirs joined by newlines in part order
    size BIGINT NOT NULL,  -- Bytes, all files together
    retrieved_at TIMESTAMP NOT NULL,  -- When it was fetched, UTC
    last_modified VARCHAR,  -- Last-Modified header as received
    etag VARCHAR,  -- ETag header as received
);

CREATE VIEW schedule_comparisons (  -- Rates that two schedules print for one code and quarter (drugs: ASP, OPPS K and G, ASC K2; brachytherapy: OPPS U, ASC H2), for every pair of postings; to the cent where one file is rounded to cents
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
    known_reason VARCHAR,  -- Why they differ, where cross_check_exceptions explains it
);

CREATE TABLE series_calendar (  -- For every series and day the release in force, or why there is none; every day of service and of knowledge lies in one row
    series VARCHAR,  -- Series
    release_id VARCHAR,  -- Release in force; null where there is none
    reason VARCHAR,  -- Why there is none; null where a posting exists that was not known yet
    known_since DATE,  -- Day on which the first posting for these days was known, where it was not yet
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE set_aside (  -- Source rows that are in no table, each with its reason
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    file_sha256 VARCHAR NOT NULL,  -- SHA-256 of the zip that contains the member
    table_name VARCHAR NOT NULL,  -- Table that was read
    member VARCHAR NOT NULL,  -- File inside the zip; of a workbook `book.xlsx!sheet`
    line BIGINT,  -- Line or spreadsheet row, from 1
    reason VARCHAR NOT NULL,  -- What was wrong with it
    row VARCHAR,  -- The cells as JSON, without descriptors
);

CREATE VIEW site_of_service (  -- One row per code, site and rectangle of time: what the physician and the facility are paid, together, with a status and a reason for each; ask it by site_of_service_on, or by its four dates
    hcpcs VARCHAR,  -- Procedure code
    site VARCHAR,  -- office, hospital_outpatient or asc
    professional_modifier VARCHAR,  -- 26 where the professional part is that row: in a facility, and of a code that CMS prints only with 26
    professional_payment DECIMAL(15,2),  -- National payment of the physician, dollars, also where the facility is not paid
    professional_payment_qp DECIMAL(15,2),  -- professional_payment for qualifying APM participants
    professional_status VARCHAR,  -- Status of the professional part, see payment_statuses
    professional_reason VARCHAR,  -- Why
    professional_status_qp VARCHAR,  -- Status of professional_payment_qp, see payment_statuses; no_data where the release lacks the QPP file
    professional_reason_qp VARCHAR,  -- Why
    facility_payment DECIMAL(15,3),  -- Facility payment in dollars; for drugs, per billing unit
    facility_payment_if_billed_alone DECIMAL(14,3),  -- What the hospital is paid for a packaged code that is billed alone, dollars
    facility_rate_printed DECIMAL(15,3),  -- Rate that Addendum B, AA or BB prints beside the code, dollars, whatever the status; no price unless facility_payment or facility_payment_if_billed_alone holds it too
    facility_copayment DECIMAL(15,3),  -- Beneficiary's share of the facility payment where CMS prints it, dollars
    facility_status VARCHAR,  -- Status of the facility part, see payment_statuses
    facility_reason VARCHAR,  -- Why
    total_payment DECIMAL(17,3),  -- Professional, facility and other payment together, dollars; only where the status is paid, professional_only or packaged; null where a part is paid at an amount not known here
    total_payment_qp DECIMAL(17,3),  -- total_payment for qualifying APM participants
    total_payment_if_billed_alone DECIMAL(17,3),  -- Total if nothing that packages the code is billed with it (status indicators Q1 to Q4), dollars
    other_schedule VARCHAR,  -- Schedule that pays what physician, OPPS or ASC leave to it: laboratory, drug or dmepos
    other_payment DECIMAL(14,3),  -- What it pays, dollars per unit, also in facility_payment of a hospital; null where it has no national amount
    other_payment_if_billed_alone DECIMAL(14,3),  -- What it pays for a test that is packaged unless billed alone (Q4), dollars
    other_unit VARCHAR,  -- What other_payment is for
    other_release_id VARCHAR,  -- Its release
    payment_status VARCHAR,  -- The one status of the code at the site
    reason VARCHAR,  -- Why
    payment_status_qp VARCHAR,  -- status for qualifying APM participants
    reason_qp VARCHAR,  -- Why
    apc VARCHAR,  -- Ambulatory payment classification
    status_indicator VARCHAR,  -- OPPS status indicator
    payment_indicator VARCHAR,  -- ASC payment indicator
    facility_payment_73 DECIMAL(12,2),  -- Facility payment when stopped before anesthesia (modifier 73), dollars; null where the device offset is not known
    facility_payment_74 DECIMAL(15,3),  -- Facility payment when stopped after anesthesia (modifier 74), dollars
    professional_release_id VARCHAR,  -- Release of the professional part
    professional_release_label VARCHAR,  -- Its name for source lines
    professional_sha256 VARCHAR,  -- SHA-256 of its file
    facility_release_id VARCHAR,  -- Release of the facility part
    facility_release_label VARCHAR,  -- Its name for source lines
    facility_sha256 VARCHAR,  -- SHA-256 of its file
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
);

CREATE TABLE site_spans (  -- Rectangles of date of service by date known, with the release of each payment system in force there; null where none is loaded
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    known_from DATE,  -- First day on which this was known
    known_to DATE,  -- Last day on which this was the latest known; 9999-12-31 if it still is
    pfs_release_id VARCHAR,  -- Physician fee schedule release in force
    pfs_from DATE,  -- First day of the factor, floor and flags in force, see pfs_spans
    pfs_known_from DATE,  -- First day on which they were known
    opps_release_id VARCHAR,  -- OPPS release in force
    asc_release_id VARCHAR,  -- ASC release in force
    clfs_release_id VARCHAR,  -- Laboratory fee schedule release in force
    asp_release_id VARCHAR,  -- Release of drug payment limits in force
    dmepos_release_id VARCHAR,  -- DMEPOS fee schedule release in force
);

CREATE TABLE snapshot (  -- One row: what this file is
    id VARCHAR NOT NULL,  -- Newest quarter in force and the first eight digits of the content digest
    content_digest VARCHAR NOT NULL,  -- Digest of every row of every table that is not about the build, and of the SQL that defines views, macros and checks
    inputs VARCHAR NOT NULL,  -- Digest of the releases, their bytes, the transforms and the code it was built from
    newest_quarter VARCHAR NOT NULL,  -- Latest quarter that a release speaks for
    code_version VARCHAR NOT NULL,  -- Version of cmsfees
    tables_version VARCHAR NOT NULL,  -- Digest of what decides which rows the tables hold; a file of another version is not continued
    views_version VARCHAR NOT NULL,  -- Digest of the SQL, rules and meanings that the tables for apps are derived by; those of another version are derived anew
    built_at TIMESTAMP NOT NULL,  -- When it was built, UTC
    duckdb_version VARCHAR NOT NULL,  -- DuckDB that wrote it
    polars_version VARCHAR NOT NULL,  -- Polars that conformed it
);

CREATE TABLE tables_missing (  -- One row per table, or part of one, that a release should hold and that was not loaded: the release is loaded in part
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    file_sha256 VARCHAR NOT NULL,  -- SHA-256 of the zip that contains the member
    table_name VARCHAR NOT NULL,  -- Table that was read
    part VARCHAR NOT NULL,  -- Pattern of the member that holds the part; empty where the whole table is missing
    kind VARCHAR NOT NULL,  -- absent: no member of the zip holds it; rejected: a member does and could not be read
    reason VARCHAR NOT NULL,  -- Where, what was expected, what was found and what to do
);

CREATE TABLE unreadable_rows (  -- Rows of set_aside by code and place: an answer that would have used one is unreadable
    release_id VARCHAR,  -- Release
    table_name VARCHAR,  -- Table that the row was meant for
    hcpcs VARCHAR,  -- Procedure code; of a pair the first code (NCCI: column 1, Addendum J: primary, ASC code pairs: device), of an add-on relation the add-on code; null for a place
    column_2 VARCHAR,  -- Second code of a pair (NCCI: column 2, Addendum J: secondary, ASC code pairs: procedure)
    modifier VARCHAR,  -- Modifier, if any
    modifier_2 VARCHAR,  -- Second modifier, if any
    place VARCHAR,  -- MAC and locality (10112 00), ZIP code, CBSA, state, bidding area, county (FIPS) or hospital (CCN) of the row, if any; ? where that could not be read
    item VARCHAR,  -- APC or NDC of the row, if any
    qualifying_apm BOOLEAN,  -- Of the figures for qualifying participants of an advanced alternative payment model
    reason VARCHAR,  -- Member, line and what was wrong with the row
);

CREATE TABLE us_states (  -- States and territories as CMS numbers them, with the name of those that are one locality and that laws name
    us_state VARCHAR NOT NULL,  -- USPS state abbreviation
    ssa_code VARCHAR NOT NULL,  -- Two digits: a rural area, and the first two digits of a hospital's CCN
    locality_name VARCHAR,  -- Name of the locality in GPCI, in capitals, where it is the whole state and a law names it
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE wage_index_rules (  -- Floors and adjustments of the hospitals' wage index, by date of service
    schedule VARCHAR NOT NULL,  -- opps
    rule VARCHAR NOT NULL,  -- Which rule
    since DATE NOT NULL,  -- First date of service
    until DATE,  -- Last date of service
    value VARCHAR,  -- Quartile, where the rule has one
    meaning VARCHAR NOT NULL,  -- What it does
    source VARCHAR NOT NULL,  -- CMS document
);

CREATE TABLE witness_differences (  -- One row per column in which another whole rendering differs from the one that was loaded
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    file_sha256 VARCHAR NOT NULL,  -- SHA-256 of the zip that contains the member
    table_name VARCHAR NOT NULL,  -- Table that was read
    member VARCHAR NOT NULL,  -- The other rendering
    loaded_member VARCHAR NOT NULL,  -- The rendering that was loaded
    column_name VARCHAR NOT NULL,  -- Column that differs, or `a row of one only`
    rows_differing BIGINT NOT NULL,  -- Rows that differ
);

CREATE TABLE witnesses (  -- One row per rendering of a table in a zip; CMS posts most tables as csv, text and workbook
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    file_sha256 VARCHAR NOT NULL,  -- SHA-256 of the zip that contains the member
    table_name VARCHAR NOT NULL,  -- Table that was read
    member VARCHAR NOT NULL,  -- File inside the zip; of a workbook `book.xlsx!sheet`
    state VARCHAR NOT NULL,  -- loaded; whole (read and compared); rejected (could not be read); unread (not needed)
    rows_read BIGINT,  -- Rows read from it
    zeros_restored BIGINT,  -- Codes that got back zeros that a spreadsheet had dropped
    reason VARCHAR,  -- Why it was rejected
);

CREATE TABLE zip_locality (  -- The contractor and locality that each ZIP code, and each plus-four where it matters, is paid under.
    release_id VARCHAR NOT NULL,  -- Release that the row came from
    zip VARCHAR NOT NULL,  -- Five digits
    plus_four VARCHAR,  -- Blank: the whole ZIP code
    us_state VARCHAR NOT NULL,  -- USPS state abbreviation
    mac VARCHAR NOT NULL,  -- Contractor
    locality VARCHAR NOT NULL,  -- Of its MAC
    rural_indicator VARCHAR,  -- Blank urban, R rural, B super rural
    rural_indicator_2006 VARCHAR,  -- As of 2006-12-01
    lab_locality VARCHAR,  -- Lab bidding area
    plus_four_flag VARCHAR NOT NULL,  -- 1: see the plus-fours
    part_b_indicator VARCHAR,  -- CMS's own
    period VARCHAR NOT NULL,  -- YYYYQ
);

CREATE MACRO _adjusted(cents, adjustment);  -- Cents with the factor of a calculation flag, rounded half up
CREATE MACRO _anesthesia_factor(in_mac, in_locality, is_qp, in_release);  -- Dollars per anesthesia unit in a locality; until 2025 there is one factor for all, from 2026 one more for qualifying APM participants. A release of pfs-rvu, or of the factors posted apart from it
CREATE TABLE MACRO _apc_rates(service_date, known_on);  -- Rate of each APC on a date of service, and the status indicator that its codes are paid under
CREATE MACRO _are_modifiers(modifiers);  -- Whether each modifier of a text or a list has two letters or digits
CREATE MACRO _area(area);  -- A CBSA of five digits, or the two digits of a state's rural area; null for what is none
CREATE TABLE MACRO _asc_pairs(service_date, known_on);  -- Pass-through devices and procedures whose rate they lower on a date of service
CREATE TABLE MACRO _asc_rates(service_date, known_on);  -- Rates of Addenda AA and BB on a date of service, and what EE excludes
CREATE TABLE MACRO _asc_wage_index(area, service_date, known_on);  -- One row: the index of surgical centers in a CBSA or a state's rural area
CREATE MACRO _asked_problem(code, asked_code, modifiers, are_modifiers, service_date, setting, asked_setting, qp);  -- What of a question is not understood, beside what was understood of it; null where all is
CREATE MACRO _card_content(section, body);  -- Aggregate: what a card says of a code, of rows in the order of their place
CREATE MACRO _card_is_listed(section);  -- Aggregate: whether any payment system lists the code
CREATE TABLE MACRO _card_sections(service_date, known_on);  -- The parts of every card: code, section, place within it, JSON object
CREATE TABLE MACRO _card_sources_on(service_date, known_on);  -- One row: how every card ends, with the releases in force that it quotes and the series without one; whether a payment system is among them
CREATE MACRO _card_text(code, service_date, known_on, status, reason, content, sources);  -- A card of its pieces
CREATE MACRO _cba(cba);  -- Name of a former competitive bidding area in capitals
CREATE MACRO _ccn(ccn);  -- A hospital's certification number (010006) with its zero; null for what is none
CREATE MACRO _cents_to_dollars(cents);  -- Dollars
CREATE MACRO _code(code);  -- A procedure code, trimmed and in capitals; null for what is no code
CREATE MACRO _code_group(code);  -- Group of codes that a rule names by range (evaluation, computed_tomography, x_ray), else null
CREATE MACRO _code_of(line);  -- The procedure code of a line that may carry modifiers (29881-59); null for what is no code
CREATE MACRO _column_change(changed_column, value_before, value_after);  -- The change of one column of a row, both values as text; null if it did not change
CREATE MACRO _county(county);  -- A county's FIPS code of five digits with its zero; null for what is none
CREATE MACRO _dmepos_release(in_part, service_date, known_on);  -- Newest release of the year that holds a part of the schedule: CMS posts nutrition, rural and former CBA files in January and again only when they change
CREATE MACRO _dollars(amount, share);  -- A share of an amount in dollars, rounded half up to cents
CREATE MACRO _facility_reason(code_list, code, meaning, rate);  -- An indicator and what CMS says it means
CREATE MACRO _gap_reason(reason, known_since, known_on);  -- Why no release is in force in a gap of series_calendar; null where one is
CREATE MACRO _if_locality_known(told, payment_status, is_unplaced, instead);  -- A status or reason, or another where the locality is unknown and the physician would be paid
CREATE MACRO _in_dollars(amount);  -- An amount of three decimals as one writes it: 88.91, and 37.025 only where the third says something
CREATE MACRO _in_force_on(last, asked);  -- Whether something that goes on to a last day, or without one, goes on to the day asked for
CREATE MACRO _is_drug_code(code);  -- Whether HCPCS Level II files the code among drugs and biologicals
CREATE MACRO _is_listed(first, last, asked);  -- Whether an NCCI row with this first and last release is in the release asked for
CREATE MACRO _is_opps_capped(pe, mp, opps_pe, opps_mp);  -- Whether the technical part is limited to the OPPS amount (section 5102(b) of the DRA of 2005)
CREATE MACRO _latest_release(in_series, service_date, known_on);  -- Release of a series that began last on or before a day, as known on a date, also where its period has ended: for what CMS posts seldom
CREATE MACRO _leaves_total_open(payment_status);  -- Whether something is paid under this status whose amount is not known here
CREATE MACRO _local_facility_reason(reason, is_national, is_local, is_alike, wage_index, wage_reason);  -- A reason with the wage index that the facility's part is at, or why it is national
CREATE MACRO _local_payment(payment_status, work, pe, mp, opps_pe, opps_mp, work_gpci, pe_gpci, mp_gpci, factor, adjustment);  -- What a physician is paid at indices, or the OPPS amount where the technical part is limited to it and that is lower; null unless the status is paid
CREATE MACRO _local_total(total, professional, local_professional);  -- Total with the local professional part in place of the national one; null where that is not known
CREATE MACRO _locality(locality);  -- Number of a locality with its zero; null for what is none
CREATE MACRO _locally_paid(rate, labor_share, wage_index);  -- A facility rate with its labor share scaled by the wage index, rounded half up to cents
CREATE MACRO _lowest_quartile(wage_index, quartile);  -- An index below the first quartile rises by half of its distance, rounded half up to four decimals
CREATE MACRO _mac(mac);  -- Number of a Medicare contractor with its zero; null for what is none
CREATE MACRO _modified_amount(full_amount, cap_amount, professional_amount, technical_share, capped_technical_share);  -- Dollars, not yet rounded: a share of the technical part, limited to the OPPS amount, then a share of what the limit leaves of it
CREATE MACRO _modifier_profile(status, pctc, global, multiple, bilateral, assistant, co, team, pre, intra, post, code_group, has_53, rules_since);  -- What decides which modifiers go with a code, as one text
CREATE MACRO _modifiers(modifiers);  -- Modifiers of a text (26-50, 26 50) or a list, in capitals; none for null
CREATE MACRO _ncci_table(release_id);  -- practitioner, hospital or dme, from the id of an NCCI release
CREATE MACRO _ncci_table_of(setting);  -- practitioner (an ASC too), hospital or dme, of these and of their usual names
CREATE MACRO _ndc(ndc_text);  -- A national drug code as CMS writes it, 5-4-2: from eleven digits or from groups with hyphens of which one lacks its zero (4-4-2, 5-3-2, 5-4-1); another identifier of a product in capitals
CREATE MACRO _ndc_problem(ndc_text);  -- Why a text names no package; null where it may
CREATE MACRO _no_area(area);  -- Why a word names no area with a wage index
CREATE MACRO _no_locality_reason(release_id, mac, locality);  -- Why nothing is paid in a locality that the release does not list
CREATE MACRO _no_ncci_table(setting, tables);  -- Why an NCCI question is not understood
CREATE MACRO _no_other_schedule(clfs_release_id, dmepos_release_id);  -- Why a code that OPPS leaves to another schedule has no amount here
CREATE MACRO _not_listed_reason(site, without_ee);  -- Why a site has no facility payment for a code that its schedule does not list; without_ee: why Addendum EE is missing
CREATE MACRO _open_to(site, professional_status, facility_status, status_indicator);  -- Which other schedule may pay at a site what physician, OPPS or ASC do not: laboratory, drug, hospital or dmepos
CREATE TABLE MACRO _opps_rates(service_date, known_on);  -- Rates of Addendum B on a date of service
CREATE TABLE MACRO _opps_wage_index(area, service_date, in_us_state, in_ccn, in_fips_county, in_reclassified, known_on);  -- One row: the index of hospitals in a CBSA or a state's rural area, or of a hospital that Addendum L lists
CREATE MACRO _other_schedule_note(status_code);  -- What is known of the schedule that pays a hospital for a code that OPPS leaves to another
CREATE MACRO _pfs_cents(work, pe, mp, work_gpci, pe_gpci, mp_gpci, factor);  -- Payment in cents, rounded half up
CREATE TABLE MACRO _pfs_changes(from_release, to_release, in_mac, in_locality);  -- Codes of two pfs-rvu releases with their payment in both, nationally or in a contractor's locality, the difference split into its causes, and what else changed; unchanged codes too
CREATE MACRO _pfs_dollars(work, pe, mp, work_gpci, pe_gpci, mp_gpci, factor);  -- Payment in dollars, rounded half up
CREATE TABLE MACRO _pfs_priced(in_release, in_mac, in_locality);  -- A release of the physician fee schedule, one row per code, modifier, kind of participant and setting: its payment, nationally or in a locality, and the parts of it; null where it is not paid from RVUs or what was paid is not settled
CREATE MACRO _pfs_reason(payment_status, status_code, status_meaning, is_capped, adjustment, unsettled_reason);  -- Why a setting of a physician fee schedule row has its status
CREATE MACRO _pfs_setting(setting);  -- facility or nonfacility, of these, of the three sites, of their usual names and of place-of-service codes, as places_of_service has them
CREATE MACRO _pfs_status(usual_status, status_without_amount, total_rvu, is_na, is_settled, is_drug);  -- Status of one setting of a physician fee schedule row, from its status code, RVUs and NA mark
CREATE TABLE MACRO _physician_fees_in(service_date, in_mac, in_locality, qp, known_on);  -- Physician fee schedule in both settings, nationally or in a MAC locality
CREATE MACRO _place_problem(mac, locality);  -- Why a MAC and a locality name no place; null where they do, or where both are left out
CREATE MACRO _professional_reason(payment_status, reason, release_id, site, excluded_because, is_without_part);  -- Why the professional part has its status
CREATE MACRO _professional_status(payment_status, release_id, site, excluded_because, is_without_part);  -- Status of the professional part at a site
CREATE MACRO _release_leq(one, other);  -- Whether of two releases of an NCCI series the first is the same as the other or comes before it
CREATE MACRO _row_change(listed_before, listed_after);  -- added, dropped or changed, from anything that is never null in a row of the one release and of the other
CREATE MACRO _rules_since(day);  -- Last day on or before the one asked on which a rule of modifiers began or ended; null before the first
CREATE MACRO _series(series);  -- A series as releases name it (pfs-rvu), of PFS RVU and pfs_rvu too
CREATE MACRO _setting_named(word);  -- facility or nonfacility, of a word with a blank before and behind it
CREATE MACRO _site_named(word);  -- office, hospital_outpatient or asc, of a word with a blank before and behind it; null where it names none of them
CREATE MACRO _site_reason(site, professional_status, professional_reason, facility_status, facility_reason);  -- Why a code has its one status at a site
CREATE MACRO _site_status(site, professional_status, facility_status);  -- The one status of a code at a site: in a facility the facility's, unless only the professional part is open, or is all that is paid
CREATE MACRO _site_total(professional, professional_status, facility, facility_effect);  -- Professional and facility payment together; null where either is paid at an amount not known here
CREATE TABLE MACRO _sites_in_locality_on(service_date, in_mac, in_locality, known_on);  -- site_of_service_on with the physician paid at a MAC locality's indices; the facility's part is national
CREATE MACRO _state_floor(floors, in_state, of_kind);  -- Lowest index that the laws of a single state allow, null if none does; see pfs_spans
CREATE MACRO _states_of_area(name);  -- States that a CBSA lies in, from the end of its name: Augusta-Richmond County GA-SC
CREATE TABLE MACRO _unreadable_zip(zip_code, service_date, known_on);  -- Internal: why the record of a ZIP code in the file in force could not be read; no row where it could, or is none
CREATE MACRO _us_state(state);  -- Abbreviation of a state or territory (TX), as us_states has them; null for what is none
CREATE MACRO _wage_index_rule(in_rule, service_date);  -- Value of a wage index rule in force on a date of service; empty text where the rule has none, null where it is not in force
CREATE MACRO _word(text);  -- A word as the lists of synonyms write it
CREATE MACRO _zip(zip);  -- A ZIP code of 5 or 9 digits (02339, 02339-1234), digits alone; null for what is none
CREATE TABLE MACRO add_on_edits_on(service_date, known_on);  -- Every add-on code with a primary code it is paid with (CCCCC: the contractor decides), on a date of service; none where the quarter's file is not loaded, see add_on_status
CREATE TABLE MACRO add_on_status(codes, service_date, known_on);  -- One row per code of a list: edit (add-on without a primary), bypassable (the contractor may accept another primary), no_edit, no_data or unreadable
CREATE TABLE MACRO anesthesia_payment(code, in_minutes, modifiers, in_mac, in_locality, service_date, qp, present_at_induction, known_on);  -- Payment of an anesthetic to the cent, in a locality: (base units + minutes / 15) x the locality's factor x the modifier's share; no physical-status units, as Medicare pays none. 20 per cent are the beneficiary's. Claims Processing Manual, chapter 12, sections 50 and 140
CREATE MACRO anesthesia_time_units(in_minutes);  -- Time units of whole minutes: fifteenths, rounded to one decimal (95 minutes are 6.3)
CREATE TABLE MACRO anesthesia_units_on(service_date, known_on);  -- Base units per anesthesia code of the newest file that began on or before a day; units_of_year is the year CMS printed them for; null units with the reason where the row could not be read
CREATE TABLE MACRO changes_between(from_release, to_release, in_mac, in_locality);  -- Every row that changed between two releases of one series, in all its tables: dollars with their causes, and each other column that changed; with a contractor and locality, the payments there
CREATE MACRO code_card(code, service_date, known_on);  -- Card of one code on a date of service, as known on a date, as one JSON value; of an unknown code or date a card with only a status and a reason
CREATE TABLE MACRO code_cards_on(service_date, known_on);  -- One JSON card a code that any payment system lists on a date of service; warehouse/snapshots/card.schema.json describes it
CREATE TABLE MACRO code_figures_on(service_date, known_on);  -- physician_fees on a date of service, as known on a date (left out: all that this snapshot knows)
CREATE TABLE MACRO codes_in_region(in_region, in_category);  -- Codes of a part of the body, such as foot & ankle; of one category where it is given
CREATE TABLE MACRO dmepos_area_of_zip(in_zip, service_date, known_on);  -- State, whether rural, and former competitive bidding area of a ZIP code, for the DMEPOS fee schedule
CREATE TABLE MACRO dmepos_fees_on(service_date, in_state, in_rural, in_cba, known_on);  -- DMEPOS fees on a day: one row per code and modifiers, in a state (beneficiary's permanent address), its rural ZIP codes or a former competitive bidding area. Floors and ceilings are already in the fees; without a state the amount is null
CREATE TABLE MACRO dmepos_rental_months(code, service_date, in_state, in_rural, in_cba, known_on);  -- What a rented item is paid from month to month: one row per modifiers and span of months; an open month_to has no last month
CREATE TABLE MACRO drug_fees_by_ndc(ndc_code, service_date, known_on);  -- What a package is paid, by its NDC (11 digits, or groups with hyphens: 5-4-2, 4-4-2, 5-3-2, 5-4-1): one row per code, for an NDC may have two; dollars per billing unit and per package. One row where the crosswalk lists no such package
CREATE TABLE MACRO drug_fees_on(service_date, known_on);  -- Payment limits of Part B drugs on a day: one row per code, dollars per billing unit. The limit includes the 6 or 8 per cent; listing does not mean coverage
CREATE TABLE MACRO fees_of(code, service_date, in_mac, in_locality, in_state, in_rural, in_cba, qp, known_on);  -- fees_on of one code: every schedule that lists it
CREATE TABLE MACRO fees_on(service_date, in_mac, in_locality, in_state, in_rural, in_cba, qp, known_on);  -- What every Medicare fee schedule says of every code on a day: one row per code, modifiers and schedule (physician twice, by pfs_setting). Amount in dollars per unit before anything is taken off; basis says what it is for: national, mac_locality, state, rural, former_cba, contractor. Give in_mac and in_locality for the physician, in_state, in_rural and in_cba for DMEPOS
CREATE TABLE MACRO hcpcs_descriptors_on(service_date, known_on);  -- HCPCS Level II codes and modifiers by the newest file that began on or before a day: CMS's texts, coverage, pricing indicators, BETOS and dates, with the corrections known by then; a terminated code must not be priced
CREATE TABLE MACRO laboratory_fees_on(service_date, known_on);  -- Clinical laboratory fee schedule on a day: one row per code and modifier, dollars per test; the amount is null where the contractor prices it
CREATE TABLE MACRO localities_of_zip(code, service_date, known_on);  -- MAC localities that a ZIP code (5 or 9 digits) can lie in; several rows where it is ambiguous, none where the file of that quarter is not loaded or lacks it
CREATE TABLE MACRO modifiers_on(service_date, known_on);  -- code_modifiers on a date of service, as known on a date (left out: all that this snapshot knows)
CREATE TABLE MACRO mue_edits_on(service_date, in_setting, known_on);  -- Every published limit of units in force on a date of service in a setting (practitioner, hospital or dme); none where the quarter's table is not loaded, see mue_limits
CREATE TABLE MACRO mue_limits(codes, service_date, in_setting, known_on);  -- One row per code of a list: its published limit of units (edit), no_edit, no_data, unreadable, no_such_code or not_understood
CREATE TABLE MACRO ncci_mue_listed(release_id);  -- Every row of the MUE table that CMS posted as this release (ncci-mue-hospital 2024Q3 r1)
CREATE TABLE MACRO ncci_ptp_listed(release_id);  -- Every row of the PTP table that CMS posted as this release (ncci-ptp-practitioner 2024Q3 r1), exact duplicates once
CREATE MACRO no_data_reason(series, service_date, known_on);  -- Why no release of a series is in force on a date of service as known on a date; null where one is
CREATE MACRO pfs_amount(work, pe, mp, work_gpci, pe_gpci, mp_gpci, conversion_factor);  -- Dollars: (work x work GPCI + PE x PE GPCI + MP x MP GPCI) x conversion factor, rounded half up once; null if any part is null. RVUs of two decimals, indices of three, a factor of four
CREATE TABLE MACRO pfs_payment(code, modifiers, in_mac, in_locality, service_date, in_setting, qp, known_on);  -- One row: payment of a code with its modifiers (text such as 26-50, a list, or null) by a physician in a MAC locality (both null: national), setting facility or nonfacility; with each step, a status and a reason. Each argument may be a column: FROM lines, LATERAL (FROM pfs_payment(lines.code, …))
CREATE TABLE MACRO pfs_payment_by_zip(code, modifiers, zip_code, service_date, in_setting, qp, known_on);  -- pfs_payment in every MAC locality that a ZIP code can lie in; one row with status no_data where the file in force lacks it, and not_understood for what is no ZIP code; the reason says so where the last four digits decide
CREATE TABLE MACRO pfs_payments(code, modifiers, places, service_date, in_setting, qp, known_on);  -- pfs_payment for a list of {mac, locality}; where both are null it means the nation, whose indices are all 1
CREATE TABLE MACRO physician_payments_on(service_date, known_on);  -- What a physician is paid in every MAC locality on a date of service: one row per locality, code, printed modifier, setting and kind of participant; payment is null unless the status is paid
CREATE TABLE MACRO ptp_conflicts(codes, service_date, in_setting, known_on);  -- One row per pair of the codes in a list (29881-59 is the code 29881): edit, bypassable, no_edit, no_data, unreadable, no_such_code or not_understood, with the column of each
CREATE TABLE MACRO ptp_edits_on(service_date, in_setting, known_on);  -- Every procedure-to-procedure edit in force on a date of service in a setting (practitioner or hospital); none where the quarter's table is not loaded, see ptp_conflicts
CREATE MACRO release_on(series, service_date, known_on);  -- release_id in force for a series on a date of service, as known on a date (left out: all that this snapshot knows); null where nothing loaded speaks for that day, see no_data_reason
CREATE TABLE MACRO release_status(series, service_date, known_on);  -- One row: the release in force for a series, or status no_data and why
CREATE TABLE MACRO site_of_service_local_on(service_date, in_mac, in_locality, in_cbsa, in_ccn, in_us_state, known_on);  -- site_of_service_on with the physician paid at a MAC locality's indices (null MAC: national) and the facility at the wage index of a CBSA or a state's rural area (in_cbsa 13820, 01) or of a hospital that Addendum L lists (in_ccn); without one, or where no index is loaded, facility_is_national and the reason says why
CREATE TABLE MACRO site_of_service_of(code, service_date, in_mac, in_locality, in_cbsa, in_ccn, in_us_state, known_on);  -- Three rows, whatever the code and the date: office, hospital_outpatient and asc, in a MAC locality if one is given; where nothing lists the code, no release is in force or the question is not understood, status not_listed, no_data or not_understood and why
CREATE TABLE MACRO site_of_service_on(service_date, known_on);  -- site_of_service on a date of service, as known on a date (left out: all that this snapshot knows)
CREATE TABLE MACRO site_payments_of(code, service_date, in_state, in_rural, known_on);  -- site_payments_on of one code
CREATE TABLE MACRO site_payments_on(service_date, in_state, in_rural, known_on);  -- What each site is paid for a code on a day, with the schedule that pays: one row per code and site, dollars per unit. Q4 stays packaged, with the laboratory fee beside it; a drug has no professional part; equipment needs a state
CREATE TABLE MACRO wage_index_on(area, service_date, in_us_state, in_ccn, in_fips_county, in_reclassified, known_on);  -- Two rows, opps and asc: the wage index of a CBSA (13820) or a state's rural area (01) on a date of service, with the rules that made it, or another payment_status and why. Hospitals: in_ccn where Addendum L lists it, in_fips_county for out-migration, in_reclassified for the reclassified column
