package relay

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/locales"
)

// Limits of what one message of ours merges.
const (
	mostMerged = 15   // messages
	mostRunes  = 2500 // characters
)

// A chunk is messages that are told of in one.
type chunk struct {
	parts   []Part
	key     string
	upto    int64
	merged  int
	runes   int
	summary string
	seqs    []int64
}

// tellMessages posts what was written, as few messages as are readable.
func (r *Relay) tellMessages(ctx context.Context, t *desk.Thread, entries []desk.OutboxEntry) error {
	var c chunk
	for _, e := range entries {
		if e.ID <= t.Told {
			continue
		}
		parts, summary, err := r.linesOf(ctx, t, e.Seq)
		if err != nil {
			return err
		}
		runes := 0
		for _, p := range parts {
			runes += utf8.RuneCountInString(p.Text)
		}
		if c.merged > 0 && len(parts) > 0 && (c.merged >= mostMerged || c.runes+runes > mostRunes) {
			if err := r.postChunk(ctx, t, &c); err != nil {
				return err
			}
			c = chunk{}
		}
		c.upto = e.ID
		if len(parts) == 0 {
			continue
		}
		if c.merged == 0 {
			c.key, c.summary = "entry "+strconv.FormatInt(e.ID, 10), summary
		}
		c.parts, c.merged, c.runes, c.seqs = append(c.parts, parts...), c.merged+1, c.runes+runes, append(c.seqs, e.Seq)
	}
	if c.merged == 0 {
		t.Told = max(t.Told, c.upto)
		return nil
	}
	return r.postChunk(ctx, t, &c)
}

func (r *Relay) postChunk(ctx context.Context, t *desk.Thread, c *chunk) error {
	text := both(saidNotShown, "n", strings.Trim(strings.Join(strings.Fields(fmt.Sprint(c.seqs)), "、"), "[]"))
	plain := Post{Summary: text, Parts: []Part{{Kind: Text, Text: text}}}
	return r.post(ctx, t, c.key, c.upto, Post{Summary: c.summary, Parts: c.parts}, plain)
}

// linesOf is what a thread is told of a message; nothing where it stands there
// already, or the visitor's side wrote it there.
func (r *Relay) linesOf(ctx context.Context, t *desk.Thread, seq int64) (parts []Part, summary string, err error) {
	messages, err := r.Store.Messages(ctx, t.Conversation, seq-1, 1)
	if err != nil || len(messages) == 0 || messages[0].Seq != seq {
		return nil, "", err
	}
	m := messages[0]
	if t.Case == 0 {
		parts = r.guestParts(&m)
	} else {
		here, err := r.writtenHere(ctx, t, &m)
		if err != nil {
			return nil, "", err
		}
		if here {
			return translated(&m), both(saidTranslated), nil
		}
		staffMessage := r.Desk.StaffMessage(m, "")
		parts = caseLines(&staffMessage)
	}
	return parts, title(original(&m)), nil
}

// translated is what a thread is told of a message that was written in it: what
// the visitor reads, where a machine translated it.
func translated(m *desk.Message) []Part {
	if m.From != desk.FromStaff || m.Kind == desk.KindPicture || m.Text == "" || m.Text == m.Original {
		return nil
	}
	return []Part{{Kind: Small, Text: both(saidTranslated)}, {Kind: Quote, Text: m.Text}}
}

// guestParts is what a clerk's thread is told of a message.
func (r *Relay) guestParts(m *desk.Message) []Part {
	switch m.From {
	case desk.FromBot:
		var zh *bot.Reply
		if m.Reply != nil && m.Reply.Article != nil && m.Lang != locales.Chinese {
			if in, _, err := r.Desk.BothTexts(*m.Reply.Article, m.Lang); err == nil {
				zh = in
			}
		}
		return answerCard(m, zh, r.titleZh)
	case desk.FromStaff, desk.FromSystem:
		return guestLines(m)
	case desk.FromVisitor: // the clerk wrote it there
	}
	return nil
}

// titleZh is the Chinese title of an Article; "" where there is none of that id.
func (r *Relay) titleZh(article string) string {
	zh, _, err := r.Desk.BothTexts(article, locales.Chinese)
	if err != nil {
		return ""
	}
	return zh.Title
}

// writtenHere reports whether a message, or what it replaces, was written in
// the thread itself.
func (r *Relay) writtenHere(ctx context.Context, t *desk.Thread, m *desk.Message) (bool, error) {
	clientID := m.ClientID
	if m.Replaces != 0 {
		var err error
		clientID, err = r.Desk.SentAs(ctx, t.Case, m.Seq)
		if err != nil && !errors.Is(err, desk.ErrNotFound) {
			return false, err
		}
	} else if m.From != desk.FromStaff {
		return false, nil
	}
	_, here := r.refOf(t, clientID)
	return here, nil
}

// mostMarks bounds how many messages are marked at once, latest first: of those
// before it is plain.
const mostMarks = 20

// setMarks marks the officers' messages that were delivered or read.
func (r *Relay) setMarks(ctx context.Context, t *desk.Thread, p *portion) error {
	if t.Case == 0 {
		return nil
	}
	delivered, read := max(p.marks, p.read), p.read
	if delivered > t.Delivered { // what was read, maybe in a case before, is not marked as less
		c, err := r.Store.Conversation(ctx, t.Conversation)
		if err != nil {
			return err
		}
		read = max(read, min(c.Read, delivered))
	}
	for _, m := range []struct {
		from *int64
		to   int64
		mark Mark
	}{{&t.Read, read, Read}, {&t.Delivered, delivered, Delivered}} {
		if m.to <= *m.from {
			continue
		}
		if err := r.markUpto(ctx, t, *m.from, m.to, m.mark); err != nil {
			return err
		}
		*m.from = m.to
		if m.mark == Read {
			t.Delivered = max(t.Delivered, m.to)
		}
	}
	return nil
}

func (r *Relay) markUpto(ctx context.Context, t *desk.Thread, from, to int64, mark Mark) error {
	messages, err := r.Store.Messages(ctx, t.Conversation, from, int(to-from))
	if err != nil {
		return err
	}
	var at []Ref
	for i := range messages {
		m := &messages[i]
		if m.From != desk.FromStaff || m.Seq > to {
			continue
		}
		clientID := m.ClientID
		if m.Replaces != 0 {
			if clientID, err = r.Desk.SentAs(ctx, t.Case, m.Seq); err != nil {
				continue
			}
		}
		// The pictures of one message are marked with it.
		if ref, ok := r.refOf(t, clientID); ok && !slices.Contains(at, ref) {
			at = append(at, ref)
		}
	}
	for _, ref := range at[max(0, len(at)-mostMarks):] {
		err := r.Messenger.Mark(ctx, ref, mark)
		var refused *RefusedError
		if err != nil && !errors.As(err, &refused) { // refused where it was deleted
			return err
		}
	}
	return nil
}
