-- Changes in the releases that are new in this snapshot; the macro changes_between compares any two

CREATE TABLE changes (
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
    amount_before DECIMAL(14, 3),  -- Dollars before: national payment, rate, price or factor; null if the row has none
    amount_after DECIMAL(14, 3),  -- Dollars after; null if the row has none
    difference DECIMAL(14, 3),  -- After minus before, dollars; for pfs_rvu the sum of its causes
    by_work DECIMAL(12, 2),  -- Part of the difference caused by work RVUs, at the GPCIs and factor before
    by_pe DECIMAL(12, 2),  -- Part caused by practice expense RVUs, at the GPCIs and factor before
    by_mp DECIMAL(12, 2),  -- Part caused by malpractice RVUs, at the GPCIs and factor before
    by_gpci DECIMAL(12, 2),  -- Part caused by the GPCIs, at the RVUs after and the factor before; 0 nationally
    by_conversion_factor DECIMAL(12, 2),  -- Part caused by the conversion factor, at the RVUs and GPCIs after
    by_opps_limit DECIMAL(12, 2),  -- Part caused by the OPPS limit: its deduction before minus its deduction after
    column_changes STRUCT(column_name VARCHAR, value_before VARCHAR, value_after VARCHAR)[] NOT NULL  -- Every other
        -- column of table_name that changed, with values as text, null if missing; empty unless change is changed
);
