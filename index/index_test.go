package index

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"payhelp/knowledge"
)

// shop is a small base in two languages, with enough questions to learn from.
func shop(t *testing.T, answer string) *knowledge.Base {
	t.Helper()
	files := fstest.MapFS{
		"glossary.yaml": {Data: []byte(`concepts:
  - {id: atm, kind: thing, name: {en: ATM, zh: 取款机}, terms: {en: [atm, cash machine], zh: [取款机], fr: [distributeur]}}
  - {id: fee, kind: thing, name: {en: fee, zh: 手续费}, terms: {en: [fee, fees, charge], zh: [手续费], fr: [frais]}}
  - {id: exchange, kind: step, name: {en: exchange, zh: 换钱}, terms: {en: [exchange, change money], zh: [换钱, 兑换], fr: [changer]}}
`)},
		"places.yaml": {Data: []byte(`places:
  - {id: south, kind: bank, name: {en: South bank, zh: 南行}, position: {lat: 37.0, lon: 112.0}}
  - {id: north, kind: bank, name: {en: North bank, zh: 北行}, position: {lat: 40.0, lon: 113.0}}
  - {id: machine, kind: atm, name: {en: Machine, zh: 取款机}, position: {lat: 40.0, lon: 113.1}}
  - {id: somewhere, kind: bank, name: {en: Somewhere, zh: 某处}}
`)},
	}
	topics := map[string][2][]string{
		"withdraw": {{"take cash out", "withdraw money", "get cash from the atm", "cash machine withdrawal"}, {"取现金", "怎么取钱", "取款机取钱", "提现金"}},
		"fees":     {{"what is the fee", "how much does it cost", "any charge", "fees for paying"}, {"手续费多少", "要收费吗", "费用是多少", "收多少手续费"}},
		"exchange": {{"exchange dollars", "change money into yuan", "where to swap euros", "currency exchange"}, {"换钱", "兑换美元", "哪里换人民币", "外币兑换"}},
		"lost":     {{"i lost my card", "card stolen", "my wallet was taken", "block a lost card"}, {"卡丢了", "银行卡被偷", "挂失", "卡不见了"}},
	}
	places := []string{"in taiyuan", "please", "today", "at the hotel", "as a tourist", "quickly", "for my mother", "near the station"}
	zhPlaces := []string{"在太原", "请问", "今天", "在酒店", "我是游客", "很急", "帮我妈妈", "车站附近"}
	for id, questions := range topics {
		dir := "articles/money/" + id + "/"
		files[dir+"article.yaml"] = &fstest.MapFile{Data: []byte("id: " + id + "\n")}
		for i, lang := range []string{"en", "zh"} {
			var b strings.Builder
			fmt.Fprintf(&b, "---\ntitle: %q\nquestions:\n", questions[i][0])
			around := [][]string{places, zhPlaces}[i]
			for _, q := range questions[i] {
				for _, p := range around {
					fmt.Fprintf(&b, "  - %q\n", q+" "+p)
				}
			}
			fmt.Fprintf(&b, "---\n%s %s\n", answer, id)
			files[dir+lang+".md"] = &fstest.MapFile{Data: []byte(b.String())}
		}
	}
	none := []string{"weather", "football", "a poem", "the mayor", "my homework", "good restaurants", "a movie", "flight times"}
	files["examples/none/en.txt"] = &fstest.MapFile{Data: []byte("tell me about " + strings.Join(none, "\ntell me about ") + "\n" + strings.Join(none, "\n"))}
	files["examples/none/zh.txt"] = &fstest.MapFile{Data: []byte("天气怎么样\n足球比赛\n讲个笑话\n哪里好吃\n电影推荐\n航班时刻\n市长是谁\n写首诗\n")}
	base, err := knowledge.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return base
}

