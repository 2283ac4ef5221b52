package relay

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/knowledge"
	"payhelp/locales"
)

// visitorChannel is what reports count the questions of all messengers as.
const visitorChannel = "slack"

// asked puts a clerk's question to the desk, in the conversation that the
// thread is bound to; the first one begins it. The answer comes by the outbox.
func (r *Relay) asked(ctx context.Context, at Ref, user string, p desk.Posting) error {
	t, err := r.bindQuestion(ctx, at, user)
	if err != nil || t.Erased || t.Case != 0 {
		return err
	}
	p.Browser = []string{locales.Chinese}
	_, err = r.Desk.Post(ctx, t.Conversation, p)
	var invalid *desk.InvalidError
	switch {
	case errors.As(err, &invalid), errors.Is(err, desk.ErrTooMany):
		r.mark(ctx, at, Failed)
		r.tell(ctx, Respondent{User: user, Channel: at.Channel, Thread: at.Thread}, told(saidTooLong))
		return nil
	case errors.Is(err, desk.ErrConflict):
		return nil // it was edited since, and is answered
	}
	return err
}

// bindQuestion returns the Thread that begins with a message, and begins a
// conversation for it where there is none.
func (r *Relay) bindQuestion(ctx context.Context, at Ref, user string) (desk.Thread, error) {
	t, err := r.Store.ThreadAt(ctx, r.Messenger.Name(), at.Channel, at.Thread)
	if !errors.Is(err, desk.ErrNotFound) {
		return t, err
	}
	c, _, err := r.Desk.Start(ctx, desk.Visit{Channel: visitorChannel, Lang: locales.Chinese})
	if err != nil {
		return t, err
	}
	// Where another replica was quicker this is its thread, and c stays empty.
	return r.Store.BindThread(ctx, desk.Thread{
		Messenger: r.Messenger.Name(), Conversation: c.ID, Member: user, Channel: at.Channel, Root: at.Thread, Active: r.Now(),
	})
}

// command acts on what follows the command's name.
func (r *Relay) command(ctx context.Context, e *Event, entry *desk.InboxEntry) error {
	switch word, code := commandOf(e.Text); word {
	case linkWord:
		return r.link(ctx, e, code)
	case unlinkWord:
		return r.unlink(ctx, e)
	case helpWord:
		r.tell(ctx, respondent(e), told(saidHelp))
		return nil
	}
	if e.Outside {
		return nil
	}
	return r.askedByCommand(ctx, e, entry)
}

// askedByCommand begins a thread with a question, where the clerk and we talk
// alone: of the channel we may be no member.
func (r *Relay) askedByCommand(ctx context.Context, e *Event, entry *desk.InboxEntry) error {
	channel, err := r.Messenger.Direct(ctx, e.User)
	if err != nil {
		return err
	}
	key, to := "question "+r.keyID(e.Key), Ref{Channel: channel}
	at, found := Ref{}, false
	if entry.Attempts > 0 { // the attempt before may have posted it
		if at, found, err = r.Messenger.Find(ctx, to, key, entry.At.Add(-findGrace)); err != nil {
			return err
		}
	}
	if !found {
		if at, err = r.Messenger.Post(ctx, to, key, questionCard("", e.Text)); err != nil {
			return err
		}
	}
	at.Thread = at.ID
	t, err := r.bindQuestion(ctx, at, e.User)
	if err != nil {
		return err
	}
	// So that it is deleted with the conversation.
	n := desk.ThreadPost{Thread: t.ID, Key: key, Message: at.ID, Tried: r.Now()}
	if err := r.Store.BeginPost(ctx, n); err != nil {
		return err
	}
	if err := r.Store.EndPost(ctx, n); err != nil {
		return err
	}
	if entry.Attempts == 0 && e.At.Channel != channel {
		r.tell(ctx, respondent(e), told(saidAnswered))
	}
	return r.asked(ctx, at, e.User, desk.Posting{Text: e.Text, ClientID: r.keyID(e.Key)})
}

// choose asks for an article that was offered, by its title.
func (r *Relay) choose(ctx context.Context, e *Event) error {
	t, err := r.Store.ThreadAt(ctx, r.Messenger.Name(), e.At.Channel, e.At.Thread)
	if err != nil || t.Case != 0 || t.Erased || e.Outside {
		return err
	}
	c, err := r.Store.Conversation(ctx, t.Conversation)
	if err != nil {
		return err
	}
	title := locales.Text(c.Lang, "ReplyNoneOfThese", nil)
	if e.Value != knowledge.LabelNone {
		_, article, err := r.Desk.BothTexts(e.Value, c.Lang)
		if err != nil {
			return err
		}
		title = article.Title
	}
	return r.asked(ctx, Ref{Channel: t.Channel, Thread: t.Root}, e.User, desk.Posting{Text: title, Article: e.Value, ClientID: r.keyID(e.Key)})
}

// openCall opens the form with which a clerk calls the help desk for a guest.
func (r *Relay) openCall(ctx context.Context, e *Event) error {
	t, err := r.Store.ThreadAt(ctx, r.Messenger.Name(), e.At.Channel, e.At.Thread)
	if err != nil || e.Outside {
		return ignoreNotFound(err)
	}
	c, err := r.Store.Conversation(ctx, t.Conversation)
	if err != nil {
		return ignoreNotFound(err)
	}
	s := formState{Conversation: c.ID, Channel: e.At.Channel, Thread: e.At.Thread}
	return r.show(ctx, e, callForm(s.String(), c.Lang))
}

// called calls the help desk; twice makes one case.
func (r *Relay) called(ctx context.Context, e *Event, s *formState) error {
	if e.Outside {
		return nil
	}
	var note []string
	for _, in := range []struct{ id, label string }{{InRoom, "RelayRoom"}, {InTried, "RelayTried"}} {
		if v := strings.TrimSpace(e.Values[in.id]); v != "" {
			note = append(note, zh(in.label)+"："+v)
		}
	}
	h, err := r.Desk.Escalate(ctx, s.Conversation, desk.Asking{Note: strings.Join(note, "\n"), Lang: e.Values[InLang]}, bot.Asked)
	var invalid *desk.InvalidError
	if errors.As(err, &invalid) {
		r.tell(ctx, e.Respond, toldFailed(err))
		return nil
	}
	if err != nil {
		return err
	}
	text := told(saidCalled)
	if h.Position > 1 {
		text += "\n" + told(saidPosition, "n", strconv.Itoa(h.Position-1))
	}
	r.tell(ctx, e.Respond, text)
	return nil
}
