package eval_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/bot/eval"
	"payhelp/index"
	"payhelp/knowledge"
)

var update = flag.Bool("update", false, "accept the figures as they are now")

const (
	questionsFile = "testdata/questions.jsonl"
	followupsFile = "testdata/followups.jsonl"
	figuresFile   = "testdata/figures.txt"
)

// TestFigures answers the project's own evaluation sets, which were written
// apart from the knowledge base, and compares the figures with those committed:
// those of each language, those of messages that follow another one, and those
// of a change of subject, where each question follows another row's. A change
// that moves them has to say so, with -update.
func TestFigures(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the index of the whole knowledge base")
	}
	rows, followups := readRows(t, questionsFile), readRows(t, followupsFile)
	base, err := knowledge.Load(knowledge.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	refuseCopies(t, base, append(slices.Clone(rows), followups...))
	ix, err := index.Open(context.Background(), base, t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	changes := changesOfSubject(rows)
	got := figures(eval.Score(rows, answers(t, ix, rows)), []named{
		{"after", eval.Score(followups, answers(t, ix, followups)).Overall},
		{"apart", eval.Score(changes, answers(t, ix, changes)).Overall},
	})
	if *update {
		if err := os.WriteFile(figuresFile, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(figuresFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the figures are\n%s\nand were\n%s\nIf the change is meant: go test ./bot/eval -run TestFigures -update", got, want)
	}
}

func readRows(t *testing.T, path string) []eval.Row {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := eval.ReadRows(file)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// changesOfSubject returns the rows that follow none, each after a question in
// scope of its language that has nothing to do with it.
func changesOfSubject(rows []eval.Row) []eval.Row {
	const apart = 17 // of articles stand together
	byLang := map[string][]eval.Row{}
	for _, r := range rows {
		if r.Prev == nil && !r.OutOfScope() {
			byLang[r.Lang] = append(byLang[r.Lang], r)
		}
	}
	var out []eval.Row
	for i, r := range rows {
		if r.Prev != nil {
			continue
		}
		before := byLang[r.Lang]
		at := i % len(before)
		for before[at].Gold[0] == r.Gold[0] {
			at = (at + apart) % len(before)
		}
		r.Prev = &before[at].Text
		out = append(out, r)
	}
	return out
}

// refuseCopies fails where a question of the evaluation set also stands in the
// knowledge base: it would measure memory.
func refuseCopies(t *testing.T, base *knowledge.Base, rows []eval.Row) {
	t.Helper()
	known := map[string]string{}
	for _, q := range base.Questions() {
		if len([]rune(q.Text)) > 12 { // greetings and single words are nobody's own
			known[q.Text] = q.Label
		}
	}
	for _, r := range rows {
		if label, copied := known[r.Text]; copied {
			t.Errorf("question %s stands in the knowledge base too, at %s: %s", r.ID, label, r.Text)
		}
		for _, gold := range append(r.Gold, r.OK...) {
			if base.Article(gold) == nil && !slices.Contains([]string{knowledge.LabelNone, knowledge.LabelGreeting, knowledge.LabelCapabilities}, gold) {
				t.Errorf("question %s: there is no article %q", r.ID, gold)
			}
		}
	}
}

func answers(t *testing.T, ix *index.Index, rows []eval.Row) []bot.Reply {
	t.Helper()
	now := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	var out []bot.Reply
	for _, r := range rows {
		reply, err := desk.AnswerAfter(context.Background(), ix, r.Prev, r.Text, now)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, reply)
	}
	return out
}

type named struct {
	name    string
	figures eval.Figures
}

func figures(r eval.Report, more []named) []byte {
	var out bytes.Buffer
	fmt.Fprintf(&out, "%-5s %5s %6s %6s %6s %6s %8s %6s\n", "lang", "rows", "first", "in 4", "shown", "wrong", "refused", "lang")
	line := func(name string, f eval.Figures) {
		fmt.Fprintf(&out, "%-5s %5d %6.1f %6.1f %6.1f %6.1f %8.1f %6.1f\n", name, f.All(), eval.Share(f.First, f.Questions), eval.Share(f.AmongFour, f.Questions),
			eval.Share(f.Answered, f.Questions), eval.Share(f.Wrong, f.All()), eval.Share(f.Refused, f.OutOfScope), eval.Share(f.Language, f.All()))
	}
	for _, lang := range slices.Sorted(maps.Keys(r.ByLang)) {
		line(lang, r.ByLang[lang])
	}
	line("all", r.Overall)
	for _, m := range more {
		line(m.name, m.figures)
	}
	return out.Bytes()
}
