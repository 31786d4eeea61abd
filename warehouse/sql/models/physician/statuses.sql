-- Index floor from laws for a single state, null if none; see pfs_spans
CREATE MACRO _state_floor(floors, in_state, of_kind) AS
    list_max(list_transform(
        list_filter(floors, lambda floor: floor.us_state = in_state AND floor.kind = of_kind), lambda floor: floor.lowest
    ));

-- Whether the technical part is limited to the OPPS amount (section 5102(b) of the DRA of 2005)
--
-- CMS applies the OPPS limit if the national OPPS-based RVUs are lower, and lists those codes in OPPSCAP.
CREATE MACRO _is_opps_capped(pe, mp, opps_pe, opps_mp) AS
    coalesce(opps_pe + opps_mp > 0 AND opps_pe + opps_mp < pe + mp, false);

-- Status of one setting of a physician fee schedule row, from its status code, RVUs and NA mark
CREATE MACRO _pfs_status(usual_status, status_without_amount, total_rvu, is_na, is_settled, is_drug) AS
    CASE
        WHEN usual_status = 'not_paid' AND is_drug THEN 'drug'
        WHEN usual_status <> 'paid' THEN usual_status
        WHEN coalesce(total_rvu, 0) = 0 THEN status_without_amount
        WHEN is_na THEN 'not_applicable'
        WHEN NOT is_settled THEN 'no_data'
        ELSE 'paid'
    END;

-- Reason for the status of one setting of a physician fee schedule row
CREATE MACRO _pfs_reason(payment_status, status_code, status_meaning, is_capped, adjustment, unsettled_reason) AS
    CASE payment_status
        WHEN 'paid' THEN
            'RVUs x conversion factor' || CASE WHEN adjustment <> 1 THEN ' x ' || adjustment || ' (calculation flag)' ELSE '' END
                || CASE WHEN is_capped THEN ', limited to the OPPS amount' ELSE '' END
        WHEN 'not_applicable' THEN 'NA indicator: rarely or never performed in this setting; the listed RVUs are not a price'
        WHEN 'drug' THEN 'Status ' || status_code || ': the average-sales-price file prices drugs (fees_of)'
        WHEN 'no_data' THEN unsettled_reason
        ELSE 'Status ' || status_code || ': ' || coalesce(status_meaning, 'not in CMS''s list of status codes')
    END;
