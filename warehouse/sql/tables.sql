-- The tables that are not CMS's own: lineage, loads, and what the build says about itself.

CREATE TABLE releases (
    release_id VARCHAR NOT NULL,
    series VARCHAR NOT NULL,
    vintage VARCHAR NOT NULL,
    revision INTEGER NOT NULL CHECK (revision > 0),
    label VARCHAR NOT NULL,
    service_from DATE NOT NULL,
    service_to DATE NOT NULL,
    published_on DATE,
    published_basis VARCHAR,
    known_from DATE NOT NULL,
    known_to DATE NOT NULL,
    known_basis VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    final_url VARCHAR,
    sha256 VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    retrieved_at TIMESTAMP NOT NULL,
    last_modified VARCHAR,
    etag VARCHAR,
    CHECK (service_from <= service_to)
);
COMMENT ON TABLE releases IS 'One row a revision of a release: what CMS posted, from when to when it speaks, since when it was known';
COMMENT ON COLUMN releases.release_id IS 'Series, vintage and revision: pfs-rvu 2026A r1';
COMMENT ON COLUMN releases.series IS 'Series the release belongs to, such as pfs-rvu, opps, asc';
COMMENT ON COLUMN releases.vintage IS 'CMS''s own name of the period: 2026A, 2024AR, 2026-01, 2026Q2';
COMMENT ON COLUMN releases.revision IS '1 for the first posting held, 2 and up when CMS re-posted the release with other bytes';
COMMENT ON COLUMN releases.label IS 'Name for source lines: RVU26A · January 2026';
COMMENT ON COLUMN releases.service_from IS 'First date of service it speaks for';
COMMENT ON COLUMN releases.service_to IS 'Last date of service it speaks for';
COMMENT ON COLUMN releases.published_on IS 'Day CMS posted it, where anything says so';
COMMENT ON COLUMN releases.published_basis IS 'What says so: link text, URL, member name, catalogue, Last-Modified';
COMMENT ON COLUMN releases.known_from IS 'First day on which it counts as known';
COMMENT ON COLUMN releases.known_to IS 'Last known day on which it is in force for any of its dates of service; before known_from if it never was; 9999-12-31 if it still is';
COMMENT ON COLUMN releases.known_basis IS 'published, assumed_service_start (no date found, first posting) or retrieved';
COMMENT ON COLUMN releases.url IS 'URL that was asked for; of the first file where a release has several';
COMMENT ON COLUMN releases.final_url IS 'URL that answered, after redirects';
COMMENT ON COLUMN releases.sha256 IS 'SHA-256 of the file; of several files, SHA-256 of theirs joined by newlines in part order';
COMMENT ON COLUMN releases.size IS 'Bytes, all files together';
COMMENT ON COLUMN releases.retrieved_at IS 'When it was fetched, UTC';
COMMENT ON COLUMN releases.last_modified IS 'Last-Modified header as received';
COMMENT ON COLUMN releases.etag IS 'ETag header as received';

CREATE TABLE release_files (
    release_id VARCHAR NOT NULL,
    file_part VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    final_url VARCHAR,
    sha256 VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    retrieved_at TIMESTAMP NOT NULL,
    last_modified VARCHAR,
    etag VARCHAR,
    license_accepted BOOLEAN NOT NULL,
    conformed_folder VARCHAR NOT NULL
);
COMMENT ON TABLE release_files IS 'One row a file of a release; NCCI PTP comes in four';
COMMENT ON COLUMN release_files.release_id IS 'Release the file belongs to';
COMMENT ON COLUMN release_files.file_part IS 'f1 to f4 where CMS cuts a release into parts, else empty';
COMMENT ON COLUMN release_files.url IS 'URL that was asked for';
COMMENT ON COLUMN release_files.final_url IS 'URL that answered, after redirects';
COMMENT ON COLUMN release_files.sha256 IS 'SHA-256 of the bytes in the archive';
COMMENT ON COLUMN release_files.size IS 'Bytes';
COMMENT ON COLUMN release_files.retrieved_at IS 'When it was fetched, UTC';
COMMENT ON COLUMN release_files.last_modified IS 'Last-Modified header as received';
COMMENT ON COLUMN release_files.etag IS 'ETag header as received';
COMMENT ON COLUMN release_files.license_accepted IS 'The operator had accepted the AMA licence that CMS asks for before this file';
COMMENT ON COLUMN release_files.conformed_folder IS 'Conformed tables the rows were loaded from: SHA-256 and version of the transform';

