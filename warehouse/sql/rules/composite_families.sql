-- Imaging families that a composite APC pays once
--
-- key: composite

CREATE TABLE composite_families (
    composite VARCHAR,  -- Composite APC without contrast
    with_contrast VARCHAR,  -- Composite APC if one study is with contrast
    meaning VARCHAR,  -- The family
    source VARCHAR  -- CMS document
);
