-- What happens after registering: decisions, defects and repairs, further documents, staff and audit.

-- Whether originals are needed is the contract's word on the day of registering.
ALTER TABLE claims ADD COLUMN originals_required BIGINT NOT NULL DEFAULT 0;
-- Sealed: rounds of defects and what was decided. None: nothing yet.
ALTER TABLE claims ADD COLUMN progress BYTEA;

-- The draft under which the bytes lie; none: the draft of the claim.
ALTER TABLE documents ADD COLUMN scope TEXT;

ALTER TABLE claim_events ADD COLUMN revision BIGINT NOT NULL DEFAULT 1;
-- Name of the member of staff.
ALTER TABLE claim_events ADD COLUMN staff TEXT;
-- The chat that did it.
ALTER TABLE claim_events ADD COLUMN chat BIGINT;
-- What a person did in a chat happens once for each key, repeated after a crash or not.
ALTER TABLE claim_events ADD COLUMN once TEXT;
CREATE UNIQUE INDEX claim_events_once ON claim_events (once);
