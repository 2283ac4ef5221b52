package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"payhelp/bot/desk"
)

// Escalate calls a person to a Conversation. Where a Case is open already it is
// that one, opened false, with what is new of contact, note and urgency.
func (s *Store) Escalate(ctx context.Context, e desk.Escalation) (c desk.Case, opened bool, err error) {
	err = s.write(ctx, "escalate", func(ctx context.Context, q Queryer) error {
		open, notice, err := escalate(ctx, q, &e)
		if err != nil {
			return err
		}
		c, opened = *open, notice != nil
		return nil
	})
	return c, opened, err
}

// escalate returns the open Case, and the notice where it was opened here.
func escalate(ctx context.Context, q Queryer, e *desk.Escalation) (*desk.Case, *desk.Message, error) {
	var lang, place, channel string
	err := one(q.QueryRowContext(ctx, `UPDATE conversations SET active_at = $2, lang = CASE WHEN $3 = '' THEN lang ELSE $3 END
		WHERE id = $1 RETURNING lang, place, channel`, e.Conversation, millis(e.At), e.Lang), &lang, &place, &channel)
	if err != nil {
		return nil, nil, err
	}
	open, err := openCase(ctx, q, e.Conversation)
	if err == nil {
		c, err := escalateAgain(ctx, q, &open, e)
		return c, nil, err
	}
	if !errors.Is(err, desk.ErrNotFound) {
		return nil, nil, err
	}
	summary, err := asJSON(e.Summary)
	if err != nil {
		return nil, nil, err
	}
	revision, err := nextRevision(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	var id int64
	if err := one(q.QueryRowContext(ctx, `INSERT INTO cases (conversation, state, reason, urgent, lang, topic, place, article, channel, contact,
		note, summary, opened_at, revision) VALUES ($1, 'waiting', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id`,
		e.Conversation, e.Reason, e.Urgent, lang, e.Topic, place, e.Article, channel, e.Contact, e.Note, summary, millis(e.At), revision), &id); err != nil {
		return nil, nil, err
	}
	if err := addOutbox(ctx, q, desk.OutboxEntry{Kind: desk.OutboxOpened, Conversation: e.Conversation, Case: id, At: e.At}); err != nil {
		return nil, nil, err
	}
	notice := e.Notice
	if err := insertMessage(ctx, q, &notice); err != nil {
		return nil, nil, err
	}
	c, err := caseByID(ctx, q, id)
	return &c, &notice, err
}

// escalateAgain adds what a second call for a person says to the Case.
func escalateAgain(ctx context.Context, q Queryer, open *desk.Case, e *desk.Escalation) (*desk.Case, error) {
	contact, note := open.Contact, open.Note
	if e.Contact != "" {
		contact = e.Contact
	}
	if e.Note != "" && !strings.Contains("\n"+note+"\n", "\n"+e.Note+"\n") { // else it is a retry
		if note != "" {
			note += "\n"
		}
		note += e.Note
	}
	urgent, reason := open.Urgent, open.Reason
	if e.Urgent && !urgent {
		urgent, reason = true, e.Reason
	}
	if contact == open.Contact && note == open.Note && urgent == open.Urgent {
		return open, nil
	}
	if err := changeCase(ctx, q, open.ID, `contact = $3, note = $4, urgent = $5, reason = $6`, contact, note, urgent, reason); err != nil {
		return nil, err
	}
	if err := addOutbox(ctx, q, desk.OutboxEntry{Kind: desk.OutboxChanged, Conversation: open.Conversation, Case: open.ID, At: e.At}); err != nil {
		return nil, err
	}
	c, err := caseByID(ctx, q, open.ID)
	return &c, err
}

// nextRevision returns a number above those of all Cases. It holds the counter
// until the transaction ends, so that revisions become visible in their order.
func nextRevision(ctx context.Context, q Queryer) (int64, error) {
	var revision int64
	err := one(q.QueryRowContext(ctx, `UPDATE counters SET value = value + 1 WHERE name = 'revision' RETURNING value`), &revision)
	return revision, err
}

// changeCase makes a change to a Case, whose arguments begin at $3, and gives
// it a new revision.
func changeCase(ctx context.Context, q Queryer, id int64, change string, args ...any) error {
	revision, err := nextRevision(ctx, q)
	if err != nil {
		return err
	}
	return mustChange(ctx, q, desk.ErrNotFound, `UPDATE cases SET revision = $2, `+change+` WHERE id = $1`, append([]any{id, revision}, args...)...)
}

// AddReturnCode stores a code that reopens a Conversation.
func (s *Store) AddReturnCode(ctx context.Context, c desk.ReturnCode) error {
	return s.write(ctx, "add return code", func(ctx context.Context, q Queryer) error {
		_, err := q.ExecContext(ctx, `INSERT INTO return_codes (hash, conversation, created_at, expires_at) VALUES ($1, $2, $3, $4)`,
			c.Hash, c.Conversation, millis(c.Created), millis(c.Expires))
		return err
	})
}

// Reopen stores a new token of the Conversation that a hashed return code
// stands for and returns the Conversation; [desk.ErrNotFound] where the code is
// of none or has expired.
func (s *Store) Reopen(ctx context.Context, code, token []byte, now time.Time) (desk.Conversation, error) {
	var id string
	err := s.write(ctx, "reopen conversation", func(ctx context.Context, q Queryer) error {
		if err := one(q.QueryRowContext(ctx, `SELECT conversation FROM return_codes WHERE hash = $1 AND expires_at > $2`, code, millis(now)), &id); err != nil {
			return err
		}
		return addToken(ctx, q, id, token, now)
	})
	if err != nil {
		return desk.Conversation{}, err
	}
	return s.Conversation(ctx, id)
}

// Attempt counts an attempt at the named thing and reports whether it is among
// the first most of its window. The count is the same for all replicas.
func (s *Store) Attempt(ctx context.Context, name string, most int, window time.Duration, now time.Time) (allowed bool, err error) {
	var n int
	err = s.write(ctx, "count attempt", func(ctx context.Context, q Queryer) error {
		return one(q.QueryRowContext(ctx, `INSERT INTO attempts (name, n, until) VALUES ($1, 1, $2)
			ON CONFLICT (name) DO UPDATE SET n = CASE WHEN attempts.until <= $3 THEN 1 ELSE attempts.n + 1 END,
			until = CASE WHEN attempts.until <= $3 THEN excluded.until ELSE attempts.until END RETURNING n`,
			name, millis(now.Add(window)), millis(now)), &n)
	})
	return n <= most, err
}

// Forgive forgets the attempts at the named thing.
func (s *Store) Forgive(ctx context.Context, name string) error {
	return s.write(ctx, "forgive attempts", func(ctx context.Context, q Queryer) error {
		_, err := q.ExecContext(ctx, `DELETE FROM attempts WHERE name = $1`, name)
		return err
	})
}

// Rate stores how satisfied the visitor is, from 1 to 5, with the latest Case
// that asks. It is [desk.ErrNotFound] where none does: each asks once.
func (s *Store) Rate(ctx context.Context, conversation string, score int) (caseID int64, err error) {
	err = s.write(ctx, "rate case", func(ctx context.Context, q Queryer) error {
		if err := one(q.QueryRowContext(ctx, `SELECT id FROM cases WHERE conversation = $1 AND rating_asked AND satisfaction = 0
			ORDER BY id DESC LIMIT 1`, conversation), &caseID); err != nil {
			return err
		}
		return changeCase(ctx, q, caseID, `satisfaction = $3`, score)
	})
	return caseID, err
}

// Queue returns what stands before a waiting Case.
func (s *Store) Queue(ctx context.Context, id int64, now time.Time) (desk.Queue, error) {
	var out desk.Queue
	if err := s.db.Read.QueryRowContext(ctx, `SELECT count(*) FROM cases b JOIN cases c ON c.id = $1
		WHERE c.state = 'waiting' AND b.state = 'waiting' AND (b.urgent AND NOT c.urgent
		OR b.urgent = c.urgent AND (b.opened_at < c.opened_at OR b.opened_at = c.opened_at AND b.id <= c.id))`, id).Scan(&out.Position); err != nil {
		return out, fmt.Errorf("position in the queue: %w", err)
	}
	if out.Position == 0 {
		return out, nil
	}
	var err error
	out.Interval, err = s.claimInterval(ctx, now)
	return out, err
}
