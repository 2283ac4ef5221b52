package index

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"payhelp/knowledge"
)

// A Gloss is a Concept that a message names, and where in the message as it
// was written.
type Gloss struct {
	Concept    *knowledge.Concept
	Start, End int // bytes
}

// Gloss returns the Concepts that text, written in lang, names, from left to
// right, so that somebody who does not read its language can see what it is
// about.
func (ix *Index) Gloss(text, lang string) []Gloss {
	a := align(text)
	var out []Gloss
	for _, m := range ix.concepts.find(a.text) {
		start, end := a.original(m.Start, m.End)
		if start < end && meant(m.Concept, text[start:end], lang) {
			out = append(out, Gloss{m.Concept, start, end})
		}
	}
	return out
}

// shortWord is how many letters a word has at most that other languages have
// too, for something else.
const shortWord = 4

// meant reports whether a word of a text in lang stands for a Concept. A short
// word in plain letters that no language writes so is a term without its accents
// (thẻ, "card" in Vietnamese): that counts where lang has the term, and not in
// the English word "the".
func meant(c *knowledge.Concept, word, lang string) bool {
	word = strings.ToLower(word)
	if len(word) > shortWord || strings.IndexFunc(word, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		return true
	}
	plain := func(term string) bool { return fold(normalize(term)) == word }
	if slices.ContainsFunc(c.Terms[lang], plain) {
		return true
	}
	folded := false
	for _, terms := range c.Terms {
		if slices.ContainsFunc(terms, func(t string) bool { return strings.EqualFold(t, word) }) {
			return true
		}
		folded = folded || slices.ContainsFunc(terms, plain)
	}
	return !folded
}

// An aligned is folded text whose every byte knows where it came from.
type aligned struct {
	text  string
	start []int // by byte of text: where in the original its origin begins
	end   []int // and ends
}

// original returns the bytes of the original that text[start:end] came from.
func (a *aligned) original(start, end int) (from, to int) {
	if start >= end || end > len(a.text) {
		return 0, 0
	}
	from, to = a.start[start], a.end[start]
	for i := start + 1; i < end; i++ {
		from, to = min(from, a.start[i]), max(to, a.end[i])
	}
	return from, to
}

func (a *aligned) add(r rune, start, end int) {
	a.text += string(r)
	for range utf8.RuneLen(r) {
		a.start, a.end = append(a.start, start), append(a.end, end)
	}
}

// through applies a Unicode normalization form, segment by segment, so that
// what comes out is known to come from the segment.
func (a *aligned) through(form norm.Form) *aligned {
	out := &aligned{}
	var iter norm.Iter
	iter.InitString(form, a.text)
	for !iter.Done() {
		from := iter.Pos()
		// What one character becomes comes in parts, of which the last one
		// moves the position.
		length := 0
		for !iter.Done() {
			part := iter.Next()
			out.text += string(part)
			length += len(part)
			if iter.Pos() > from {
				break
			}
		}
		start, end := a.original(from, iter.Pos())
		for range length {
			out.start, out.end = append(out.start, start), append(out.end, end)
		}
	}
	return out
}

// align is fold(normalize(text)) with the origin of every byte. It is slower
// than those, and for a text that people look at; a test holds it to them.
func align(text string) *aligned {
	if len(text) > maxRunes*utf8.UTFMax {
		text = text[:maxRunes*utf8.UTFMax]
	}
	valid := &aligned{}
	invalid := false
	for i, r := range text {
		size := utf8.RuneLen(r)
		if r == utf8.RuneError {
			if _, n := utf8.DecodeRuneInString(text[i:]); n == 1 {
				if !invalid { // as strings.ToValidUTF8: a run is one space
					valid.add(' ', i, i+1)
				}
				invalid = true
				continue
			}
		}
		invalid = false
		valid.add(r, i, i+size)
	}
	return valid.through(norm.NFKC).normalized().folded()
}

// normalized is the part of normalize after NFKC.
func (a *aligned) normalized() *aligned {
	out := &aligned{}
	var last, beforeLast rune = ' ', 0
	n, han := 0, false
	for i, r := range a.text {
		if n == maxRunes {
			break
		}
		switch {
		case unicode.IsSpace(r) || unicode.Is(unicode.Cc, r):
			r = ' '
		case unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs):
			continue
		default:
			r = unicode.ToLower(r)
			if d, ok := digit(r); ok {
				r = d
			}
			han = han || unicode.Is(unicode.Han, r)
		}
		if r == ' ' && last == ' ' || r == last && r == beforeLast && unicode.IsLetter(r) {
			continue
		}
		out.add(r, a.start[i], a.end[i])
		n++
		beforeLast, last = last, r
	}
	out.trim()
	if !han {
		return out
	}
	simple := &aligned{}
	table := traditional()
	for i, r := range out.text {
		if to, ok := table[r]; ok {
			r = to
		}
		simple.add(r, out.start[i], out.end[i])
	}
	return simple
}

func (a *aligned) trim() {
	left := len(a.text) - len(strings.TrimLeftFunc(a.text, unicode.IsSpace))
	right := len(strings.TrimRightFunc(a.text, unicode.IsSpace))
	if left >= right {
		*a = aligned{}
		return
	}
	a.text, a.start, a.end = a.text[left:right], a.start[left:right], a.end[left:right]
}

// folded is fold.
func (a *aligned) folded() *aligned {
	if strings.IndexFunc(a.text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return a
	}
	d := a.through(norm.NFD)
	out := &aligned{}
	latin := false
	for i, r := range d.text {
		if to, ok := folded[r]; ok {
			for _, r := range to {
				out.add(r, d.start[i], d.end[i])
			}
			latin = true
			continue
		}
		if unicode.Is(unicode.Mn, r) {
			if latin {
				continue
			}
		} else {
			latin = unicode.In(r, unicode.Latin, unicode.Arabic, unicode.Cyrillic) && r != 'и'
		}
		out.add(r, d.start[i], d.end[i])
	}
	return out.through(norm.NFC)
}
