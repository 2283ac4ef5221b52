package knowledge

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestImport(t *testing.T) {
	examples, err := ReadExamples(strings.NewReader(`{"lang":"en","text":"where is my card: \"late\"?","label":"card_arrival"}
{"lang":"en","text":"- not a list\ttab","label":"Refund/not showing?"}
{"lang":"en","text":"tell me a joke","label":"oos"}
{"lang":"de","text":"wo ist meine Karte","label":"card_arrival"}
`))
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "kb")
	articles, err := Import(examples, dir)
	if err != nil {
		t.Fatal(err)
	}
	if articles != 2 {
		t.Errorf("%d articles, want 2", articles)
	}
	base, err := Load(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	got := map[Example]bool{}
	for _, q := range base.Questions() {
		got[q] = true
	}
	for _, want := range []Example{
		{"en", `where is my card: "late"?`, "card_arrival"},
		{"de", "wo ist meine Karte", "card_arrival"},
		{"en", "- not a list tab", "Refund/not showing?"},
		{"en", "tell me a joke", LabelNone},
	} {
		if !got[want] {
			t.Errorf("%+v is missing from %v", want, got)
		}
	}
	if _, err := Import(examples, dir); err == nil {
		t.Error("importing over an existing base is not refused")
	}
}

func TestReadExamplesRefuses(t *testing.T) {
	for name, line := range map[string]string{
		"no JSON":  "hello",
		"no label": `{"lang":"en","text":"x"}`,
		"no text":  `{"lang":"en","text":" ","label":"a"}`,
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadExamples(strings.NewReader("{\"lang\":\"en\",\"text\":\"a\",\"label\":\"b\"}\n" + line + "\n"))
			if err == nil || !strings.Contains(err.Error(), "line 2") {
				t.Errorf("ReadExamples = %v, want an error that names line 2", err)
			}
		})
	}
}
