package knowledge

import (
	"maps"
	"slices"
	"strings"

	"payhelp/locales"
)

// A Phrase is a reply block that staff send; the visitor reads it in their own
// language.
type Phrase struct {
	ID    string            `yaml:"id"`
	Group string            `yaml:"group"`
	Slots []string          `yaml:"slots"` // names that stand in Text as {name}
	Text  map[string]string `yaml:"text"`  // by language
}

// Fill returns the Phrase in lang, or the nearest language it has, with the
// values of its slots. used is the language; missing names the slots that have
// no value and stand as {name}.
func (p *Phrase) Fill(lang string, values map[string]string) (text, used string, missing []string) {
	used = lang
	if p.Text[lang] == "" {
		used = locales.English
		if p.Text[used] == "" {
			used = locales.Chinese
		}
	}
	text = pick(p.Text, lang)
	var pairs []string
	for _, slot := range p.Slots {
		if values[slot] == "" {
			missing = append(missing, slot)
			continue
		}
		pairs = append(pairs, "{"+slot+"}", values[slot])
	}
	return strings.NewReplacer(pairs...).Replace(text), used, missing
}

// pick returns the entry for lang, else English, else Chinese, else
// the alphabetically first.
func pick(m map[string]string, lang string) string {
	for _, l := range []string{lang, locales.English, locales.Chinese} {
		if s := m[l]; s != "" {
			return s
		}
	}
	for _, l := range slices.Sorted(maps.Keys(m)) {
		return m[l]
	}
	return ""
}
