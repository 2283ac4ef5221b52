// Package mask makes the numbers that nobody should have unreadable: card
// numbers, document numbers, card verification values and one-time codes. It is
// applied before anything is stored, shown or searched, and knows no more than
// the text; where it has to guess it masks.
package mask

import (
	"regexp"
	"unicode"
	"unicode/utf8"
)

// bullet replaces each digit or letter that is masked.
const bullet = '•'

// Text returns text with its sensitive numbers masked, and whether there were
// any. The length in characters stays, and of a card number its last four
// digits, by which its holder knows it.
func Text(text string) (masked string, found bool) {
	t := read(text)
	t.cards()
	t.documents()
	t.codes()
	return string(t.out), t.found
}

// Contact returns how somebody can be reached with what looks like the number
// of a payment card masked; telephone numbers and names stay.
func Contact(text string) string {
	t := read(text)
	t.cards()
	return string(t.out)
}

// A reading is a text on which patterns work whatever its script.
type reading struct {
	out   []rune // what is returned
	plain []rune // the same characters, digits and full-width forms in ASCII
	upper string // plain in upper case
	lower string // plain in lower case
	exact string // plain as it is
	found bool
}

func read(text string) *reading {
	t := &reading{out: []rune(text)}
	t.plain = make([]rune, len(t.out))
	for i, r := range t.out {
		t.plain[i] = plain(r)
	}
	t.refresh()
	return t
}

// refresh makes the strings that patterns are matched in.
func (t *reading) refresh() {
	t.exact = string(t.plain)
	t.upper, t.lower = string(mapRunes(t.plain, unicode.ToUpper)), string(mapRunes(t.plain, unicode.ToLower))
}

func mapRunes(rs []rune, f func(rune) rune) []rune {
	out := make([]rune, len(rs))
	for i, r := range rs {
		// One character stays one, so that positions stay.
		if out[i] = f(r); r < utf8.RuneSelf && out[i] >= utf8.RuneSelf {
			out[i] = r
		}
	}
	return out
}

// plain returns the ASCII form of a digit of any script or a full-width
// character, and else r.
func plain(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		return r
	case r == bullet:
		return '·' // as the writer set digits apart; a bullet is what was masked here
	case r >= 0xFF01 && r <= 0xFF5E:
		return r - 0xFF01 + '!'
	case r == 0x3000:
		return ' '
	case unicode.Is(unicode.Nd, r):
		// Decimal digits stand in runs of ten that begin with their zero.
		for _, rg := range unicode.Nd.R16 {
			if rune(rg.Lo) <= r && r <= rune(rg.Hi) {
				return '0' + (r-rune(rg.Lo))%10
			}
		}
		for _, rg := range unicode.Nd.R32 {
			if rune(rg.Lo) <= r && r <= rune(rg.Hi) {
				return '0' + (r-rune(rg.Lo))%10
			}
		}
	}
	return r
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// hide masks the letters and digits of the characters from..to.
func (t *reading) hide(from, to int) {
	for i := from; i < to; i++ {
		if r := t.plain[i]; isDigit(r) || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			t.out[i], t.plain[i] = bullet, bullet
			t.found = true
		}
	}
}

// hideMatches masks group 1 of every match of pattern in text, one of the
// reading's strings, where accept (nil for always) agrees to it and to the
// character it begins at.
func (t *reading) hideMatches(pattern *regexp.Regexp, text string, accept func(match string, from int) bool) {
	changed := false
	for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
		from := utf8.RuneCountInString(text[:m[2]])
		if accept != nil && !accept(text[m[2]:m[3]], from) {
			continue
		}
		t.hide(from, from+utf8.RuneCountInString(text[m[2]:m[3]]))
		changed = true
	}
	if changed {
		t.refresh()
	}
}
