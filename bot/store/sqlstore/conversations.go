package sqlstore

import (
	"context"
	"database/sql"
	"time"

	"payhelp/bot/desk"
)

// StartConversation stores a new Conversation and the hash of the token that
// opens it.
func (s *Store) StartConversation(ctx context.Context, c desk.Conversation, token []byte) error {
	return s.write(ctx, "start conversation", func(ctx context.Context, q Queryer) error {
		if _, err := q.ExecContext(ctx, `INSERT INTO conversations (id, lang, place, channel, time_zone, created_at, active_at)
			VALUES ($1, $2, $3, $4, $5, $6, $6)`,
			c.ID, c.Lang, c.Place, c.Channel, c.TimeZone, millis(c.Created)); err != nil {
			return err
		}
		return addToken(ctx, q, c.ID, token, c.Created)
	})
}

func addToken(ctx context.Context, q Queryer, conversation string, hash []byte, now time.Time) error {
	_, err := q.ExecContext(ctx, `INSERT INTO tokens (hash, conversation, created_at) VALUES ($1, $2, $3)`, hash, conversation, millis(now))
	return err
}

const selectConversation = `SELECT c.id, c.lang, c.place, c.channel, c.time_zone, c.owner, c.memory, c.last_seq, c.delivered_seq, c.read_seq, c.version,
	c.created_at, c.active_at, coalesce(o.id, 0), coalesce(o.officer_name, ''),
	EXISTS (SELECT 1 FROM cases r WHERE r.conversation = c.id AND r.rating_asked AND r.satisfaction = 0)
	FROM conversations c LEFT JOIN cases o ON o.conversation = c.id AND o.state <> 'resolved'`

// Conversation returns a Conversation, or [desk.ErrNotFound].
func (s *Store) Conversation(ctx context.Context, id string) (desk.Conversation, error) {
	return conversation(s.db.Read.QueryRowContext(ctx, selectConversation+` WHERE c.id = $1`, id))
}

// Authorized returns the Conversation that the hashed token opens, if that is
// id, else [desk.ErrNotFound].
func (s *Store) Authorized(ctx context.Context, id string, token []byte) (desk.Conversation, error) {
	return conversation(s.db.Read.QueryRowContext(ctx,
		selectConversation+` WHERE c.id = (SELECT conversation FROM tokens WHERE hash = $2 AND conversation = $1)`, id, token))
}

func conversation(row *sql.Row) (desk.Conversation, error) {
	var c desk.Conversation
	var memory []byte
	var created, active int64
	if err := one(row, &c.ID, &c.Lang, &c.Place, &c.Channel, &c.TimeZone, &c.Owner, &memory, &c.LastSeq, &c.Delivered, &c.Read, &c.Version,
		&created, &active, &c.Case, &c.Officer, &c.Rating); err != nil {
		return c, err
	}
	c.Created, c.Active = fromMillis(created), fromMillis(active)
	return c, fromJSON(memory, &c.Memory)
}

// Erase removes a Conversation with all that was written in it and about it.
// Counts by day are all that is left. It returns [desk.ErrNotFound] where there
// is no such Conversation.
func (s *Store) Erase(ctx context.Context, id string) error {
	if err := s.write(ctx, "erase conversation", func(ctx context.Context, q Queryer) error {
		return erase(ctx, q, id)
	}); err != nil {
		return err
	}
	return s.db.Scrub(ctx)
}

func erase(ctx context.Context, q Queryer, id string) error {
	// The row is locked before it is counted, so that nothing is added after.
	if err := mustChange(ctx, q, desk.ErrNotFound, `UPDATE conversations SET version = version + 1 WHERE id = $1`, id); err != nil {
		return err
	}
	if err := keepTotals(ctx, q, id); err != nil {
		return err
	}
	if _, err := q.ExecContext(ctx, `DELETE FROM attempts WHERE name = $1`, desk.CodesOf(id)); err != nil {
		return err
	}
	// What we wrote in messengers is deleted there before the thread is forgotten.
	if _, err := q.ExecContext(ctx, `UPDATE threads SET erased = $2 WHERE conversation = $1`, id, true); err != nil {
		return err
	}
	_, err := q.ExecContext(ctx, `DELETE FROM conversations WHERE id = $1`, id)
	return err
}

// sweepBatch is how many Conversations one transaction of a sweep removes.
const sweepBatch = 100

// Sweep erases the Conversations in which nothing was written since before,
// and forgets codes, sessions and attempts that have ended by now. It returns
// how many Conversations it erased.
func (s *Store) Sweep(ctx context.Context, before, now time.Time) (int, error) {
	erased := 0
	for {
		var ids []string
		err := each(ctx, s.db.Read, func(r *sql.Rows) error {
			ids = append(ids, "")
			return r.Scan(&ids[len(ids)-1])
		}, `SELECT id FROM conversations WHERE active_at < $1 ORDER BY active_at LIMIT $2`, millis(before), sweepBatch)
		if err != nil {
			return erased, err
		}
		if len(ids) == 0 {
			break
		}
		if err := s.write(ctx, "sweep conversations", func(ctx context.Context, q Queryer) error {
			for _, id := range ids {
				if err := eraseIfIdle(ctx, q, id, before); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return erased, err
		}
		erased += len(ids)
	}
	err := s.write(ctx, "sweep what has ended", func(ctx context.Context, q Queryer) error {
		for _, statement := range []string{
			`DELETE FROM return_codes WHERE expires_at < $1`,
			`DELETE FROM staff_sessions WHERE expires_at < $1`,
			`DELETE FROM invitations WHERE expires_at < $1`,
			`DELETE FROM attempts WHERE until < $1`,
			`DELETE FROM link_codes WHERE expires_at < $1`,
		} {
			if _, err := q.ExecContext(ctx, statement, millis(now)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil || erased == 0 {
		return erased, err
	}
	return erased, s.db.Scrub(ctx)
}

// eraseIfIdle erases a Conversation unless something was written in it, or
// another replica erased it, since it was listed.
func eraseIfIdle(ctx context.Context, q Queryer, id string, before time.Time) error {
	n, err := exec(ctx, q, `UPDATE conversations SET version = version WHERE id = $1 AND active_at < $2`, id, millis(before))
	if err != nil || n == 0 {
		return err
	}
	return erase(ctx, q, id)
}
