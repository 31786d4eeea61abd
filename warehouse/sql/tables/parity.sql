-- Our amounts against amounts CMS published, compared to the cent
--
-- key: published_release_id, scorecard

CREATE TABLE parity (
    published_release_id VARCHAR NOT NULL,  -- Release that holds CMS's amounts
    scorecard VARCHAR NOT NULL,  -- Which of its amounts
    amounts BIGINT NOT NULL,  -- Amounts CMS published
    equal BIGINT NOT NULL,  -- Ours equal to the cent
    misses BIGINT NOT NULL,  -- Ours differ; each is named in parity_misses
    no_figure BIGINT NOT NULL,  -- We hold no figures to compute one from; each is named in parity_misses
    note VARCHAR  -- Which releases ours were computed from
);
