package knowledge

import (
	"maps"
	"slices"

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
