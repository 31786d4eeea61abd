-- Multiple-procedure rules: the share of the amount paid to each rank
--
-- key: indicator, component, rank_from, service_from

CREATE TABLE multiple_procedure_rules (
    indicator VARCHAR NOT NULL,  -- CMS indicator of the rule
    component VARCHAR NOT NULL,  -- Part that is ranked and reduced: whole, technical, professional or practice_expense
    rank_from INTEGER NOT NULL,  -- First rank
    rank_to INTEGER,  -- Last rank; null: all further ranks
    share DECIMAL(4, 2),  -- Share of the payment that remains
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    meaning VARCHAR NOT NULL,  -- Meaning
    source VARCHAR NOT NULL  -- CMS document
);
