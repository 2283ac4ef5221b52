package slack

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostMarks is how many combining marks one character may carry. Thai has up
// to three; a pile of them covers the lines above and below.
const mostMarks = 5

// clean returns text without what hides, turns around or covers other text:
// control characters, bidirectional controls, characters without width, and
// marks by the dozen. Those that writing needs stay: joiners inside words of
// Arabic and Indic scripts and of emoji, and the choice of an emoji's look.
// Line ends of all kinds become \n.
func clean(text string) string {
	text = strings.ToValidUTF8(text, "�")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n").Replace(text)
	var b strings.Builder
	var before rune // that was kept
	marks := 0
	for i, r := range text {
		after, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
		switch {
		case unicode.IsControl(r) && r != '\n' && r != '\t':
			continue
		case ignorable(r) && !needed(before, r, after):
			continue
		}
		if unicode.In(r, unicode.Mn, unicode.Me) && !ignorable(r) {
			if marks++; marks > mostMarks {
				continue
			}
		} else {
			marks = 0
		}
		b.WriteRune(r)
		before = r
	}
	return strings.TrimSpace(b.String())
}

// blank is a Braille pattern without dots, which is no space to any program
// but looks like one.
const blank = '\u2800'

// ignorable says whether a character may show nothing: Unicode's
// Default_Ignorable_Code_Point, and the other format characters.
func ignorable(r rune) bool {
	return r == blank || unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) ||
		unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

const (
	nonJoiner = '\u200c'
	joiner    = '\u200d'
	textLook  = '\ufe0e'
	emojiLook = '\ufe0f'
)

// needed says whether r, which shows nothing itself, changes how its
// neighbours are written.
func needed(before, r, after rune) bool {
	switch r {
	case textLook, emojiLook:
		return symbol(before) || strings.ContainsRune("#*0123456789", before)
	case joiner:
		return joined(before) && joined(after) || (symbol(before) || before == emojiLook) && symbol(after)
	case nonJoiner:
		return joined(before) && joined(after)
	}
	return false
}

// symbol says whether r can be part of an emoji.
func symbol(r rune) bool { return unicode.In(r, unicode.So, unicode.Sk, unicode.Sm) }

// joined says whether r is of a script whose letters change with neighbours.
func joined(r rune) bool {
	return unicode.In(r, unicode.Arabic, unicode.Syriac, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya,
		unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar, unicode.Mongolian)
}

// nothing stands where a text has nothing left to show: a reader should see
// that something was written.
const nothing = "…"

// shown is clean, and never empty where text is not.
func shown(text string) string {
	if out := clean(text); out != "" || text == "" {
		return out
	}
	return nothing
}

// cut returns at most most characters of text, the last being … where there
// were more.
func cut(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return strings.TrimRightFunc(string([]rune(text)[:most-1]), unicode.IsSpace) + "…"
}

// line is shown on one line, of at most most characters.
func line(text string, most int) string {
	text = cut(text, 8*most) // what cannot be shown is not looked at
	return cut(strings.Join(strings.Fields(shown(text)), " "), most)
}

// pieces cuts text into parts of at most most characters each, at the ends of
// lines where there are any.
func pieces(text string, most int) []string {
	var out []string
	for {
		runes := []rune(text)
		if len(runes) <= most {
			return append(out, text)
		}
		at := most
		if i := strings.LastIndex(string(runes[:most]), "\n"); i > 0 {
			at = utf8.RuneCountInString(string(runes[:most])[:i])
		}
		out = append(out, strings.TrimRight(string(runes[:at]), "\n"))
		text = strings.TrimLeft(string(runes[at:]), "\n")
	}
}

// markup escapes text for the few fields that Slack reads as markup, so that
// it mentions and links nothing.
func markup(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}
