package relay

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"payhelp/bot/desk"
	"payhelp/locales"
)

// zh returns a message for staff in Chinese. with are names and values of what
// stands in braces.
func zh(id string, with ...string) string { return say(locales.Chinese, id, with...) }

// both returns it in Chinese, then in English.
func both(id string, with ...string) string {
	return zh(id, with...) + " " + say(locales.English, id, with...)
}

func say(lang, id string, with ...string) string {
	in := slices.Clone(with)
	for i := 0; i < len(in); i += 2 {
		in[i] = "{" + in[i] + "}"
	}
	return strings.NewReplacer(in...).Replace(locales.Text(lang, id, nil))
}

// word returns the Chinese of a word of a list, such as a reason; the word
// itself where there is none.
func word(prefix, id string) string {
	name := messageOf(prefix, id)
	if text := zh(name); text != name {
		return text
	}
	return id
}

// messageOf is the message of a word of a list: DeskReasonDidNotWork of
// did-not-work.
func messageOf(prefix, id string) string {
	for part := range strings.SplitSeq(id, "-") {
		if part != "" {
			prefix += strings.ToUpper(part[:1]) + part[1:]
		}
	}
	return prefix
}

// languageName is the Chinese name of a language.
func languageName(lang string) string {
	if lang == "" || lang == "und" {
		return zh("DeskUnknown")
	}
	return locales.Name(lang, locales.Chinese)
}

// clock is the time of day in China.
func clock(t time.Time) string { return t.In(desk.ChinaTime).Format("15:04") }

// span is a length of time in Chinese, rounded down.
func span(d time.Duration) string {
	minutes := int(d.Minutes())
	switch {
	case minutes >= 60:
		return zh("DeskHours", "n", strconv.Itoa(minutes/60), "m", strconv.Itoa(minutes%60))
	case minutes > 0:
		return zh("DeskMinutes", "n", strconv.Itoa(minutes))
	}
	return zh("DeskSeconds", "n", strconv.Itoa(int(d.Seconds())))
}

// distance is how far a place is, in Chinese, as precise as a walker needs it.
func distance(metres int) string {
	if metres < 1000 {
		return zh("RelayMetres", "n", strconv.Itoa((metres+5)/10*10))
	}
	return zh("RelayKilometres", "n", strconv.FormatFloat(float64(metres)/1000, 'f', 1, 64))
}

// short returns the beginning of text, of at most most characters.
func short(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return strings.TrimSpace(string([]rune(text)[:most-1])) + "…"
}

// dots joins what is not empty.
func dots(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " · ")
}

// small, text and quote are Parts; nil where there is nothing to show.
func small(t string) []Part { return part(Small, t) }
func text(t string) []Part  { return part(Text, t) }
func quote(t string) []Part { return part(Quote, t) }

func part(kind PartKind, t string) []Part {
	if strings.TrimSpace(t) == "" {
		return nil
	}
	return []Part{{Kind: kind, Text: t}}
}
