-- What the releases that are new in this snapshot changed; the macro changes_between answers for any two

CREATE TABLE changes (
    from_release_id VARCHAR NOT NULL,  -- Release that the new one follows in its series
    to_release_id VARCHAR NOT NULL,  -- Release that is new in this snapshot
    kind VARCHAR NOT NULL,  -- quarterly, correction (CMS re-posted the release) or law (an R release, or one from
        -- mid-quarter)
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
    amount_before DECIMAL(14, 3),  -- Dollars before: national payment, rate, price or factor; null where the row has
        -- none
    amount_after DECIMAL(14, 3),  -- Dollars after; null where the row has none
    difference DECIMAL(14, 3),  -- After less before, dollars; of pfs_rvu the sum of its causes
    by_work DECIMAL(12, 2),  -- Part of the difference caused by work RVUs, at the GPCIs and factor before
    by_pe DECIMAL(12, 2),  -- Part caused by practice expense RVUs, at the GPCIs and factor before
    by_mp DECIMAL(12, 2),  -- Part caused by malpractice RVUs, at the GPCIs and factor before
    by_gpci DECIMAL(12, 2),  -- Part caused by the GPCIs, at the RVUs after and the factor before; 0 nationally
    by_conversion_factor DECIMAL(12, 2),  -- Part caused by the conversion factor, at the RVUs and GPCIs after
    by_opps_limit DECIMAL(12, 2),  -- Part caused by the limit to the OPPS amount: what it took off after, less what it
        -- took off before
    column_changes STRUCT(column_name VARCHAR, value_before VARCHAR, value_after VARCHAR)[] NOT NULL  -- Every other
        -- column of table_name that changed, values as text and null where there was none; empty unless changed
);
