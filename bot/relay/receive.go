package relay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/desk/mask"
	"payhelp/bot/desk/staff"
)

// Receive implements [Receiver]. What has to be acted on becomes a row of the
// inbox, once however often and under whatever id it comes; what has to be
// answered at once is answered from the store.
func (r *Relay) Receive(ctx context.Context, e Event) (Response, error) {
	switch e.Kind {
	case Searched:
		return r.search(ctx, &e)
	case Pressed:
		soon, cancel := context.WithTimeout(ctx, answerWithin)
		defer cancel()
		if shown, err := r.openForm(soon, &e); shown || err != nil {
			return Response{}, err
		}
	case Submitted:
		if wrong, err := r.checkForm(ctx, &e); wrong != nil || err != nil {
			return Response{Errors: wrong}, err
		}
	case Said, Edited, Deleted:
		ours, err := r.concerns(ctx, &e)
		if ours && err == nil {
			err = r.keep(ctx, &e)
		}
		if err != nil {
			r.behind.Store(true) // who tells us by requests does so a few times only
		}
		return Response{}, err
	case Command:
		// The code is kept in a form that opens nothing.
		if word, code := commandOf(e.Text); word == linkWord {
			e.Text = linkWord + " " + staff.HideLinkCode(code)
		}
	case Opened:
	}
	return Response{}, r.keep(ctx, &e)
}

// answerWithin is how long opening a form may take: a messenger waits 3 s.
const answerWithin = 2500 * time.Millisecond

// keep makes an event a row of the inbox, which is worked off soon.
func (r *Relay) keep(ctx context.Context, e *Event) error {
	body, err := json.Marshal(masked(*e))
	if err != nil {
		return fmt.Errorf("keep event: %w", err)
	}
	created, err := r.Store.AddInbox(ctx, desk.InboxEntry{
		Messenger: r.Messenger.Name(), Event: e.ID, Key: e.Key, Lane: lane(e), Body: body, At: r.Now(),
	})
	if created {
		signal(r.inbound)
	}
	return err
}

// masked is an event without the numbers that are never stored. The desk masks
// what it takes of it as well; a code that is hidden stays as it is.
func masked(e Event) Event {
	if word, _ := commandOf(e.Text); e.Kind != Command || word != linkWord {
		e.Text, _ = mask.Text(e.Text)
	}
	e.Values = maps.Clone(e.Values)
	for _, id := range []string{InText, InNote, InRoom, InTried} {
		if v := e.Values[id]; v != "" {
			e.Values[id], _ = mask.Text(v)
		}
	}
	return e
}

// lane keeps in order what happens in one thread and, outside of threads, what
// one person does.
func lane(e *Event) string {
	if e.At.Thread != "" {
		return e.At.Channel + " " + e.At.Thread
	}
	if e.Form != "" {
		var s formState
		if json.Unmarshal([]byte(e.State), &s) == nil && s.Thread != "" {
			return s.Channel + " " + s.Thread
		}
	}
	return "user " + e.User
}

// concerns reports whether a message is for us: said to us, or in a thread that
// is bound or is about to be. What others say to each other is not kept.
func (r *Relay) concerns(ctx context.Context, e *Event) (bool, error) {
	if e.Kind == Said && (e.Direct || e.Mention) {
		return true, nil
	}
	if e.At.Thread == "" || e.At.Thread == e.At.ID && e.Kind == Said {
		return false, nil
	}
	_, err := r.Store.ThreadAt(ctx, r.Messenger.Name(), e.At.Channel, e.At.Thread)
	if errors.Is(err, desk.ErrNotFound) {
		return r.Store.Beginning(ctx, r.Messenger.Name(), e.At.Channel)
	}
	return err == nil, err
}

// The commands that are no question.
const (
	linkWord   = "link"   // and a code
	unlinkWord = "unlink" //
	helpWord   = "help"   // and an empty one
)

// commandOf returns which command a text is, with the code of linkWord; "" for
// a question, such as "link my card to Alipay".
func commandOf(text string) (word, code string) {
	fields := strings.Fields(text)
	if len(fields) == 2 && strings.EqualFold(fields[0], linkWord) {
		return linkWord, fields[1]
	}
	switch strings.ToLower(strings.Join(fields, " ")) {
	case unlinkWord:
		return unlinkWord, ""
	case helpWord, linkWord, "":
		return helpWord, ""
	}
	return "", ""
}

// Connected implements [Receiver].
func (r *Relay) Connected() {
	r.health.works(events)
	r.behind.Store(true)
	r.Wake()
}

// Disconnected implements [Receiver].
func (r *Relay) Disconnected(reason Reason) {
	r.health.trouble(events, reason, r.Now())
}
