package index

import (
	"context"
	"slices"
	"testing"

	"payhelp/knowledge"
)

func TestCarry(t *testing.T) {
	mention := func(kind, id string) Mention {
		return Mention{Concept: &knowledge.Concept{ID: id, Kind: kind}}
	}
	before := []Mention{mention("app", "alipay"), mention("card", "visa"), mention("step", "link"), mention("ask", "how-to"), mention("time", "today")}
	for name, tc := range map[string]struct {
		now  []Mention
		want []string
	}{
		"nothing of its own":       {nil, []string{"alipay", "link", "visa"}},
		"the fee of it":            {[]Mention{mention("thing", "fee")}, []string{"alipay", "fee", "link", "visa"}},
		"another app":              {[]Mention{mention("app", "wechat")}, []string{"link", "visa", "wechat"}},
		"another card and step":    {[]Mention{mention("card", "jcb"), mention("step", "pay")}, []string{"alipay", "jcb", "pay"}},
		"its own way of asking":    {[]Mention{mention("ask", "how-much")}, []string{"alipay", "how-much", "link", "visa"}},
		"two apps replace the one": {[]Mention{mention("app", "wechat"), mention("app", "paypal")}, []string{"link", "paypal", "visa", "wechat"}},
		"everything of its own":    {[]Mention{mention("app", "a"), mention("card", "b"), mention("step", "c")}, []string{"a", "b", "c"}},
	} {
		t.Run(name, func(t *testing.T) {
			now := slices.Clone(tc.now)
			if got := conceptIDs(carry(now, before)); !slices.Equal(got, tc.want) {
				t.Errorf("carry = %q, want %q", got, tc.want)
			}
		})
	}
}

// TestFollowUps asks one thing after another: what has a subject of its own is
// not drawn to what was asked before.
func TestFollowUps(t *testing.T) {
	base := shop(t, "The answer about")
	ix := open(t, base, t.TempDir())
	for name, tc := range map[string]struct {
		text, before string
		want         string
		followUp     bool
	}{
		"nothing of its own":         {"and there?", "where can I exchange dollars", "exchange", true},
		"in another language":        {"那里呢?", "where can I exchange dollars", "exchange", true},
		"a subject of its own":       {"i lost my card", "where can I exchange dollars", "lost", false},
		"what was said has no words": {"take cash out", "???", "withdraw", false},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ix.Search(context.Background(), Query{Text: tc.text, Previous: []string{tc.before}})
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Hits) == 0 || got.Hits[0].Label != tc.want || got.FollowUp != tc.followUp {
				t.Errorf("Search(%q after %q) = follow-up %v, hits %+v; want %s first, follow-up %v", tc.text, tc.before, got.FollowUp, got.Hits, tc.want, tc.followUp)
			}
		})
	}
}

func TestLeaning(t *testing.T) {
	ix := &Index{topical: map[string]float32{"swallowed": 0.9, "fee": 0.3}}
	mention := func(id string) Mention { return Mention{Concept: &knowledge.Concept{ID: id}} }
	for name, tc := range map[string]struct {
		mentions []Mention
		least    float64
		most     float64
	}{
		"no concepts":                     {nil, 1, 1},
		"asked of anything":               {[]Mention{mention("fee")}, 0.6, 0.8},
		"one of its own among others":     {[]Mention{mention("fee"), mention("swallowed")}, 0, 0.2},
		"a concept no question has named": {[]Mention{mention("new")}, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			if got := ix.leaning(tc.mentions); got < tc.least || got > tc.most {
				t.Errorf("leaning = %v, want %v to %v", got, tc.least, tc.most)
			}
		})
	}
}
