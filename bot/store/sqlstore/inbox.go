package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"payhelp/bot/desk"
)

// AddInbox stores something that happened in a messenger. created is false
// where it is known already, by its event or by its key.
func (s *Store) AddInbox(ctx context.Context, e desk.InboxEntry) (created bool, err error) {
	err = s.write(ctx, "add to the inbox", func(ctx context.Context, q Queryer) error {
		n, err := exec(ctx, q, `INSERT INTO inbox (messenger, event, key, lane, body, at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
			e.Messenger, sql.NullString{String: e.Event, Valid: e.Event != ""}, e.Key, e.Lane, e.Body, millis(e.At))
		created = n > 0
		return err
	})
	return created, err
}

// InInbox reports whether something came in, whether or not it was acted on.
func (s *Store) InInbox(ctx context.Context, messenger, key string) (bool, error) {
	var found bool
	err := s.db.Read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM inbox WHERE messenger = $1 AND key = $2)`, messenger, key).Scan(&found)
	if err != nil {
		return false, fmt.Errorf("look into the inbox: %w", err)
	}
	return found, nil
}

// TakeInbox leases at most limit entries of a messenger to the caller, oldest
// first and those of one lane in order, as [Store.TakeOutbox] does.
func (s *Store) TakeInbox(ctx context.Context, messenger string, now time.Time, lease time.Duration, limit int) ([]desk.InboxEntry, error) {
	const due = ` FROM inbox o WHERE messenger = $2 AND NOT done AND leased_until <= $1 AND NOT EXISTS
		(SELECT 1 FROM inbox e WHERE e.messenger = o.messenger AND e.lane = o.lane AND NOT e.done AND e.id < o.id AND e.leased_until > $1)`
	var out []desk.InboxEntry
	err := s.take(ctx, "inbox", due, []any{millis(now), messenger}, func(ctx context.Context, q Queryer) error {
		out = nil
		if err := each(ctx, q, func(r *sql.Rows) error {
			e := desk.InboxEntry{Messenger: messenger}
			var at int64
			if err := r.Scan(&e.ID, &e.Event, &e.Key, &e.Lane, &e.Body, &at, &e.Attempts); err != nil {
				return err
			}
			e.At = fromMillis(at)
			out = append(out, e)
			return nil
		}, `SELECT id, coalesce(event, ''), key, lane, body, at, attempts`+due+` ORDER BY id LIMIT $3`, millis(now), messenger, limit); err != nil {
			return err
		}
		for _, e := range out {
			if _, err := q.ExecContext(ctx, `UPDATE inbox SET leased_until = $2, attempts = attempts + 1 WHERE id = $1`,
				e.ID, millis(now.Add(lease))); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// InboxDone notes that an entry has been acted on; its body is forgotten.
func (s *Store) InboxDone(ctx context.Context, id int64) error {
	return s.write(ctx, "finish inbox", func(ctx context.Context, q Queryer) error {
		_, err := q.ExecContext(ctx, `UPDATE inbox SET done = $2, body = $3 WHERE id = $1`, id, true, []byte{})
		return err
	})
}

// InboxLater puts entries off until a time; later ones of their lanes wait.
func (s *Store) InboxLater(ctx context.Context, until time.Time, ids ...int64) error {
	return s.write(ctx, "put off inbox", func(ctx context.Context, q Queryer) error {
		for _, id := range ids {
			if _, err := q.ExecContext(ctx, `UPDATE inbox SET leased_until = $2 WHERE id = $1`, id, millis(until)); err != nil {
				return err
			}
		}
		return nil
	})
}

// TrimInbox forgets what came in before.
func (s *Store) TrimInbox(ctx context.Context, before time.Time) error {
	return s.write(ctx, "trim inbox", func(ctx context.Context, q Queryer) error {
		_, err := q.ExecContext(ctx, `DELETE FROM inbox WHERE at < $1`, millis(before))
		return err
	})
}
