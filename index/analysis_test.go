package index

import (
	"slices"
	"testing"
)

// TestAnalysis tries, for each language, that two ways to write a word meet in
// one term.
func TestAnalysis(t *testing.T) {
	langs := []string{"en", "zh", "ja", "ko", "ru", "fr", "de", "es", "ar", "th", "vi", "id", "mn"}
	m, err := newMapping(langs)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct{ lang, a, b string }{
		"english plural":          {"en", "cards", "card"},
		"english possessive":      {"en", "bank's", "bank"},
		"french elision":          {"fr", "l'hôtel", "hotel"},
		"french plural":           {"fr", "billets", "billet"},
		"german plural":           {"de", "karten", "karte"},
		"german umlaut":           {"de", "gebühren", "gebuehren"},
		"spanish accent":          {"es", "cajéro", "cajero"},
		"russian case":            {"ru", "картой", "карта"},
		"arabic article":          {"ar", "البطاقة", "بطاقة"},
		"vietnamese without mark": {"vi", "thẻ", "the"},
		"indonesian suffix":       {"id", "kartunya", "kartu"},
		"indonesian prefix":       {"id", "membayar", "bayar"},
		"a language without own":  {"mn", "карт", "карт"},
	} {
		t.Run(name, func(t *testing.T) {
			a := &analyzer{m.AnalyzerNamed(analyzerName(tc.lang))}
			one, two := a.terms(normalize(tc.a)), a.terms(normalize(tc.b))
			if !slices.Equal(one, two) {
				t.Errorf("%q gives %q, %q gives %q", tc.a, one, tc.b, two)
			}
		})
	}
	for name, tc := range map[string]struct {
		lang, text string
		want       string // among the terms
	}{
		"chinese is cut into pairs":  {"zh", "银行卡", "行卡"},
		"japanese is cut into pairs": {"ja", "両替所", "両替"},
		"korean is cut into pairs":   {"ko", "환전소", "환전"},
		"thai is cut into triples":   {"th", "แลกเงิน", "แลก"},
		"stop words are kept":        {"en", "how much is it", "it"},
	} {
		t.Run(name, func(t *testing.T) {
			a := &analyzer{m.AnalyzerNamed(analyzerName(tc.lang))}
			if got := a.terms(normalize(tc.text)); !slices.Contains(got, tc.want) {
				t.Errorf("terms of %q = %q, want %q among them", tc.text, got, tc.want)
			}
		})
	}
}
