-- Sites at which a physician is not paid the fee schedule amount, by PC/TC indicator
--
-- key: pctc_indicator, site

CREATE TABLE professional_exclusions (
    pctc_indicator VARCHAR NOT NULL,  -- PC/TC indicator
    site VARCHAR NOT NULL,  -- office, hospital_outpatient or asc
    reason VARCHAR NOT NULL,  -- Why
    source VARCHAR NOT NULL  -- CMS document
);
