package index

import (
	"math/rand/v2"
	"runtime"
	"sync"
)

// trainSVM returns the weights of one-against-rest linear support vector
// machines with squared hinge loss, by class, trained by dual coordinate
// descent (Hsieh et al., "A Dual Coordinate Descent Method for Large-scale
// Linear SVM", ICML 2008). The last weight of each is its bias, which is
// -1. The result
// depends on the arguments only.
func trainSVM(questions []vector, classOf []int, classes, features int, cost float64) [][]float32 {
	out := make([][]float32, classes)
	norms := make([]float64, len(questions))
	for i, q := range questions {
		for _, x := range q.values {
			norms[i] += float64(x) * float64(x)
		}
	}
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for c := range next {
				out[c] = trainOne(questions, norms, classOf, c, features, cost)
			}
		})
	}
	for c := range classes {
		next <- c
	}
	close(next)
	wg.Wait()
	return out
}

func trainOne(questions []vector, norms []float64, classOf []int, class, features int, cost float64) []float32 {
	const (
		epochs    = 8    // more change no answer
		tolerance = 0.05 // of the projected gradient
	)
	w := make([]float32, features+1)
	// The bias stays where nearly all questions belong: on the side of the
	// other classes. So only questions near the class move anything.
	w[features] = -1
	alpha := make([]float64, len(questions))
	active := make([]int, len(questions))
	for i := range active {
		active[i] = i
	}
	rng := rand.New(rand.NewPCG(1, uint64(class))) //nolint:gosec // an order of training, the same each time
	diagonal := 1 / (2 * cost)
	bound := 1e30
	for range epochs {
		rng.Shuffle(len(active), func(i, j int) { active[i], active[j] = active[j], active[i] })
		worst := 0.0
		kept := active[:0]
		for _, i := range active {
			y := -1.0
			if classOf[i] == class {
				y = 1
			}
			q := &questions[i]
			dot := float64(w[features])
			for k, id := range q.ids {
				dot += float64(w[id]) * float64(q.values[k])
			}
			gradient := y*dot - 1 + alpha[i]*diagonal
			if alpha[i] == 0 && gradient > bound {
				continue // shrunk: it is well on its side
			}
			kept = append(kept, i)
			if alpha[i] == 0 && gradient >= 0 {
				continue
			}
			worst = max(worst, -gradient, gradient)
			old := alpha[i]
			alpha[i] = max(0, old-gradient/(norms[i]+diagonal))
			if step := float32((alpha[i] - old) * y); step != 0 {
				for k, id := range q.ids {
					w[id] += step * q.values[k]
				}
			}
		}
		active = kept
		bound = max(worst, 0.1)
		if worst < tolerance {
			break
		}
	}
	return w
}
