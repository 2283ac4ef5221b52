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
		_, err = r.Desk.Resolve(ctx, s.Case, desk.Ending{Reason: e.Values[InReason], Note: e.Values[InNote], AskRating: true, Seen: s.Seen}, who.Actor(), supervisor)
		if errors.Is(err, desk.ErrClosed) && e.attempts > 0 {
			return nil // by the attempt before
		}
	case FormPass:
		err = r.pass(ctx, &s, e, &who, supervisor)
		if errors.Is(err, desk.ErrNotOwner) && e.attempts > 0 {
			return nil // by the attempt before
		}
	}
	if isRefusal(err) {
		return r.late(ctx, e, s.Case, err)
	}
	return err
}

// pass hands a case on to a colleague or back into the queue.
func (r *Relay) pass(ctx context.Context, s *formState, e *Event, who *staff.Identity, supervisor bool) error {
	t := desk.Transfer{Note: e.Values[InNote]}
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
	_, err := r.Desk.Transfer(ctx, s.Case, t, who.Actor(), supervisor)
	return err
}

// keyID is a client id for what has no message of its own.
func (r *Relay) keyID(key string) string {
	h := sha256.Sum256([]byte(key))
	return r.Messenger.Name() + "-" + hex.EncodeToString(h[:16])
}
