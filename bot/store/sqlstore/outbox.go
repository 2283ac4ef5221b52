package sqlstore

import (
	"context"
	"database/sql"
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

// TakeOutbox leases at most limit entries to the caller, oldest first. What is
// not finished with [Store.OutboxDone] within the lease is taken again, so an
// adapter that dies loses nothing.
func (s *Store) TakeOutbox(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]desk.OutboxEntry, error) {
	var out []desk.OutboxEntry
	err := s.write(ctx, "take outbox", func(ctx context.Context, q Queryer) error {
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
		}, `SELECT id, kind, conversation, seq, case_id, at, attempts FROM outbox WHERE leased_until <= $1 ORDER BY id LIMIT $2`+s.db.SkipLocked,
			millis(now), limit); err != nil {
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
