-- Pass-through devices and the procedures whose rate they reduce, on a date of service

CREATE MACRO _asc_pairs(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT DISTINCT pair.device_hcpcs, pair.procedure_hcpcs, pair.procedure_modifier, pair.multiplier
FROM asc_code_pair AS pair
WHERE pair.release_id = release_on('asc-code-pairs', service_date, known_on := known_on)
    AND service_date::DATE BETWEEN pair.effective_date AND coalesce(pair.end_date, DATE '9999-12-31');
