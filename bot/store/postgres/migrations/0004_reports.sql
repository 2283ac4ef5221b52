-- Facts as visitors were told them, to correct them when a fact changes.
CREATE TABLE shown_facts (
  conversation TEXT NOT NULL,
  seq          BIGINT NOT NULL,
  fact         TEXT NOT NULL,
  value        TEXT NOT NULL,
  at           BIGINT NOT NULL,
  corrected_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (conversation, seq, fact),
  FOREIGN KEY (conversation, seq) REFERENCES messages ON DELETE CASCADE
);
CREATE INDEX shown_facts_fact ON shown_facts (fact, at);

-- The values that a fact of the ledger has had, each from when it was seen.
CREATE TABLE fact_values (
  fact  TEXT NOT NULL,
  since BIGINT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (fact, since)
);

-- What is left of erased conversations: counts by day in China.
CREATE TABLE totals (
  day       BIGINT NOT NULL, -- days since 1970-01-01
  lang      TEXT NOT NULL,
  topic     TEXT NOT NULL,
  place     TEXT NOT NULL,
  questions BIGINT NOT NULL,
  answered  BIGINT NOT NULL,
  cases     BIGINT NOT NULL,
  claimed   BIGINT NOT NULL,
  waited    BIGINT NOT NULL, -- milliseconds until claimed, in sum
  PRIMARY KEY (day, lang, topic, place)
);
