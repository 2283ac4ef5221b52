package relay

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
)

// noteSign begins a message that is a note, whoever writes it.
const noteSign = "//"

// saidOnCase acts on a message in a case's thread. Only the plain messages of
// the officer who owns the case reach the visitor; all others are notes. What a
// message has become it stays, whoever owns the case when it comes again.
func (r *Relay) saidOnCase(ctx context.Context, t *desk.Thread, e *Event) error {
	c, err := r.Store.Case(ctx, t.Case)
	if err != nil {
		return err
	}
	who, err := r.who(ctx, e)
	linked := err == nil
	if err != nil && !errors.Is(err, desk.ErrNotFound) {
		return err
	}
	text := strings.TrimSpace(e.Text)
	note, isNote := strings.CutPrefix(text, noteSign)
	mine := linked && c.State == desk.Claimed && c.Officer == who.Account.ID
	b, err := r.became(ctx, t.Case, e.At)
	switch {
	case err != nil:
		return err
	case b.sent() && !mine:
		return r.noteUnsent(ctx, t, e, &c, linked, &who)
	case b.sent():
		return r.toVisitor(ctx, t, e, "", &who) // its words are there, perhaps not all pictures
	case mine && !isNote && !b.noted && (text != "" || len(e.Files) > 0):
		return r.toVisitor(ctx, t, e, text, &who)
	}
	if isNote {
		text = note
	}
	if !b.noted { // else it was edited since
		if err := r.note(ctx, t, e, text, linked, &who); err != nil {
			return err
		}
	}
	r.mark(ctx, e.At, Noted)
	if hint := hintFor(&c, e, linked, mine || isNote); hint != "" {
		return r.hint(ctx, t, e, hint)
	}
	return nil
}

// hintFor says why a message did not go to the visitor, where it was perhaps
// meant to.
func hintFor(c *desk.Case, e *Event, linked, meant bool) string {
	switch {
	case e.Outside:
		return told(saidOutside)
	case !linked:
		return told(saidNotLinked)
	case c.State == desk.Resolved && !meant:
		return told(saidClosed)
	case c.State == desk.Waiting && !meant:
		return told(saidTakeFirst)
	case !meant:
		return ownedBySomebody(c.OfficerName) + "\n" + told(saidOnlyNote)
	}
	return ""
}

// hint tells a person something that they need to know, but not every time.
func (r *Relay) hint(ctx context.Context, t *desk.Thread, e *Event, text string) error {
	name := fmt.Sprintf("hint %s %s %s %d %.12s", r.Messenger.Name(), e.Team, e.User, t.ID, text)
	fresh, err := r.Store.Attempt(ctx, name, 1, time.Hour, r.Now())
	if err == nil && fresh {
		r.tell(ctx, respondent(e), text)
	}
	return err
}

// respondent is the person who did something, where they did it.
func respondent(e *Event) Respondent {
	if e.Respond.User != "" || e.Respond.URL != "" {
		return e.Respond
	}
	return Respondent{User: e.User, Channel: e.At.Channel, Thread: e.At.Thread}
}

// mostTranslations is how often a translation is tried before its writer is
// told; what they write next waits for it.
const mostTranslations = 3

// errNotTheirs: the case changed hands since it was read.
var errNotTheirs = errors.New("the case is not the officer's any more")

// toVisitor sends a message of the officer who owns the case: what they wrote,
// and then the pictures that they attached, a message each.
func (r *Relay) toVisitor(ctx context.Context, t *desk.Thread, e *Event, text string, who *staff.Identity) error {
	sent, err := true, error(nil)
	if text != "" {
		sent, err = r.reply(ctx, t, e, text, who)
	}
	if err == nil && sent {
		err = r.sendFiles(ctx, t, e, who)
	}
	if errors.Is(err, errNotTheirs) {
		return r.saidOnCase(ctx, t, e) // it is a note after all
	}
	return err
}

// reply sends what the officer wrote to the visitor, translated where that is
// set up, or tells them why not. It is stored under the message's own name:
// again is once.
func (r *Relay) reply(ctx context.Context, t *desk.Thread, e *Event, text string, who *staff.Identity) (sent bool, err error) {
	_, _, err = r.Desk.Reply(ctx, t.Case, desk.StaffReply{
		ClientID: r.clientID(e.At), Text: text, Translate: r.Desk.Translator != nil,
	}, who.Actor())
	var invalid *desk.InvalidError
	switch {
	case errors.Is(err, desk.ErrNotOwner), errors.Is(err, desk.ErrClosed):
		return false, errNotTheirs
	case errors.As(err, &invalid), errors.Is(err, desk.ErrTranslation) && e.attempts >= mostTranslations:
		return false, r.notSent(ctx, e, toldFailed(err))
	}
	return err == nil, err
}

