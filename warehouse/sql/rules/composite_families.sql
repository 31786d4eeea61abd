-- Imaging families for which a composite APC pays once
--
-- key: composite

CREATE TABLE composite_families (
    composite VARCHAR NOT NULL,  -- Composite APC without contrast
    with_contrast VARCHAR NOT NULL,  -- Composite APC if a study is with contrast
    meaning VARCHAR NOT NULL,  -- The family
    source VARCHAR NOT NULL  -- CMS document
);
