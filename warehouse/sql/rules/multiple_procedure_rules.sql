-- Rules for several procedures of one day: share of the amount that each rank is paid
--
-- key: indicator, component, rank_from, since

CREATE TABLE multiple_procedure_rules (
    indicator VARCHAR,  -- CMS indicator the rule goes by
    component VARCHAR,  -- What is ranked and reduced: whole, technical, professional or practice_expense
    rank_from VARCHAR,  -- First rank
    rank_to VARCHAR,  -- Last rank; null: all further ones
    share VARCHAR,  -- Share of the payment that remains
    since VARCHAR,  -- First date of service
    until VARCHAR,  -- Last date of service
    meaning VARCHAR,  -- What it means
    source VARCHAR  -- CMS document, or the release as a JSON object
);
