-- Which status each status code, OPPS status indicator and ASC payment indicator means
--
-- key: code_list, code

CREATE TABLE indicator_payment_statuses (
    code_list VARCHAR,  -- List of indicators
    code VARCHAR,  -- Code in it
    payment_status VARCHAR,  -- Status that the code means
    status_without_amount VARCHAR,  -- Status where CMS prints no RVUs or rate
    total_effect VARCHAR,  -- What it adds to a total: amount, nothing, unknown, or closed where the setting is not paid
        -- at all
    has_professional_part VARCHAR,  -- no: the facility supplies it (drugs, devices, blood, brachytherapy sources), and
        -- a physician is not paid beside it where PPRRVU sets no amount
    is_wage_adjusted VARCHAR,  -- no: paid alike everywhere; yes: the labor-related share follows the wage index
    source VARCHAR  -- CMS document, or the release as a JSON object
);
