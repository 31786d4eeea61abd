-- Total with the local professional part in place of the national one; null if the local one is not known
CREATE MACRO _local_total(total, professional, local_professional) AS
    CASE WHEN professional IS NULL THEN total ELSE total - professional + local_professional END;

-- Why there is no payment in a locality that the release does not list
CREATE MACRO _no_locality_reason(release_id, mac, locality) AS
    concat_ws(' ', 'GPCI of', release_id, 'has no locality', mac, locality);

-- Physician payment at these indices, or the OPPS amount if it limits the technical part and is lower; null unless the
-- status is paid
CREATE MACRO _local_payment(payment_status, work, pe, mp, opps_pe, opps_mp, work_gpci, pe_gpci, mp_gpci, factor, adjustment) AS
    CASE
        WHEN payment_status = 'paid' THEN _cents_to_dollars(least(
            _adjusted(_pfs_cents(work, pe, mp, work_gpci, pe_gpci, mp_gpci, factor), adjustment),
            _pfs_cents(work, opps_pe, opps_mp, work_gpci, pe_gpci, mp_gpci, factor)
        ))
    END;

-- The same in decimals, whatever the status: a third of the expressions to plan
CREATE MACRO _local_dollars(work, pe, mp, opps_pe, opps_mp, work_gpci, pe_gpci, mp_gpci, factor, adjustment) AS
    least(
        round(_pfs_dollars(work, pe, mp, work_gpci, pe_gpci, mp_gpci, factor) * adjustment, 2),
        _pfs_dollars(work, opps_pe, opps_mp, work_gpci, pe_gpci, mp_gpci, factor)
    )::DECIMAL(15, 2);

-- A reason with the wage index of the facility's part, or why that part is national
CREATE MACRO _local_facility_reason(reason, is_national, is_local, is_alike, wage_index, wage_reason) AS
    CASE
        WHEN is_local THEN regexp_replace(reason, ' \(the facility''s part is the national amount: [^)]*\)', '')
            || ' (the facility''s part is at wage index ' || wage_index || ': ' || wage_reason || ')'
        WHEN is_alike THEN regexp_replace(reason, ' \(the facility''s part is the national amount: [^)]*\)', '')
        WHEN is_national AND wage_reason IS NOT NULL THEN
            regexp_replace(reason, '(the facility''s part is the national amount: )[^)]*', '\1' || wage_reason)
        ELSE reason
    END;

-- What a reason adds if the facility's part depends on the wage index; CMS publishes the indices of hospitals and ASCs
-- elsewhere, and drugs and devices have the same payment everywhere
CREATE MACRO _national_note(is_national) AS
    CASE WHEN is_national THEN ' (the facility''s part is the national amount: no area with a wage index is given)' ELSE '' END;
