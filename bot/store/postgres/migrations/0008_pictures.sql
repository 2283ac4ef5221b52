-- What officers showed. It goes with its message's conversation.
CREATE TABLE pictures (
  conversation TEXT NOT NULL,
  seq          BIGINT NOT NULL,
  type         TEXT NOT NULL,
  width        BIGINT NOT NULL,
  height       BIGINT NOT NULL,
  data         BYTEA NOT NULL,
  PRIMARY KEY (conversation, seq),
  FOREIGN KEY (conversation, seq) REFERENCES messages ON DELETE CASCADE
);
