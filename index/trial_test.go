package index

import (
	"context"
	"fmt"
	"os"
	"testing"

	"payhelp/knowledge"
)

// heldOut trains on all but one fold and reports top-1 on it.
func TestHeldOut(t *testing.T) {
	dir := os.Getenv("KB")
	if dir == "" {
		dir = "../knowledge/content"
	}
	base, err := knowledge.Load(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	ix, err := prepare(base)
	if err != nil {
		t.Fatal(err)
	}
	for drop := range 3 {
		for lang, qs := range ix.questions() {
			if len(qs) < 1500 || os.Getenv("L") != "" && os.Getenv("L") != lang {
				continue
			}
			var fs [][]feature
			var y []int
			for _, q := range qs {
				f, _ := ix.features(lang, normalize(q.text))
				fs = append(fs, f)
				y = append(y, q.class)
			}
			right, n := 0, 0
			var oos, oosRight int
			part := append([]int(nil), y...)
			for i, q := range qs {
				if q.fold == 0 || q.fold > folds-1-drop {
					part[i] = -1
				}
			}
			v, w, _ := train(fs, part, len(ix.labels))
			for i, q := range qs {
				if q.fold != 0 {
					continue
				}
				m := make([]float32, len(ix.labels))
				x, _ := v.vector(fs[i])
				w.score(x, m)
				best := 0
				for c := range m {
					if m[c] > m[best] {
						best = c
					}
				}
				if ix.labels[q.class] == "none" {
					oos++
					if best == q.class {
						oosRight++
					}
					continue
				}
				n++
				if best == q.class {
					right++
				}
			}
			fmt.Printf("drop %d %s svm held-out %.1f (n %d) oos %.1f feats %d\n", drop, lang, 100*float64(right)/float64(n), n, 100*float64(oosRight)/float64(max(oos, 1)), len(v.idf))
		}
	}
	_ = context.Background
}