func open(t *testing.T, base *knowledge.Base, dir string) *Index {
	t.Helper()
	ix, err := Open(context.Background(), base, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	return ix
}

func TestSearch(t *testing.T) {
	ix := open(t, shop(t, "The answer about"), t.TempDir())
	for name, tc := range map[string]struct {
		query Query
		lang  string
		want  string
	}{
		"english":             {Query{Text: "can I withdraw some money here?"}, "en", "withdraw"},
		"typo":                {Query{Text: "withdrw mony"}, "en", "withdraw"},
		"chinese":             {Query{Text: "我想兑换美元"}, "zh", "exchange"},
		"traditional chinese": {Query{Text: "銀行卡被偷了"}, "zh", "lost"},
		"mixed":               {Query{Text: "手续费 visa 多少"}, "zh", "fees"},
		"follow-up":           {Query{Text: "and there?", Previous: []string{"where can I exchange dollars"}}, "en", "exchange"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ix.Search(context.Background(), tc.query)
			if err != nil {
				t.Fatal(err)
			}
			if got.Lang != tc.lang || len(got.Hits) == 0 || got.Hits[0].Label != tc.want {
				t.Errorf("Search(%q) = lang %q, hits %+v; want %s, %s first", tc.query.Text, got.Lang, got.Hits, tc.lang, tc.want)
			}
		})
	}
}

func TestSearchSurvives(t *testing.T) {
	ix := open(t, shop(t, "The answer about"), t.TempDir())
	for name, text := range map[string]string{
		"empty": "", "spaces": " \n\t", "emoji": "😀🎉", "megabyte": strings.Repeat("card ", 1<<18), "invalid UTF-8": "card \xff\xfe",
		"control": "\x00\x01\x02", "bidi": "\u202ecard\u202c", "SQL": "'; DROP TABLE messages; --", "HTML": "<script>alert(1)</script>",
		"query syntax": `+title:"x" -body:y* /re/ ~2 ^3`, "digits": "4111111111111111", "one letter": "a", "other script": "नमस्ते पैसा",
		"combining": strings.Repeat("a\u0301", 5000), "mixed": "我的card لا تعمل ใช้ไม่ได้",
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ix.Search(context.Background(), Query{Text: text})
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range got.Hits {
				if !(h.Confidence >= 0 && h.Confidence <= 1) {
					t.Errorf("confidence of %s is %v", h.Label, h.Confidence)
				}
			}
			if got.Answer == "" {
				t.Error("no language to answer in")
			}
		})
	}
}

func TestBuildIsDeterministic(t *testing.T) {
	base := shop(t, "The answer about")
	var results []string
	for range 2 {
		ix := open(t, base, t.TempDir())
		got, err := ix.Search(context.Background(), Query{Text: "what does it cost to change money"})
		if err != nil {
			t.Fatal(err)
		}
		results = append(results, fmt.Sprintf("%v", got.Hits))
	}
	if results[0] != results[1] {
		t.Errorf("two builds differ:\n%s\n%s", results[0], results[1])
	}
}

func TestOpenKeepsAndReuses(t *testing.T) {
	dir := t.TempDir()
	builds := 0
	count := func(done, total int) {
		if done == total {
			builds++
		}
	}
	for _, step := range []struct {
		name, answer string
		want         int
	}{
		{"first", "The answer about", 1},
		{"again, from disk", "The answer about", 1},
		{"an edited answer learns nothing new", "Another answer about", 1},
	} {
		ix, err := Open(context.Background(), shop(t, step.answer), dir, count)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ix.Search(context.Background(), Query{Text: "withdraw money"})
		if err != nil {
			t.Fatal(err)
		}
		if got.Hits[0].Label != "withdraw" {
			t.Errorf("%s: first hit is %q", step.name, got.Hits[0].Label)
		}
		if err := ix.Close(); err != nil {
			t.Fatal(err)
		}
		if builds != step.want {
			t.Errorf("%s: %d builds, want %d", step.name, builds, step.want)
		}
	}
}

