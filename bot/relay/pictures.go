package relay

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"payhelp/bot/desk"
	"payhelp/bot/desk/picture"
	"payhelp/bot/desk/staff"
	"payhelp/locales"
)

const (
	mostFiles   = 10  // of one message; what is more is refused
	mostFetches = 3   // of a file that does not come; what is written next waits for it
	pictureSign = "#" // between a message's own name and the number of its file
)

// pictureID is what a picture of a message is called in the store, so that it is
// sent once however often its message comes. n counts from 1.
func (r *Relay) pictureID(at Ref, n int) string {
	return fmt.Sprint(r.clientID(at), pictureSign, n)
}

// sendFiles sends the pictures of a message to the visitor. Why one is not sent
// its officer is told alone, once the others are; it stays in the case as a note,
// by its name.
func (r *Relay) sendFiles(ctx context.Context, t *desk.Thread, e *Event, who *staff.Identity) error {
	var refused []File
	var told []string
	for i, f := range e.Files {
		why, err := r.sendFile(ctx, t, e, i, who)
		if err != nil {
			return err
		}
		if why != "" {
			refused, told = append(refused, f), append(told, toldFile(f.Name, why))
		}
	}
	if len(refused) == 0 {
		return nil
	}
	unsent := *e
	unsent.Files = refused
	if err := r.notSent(ctx, e, strings.Join(told, "\n")); err != nil {
		return err
	}
	return r.note(ctx, t, &unsent, "", true, who)
}

// toldFile tells that a file does not reach the visitor, and why.
func toldFile(name, why string) string {
	return zh(saidFile, "name", name, "why", zh(why)) + "\n" + say(locales.English, saidFile, "name", name, "why", say(locales.English, why))
}

// sendFile sends one file of a message; why says where it is refused. It is
// errNotTheirs where the case changed hands.
func (r *Relay) sendFile(ctx context.Context, t *desk.Thread, e *Event, i int, who *staff.Identity) (why string, err error) {
	id := r.pictureID(e.At, i+1)
	if _, err := r.Store.StaffMessage(ctx, t.Case, id); !errors.Is(err, desk.ErrNotFound) {
		return "", err // sent before
	}
	c, err := r.Store.Conversation(ctx, t.Conversation)
	switch {
	case err != nil:
		return "", err
	case c.Channel == visitorChannel:
		return whyFileFrontDesk, nil
	case i >= mostFiles:
		return whyFileFetch, nil
	case e.Files[i].Size > picture.MostBytes:
		return whyFileLarge, nil
	}
	file, err := r.Messenger.File(ctx, e.Files[i], picture.MostBytes+1)
	var gone *RefusedError
	if errors.As(err, &gone) || err != nil && !certain(err) && e.attempts >= mostFetches {
		r.leftOut(ctx, "file", err)
		return whyFileFetch, nil
	}
	if err != nil {
		return "", err
	}
	shown, err := picture.Clean(file)
	var refused *picture.RefusedError
	if errors.As(err, &refused) {
		return map[picture.Reason]string{
			picture.TooLarge: whyFileLarge, picture.NoPicture: whyFileType, picture.TooManyPixels: whyFilePixels, picture.Broken: whyFileBroken,
		}[refused.Reason], nil
	}
	if err != nil {
		return "", err
	}
	_, _, err = r.Desk.SendPicture(ctx, t.Case, id, shown, who.Actor())
	if errors.Is(err, desk.ErrNotOwner) || errors.Is(err, desk.ErrClosed) {
		return "", errNotTheirs
	}
	return "", err
}

// became is what a message of an officer has become.
type became struct {
	words    bool // went to the visitor
	pictures bool // did, or some of them
	noted    bool // it is a note, or files of it are
}

func (b became) sent() bool { return b.words || b.pictures }

func (r *Relay) became(ctx context.Context, id int64, at Ref) (b became, err error) {
	if b.words, b.noted, err = r.Store.Became(ctx, id, r.clientID(at)); err != nil {
		return b, err
	}
	for n := range mostFiles {
		switch _, err := r.Store.StaffMessage(ctx, id, r.pictureID(at, n+1)); {
		case err == nil:
			b.pictures = true
			return b, nil
		case !errors.Is(err, desk.ErrNotFound):
			return b, err
		}
	}
	return b, nil
}

// noteUnsent notes the files of a message that was sent for as long as its
// officer had the case.
func (r *Relay) noteUnsent(ctx context.Context, t *desk.Thread, e *Event, c *desk.Case, linked bool, who *staff.Identity) error {
	unsent := *e
	unsent.Files = nil
	for i, f := range e.Files {
		switch _, err := r.Store.StaffMessage(ctx, t.Case, r.pictureID(e.At, i+1)); {
		case errors.Is(err, desk.ErrNotFound):
			unsent.Files = append(unsent.Files, f)
		case err != nil:
			return err
		}
	}
	if len(unsent.Files) == 0 {
		return nil
	}
	if err := r.note(ctx, t, &unsent, "", linked, who); err != nil {
		return err
	}
	return r.hint(ctx, t, e, hintFor(c, e, linked, false))
}

// captioned sends the words that were added to pictures alone.
func (r *Relay) captioned(ctx context.Context, t *desk.Thread, e *Event, text string, who *staff.Identity) error {
	if text == "" {
		return nil
	}
	_, err := r.reply(ctx, t, e, text, who)
	if errors.Is(err, errNotTheirs) {
		return r.notSent(ctx, e, toldFailed(err))
	}
	return err
}

// withdrawPictures takes back the pictures of a message.
func (r *Relay) withdrawPictures(ctx context.Context, id int64, at Ref, by desk.Actor) error {
	for n := range mostFiles {
		_, err := r.Desk.Withdraw(ctx, id, r.pictureID(at, n+1), by)
		if err != nil && !errors.Is(err, desk.ErrNotFound) && !errors.Is(err, desk.ErrNotAuthor) {
			return err
		}
	}
	return nil
}
