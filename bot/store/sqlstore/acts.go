package sqlstore

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"payhelp/bot/desk"
)

// lockCase locks the Conversation of a Case, as all who change it do, and
// returns the Case as it stands; [desk.ErrNotFound] where there is none.
func lockCase(ctx context.Context, q Queryer, id int64) (desk.Case, error) {
	if err := mustChange(ctx, q, desk.ErrNotFound,
		`UPDATE conversations SET version = version WHERE id = (SELECT conversation FROM cases WHERE id = $1)`, id); err != nil {
		return desk.Case{}, err
	}
	return caseByID(ctx, q, id)
}

// ownedBy returns an error unless the Case is open and officer owns it; "" for
// a Case that waits.
func ownedBy(c *desk.Case, officer string) error {
	switch {
	case c.State == desk.Resolved:
		return desk.ErrClosed
	case c.Officer != officer:
		return desk.ErrNotOwner
	}
	return nil
}

// Assign hands a Case from one owner to the next, in one step: of two officers
// who claim it at once one gets [desk.ErrNotOwner].
func (s *Store) Assign(ctx context.Context, a desk.Assignment) (c desk.Case, err error) {
	err = s.write(ctx, "assign case", func(ctx context.Context, q Queryer) error {
		if c, err = lockCase(ctx, q, a.Case); err != nil {
			return err
		}
		if c.State == desk.Claimed && c.Officer == a.To && a.From == "" {
			return nil // claimed by the same officer before
		}
		if err := ownedBy(&c, a.From); err != nil {
			return err
		}
		state, owner, kind := desk.Claimed, desk.OwnerPerson, desk.OutboxClaimed
		claimed := millis(c.FirstClaimed)
		if a.To == "" {
			state, owner, kind = desk.Waiting, desk.OwnerBot, desk.OutboxQueued
		} else if claimed == 0 {
			claimed = millis(a.At)
		}
		if err := changeCase(ctx, q, a.Case, `state = $3, officer = $4, officer_name = $5, claimed_at = $6`, state, a.To, a.ToName, claimed); err != nil {
			return err
		}
		return s.handOver(ctx, q, &c, owner, kind, a.Notice, a.By, a.Act, a.To, a.At)
	})
	return c, err
}

// handOver gives the Conversation of a Case its owner, tells the visitor, the
// adapters and the audit log, and reads the Case again.
func (s *Store) handOver(ctx context.Context, q Queryer, c *desk.Case, owner desk.Owner, kind string, notice desk.Message,
	by desk.Actor, act, subject string, at time.Time,
) (err error) {
	if _, err := q.ExecContext(ctx, `UPDATE conversations SET owner = $2, version = version + 1 WHERE id = $1`, c.Conversation, owner); err != nil {
		return err
	}
	if notice.Text != "" {
		notice.Conversation = c.Conversation
		if err := insertMessage(ctx, q, &notice); err != nil {
			return err
		}
	}
	if err := addOutbox(ctx, q, desk.OutboxEntry{Kind: kind, Conversation: c.Conversation, Case: c.ID, At: at}); err != nil {
		return err
	}
	if err := audit(ctx, q, by, act, c.ID, subject, at); err != nil {
		return err
	}
	*c, err = caseByID(ctx, q, c.ID)
	return err
}

// Resolve closes a Case that the officer From owns, or that waits where From
// is empty; the bot answers again. It is [desk.ErrUnread] where the visitor has
// written after what was seen.
func (s *Store) Resolve(ctx context.Context, r desk.Resolution) (c desk.Case, err error) {
	err = s.write(ctx, "resolve case", func(ctx context.Context, q Queryer) error {
		if c, err = lockCase(ctx, q, r.Case); err != nil {
			return err
		}
		if err := ownedBy(&c, r.From); err != nil {
			return err
		}
		if unread, err := writtenAfter(ctx, q, c.Conversation, r.Seen); err != nil || unread {
			return cmp.Or(err, desk.ErrUnread)
		}
		if err := changeCase(ctx, q, r.Case, `state = 'resolved', resolution = $3, resolved_at = $4, rating_asked = $5, unread = 0`,
			r.Reason, millis(r.At), r.AskRating); err != nil {
			return err
		}
		return s.handOver(ctx, q, &c, desk.OwnerBot, desk.OutboxResolved, r.Notice, r.By, "resolve", r.Reason, r.At)
	})
	return c, err
}

