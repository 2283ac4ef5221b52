package bot

import (
	"testing"
	"testing/fstest"

	"payhelp/index"
	"payhelp/knowledge"
)

func testBase(t *testing.T) *knowledge.Base {
	t.Helper()
	files := fstest.MapFS{
		"topics.yaml": {Data: []byte("topics:\n  - {id: money, icon: cash, title: {en: Money, zh: 钱}}\n")},
		"facts.yaml": {Data: []byte(`facts:
  - {id: fee, value: {percent: 3}, source: {name: Ministry}, checked: 2026-05-12, review_by: 2026-11-12}
`)},
	}
	for id, extra := range map[string]string{"fees": "", "limits": "", "swallowed": "urgent: true\n", "help-human": ""} {
		dir := "articles/money/" + id + "/"
		files[dir+"article.yaml"] = &fstest.MapFile{Data: []byte("id: " + id + "\nchecked: 2026-06-01\nsources: [{name: Ministry, date: \"2024\"}]\n" + extra)}
		files[dir+"en.md"] = &fstest.MapFile{Data: []byte("---\ntitle: About " + id + "\nshow: Please help.\n---\nIt is {{ fact \"fee\" }}.\n")}
		files[dir+"zh.md"] = &fstest.MapFile{Data: []byte("---\ntitle: 关于" + id + "\nshow: 请帮忙。\npinyin: Qǐng bāngmáng.\n---\n是{{ fact \"fee\" }}。\n")}
	}
	base, err := knowledge.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return base
}

func hits(pairs ...any) []index.Hit {
	var out []index.Hit
	for i := 0; i < len(pairs); i += 2 {
		label, _ := pairs[i].(string)
		confidence, _ := pairs[i+1].(float64)
		out = append(out, index.Hit{Label: label, Confidence: confidence})
	}
	return out
}

func TestDecide(t *testing.T) {
	base := testBase(t)
	for name, tc := range map[string]struct {
		memory   Memory
		hits     []index.Hit
		none     float64
		kind     Kind
		label    string
		reason   Reason
		escalate bool
	}{
		"sure":                          {hits: hits("fees", 0.9, "limits", 0.05), kind: Answer, label: "fees"},
		"at the threshold":              {hits: hits("fees", 0.6), kind: Answer, label: "fees"},
		"torn":                          {hits: hits("fees", 0.4, "limits", 0.3), kind: Choices},
		"torn among the unlikely":       {hits: hits("fees", 0.15, "limits", 0.15, "swallowed", 0.15), kind: Handoff, reason: Unknown},
		"torn, but likelier nothing":    {hits: hits("fees", 0.2, "limits", 0.2), none: 0.6, kind: Handoff, reason: Unknown},
		"one weak":                      {hits: hits("fees", 0.3), kind: Handoff, reason: Unknown},
		"nothing":                       {kind: Handoff, reason: Unknown},
		"a person is asked for":         {hits: hits("help-human", 0.9), kind: Handoff, label: "help-human", reason: Asked, escalate: true},
		"greeting":                      {hits: hits(knowledge.LabelGreeting, 0.9), kind: Chat, label: knowledge.LabelGreeting},
		"small talk is no choice":       {hits: hits(knowledge.LabelGreeting, 0.3, "fees", 0.3), kind: Handoff, reason: Unknown},
		"urgent":                        {hits: hits("swallowed", 0.9), kind: Answer, label: "swallowed", reason: Urgent, escalate: true},
		"unsure twice":                  {memory: Memory{Unsure: 1}, hits: hits("fees", 0.3), kind: Handoff, reason: Unsure, escalate: true},
		"unsure, then sure":             {memory: Memory{Unsure: 1}, hits: hits("fees", 0.9), kind: Answer, label: "fees"},
		"torn after torn calls someone": {memory: Memory{Unsure: 1}, hits: hits("fees", 0.4, "limits", 0.3), kind: Choices, reason: Unsure, escalate: true},
	} {
		t.Run(name, func(t *testing.T) {
			found := &index.Result{Lang: "en", Answer: "en", Hits: tc.hits, None: tc.none, Threshold: 0.6}
			next, got := Decide(base, tc.memory, "question", found)
			if got.Kind != tc.kind || got.Label != tc.label || got.Reason != tc.reason || got.Escalate != tc.escalate {
				t.Errorf("Decide = %s %q %q escalate %v, want %s %q %q %v",
					got.Kind, got.Label, got.Reason, got.Escalate, tc.kind, tc.label, tc.reason, tc.escalate)
			}
			if next.Turns != tc.memory.Turns+1 {
				t.Errorf("turns = %d", next.Turns)
			}
		})
	}
}

