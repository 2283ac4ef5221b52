package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"payhelp/bot"
	"payhelp/bot/desk/mask"
	"payhelp/index"
	"payhelp/knowledge"
	"payhelp/locales"
)

// Limits of what a visitor writes.
const (
	mostText     = 4000 // characters of a Message
	mostClientID = 100  // bytes
	mostMessages = 2000 // of a Conversation
	mostContact  = 200  // characters
	mostNote     = 2000 // characters
)

// A Posting is what a visitor sends.
type Posting struct {
	Text     string
	Article  string       // id of the article that was tapped, whose title Text is; knowledge.LabelNone for "none of these"; "" for what was written
	ClientID string       // chosen by the sender; a retry with the same one changes nothing
	Browser  []string     // languages that the browser prefers
	Location *index.Point // nil where not known
}

// Posted is what became of a Posting.
type Posted struct {
	Message  Message
	Reply    *bot.Reply // of the bot; nil while a person owns the Conversation
	Replies  []Message  // what followed at once: the bot's answer, notices
	Handover *Handover  // nil where no person was called
}

// Post stores what a visitor wrote and, where the bot owns the Conversation,
// its answer. The message is durable before anything else happens with it, and
// a retry goes on where the attempt before it was broken off. Errors:
// [InvalidError], [ErrNotFound], [ErrConflict], [ErrTooMany].
func (s *Service) Post(ctx context.Context, conversation string, p Posting) (Posted, error) {
	text, err := checkText("text", p.Text, mostText)
	if err != nil {
		return Posted{}, err
	}
	if p.ClientID == "" || len(p.ClientID) > mostClientID || !isPlain(p.ClientID) {
		return Posted{}, &InvalidError{"client_id", fmt.Sprintf("client_id is 1 to %d characters that the sender chooses, different for each message", mostClientID)}
	}
	c, err := s.Store.Conversation(ctx, conversation)
	if err != nil {
		return Posted{}, err
	}
	ix, done := s.Index.Use()
	defer done()
	lang, err := s.writtenIn(ix, &c, text, &p)
	if err != nil {
		return Posted{}, err
	}
	m, created, err := s.Store.AddVisitorMessage(ctx, Message{
		Conversation: conversation, From: FromVisitor, Text: text, Lang: lang, At: s.now(), ClientID: p.ClientID,
	}, mostMessages)
	if err != nil {
		return Posted{}, err
	}
	out := Posted{Message: m, Replies: []Message{}}
	if created {
		s.wake(ctx, &c)
	} else if err := s.repeat(ctx, &out); err != nil || out.Reply != nil {
		return out, s.addHandover(ctx, ix, &out, p.Location, err)
	}
	err = s.answer(ctx, ix, &out, p)
	return out, s.addHandover(ctx, ix, &out, p.Location, err)
}

// writtenIn returns the language of what a visitor sends; "und" where it has no
// letters. A title that was tapped is in the language that it is the title in.
func (s *Service) writtenIn(ix *index.Index, c *Conversation, text string, p *Posting) (string, error) {
	if p.Article != "" {
		return chosenIn(ix.Base(), c, text, p.Article)
	}
	lang, _ := ix.Language(text, append([]string{c.Memory.Lang, c.Lang}, p.Browser...))
	if lang == "" {
		lang = "und"
	}
	return lang, nil
}

// repeat finds what a message that was stored before led to.
func (s *Service) repeat(ctx context.Context, out *Posted) error {
	answer, err := s.Store.Answer(ctx, out.Message.Conversation, out.Message.Seq)
	if errors.Is(err, ErrNotFound) {
		return nil // the attempt before was broken off, or a person owns
	}
	if err != nil {
		return err
	}
	out.Reply, out.Replies = answer.Reply, []Message{answer}
	next, err := s.Store.Messages(ctx, answer.Conversation, answer.Seq, 1)
	if err == nil && len(next) == 1 && next[0].Kind == KindCalled && next[0].At.Equal(answer.At) {
		out.Replies = append(out.Replies, next[0])
	}
	return err
}

// decideTries is how often a message is decided on again because the
// conversation changed meanwhile, at another replica or by staff.
const decideTries = 20

// answer lets the bot answer, unless a person owns the Conversation or did when
// the message was stored: what was written to a person the bot leaves alone,
// also where that person closed the Case meanwhile.
func (s *Service) answer(ctx context.Context, ix *index.Index, out *Posted, p Posting) error {
	m := &out.Message
	defer s.turns.take(m.Conversation)()
	for range decideTries {
		c, err := s.Store.Conversation(ctx, m.Conversation)
		if err != nil {
			return err
		}
		if c.Owner == OwnerPerson {
			return nil
		}
		if c.LastSeq > m.Seq { // else nobody has taken over or closed since
			if to, err := s.Store.OwnerAt(ctx, c.ID, m.Seq); err != nil || to == OwnerPerson {
				return err
			}
		}
		turn, reply, err := s.decide(ctx, ix, &c, m, p)
		if err != nil {
			return err
		}
		written, opened, err := s.Store.SaveTurn(ctx, turn)
		switch {
		case errors.Is(err, ErrStale):
			continue
		case errors.Is(err, ErrAnswered): // by a retry that overtook this one
			return s.repeat(ctx, out)
		}
		if err != nil {
			return err
		}
		out.Reply, out.Replies = &reply, written
		if opened != nil {
			c.Case = opened.ID
		}
		s.wake(ctx, &c)
		return nil
	}
	return fmt.Errorf("answer message %d: %w", m.Seq, ErrStale)
}

