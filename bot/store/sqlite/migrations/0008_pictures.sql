-- What officers showed. It goes with its message's conversation.
CREATE TABLE pictures (
  conversation TEXT NOT NULL,
  seq          INTEGER NOT NULL,
  type         TEXT NOT NULL,
  width        INTEGER NOT NULL,
  height       INTEGER NOT NULL,
  data         BLOB NOT NULL,
  PRIMARY KEY (conversation, seq),
  FOREIGN KEY (conversation, seq) REFERENCES messages ON DELETE CASCADE
) STRICT;