CREATE TABLE release_spans (
    series VARCHAR NOT NULL,
    release_id VARCHAR NOT NULL,
    service_from DATE NOT NULL,
    service_to DATE NOT NULL,
    known_from DATE NOT NULL,
    known_to DATE NOT NULL,
    CHECK (service_from <= service_to),
    CHECK (known_from <= known_to)
);
COMMENT ON TABLE release_spans IS 'Which release of a series is in force: rectangles of date of service by date known, never overlapping; a day outside all of them has no data';
COMMENT ON COLUMN release_spans.series IS 'Series';
COMMENT ON COLUMN release_spans.release_id IS 'Release in force there';
COMMENT ON COLUMN release_spans.service_from IS 'First date of service';
COMMENT ON COLUMN release_spans.service_to IS 'Last date of service';
COMMENT ON COLUMN release_spans.known_from IS 'First day of knowledge';
COMMENT ON COLUMN release_spans.known_to IS 'Last day of knowledge; 9999-12-31 is open';

CREATE TABLE indicators (
    code_list VARCHAR NOT NULL,
    code VARCHAR NOT NULL,
    meaning VARCHAR NOT NULL,
    source VARCHAR NOT NULL
);
COMMENT ON TABLE indicators IS 'Meaning of every CMS code list';
COMMENT ON COLUMN indicators.code_list IS 'List, such as pfs_status or opps_status_indicator';
COMMENT ON COLUMN indicators.code IS 'Code as CMS prints it';
COMMENT ON COLUMN indicators.meaning IS 'What it means, in our words';
COMMENT ON COLUMN indicators.source IS 'CMS document that says so';

CREATE TABLE checks (
    name VARCHAR NOT NULL,
    severity VARCHAR NOT NULL CHECK (severity IN ('block', 'warn')),
    title VARCHAR NOT NULL,
    failures BIGINT NOT NULL,
    sample VARCHAR,
    blocking VARCHAR[] NOT NULL
);
COMMENT ON TABLE checks IS 'Checks run on this file before it was published; what one that blocks found is named in accepted_checks';
COMMENT ON COLUMN checks.name IS 'File in warehouse/sql/checks, or a check written from the tables';
COMMENT ON COLUMN checks.severity IS 'block: what it found stops the publication unless it is accepted; warn: it is listed';
COMMENT ON COLUMN checks.title IS 'What must hold';
COMMENT ON COLUMN checks.failures IS 'Rows that break it';
COMMENT ON COLUMN checks.sample IS 'The first of them, as a JSON list';
COMMENT ON COLUMN checks.blocking IS 'Releases whose rows stop the publication; * where the rows are of none';

CREATE TABLE accepted_checks (
    check_name VARCHAR NOT NULL,
    release_id VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    accepted_at VARCHAR NOT NULL
);
COMMENT ON TABLE accepted_checks IS 'Findings that stop a publication and that an operator accepted, one row per check and release';
COMMENT ON COLUMN accepted_checks.check_name IS 'Check that found them';
COMMENT ON COLUMN accepted_checks.release_id IS 'Release they were found in; * where the rows are of none';
COMMENT ON COLUMN accepted_checks.reason IS 'Why they are right all the same, as the operator wrote it';
COMMENT ON COLUMN accepted_checks.accepted_at IS 'When, UTC';

