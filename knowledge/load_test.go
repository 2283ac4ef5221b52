package knowledge

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

// small is a base with one of everything.
func small() fstest.MapFS {
	return fstest.MapFS{
		"facts.yaml": {Data: []byte(`facts:
  - id: fee
    value: {percent: 3}
    source: {name: Ministry of Commerce, date: "2024-04-24"}
    checked: 2026-05-12
    review_by: 2026-11-12
`)},
		"glossary.yaml": {Data: []byte(`concepts:
  - id: alipay
    kind: app
    name: {en: Alipay, zh: 支付宝}
    terms: {en: [alipay], zh: [支付宝]}
locked:
  - {text: Alipay, wrong: [AliPay]}
`)},
		"places.yaml": {Data: []byte(`places:
  - id: airport
    kind: airport
    name: {en: Airport, zh: 机场}
    position: {lat: 37.7, lon: 112.6}
`)},
		"phrases.yaml": {Data: []byte(`phrases:
  - {id: come, group: tell, slots: [place], text: {en: "Come to {place}.", zh: "请到{place}来。"}}
`)},
		"topics.yaml": {Data: []byte("topics:\n  - {id: mobile, icon: phone, title: {en: Phone}}\n")},
		"articles/mobile/mobile-fees/article.yaml": {Data: []byte(`id: mobile-fees
places: [airport]
sources:
  - {name: Ministry of Commerce, date: "2024-04-24"}
checked: 2026-05-12
`)},
		"articles/mobile/mobile-fees/en.md": {Data: []byte(`---
title: What paying by phone costs
show: What does it cost?
questions:
  - what is the fee
---
The fee is {{ fact "fee" }}.
`)},
		"examples/none/en.txt": {Data: []byte("what is the weather\n")},
	}
}

func TestLoad(t *testing.T) {
	base, err := Load(small())
	if err != nil {
		t.Fatal(err)
	}
	text := base.Article("mobile-fees").Text("th")
	if text.Lang != "en" {
		t.Errorf("an article without Thai is shown in %q, want en", text.Lang)
	}
	if got, want := base.Render(text), "The fee is 3%."; got != want {
		t.Errorf("Render = %q, want %q", got, want)
	}
	if got := len(base.Questions()); got != 2 {
		t.Errorf("%d questions, want the variant and the example", got)
	}
	if base.Place("airport").NameIn("de") != "Airport" {
		t.Errorf("a place without a German name is not named in English")
	}
}

func TestLoadRefuses(t *testing.T) {
	const article, english = "articles/mobile/mobile-fees/article.yaml", "articles/mobile/mobile-fees/en.md"
	for name, tc := range map[string]struct {
		file, old, new string
		want           string // part of the error
	}{
		"unknown key":             {article, "id:", "colour: red\nid:", article + ":1: "},
		"duplicate key":           {article, "id: mobile-fees", "id: mobile-fees\nid: other", article + ":2"},
		"syntax error":            {"facts.yaml", "value: {percent: 3}", "value: {percent: 3", "facts.yaml:"},
		"fact without source":     {"facts.yaml", "source: {name: Ministry of Commerce, date: \"2024-04-24\"}", "conditions: none", `facts.yaml:2: fact "fee" has no source`},
		"value of two types":      {"facts.yaml", "{percent: 3}", "{percent: 3, count: 2}", "exactly one type"},
		"unknown currency":        {"facts.yaml", "{percent: 3}", "{money: {amount: 1, currency: YYY}}", "ISO 4217"},
		"unknown fact in a text":  {english, `fact "fee"`, `fact "price"`, english + `:7: unknown fact "price"`},
		"other template call":     {english, `{{ fact "fee" }}`, `{{ .Secret }}`, english},
		"no front matter":         {english, "---\ntitle", "title", "front matter"},
		"no title":                {english, "title: What paying by phone costs\n", "", "no title"},
		"related article missing": {article, "places: [airport]", "related: [gone]", `related article "gone"`},
		"source without a name":   {article, "name: Ministry of Commerce, ", "", "source has no name"},
		"slot missing":            {"phrases.yaml", "Come to {place}.", "Come.", "lacks slot {place} in en"},
		"position off the globe":  {"places.yaml", "lat: 37.7", "lat: 137.7", "not in degrees"},
		"bad date":                {article, "checked: 2026-05-12", "checked: May", "YYYY-MM-DD"},
		"bad language":            {"glossary.yaml", "terms: {en:", "terms: {english-language:", "BCP 47"},
	} {
		t.Run(name, func(t *testing.T) {
			files := small()
			before := string(files[tc.file].Data)
			after := strings.Replace(before, tc.old, tc.new, 1)
			if after == before {
				t.Fatalf("%q is not in %s", tc.old, tc.file)
			}
			files[tc.file] = &fstest.MapFile{Data: []byte(after)}
			_, err := Load(files)
			var invalid *InvalidError
			if !errors.As(err, &invalid) || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("Load = %v, want an InvalidError with %q", err, tc.want)
			}
		})
	}
}

