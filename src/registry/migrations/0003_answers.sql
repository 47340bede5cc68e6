-- Answers of flows that register no claim, such as a survey.
CREATE TABLE kept_answers (
    id           BIGINT PRIMARY KEY,
    -- The draft that they came from: kept once.
    draft        TEXT   NOT NULL UNIQUE,
    chat         BIGINT NOT NULL,
    flow         TEXT   NOT NULL,
    flow_version BIGINT NOT NULL,
    -- The claim whose news offered the flow, if this chat may see it.
    claim        BIGINT REFERENCES claims (id) ON DELETE SET NULL,
    kept_at      BIGINT NOT NULL,
    -- Sealed, with a wrapped key of their own.
    answers      BYTEA  NOT NULL,
    answers_key  BYTEA  NOT NULL
);
CREATE INDEX kept_answers_by_flow ON kept_answers (flow, id);
CREATE INDEX kept_answers_by_chat ON kept_answers (chat);
INSERT INTO meta (name, number) VALUES ('kept_answers', 0);
