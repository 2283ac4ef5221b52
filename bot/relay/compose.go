package relay

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"payhelp/bot/desk"
)

// How much of what was said the first message of a case shows.
const (
	mostAsked      = 5
	mostAskedChars = 500 // of each
	mostGlossed    = 8   // terms of a message
)

// caseCard is the first message of a case's thread. asked are the visitor's
// messages that led to it, oldest first.
func caseCard(v *desk.View, asked []desk.StaffMessage, now time.Time) Post {
	c := &v.Case
	parts := []Part{{Kind: Heading, Text: dots(fmt.Sprintf("#%d", c.ID), urgency(c), state(c), v.Card.ReadsName)}}
	parts = append(parts, Part{Kind: Fields, Fields: fields(v, now)})
	if len(asked) > 0 {
		parts = append(parts, small(both("RelayWords"))...)
	}
	for _, m := range asked[max(0, len(asked)-mostAsked):] {
		parts = append(parts, quote(short(m.Text, mostAskedChars))...)
		parts = append(parts, small(gloss(m.Terms))...)
	}
	if buttons := buttons(c); buttons != nil {
		parts = append(parts, Part{Kind: Buttons, Buttons: buttons})
	}
	return Post{Summary: dots(fmt.Sprintf("#%d", c.ID), urgency(c), state(c), v.Card.ReadsName, about(c)), Parts: parts}
}

func urgency(c *desk.Row) string {
	if c.Urgent {
		return "‼ " + zh("DeskUrgent")
	}
	return ""
}

func state(c *desk.Row) string {
	switch c.State {
	case desk.Claimed:
		return zh("DeskIsOf", "name", c.OfficerName)
	case desk.Resolved:
		return dots(zh("DeskStateResolved"), word("DeskResolution", c.Resolution))
	case desk.Waiting:
	}
	return both("DeskWaiting")
}

// about is one line that says what a case is about.
func about(c *desk.Row) string {
	s := c.Summary
	for _, line := range []string{dots(s.App, s.Step, s.Symptom, s.Brand, s.Amount), s.Article, c.TopicTitle} {
		if line != "" {
			return line
		}
	}
	return word("DeskReason", string(c.Reason))
}

func buttons(c *desk.Row) []Button {
	if c.State == desk.Resolved {
		return nil
	}
	value := strconv.FormatInt(c.ID, 10)
	out := []Button{
		{Action: ActReply, Value: value, Label: both("DeskReply")},
		{Action: ActPass, Value: value, Label: both("DeskTransfer")},
		{Action: ActResolve, Value: value, Label: both("DeskResolve")},
	}
	if c.State == desk.Waiting {
		take := Button{Action: ActTake, Value: value, Label: both("DeskClaim"), Style: Primary}
		return append([]Button{take}, out...)
	}
	out[0].Style = Primary
	return out
}

// fields are what staff need to know without reading the visitor's language,
// in the order of the console's card.
func fields(v *desk.View, now time.Time) []Field {
	c, card := &v.Case, &v.Card
	var out []Field
	add := func(id, value string) {
		if value != "" {
			out = append(out, Field{Label: both(id), Text: value})
		}
	}
	add("DeskApp", term(card.App))
	add("DeskStep", term(card.Step))
	add("DeskSymptom", term(card.Symptom))
	add("DeskBrand", term(card.Brand))
	add("DeskBank", term(card.Bank))
	add("DeskThing", term(card.Thing))
	add("DeskAmount", amounts(card.Amounts))
	add("DeskPlace", place(v))
	add("DeskTopic", c.TopicTitle)
	if a := card.Article; a != nil {
		add("DeskMatched", fmt.Sprintf("%s（%s）", a.Title, zh("DeskConfidence", "n", fmt.Sprintf("%.0f%%", 100*a.Confidence))))
	}
	add("DeskTried", tried(card.Tried))
	add("DeskReads", reads(card))
	add("DeskLocalTime", localTime(card))
	wait := "DeskWaitingTime"
	if c.State != desk.Waiting {
		wait = "DeskWaitedTime"
	}
	add(wait, waited(c, now))
	add("DeskWhy", word("DeskReason", string(c.Reason)))
	add("DeskChannel", word("DeskChannel", c.Channel))
	add("DeskContact", c.Contact)
	add("DeskVisitorNote", c.Note)
	return out
}

// term is a concept in Chinese, with what the visitor wrote where that is
// something else.
func term(t *desk.Term) string {
	if t == nil {
		return ""
	}
	if strings.EqualFold(t.Zh, t.Text) {
		return t.Zh
	}
	return fmt.Sprintf("%s（%s）", t.Zh, short(t.Text, 60))
}

func amounts(all []desk.Amount) string {
	var out []string
	for _, a := range all {
		out = append(out, a.Text)
	}
	return strings.Join(out, "、")
}

func place(v *desk.View) string {
	if p := v.Card.Place; p != nil {
		name := p.NameZh
		if name == "" {
			name = p.Name
		}
		return strings.TrimSpace(name + "\n" + p.Address)
	}
	if v.Case.PlaceName != "" {
		return v.Case.PlaceName
	}
	return term(v.Card.City)
}

// tried lists the answers that the visitor was shown, and what they thought of
// each; the latest ones.
func tried(all []desk.TriedAnswer) string {
	var out []string
	for _, t := range all[max(0, len(all)-mostAsked):] {
		out = append(out, fmt.Sprintf("%s（%s）", t.Title, verdict(&t)))
	}
	return strings.Join(out, "\n")
}

func verdict(t *desk.TriedAnswer) string {
	switch {
	case t.Helpful == nil:
		return zh("DeskNoVerdict")
	case *t.Helpful:
		return zh("DeskHelped")
	case t.Reason != "":
		return word("DeskReason", t.Reason)
	}
	return zh("DeskNotHelped")
}

func reads(card *desk.Card) string {
	if card.Lang != card.Reads && card.Lang != "" && card.Lang != "und" {
		return dots(card.ReadsName, zh("DeskWrites", "language", card.LangName))
	}
	return card.ReadsName
}

func localTime(card *desk.Card) string {
	t, err := time.Parse(time.RFC3339, card.LocalTime)
	if err != nil {
		return ""
	}
	return dots(t.Format("15:04"), card.TimeZone)
}

func waited(c *desk.Row, now time.Time) string {
	d, since := time.Duration(c.Waiting)*time.Second, ""
	if c.State == desk.Waiting { // the message stands there while time goes on
		d, since = now.Sub(c.Opened), zh("RelaySince", "time", clock(c.Opened))
	}
	return dots(span(d), since, zh("DeskGoal", "time", span(time.Duration(c.Goal)*time.Second)))
}

// gloss is what the terms of a message mean in Chinese: each once, and none
// that is Chinese already.
func gloss(terms []desk.Term) string {
	var out []string
	for _, t := range terms {
		line := fmt.Sprintf("%s → %s", t.Text, t.Zh)
		if t.Zh == "" || strings.EqualFold(t.Text, t.Zh) || slices.Contains(out, line) || len(out) == mostGlossed {
			continue
		}
		out = append(out, line)
	}
	return strings.Join(out, " · ")
}
