package relay

import (
	"context"
	"errors"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
)

// pressed acts on a button that opens no form.
func (r *Relay) pressed(ctx context.Context, e *Event) error {
	switch e.Action {
	case ActTake:
		return r.take(ctx, e)
	case ActChoose:
		return r.choose(ctx, e)
	}
	return nil // a button of an older version
}

// take gives a case to the officer who pressed. Whoever comes late is told who
// has it.
func (r *Relay) take(ctx context.Context, e *Event) error {
	who, ok, err := r.officer(ctx, e)
	if err != nil || !ok {
		return err
	}
	id := caseOf(e.Value)
	_, err = r.Desk.Claim(ctx, id, who.Actor())
	if isRefusal(err) {
		return r.late(ctx, e, id, err)
	}
	return err
}

// officer returns the account of who acts; ok is false where there is none,
// which they are told.
func (r *Relay) officer(ctx context.Context, e *Event) (who staff.Identity, ok bool, err error) {
	who, err = r.who(ctx, e)
	if errors.Is(err, desk.ErrNotFound) {
		text := told(saidNotLinked)
		if e.Outside {
			text = told(saidOutside)
		}
		r.tell(ctx, respondent(e), text)
		return who, false, nil
	}
	return who, err == nil, err
}

// isRefusal reports whether the desk refuses an act for good.
func isRefusal(err error) bool {
	var invalid *desk.InvalidError
	return errors.Is(err, desk.ErrNotOwner) || errors.Is(err, desk.ErrClosed) || errors.Is(err, desk.ErrNotFound) || errors.Is(err, desk.ErrUnread) ||
		errors.Is(err, staff.ErrForbidden) || errors.As(err, &invalid)
}

// late tells who acted on a case that is not theirs who has it.
func (r *Relay) late(ctx context.Context, e *Event, id int64, refused error) error {
	c, err := r.Store.Case(ctx, id)
	text := toldWhy(refused)
	switch {
	case errors.Is(err, desk.ErrNotFound):
		text = told(saidNoCase)
	case err != nil:
		return err
	case c.State == desk.Resolved:
		text = toldWhy(desk.ErrClosed)
	case c.State == desk.Waiting && errors.Is(refused, desk.ErrNotOwner):
		text = told(saidTakeFirst)
	case errors.Is(refused, desk.ErrNotOwner):
		text = ownedBySomebody(c.OfficerName)
	}
	r.tell(ctx, respondent(e), text)
	return nil
}
