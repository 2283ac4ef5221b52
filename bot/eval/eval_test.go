package eval

import (
	"math"
	"strings"
	"testing"

	"payhelp/bot"
)

func reply(kind bot.Kind, confidence float64, top ...string) bot.Reply {
	r := bot.Reply{Kind: kind, Confidence: confidence, Lang: "en"}
	for _, id := range top {
		r.Top = append(r.Top, bot.Choice{Article: id})
	}
	if kind == bot.Answer {
		r.Article = &top[0]
	}
	return r
}

func TestScore(t *testing.T) {
	rows := []Row{
		{ID: "1", Lang: "en", Gold: []string{"a"}},
		{ID: "2", Lang: "en", Gold: []string{"a"}, OK: []string{"b"}},
		{ID: "3", Lang: "de", Gold: []string{"a"}},
		{ID: "4", Lang: "en", Gold: []string{"a"}},
		{ID: "5", Lang: "en", Gold: []string{"none"}},
		{ID: "6", Lang: "en", Gold: []string{"none"}},
		{ID: "7", Lang: "en", Gold: []string{"a"}},
	}
	got := Score(rows, []bot.Reply{
		reply(bot.Answer, 0.95, "a", "b"), // right
		reply(bot.Answer, 0.92, "b", "a"), // accepted
		reply(bot.Answer, 0.9, "c", "a"),  // wrong shown, right among four
		reply(bot.Choices, 0.4, "c", "d"), // not found
		reply(bot.Handoff, 0.1, "c"),      // refused
		reply(bot.Answer, 0.7, "c"),       // answered out of scope
		{Kind: bot.Handoff, Lang: "und"},  // nothing found
	})
	want := Figures{Questions: 5, First: 2, AmongFour: 3, Answered: 3, OutOfScope: 2, Refused: 1, Wrong: 2, Language: 5}
	if got.Overall != want {
		t.Errorf("overall = %+v, want %+v", got.Overall, want)
	}
	if de := got.ByLang["de"]; de.Questions != 1 || de.Wrong != 1 {
		t.Errorf("de = %+v", de)
	}
	// In scope 0.95 0.92 0.9 0.4 0, out of scope 0.1 0.7: of the ten pairs seven
	// are in order.
	if math.Abs(got.AUROC-0.7) > 1e-9 {
		t.Errorf("AUROC = %v, want 0.7", got.AUROC)
	}
	if c := got.Confusions[0]; c.Gold != "a" || c.Taken != "c" || c.Count != 2 {
		t.Errorf("worst confusion = %+v, want a taken for c twice", c)
	}
}

func TestReadRows(t *testing.T) {
	rows, err := ReadRows(strings.NewReader(`{"id":"1","lang":"en","text":"x","gold":["a"],"ok":[],"prev":null}

{"id":"2","lang":"en","text":"y","label":"oos"}
`))
	if err != nil || len(rows) != 2 || !rows[1].OutOfScope() || rows[0].Prev != nil {
		t.Errorf("rows = %+v, %v", rows, err)
	}
	if _, err := ReadRows(strings.NewReader("{\"gold\":[\"a\"]}\n{}\n")); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a row without gold gives %v, want an error that names line 2", err)
	}
}
