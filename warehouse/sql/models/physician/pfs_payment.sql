-- One row: payment of a code with its modifiers (text such as 26-50, a list, or null) by a physician in a MAC locality
-- (both null: national), setting facility or nonfacility; with each step, a status and a reason. Each argument may be a
-- column: FROM lines, LATERAL (FROM pfs_payment(lines.code, …))

CREATE MACRO pfs_payment(code, modifiers, in_mac, in_locality, service_date, in_setting, qp := false, known_on := DATE '9999-12-31') AS TABLE
FROM pfs_payments(
    code, modifiers, [{'mac': in_mac, 'locality': in_locality}], service_date, in_setting, qp := qp, known_on := known_on
);
