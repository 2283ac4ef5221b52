-- What happened in a messenger; without its body once it was acted on.
CREATE TABLE inbox (
  id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  messenger    TEXT NOT NULL,
  event        TEXT,          -- the messenger's id; the same when it is sent again
  key          TEXT NOT NULL, -- the thing itself, under whatever event
  lane         TEXT NOT NULL, -- taken in order within one
  body         BYTEA NOT NULL,
  at           BIGINT NOT NULL,
  leased_until BIGINT NOT NULL DEFAULT 0,
  attempts     BIGINT NOT NULL DEFAULT 0,
  done         BOOLEAN NOT NULL DEFAULT FALSE,
  UNIQUE (messenger, event),
  UNIQUE (messenger, key)
);
CREATE INDEX inbox_lane ON inbox (messenger, lane, id) WHERE NOT done;
CREATE INDEX inbox_at ON inbox (at);

-- Threads that a case or a clerk's conversation is bound to. No foreign key:
-- they outlive the conversation until our messages in them are deleted.
CREATE TABLE threads (
  id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  messenger    TEXT NOT NULL,
  case_id      BIGINT NOT NULL, -- 0 of a clerk's
  conversation TEXT NOT NULL,
  member       TEXT NOT NULL,    -- who asked; '' of a case
  channel      TEXT NOT NULL,
  root         TEXT NOT NULL,    -- '' until the first message is known to be posted
  told         BIGINT NOT NULL DEFAULT 0,
  delivered    BIGINT NOT NULL DEFAULT 0,
  read         BIGINT NOT NULL DEFAULT 0,
  seen         TEXT NOT NULL DEFAULT '',
  closed       BOOLEAN NOT NULL DEFAULT FALSE,
  erased       BOOLEAN NOT NULL DEFAULT FALSE,
  active_at    BIGINT NOT NULL,
  leased_until BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX threads_case ON threads (messenger, case_id) WHERE case_id <> 0;
CREATE UNIQUE INDEX threads_guest ON threads (messenger, conversation) WHERE case_id = 0;
CREATE UNIQUE INDEX threads_root ON threads (messenger, channel, root) WHERE root <> '';
CREATE INDEX threads_member ON threads (messenger, member, id) WHERE member <> '';
CREATE INDEX threads_conversation ON threads (conversation);

CREATE TABLE thread_posts (
  thread  BIGINT NOT NULL REFERENCES threads ON DELETE CASCADE,
  key     TEXT NOT NULL,
  message TEXT NOT NULL, -- '' until it is known to be posted
  root    BOOLEAN NOT NULL,
  upto    BIGINT NOT NULL,
  tried   BIGINT NOT NULL,
  PRIMARY KEY (thread, key)
);

CREATE TABLE messenger_links (
  id         TEXT PRIMARY KEY,
  messenger  TEXT NOT NULL,
  team       TEXT NOT NULL,
  member     TEXT NOT NULL,
  staff      TEXT NOT NULL REFERENCES staff ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  UNIQUE (messenger, team, member)
);
CREATE INDEX messenger_links_staff ON messenger_links (staff);

CREATE TABLE link_codes (
  hash       BYTEA PRIMARY KEY,
  staff      TEXT NOT NULL REFERENCES staff ON DELETE CASCADE,
  expires_at BIGINT NOT NULL
);

-- A note that came from a messenger is found again by its message.
ALTER TABLE case_notes ADD COLUMN key TEXT;
CREATE UNIQUE INDEX case_notes_key ON case_notes (case_id, key);

-- Whoever takes from one of these holds its row, so that one does at a time.
INSERT INTO counters (name, value) VALUES ('outbox', 0), ('inbox', 0);
