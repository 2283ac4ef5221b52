package index

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"payhelp/knowledge"
)

type devRow struct {
	ID, Lang, Text, Style string
	Gold, Ok              []string
	Prev                  *string
}

func TestDev(t *testing.T) {
	t0 := time.Now()
	base, err := knowledge.Load(os.DirFS("../knowledge/content"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("load", time.Since(t0), len(base.Questions()))
	t0 = time.Now()
	ix, err := Build(context.Background(), base, t.TempDir()+"/ix", nil)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("build", time.Since(t0))
	for _, l := range ix.languages() {
		m := ix.models[l]
		fmt.Printf("%s feats %d ex %d blend %.2f sure %.2f\n", l, len(m.IDF), len(m.Examples.Text), m.Blend, m.Sure)
	}
	f, _ := os.Open("/work/shared/eval/dev.jsonl")
	s := bufio.NewScanner(f)
	type tally struct{ n, right, five, lang, oos, oosRight, wrong, shown int }
	all := map[string]*tally{}
	var times []time.Duration
	for s.Scan() {
		var r devRow
		if err := json.Unmarshal(s.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		if ix.models[r.Lang] == nil || len(ix.models[r.Lang].Examples.Text) < 1000 {
			continue
		}
		q := Query{Text: r.Text}
		if r.Prev != nil {
			q.Previous = []string{*r.Prev}
		}
		t1 := time.Now()
		res, err := ix.Search(context.Background(), q)
		times = append(times, time.Since(t1))
		if err != nil {
			t.Fatal(err)
		}
		ta := all[r.Lang]
		if ta == nil {
			ta = &tally{}
			all[r.Lang] = ta
		}
		if res.Lang == r.Lang {
			ta.lang++
		}
		top, conf := "", 0.0
		if len(res.Hits) > 0 {
			top, conf = res.Hits[0].Label, res.Hits[0].Confidence
		}
		ok := slices.Contains(r.Gold, top) || slices.Contains(r.Ok, top)
		const T = 0.5
		if r.Gold[0] == "none" {
			ta.oos++
			if conf < T {
				ta.oosRight++
			} else {
				fmt.Printf("OOS  %s %.2f none=%.2f %s | %s | %s\n", r.ID, conf, res.None, top, r.Text, res.Hits[0].Nearest)
			}
			continue
		}
		ta.n++
		if ok {
			ta.right++
		} else {
			fmt.Printf("MISS %s %s %.2f none=%.2f %v got %s | %s | %s | prev %v\n", r.ID, res.Lang, conf, res.None, r.Gold, top, r.Text, res.Hits[0].Nearest, q.Previous)
		}
		if conf >= T {
			ta.shown++
			if !ok {
				ta.wrong++
			}
		}
		for i, h := range res.Hits {
			if i < 4 && slices.Contains(r.Gold, h.Label) {
				ta.five++
			}
		}
	}
	for l, ta := range all {
		fmt.Printf("%s %+v\n", l, *ta)
	}
	slices.Sort(times)
	fmt.Println("p50", times[len(times)/2], "p99", times[len(times)*99/100])
}
