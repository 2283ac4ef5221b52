package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"payhelp/bot/desk"
)

func feedbackOf(ctx context.Context, q Queryer, conversation string) (map[int64]desk.Feedback, error) {
	out := map[int64]desk.Feedback{}
	err := each(ctx, q, func(r *sql.Rows) error {
		f := desk.Feedback{Conversation: conversation}
		var at int64
		if err := r.Scan(&f.Seq, &f.Helpful, &f.Reason, &f.Comment, &at); err != nil {
			return err
		}
		f.At = fromMillis(at)
		out[f.Seq] = f
		return nil
	}, `SELECT seq, helpful, reason, comment, at FROM feedback WHERE conversation = $1`, conversation)
	return out, err
}

func outcomes(ctx context.Context, q Queryer, where string, args ...any) ([]desk.Outcome, error) {
	var out []desk.Outcome
	err := each(ctx, q, func(r *sql.Rows) error {
		var o desk.Outcome
		var at int64
		if err := r.Scan(&o.Conversation, &o.Seq, &at, &o.Kind, &o.Label, &o.Topic, &o.Confidence, &o.Lang, &o.Reason, &o.Place, &o.Micros); err != nil {
			return err
		}
		o.At = fromMillis(at)
		out = append(out, o)
		return nil
	}, `SELECT conversation, seq, at, kind, label, topic, confidence, lang, reason, place, micros FROM outcomes `+where, args...)
	return out, err
}

func addOutbox(ctx context.Context, q Queryer, e desk.OutboxEntry) error {
	_, err := q.ExecContext(ctx, `INSERT INTO outbox (kind, conversation, seq, case_id, at) VALUES ($1, $2, $3, $4, $5)`,
		e.Kind, e.Conversation, e.Seq, e.Case, millis(e.At))
	return err
}

// TakeOutbox leases at most limit entries to the caller, oldest first, and those
// of one Conversation in order: one is left where an earlier one is leased to
// somebody or waits for its next try. What is not finished with
// [Store.OutboxDone] or put off with [Store.OutboxLater] within the lease is
// taken again, so an adapter that dies loses nothing.
func (s *Store) TakeOutbox(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]desk.OutboxEntry, error) {
	const due = ` FROM outbox o WHERE leased_until <= $1 AND NOT EXISTS
		(SELECT 1 FROM outbox e WHERE e.conversation = o.conversation AND e.id < o.id AND e.leased_until > $1)`
	var out []desk.OutboxEntry
	err := s.take(ctx, "outbox", due, []any{millis(now)}, func(ctx context.Context, q Queryer) error {
		out = nil
		if err := each(ctx, q, func(r *sql.Rows) error {
			var e desk.OutboxEntry
			var at int64
			if err := r.Scan(&e.ID, &e.Kind, &e.Conversation, &e.Seq, &e.Case, &at, &e.Attempts); err != nil {
				return err
			}
			e.At = fromMillis(at)
			out = append(out, e)
			return nil
		}, `SELECT id, kind, conversation, seq, case_id, at, attempts`+due+` ORDER BY id LIMIT $2`, millis(now), limit); err != nil {
			return err
		}
		for _, e := range out {
			if _, err := q.ExecContext(ctx, `UPDATE outbox SET leased_until = $2, attempts = attempts + 1 WHERE id = $1`,
				e.ID, millis(now.Add(lease))); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// take runs fn in a transaction that holds the counter of a queue, so that one
// takes from it at a time: two at once would take entries of one lane out of
// order. Where nothing is due nothing is written.
func (s *Store) take(ctx context.Context, queue, due string, args []any, fn func(context.Context, Queryer) error) error {
	var found bool
	if err := s.db.Read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1`+due+`)`, args...).Scan(&found); err != nil {
		return fmt.Errorf("look into the %s: %w", queue, err)
	}
	if !found {
		return nil
	}
	return s.write(ctx, "take from the "+queue, func(ctx context.Context, q Queryer) error {
		if _, err := q.ExecContext(ctx, `UPDATE counters SET value = value + 1 WHERE name = $1`, queue); err != nil {
			return err
		}
		return fn(ctx, q)
	})
}

// OutboxLater puts entries off until a time; later ones of their Conversations
// wait for them.
func (s *Store) OutboxLater(ctx context.Context, until time.Time, ids ...int64) error {
	return s.write(ctx, "put off outbox", func(ctx context.Context, q Queryer) error {
		for _, id := range ids {
			if _, err := q.ExecContext(ctx, `UPDATE outbox SET leased_until = $2 WHERE id = $1`, id, millis(until)); err != nil {
				return err
			}
		}
		return nil
	})
}

// OutboxDone removes entries that have been told of.
func (s *Store) OutboxDone(ctx context.Context, ids ...int64) error {
	return s.write(ctx, "finish outbox", func(ctx context.Context, q Queryer) error {
		for _, id := range ids {
			if _, err := q.ExecContext(ctx, `DELETE FROM outbox WHERE id = $1`, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// TrimOutbox removes entries that nobody has taken since before: where no
// adapter is configured nobody ever will.
func (s *Store) TrimOutbox(ctx context.Context, before time.Time) error {
	return s.write(ctx, "trim outbox", func(ctx context.Context, q Queryer) error {
		_, err := q.ExecContext(ctx, `DELETE FROM outbox WHERE at < $1`, millis(before))
		return err
	})
}