func TestMemoryReachesBackThreeMessages(t *testing.T) {
	base := testBase(t)
	var m Memory
	for _, text := range []string{"one", "two", "three", "four"} {
		m, _ = Decide(base, m, text, &index.Result{Lang: "en", Answer: "en"})
	}
	q := m.Query("five", []string{"fr"})
	if len(q.Previous) != 3 || q.Previous[0] != "four" || q.Previous[2] != "two" {
		t.Errorf("previous = %q, want the last three, latest first", q.Previous)
	}
	if len(q.Expected) != 2 || q.Expected[0] != "en" || q.Expected[1] != "fr" {
		t.Errorf("expected languages = %q, want that of the conversation before the browser's", q.Expected)
	}
}

func TestMemoryIgnoresWhatHasNoWords(t *testing.T) {
	m, _ := Decide(testBase(t), Memory{Lang: "th", Asked: []string{"x"}}, "😀", &index.Result{Answer: "th"})
	if m.Lang != "th" || len(m.Asked) != 1 {
		t.Errorf("an emoji changed the memory to %+v", m)
	}
}

func TestCompose(t *testing.T) {
	base := testBase(t)
	today, err := knowledge.ParseDate("2026-11-13")
	if err != nil {
		t.Fatal(err)
	}
	r := Compose(base, "q", Outcome{Kind: Answer, Label: "fees", Lang: "zh", Answer: "zh", Confidence: 0.9, Top: []Ranked{{"fees", 0.9}}}, today)
	if r.Text != "是3%。" || r.Title != "关于fees" {
		t.Errorf("answer = %q, %q", r.Title, r.Text)
	}
	if r.Show == nil || r.Show.Chinese != "请帮忙。" || r.Show.Pinyin == "" {
		t.Errorf("show = %+v", r.Show)
	}
	if !r.Stale {
		t.Error("an answer with a fact past its review date is not marked stale")
	}
	if r.Checked != "2026-05-12" {
		t.Errorf("checked = %q, want the day of its oldest fact", r.Checked)
	}
	if r.Top[0].Title != "关于fees" {
		t.Errorf("top = %+v", r.Top)
	}
}

func TestComposeTellsAnotherLanguage(t *testing.T) {
	r := Compose(testBase(t), "q", Outcome{Kind: Answer, Label: "fees", Lang: "pt", Answer: "es"}, knowledge.Date{})
	if r.Notice == "" || r.Lang != "pt" || r.AnswerLang != "en" {
		t.Errorf("a Portuguese question is answered with notice %q, lang %q, in %q", r.Notice, r.Lang, r.AnswerLang)
	}
}

func TestComposeEveryKind(t *testing.T) {
	base := testBase(t)
	for name, o := range map[string]Outcome{
		"choices": {Kind: Choices, Lang: "en", Answer: "en", Top: []Ranked{{"fees", 0.4}, {"limits", 0.3}}},
		"handoff": {Kind: Handoff, Reason: Unknown, Answer: "en"},
		"asked":   {Kind: Handoff, Reason: Asked, Label: "help-human", Answer: "en"},
		"chat":    {Kind: Chat, Label: knowledge.LabelCapabilities, Answer: "en"},
	} {
		t.Run(name, func(t *testing.T) {
			r := Compose(base, "q", o, knowledge.Date{})
			if r.Text == "" || r.Lang == "" || r.Top == nil || r.Places == nil {
				t.Errorf("Compose = %+v, want a text, a language, and lists that are not null", r)
			}
		})
	}
}
