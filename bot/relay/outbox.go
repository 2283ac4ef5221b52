package relay

import (
	"context"
	"errors"
	"strconv"
	"time"

	"payhelp/bot/desk"
)

// workOutbox tells what was stored and returns when to look again.
func (r *Relay) workOutbox(ctx context.Context) time.Time {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	next := r.Now().Add(pollEvery)
	entries, err := r.Store.TakeOutbox(ctx, r.Now(), lease, batch)
	if err != nil {
		r.broken(ctx, "outbox not read; it is tried again", err)
		return next
	}
	put := false // whether any was put off
	for _, group := range byConversation(entries) {
		ids := make([]int64, len(group))
		for i, e := range group {
			ids[i] = e.ID
		}
		at, held := r.pace.heldUntil(r.Now())
		if !held {
			if err = r.tellOf(ctx, group); err != nil {
				at, held = r.failed(ctx, err, group[0].Attempts), true
			}
		}
		if put = put || held; held {
			next = earlier(next, at)
			err = r.Store.OutboxLater(ctx, at, ids...)
		} else {
			err = r.Store.OutboxDone(ctx, ids...)
		}
		if err != nil {
			r.broken(ctx, "outbox not written; it is tried again", err)
		}
	}
	switch {
	case len(entries) < batch:
		return next
	case put: // a channel that is busy is not asked more often
		return earlier(next, r.Now().Add(postEvery))
	}
	return r.Now()
}

// byConversation groups entries, each group in order.
func byConversation(entries []desk.OutboxEntry) [][]desk.OutboxEntry {
	var out [][]desk.OutboxEntry
	at := map[string]int{}
	for _, e := range entries {
		i, ok := at[e.Conversation]
		if !ok {
			i = len(out)
			at[e.Conversation] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], e)
	}
	return out
}

// A portion is what happened in a conversation that one thread is told of.
type portion struct {
	thread   desk.Thread
	messages []desk.OutboxEntry
	changed  bool  // whether the first message says something else now
	closes   bool  // whether the case is resolved
	marks    int64 // Seq up to which messages are delivered; 0 for no news
	read     int64
}

// tellOf tells the threads of one conversation what happened in it.
func (r *Relay) tellOf(ctx context.Context, group []desk.OutboxEntry) error {
	portions, err := r.portions(ctx, group)
	if errors.Is(err, desk.ErrNotFound) {
		return nil // erased meanwhile
	}
	if err != nil {
		return err
	}
	var failures []error
	for _, p := range portions {
		if p.nothing() {
			continue
		}
		// One that cannot be told does not keep the others.
		if err := r.tellThread(ctx, p); err != nil && !errors.Is(err, desk.ErrNotFound) {
			failures = append(failures, err)
		}
	}
	return errors.Join(failures...)
}

// portions deals out what happened: messages go to the thread of the case that
// was open then, and to the clerk's.
func (r *Relay) portions(ctx context.Context, group []desk.OutboxEntry) ([]*portion, error) {
	threads, err := r.Store.ThreadsOf(ctx, r.Messenger.Name(), group[0].Conversation)
	if err != nil {
		return nil, err
	}
	var all []*portion
	var guest, open *portion
	for _, t := range threads {
		p := &portion{thread: t}
		all = append(all, p)
		switch {
		case t.Case == 0:
			guest = p
		case !t.Closed:
			open = p
		}
	}
	for _, e := range group {
		if e.Kind == desk.OutboxOpened {
			if open, err = r.opened(ctx, &all, e); err != nil {
				return nil, err
			}
			continue
		}
		for _, p := range []*portion{guest, open} {
			if p != nil {
				p.add(e)
			}
		}
		if e.Kind == desk.OutboxResolved {
			open = nil
		}
	}
	return all, nil
}

