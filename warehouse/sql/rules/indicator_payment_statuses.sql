-- Payment status of each PFS status code, OPPS status indicator and ASC payment indicator
--
-- key: code_list, code

CREATE TABLE indicator_payment_statuses (
    code_list VARCHAR NOT NULL,  -- List of indicators
    code VARCHAR NOT NULL,  -- Code in the list
    payment_status VARCHAR NOT NULL,  -- Payment status of the code
    status_without_amount VARCHAR NOT NULL,  -- Payment status if CMS lists no RVUs or rate
    total_effect VARCHAR NOT NULL,  -- Contribution to a total: amount, nothing, unknown, or closed if the setting is
        -- not paid at all
    has_professional_part BOOLEAN,  -- False if the facility supplies the item (drugs, devices, blood, brachytherapy
        -- sources): the physician is not paid as well if PPRRVU sets no amount. Null for codes of the physician fee schedule
    is_wage_adjusted BOOLEAN,  -- Whether the wage index scales the labor-related share; false: the same payment
        -- everywhere. Null if OPPS or ASC sets no rate
    source VARCHAR NOT NULL  -- CMS document
);