CREATE TABLE parity (
    published_release_id VARCHAR NOT NULL,
    scorecard VARCHAR NOT NULL,
    amounts BIGINT NOT NULL,
    equal BIGINT NOT NULL,
    misses BIGINT NOT NULL,
    no_figure BIGINT NOT NULL,
    note VARCHAR
);
COMMENT ON TABLE parity IS 'Our amounts against amounts CMS published, compared to the cent';
COMMENT ON COLUMN parity.published_release_id IS 'Release that holds CMS''s amounts';
COMMENT ON COLUMN parity.scorecard IS 'Which of its amounts';
COMMENT ON COLUMN parity.amounts IS 'Amounts CMS published';
COMMENT ON COLUMN parity.equal IS 'Ours equal to the cent';
COMMENT ON COLUMN parity.misses IS 'Ours differ; each is named in parity_misses';
COMMENT ON COLUMN parity.no_figure IS 'We hold no figures to compute one from; each is named in parity_misses';
COMMENT ON COLUMN parity.note IS 'Which releases ours were computed from';

CREATE TABLE parity_misses (
    published_release_id VARCHAR NOT NULL,
    scorecard VARCHAR NOT NULL,
    hcpcs VARCHAR NOT NULL,
    modifier VARCHAR,
    mac VARCHAR,
    locality VARCHAR,
    published_amount DECIMAL(12, 2),
    our_amount DECIMAL(12, 2),
    reason VARCHAR NOT NULL
);
COMMENT ON TABLE parity_misses IS 'Every published amount that ours does not equal';
COMMENT ON COLUMN parity_misses.published_release_id IS 'Release that holds CMS''s amount';
COMMENT ON COLUMN parity_misses.scorecard IS 'Which of its amounts';
COMMENT ON COLUMN parity_misses.hcpcs IS 'Code';
COMMENT ON COLUMN parity_misses.modifier IS 'Modifier, if any';
COMMENT ON COLUMN parity_misses.mac IS 'Medicare contractor';
COMMENT ON COLUMN parity_misses.locality IS 'Locality of the contractor';
COMMENT ON COLUMN parity_misses.published_amount IS 'CMS''s amount, dollars';
COMMENT ON COLUMN parity_misses.our_amount IS 'Ours, dollars; null where we hold no figures';
COMMENT ON COLUMN parity_misses.reason IS 'Why they differ, as far as it is known';

CREATE TABLE snapshot (
    id VARCHAR NOT NULL,
    content_digest VARCHAR NOT NULL,
    inputs VARCHAR NOT NULL,
    newest_quarter VARCHAR NOT NULL,
    code_version VARCHAR NOT NULL,
    tables_version VARCHAR NOT NULL,
    views_version VARCHAR NOT NULL,
    built_at TIMESTAMP NOT NULL,
    duckdb_version VARCHAR NOT NULL,
    polars_version VARCHAR NOT NULL
);
COMMENT ON TABLE snapshot IS 'One row: what this file is';
COMMENT ON COLUMN snapshot.id IS 'Newest quarter in force and the first eight digits of the content digest';
COMMENT ON COLUMN snapshot.content_digest IS 'Digest of every row of every table that is not about the build, and of the SQL that defines views, macros and checks';
COMMENT ON COLUMN snapshot.inputs IS 'Digest of the releases, their bytes, the transforms and the code it was built from';
COMMENT ON COLUMN snapshot.newest_quarter IS 'Latest quarter that a release speaks for';
COMMENT ON COLUMN snapshot.code_version IS 'Version of cmsfees';
COMMENT ON COLUMN snapshot.tables_version IS 'Digest of what decides which rows the tables hold; a file of another version is not continued';
COMMENT ON COLUMN snapshot.views_version IS 'Digest of the SQL, rules and meanings that the tables for apps are derived by; those of another version are derived anew';
COMMENT ON COLUMN snapshot.built_at IS 'When it was built, UTC';
COMMENT ON COLUMN snapshot.duckdb_version IS 'DuckDB that wrote it';
COMMENT ON COLUMN snapshot.polars_version IS 'Polars that conformed it';

