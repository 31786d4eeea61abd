-- Which status each status code, OPPS status indicator and ASC payment indicator means
--
-- key: code_list, code

CREATE TABLE indicator_payment_statuses (
    code_list VARCHAR NOT NULL,  -- List of indicators
    code VARCHAR NOT NULL,  -- Code in it
    payment_status VARCHAR NOT NULL,  -- Status that the code means
    status_without_amount VARCHAR NOT NULL,  -- Status where CMS prints no RVUs or rate
    total_effect VARCHAR NOT NULL,  -- What it adds to a total: amount, nothing, unknown, or closed where the setting is not paid
        -- at all
    has_professional_part VARCHAR,  -- no: the facility supplies it (drugs, devices, blood, brachytherapy sources), and
        -- a physician is not paid beside it where PPRRVU sets no amount
    is_wage_adjusted VARCHAR,  -- no: paid alike everywhere; yes: the labor-related share follows the wage index
    source VARCHAR NOT NULL  -- CMS document, or the release as a JSON object
);
