package desk

import (
	"unicode/utf16"

	"payhelp/index"
	"payhelp/locales"
)

// A Term is a concept that a visitor named, glossed for staff.
type Term struct {
	Start   int    `json:"start"` // UTF-16 code units from the beginning of the message, as browsers count
	End     int    `json:"end"`
	Text    string `json:"text"` // as the visitor wrote it
	Concept string `json:"concept"`
	Kind    string `json:"kind"`
	Zh      string `json:"zh"`
	En      string `json:"en"`
}

// termsOf glosses a text in lang, from left to right.
func termsOf(ix *index.Index, text, lang string) []Term {
	out := []Term{}
	at, units := 0, 0
	for _, g := range ix.Gloss(text, lang) {
		if g.Start < at {
			continue // a term that is also another one: the first is enough to read by
		}
		units += utf16Len(text[at:g.Start])
		end := units + utf16Len(text[g.Start:g.End])
		out = append(out, Term{
			Start: units, End: end, Text: text[g.Start:g.End], Concept: g.Concept.ID, Kind: g.Concept.Kind,
			Zh: nameIn(g.Concept.Name, locales.Chinese), En: nameIn(g.Concept.Name, locales.English),
		})
		at, units = g.End, end
	}
	return out
}

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// nameIn returns the entry for lang, else any.
func nameIn(names map[string]string, lang string) string {
	if s := names[lang]; s != "" {
		return s
	}
	return inLanguage(names, locales.English)
}

// namedCity returns the English name of the city, as places call it, that the
// latest message to name one names; "" where none does.
func namedCity(ix *index.Index, messages []Message) string {
	for i := len(messages) - 1; i >= 0; i-- {
		if messages[i].From != FromVisitor {
			continue
		}
		for _, g := range ix.Gloss(messages[i].Text, messages[i].Lang) {
			if city := cityNamed(ix.Base(), g.Concept); city != "" {
				return city
			}
		}
	}
	return ""
}
