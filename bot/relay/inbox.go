package relay

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
)

// mostAttempts is how often an event is acted on before it is given up. With
// backoff that is some hours; it is longer while the messenger does not work.
const mostAttempts = 20

// workInbox acts on what has come in.
func (r *Relay) workInbox(ctx context.Context) time.Time {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	next := r.Now().Add(pollEvery)
	entries, err := r.Store.TakeInbox(ctx, r.Messenger.Name(), r.Now(), lease, batch)
	if err != nil {
		r.broken(ctx, "inbox not read; it is tried again", err)
		return next
	}
	put := map[string]time.Time{} // lanes that were put off
	for i := range entries {
		e := &entries[i]
		at, off := put[e.Lane]
		if !off {
			at, off = r.actOn(ctx, e)
		}
		if off {
			put[e.Lane] = at
			next = earlier(next, at)
			err = r.Store.InboxLater(ctx, at, e.ID)
		} else {
			err = r.Store.InboxDone(ctx, e.ID)
		}
		if err != nil {
			r.broken(ctx, "inbox not written; it is tried again", err)
		}
	}
	if len(entries) == batch {
		return r.Now()
	}
	return next
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// broken logs that the store failed, unless the program ends.
func (r *Relay) broken(ctx context.Context, what string, err error) {
	if ctx.Err() == nil || errors.Is(ctx.Err(), context.DeadlineExceeded) {
		r.Log.ErrorContext(ctx, "messenger's work broke off", "what", what, "error", err)
	}
}

// actOn acts on an entry, and reports whether and until when it is put off.
func (r *Relay) actOn(ctx context.Context, entry *desk.InboxEntry) (until time.Time, off bool) {
	var e Event
	if err := json.Unmarshal(entry.Body, &e); err != nil {
		r.Log.ErrorContext(ctx, "event cannot be read; it is left out", "entry", entry.ID, "error", err)
		return until, false
	}
	e.attempts = entry.Attempts
	err := r.act(ctx, &e, entry)
	var blocked *BlockedError
	var refused *RefusedError
	var invalid *desk.InvalidError
	switch {
	case err == nil, errors.Is(err, desk.ErrNotFound):
		return until, false // or it was about what is erased
	case errors.As(err, &blocked) && blocked.Channel == "", isLater(err):
		return r.failed(ctx, err, entry.Attempts), true // however long the messenger is away
	case entry.Attempts >= mostAttempts, errors.As(err, &invalid), errors.As(err, &refused):
		r.Log.ErrorContext(ctx, "event given up", "entry", entry.ID, "kind", e.Kind, "error", err)
		r.mark(ctx, e.At, Failed)
		return until, false
	case errors.As(err, &blocked):
		return r.failed(ctx, err, entry.Attempts), true
	}
	r.Log.WarnContext(ctx, "event not acted on; it is tried again", "entry", entry.ID, "kind", e.Kind, "error", err)
	return r.Now().Add(backoff(entry.Attempts)), true
}

func isLater(err error) bool {
	var busy *LaterError
	return errors.As(err, &busy)
}

// act does what an event asks for.
func (r *Relay) act(ctx context.Context, e *Event, entry *desk.InboxEntry) error {
	switch e.Kind {
	case Said:
		return r.said(ctx, e)
	case Edited, Deleted:
		return r.changed(ctx, e)
	case Command:
		return r.command(ctx, e, entry)
	case Pressed:
		return r.pressed(ctx, e)
	case Submitted:
		return r.submitted(ctx, e)
	case Opened:
		return r.home(ctx, e.User, e.Team)
	case Searched: // was answered
	}
	return nil
}

// said acts on a message: in a case's thread it is for the visitor or a note, in
// a clerk's thread, or where nobody asked yet, it is a question.
func (r *Relay) said(ctx context.Context, e *Event) error {
	removed, err := r.Store.InInbox(ctx, r.Messenger.Name(), e.Key+DeletedKey)
	if err != nil || removed {
		return err // it was never meant to be read, or is taken back next
	}
	t, err := r.Store.ThreadAt(ctx, r.Messenger.Name(), e.At.Channel, e.At.Thread)
	switch {
	case errors.Is(err, desk.ErrNotFound) && !e.Direct && (!e.Mention || e.At.Thread != e.At.ID):
		begins, err := r.Store.Beginning(ctx, r.Messenger.Name(), e.At.Channel)
		if begins && e.attempts < mostBeginning {
			return errBeginning
		}
		if err != nil || !e.Mention {
			return err // else it is what others say to each other
		}
	case err != nil && !errors.Is(err, desk.ErrNotFound):
		return err
	case t.Erased:
		return nil
	case t.Case != 0:
		return r.saidOnCase(ctx, &t, e)
	}
	if e.Outside {
		return nil // the front desk is ours alone
	}
	if strings.TrimSpace(e.Text) == "" {
		return nil
	}
	return r.asked(ctx, e.At, e.User, desk.Posting{Text: e.Text, ClientID: r.clientID(e.At)})
}

// mostBeginning is how often a message waits for its thread to be bound: with
// backoff about two minutes.
const mostBeginning = 6

// errBeginning: the thread of a message may be one that is just being bound.
var errBeginning = errors.New("the thread is about to be bound")

// who returns the account that a user is linked to.
func (r *Relay) who(ctx context.Context, e *Event) (staff.Identity, error) {
	if e.Outside {
		return staff.Identity{}, desk.ErrNotFound // never linked, never acts
	}
	return r.Staff.LinkedAs(ctx, r.Messenger.Name(), e.Team, e.User)
}

// clientID is what a message of the messenger is called in the store, and
// refOf what it is called there.
func (r *Relay) clientID(at Ref) string {
	return r.Messenger.Name() + ":" + at.Channel + ":" + at.ID
}

// refOf returns the message of t's channel that clientID names, or a picture in
// it; ok is false where it names none.
func (r *Relay) refOf(t *desk.Thread, clientID string) (at Ref, ok bool) {
	id, ok := strings.CutPrefix(clientID, r.clientID(Ref{Channel: t.Channel}))
	id, _, _ = strings.Cut(id, pictureSign)
	return Ref{Channel: t.Channel, Thread: t.Root, ID: id}, ok
}

// mark marks a message as well as it goes: a mark that is lost loses nothing.
func (r *Relay) mark(ctx context.Context, at Ref, m Mark) {
	if at.ID == "" {
		return
	}
	if err := r.Messenger.Mark(ctx, at, m); err != nil {
		r.leftOut(ctx, "mark", err)
	}
}

// tell answers a person alone, as well as it goes.
func (r *Relay) tell(ctx context.Context, to Respondent, text string) {
	if to.User == "" && to.URL == "" {
		return
	}
	if err := r.Messenger.Respond(ctx, to, Post{Summary: text, Parts: []Part{{Kind: Text, Text: text}}}); err != nil {
		r.leftOut(ctx, "answer to one person", err)
	}
}

// caseOf reads the number of a case.
func caseOf(value string) int64 {
	id, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return 0
	}
	return id
}
