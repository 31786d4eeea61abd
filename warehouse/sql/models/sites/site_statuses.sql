-- A share of an amount in dollars, rounded half up to cents
CREATE MACRO _dollars(amount, share) AS round(amount::DECIMAL(20, 6) * share::DECIMAL(18, 10), 2)::DECIMAL(12, 2);

-- Status of the professional part at a site
CREATE MACRO _professional_status(payment_status, release_id, site, excluded_because, is_without_part) AS
    CASE
        WHEN release_id IS NULL THEN 'no_data'
        WHEN payment_status IS NULL THEN 'not_listed'
        WHEN payment_status = 'drug' AND site <> 'office' THEN 'not_paid'
        WHEN payment_status IN ('paid', 'carrier_priced') AND excluded_because IS NOT NULL THEN 'not_paid'
        WHEN payment_status = 'carrier_priced' AND is_without_part THEN 'not_paid'
        ELSE payment_status
    END;

-- Reason for the status of the professional part
CREATE MACRO _professional_reason(payment_status, reason, release_id, site, excluded_because, is_without_part) AS
    CASE
        WHEN release_id IS NULL THEN 'No physician fee schedule release is loaded for this date'
        WHEN payment_status IS NULL THEN 'The physician fee schedule does not list the code'
        WHEN payment_status = 'drug' AND site <> 'office' THEN 'The facility supplies the drug, so there is no professional part'
        WHEN payment_status IN ('paid', 'carrier_priced') AND excluded_because IS NOT NULL THEN excluded_because
        WHEN payment_status = 'carrier_priced' AND is_without_part THEN 'The facility supplies it, so there is no professional part'
        ELSE reason
    END;

-- Why a site has no facility payment for a code that its schedule does not list; without_ee: why Addendum EE is missing
CREATE MACRO _not_listed_reason(site, without_ee) AS
    CASE
        WHEN site = 'office' THEN 'An office bills no facility fee'
        WHEN site <> 'asc' THEN 'Not in OPPS Addendum B'
        WHEN without_ee IS NULL THEN 'Not in ASC Addenda AA, BB or EE'
        ELSE 'Not in ASC Addenda AA or BB; Addendum EE, the list of exclusions, is missing: ' || without_ee
    END;

-- Whether this status means a payment of an unknown amount
CREATE MACRO _leaves_total_open(payment_status) AS
    payment_status IN ('carrier_priced', 'contractor_priced', 'at_cost', 'anesthesia', 'drug', 'no_data', 'unreadable');

-- Professional and facility payment together; null if either is paid at an unknown amount
CREATE MACRO _site_total(professional, professional_status, facility, facility_effect) AS
    CASE
        WHEN _leaves_total_open(professional_status) OR facility_effect IN ('unknown', 'closed') OR coalesce(professional, facility) IS NULL
            THEN NULL
        ELSE coalesce(professional, 0) + coalesce(facility, 0)
    END;

-- Overall status of a code at a site: in a facility, the facility's status, unless only the professional part is
-- undecided or paid
CREATE MACRO _site_status(site, professional_status, facility_status) AS
    CASE
        WHEN site = 'office' THEN professional_status
        WHEN facility_status = 'not_billable' AND professional_status = 'paid' THEN 'professional_only'
        WHEN facility_status IN ('paid', 'not_billable') AND _leaves_total_open(professional_status) THEN professional_status
        ELSE facility_status
    END;

-- Reason for a code's overall status at a site
CREATE MACRO _site_reason(site, professional_status, professional_reason, facility_status, facility_reason) AS
    CASE _site_status(site, professional_status, facility_status)
        WHEN 'professional_only' THEN facility_reason || ' The physician is paid: ' || professional_reason
        WHEN facility_status THEN facility_reason
        ELSE professional_reason
    END;

-- Explanation of which schedule pays a hospital for a code that OPPS leaves to another schedule
--
-- Addendum D1 names the other schedule only as an example.
CREATE MACRO _other_schedule_note(status_code) AS
    CASE
        WHEN status_code IN ('A', 'C', 'R', 'T')
            THEN ' The physician fee schedule lists the code with status ' || status_code
            || '; CMS''s files do not show whether the hospital is paid that amount.'
        ELSE ''
    END;

-- Which other schedule may pay at a site if physician, OPPS or ASC do not: laboratory, drug, hospital or dmepos
CREATE MACRO _open_to(site, professional_status, facility_status, status_indicator) AS
    CASE
        WHEN site = 'office' AND professional_status IN ('drug', 'not_paid', 'not_listed') THEN 'office'
        WHEN site = 'hospital_outpatient' AND status_indicator IN ('A', 'Q4', 'Y') AND facility_status IN ('other_fee_schedule', 'packaged')
            THEN status_indicator
    END;

-- Why a code that OPPS leaves to another schedule has no amount here
CREATE MACRO _no_other_schedule(clfs_release_id, dmepos_release_id) AS
    CASE
        WHEN clfs_release_id IS NULL OR dmepos_release_id IS NULL THEN ' No release of '
            || concat_ws(' and ', CASE WHEN clfs_release_id IS NULL THEN 'clfs' END, CASE WHEN dmepos_release_id IS NULL THEN 'dmepos' END)
            || ' is loaded for this date.'
        ELSE ' No laboratory, drug or DMEPOS fee schedule lists it; CMS posts none by code for therapy, mammography, '
            || 'ambulance and the other services of this indicator.'
    END;