func TestOpenRepairsADamagedIndex(t *testing.T) {
	dir := t.TempDir()
	base := shop(t, "The answer about")
	open(t, base, dir)
	files, err := filepath.Glob(filepath.Join(dir, "*", modelFile))
	if err != nil || len(files) != 1 {
		t.Fatalf("model files: %v, %v", files, err)
	}
	if err := os.WriteFile(files[0], []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	ix := open(t, base, dir)
	if _, err := ix.Search(context.Background(), Query{Text: "withdraw"}); err != nil {
		t.Error(err)
	}
}

func TestNearest(t *testing.T) {
	ix := open(t, shop(t, "The answer about"), t.TempDir())
	here := &Point{Lat: 40.0, Lon: 113.0}
	for name, tc := range map[string]struct {
		query PlaceQuery
		want  string
	}{
		"by distance, unknown last": {PlaceQuery{From: here, Limit: 9}, "north machine south somewhere"},
		"of a kind":                 {PlaceQuery{From: here, Kinds: []string{"bank"}, Limit: 2}, "north south"},
		"without a position":        {PlaceQuery{Kinds: []string{"atm"}, Limit: 9}, "machine"},
		"of no kind there is":       {PlaceQuery{From: here, Kinds: []string{"zoo"}, Limit: 9}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			near, err := ix.Nearest(context.Background(), tc.query)
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, n := range near {
				ids = append(ids, n.Place.ID)
			}
			if got := strings.Join(ids, " "); got != tc.want {
				t.Errorf("Nearest = %q, want %q", got, tc.want)
			}
		})
	}
	near, err := ix.Nearest(context.Background(), PlaceQuery{From: here, Kinds: []string{"atm"}, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	// A tenth of a degree of longitude at 40° north is 8.5 km.
	if d := near[0].Distance; d < 8400 || d > 8650 {
		t.Errorf("distance = %v m, want about 8500", d)
	}
}

func TestWatchTakesEditsAndRefusesBroken(t *testing.T) {
	kb, dir := t.TempDir(), t.TempDir()
	write := func(answer string) {
		t.Helper()
		folder := filepath.Join(kb, "articles", "money", "fees")
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{
			"article.yaml": "id: fees\n",
			"en.md":        "---\ntitle: Fees\nquestions: [what is the fee]\n---\n" + answer + "\n",
		} {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	write("old answer")
	base, err := knowledge.Load(os.DirFS(kb))
	if err != nil {
		t.Fatal(err)
	}
	ix, err := Open(context.Background(), base, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	live := NewLive(ix)
	defer live.Close()
	body := func() string {
		ix, done := live.Use()
		defer done()
		return ix.Base().Article("fees").Text("en").Body
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	changes := make(chan error, 10)
	watching := make(chan error, 1)
	go func() {
		watching <- Watch(ctx, live, kb, dir, func(_ *knowledge.Base, err error) { changes <- err })
	}()
	wait := func() error {
		t.Helper()
		select {
		case err := <-changes:
			return err
		case <-time.After(20 * time.Second):
			t.Fatal("the edit was not noticed")
			return nil
		}
	}
	// Watching has begun when an edit is noticed; edit until it is.
	noticed := false
	for try := 0; !noticed && try < 50; try++ {
		write(fmt.Sprint("new answer ", try))
		select {
		case err := <-changes:
			if err != nil {
				t.Fatal(err)
			}
			noticed = true
		case <-time.After(time.Second):
		}
	}
	if !strings.HasPrefix(body(), "new answer") {
		t.Errorf("after an edit the answer is %q", body())
	}
	before := body()
	if err := os.WriteFile(filepath.Join(kb, "articles", "money", "fees", "en.md"), []byte("---\ntitle: [\n---\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := wait(); err == nil || !strings.Contains(err.Error(), "en.md") {
		t.Errorf("a broken edit gives %v, want an error that names the file", err)
	}
	if body() != before {
		t.Errorf("after a broken edit the answer is %q, want the old one", body())
	}
	cancel()
	if err := <-watching; err != nil {
		t.Error(err)
	}
}
