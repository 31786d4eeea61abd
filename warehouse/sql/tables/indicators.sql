-- Meaning of every CMS code list
--
-- key: code_list, code

CREATE TABLE indicators (
    code_list VARCHAR NOT NULL,  -- List, such as pfs_status or opps_status_indicator
    code VARCHAR NOT NULL,  -- Code as CMS lists it
    meaning VARCHAR NOT NULL,  -- Meaning, in our words
    source VARCHAR NOT NULL  -- CMS document
);
