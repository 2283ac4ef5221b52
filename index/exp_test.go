package index

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"
)

type row struct{ ID, Lang, Text, Label string }

func readRows(path string) []row {
	f, err := os.Open(path)
	if err != nil {
		panic(err)
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		panic(err)
	}
	var out []row
	s := bufio.NewScanner(z)
	s.Buffer(nil, 1<<20)
	for s.Scan() {
		var r row
		if err := json.Unmarshal(s.Bytes(), &r); err != nil {
			panic(err)
		}
		out = append(out, r)
	}
	return out
}

func experiment(name string, train, test []row, cost float64) {
	m, err := newMapping([]string{"en"})
	if err != nil {
		panic(err)
	}
	a := &analyzer{m.AnalyzerNamed(analyzerName("en"))}
	ex := func(r row) []feature {
		n := normalize(r.Text)
		return extract(nil, n, a.terms(n), nil)
	}
	var fs [][]feature
	classes := map[string]int{}
	var names []string
	var y []int
	for _, r := range train {
		fs = append(fs, ex(r))
		if _, ok := classes[r.Label]; !ok {
			classes[r.Label] = len(classes)
			names = append(names, r.Label)
		}
		y = append(y, classes[r.Label])
	}
	v := newVocabulary(fs)
	var xs []vector
	for _, f := range fs {
		x, _ := v.vector(f)
		xs = append(xs, x)
	}
	t0 := time.Now()
	w := trainSVM(xs, y, len(classes), len(v.idf), cost)
	took := time.Since(t0)
	right := 0
	for _, r := range test {
		x, _ := v.vector(ex(r))
		best, bs := -1, -1e9
		for c := range w {
			s := float64(w[c][len(v.idf)])
			for k, id := range x.ids {
				s += float64(w[c][id]) * float64(x.values[k])
			}
			if s > bs {
				best, bs = c, s
			}
		}
		if names[best] == r.Label {
			right++
		}
	}
	fmt.Printf("%s cost %g: %.2f  feats %d train %v\n", name, cost, 100*float64(right)/float64(len(test)), len(v.idf), took)
}

const bench = "/work/shared/bench/"

func tenShot() (train, test []row) {
	train = readRows(bench + "banking77.10shot-s1.jsonl.gz")
	in := map[string]bool{}
	for _, r := range train {
		in[r.ID] = true
	}
	for _, r := range readRows(bench + "banking77.train.jsonl.gz") {
		if !in[r.ID] {
			test = append(test, r)
		}
	}
	return
}

func split(rows []row) (train, test []row) {
	rng := rand.New(rand.NewPCG(7, 7))
	for _, r := range rows {
		if rng.IntN(5) == 0 {
			test = append(test, r)
		} else {
			train = append(train, r)
		}
	}
	return
}

func TestExp(t *testing.T) {
	tr, te := tenShot()
	for _, c := range []float64{0.1, 0.5, 2} {
		experiment("bank10", tr, te, c)
	}
	tr, te = split(readRows(bench + "banking77.train.jsonl.gz"))
	for _, c := range []float64{0.1, 0.5} {
		experiment("bank", tr, te, c)
	}
	tr, te = readRows(bench+"clinc150.train.jsonl.gz"), nil
	for _, r := range readRows(bench + "clinc150.val.jsonl.gz") {
		if r.Label != "oos" {
			te = append(te, r)
		}
	}
	experiment("clinc", tr, te, 0.5)
}
