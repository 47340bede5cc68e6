-- What happens after registering: decisions, defects and repairs, further documents, staff and audit.

-- Whether originals are needed is the contract's word on the day of registering.
ALTER TABLE claims ADD COLUMN originals_required BIGINT NOT NULL DEFAULT 0;
-- Sealed: rounds of defects and what was decided. None: nothing yet.
ALTER TABLE claims ADD COLUMN progress BYTEA;

-- The draft under which the bytes lie; none: the draft of the claim.
ALTER TABLE documents ADD COLUMN scope TEXT;
-- Before a stored photo is erased it is looked for here.
CREATE INDEX documents_by_content ON documents (sha256);

ALTER TABLE claim_events ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;
-- Name of the member of staff.
ALTER TABLE claim_events ADD COLUMN staff TEXT;
-- The chat that did it.
ALTER TABLE claim_events ADD COLUMN chat BIGINT;
-- What a person did in a chat happens once for each key, repeated after a crash or not.
ALTER TABLE claim_events ADD COLUMN once TEXT;
CREATE UNIQUE INDEX claim_events_once ON claim_events (once);

-- The day until which the open round of defects is to be repaired, for the queue; none: no round is open, or no day was named.
ALTER TABLE claims ADD COLUMN defect_due TEXT;
CREATE INDEX claims_by_province ON claims (province, id);
-- Figures are counted without a look at the claims themselves.
DROP INDEX claims_by_moment;
CREATE INDEX claims_by_moment ON claims (registered_at, stage);

-- What was found wrong, for statistics; the reviewer's and the person's words lie sealed in `progress`.
CREATE TABLE defect_items (
    claim      BIGINT NOT NULL REFERENCES claims (id) ON DELETE CASCADE,
    round      BIGINT NOT NULL,
    position   BIGINT NOT NULL,
    type       TEXT   NOT NULL,
    title_code TEXT,
    title_name TEXT,
    reason     TEXT,
    answered   BIGINT NOT NULL,
    PRIMARY KEY (claim, round, position)
);

-- Those who decide. Tokens only as SHA-256 (they are random), passwords only as argon2id. Nobody is ever removed: the
-- audit names them.
CREATE TABLE staff (
    name       TEXT   NOT NULL PRIMARY KEY,
    role       TEXT   NOT NULL,
    token_hash BYTEA  NOT NULL UNIQUE,
    password   TEXT,
    added_at   BIGINT NOT NULL,
    revoked_at BIGINT
);

CREATE TABLE console_sessions (
    id_hash   BYTEA  NOT NULL PRIMARY KEY,
    csrf      BYTEA  NOT NULL,
    staff     TEXT   NOT NULL REFERENCES staff (name),
    opened_at BIGINT NOT NULL,
    seen_at   BIGINT NOT NULL
);
CREATE INDEX console_sessions_by_staff ON console_sessions (staff);

-- Failed log-ins since the last good one, by the keyed hash of what was typed as a name: people type passwords there.
CREATE TABLE login_failures (
    name_index   BYTEA  NOT NULL PRIMARY KEY,
    failures     BIGINT NOT NULL,
    last_at      BIGINT NOT NULL,
    locked_until BIGINT
);

-- Rows are only ever added. `hash` is keyed and covers the row and the hash before it, so no row can be changed, taken
-- out or moved unnoticed; the counter in `meta` tells when the last ones are missing.
CREATE TABLE audit (
    seq    BIGINT NOT NULL PRIMARY KEY,
    at     BIGINT NOT NULL,
    actor  TEXT   NOT NULL,
    act    TEXT   NOT NULL,
    object TEXT,
    detail TEXT,
    hash   BYTEA  NOT NULL
);
INSERT INTO meta (name, number) VALUES ('audit', 0);

-- Keyed hash over all that a row says: an import leaves alone whoever has not changed. None: not known.
ALTER TABLE people ADD COLUMN fingerprint BYTEA;
