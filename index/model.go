package index

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// A model ranks the labels of one language's questions. It is made by
// trainModel and immutable after; its exported fields are what is kept on disk.
type model struct {
	Lang      string
	Labels    []string // by class
	Keys      features
	IDF       float32s
	Weights   *weights
	Examples  examples
	Blend     []float64 // weights of the signals of a candidate, see signals
	Sure      []float64 // weights of the evidence for a first candidate, see evidence; the last is the bias
	Threshold float64   // the confidence from which a first candidate may be shown

	vocabulary *vocabulary
}

// examples are the vectors of the questions a model was trained on, for the
// nearest of them to be found and shown.
type examples struct {
	Class  int32s
	Text   []string
	Ends   uint32s // by question: where its features end in IDs and Values
	IDs    uint32s
	Values []byte // x * 255
	Starts int32s // by class: its first question; questions are sorted by class
}

// candidateLimit is how many labels are looked at closely, and the most that a
// search returns.
const candidateLimit = 8

// trainingCost is the cost of a margin error of the linear models, chosen by
// cross-validation on questions of other domains.
const trainingCost = 0.5

// train fits vocabulary and weights to questions; class is -1 for a question
// to leave out.
func train(questions [][]feature, classOf []int, classes int) (*vocabulary, *weights, []vector) {
	var kept [][]feature
	var keptClass []int
	for i, q := range questions {
		if classOf[i] >= 0 {
			kept = append(kept, q)
			keptClass = append(keptClass, classOf[i])
		}
	}
	v := newVocabulary(kept)
	vectors := make([]vector, len(kept))
	for i, q := range kept {
		vectors[i], _ = v.vector(q)
	}
	return v, quantize(trainSVM(vectors, keptClass, classes, len(v.idf), trainingCost)), vectors
}

// newExamples packs vectors, sorted by class.
func newExamples(texts []string, vectors []vector, classOf []int, classes int) examples {
	order := make([]int, len(texts))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(classOf[a], classOf[b]) })
	e := examples{Starts: make(int32s, classes+1)}
	for _, i := range order {
		e.Class = append(e.Class, int32(classOf[i]))
		e.Text = append(e.Text, texts[i])
		e.IDs = append(e.IDs, vectors[i].ids...)
		for _, x := range vectors[i].values {
			e.Values = append(e.Values, byte(math.Round(float64(min(x, 1))*255)))
		}
		e.Ends = append(e.Ends, uint32(len(e.IDs)))
	}
	at := 0
	for c := range classes {
		e.Starts[c] = int32(at)
		for at < len(e.Class) && int(e.Class[at]) == c {
			at++
		}
	}
	e.Starts[classes] = int32(at)
	return e
}

// restore makes what is derived from the fields that are kept.
func (m *model) restore() error {
	if len(m.Keys) != len(m.IDF) || m.Weights == nil || len(m.Weights.Scales) != len(m.IDF)+1 ||
		len(m.Weights.Values) != len(m.Weights.Scales)*len(m.Labels) {
		return fmt.Errorf("model of %s: its parts do not fit together", m.Lang)
	}
	m.vocabulary = restoreVocabulary(m.Keys, m.IDF)
	return nil
}

// A reading is what a model sees in one question.
type reading struct {
	vector     vector
	known      float64 // share of its features that the vocabulary has
	margins    []float32
	candidates []candidate // best first
}

// read ranks the labels for a question. from has the signals from outside the
// model, by class; prior is what came before the question, and may be nil.
func (m *model) read(features []feature, from []outside, prior *lent, scratch *scratch) reading {
	r := reading{}
	r.vector, r.known = m.vocabulary.vector(features)
	r.margins = make([]float32, len(m.Labels))
	m.Weights.score(r.vector, r.margins)
	if prior != nil {
		from = slices.Clone(from)
		for c := range from {
			r.margins[c] += lentMargin * float32(prior.leaning) * prior.margin[c]
			from[c].concept += lentConcepts * (prior.concept[c] - from[c].concept)
		}
	}
	order := scratch.order(len(m.Labels))
	first := func(c int) float64 {
		return m.Blend[signalMargin]*float64(r.margins[c]) + m.Blend[signalConcept]*float64(from[c].concept)
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(first(b), first(a)), cmp.Compare(a, b)) })
	order = order[:min(candidateLimit, len(order))]

	scratch.spread(m, r.vector)
	for _, c := range order {
		one := m.inspect(c, r.vector, scratch)
		one.signals[signalMargin] = float64(r.margins[c])
		one.signals[signalText], one.signals[signalConcept] = float64(from[c].text), float64(from[c].concept)
		if prior != nil {
			one.near = prior.leaning * prior.near[c]
		}
		r.candidates = append(r.candidates, one)
	}
	scratch.clear(r.vector)
	m.blend(&r)
	return r
}

// blend scores and sorts the candidates.
func (m *model) blend(r *reading) {
	total, top := 0.0, math.Inf(-1)
	for i := range r.candidates {
		c := &r.candidates[i]
		c.score = c.near
		for k, x := range c.signals {
			c.score += m.Blend[k] * x
		}
		top = max(top, c.score)
	}
	for i := range r.candidates {
		c := &r.candidates[i]
		c.share = math.Exp(c.score - top)
		total += c.share
	}
	for i := range r.candidates {
		r.candidates[i].share /= total
	}
	slices.SortStableFunc(r.candidates, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
}
