-- The revision grows with every change of a case; desk streams resume from it.
CREATE TABLE counters (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
INSERT INTO counters (name, value) VALUES ('revision', 0);

CREATE TABLE cases (
  id            BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  conversation  TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
  state         TEXT NOT NULL CHECK (state IN ('waiting', 'claimed', 'resolved')),
  reason        TEXT NOT NULL,
  urgent        BOOLEAN NOT NULL,
  lang          TEXT NOT NULL,
  topic         TEXT NOT NULL,
  place         TEXT NOT NULL,
  article       TEXT NOT NULL,
  channel       TEXT NOT NULL,
  contact       TEXT NOT NULL,
  note          TEXT NOT NULL,
  summary       JSONB NOT NULL,
  officer       TEXT NOT NULL DEFAULT '',
  officer_name  TEXT NOT NULL DEFAULT '',
  opened_at     BIGINT NOT NULL,
  claimed_at    BIGINT NOT NULL DEFAULT 0, -- first claim
  replied_at    BIGINT NOT NULL DEFAULT 0, -- first reply of staff
  resolved_at   BIGINT NOT NULL DEFAULT 0,
  resolution    TEXT NOT NULL DEFAULT '',
  rating_asked  BOOLEAN NOT NULL DEFAULT FALSE,
  satisfaction  BIGINT NOT NULL DEFAULT 0,
  unread        BIGINT NOT NULL DEFAULT 0,
  revision      BIGINT NOT NULL,
  -- claimed means owned, and nothing else does
  CHECK ((state = 'claimed') = (officer <> '') OR state = 'resolved')
);
CREATE UNIQUE INDEX cases_open ON cases (conversation) WHERE state <> 'resolved';
CREATE INDEX cases_conversation ON cases (conversation);
CREATE INDEX cases_revision ON cases (revision);
CREATE INDEX cases_queue ON cases (state, urgent, opened_at);
CREATE INDEX cases_claimed ON cases (claimed_at);

CREATE TABLE case_notes (
  id      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id BIGINT NOT NULL REFERENCES cases ON DELETE CASCADE,
  author  TEXT NOT NULL,
  body    TEXT NOT NULL,
  at      BIGINT NOT NULL
);
CREATE INDEX case_notes_case ON case_notes (case_id);

CREATE TABLE case_tags (
  case_id BIGINT NOT NULL REFERENCES cases ON DELETE CASCADE,
  tag     TEXT NOT NULL,
  PRIMARY KEY (case_id, tag)
);
CREATE INDEX case_tags_tag ON case_tags (tag);

CREATE TABLE return_codes (
  hash         BYTEA PRIMARY KEY,
  conversation TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL
);
CREATE INDEX return_codes_conversation ON return_codes (conversation);

-- Attempts within a window, by what is limited; one row a limited thing.
CREATE TABLE attempts (
  name  TEXT PRIMARY KEY,
  n     BIGINT NOT NULL,
  until BIGINT NOT NULL
);
