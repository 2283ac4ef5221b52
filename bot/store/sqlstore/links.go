package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
)

// AddLinkCode stores a code; those of the same account before it end.
func (s *Store) AddLinkCode(ctx context.Context, c desk.LinkCode) error {
	return s.write(ctx, "add link code", func(ctx context.Context, q Queryer) error {
		if _, err := q.ExecContext(ctx, `DELETE FROM link_codes WHERE staff = $1`, c.Staff); err != nil {
			return err
		}
		_, err := q.ExecContext(ctx, `INSERT INTO link_codes (hash, staff, expires_at) VALUES ($1, $2, $3)`, c.Hash, c.Staff, millis(c.Expires))
		return err
	})
}

// Link makes l of the account whose code, hashed, is given: it is used up, and
// whoever the user was before they are no longer. It is [desk.ErrNotFound] where
// there is no such code, it has expired or the account is disabled.
func (s *Store) Link(ctx context.Context, code []byte, l desk.Link) (a staff.Account, err error) {
	err = s.write(ctx, "link account", func(ctx context.Context, q Queryer) error {
		if err := one(q.QueryRowContext(ctx, `DELETE FROM link_codes WHERE hash = $1 AND expires_at > $2 RETURNING staff`,
			code, millis(l.Created)), &l.Staff); err != nil {
			return err
		}
		if a, err = account(ctx, q, ` WHERE id = $1 AND NOT disabled`, l.Staff); err != nil {
			return err
		}
		if _, err := q.ExecContext(ctx, `INSERT INTO messenger_links (id, messenger, team, member, staff, created_at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (messenger, team, member) DO UPDATE SET id = excluded.id, staff = excluded.staff, created_at = excluded.created_at`,
			l.ID, l.Messenger, l.Team, l.User, l.Staff, millis(l.Created)); err != nil {
			return err
		}
		return audit(ctx, q, desk.Actor{Staff: a.ID, Name: a.Name, Via: l.Messenger}, "link", 0, l.ID, l.Created)
	})
	return a, err
}

// Linked returns the account that a user of a messenger is, or
// [desk.ErrNotFound] where there is none or it is disabled.
func (s *Store) Linked(ctx context.Context, messenger, team, user string) (staff.Account, error) {
	return account(ctx, s.db.Read, ` WHERE NOT disabled AND id = (SELECT staff FROM messenger_links WHERE messenger = $1 AND team = $2 AND member = $3)`,
		messenger, team, user)
}

// Links returns what an account is linked to, oldest first.
func (s *Store) Links(ctx context.Context, account string) ([]desk.Link, error) {
	out := []desk.Link{}
	err := each(ctx, s.db.Read, func(r *sql.Rows) error {
		l := desk.Link{Staff: account}
		var created int64
		if err := r.Scan(&l.ID, &l.Messenger, &l.Team, &l.User, &created); err != nil {
			return err
		}
		l.Created = fromMillis(created)
		out = append(out, l)
		return nil
	}, `SELECT id, messenger, team, member, created_at FROM messenger_links WHERE staff = $1 ORDER BY created_at, id`, account)
	if err != nil {
		return nil, fmt.Errorf("list links: %w", err)
	}
	return out, nil
}

// Unlink ends a link of an account, or is [desk.ErrNotFound].
func (s *Store) Unlink(ctx context.Context, account, id string, by desk.Actor, now time.Time) error {
	return s.write(ctx, "unlink account", func(ctx context.Context, q Queryer) error {
		if err := mustChange(ctx, q, desk.ErrNotFound, `DELETE FROM messenger_links WHERE staff = $1 AND id = $2`, account, id); err != nil {
			return err
		}
		return audit(ctx, q, by, "unlink", 0, id, now)
	})
}
