package desk

import (
	"slices"
	"time"

	"payhelp/bot"
	"payhelp/index"
	"payhelp/knowledge"
	"payhelp/locales"
)

// A Card tells staff what a case is about without a common language: concepts,
// numbers and titles of articles, in Chinese. Of several mentions it has the
// latest, those that are salient first.
type Card struct {
	App       *Term         `json:"app,omitempty"`
	Step      *Term         `json:"step,omitempty"`
	Symptom   *Term         `json:"symptom,omitempty"`
	Brand     *Term         `json:"brand,omitempty"` // of the card
	Bank      *Term         `json:"bank,omitempty"`
	Thing     *Term         `json:"thing,omitempty"`
	City      *Term         `json:"city,omitempty"`
	Concepts  []Term        `json:"concepts"` // each once, latest first
	Amounts   []Amount      `json:"amounts"`
	Place     *bot.AtPlace  `json:"place,omitempty"` // where the conversation was started
	Article   *CardArticle  `json:"article,omitempty"`
	Tried     []TriedAnswer `json:"tried"`
	Lang      string        `json:"lang"` // of the latest message with letters
	LangName  string        `json:"lang_name"`
	Reads     string        `json:"reads"` // language that answers are given in
	ReadsName string        `json:"reads_name"`
	LocalTime string        `json:"local_time"` // RFC 3339 in the visitor's zone
	TimeZone  string        `json:"time_zone"`
	Waiting   int           `json:"waiting_seconds"` // since the case was opened, until it was claimed
}

// A CardArticle is the Article that matched best.
type CardArticle struct {
	ID         string  `json:"id"`
	Title      string  `json:"title"` // Chinese
	Confidence float64 `json:"confidence"`
	Chosen     bool    `json:"chosen,omitempty"` // the visitor tapped it: nothing was guessed
}

// A TriedAnswer is an Article that the visitor was shown.
type TriedAnswer struct {
	Article string    `json:"article"`
	Title   string    `json:"title"` // Chinese
	At      time.Time `json:"at"`
	Helpful *bool     `json:"helpful"` // what the visitor said of it; nil for nothing
	Reason  string    `json:"reason,omitempty"`
}

// buildCard makes the Card of a Conversation from what was said, what the
// engine decided and what the visitor thought of it, by number of the message.
func buildCard(ix *index.Index, holidays *Calendar, c *Conversation, messages []Message, outcomes []Outcome, feedback map[int64]Feedback) Card {
	card := Card{
		Concepts: []Term{}, Amounts: []Amount{}, Tried: []TriedAnswer{},
		Lang: c.Lang, Reads: c.Lang, ReadsName: locales.Name(c.Lang, locales.Chinese), TimeZone: c.TimeZone,
	}
	for _, m := range slices.Backward(messages) {
		if m.From == FromVisitor {
			card.read(ix, &m)
		}
	}
	for _, m := range slices.Backward(messages) {
		if m.From == FromVisitor && m.Lang != "und" {
			card.Lang = m.Lang
			break
		}
	}
	card.LangName = locales.Name(card.Lang, locales.Chinese)
	for _, m := range messages {
		card.tried(ix.Base(), &m, feedback)
	}
	for _, o := range slices.Backward(outcomes) {
		a := ix.Base().Article(o.Label)
		if a == nil || o.Label == knowledge.ArticleHuman || card.Article != nil && o.Kind == bot.Handoff {
			continue
		}
		card.Article = &CardArticle{a.ID, a.Text(locales.Chinese).Title, o.Confidence, o.Reason == bot.Chosen}
		if o.Kind != bot.Handoff {
			break // before that only guesses that the bot did not show
		}
	}
	if p := ix.Base().Place(c.Place); p != nil {
		at := holidays.AtPlace(index.Near{Place: p, Distance: -1}, locales.Chinese, c.Active)
		card.Place = &at
	}
	return card
}

// read adds the concepts and sums of an earlier message than those before.
func (c *Card) read(ix *index.Index, m *Message) {
	for _, t := range slices.Backward(termsOf(ix, m.Text, m.Lang)) {
		if slices.ContainsFunc(c.Concepts, func(o Term) bool { return o.Concept == t.Concept }) {
			continue
		}
		c.Concepts = append(c.Concepts, t)
		if !telling(t.Kind, t.Concept) {
			continue
		}
		if at := c.field(t.Kind); at != nil && (*at == nil || salient[t.Concept] && !salient[(*at).Concept]) {
			*at = &t
		}
	}
	amounts := amountsOf(m.Text)
	slices.Reverse(amounts)
	for _, a := range amounts {
		if !slices.Contains(c.Amounts, a) {
			c.Amounts = append(c.Amounts, a)
		}
	}
}

// field is where a Card has the concepts of a kind.
func (c *Card) field(kind string) **Term {
	return map[string]**Term{
		"app": &c.App, "step": &c.Step, "symptom": &c.Symptom, "card": &c.Brand, "bank": &c.Bank, "thing": &c.Thing, "place": &c.City,
	}[kind]
}

// tried notes an answer with an Article, of the bot or of staff.
func (c *Card) tried(base *knowledge.Base, m *Message, feedback map[int64]Feedback) {
	if m.Reply == nil || m.Reply.Kind != bot.Answer || m.Reply.Article == nil {
		return
	}
	a := base.Article(*m.Reply.Article)
	if a == nil {
		return // it was removed from the base since
	}
	t := TriedAnswer{Article: a.ID, Title: a.Text(locales.Chinese).Title, At: m.At}
	if f, ok := feedback[m.Seq]; ok {
		t.Helpful, t.Reason = &f.Helpful, f.Reason
	}
	c.Tried = append(c.Tried, t)
}

// at adds what depends on the moment that the Card is looked at.
func (c *Card) at(k *Case, now time.Time) {
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		zone = ChinaTime // a zone that this machine does not know
	}
	c.LocalTime = now.In(zone).Format(time.RFC3339)
	c.Waiting = int(k.waiting(now).Seconds())
}

// waiting is how long a Case waited until it was claimed, or has until now.
func (k *Case) waiting(now time.Time) time.Duration {
	switch {
	case !k.FirstClaimed.IsZero():
		return k.FirstClaimed.Sub(k.Opened)
	case !k.Resolved.IsZero():
		return k.Resolved.Sub(k.Opened)
	}
	return now.Sub(k.Opened)
}

// summary is the Card in one line of the queue.
func (c *Card) summary() Summary {
	zh := func(t *Term) string {
		if t == nil {
			return ""
		}
		return t.Zh
	}
	s := Summary{App: zh(c.App), Step: zh(c.Step), Symptom: zh(c.Symptom), Brand: zh(c.Brand)}
	if len(c.Amounts) > 0 {
		s.Amount = c.Amounts[0].Zh
	}
	if c.Article != nil {
		s.Article = c.Article.Title
	}
	return s
}
