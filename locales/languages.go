package locales

import (
	"slices"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// The languages that others fall back to.
const (
	English = "en"
	Chinese = "zh" // Simplified
)

var supported = []string{"en", "zh", "ja", "ko", "ru", "fr", "de", "es", "ar", "th", "vi", "id"}

var supportedTags = func() []language.Tag {
	tags := make([]language.Tag, len(supported))
	for i, l := range supported {
		tags[i] = language.MustParse(l)
	}
	return tags
}()

var matcher = language.NewMatcher(supportedTags)

// Supported returns the languages served in full, English first, as BCP 47 tags.
func Supported() []string { return slices.Clone(supported) }

// IsSupported reports whether lang is one of Supported.
func IsSupported(lang string) bool { return slices.Contains(supported, lang) }

// Match returns the supported language nearest to the preferred ones, which
// are BCP 47 tags or Accept-Language headers, best first. ok is false where
// none of them is near to any, and the language is then English.
func Match(preferred ...string) (lang string, ok bool) {
	var tags []language.Tag
	for _, p := range preferred {
		ts, _, err := language.ParseAcceptLanguage(p)
		if err != nil {
			continue // a malformed preference is no preference
		}
		tags = append(tags, ts...)
	}
	if len(tags) == 0 {
		return English, false
	}
	_, i, confidence := matcher.Match(tags...)
	if confidence == language.No {
		return English, false
	}
	return supported[i], true
}

// IsRightToLeft reports whether lang is written from right to left.
func IsRightToLeft(lang string) bool {
	tag, err := language.Parse(lang)
	if err != nil {
		return false
	}
	script, _ := tag.Script()
	switch script.String() {
	case "Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm":
		return true
	}
	return false
}

// SelfName returns the language's name in itself, such as "русский".
func SelfName(lang string) string {
	tag, err := language.Parse(lang)
	if err != nil {
		return lang
	}
	if name := display.Self.Name(tag); name != "" {
		return name
	}
	return lang
}

// Name returns the name of lang written in the language in.
func Name(lang, in string) string {
	tag, err := language.Parse(lang)
	if err != nil {
		return lang
	}
	inTag, err := language.Parse(in)
	if err != nil {
		return lang
	}
	if namer := display.Languages(inTag); namer != nil {
		if name := namer.Name(tag); name != "" {
			return name
		}
	}
	return SelfName(lang)
}

// nearest names the supported language that most writers of another one read,
// where CLDR's matching data has none: related languages and those taught or
// once official where it is spoken.
var nearest = map[string]string{
	"pt": "es", "gl": "es", "ca": "es", "it": "es", "eu": "es", "ro": "fr",
	"ms": "id", "jv": "id", "su": "id", "tl": "en",
	"uk": "ru", "be": "ru", "kk": "ru", "ky": "ru", "uz": "ru", "tg": "ru", "mn": "ru", "az": "ru", "bg": "ru", "hy": "ru", "ka": "ru",
	"lo": "th", "fa": "en", "ur": "en", "lb": "de",
}

// Nearest returns the supported language to answer a writer of lang in; exact
// is whether it is lang itself.
func Nearest(lang string) (supported string, exact bool) {
	tag, err := language.Parse(lang)
	if err != nil {
		return English, false
	}
	base, _ := tag.Base()
	if IsSupported(base.String()) {
		return base.String(), true
	}
	if l := nearest[base.String()]; l != "" {
		return l, false
	}
	l, _ := Match(lang)
	return l, false
}
