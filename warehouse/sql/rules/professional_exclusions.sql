-- Where a physician is not paid what the fee schedule prints, by PC/TC indicator
--
-- key: pctc_indicator, site

CREATE TABLE professional_exclusions (
    pctc_indicator VARCHAR,  -- PC/TC indicator
    site VARCHAR,  -- office, hospital_outpatient or asc
    reason VARCHAR,  -- Why
    source VARCHAR  -- CMS document
);
