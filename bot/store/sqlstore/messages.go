package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"payhelp/bot/desk"
)

// nextSeq locks the Conversation, notes that it is active and returns the
// number of its next Message; [desk.ErrNotFound] where there is none.
func nextSeq(ctx context.Context, q Queryer, conversation string, now time.Time) (int64, error) {
	var seq int64
	err := one(q.QueryRowContext(ctx, `UPDATE conversations SET last_seq = last_seq + 1, active_at = $2 WHERE id = $1 RETURNING last_seq`,
		conversation, millis(now)), &seq)
	return seq, err
}

// insertMessage gives m the next number of its Conversation and stores it with
// its entry in the outbox.
func insertMessage(ctx context.Context, q Queryer, m *desk.Message) error {
	var err error
	if m.Seq, err = nextSeq(ctx, q, m.Conversation, m.At); err != nil {
		return err
	}
	var reply sql.NullString
	if m.Reply != nil {
		reply.Valid = true
		if reply.String, err = asJSON(m.Reply); err != nil {
			return err
		}
	}
	if _, err := q.ExecContext(ctx, `INSERT INTO messages (conversation, seq, sender, body, lang, at, client_id, reply, kind, original,
		author, source, staff, answers, replaces) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		m.Conversation, m.Seq, m.From, m.Text, m.Lang, millis(m.At), sql.NullString{String: m.ClientID, Valid: m.ClientID != ""}, reply,
		m.Kind, m.Original, m.Author, m.Source, m.Staff, number(m.Answers), number(m.Replaces)); err != nil {
		return err
	}
	for _, f := range m.Facts {
		if _, err := q.ExecContext(ctx, `INSERT INTO shown_facts (conversation, seq, fact, value, at) VALUES ($1, $2, $3, $4, $5)`,
			m.Conversation, m.Seq, f.Fact, f.Value, millis(m.At)); err != nil {
			return err
		}
	}
	if err := insertPicture(ctx, q, m); err != nil {
		return err
	}
	return addOutbox(ctx, q, desk.OutboxEntry{Kind: desk.OutboxMessage, Conversation: m.Conversation, Seq: m.Seq, At: m.At})
}

// number is how the Seq of another Message is stored: 0 is none.
func number(seq int64) sql.NullInt64 { return sql.NullInt64{Int64: seq, Valid: seq != 0} }

const selectMessage = `SELECT conversation, seq, sender, body, lang, at, coalesce(client_id, ''), reply, kind, original, author, source,
	staff, coalesce(answers, 0), coalesce(replaces, 0), type, width, height FROM messages LEFT JOIN pictures USING (conversation, seq)`

func scanMessage(scan func(...any) error) (desk.Message, error) {
	var m desk.Message
	var at int64
	var reply []byte
	var shown seenPicture
	if err := scan(&m.Conversation, &m.Seq, &m.From, &m.Text, &m.Lang, &at, &m.ClientID, &reply, &m.Kind, &m.Original, &m.Author, &m.Source,
		&m.Staff, &m.Answers, &m.Replaces, &shown.kind, &shown.width, &shown.height); err != nil {
		return m, err
	}
	m.At, m.Picture = fromMillis(at), shown.of()
	return m, fromJSON(reply, &m.Reply)
}

func messages(ctx context.Context, q Queryer, query string, args ...any) ([]desk.Message, error) {
	out := []desk.Message{}
	err := each(ctx, q, func(r *sql.Rows) error {
		m, err := scanMessage(r.Scan)
		out = append(out, m)
		return err
	}, query, args...)
	return out, err
}

// Messages returns at most limit Messages of a Conversation after the one
// numbered after, in order.
func (s *Store) Messages(ctx context.Context, conversation string, after int64, limit int) ([]desk.Message, error) {
	return messages(ctx, s.db.Read, selectMessage+` WHERE conversation = $1 AND seq > $2 ORDER BY seq LIMIT $3`, conversation, after, limit)
}

// Message returns one Message, or [desk.ErrNotFound].
func (s *Store) Message(ctx context.Context, conversation string, seq int64) (desk.Message, error) {
	row := s.db.Read.QueryRowContext(ctx, selectMessage+` WHERE conversation = $1 AND seq = $2`, conversation, seq)
	return scanMessage(func(into ...any) error { return one(row, into...) })
}

// Answer returns the bot's answer to the visitor's Message seq, or
// [desk.ErrNotFound].
func (s *Store) Answer(ctx context.Context, conversation string, seq int64) (desk.Message, error) {
	row := s.db.Read.QueryRowContext(ctx, selectMessage+` WHERE conversation = $1 AND answers = $2`, conversation, seq)
	return scanMessage(func(into ...any) error { return one(row, into...) })
}

// byClientID returns the Message of a Conversation that a sender gave the
// client id: visitors and staff choose theirs apart.
func byClientID(ctx context.Context, q Queryer, conversation string, from desk.Sender, clientID string) (desk.Message, error) {
	row := q.QueryRowContext(ctx, selectMessage+` WHERE conversation = $1 AND sender = $2 AND client_id = $3`, conversation, from, clientID)
	return scanMessage(func(into ...any) error { return one(row, into...) })
}

// again returns the Message that was stored under m's client id before.
// existed is false where there is none. It is [desk.ErrConflict] where that one
// says something else.
func again(ctx context.Context, q Queryer, m desk.Message) (stored desk.Message, existed bool, err error) {
	stored, err = byClientID(ctx, q, m.Conversation, m.From, m.ClientID)
	switch {
	case errors.Is(err, desk.ErrNotFound):
		return m, false, nil
	case err != nil:
		return m, false, err
	case m.From == desk.FromVisitor && stored.Text != m.Text:
		// What staff send may be translated anew, in other words.
		return stored, true, desk.ErrConflict
	}
	return stored, true, nil
}

// AddVisitorMessage stores what a visitor wrote. A Message whose ClientID was
// stored before is returned as it is, created false; with another text it is
// [desk.ErrConflict]. A Conversation that has most Messages takes no more:
// [desk.ErrTooMany].
func (s *Store) AddVisitorMessage(ctx context.Context, m desk.Message, most int64) (stored desk.Message, created bool, err error) {
	err = s.write(ctx, "add message", func(ctx context.Context, q Queryer) error {
		// The lock comes first: of two retries at once the second sees the first.
		if err := mustChange(ctx, q, desk.ErrNotFound, `UPDATE conversations SET active_at = $2 WHERE id = $1`, m.Conversation, millis(m.At)); err != nil {
			return err
		}
		var existed bool
		if stored, existed, err = again(ctx, q, m); err != nil || existed {
			created = false
			return err
		}
		created = true
		if err := insertMessage(ctx, q, &stored); err != nil {
			return err
		}
		if stored.Seq > most {
			return desk.ErrTooMany
		}
		return touchCase(ctx, q, m.Conversation, `unread = unread + 1`)
	})
	return stored, created, err
}

// touchCase gives the open Case of a Conversation, if it has one, a new
// revision, and makes the change.
func touchCase(ctx context.Context, q Queryer, conversation, change string, args ...any) error {
	var id int64
	err := one(q.QueryRowContext(ctx, `SELECT id FROM cases WHERE conversation = $1 AND state <> 'resolved'`, conversation), &id)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return changeCase(ctx, q, id, change, args...)
}