// opened returns the portion of the case that was opened, whose thread is bound
// here where it is not yet; nil where it needs none any more.
func (r *Relay) opened(ctx context.Context, all *[]*portion, e desk.OutboxEntry) (*portion, error) {
	for _, p := range *all {
		if p.thread.Case == e.Case {
			if p.thread.Closed {
				return nil, nil
			}
			return p, nil
		}
	}
	c, err := r.Store.Case(ctx, e.Case)
	if err != nil {
		return nil, err
	}
	if c.State == desk.Resolved {
		return nil, nil // long ago, before there was a messenger
	}
	t, err := r.Store.BindThread(ctx, desk.Thread{
		Messenger: r.Messenger.Name(), Case: c.ID, Conversation: c.Conversation, Channel: r.channelFor(&c), Told: e.ID, Active: r.Now(),
	})
	if err != nil {
		return nil, err
	}
	p := &portion{thread: t}
	*all = append(*all, p)
	return p, nil
}

func (p *portion) add(e desk.OutboxEntry) {
	switch e.Kind {
	case desk.OutboxMessage:
		if e.ID > p.thread.Told {
			p.messages = append(p.messages, e)
		}
	case desk.OutboxDelivered:
		p.marks = max(p.marks, e.Seq)
	case desk.OutboxRead:
		p.read = max(p.read, e.Seq)
	case desk.OutboxChanged, desk.OutboxClaimed, desk.OutboxQueued, desk.OutboxResolved:
		if p.thread.Case == e.Case {
			p.changed = true
			p.closes = p.closes || e.Kind == desk.OutboxResolved
		}
	}
}

// nothing reports whether the thread has nothing to be told.
func (p *portion) nothing() bool {
	begun := p.thread.Case == 0 || p.thread.Root != ""
	return begun && len(p.messages) == 0 && !p.changed && p.marks == 0 && p.read == 0
}

// tellThread tells one thread its portion.
func (r *Relay) tellThread(ctx context.Context, p *portion) error {
	t := &p.thread
	if t.Erased {
		return nil
	}
	if err := r.settle(ctx, t); err != nil {
		return err
	}
	if t.Case != 0 && t.Root == "" {
		if err := r.begin(ctx, t); err != nil {
			return err
		}
	} else if t.Case != 0 && p.changed {
		if err := r.updateRoot(ctx, t); err != nil {
			return err
		}
	}
	if err := r.tellMessages(ctx, t, p.messages); err != nil {
		return err
	}
	if err := r.setMarks(ctx, t, p); err != nil {
		return err
	}
	t.Closed, t.Active = t.Closed || p.closes, r.Now()
	return r.Store.SaveThread(ctx, *t)
}

// begin posts the first message of a case's thread.
func (r *Relay) begin(ctx context.Context, t *desk.Thread) error {
	card, err := r.card(ctx, t)
	if err != nil {
		return err
	}
	plain := Post{Summary: card.Summary, Parts: []Part{{Kind: Text, Text: both(saidCaseNotShown, "n", strconv.FormatInt(t.Case, 10))}}}
	return r.post(ctx, t, rootKey(t), t.Told, card, plain)
}

// card is the first message of a case's thread, as the case is now.
func (r *Relay) card(ctx context.Context, t *desk.Thread) (Post, error) {
	v, err := r.Desk.View(ctx, t.Case, "")
	if err != nil {
		return Post{}, err
	}
	var asked []desk.StaffMessage
	for i, m := range v.Messages {
		if m.Kind == desk.KindCalled && m.At.Equal(v.Case.Opened) {
			for _, m := range v.Messages[:i] {
				if m.From == desk.FromVisitor {
					asked = append(asked, m)
				}
			}
		}
	}
	return caseCard(&v, asked, r.Now()), nil
}

// updateRoot makes the first message say how the case stands now.
func (r *Relay) updateRoot(ctx context.Context, t *desk.Thread) error {
	card, err := r.card(ctx, t)
	if err != nil {
		return err
	}
	err = r.Messenger.Update(ctx, Ref{Channel: t.Channel, Thread: t.Root, ID: t.Root}, rootKey(t), card)
	var refused *RefusedError
	if errors.As(err, &refused) {
		r.Log.WarnContext(ctx, "first message of a thread not updated", "messenger", r.Messenger.Name(), "thread", t.ID, "detail", refused.Detail)
		return nil // somebody removed it
	}
	if err == nil {
		r.answered(ctx, t.Channel)
	}
	return err
}
