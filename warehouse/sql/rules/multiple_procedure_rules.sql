-- Rules for several procedures of one day: share of the amount that each rank is paid
--
-- key: indicator, component, rank_from, since

CREATE TABLE multiple_procedure_rules (
    indicator VARCHAR NOT NULL,  -- CMS indicator the rule goes by
    component VARCHAR NOT NULL,  -- What is ranked and reduced: whole, technical, professional or practice_expense
    rank_from INTEGER NOT NULL,  -- First rank
    rank_to INTEGER,  -- Last rank; null: all further ones
    share DECIMAL(4, 2),  -- Share of the payment that remains
    since DATE,  -- First date of service
    until DATE,  -- Last date of service
    meaning VARCHAR NOT NULL,  -- What it means
    source VARCHAR NOT NULL  -- CMS document, or the release as a JSON object
);