// notSent shows that a message, or a file of it, does not reach the visitor, and
// tells its writer why. What is not shown is tried again: else they would rely
// on it.
func (r *Relay) notSent(ctx context.Context, e *Event, text string) error {
	err := r.Messenger.Mark(ctx, e.At, Failed)
	var refused *RefusedError
	switch {
	case errors.As(err, &refused):
		r.leftOut(ctx, "mark", err)
	case err != nil:
		return err
	}
	r.tell(ctx, respondent(e), text)
	return nil
}

// note makes a message an internal note, with the name of who wrote it where
// they have no account.
func (r *Relay) note(ctx context.Context, t *desk.Thread, e *Event, text string, linked bool, who *staff.Identity) error {
	text = strings.TrimSpace(text)
	for _, f := range e.Files {
		text = strings.TrimSpace(text + "\n" + zh(noteFile, "name", f.Name))
	}
	by := desk.Actor{Via: r.Messenger.Name()}
	switch {
	case linked:
		by = who.Actor()
	case text != "":
		p, err := r.Messenger.Person(ctx, e.User)
		if err != nil {
			r.leftOut(ctx, "name of a person", err)
			p.Name = e.User // a name is not worth a note
		}
		by.Name = p.Name
		form := noteBy
		if e.Outside {
			form = noteByGuest
		}
		text = zh(form, "name", p.Name, "text", text)
	}
	return r.Desk.PutNote(ctx, t.Case, r.clientID(e.At), shortened(text, mostKept), by)
}

// mostKept is how much of a message a note has, in characters: what the desk
// takes. All of it stands in the thread.
const mostKept = 2000

// shortened returns text with at most so many characters.
func shortened(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

// changed follows an edit or a deletion of a message in a case's thread through
// to what it had become.
func (r *Relay) changed(ctx context.Context, e *Event) error {
	t, err := r.Store.ThreadAt(ctx, r.Messenger.Name(), e.At.Channel, e.At.Thread)
	if err != nil || t.Case == 0 || t.Erased {
		return err // what a clerk asked was answered
	}
	b, err := r.became(ctx, t.Case, e.At)
	if err != nil {
		return err
	}
	if e.Kind == Edited && !b.sent() && !b.noted {
		return r.saidOnCase(ctx, &t, e) // nobody told us that it was written, or it could not be sent as it was
	}
	who, err := r.who(ctx, e)
	linked := err == nil
	if err != nil && !errors.Is(err, desk.ErrNotFound) {
		return err
	}
	text := strings.TrimSpace(e.Text)
	note, isNote := strings.CutPrefix(text, noteSign)
	if e.Kind == Deleted {
		text, note, isNote = "", "", true
	}
	err = desk.ErrNotFound
	if linked {
		if isNote {
			if err := r.withdrawPictures(ctx, t.Case, e.At, who.Actor()); err != nil {
				return err
			}
		}
		err = r.amend(ctx, t.Case, r.clientID(e.At), text, isNote || text == "", who.Actor())
	}
	var invalid *desk.InvalidError
	switch {
	case errors.Is(err, desk.ErrNotFound) && linked && b.pictures && !isNote:
		return r.captioned(ctx, &t, e, text, &who)
	case errors.Is(err, desk.ErrNotFound), err == nil && isNote:
		// It was a note, or is one now, or had files that were.
		if isNote {
			text = note
		}
		return r.note(ctx, &t, e, text, linked, &who)
	case errors.As(err, &invalid), errors.Is(err, desk.ErrNotOwner), errors.Is(err, desk.ErrClosed),
		errors.Is(err, desk.ErrNotAuthor), errors.Is(err, desk.ErrWithdrawn), errors.Is(err, desk.ErrNoTranslation),
		errors.Is(err, desk.ErrTranslation) && e.attempts >= mostTranslations:
		return r.notSent(ctx, e, toldFailed(err))
	}
	return err
}

// amend changes or takes back what an officer's message had told the visitor;
// [desk.ErrNotFound] where it told nothing.
func (r *Relay) amend(ctx context.Context, id int64, clientID, text string, takeBack bool, by desk.Actor) error {
	var err error
	if takeBack {
		_, err = r.Desk.Withdraw(ctx, id, clientID, by)
	} else {
		_, err = r.Desk.Amend(ctx, id, clientID, text, by)
	}
	return err
}
