package index

import "math"

// A candidate is a label that may be what a question asks for.
type candidate struct {
	class   int
	signals [signalCount]float64
	near    float64 // what the messages before add to the score
	score   float64 // signals blended
	share   float64 // of the probability among the candidates
	nearest int     // question of the label nearest to the asked one
}

// The signals that rank a candidate. They err differently, so that together
// they err less.
const (
	signalMargin  = iota // of the linear model
	signalNearest        // cosine to the nearest question of the label
	signalNear           // mean cosine to the three nearest
	signalMean           // mean cosine to all questions of the label
	signalText           // full-text score against title and answer, relative to the best
	signalConcept        // of the model over concepts alone, which all languages train
	signalVotes          // of all questions of the label, the nearer the more
	signalBayes          // how much oftener the label's questions have the features than others do
	signalCount
)

var signalNames = [signalCount]string{"margin", "nearest", "near", "mean", "text", "concept", "votes", "bayes"}

const (
	lengthSquared = 2.25 // squared length of a vector with all groups
	voteSharpness = 15   // a question nearer by 1/15 of the cosine has e times the vote
	votesScale    = 4    // these keep the two signals near the size of the others
	bayesScale    = 4
)

// inspect compares a question, which scratch holds, with the label's questions.
func (m *model) inspect(class int, question vector, s *scratch) candidate {
	out := candidate{class: class, nearest: -1}
	having := s.having[:len(question.ids)]
	clear(having)
	var best [3]float64
	sum, votes := 0.0, 0.0
	first, end := int(m.Examples.Starts[class]), int(m.Examples.Starts[class+1])
	for i := first; i < end; i++ {
		c := m.Examples.compare(i, s)
		sum += c
		votes += math.Exp(voteSharpness * c)
		switch {
		case c > best[0]:
			best[0], best[1], best[2] = c, best[0], best[1]
			out.nearest = i
		case c > best[1]:
			best[1], best[2] = c, best[1]
		case c > best[2]:
			best[2] = c
		}
	}
	count := float64(max(end-first, 1))
	out.signals[signalNearest] = best[0]
	out.signals[signalNear] = (best[0] + best[1] + best[2]) / 3
	out.signals[signalMean] = sum / count
	out.signals[signalVotes] = math.Log(votes/count+1e-9) / votesScale
	for k, n := range having {
		// The share of the label's questions that have the feature, as if one
		// more had it as often as all questions do, against that of all.
		all := s.common[k]
		share := (float64(n) + all) / (float64(end-first) + 1)
		out.signals[signalBayes] += float64(question.values[k]) * math.Log(share/all) / bayesScale
	}
	return out
}

// compare returns the cosine of question i to the one that s holds, and counts
// in s.having which features they share.
func (e *examples) compare(i int, s *scratch) float64 {
	start := uint32(0)
	if i > 0 {
		start = e.Ends[i-1]
	}
	ids, values := e.IDs[start:e.Ends[i]], e.Values[start:e.Ends[i]]
	sum := float32(0)
	for k, id := range ids {
		if at := s.at[id]; at != 0 {
			sum += s.values[at-1] * float32(values[k])
			s.having[at-1]++
		}
	}
	return float64(sum) / 255 / lengthSquared
}

// scratch is memory that searches use again.
type scratch struct {
	orders []int
	at     []uint16  // by feature: one more than its place in the question, 0 where it is not in it
	values []float32 // of the question
	common []float64 // by place: the share of all questions that have the feature
	having []uint16  // by place: how many questions of a label have it
}

func (s *scratch) order(n int) []int {
	if cap(s.orders) < n {
		s.orders = make([]int, n)
	}
	s.orders = s.orders[:n]
	for i := range s.orders {
		s.orders[i] = i
	}
	return s.orders
}

// spread takes up a question; clear forgets it.
func (s *scratch) spread(m *model, question vector) {
	if len(s.at) < len(m.IDF) {
		s.at = make([]uint16, len(m.IDF))
	}
	if n := len(question.ids); len(s.having) < n {
		s.having = make([]uint16, n)
	}
	s.values = question.values
	s.common = s.common[:0]
	for i, id := range question.ids {
		s.at[id] = uint16(i + 1)
		s.common = append(s.common, math.Exp(1-float64(m.IDF[id])))
	}
}

func (s *scratch) clear(question vector) {
	for _, id := range question.ids {
		s.at[id] = 0
	}
}