// decide runs the engine on a message.
func (s *Service) decide(ctx context.Context, ix *index.Index, c *Conversation, m *Message, p Posting) (Turn, bot.Reply, error) {
	now := s.now()
	from := p.Location
	if from == nil {
		from = position(ix.Base(), c.Place)
	}
	if p.Article != "" {
		return s.decideChosen(ctx, ix, c, m, p.Article, from)
	}
	q := Question{Memory: c.Memory, Text: m.Text, Browser: append([]string{c.Lang}, p.Browser...), Location: from, Holidays: s.Holidays}
	if c.Channel == "frontdesk" {
		q.ReplyLang = c.Lang // a clerk's Chinese is for the guest, whose language stays
	}
	memory, reply, err := Answer(ctx, ix, q, now)
	if err != nil {
		return Turn{}, reply, fmt.Errorf("answer message %d: %w", m.Seq, err)
	}
	t, err := s.turn(ctx, ix, c, m, memory, &reply)
	return t, reply, err
}

// turn is what a reply to a message changes.
func (s *Service) turn(ctx context.Context, ix *index.Index, c *Conversation, m *Message, memory bot.Memory, reply *bot.Reply) (Turn, error) {
	now := s.now()
	t := Turn{
		Conversation: c.ID, Version: c.Version, Lang: reply.AnswerLang, Memory: memory,
		Reply: Message{
			Conversation: c.ID, From: FromBot, Text: reply.Text, Lang: reply.AnswerLang, At: now, Answers: m.Seq, Reply: reply,
		},
		Outcome: Outcome{
			Conversation: c.ID, Seq: m.Seq, At: now, Kind: reply.Kind, Confidence: reply.Confidence, Lang: reply.Lang,
			Reason: reply.Reason, Place: c.Place, Micros: reply.Micros,
		},
	}
	base := ix.Base()
	if len(reply.Top) > 0 {
		t.Outcome.Label = reply.Top[0].Article
	}
	if a := base.Article(t.Outcome.Label); a != nil && reply.Kind != bot.Handoff {
		t.Outcome.Topic = a.Topic
	}
	if reply.Kind == bot.Answer {
		t.Reply.Facts = factsOf(base, t.Outcome.Label, reply.AnswerLang)
	}
	if reply.Escalate {
		e, err := s.escalation(ctx, ix, c, reply.Reason, t.Outcome, m)
		if err != nil {
			return t, err
		}
		e.Notice = notice(KindCalled, reply.AnswerLang, "CaseCalled", nil)
		e.Notice.Conversation, e.Notice.At = c.ID, now
		t.Escalation = &e
	}
	return t, nil
}

// factsOf returns the facts that an Article tells in lang.
func factsOf(base *knowledge.Base, article, lang string) []ShownFact {
	a := base.Article(article)
	if a == nil {
		return nil
	}
	var out []ShownFact
	for _, f := range base.FactsOf(a.Text(lang)) {
		out = append(out, ShownFact{f.ID, f.Value.Format(locales.English)})
	}
	return out
}

// notice is a Message of the system in the visitor's language and in Chinese.
func notice(kind MessageKind, lang, id string, data map[string]any) Message {
	return Message{
		From: FromSystem, Kind: kind, Lang: lang,
		Text: locales.Text(lang, id, data), Original: locales.Text(locales.Chinese, id, data),
	}
}

// wake tells the streams of a Conversation and, where it has a Case, the desk.
func (s *Service) wake(ctx context.Context, c *Conversation) {
	s.Waker.Wake(ctx, Event{Kind: Changed, Conversation: c.ID, Case: c.Case})
}

// checkText returns what is stored of a text: masked, and without the control
// characters that no writer means. It is an [InvalidError] of field where
// nothing is left of it or it has more than most characters.
func checkText(field, text string, most int) (string, error) {
	text = clean(text)
	switch {
	case text == "":
		return "", &InvalidError{field, field + " is empty"}
	case utf8.RuneCountInString(text) > most:
		return "", &InvalidError{field, fmt.Sprintf("%s is longer than %d characters", field, most)}
	}
	text, _ = mask.Text(text)
	return text, nil
}

// optionalText is checkText of a text that may be empty.
func optionalText(field, text string, most int) (string, error) {
	if clean(text) == "" {
		return "", nil
	}
	return checkText(field, text, most)
}

func clean(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cc, r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text))
}

func isPlain(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, unicode.IsControl) < 0
}

// position returns where a Place is; nil where that is not known.
func position(base *knowledge.Base, place string) *index.Point {
	p := base.Place(place)
	if p == nil || p.Position == nil {
		return nil
	}
	return &index.Point{Lat: p.Position.Lat, Lon: p.Position.Lon}
}