// writtenAfter reports whether the visitor has written after the Message seen;
// where seen is 0 nobody asks.
func writtenAfter(ctx context.Context, q Queryer, conversation string, seen int64) (written bool, err error) {
	if seen == 0 {
		return false, nil
	}
	err = one(q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM messages WHERE conversation = $1 AND seq > $2 AND sender = 'visitor')`,
		conversation, seen), &written)
	return written, err
}

// AddStaffMessage stores what the officer who owns the Case wrote. A ClientID
// that was stored before makes it that Message again.
func (s *Store) AddStaffMessage(ctx context.Context, caseID int64, m desk.Message, by desk.Actor) (stored desk.Message, c desk.Case, err error) {
	err = s.write(ctx, "add staff message", func(ctx context.Context, q Queryer) error {
		if c, err = lockCase(ctx, q, caseID); err != nil {
			return err
		}
		m.Conversation = c.Conversation
		existed := false
		if m.ClientID != "" {
			if stored, existed, err = again(ctx, q, m); err != nil || existed {
				return err
			}
		}
		if err := ownedBy(&c, by.Staff); err != nil {
			return err
		}
		stored = m
		if err := insertMessage(ctx, q, &stored); err != nil {
			return err
		}
		replied := millis(c.FirstReplied)
		if replied == 0 {
			replied = millis(m.At)
		}
		if err := changeCase(ctx, q, caseID, `unread = 0, replied_at = $3`, replied); err != nil {
			return err
		}
		if err := audit(ctx, q, by, "reply", caseID, string(m.Kind), m.At); err != nil {
			return err
		}
		c, err = caseByID(ctx, q, caseID)
		return err
	})
	return stored, c, err
}

// AddNote stores an internal note on a Case.
func (s *Store) AddNote(ctx context.Context, caseID int64, text string, by desk.Actor, now time.Time) (desk.CaseNote, error) {
	n := desk.CaseNote{Author: by.Name, Text: text, At: now}
	err := s.write(ctx, "add note", func(ctx context.Context, q Queryer) error {
		if _, err := lockCase(ctx, q, caseID); err != nil {
			return err
		}
		if err := one(q.QueryRowContext(ctx, `INSERT INTO case_notes (case_id, author, body, at) VALUES ($1, $2, $3, $4) RETURNING id`,
			caseID, n.Author, n.Text, millis(now)), &n.ID); err != nil {
			return err
		}
		if err := changeCase(ctx, q, caseID, `note = note`); err != nil {
			return err
		}
		return audit(ctx, q, by, "note", caseID, "", now)
	})
	return n, err
}

// PutNote makes text the internal note that a message of a messenger, named by
// key, is: twice is once, another text replaces it, and "" removes it.
func (s *Store) PutNote(ctx context.Context, caseID int64, key, text string, by desk.Actor, now time.Time) error {
	return s.write(ctx, "put note", func(ctx context.Context, q Queryer) error {
		if _, err := lockCase(ctx, q, caseID); err != nil {
			return err
		}
		change, act, args := `DELETE FROM case_notes WHERE case_id = $1 AND key = $2`, "remove-note", []any{caseID, key}
		if text != "" {
			change, act, args = `INSERT INTO case_notes (case_id, key, author, body, at) VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (case_id, key) DO UPDATE SET body = excluded.body WHERE case_notes.body <> excluded.body`, "note",
				[]any{caseID, key, by.Name, text, millis(now)}
		}
		n, err := exec(ctx, q, change, args...)
		if err != nil || n == 0 {
			return err
		}
		if err := changeCase(ctx, q, caseID, `note = note`); err != nil {
			return err
		}
		return audit(ctx, q, by, act, caseID, "", now)
	})
}

// Became tells what a message of a messenger, named by key, became on a Case:
// sent to the visitor, a note, neither yet, or both where only its files are a
// note or it was taken back.
func (s *Store) Became(ctx context.Context, caseID int64, key string) (sent, noted bool, err error) {
	if err := s.db.Read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM messages WHERE sender = 'staff' AND client_id = $2
		AND conversation = (SELECT conversation FROM cases WHERE id = $1)), EXISTS (SELECT 1 FROM case_notes WHERE case_id = $1 AND key = $2)`,
		caseID, key).Scan(&sent, &noted); err != nil {
		return false, false, fmt.Errorf("look what a message became: %w", err)
	}
	return sent, noted, nil
}

// SetTags makes tags the tags of a Case.
func (s *Store) SetTags(ctx context.Context, caseID int64, tags []string, by desk.Actor, now time.Time) (c desk.Case, err error) {
	err = s.write(ctx, "set tags", func(ctx context.Context, q Queryer) error {
		if _, err := lockCase(ctx, q, caseID); err != nil {
			return err
		}
		if _, err := q.ExecContext(ctx, `DELETE FROM case_tags WHERE case_id = $1`, caseID); err != nil {
			return err
		}
		tags = slices.Clone(tags)
		slices.Sort(tags)
		for _, tag := range slices.Compact(tags) {
			if _, err := q.ExecContext(ctx, `INSERT INTO case_tags (case_id, tag) VALUES ($1, $2)`, caseID, tag); err != nil {
				return err
			}
		}
		if err := changeCase(ctx, q, caseID, `note = note`); err != nil {
			return err
		}
		if err := audit(ctx, q, by, "tag", caseID, "", now); err != nil {
			return err
		}
		c, err = caseByID(ctx, q, caseID)
		return err
	})
	return c, err
}

func audit(ctx context.Context, q Queryer, by desk.Actor, act string, caseID int64, subject string, at time.Time) error {
	_, err := q.ExecContext(ctx, `INSERT INTO audit (at, staff, name, via, act, case_id, subject) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		millis(at), by.Staff, by.Name, by.Via, act, caseID, subject)
	return err
}
