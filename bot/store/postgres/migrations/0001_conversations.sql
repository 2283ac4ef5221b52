-- Times are milliseconds since 1970 UTC, everywhere.
CREATE TABLE conversations (
  id         TEXT PRIMARY KEY,
  lang       TEXT NOT NULL,
  place      TEXT NOT NULL,
  channel    TEXT NOT NULL,
  time_zone  TEXT NOT NULL,
  owner      TEXT NOT NULL DEFAULT 'bot' CHECK (owner IN ('bot', 'person')),
  memory     JSONB NOT NULL DEFAULT '{}',
  last_seq   BIGINT NOT NULL DEFAULT 0,
  version    BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  active_at  BIGINT NOT NULL
);
CREATE INDEX conversations_active ON conversations (active_at);

CREATE TABLE tokens (
  hash         BYTEA PRIMARY KEY,
  conversation TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
  created_at   BIGINT NOT NULL
);
CREATE INDEX tokens_conversation ON tokens (conversation);

CREATE TABLE messages (
  conversation TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
  seq          BIGINT NOT NULL,
  sender       TEXT NOT NULL CHECK (sender IN ('visitor', 'bot', 'staff', 'system')),
  body         TEXT NOT NULL,
  lang         TEXT NOT NULL,
  at           BIGINT NOT NULL,
  client_id    TEXT,
  reply        JSONB,
  kind         TEXT NOT NULL DEFAULT '',
  original     TEXT NOT NULL DEFAULT '',
  author       TEXT NOT NULL DEFAULT '',
  source       TEXT NOT NULL DEFAULT '',
  staff        TEXT NOT NULL DEFAULT '',
  answers      BIGINT, -- seq of the visitor's message; one answer each
  PRIMARY KEY (conversation, seq),
  UNIQUE (conversation, client_id),
  UNIQUE (conversation, answers)
);

CREATE TABLE outcomes (
  conversation TEXT NOT NULL,
  seq          BIGINT NOT NULL,
  at           BIGINT NOT NULL,
  kind         TEXT NOT NULL,
  label        TEXT NOT NULL,
  topic        TEXT NOT NULL,
  confidence   DOUBLE PRECISION NOT NULL,
  lang         TEXT NOT NULL,
  reason       TEXT NOT NULL,
  place        TEXT NOT NULL,
  micros       BIGINT NOT NULL,
  PRIMARY KEY (conversation, seq),
  FOREIGN KEY (conversation, seq) REFERENCES messages ON DELETE CASCADE
);
CREATE INDEX outcomes_at ON outcomes (at);

CREATE TABLE feedback (
  conversation TEXT NOT NULL,
  seq          BIGINT NOT NULL,
  helpful      BOOLEAN NOT NULL,
  reason       TEXT NOT NULL,
  comment      TEXT NOT NULL,
  at           BIGINT NOT NULL,
  PRIMARY KEY (conversation, seq),
  FOREIGN KEY (conversation, seq) REFERENCES messages ON DELETE CASCADE
);

-- What adapters have to be told of: references only, no text.
CREATE TABLE outbox (
  id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind         TEXT NOT NULL,
  conversation TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
  seq          BIGINT NOT NULL,
  case_id      BIGINT NOT NULL,
  at           BIGINT NOT NULL,
  leased_until BIGINT NOT NULL DEFAULT 0,
  attempts     BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX outbox_conversation ON outbox (conversation);
