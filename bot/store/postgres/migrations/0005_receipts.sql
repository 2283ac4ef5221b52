-- How far the visitor has been handed, and has read, what staff wrote.
ALTER TABLE conversations ADD COLUMN delivered_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN read_seq BIGINT NOT NULL DEFAULT 0;

-- Of a message that amends or withdraws another: the seq of that one.
ALTER TABLE messages ADD COLUMN replaces BIGINT;
CREATE UNIQUE INDEX messages_replaces ON messages (conversation, replaces) WHERE replaces IS NOT NULL;
