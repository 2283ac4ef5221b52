-- The link by which a place, such as a hotel, sees its own numbers: one each.
CREATE TABLE place_links (
  place      TEXT PRIMARY KEY,
  hash       BYTEA NOT NULL,
  created_at BIGINT NOT NULL
);
