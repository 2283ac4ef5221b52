package bot

import (
	"slices"
	"testing"

	"payhelp/index"
)

func TestParts(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		want []string
	}{
		"two questions":  {"Where is an ATM? And what is the fee?", []string{"Where is an ATM?", "And what is the fee?"}},
		"chinese":        {"哪里能换钱？要带护照吗？", []string{"哪里能换钱？", "要带护照吗？"}},
		"arabic":         {"أين الصراف؟ كم الرسوم؟", []string{"أين الصراف؟", "كم الرسوم؟"}},
		"one":            {"Where is an ATM?", nil},
		"a number":       {"I paid 1.200 yuan at 12306.cn today", nil},
		"exclamations":   {"Help!!! My card is gone!", []string{"Help!", "My card is gone!"}},
		"only marks":     {"?!?!", nil},
		"a whole story":  {"It began. Then this. Then that. And more. And more still.", nil},
		"invalid UTF-8":  {"abc\xff. def ghi.", []string{"abc\xff.", "def ghi."}},
		"lines":          {"hello there\nhow are you", []string{"hello there", "how are you"}},
		"trailing space": {"Where is an ATM?   ", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Parts(tc.text); !slices.Equal(got, tc.want) {
				t.Errorf("Parts(%q) = %q, want %q", tc.text, got, tc.want)
			}
		})
	}
}

func TestDecideAnswersTwoAsks(t *testing.T) {
	base := testBase(t)
	part := func(pairs ...any) *index.Result { return &index.Result{Hits: hits(pairs...), Threshold: 0.6} }
	for name, tc := range map[string]struct {
		whole []index.Hit
		parts []*index.Result
		kind  Kind
		label string
		also  []string
	}{
		"both clear":               {hits("fees", 0.8), []*index.Result{part("fees", 0.9), part("limits", 0.9)}, Answer, "fees", []string{"limits"}},
		"the same twice":           {hits("fees", 0.8), []*index.Result{part("fees", 0.9), part("fees", 0.9)}, Answer, "fees", nil},
		"one unclear":              {hits("fees", 0.8), []*index.Result{part("fees", 0.9), part("limits", 0.5)}, Answer, "fees", nil},
		"torn, but a part decides": {hits("fees", 0.4, "limits", 0.35), []*index.Result{part("none", 0), part("limits", 0.95)}, Answer, "limits", nil},
		"a person is no second":    {hits("fees", 0.8), []*index.Result{part("fees", 0.9), part("help-human", 0.9)}, Answer, "fees", nil},
		"a person stays first":     {hits("help-human", 0.8), []*index.Result{part("fees", 0.9), part("limits", 0.9)}, Handoff, "help-human", nil},
	} {
		t.Run(name, func(t *testing.T) {
			found := &index.Result{Lang: "en", Answer: "en", Hits: tc.whole, Threshold: 0.6}
			_, got := Decide(base, Memory{}, "q", found, tc.parts...)
			if got.Kind != tc.kind || got.Label != tc.label || !slices.Equal(got.Also, tc.also) {
				t.Errorf("Decide = %s %q also %q, want %s %q also %q", got.Kind, got.Label, got.Also, tc.kind, tc.label, tc.also)
			}
			if got.Kind == Answer && got.Top[0].Label != got.Label {
				t.Errorf("top = %+v, want the answer first", got.Top)
			}
		})
	}
}
