package sqlstore

import (
	"context"
	"errors"

	"payhelp/bot/desk"
)

// StaffMessage returns what staff sent under a client id in the Conversation of
// a Case, as it was first; [desk.ErrNotFound] where there is no such Message.
func (s *Store) StaffMessage(ctx context.Context, caseID int64, clientID string) (desk.Message, error) {
	row := s.db.Read.QueryRowContext(ctx, selectMessage+` WHERE conversation = (SELECT conversation FROM cases WHERE id = $1)
		AND sender = 'staff' AND client_id = $2`, caseID, clientID)
	return scanMessage(func(into ...any) error { return one(row, into...) })
}

// Amend replaces what an officer wrote freely by another Message, or by the
// notice that it was withdrawn. What the visitor had not read of it is blanked.
// It changes nothing, and returns what was stored before, where the Message
// says so already. A picture that is withdrawn is removed, read or not. Errors: [desk.ErrNotFound], [desk.ErrNotAuthor],
// [desk.ErrWithdrawn], and of an amendment, which only the owner of the Case
// may make, those of [Store.AddStaffMessage].
func (s *Store) Amend(ctx context.Context, a desk.Amendment) (stored desk.Message, c desk.Case, err error) {
	act := "amend"
	if a.Withdraws() {
		act = "withdraw"
	}
	err = s.write(ctx, act+" message", func(ctx context.Context, q Queryer) error {
		if c, err = lockCase(ctx, q, a.Case); err != nil {
			return err
		}
		latest, err := latestOf(ctx, q, c.Conversation, a.ClientID)
		if err != nil {
			return err
		}
		withdrawn := latest.Kind == desk.KindWithdrawn
		switch {
		case latest.Staff != a.By.Staff:
			return desk.ErrNotAuthor
		case withdrawn && a.Withdraws(), !withdrawn && latest.Original == a.Message.Original:
			stored = latest
			return nil
		case withdrawn:
			return desk.ErrWithdrawn
		}
		if !a.Withdraws() {
			if err := ownedBy(&c, a.By.Staff); err != nil {
				return err
			}
		}
		if _, err := q.ExecContext(ctx, `UPDATE messages SET body = '', original = '' WHERE conversation = $1 AND seq = $2
			AND seq > (SELECT read_seq FROM conversations WHERE id = $1)`, c.Conversation, latest.Seq); err != nil {
			return err
		}
		if _, err := q.ExecContext(ctx, `DELETE FROM pictures WHERE conversation = $1 AND seq = $2`, c.Conversation, latest.Seq); err != nil {
			return err
		}
		stored = a.Message
		stored.Conversation, stored.Replaces = c.Conversation, latest.Seq
		if err := insertMessage(ctx, q, &stored); err != nil {
			return err
		}
		if err := changeCase(ctx, q, a.Case, `note = note`); err != nil {
			return err
		}
		if err := audit(ctx, q, a.By, act, a.Case, "", a.Message.At); err != nil {
			return err
		}
		c, err = caseByID(ctx, q, a.Case)
		return err
	})
	return stored, c, err
}

// latestOf returns the Message that stands now for the one that staff sent
// under a client id: that one, or what has replaced it.
func latestOf(ctx context.Context, q Queryer, conversation, clientID string) (desk.Message, error) {
	m, err := byClientID(ctx, q, conversation, desk.FromStaff, clientID)
	for err == nil {
		row := q.QueryRowContext(ctx, selectMessage+` WHERE conversation = $1 AND replaces = $2`, conversation, m.Seq)
		next, nextErr := scanMessage(func(into ...any) error { return one(row, into...) })
		if errors.Is(nextErr, desk.ErrNotFound) {
			break
		}
		m, err = next, nextErr
	}
	return m, err
}
