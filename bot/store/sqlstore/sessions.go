package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
)

// AddSession stores that an Account has signed in.
func (s *Store) AddSession(ctx context.Context, n staff.Session, by desk.Actor) error {
	return s.write(ctx, "add session", func(ctx context.Context, q Queryer) error {
		if _, err := q.ExecContext(ctx, `INSERT INTO staff_sessions (hash, id, staff, agent, created_at, seen_at, expires_at)
			VALUES ($1, $2, $3, $4, $5, $5, $6)`, n.Hash, n.ID, n.Staff, n.Agent, millis(n.Created), millis(n.Expires)); err != nil {
			return err
		}
		return audit(ctx, q, by, "sign-in", 0, n.ID, n.Created)
	})
}

// Session returns the Session of a hashed secret and its Account, or
// [desk.ErrNotFound] where there is none, it has expired or the Account is
// disabled.
func (s *Store) Session(ctx context.Context, secret []byte, now time.Time) (staff.Session, staff.Account, error) {
	var n staff.Session
	var created, seen, expires int64
	if err := one(s.db.Read.QueryRowContext(ctx, `SELECT id, hash, staff, agent, created_at, seen_at, expires_at FROM staff_sessions
		WHERE hash = $1 AND expires_at > $2`, secret, millis(now)), &n.ID, &n.Hash, &n.Staff, &n.Agent, &created, &seen, &expires); err != nil {
		return n, staff.Account{}, err
	}
	n.Created, n.Seen, n.Expires = fromMillis(created), fromMillis(seen), fromMillis(expires)
	a, err := account(ctx, s.db.Read, ` WHERE id = $1 AND NOT disabled`, n.Staff)
	return n, a, err
}

// TouchSession notes that a Session was used, and until when it lasts now.
func (s *Store) TouchSession(ctx context.Context, id string, seen, expires time.Time) error {
	return s.write(ctx, "touch session", func(ctx context.Context, q Queryer) error {
		_, err := q.ExecContext(ctx, `UPDATE staff_sessions SET seen_at = $2, expires_at = $3 WHERE id = $1`, id, millis(seen), millis(expires))
		return err
	})
}

// Sessions returns the Sessions of an Account, latest use first.
func (s *Store) Sessions(ctx context.Context, account string, now time.Time) ([]staff.Session, error) {
	out := []staff.Session{}
	err := each(ctx, s.db.Read, func(r *sql.Rows) error {
		n := staff.Session{Staff: account}
		var created, seen, expires int64
		if err := r.Scan(&n.ID, &n.Agent, &created, &seen, &expires); err != nil {
			return err
		}
		n.Created, n.Seen, n.Expires = fromMillis(created), fromMillis(seen), fromMillis(expires)
		out = append(out, n)
		return nil
	}, `SELECT id, agent, created_at, seen_at, expires_at FROM staff_sessions WHERE staff = $1 AND expires_at > $2 ORDER BY seen_at DESC, id`,
		account, millis(now))
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	return out, nil
}

// EndSession ends a Session of an Account, or [desk.ErrNotFound].
func (s *Store) EndSession(ctx context.Context, account, id string, by desk.Actor, now time.Time) error {
	return s.write(ctx, "end session", func(ctx context.Context, q Queryer) error {
		if err := mustChange(ctx, q, desk.ErrNotFound, `DELETE FROM staff_sessions WHERE staff = $1 AND id = $2`, account, id); err != nil {
			return err
		}
		return audit(ctx, q, by, "end-session", 0, id, now)
	})
}

const selectToken = `SELECT id, hash, name, staff, role, created_at, used_at, expires_at FROM api_tokens` //nolint:gosec // a query, no credential

func scanToken(scan func(...any) error) (staff.Token, error) {
	var t staff.Token
	var created, used, expires int64
	err := scan(&t.ID, &t.Hash, &t.Name, &t.Staff, &t.Role, &created, &used, &expires)
	t.Created, t.Used, t.Expires = fromMillis(created), fromMillis(used), fromMillis(expires)
	return t, err
}

// AddToken stores a Token of an Account.
func (s *Store) AddToken(ctx context.Context, t staff.Token, by desk.Actor) error {
	return s.write(ctx, "add token", func(ctx context.Context, q Queryer) error {
		if _, err := q.ExecContext(ctx, `INSERT INTO api_tokens (hash, id, name, staff, role, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			t.Hash, t.ID, t.Name, t.Staff, t.Role, millis(t.Created), millis(t.Expires)); err != nil {
			return err
		}
		return audit(ctx, q, by, "add-token", 0, t.ID, t.Created)
	})
}

// Token returns the Token of a hashed secret and its Account, or
// [desk.ErrNotFound] where there is none, it has expired or the Account is
// disabled.
func (s *Store) Token(ctx context.Context, secret []byte, now time.Time) (staff.Token, staff.Account, error) {
	row := s.db.Read.QueryRowContext(ctx, selectToken+` WHERE hash = $1 AND (expires_at = 0 OR expires_at > $2)`, secret, millis(now))
	t, err := scanToken(func(into ...any) error { return one(row, into...) })
	if err != nil {
		return t, staff.Account{}, err
	}
	a, err := account(ctx, s.db.Read, ` WHERE id = $1 AND NOT disabled`, t.Staff)
	return t, a, err
}

// TouchToken notes that a Token was used.
func (s *Store) TouchToken(ctx context.Context, id string, now time.Time) error {
	return s.write(ctx, "touch token", func(ctx context.Context, q Queryer) error {
		_, err := q.ExecContext(ctx, `UPDATE api_tokens SET used_at = $2 WHERE id = $1`, id, millis(now))
		return err
	})
}

// Tokens returns all Tokens, oldest first.
func (s *Store) Tokens(ctx context.Context) ([]staff.Token, error) {
	out := []staff.Token{}
	err := each(ctx, s.db.Read, func(r *sql.Rows) error {
		t, err := scanToken(r.Scan)
		out = append(out, t)
		return err
	}, selectToken+` ORDER BY created_at, id`)
	if err != nil {
		return nil, fmt.Errorf("list tokens: %w", err)
	}
	return out, nil
}

// RevokeToken ends a Token, or [desk.ErrNotFound].
func (s *Store) RevokeToken(ctx context.Context, id string, by desk.Actor, now time.Time) error {
	return s.write(ctx, "revoke token", func(ctx context.Context, q Queryer) error {
		if err := mustChange(ctx, q, desk.ErrNotFound, `DELETE FROM api_tokens WHERE id = $1`, id); err != nil {
			return err
		}
		return audit(ctx, q, by, "revoke-token", 0, id, now)
	})
}
