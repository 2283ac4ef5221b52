package index

import (
	"slices"
	"testing"

	"payhelp/knowledge"
)

func TestConceptsAtWordEdges(t *testing.T) {
	concept := func(id string, terms ...string) knowledge.Concept {
		return knowledge.Concept{ID: id, Kind: "thing", Terms: map[string][]string{"en": terms}}
	}
	m := newMatcher(&knowledge.Glossary{Concepts: []knowledge.Concept{
		concept("visa", "visa"), concept("atm", "atm"), concept("card", "卡", "カード", "카드", "карта", "card"), concept("ali", "アリペー"),
	}})
	for name, tc := range map[string]struct {
		text string
		want []string
	}{
		"alone":                     {"visa", []string{"visa"}},
		"in a longer Latin word":    {"advisable", nil},
		"after a Latin letter":      {"evisa", nil},
		"after a Latin digit":       {"1visa", nil},
		"after Japanese":            {"にVisaカードを追加", []string{"card", "visa"}},
		"after the long mark":       {"アリペーVisa", []string{"ali", "visa"}},
		"between Chinese":           {"用Visa卡", []string{"card", "visa"}},
		"before Chinese":            {"ATM在哪", []string{"atm"}},
		"after Korean":              {"은행ATM에서", []string{"atm"}},
		"after Thai":                {"ใช้visaได้ไหม", []string{"visa"}},
		"inside a Cyrillic word":    {"моякарта", nil},
		"long Latin run in Chinese": {"用evisa去", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := conceptIDs(m.find(fold(normalize(tc.text)))); !slices.Equal(got, tc.want) {
				t.Errorf("concepts of %q = %q, want %q", tc.text, got, tc.want)
			}
		})
	}
}
