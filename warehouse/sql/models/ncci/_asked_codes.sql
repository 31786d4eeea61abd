-- Internal: the distinct codes of a list, normalized; text that is not a code stays as it is. A null list is one null
--
-- columns:
--   hcpcs VARCHAR: Code, or the text as given
--   is_code BOOLEAN: Whether the text is a code

CREATE MACRO _asked_codes(codes) AS TABLE
SELECT DISTINCT coalesce(line.code, line.written::VARCHAR) AS hcpcs, line.code IS NOT NULL AS is_code
FROM (SELECT written, _code_of(written) AS code FROM (SELECT unnest(codes) AS written UNION ALL SELECT NULL WHERE codes IS NULL)) AS line;
