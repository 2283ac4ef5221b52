package sqlstore

import (
	"context"
	"errors"

	"payhelp/bot/desk"
)

// SaveTurn stores the bot's answer to a Message with all that follows from it,
// or nothing. It returns the Messages that were written, the answer first, and
// the Case that is open after it, if the Turn escalates. It is [desk.ErrStale]
// where the Conversation has changed since the Turn was decided on, which
// includes that a person has taken over, and [desk.ErrAnswered] where the
// Message is answered already.
func (s *Store) SaveTurn(ctx context.Context, t desk.Turn) (written []desk.Message, c *desk.Case, err error) {
	err = s.write(ctx, "save turn", func(ctx context.Context, q Queryer) error {
		written, c = nil, nil // of an attempt before this one
		memory, err := asJSON(t.Memory)
		if err != nil {
			return err
		}
		err = mustChange(ctx, q, desk.ErrStale, `UPDATE conversations SET memory = $3, lang = $4, version = version + 1
			WHERE id = $1 AND version = $2 AND owner = 'bot'`, t.Conversation, t.Version, memory, t.Lang)
		if err != nil {
			return err
		}
		var answered bool
		if err := one(q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM messages WHERE conversation = $1 AND answers = $2)`,
			t.Conversation, t.Reply.Answers), &answered); err != nil {
			return err
		}
		if answered {
			return desk.ErrAnswered
		}
		reply := t.Reply
		if err := insertMessage(ctx, q, &reply); err != nil {
			return err
		}
		written = append(written, reply)
		if err := insertOutcome(ctx, q, &t.Outcome); err != nil {
			return err
		}
		if t.Refuses != 0 {
			if _, err := q.ExecContext(ctx, `UPDATE outcomes SET reason = 'unknown' WHERE conversation = $1 AND seq = $2 AND reason = ''`,
				t.Conversation, t.Refuses); err != nil {
				return err
			}
		}
		if t.Escalation == nil {
			return nil
		}
		opened, notice, err := escalate(ctx, q, t.Escalation)
		if notice != nil {
			written = append(written, *notice)
		}
		c = opened
		return err
	})
	return written, c, err
}

// OwnerAt returns who owned a Conversation when its Message seq was stored, as
// the notices before it tell.
func (s *Store) OwnerAt(ctx context.Context, conversation string, seq int64) (desk.Owner, error) {
	var kind desk.MessageKind
	err := one(s.db.Read.QueryRowContext(ctx, `SELECT kind FROM messages WHERE conversation = $1 AND seq < $2 AND sender = 'system'
		AND kind IN ('joined', 'queued', 'resolved') ORDER BY seq DESC LIMIT 1`, conversation, seq), &kind)
	switch {
	case errors.Is(err, desk.ErrNotFound):
		return desk.OwnerBot, nil
	case err == nil && kind == desk.KindJoined:
		return desk.OwnerPerson, nil
	}
	return desk.OwnerBot, err
}

func insertOutcome(ctx context.Context, q Queryer, o *desk.Outcome) error {
	_, err := q.ExecContext(ctx, `INSERT INTO outcomes (conversation, seq, at, kind, label, topic, confidence, lang, reason, place, micros)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		o.Conversation, o.Seq, millis(o.At), o.Kind, o.Label, o.Topic, o.Confidence, o.Lang, o.Reason, o.Place, o.Micros)
	return err
}

// AddFeedback stores what a visitor thinks of a Message of the bot or of staff;
// what they thought before is replaced. It is [desk.ErrNotFound] where there is
// no such Message.
func (s *Store) AddFeedback(ctx context.Context, f desk.Feedback) error {
	return s.write(ctx, "add feedback", func(ctx context.Context, q Queryer) error {
		// Locks the conversation, which an erasure waits for.
		if err := mustChange(ctx, q, desk.ErrNotFound, `UPDATE conversations SET active_at = $2 WHERE id = $1`, f.Conversation, millis(f.At)); err != nil {
			return err
		}
		n, err := exec(ctx, q, `INSERT INTO feedback (conversation, seq, helpful, reason, comment, at)
			SELECT conversation, seq, $3, $4, $5, $6 FROM messages WHERE conversation = $1 AND seq = $2 AND sender IN ('bot', 'staff')
			ON CONFLICT (conversation, seq) DO UPDATE SET helpful = excluded.helpful, reason = excluded.reason,
			comment = excluded.comment, at = excluded.at`,
			f.Conversation, f.Seq, f.Helpful, f.Reason, f.Comment, millis(f.At))
		if err == nil && n == 0 {
			return desk.ErrNotFound
		}
		return err
	})
}

// FeedbackOf returns the feedback of a Conversation by the number of the
// Message it is on.
func (s *Store) FeedbackOf(ctx context.Context, conversation string) (map[int64]desk.Feedback, error) {
	return feedbackOf(ctx, s.db.Read, conversation)
}

// Outcomes returns what the engine decided in a Conversation, in order.
func (s *Store) Outcomes(ctx context.Context, conversation string) ([]desk.Outcome, error) {
	return outcomes(ctx, s.db.Read, `WHERE conversation = $1 ORDER BY seq`, conversation)
}

// LastOutcome returns the latest of Outcomes; ok is false where there is none.
func (s *Store) LastOutcome(ctx context.Context, conversation string) (o desk.Outcome, ok bool, err error) {
	all, err := outcomes(ctx, s.db.Read, `WHERE conversation = $1 ORDER BY seq DESC LIMIT 1`, conversation)
	if err != nil || len(all) == 0 {
		return o, false, err
	}
	return all[0], true, nil
}
