package bot

import (
	"payhelp/index"
	"payhelp/knowledge"
)

// A Kind is what a turn led to.
type Kind string

// The kinds of Outcome.
const (
	Answer  Kind = "answer"  // sure enough to show an article
	Choices Kind = "choices" // torn between two to four
	Handoff Kind = "handoff" // does not know, or a person was asked for
	Chat    Kind = "chat"    // greeting, thanks, "what can you do"
)

// A Reason says why a person is offered or called, or that an Answer was no
// guess.
type Reason string

// The reasons of a Handoff, and of an escalation.
const (
	Asked   Reason = "asked"   // the visitor asked for a person
	Unknown Reason = "unknown" // nothing fits the question
	Unsure  Reason = "unsure"  // the second question in a row without an answer
	Urgent  Reason = "urgent"  // money or documents are being lost
	Chosen  Reason = "chosen"  // of an Answer: the visitor tapped the article
)

// Memory is what the engine remembers of a conversation.
type Memory struct {
	Asked  []string `json:"asked,omitempty"`  // the visitor's messages, latest first, at most rememberedMessages
	Lang   string   `json:"lang,omitempty"`   // language of the last message that had one
	Unsure int      `json:"unsure,omitempty"` // turns in a row that ended without an answer
	Turns  int      `json:"turns,omitempty"`
}

// rememberedMessages is how far back a follow-up may reach.
const rememberedMessages = 3

// An Outcome is what the engine decided for one message.
type Outcome struct {
	Kind       Kind
	Label      string  // the Article shown or asked for, or the chat label; "" where there is none
	Lang       string  // language of the message; "" where it has no letters
	Answer     string  // supported language of the reply
	Confidence float64 // that the first of Top is what was asked for
	Top        []Ranked
	Also       []string // Articles that the message asks for besides Label
	Reason     Reason   // of a Handoff, an escalation, and an Answer that was Chosen
	Escalate   bool     // a person should be called at once
	FirstTurn  bool
}

// Ranked is a label with the probability that it is what was asked for.
type Ranked struct {
	Label      string
	Confidence float64
}

// Limits of what is offered.
const (
	topLimit    = 5
	mostChoices = 4
	fewChoices  = 2
)

// choiceFloor is the confidence below which an article is not offered as a
// choice, choicesFirst what the best of those offered has to reach, since four
// guesses that are all unlikely are no choice, and choicesTogether what all do.
const (
	choiceFloor     = 0.04
	choicesFirst    = 0.2
	choicesTogether = 0.35
)

// Decide returns the Outcome of a message and what to remember after it. found
// is what the index returned for the message with m as its context, parts what
// it returned for each of its Parts.
func Decide(base *knowledge.Base, m Memory, text string, found *index.Result, parts ...*index.Result) (Memory, Outcome) {
	out := Outcome{Lang: found.Lang, Answer: found.Answer, FirstTurn: m.Turns == 0}
	for _, h := range found.Hits[:min(topLimit, len(found.Hits))] {
		out.Top = append(out.Top, Ranked{h.Label, h.Confidence})
	}
	if len(out.Top) > 0 {
		out.Confidence = out.Top[0].Confidence
	}
	decideKind(&out, found)
	out = withParts(base, out, parts)
	next := remember(m, text, found)
	switch out.Kind {
	case Answer, Chat:
		next.Unsure = 0
		if a := base.Article(out.Label); a != nil && a.Urgent {
			out.Escalate, out.Reason = true, Urgent
		}
	case Choices, Handoff:
		next.Unsure++
		if out.Reason == Asked {
			out.Escalate = true
		} else if next.Unsure >= 2 {
			out.Escalate, out.Reason = true, Unsure
		}
	}
	return next, out
}

func decideKind(out *Outcome, found *index.Result) {
	if len(out.Top) == 0 {
		out.Kind, out.Reason = Handoff, Unknown
		return
	}
	first := out.Top[0].Label
	if out.Confidence >= found.Threshold {
		out.Label = first
		switch first {
		case knowledge.ArticleHuman:
			out.Kind, out.Reason = Handoff, Asked
		case knowledge.LabelGreeting, knowledge.LabelCapabilities:
			out.Kind = Chat
		default:
			out.Kind = Answer
		}
		return
	}
	n, together := 0, 0.0
	for _, t := range out.Top[:min(mostChoices, len(out.Top))] {
		if t.Confidence >= choiceFloor && !isChat(t.Label) {
			n++
			together += t.Confidence
		}
	}
	if n >= fewChoices && out.Confidence >= choicesFirst && together >= choicesTogether && together > found.None {
		out.Kind = Choices
		return
	}
	out.Kind, out.Reason = Handoff, Unknown
}

func isChat(label string) bool {
	return label == knowledge.LabelGreeting || label == knowledge.LabelCapabilities
}

// Offered returns the labels that a Choices outcome offers, best first.
func (o *Outcome) Offered() []Ranked {
	var out []Ranked
	for _, t := range o.Top[:min(mostChoices, len(o.Top))] {
		if t.Confidence >= choiceFloor && !isChat(t.Label) {
			out = append(out, t)
		}
	}
	return out
}

// Query returns the search that a message in the conversation calls for.
// browser are the languages that the visitor's browser prefers.
func (m Memory) Query(text string, browser []string) index.Query {
	q := index.Query{Text: text, Previous: m.Asked}
	if m.Lang != "" {
		q.Expected = append(q.Expected, m.Lang)
	}
	q.Expected = append(q.Expected, browser...)
	return q
}

func remember(m Memory, text string, found *index.Result) Memory {
	return note(m, text, found.Lang)
}

// note remembers a message in lang; "" where it has no letters, and says nothing
// to go on from.
func note(m Memory, text, lang string) Memory {
	m.Turns++
	if lang != "" {
		m.Lang = lang
		m.Asked = append([]string{text}, m.Asked[:min(len(m.Asked), rememberedMessages-1)]...)
	}
	return m
}
