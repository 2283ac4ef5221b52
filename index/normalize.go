package index

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/longbridgeapp/opencc"
	"golang.org/x/text/unicode/norm"
)

// maxRunes is how much of a message is read. Questions are short; what is
// longer is a paste, and its beginning decides.
const maxRunes = 1000

// normalize returns text in the form that all analysis starts from: valid
// UTF-8 in NFKC, lower case, without control, format and bidi characters, with
// European digits, simplified Han characters, one space between words, at most
// two equal letters in a row and at most maxRunes runes.
func normalize(text string) string {
	if len(text) > maxRunes*utf8.UTFMax {
		text = text[:maxRunes*utf8.UTFMax]
	}
	text = norm.NFKC.String(strings.ToValidUTF8(text, " "))
	var out strings.Builder
	out.Grow(len(text))
	var last, beforeLast rune = ' ', 0
	han := false
	n := 0
	for _, r := range text {
		switch {
		case n == maxRunes:
			r = -1
		case unicode.IsSpace(r) || unicode.Is(unicode.Cc, r):
			r = ' '
		case unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs):
			continue // zero-width and bidi characters
		default:
			r = unicode.ToLower(r)
			if d, ok := digit(r); ok {
				r = d
			}
			han = han || unicode.Is(unicode.Han, r)
		}
		if r == -1 {
			break
		}
		if r == ' ' && last == ' ' || r == last && r == beforeLast && unicode.IsLetter(r) {
			continue
		}
		out.WriteRune(r)
		n++
		beforeLast, last = last, r
	}
	s := strings.TrimSpace(out.String())
	if han {
		s = simplify(s)
	}
	return s
}

// digit returns the European form of a decimal digit of any script.
func digit(r rune) (rune, bool) {
	if r < 0x80 || !unicode.Is(unicode.Nd, r) {
		return 0, false
	}
	// Decimal digits stand in runs of ten that begin at a multiple of the
	// first: every Nd range of Unicode starts with its zero.
	for _, rg := range unicode.Nd.R16 {
		if rune(rg.Lo) <= r && r <= rune(rg.Hi) {
			return '0' + (r-rune(rg.Lo))%10, true
		}
	}
	return 0, false
}

// traditional maps the traditional Han characters to the simplified ones, by
// OpenCC's dictionary. Single characters suffice for finding; no text that is
// shown passes through it.
var traditional = sync.OnceValue(func() map[rune]rune {
	out := map[rune]rune{}
	converter, err := opencc.New("t2s")
	if err != nil {
		panic("index: the embedded OpenCC dictionary does not load: " + err.Error())
	}
	for r := rune(0x3400); r <= 0x9FFF; r++ {
		s, err := converter.Convert(string(r))
		if err != nil {
			continue
		}
		if to, size := utf8.DecodeRuneInString(s); size == len(s) && to != r {
			out[r] = to
		}
	}
	return out
})

func simplify(s string) string {
	table := traditional()
	return strings.Map(func(r rune) rune {
		if to, ok := table[r]; ok {
			return to
		}
		return r
	}, s)
}

// fold removes what hurried writers leave out: diacritics of Latin letters,
// vowel signs and letter variants of Arabic, the dots of ё. The argument is
// normalized text.
func fold(s string) string {
	ascii := true
	for i := 0; i < len(s) && ascii; i++ {
		ascii = s[i] < utf8.RuneSelf
	}
	if ascii {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	latin := false
	for _, r := range norm.NFD.String(s) {
		if to, ok := folded[r]; ok {
			out.WriteString(to)
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
		out.WriteRune(r)
	}
	return norm.NFC.String(out.String())
}

var folded = map[rune]string{
	'đ': "d", 'ß': "ss", 'ø': "o", 'ı': "i", 'ł': "l", 'æ': "ae", 'œ': "oe", 'ð': "d", 'þ': "th",
	'أ': "ا", 'إ': "ا", 'آ': "ا", 'ٱ': "ا", 'ى': "ي", 'ی': "ي", 'ة': "ه", 'ک': "ك", 'ؤ': "و", 'ئ': "ي", 'ـ': "",
	'’': "'", '‘': "'", 'ʼ': "'", '`': "'",
}