func TestLoadRefusesFiles(t *testing.T) {
	for name, tc := range map[string]struct {
		file string
		data []byte
		want string
	}{
		"not UTF-8":        {"articles/mobile/mobile-fees/de.md", []byte("---\ntitle: \xff\n---\nx\n"), "not UTF-8"},
		"not a language":   {"articles/mobile/mobile-fees/notes1234567.md", []byte("---\ntitle: x\n---\nx\n"), "BCP 47"},
		"unknown label":    {"examples/weather/en.txt", []byte("rain?\n"), "unknown label"},
		"article twice":    {"articles/other/copy/article.yaml", []byte("id: mobile-fees\n"), "copy"},
		"article, no text": {"articles/other/empty/article.yaml", []byte("id: empty\n"), "has no text"},
	} {
		t.Run(name, func(t *testing.T) {
			files := small()
			files[tc.file] = &fstest.MapFile{Data: tc.data}
			if _, err := Load(files); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("Load = %v, want an error with %q", err, tc.want)
			}
		})
	}
	if _, err := Load(fstest.MapFS{}); err == nil {
		t.Error("an empty directory loads")
	}
}

func TestLoadIgnoresWhatEditorsLeave(t *testing.T) {
	files := small()
	want, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	files["articles/mobile/mobile-fees/.en.md.swp"] = &fstest.MapFile{Data: []byte{0xff}}
	files["README.md"] = &fstest.MapFile{Data: []byte("notes")}
	got, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	if got.Hash != want.Hash {
		t.Error("a swap file changes the hash of the content")
	}
}

func TestHashFollowsContent(t *testing.T) {
	one, err := Load(small())
	if err != nil {
		t.Fatal(err)
	}
	files := small()
	files["examples/none/en.txt"] = &fstest.MapFile{Data: []byte("what is the time\n")}
	two, err := Load(files)
	if err != nil {
		t.Fatal(err)
	}
	if one.Hash == two.Hash {
		t.Error("different content has the same hash")
	}
}

func TestLint(t *testing.T) {
	today := mustDate(t, "2026-06-01")
	for name, tc := range map[string]struct {
		file, old, new string
		today          Date
		want           string
	}{
		"bare percent":     {"articles/mobile/mobile-fees/en.md", `{{ fact "fee" }}`, "3 %", today, "stands in the text"},
		"bare money":       {"articles/mobile/mobile-fees/en.md", `{{ fact "fee" }}`, "200 yuan", today, "stands in the text"},
		"bare sign":        {"articles/mobile/mobile-fees/en.md", `{{ fact "fee" }}`, "¥200", today, "stands in the text"},
		"bare hotline":     {"articles/mobile/mobile-fees/en.md", `{{ fact "fee" }}`, "12345", today, "stands in the text"},
		"locked term":      {"articles/mobile/mobile-fees/en.md", "The fee", "The AliPay fee", today, `"AliPay" is written "Alipay"`},
		"stale fact":       {"", "", "", mustDate(t, "2027-01-01"), "fact fee is stale"},
		"few questions":    {"", "", "", today, "only 1 questions"},
		"question, twice":  {"examples/none/en.txt", "what is the weather", "Fee: what is the?", today, "also stands at article mobile-fees"},
		"phrase, no text":  {"articles/mobile/mobile-fees/en.md", "x", "x", today, ""},
		"nothing to claim": {"articles/mobile/mobile-fees/en.md", "The fee", "Line 2 of terminal T3: the fee", today, ""},
	} {
		t.Run(name, func(t *testing.T) {
			files := small()
			if tc.file != "" {
				files[tc.file] = &fstest.MapFile{Data: []byte(strings.Replace(string(files[tc.file].Data), tc.old, tc.new, 1))}
			}
			base, err := Load(files)
			if err != nil {
				t.Fatal(err)
			}
			var all []string
			for _, p := range base.Lint(tc.today) {
				all = append(all, p.String())
			}
			found := strings.Join(all, "\n")
			if tc.want != "" && !strings.Contains(found, tc.want) {
				t.Errorf("Lint found\n%s\nwant %q", found, tc.want)
			}
			if tc.want == "" && strings.Contains(found, "stands in the text") {
				t.Errorf("Lint found a bare value in\n%s", found)
			}
		})
	}
}

func mustDate(t *testing.T, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestBuiltIn holds the base that is part of the program to its own rules.
func TestBuiltIn(t *testing.T) {
	base, err := Load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	// The day of the review, not of the test: a fact that goes stale is for
	// `payhelp kb lint` to say, not for a build that worked yesterday to fail.
	for _, p := range base.Lint(mustDate(t, "2026-11-24")) {
		t.Error(p)
	}
}
