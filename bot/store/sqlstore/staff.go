package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
)

const selectAccount = `SELECT id, login, name, role, password_hash, coalesce(oidc_subject, ''), disabled, created_at FROM staff`

func scanAccount(scan func(...any) error) (staff.Account, error) {
	var a staff.Account
	var created int64
	err := scan(&a.ID, &a.Login, &a.Name, &a.Role, &a.Password, &a.Subject, &a.Disabled, &created)
	a.Created = fromMillis(created)
	return a, err
}

func account(ctx context.Context, q Queryer, where string, args ...any) (staff.Account, error) {
	row := q.QueryRowContext(ctx, selectAccount+where, args...)
	return scanAccount(func(into ...any) error { return one(row, into...) })
}

// Account returns an Account, or [desk.ErrNotFound].
func (s *Store) Account(ctx context.Context, id string) (staff.Account, error) {
	return account(ctx, s.db.Read, ` WHERE id = $1`, id)
}

// AccountByLogin returns the Account with a login, or [desk.ErrNotFound].
func (s *Store) AccountByLogin(ctx context.Context, login string) (staff.Account, error) {
	return account(ctx, s.db.Read, ` WHERE login = $1`, login)
}

// AccountBySubject returns the Account that signs in by single sign-on as
// subject, or [desk.ErrNotFound].
func (s *Store) AccountBySubject(ctx context.Context, subject string) (staff.Account, error) {
	return account(ctx, s.db.Read, ` WHERE oidc_subject = $1`, subject)
}

// Accounts returns all Accounts by login.
func (s *Store) Accounts(ctx context.Context) ([]staff.Account, error) {
	out := []staff.Account{}
	err := each(ctx, s.db.Read, func(r *sql.Rows) error {
		a, err := scanAccount(r.Scan)
		out = append(out, a)
		return err
	}, selectAccount+` ORDER BY login`)
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	return out, nil
}

// AddAccount stores a new Account; [staff.ErrLoginTaken] where the login or
// the single sign-on is another's.
func (s *Store) AddAccount(ctx context.Context, a staff.Account, by desk.Actor) error {
	return s.write(ctx, "add account", func(ctx context.Context, q Queryer) error {
		return addAccount(ctx, q, a, by)
	})
}

func addAccount(ctx context.Context, q Queryer, a staff.Account, by desk.Actor) error {
	if err := mustChange(ctx, q, staff.ErrLoginTaken, `INSERT INTO staff (id, login, name, role, password_hash, oidc_subject, disabled, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`, a.ID, a.Login, a.Name, a.Role, a.Password,
		sql.NullString{String: a.Subject, Valid: a.Subject != ""}, a.Disabled, millis(a.Created)); err != nil {
		return err
	}
	return audit(ctx, q, by, "add-account", 0, a.Login, a.Created)
}

// ChangeAccount stores an Account as it is now. Where ends is true its sessions
// and tokens end: after a change of password or role, or when it is disabled.
// It is [staff.ErrLastAdministrator] where none would be left.
func (s *Store) ChangeAccount(ctx context.Context, a staff.Account, ends bool, by desk.Actor, act string, now time.Time) error {
	return s.write(ctx, "change account", func(ctx context.Context, q Queryer) error {
		had, err := administrators(ctx, q)
		if err != nil {
			return err
		}
		if err := mustChange(ctx, q, desk.ErrNotFound, `UPDATE staff SET name = $2, role = $3, password_hash = $4, oidc_subject = $5, disabled = $6
			WHERE id = $1`, a.ID, a.Name, a.Role, a.Password, sql.NullString{String: a.Subject, Valid: a.Subject != ""}, a.Disabled); err != nil {
			return err
		}
		left, err := administrators(ctx, q)
		if err != nil {
			return err
		}
		if left == 0 && had > 0 {
			return staff.ErrLastAdministrator
		}
		if ends {
			for _, statement := range []string{`DELETE FROM staff_sessions WHERE staff = $1`, `DELETE FROM api_tokens WHERE staff = $1`} {
				if _, err := q.ExecContext(ctx, statement, a.ID); err != nil {
					return err
				}
			}
		}
		return audit(ctx, q, by, act, 0, a.Login, now)
	})
}

// administrators counts those who may sign in.
func administrators(ctx context.Context, q Queryer) (n int, err error) {
	err = q.QueryRowContext(ctx, `SELECT count(*) FROM staff WHERE role = 'administrator' AND NOT disabled`).Scan(&n)
	return n, err
}

// AddInvitation stores an Invitation; the ones before it end.
func (s *Store) AddInvitation(ctx context.Context, i staff.Invitation) error {
	return s.write(ctx, "add invitation", func(ctx context.Context, q Queryer) error {
		if _, err := q.ExecContext(ctx, `DELETE FROM invitations`); err != nil {
			return err
		}
		_, err := q.ExecContext(ctx, `INSERT INTO invitations (hash, role, expires_at) VALUES ($1, $2, $3)`, i.Hash, i.Role, millis(i.Expires))
		return err
	})
}

// Accept stores the Account that an Invitation lets its holder make, with the
// Invitation's role; [desk.ErrNotFound] where there is none, or it was used or
// has expired.
func (s *Store) Accept(ctx context.Context, secret []byte, a staff.Account, by desk.Actor) (staff.Account, error) {
	err := s.write(ctx, "accept invitation", func(ctx context.Context, q Queryer) error {
		if err := one(q.QueryRowContext(ctx, `DELETE FROM invitations WHERE hash = $1 AND expires_at > $2 RETURNING role`,
			secret, millis(a.Created)), &a.Role); err != nil {
			return err
		}
		return addAccount(ctx, q, a, by)
	})
	return a, err
}

// AddAudit notes an act that changes nothing else, such as signing in.
func (s *Store) AddAudit(ctx context.Context, by desk.Actor, act, subject string, now time.Time) error {
	return s.write(ctx, "note act", func(ctx context.Context, q Queryer) error {
		return audit(ctx, q, by, act, 0, subject, now)
	})
}

// Audit returns at most limit acts before the one numbered before (0: from the
// latest), latest first; of one Case or Account where these are given.
func (s *Store) Audit(ctx context.Context, caseID int64, account string, before int64, limit int) ([]desk.AuditEntry, error) {
	out := []desk.AuditEntry{}
	err := each(ctx, s.db.Read, func(r *sql.Rows) error {
		var e desk.AuditEntry
		var at int64
		if err := r.Scan(&e.ID, &at, &e.Staff, &e.Name, &e.Via, &e.Act, &e.Case, &e.Subject); err != nil {
			return err
		}
		e.At = fromMillis(at)
		out = append(out, e)
		return nil
	}, `SELECT id, at, staff, name, via, act, case_id, subject FROM audit WHERE (CAST($1 AS BIGINT) = 0 OR case_id = $1) AND ($2 = '' OR staff = $2)
		AND (CAST($3 AS BIGINT) = 0 OR id < $3) ORDER BY id DESC LIMIT $4`, caseID, account, before, limit)
	if err != nil {
		return nil, fmt.Errorf("list acts: %w", err)
	}
	return out, nil
}

// AnyAccount reports whether there is an Account.
func (s *Store) AnyAccount(ctx context.Context) (bool, error) {
	_, err := account(ctx, s.db.Read, ` LIMIT 1`)
	if errors.Is(err, desk.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}
