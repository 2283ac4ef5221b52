package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"payhelp/bot/desk"
)

const selectThread = `SELECT id, messenger, case_id, conversation, member, channel, root, told, delivered, read, seen, closed, erased, active_at FROM threads`

func scanThread(scan func(...any) error) (desk.Thread, error) {
	var t desk.Thread
	var active int64
	err := scan(&t.ID, &t.Messenger, &t.Case, &t.Conversation, &t.Member, &t.Channel, &t.Root, &t.Told, &t.Delivered, &t.Read, &t.Seen, &t.Closed, &t.Erased, &active)
	t.Active = fromMillis(active)
	return t, err
}

func thread(ctx context.Context, q Queryer, where string, args ...any) (desk.Thread, error) {
	row := q.QueryRowContext(ctx, selectThread+where, args...)
	return scanThread(func(into ...any) error { return one(row, into...) })
}

func threads(ctx context.Context, q Queryer, where string, args ...any) ([]desk.Thread, error) {
	var out []desk.Thread
	err := each(ctx, q, func(r *sql.Rows) error {
		t, err := scanThread(r.Scan)
		out = append(out, t)
		return err
	}, selectThread+where, args...)
	if err != nil {
		return nil, fmt.Errorf("list threads: %w", err)
	}
	return out, nil
}

// BindThread stores a Thread, or returns the one that its Case, its Conversation
// or its place is bound to already: of two who bind at once both get the same.
// It is [desk.ErrNotFound] where the Conversation is gone.
func (s *Store) BindThread(ctx context.Context, t desk.Thread) (bound desk.Thread, err error) {
	err = s.write(ctx, "bind thread", func(ctx context.Context, q Queryer) error {
		// Locks the conversation, so that an erasure sees the thread.
		if err := mustChange(ctx, q, desk.ErrNotFound, `UPDATE conversations SET version = version WHERE id = $1`, t.Conversation); err != nil {
			return err
		}
		err := one(q.QueryRowContext(ctx, `INSERT INTO threads (messenger, case_id, conversation, channel, root, told, active_at, member)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id`,
			t.Messenger, t.Case, t.Conversation, t.Channel, t.Root, t.Told, millis(t.Active), t.Member), &t.ID)
		if err == nil {
			bound = t
			return nil
		}
		if !errors.Is(err, desk.ErrNotFound) {
			return err
		}
		bound, err = thread(ctx, q, ` WHERE messenger = $1 AND (case_id = $2 AND case_id <> 0 OR case_id = 0 AND $2 = 0 AND conversation = $3
			OR channel = $4 AND root = $5 AND root <> '')`, t.Messenger, t.Case, t.Conversation, t.Channel, t.Root)
		return err
	})
	return bound, err
}

// ThreadAt returns the Thread that begins with the message root of a channel,
// or [desk.ErrNotFound].
func (s *Store) ThreadAt(ctx context.Context, messenger, channel, root string) (desk.Thread, error) {
	return thread(ctx, s.db.Read, ` WHERE messenger = $1 AND channel = $2 AND root = $3 AND root <> ''`, messenger, channel, root)
}

