package index

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"testing"
	"time"

	"payhelp/knowledge"
)

func TestLID(t *testing.T) {
	base, err := knowledge.Load(os.DirFS(os.Getenv("KB")))
	if err != nil {
		t.Fatal(err)
	}
	t0 := time.Now()
	id := trainIdentifier(samplesOf(base))
	fmt.Println("trained", time.Since(t0), len(id.Langs), len(id.Keys))
	f, _ := os.Open("/work/shared/bench/lid.tatoeba.jsonl.gz")
	z, _ := gzip.NewReader(f)
	s := bufio.NewScanner(z)
	n, right := map[string]int{}, map[string]int{}
	ns, rs := map[string]int{}, map[string]int{}
	conf := map[string]map[string]int{}
	for s.Scan() {
		var r struct{ Text, Label string }
		json.Unmarshal(s.Bytes(), &r)
		g := id.identify(normalize(r.Text), nil)
		got := ""
		if len(g) > 0 {
			got = g[0].Lang
		}
		n[r.Label]++
		if got == r.Label {
			right[r.Label]++
		} else {
			if conf[r.Label] == nil {
				conf[r.Label] = map[string]int{}
			}
			conf[r.Label][got]++
		}
		if len([]rune(r.Text)) <= 20 {
			ns[r.Label]++
			if got == r.Label {
				rs[r.Label]++
			}
		}
	}
	var ls []string
	for l := range n {
		ls = append(ls, l)
	}
	sort.Strings(ls)
	for _, l := range ls {
		fmt.Printf("%s %.1f (n %d) short %.1f %v\n", l, 100*float64(right[l])/float64(n[l]), n[l], 100*float64(rs[l])/float64(max(1, ns[l])), conf[l])
	}
}
