package sqlstore

import (
	"context"
	"errors"

	"payhelp/bot/desk"
)

// Receipt notes how far the visitor was handed or has read what is written,
// forward only and not beyond the latest Message; what was read was handed out.
// changed is false where that was known. While a Case is open, it is caseID:
// it gets a new revision and adapters are told.
func (s *Store) Receipt(ctx context.Context, r desk.Receipt) (caseID int64, changed bool, err error) {
	column, kind := "delivered_seq", desk.OutboxDelivered
	if r.Read {
		column, kind = "read_seq", desk.OutboxRead
	}
	err = s.write(ctx, "note receipt", func(ctx context.Context, q Queryer) error {
		caseID, changed = 0, false // of an attempt before this one
		n, err := exec(ctx, q, `UPDATE conversations SET `+column+` = CASE WHEN last_seq < $2 THEN last_seq ELSE $2 END
			WHERE id = $1 AND `+column+` < $2 AND `+column+` < last_seq`, r.Conversation, r.Seq)
		if err != nil || n == 0 {
			return err
		}
		changed = true
		if r.Read {
			if _, err := q.ExecContext(ctx, `UPDATE conversations SET delivered_seq = read_seq
				WHERE id = $1 AND delivered_seq < read_seq`, r.Conversation); err != nil {
				return err
			}
		}
		e := desk.OutboxEntry{Kind: kind, Conversation: r.Conversation, At: r.At}
		err = one(q.QueryRowContext(ctx, `SELECT o.id, c.`+column+` FROM conversations c JOIN cases o ON o.conversation = c.id
			AND o.state <> 'resolved' WHERE c.id = $1`, r.Conversation), &e.Case, &e.Seq)
		if errors.Is(err, desk.ErrNotFound) {
			return nil // nobody waits to know
		}
		if err != nil {
			return err
		}
		caseID = e.Case
		if err := changeCase(ctx, q, e.Case, `note = note`); err != nil {
			return err
		}
		return addOutbox(ctx, q, e)
	})
	return caseID, changed, err
}
