package relay

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
)

// submitted acts on a form that was sent and was right.
func (r *Relay) submitted(ctx context.Context, e *Event) error {
	s := stateOf(e)
	if e.Respond.User == "" {
		e.Respond = Respondent{User: e.User, Channel: s.Channel, Thread: s.Thread}
	}
	if e.Form == FormCall {
		return r.called(ctx, e, &s)
	}
	who, ok, err := r.officer(ctx, e)
	if err != nil || !ok {
		return err
	}
	supervisor := who.Role.Includes(staff.Supervisor)
	switch e.Form {
	case FormReply:
		reply := replyOf(e, r.Desk.Translator != nil)
		reply.ClientID = r.keyID(e.Key)
		_, _, err = r.Desk.Reply(ctx, s.Case, reply, who.Actor())
		if errors.Is(err, desk.ErrTranslation) && e.attempts >= mostTranslations {
			r.tell(ctx, e.Respond, toldFailed(err))
			return nil
		}
	case FormResolve:
		_, err = r.Desk.Resolve(ctx, s.Case, desk.Ending{Reason: e.Values[InReason], AskRating: true, Seen: s.Seen}, who.Actor(), supervisor)
		if errors.Is(err, desk.ErrClosed) && e.attempts > 0 {
			err = nil // by the attempt before
		}
		if err == nil {
			err = r.remark(ctx, s.Case, e, &who)
		}
	case FormPass:
		err = r.pass(ctx, &s, e, &who, supervisor)
	}
	if isRefusal(err) {
		return r.late(ctx, e, s.Case, err)
	}
	return err
}

// pass hands a case on to a colleague or back into the queue; again is once.
func (r *Relay) pass(ctx context.Context, s *formState, e *Event, who *staff.Identity, supervisor bool) error {
	var t desk.Transfer
	if to := e.Values[InTo]; to != InQueue {
		a, err := r.Staff.ByID(ctx, to)
		if err != nil {
			return err
		}
		if a.Disabled {
			return desk.ErrNotFound
		}
		t.To, t.ToName = a.ID, a.Name
	}
	done := false // by the attempt before
	if e.attempts > 0 {
		c, err := r.Store.Case(ctx, s.Case)
		if err != nil {
			return err
		}
		done = c.State != desk.Resolved && c.Officer == t.To
	}
	if !done {
		if _, err := r.Desk.Transfer(ctx, s.Case, t, who.Actor(), supervisor); err != nil {
			return err
		}
	}
	return r.remark(ctx, s.Case, e, who)
}

// remark puts the internal note of a form on its case; again is once.
func (r *Relay) remark(ctx context.Context, id int64, e *Event, who *staff.Identity) error {
	if e.Values[InNote] == "" {
		return nil
	}
	return r.Desk.PutNote(ctx, id, r.keyID(e.Key), e.Values[InNote], who.Actor())
}

// keyID is a client id for what has no message of its own.
func (r *Relay) keyID(key string) string {
	h := sha256.Sum256([]byte(key))
	return r.Messenger.Name() + "-" + hex.EncodeToString(h[:16])
}
