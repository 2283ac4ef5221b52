package index

import (
	"math"
	"testing"
)

func TestFitLogitFindsTheOdds(t *testing.T) {
	// Of ten decisions with evidence 1 against 0, eight are right: the odds are
	// four to one, so the weight is the logarithm of four.
	var choices []choice
	for i := range 10 {
		c := choice{alternatives: [][]float64{{1}, {0}}, weight: 1}
		if i >= 8 {
			c.right = 1
		}
		choices = append(choices, c)
	}
	if got, want := fitLogit(choices, []float64{0}, 1e-9)[0], math.Log(4); math.Abs(got-want) > 1e-6 {
		t.Errorf("weight = %v, want %v", got, want)
	}
}

func TestFitLogitStaysFiniteWhenSeparable(t *testing.T) {
	var choices []choice
	for range 50 {
		choices = append(choices, choice{alternatives: [][]float64{{100, 1}, {0, 0}}, weight: 1})
	}
	for _, w := range fitLogit(choices, []float64{0, 0}, 1) {
		if math.IsNaN(w) || math.Abs(w) > 100 {
			t.Errorf("weight = %v", w)
		}
	}
}

func TestSolve(t *testing.T) {
	got := solve([][]float64{{4, 1}, {1, 3}}, []float64{1, 2})
	for i, want := range []float64{1.0 / 11, 7.0 / 11} {
		if math.Abs(got[i]-want) > 1e-12 {
			t.Errorf("x[%d] = %v, want %v", i, got[i], want)
		}
	}
}
