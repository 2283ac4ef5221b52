package bot

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"payhelp/index"
	"payhelp/knowledge"
)

// mostAsks bounds how many parts of a message are looked at on their own.
const mostAsks = 4

// surePart is the confidence from which one part of a message counts as an ask
// of its own. It is higher than for a message: a part has lost its context.
const surePart = 0.9

// Parts returns the sentences of a message that holds two to mostAsks of them,
// to be searched each on its own; nil for any other message.
func Parts(text string) []string {
	var out []string
	start := 0
	for i, r := range text {
		end := i + utf8.RuneLen(r)
		if !endsSentence(r, text[end:]) {
			continue
		}
		out = appendPart(out, text[start:end])
		start = end
	}
	out = appendPart(out, text[start:])
	if len(out) < 2 || len(out) > mostAsks {
		return nil
	}
	return out
}

func appendPart(parts []string, s string) []string {
	s = strings.TrimSpace(s)
	letters := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	if letters < 3 {
		return parts
	}
	return append(parts, s)
}

// endsSentence reports whether r, which rest follows, ends a sentence. A full
// stop inside a number or a name does not.
func endsSentence(r rune, rest string) bool {
	switch r {
	case '?', '!', '。', '？', '！', '؟', '\n', '；', ';':
		return true
	case '.':
		next, _ := utf8.DecodeRuneInString(rest)
		return rest == "" || unicode.IsSpace(next)
	}
	return false
}

// withParts completes an Outcome by what was found for the Parts of its
// message: a second thing that was asked for is answered too, and where the
// whole left the engine torn, a part that is clear decides.
func withParts(base *knowledge.Base, o Outcome, parts []*index.Result) Outcome {
	if o.Reason == Asked || o.Kind == Chat {
		return o
	}
	var sure []Ranked
	for _, p := range parts {
		if len(p.Hits) == 0 {
			continue
		}
		h := p.Hits[0]
		known := slices.ContainsFunc(sure, func(r Ranked) bool { return r.Label == h.Label })
		if h.Confidence >= max(surePart, p.Threshold) && h.Label != knowledge.ArticleHuman && base.Article(h.Label) != nil && !known {
			sure = append(sure, Ranked{h.Label, h.Confidence})
		}
	}
	if len(sure) == 0 {
		return o
	}
	if o.Kind != Answer {
		o = decidedBy(o, sure[0])
	}
	for _, s := range sure {
		if s.Label != o.Label && len(o.Also) == 0 {
			o.Also = append(o.Also, s.Label)
		}
	}
	return o
}

// decidedBy makes the label of one clear part the answer.
func decidedBy(o Outcome, part Ranked) Outcome {
	o.Kind, o.Label, o.Confidence = Answer, part.Label, part.Confidence
	o.Reason = ""
	top := []Ranked{part}
	for _, t := range o.Top {
		if t.Label != part.Label {
			t.Confidence = min(t.Confidence, 1-part.Confidence)
			top = append(top, t)
		}
	}
	o.Top = top[:min(len(top), topLimit)]
	return o
}
