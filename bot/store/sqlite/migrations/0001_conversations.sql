-- Times are milliseconds since 1970 UTC, everywhere.
CREATE TABLE conversations (
  id         TEXT PRIMARY KEY,
  lang       TEXT NOT NULL,
  place      TEXT NOT NULL,
  channel    TEXT NOT NULL,
  time_zone  TEXT NOT NULL,
  owner      TEXT NOT NULL DEFAULT 'bot' CHECK (owner IN ('bot', 'person')),
  memory     TEXT NOT NULL DEFAULT '{}',
  last_seq   INTEGER NOT NULL DEFAULT 0,
  version    INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  active_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX conversations_active ON conversations (active_at);

CREATE TABLE tokens (
  hash         BLOB PRIMARY KEY,
  conversation TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
  created_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX tokens_conversation ON tokens (conversation);

CREATE TABLE messages (
  conversation TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
  seq          INTEGER NOT NULL,
  sender       TEXT NOT NULL CHECK (sender IN ('visitor', 'bot', 'staff', 'system')),
  body         TEXT NOT NULL,
  lang         TEXT NOT NULL,
  at           INTEGER NOT NULL,
  client_id    TEXT,
  reply        TEXT,
  kind         TEXT NOT NULL DEFAULT '',
  original     TEXT NOT NULL DEFAULT '',
  author       TEXT NOT NULL DEFAULT '',
  source       TEXT NOT NULL DEFAULT '',
  staff        TEXT NOT NULL DEFAULT '',
  answers      INTEGER, -- seq of the visitor's message; one answer each
  PRIMARY KEY (conversation, seq),
  UNIQUE (conversation, client_id),
  UNIQUE (conversation, answers)
) STRICT;

CREATE TABLE outcomes (
  conversation TEXT NOT NULL,
  seq          INTEGER NOT NULL,
  at           INTEGER NOT NULL,
  kind         TEXT NOT NULL,
  label        TEXT NOT NULL,
  topic        TEXT NOT NULL,
  confidence   REAL NOT NULL,
  lang         TEXT NOT NULL,
  reason       TEXT NOT NULL,
  place        TEXT NOT NULL,
  micros       INTEGER NOT NULL,
  PRIMARY KEY (conversation, seq),
  FOREIGN KEY (conversation, seq) REFERENCES messages ON DELETE CASCADE
) STRICT;
CREATE INDEX outcomes_at ON outcomes (at);

CREATE TABLE feedback (
  conversation TEXT NOT NULL,
  seq          INTEGER NOT NULL,
  helpful      INTEGER NOT NULL,
  reason       TEXT NOT NULL,
  comment      TEXT NOT NULL,
  at           INTEGER NOT NULL,
  PRIMARY KEY (conversation, seq),
  FOREIGN KEY (conversation, seq) REFERENCES messages ON DELETE CASCADE
) STRICT;

-- What adapters have to be told of: references only, no text.
CREATE TABLE outbox (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  kind         TEXT NOT NULL,
  conversation TEXT NOT NULL REFERENCES conversations ON DELETE CASCADE,
  seq          INTEGER NOT NULL,
  case_id      INTEGER NOT NULL,
  at           INTEGER NOT NULL,
  leased_until INTEGER NOT NULL DEFAULT 0,
  attempts     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX outbox_conversation ON outbox (conversation);
