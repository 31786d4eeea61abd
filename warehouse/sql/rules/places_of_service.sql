-- Place-of-service codes of claims, with the fee schedule's setting and the site they stand for
--
-- key: place_of_service

CREATE TABLE places_of_service (
    place_of_service VARCHAR NOT NULL,  -- Two digits
    pfs_setting VARCHAR NOT NULL,  -- facility, nonfacility
    site VARCHAR,  -- office, hospital_outpatient, asc; null where it is none of them
    meaning VARCHAR NOT NULL,  -- What the place is
    source VARCHAR NOT NULL  -- CMS document
);