// Beginning reports whether there is a Thread in a channel whose first message
// is on its way.
func (s *Store) Beginning(ctx context.Context, messenger, channel string) (bool, error) {
	var found bool
	err := s.db.Read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM threads WHERE messenger = $1 AND channel = $2 AND root = '' AND NOT erased)`,
		messenger, channel).Scan(&found)
	return found, err
}

// ThreadsOf returns the Threads of a Conversation, oldest first.
func (s *Store) ThreadsOf(ctx context.Context, messenger, conversation string) ([]desk.Thread, error) {
	return threads(ctx, s.db.Read, ` WHERE conversation = $2 AND messenger = $1 ORDER BY id`, messenger, conversation)
}

// ThreadsBy returns the latest Threads, at most limit, in which a user asked.
func (s *Store) ThreadsBy(ctx context.Context, messenger, member string, limit int) ([]desk.Thread, error) {
	return threads(ctx, s.db.Read, ` WHERE messenger = $1 AND member = $2 AND member <> '' AND NOT erased ORDER BY id DESC LIMIT $3`,
		messenger, member, limit)
}

// OpenThreads returns at most limit Threads after the one numbered after that
// are not closed and in which something was written since a time.
func (s *Store) OpenThreads(ctx context.Context, messenger string, after int64, since time.Time, limit int) ([]desk.Thread, error) {
	return threads(ctx, s.db.Read, ` WHERE messenger = $1 AND id > $2 AND active_at >= $3 AND root <> '' AND NOT closed AND NOT erased ORDER BY id LIMIT $4`,
		messenger, after, millis(since), limit)
}

// SaveThread stores how far a Thread has come: Told, Delivered and Read, which
// never go back, Seen, Closed, which stays, and Active.
func (s *Store) SaveThread(ctx context.Context, t desk.Thread) error {
	return s.write(ctx, "save thread", func(ctx context.Context, q Queryer) error {
		_, err := q.ExecContext(ctx, `UPDATE threads SET told = CASE WHEN told < $2 THEN $2 ELSE told END,
			delivered = CASE WHEN delivered < $3 THEN $3 ELSE delivered END, read = CASE WHEN read < $4 THEN $4 ELSE read END,
			seen = CASE WHEN $5 = '' THEN seen ELSE $5 END, closed = CASE WHEN closed THEN closed ELSE $6 END, active_at = $7 WHERE id = $1`, t.ID, t.Told, t.Delivered, t.Read, t.Seen, t.Closed, millis(t.Active))
		return err
	})
}

// BeginPost notes that a ThreadPost is about to be posted, so that whoever finds
// the note looks for it before posting again. It is [desk.ErrNotFound] where the
// Conversation is erased.
func (s *Store) BeginPost(ctx context.Context, p desk.ThreadPost) error {
	return s.write(ctx, "begin post", func(ctx context.Context, q Queryer) error {
		if err := mustChange(ctx, q, desk.ErrNotFound, `UPDATE threads SET told = told WHERE id = $1 AND NOT erased`, p.Thread); err != nil {
			return err
		}
		_, err := q.ExecContext(ctx, `INSERT INTO thread_posts (thread, key, message, root, upto, tried) VALUES ($1, $2, '', $3, $4, $5)
			ON CONFLICT (thread, key) DO UPDATE SET tried = excluded.tried WHERE thread_posts.message = ''`, p.Thread, p.Key, p.Root, p.Upto, millis(p.Tried))
		return err
	})
}

// EndPost notes where a ThreadPost stands, or that it was not posted where
// Message is "".
func (s *Store) EndPost(ctx context.Context, p desk.ThreadPost) error {
	return s.write(ctx, "end post", func(ctx context.Context, q Queryer) error {
		if p.Message == "" {
			_, err := q.ExecContext(ctx, `DELETE FROM thread_posts WHERE thread = $1 AND key = $2 AND message = ''`, p.Thread, p.Key)
			return err
		}
		if _, err := q.ExecContext(ctx, `UPDATE thread_posts SET message = $3 WHERE thread = $1 AND key = $2`, p.Thread, p.Key, p.Message); err != nil {
			return err
		}
		_, err := q.ExecContext(ctx, `UPDATE threads SET told = CASE WHEN told < $2 THEN $2 ELSE told END,
			root = CASE WHEN $3 AND root = '' THEN $4 ELSE root END WHERE id = $1`, p.Thread, p.Upto, p.Root, p.Message)
		return err
	})
}

// ThreadPosts returns our messages in a Thread, those on their way too.
func (s *Store) ThreadPosts(ctx context.Context, id int64) ([]desk.ThreadPost, error) {
	return threadPosts(ctx, s.db.Read, ` WHERE thread = $1 ORDER BY tried, key`, id)
}

// PendingPost returns the message of a Thread of which it is not known whether
// it was posted; ok is false where there is none.
func (s *Store) PendingPost(ctx context.Context, id int64) (p desk.ThreadPost, ok bool, err error) {
	all, err := threadPosts(ctx, s.db.Read, ` WHERE thread = $1 AND message = '' ORDER BY tried, key LIMIT 1`, id)
	if err != nil || len(all) == 0 {
		return p, false, err
	}
	return all[0], true, nil
}

func threadPosts(ctx context.Context, q Queryer, where string, args ...any) ([]desk.ThreadPost, error) {
	var out []desk.ThreadPost
	err := each(ctx, q, func(r *sql.Rows) error {
		var p desk.ThreadPost
		var tried int64
		if err := r.Scan(&p.Thread, &p.Key, &p.Message, &p.Root, &p.Upto, &tried); err != nil {
			return err
		}
		p.Tried = fromMillis(tried)
		out = append(out, p)
		return nil
	}, `SELECT thread, key, message, root, upto, tried FROM thread_posts`+where, args...)
	if err != nil {
		return nil, fmt.Errorf("list posts of a thread: %w", err)
	}
	return out, nil
}

// TakeErased leases at most limit Threads whose Conversation is erased.
func (s *Store) TakeErased(ctx context.Context, messenger string, now time.Time, lease time.Duration, limit int) (out []desk.Thread, err error) {
	const due = ` FROM threads WHERE messenger = $1 AND erased AND leased_until <= $2`
	err = s.take(ctx, "outbox", due, []any{messenger, millis(now)}, func(ctx context.Context, q Queryer) error {
		if out, err = threads(ctx, q, ` WHERE messenger = $1 AND erased AND leased_until <= $2 ORDER BY id LIMIT $3`, messenger, millis(now), limit); err != nil {
			return err
		}
		for _, t := range out {
			if _, err := q.ExecContext(ctx, `UPDATE threads SET leased_until = $2 WHERE id = $1`, t.ID, millis(now.Add(lease))); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// ErasedLater puts an erased Thread off until a time.
func (s *Store) ErasedLater(ctx context.Context, id int64, until time.Time) error {
	return s.write(ctx, "put off erasing", func(ctx context.Context, q Queryer) error {
		_, err := q.ExecContext(ctx, `UPDATE threads SET leased_until = $2 WHERE id = $1`, id, millis(until))
		return err
	})
}

// ForgetPost forgets a message of ours that is deleted.
func (s *Store) ForgetPost(ctx context.Context, p desk.ThreadPost) error {
	return s.write(ctx, "forget post", func(ctx context.Context, q Queryer) error {
		_, err := q.ExecContext(ctx, `DELETE FROM thread_posts WHERE thread = $1 AND key = $2`, p.Thread, p.Key)
		return err
	})
}

// ForgetThread forgets a Thread and what is left of its posts.
func (s *Store) ForgetThread(ctx context.Context, id int64) error {
	return s.write(ctx, "forget thread", func(ctx context.Context, q Queryer) error {
		_, err := q.ExecContext(ctx, `DELETE FROM threads WHERE id = $1`, id)
		return err
	})
}
