package locales

import (
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// staffOnly are the prefixes of messages that only staff read, who share
// Chinese and English.
var staffOnly = []string{"Desk", "Relay"}

// TestCatalogues checks that each language has each message of the English
// catalogue and no other, each plural form that its numbers take, and the same
// values in the text.
func TestCatalogues(t *testing.T) {
	english := read(t, English)
	for _, lang := range Supported() {
		t.Run(lang, func(t *testing.T) {
			messages := read(t, lang)
			for id, source := range english {
				if isStaffOnly(id) && lang != English && lang != Chinese {
					continue
				}
				forms := messages[id]
				if forms == nil {
					t.Errorf("%s is missing", id)
					continue
				}
				want := []string{"other"}
				if source["one"] != "" {
					want = pluralForms(t, lang)
				}
				for _, form := range want {
					text := forms[form]
					if text == "" {
						t.Errorf("%s lacks the plural form %q", id, form)
					}
					for _, value := range values(source["other"]) {
						spelled := form == "one" || form == "two" // "two days" may be one word
						if !strings.Contains(text, value) && !spelled {
							t.Errorf("%s, form %s: %s is missing in %q", id, form, value, text)
						}
					}
				}
			}
			for id := range messages {
				if english[id] == nil {
					t.Errorf("%s is not in the English catalogue", id)
				}
			}
		})
	}
}

func isStaffOnly(id string) bool {
	return slices.ContainsFunc(staffOnly, func(p string) bool { return strings.HasPrefix(id, p) })
}

func read(t *testing.T, lang string) map[string]map[string]string {
	t.Helper()
	data, err := messageFiles.ReadFile("messages/" + lang + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]map[string]string
	if err := yaml.Load(data, &out, yaml.WithUniqueKeys(true)); err != nil {
		t.Fatal(err)
	}
	return out
}

// pluralForms returns the forms that whole numbers take in lang.
func pluralForms(t *testing.T, lang string) []string {
	t.Helper()
	names := map[plural.Form]string{
		plural.Other: "other", plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many",
	}
	seen := map[string]bool{"other": true}
	for n := range 200 {
		seen[names[plural.Cardinal.MatchPlural(language.MustParse(lang), n, 0, 0, 0, 0)]] = true
	}
	var out []string
	for name := range seen {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// values returns the {{…}} of a text.
func values(text string) []string {
	var out []string
	for {
		start := strings.Index(text, "{{")
		if start < 0 {
			return out
		}
		end := strings.Index(text[start:], "}}")
		if end < 0 {
			return out
		}
		out = append(out, text[start:start+end+2])
		text = text[start+end+2:]
	}
}

func TestTextFallsBackToEnglish(t *testing.T) {
	if got := Text("xx", "ReplyNoneOfThese", nil); got != "None of these" {
		t.Errorf("an unknown language gives %q, want English", got)
	}
	if got := Text("en", "NoSuchMessage", nil); got != "NoSuchMessage" {
		t.Errorf("an unknown message gives %q, want its id", got)
	}
}

func TestPlural(t *testing.T) {
	for name, tc := range map[string]struct{ got, want string }{
		"russian one":   {Duration("ru", 21, "day"), "21 день"},
		"russian few":   {Duration("ru", 3, "day"), "3 дня"},
		"russian many":  {Duration("ru", 90, "day"), "90 дней"},
		"arabic few":    {Duration("ar", 7, "day"), "7 أيام"},
		"arabic many":   {Duration("ar", 90, "day"), "90 يومًا"},
		"arabic digits": {Money("ar", 5000, "CNY"), "5,000 يوان"},
		"french":        {Money("fr", 1, "EUR"), "1 euro"},
		"german":        {Percent("de", 3), "3\u00a0%"},
		"japanese":      {Money("ja", 5000, "USD"), "5,000米ドル"},
		"spanish":       {Money("es", 50000, "USD"), "50.000 dólares estadounidenses"},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.got != tc.want {
				t.Errorf("got %q, want %q", tc.got, tc.want)
			}
		})
	}
}
