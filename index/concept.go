package index

import (
	"slices"
	"unicode"
	"unicode/utf8"

	ahocorasick "github.com/petar-dambovaliev/aho-corasick"

	"payhelp/knowledge"
)

// A Mention is a Concept that a message names, and where.
type Mention struct {
	Concept    *knowledge.Concept
	Start, End int // bytes of the folded text that was matched
}

// A matcher finds the Concepts of a glossary in text of any language.
type matcher struct {
	automaton ahocorasick.AhoCorasick
	concepts  []*knowledge.Concept // by pattern
	empty     bool
}

// newMatcher returns a matcher of every term of the glossary, in every
// language at once: terms cross languages, as visitors do.
func newMatcher(g *knowledge.Glossary) *matcher {
	var patterns []string
	m := &matcher{}
	seen := map[string]bool{}
	for i := range g.Concepts {
		c := &g.Concepts[i]
		for _, terms := range c.Terms {
			for _, t := range terms {
				p := fold(normalize(t))
				if utf8.RuneCountInString(p) < 2 && !isDense(p) || seen[c.ID+"\x00"+p] {
					continue // one letter of an alphabet says nothing
				}
				seen[c.ID+"\x00"+p] = true
				patterns = append(patterns, p)
				m.concepts = append(m.concepts, c)
			}
		}
	}
	m.empty = len(patterns) == 0
	if m.empty {
		return m
	}
	// Leftmost-longest, so that "alipay plus" is not also "alipay": patterns
	// are unique first, and a term of two concepts is kept for both below.
	builder := ahocorasick.NewAhoCorasickBuilder(ahocorasick.Opts{MatchKind: ahocorasick.StandardMatch, DFA: false})
	m.automaton = builder.Build(patterns)
	return m
}

// isDense reports whether s begins in a script that says a word in a character
// or joins words without spaces. The long mark of kana belongs to no script.
func isDense(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return r == 'ー' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
}

// find returns the Mentions in folded text, from left to right; of two that
// overlap, the longer.
func (m *matcher) find(text string) []Mention {
	if m.empty {
		return nil
	}
	var all []Mention
	for it := m.automaton.IterOverlapping(text); ; {
		next := it.Next()
		if next == nil {
			break
		}
		if atWordEdges(text, next.Start(), next.End()) {
			all = append(all, Mention{Concept: m.concepts[next.Pattern()], Start: next.Start(), End: next.End()})
		}
	}
	slices.SortStableFunc(all, func(a, b Mention) int { return (b.End - b.Start) - (a.End - a.Start) })
	var out []Mention
	for _, c := range all {
		covered := slices.ContainsFunc(out, func(o Mention) bool {
			other := o.Start != c.Start || o.End != c.End || o.Concept == c.Concept
			return c.Start < o.End && o.Start < c.End && other
		})
		if !covered {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b Mention) int { return a.Start - b.Start })
	return out
}

// atWordEdges reports whether text[start:end] stands as a word, is in a script
// without spaces, or stands between such ("用visa卡"). An inflected ending of up
// to three letters is let through for words of five letters and more.
func atWordEdges(text string, start, end int) bool {
	first, _ := utf8.DecodeRuneInString(text[start:])
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	if start > 0 && isLetter(before) && !isDense(string(before)) && isLetter(first) && !isDense(text[start:]) && !arabicPrefix(text[:start]) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(text[:end])
	if !isLetter(last) || isDense(string(last)) {
		return true
	}
	rest := 0
	for _, r := range text[end:] {
		if !isLetter(r) || isDense(string(r)) {
			break
		}
		rest++
	}
	return rest == 0 || rest <= 3 && utf8.RuneCountInString(text[start:end]) >= 5
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// arabicPrefix reports whether the word that s ends in is only an article or a
// preposition that Arabic writes joined to the next word.
func arabicPrefix(s string) bool {
	runes := 0
	for len(s) > 0 {
		r, size := utf8.DecodeLastRuneInString(s)
		if !unicode.Is(unicode.Arabic, r) {
			break
		}
		switch r {
		case 'ا', 'ل', 'و', 'ب', 'ف', 'ك':
		default:
			return false
		}
		s = s[:len(s)-size]
		runes++
	}
	return runes > 0 && runes <= 3
}

// conceptIDs returns the ids of the Concepts of mentions, each once, sorted.
func conceptIDs(mentions []Mention) []string {
	var out []string
	for _, m := range mentions {
		out = append(out, m.Concept.ID)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
