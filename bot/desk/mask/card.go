package mask

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
		if isCard(digits) {
			end = j + 1
		}
	}
	return end
}

// joined reports whether what stands between two groups may stand within a
// number: at most three spaces, dashes, dots, or what cannot be seen.
func (t *reading) joined(from, to int) bool {
	if to-from > 3 {
		return false
	}
	for _, r := range t.plain[from:to] {
		switch r {
		case ' ', '-', '.', '_', '·', '/', '\n', '\t', '\u00a0', '\u2009', '\u202f', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff':
		default:
			return false
		}
	}
	return true
}

func isCard(digits []byte) bool {
	n := len(digits)
	if n < shortestCard || n > longestCard {
		return false
	}
	unionPay := digits[0] == 6 && digits[1] == 2 && n >= 16
	switch digits[0] {
	case 2, 3, 5, 6, 8, 9:
		if n == shortestCard && digits[0] != 5 && digits[0] != 6 {
			return false // a telephone number with its country, such as 86 138…
		}
	case 4:
	default:
		return false
	}
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
