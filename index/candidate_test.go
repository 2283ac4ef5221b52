package index

import (
	"math"
	"testing"
)

// TestInspect compares a question with two labels whose questions are known.
func TestInspect(t *testing.T) {
	near := [][]feature{extract(nil, "card lost", []string{"card", "lost"}, nil), extract(nil, "lost card today", []string{"lost", "card", "today"}, nil)}
	far := [][]feature{extract(nil, "change money", []string{"change", "money"}, nil), extract(nil, "money exchange today", []string{"money", "exchange", "today"}, nil)}
	m := &model{Labels: []string{"lost", "exchange"}}
	m.fit(append(near, far...), []string{"card lost", "lost card today", "change money", "money exchange today"}, []int{0, 0, 1, 1})
	var s scratch
	asked, _ := m.vocabulary.vector(extract(nil, "i lost a card", []string{"i", "lost", "a", "card"}, nil))
	s.spread(m, asked)
	lost, exchange := m.inspect(0, asked, &s), m.inspect(1, asked, &s)
	for _, k := range []int{signalNearest, signalNear, signalMean, signalVotes, signalBayes} {
		if lost.signals[k] <= exchange.signals[k] {
			t.Errorf("%s of the right label is %v, of the other %v", signalNames[k], lost.signals[k], exchange.signals[k])
		}
	}
	if got := m.Examples.Text[lost.nearest]; got != "card lost" {
		t.Errorf("nearest question is %q, want %q", got, "card lost")
	}
	for k, x := range exchange.signals {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			t.Errorf("%s of a label with nothing in common is %v", signalNames[k], x)
		}
	}
	s.clear(asked)
	for f, at := range s.at {
		if at != 0 {
			t.Errorf("feature %d is still held after clear", f)
		}
	}
}
