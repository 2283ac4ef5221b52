CREATE TABLE staff (
  id            TEXT PRIMARY KEY,
  login         TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  role          TEXT NOT NULL CHECK (role IN ('officer', 'supervisor', 'administrator')),
  password_hash TEXT NOT NULL, -- argon2id in PHC form; '' where only single sign-on may sign in
  oidc_subject  TEXT UNIQUE,   -- issuer and subject
  disabled      INTEGER NOT NULL DEFAULT 0,
  created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE staff_sessions (
  hash       BLOB PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE, -- to name it by when it is revoked
  staff      TEXT NOT NULL REFERENCES staff ON DELETE CASCADE,
  agent      TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX staff_sessions_staff ON staff_sessions (staff);

CREATE TABLE api_tokens (
  hash       BLOB PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  staff      TEXT NOT NULL REFERENCES staff ON DELETE CASCADE,
  role       TEXT NOT NULL CHECK (role IN ('officer', 'supervisor', 'administrator')),
  created_at INTEGER NOT NULL,
  used_at    INTEGER NOT NULL DEFAULT 0,
  expires_at INTEGER NOT NULL -- 0: never
) STRICT;

-- One-time links, by which a first account is made.
CREATE TABLE invitations (
  hash       BLOB PRIMARY KEY,
  role       TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

-- Every act of staff. Holds ids and names, never what a visitor wrote.
CREATE TABLE audit (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  at      INTEGER NOT NULL,
  staff   TEXT NOT NULL,
  name    TEXT NOT NULL,
  via     TEXT NOT NULL,
  act     TEXT NOT NULL,
  case_id INTEGER NOT NULL,
  subject TEXT NOT NULL
) STRICT;
CREATE INDEX audit_case ON audit (case_id);
CREATE INDEX audit_staff ON audit (staff);
