-- Erasing a claim: its key and all that tells whose it was go, the row stays with tracking code, kind, stage and moments.
-- `claim_key`, `details` and the `…_index` columns of an erased claim are empty, its chat is 0.
ALTER TABLE claims ADD COLUMN erased_at BIGINT;
