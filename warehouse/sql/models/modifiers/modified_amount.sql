-- Unrounded dollars: a share of the technical part, limited to the OPPS amount, then a share of the limited amount
CREATE MACRO _modified_amount(full_amount, cap_amount, professional_amount, technical_share, capped_technical_share) AS (
    professional_amount::DECIMAL(18, 6)
    + (
        least(
            professional_amount::DECIMAL(18, 6) + (full_amount - professional_amount)::DECIMAL(12, 2) * technical_share::DECIMAL(6, 4),
            cap_amount
        )::DECIMAL(18, 6) - professional_amount
    )::DECIMAL(18, 6) * capped_technical_share::DECIMAL(6, 4)
)::DECIMAL(18, 6);
