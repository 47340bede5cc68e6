-- Runs on SQLite and on PostgreSQL 15 or later alike: BIGINT, TEXT and BYTEA only (SQLite keeps BYTEA values as they are),
-- no generated keys. Moments are milliseconds since 1970 (UTC), Jalali days are TEXT `1405-08-30`, truth values 0 and 1.
-- BYTEA columns hold what the vault sealed, or its keyed hashes (`…_index`, `word`).

-- Counters. Whoever takes a number holds the row until commit, so numbers become visible in their order.
CREATE TABLE meta (
    name   TEXT   NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL
);
INSERT INTO meta (name, number) VALUES ('claim', 0), ('event', 0);

CREATE TABLE claims (
    id              BIGINT NOT NULL PRIMARY KEY,
    draft           TEXT   NOT NULL UNIQUE,
    tracking_code   TEXT   NOT NULL UNIQUE,
    chat            BIGINT NOT NULL,
    kind            TEXT   NOT NULL,
    stage           TEXT   NOT NULL,
    revision        BIGINT NOT NULL,
    registered_at   BIGINT NOT NULL,
    consent_version BIGINT,
    consent_at      BIGINT,
    from_directory  BIGINT NOT NULL,
    service_date    TEXT,
    province        TEXT,
    amount_rial     BIGINT,
    contract        TEXT,
    center_name     TEXT,
    national_index  BYTEA  NOT NULL,
    principal_index BYTEA,
    mobile_index    BYTEA  NOT NULL,
    claim_key       BYTEA  NOT NULL,
    details         BYTEA  NOT NULL
);
CREATE INDEX claims_by_chat ON claims (chat, id);
CREATE INDEX claims_by_stage ON claims (stage, id);
CREATE INDEX claims_by_kind ON claims (kind, id);
CREATE INDEX claims_by_moment ON claims (registered_at);
CREATE INDEX claims_by_insured ON claims (national_index, id);
CREATE INDEX claims_by_principal ON claims (principal_index, id);
CREATE INDEX claims_by_mobile ON claims (mobile_index, id);

-- Each word of the insured's name, for searching.
CREATE TABLE claim_words (
    word  BYTEA  NOT NULL,
    claim BIGINT NOT NULL REFERENCES claims (id) ON DELETE CASCADE,
    PRIMARY KEY (word, claim)
);
CREATE INDEX claim_words_by_claim ON claim_words (claim);

CREATE TABLE documents (
    claim         BIGINT NOT NULL REFERENCES claims (id) ON DELETE CASCADE,
    position      BIGINT NOT NULL,
    id            TEXT   NOT NULL,
    title_code    TEXT   NOT NULL,
    title_name    TEXT   NOT NULL,
    media_type    TEXT   NOT NULL,
    width         BIGINT,
    height        BIGINT,
    bytes         BIGINT NOT NULL,
    sha256        TEXT   NOT NULL,
    upload_sha256 TEXT   NOT NULL,
    late          BIGINT NOT NULL,
    round         BIGINT NOT NULL,
    quality       TEXT   NOT NULL,
    PRIMARY KEY (claim, position),
    UNIQUE (claim, id)
);

-- Rows are only ever added. `seq` grows over all claims.
CREATE TABLE claim_events (
    seq    BIGINT NOT NULL PRIMARY KEY,
    claim  BIGINT NOT NULL REFERENCES claims (id) ON DELETE CASCADE,
    at     BIGINT NOT NULL,
    stage  TEXT   NOT NULL,
    actor  TEXT   NOT NULL,
    kind   TEXT   NOT NULL,
    reason TEXT
);
CREATE INDEX claim_events_by_claim ON claim_events (claim, seq);

CREATE TABLE contracts (
    code               TEXT   NOT NULL PRIMARY KEY,
    source             TEXT   NOT NULL,
    title              TEXT   NOT NULL,
    insurer            TEXT   NOT NULL,
    starts             TEXT   NOT NULL,
    ends               TEXT   NOT NULL,
    e_claims           BIGINT NOT NULL,
    window_days        BIGINT,
    originals_required BIGINT NOT NULL
);

-- One row per person and contract; who it is stands in `person`.
CREATE TABLE people (
    id              BIGINT NOT NULL PRIMARY KEY,
    contract        TEXT   NOT NULL REFERENCES contracts (code),
    source          TEXT   NOT NULL,
    relation        TEXT   NOT NULL,
    person_index    BYTEA  NOT NULL,
    principal_index BYTEA  NOT NULL,
    person          BYTEA  NOT NULL,
    UNIQUE (person_index, contract)
);
CREATE INDEX people_by_principal ON people (principal_index);
CREATE INDEX people_by_contract ON people (contract);
