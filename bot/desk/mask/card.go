package mask

import (
	"strings"
	"unicode"
)

// Lengths of card numbers, and how many digits at the end stay.
const (
	shortestCard = 13
	longestCard  = 19
	cardEnd      = 4
)

// A group is digits that stand together.
type group struct{ from, to int }

// cards masks the numbers of payment cards: 13 to 19 digits, grouped in any
// way, that a card may begin with and whose check digit is right.
func (t *reading) cards() {
	groups := t.groups()
	for i := 0; i < len(groups); i++ {
		if end := t.cardFrom(groups, i); end > i {
			t.hideCard(groups[i:end])
			i = end - 1
		}
	}
	if t.found {
		t.refresh()
	}
}

// groups returns the groups of digits of the text, in order.
func (t *reading) groups() []group {
	var out []group
	for i := 0; i < len(t.plain); i++ {
		if !isDigit(t.plain[i]) {
			continue
		}
		from := i
		for i < len(t.plain) && isDigit(t.plain[i]) {
			i++
		}
		out = append(out, group{from, i})
	}
	return out
}

// cardFrom returns the end of the groups from i on that make up a card number,
// the longest first; 0 where none do.
func (t *reading) cardFrom(groups []group, i int) int {
	var digits []byte
	end := 0
	for j := i; j < len(groups); j++ {
		if j > i && !t.joined(groups[j-1].to, groups[j].from) {
			break
		}
		for _, r := range t.plain[groups[j].from:groups[j].to] {
			digits = append(digits, byte(r-'0'))
		}
		if len(digits) > longestCard {
			break
		}
		if isCard(digits) && !t.isPhone(groups[i].from, len(digits)) {
			end = j + 1
		}
	}
	return end
}

// joined reports whether what stands between two groups may stand within a
// number: at most three spaces, dashes and signs that set apart, with marks and
// invisible characters, or one sign that could also end what is before it.
func (t *reading) joined(from, to int) bool {
	seen, signs := 0, 0
	for _, r := range t.plain[from:to] {
		switch {
		case unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me):
			continue // not seen: direction marks, joiners, the frame of a keycap
		case unicode.In(r, unicode.Z, unicode.Pd) || strings.ContainsRune("\n\t._·/|*~・ー−", r):
		case r != bullet && unicode.In(r, unicode.P, unicode.S):
			signs++
		default:
			return false
		}
		seen++
	}
	return seen <= 3 && (signs == 0 || seen == 1)
}

// longestPhone is the most digits of a telephone number with its country, by
// ITU-T E.164.
const longestPhone = 15

// isPhone reports whether n digits that begin at from are announced as a
// telephone number by a plus sign.
func (t *reading) isPhone(from, n int) bool {
	return n <= longestPhone && from > 0 && t.plain[from-1] == '+'
}

// isCard reports whether digits could be a card's number, by the ranges of
// ISO/IEC 7812 that payment networks use.
func isCard(digits []byte) bool {
	n := len(digits)
	if n < shortestCard || n > longestCard {
		return false
	}
	head := int(digits[0])*1000 + int(digits[1])*100 + int(digits[2])*10 + int(digits[3])
	switch digits[0] {
	case 2: // Mir and Mastercard; others are dates
		if n < 16 || head < 2200 || head > 2720 {
			return false
		}
	case 3, 8, 9:
		if n == shortestCard {
			return false // a telephone number with its country, such as 86 138…
		}
	case 4, 5, 6:
	default:
		return false
	}
	unionPay := head/100 == 62 && n >= 16
	return unionPay || luhn(digits) // some UnionPay numbers have no check digit
}

// luhn reports whether the last digit is the check digit of the others, by
// ISO/IEC 7812-1.
func luhn(digits []byte) bool {
	sum := 0
	for i, d := range digits {
		n := int(d)
		if (len(digits)-i)%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

func (t *reading) hideCard(groups []group) {
	total := 0
	for _, g := range groups {
		total += g.to - g.from
	}
	at := 0
	for _, g := range groups {
		for i := g.from; i < g.to; i++ {
			if at++; at <= total-cardEnd {
				t.hide(i, i+1)
			}
		}
	}
}