CREATE TABLE changes (
    from_release_id VARCHAR NOT NULL,
    to_release_id VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    hcpcs VARCHAR,
    modifier VARCHAR,
    other_hcpcs VARCHAR,
    mac VARCHAR,
    locality VARCHAR,
    item VARCHAR,
    pfs_setting VARCHAR,
    ncci_table VARCHAR,
    change VARCHAR NOT NULL,
    amount_before DECIMAL(14, 3),
    amount_after DECIMAL(14, 3),
    difference DECIMAL(14, 3),
    by_work DECIMAL(12, 2),
    by_pe DECIMAL(12, 2),
    by_mp DECIMAL(12, 2),
    by_gpci DECIMAL(12, 2),
    by_conversion_factor DECIMAL(12, 2),
    by_opps_limit DECIMAL(12, 2),
    named VARCHAR,
    details VARCHAR[] NOT NULL
);
COMMENT ON TABLE changes IS 'What the releases that are new in this snapshot changed; the macro changes_between answers for any two';
COMMENT ON COLUMN changes.from_release_id IS 'Release that the new one follows in its series';
COMMENT ON COLUMN changes.to_release_id IS 'Release that is new in this snapshot';
COMMENT ON COLUMN changes.kind IS 'quarterly, correction (CMS re-posted the release) or law (an R release, or one from mid-quarter)';
COMMENT ON COLUMN changes.table_name IS 'Table that holds the row';
COMMENT ON COLUMN changes.hcpcs IS 'Code; of an NCCI pair the column 1 code, of an add-on relation the add-on code';
COMMENT ON COLUMN changes.modifier IS 'Modifier, if any';
COMMENT ON COLUMN changes.other_hcpcs IS 'Column 2 code of an NCCI pair; primary code of an add-on relation';
COMMENT ON COLUMN changes.mac IS 'Medicare contractor, where the row is of one';
COMMENT ON COLUMN changes.locality IS 'Locality of the contractor';
COMMENT ON COLUMN changes.item IS 'What else tells the row apart, in words: APC 5113; ZIP 36104; qualifying APM';
COMMENT ON COLUMN changes.pfs_setting IS 'facility or nonfacility, where the row is of one';
COMMENT ON COLUMN changes.ncci_table IS 'practitioner, hospital or dme, where the row is of an NCCI table';
COMMENT ON COLUMN changes.change IS 'added, dropped or changed';
COMMENT ON COLUMN changes.amount_before IS 'Dollars before: national payment, rate, price or factor; null where the row has none';
COMMENT ON COLUMN changes.amount_after IS 'Dollars after; null where the row has none';
COMMENT ON COLUMN changes.difference IS 'After less before, dollars; of pfs_rvu the sum of its causes';
COMMENT ON COLUMN changes.by_work IS 'Part of the difference caused by work RVUs, at the GPCIs and factor before';
COMMENT ON COLUMN changes.by_pe IS 'Part caused by practice expense RVUs, at the GPCIs and factor before';
COMMENT ON COLUMN changes.by_mp IS 'Part caused by malpractice RVUs, at the GPCIs and factor before';
COMMENT ON COLUMN changes.by_gpci IS 'Part caused by the GPCIs, at the RVUs after and the factor before; 0 nationally';
COMMENT ON COLUMN changes.by_conversion_factor IS 'Part caused by the conversion factor, at the RVUs and GPCIs after';
COMMENT ON COLUMN changes.by_opps_limit IS 'Part caused by the limit to the OPPS amount: what it took off after, less what it took off before';
COMMENT ON COLUMN changes.named IS 'Indicators that changed, by name: SI E2 → K; APC none → 0865';
COMMENT ON COLUMN changes.details IS 'Other columns that changed, each as one text: work RVU 1.30 → 1.40';
