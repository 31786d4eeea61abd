-- Place-of-service codes of claims, with their fee schedule setting and site
--
-- key: place_of_service

CREATE TABLE places_of_service (
    place_of_service VARCHAR NOT NULL,  -- Two digits
    pfs_setting VARCHAR NOT NULL,  -- facility, nonfacility
    site VARCHAR,  -- office, hospital_outpatient, asc; null if it is none of them
    meaning VARCHAR NOT NULL,  -- Name of the place
    source VARCHAR NOT NULL  -- CMS document
);
