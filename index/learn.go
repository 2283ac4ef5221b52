package index

import (
	"cmp"
	"math"
	"slices"

	"payhelp/knowledge"
)

// A question is one labelled question with what the signals see in it.
type question struct {
	text     string
	class    int
	features []feature
	concepts []feature // of the pooled model
	outside  []outside // by class, from models that did not see the question
	fold     int
}

// outside are the signals of a label that come from outside its language's
// model.
type outside struct{ text, concept float32 }

// folds is into how many parts the questions of a label are dealt. A model
// trained without one part is what its questions are tried on.
const folds = 4

// manyQuestions is how many questions of a language make one held-out part
// enough to learn a dozen weights from; with fewer, two parts are tried.
const manyQuestions = 2000

// triedFolds returns how many of the folds models are trained without.
func triedFolds(questions []question, labels []string) int {
	if len(questions) >= manyQuestions && !uncharted(questions, labels) {
		return 1
	}
	return 2
}

// uncharted reports whether there are too few examples of what is out of scope
// to learn from, so that labels are hidden in their place.
func uncharted(questions []question, labels []string) bool {
	none := 0
	for i := range questions {
		if labels[questions[i].class] == knowledge.LabelNone {
			none++
		}
	}
	return none < enoughNone && len(labels) > 2*hiddenEvery
}

// hiddenEvery says which labels are hidden from the models of a fold, so that
// there are questions that no label answers, however many a base has examples
// of: fold f hides the labels of which class%hiddenEvery == f.
const hiddenEvery = 6

// enoughNone is how many examples of what is out of scope make hiding labels
// needless. They are the better teachers: near misses that were thought of, not
// neighbours that happen to lack their own label.
const enoughNone = 40

// outOfScopeShare is the share of questions that no article answers among
// those that confidence is calibrated for.
const outOfScopeShare = 0.2

// outOfScopeUncharted is that share for a base that has no examples of what is
// out of scope: it may be asked anything.
const outOfScopeUncharted = 0.35

// learn trains the model of one language on its questions: weights on all of
// them, the blend of signals and the calibration of confidence on questions
// held out from the models of each fold.
func learn(lang string, labels []string, questions []question) *model {
	m := &model{Lang: lang, Labels: labels, Blend: slices.Clone(defaultBlend), Sure: slices.Clone(defaultSure), Threshold: defaultThreshold}
	classOf := make([]int, len(questions))
	features := make([][]feature, len(questions))
	texts := make([]string, len(questions))
	for i, q := range questions {
		classOf[i], features[i], texts[i] = q.class, q.features, q.text
	}
	m.fit(features, texts, classOf)
	if len(questions) < minHeldOut {
		return m
	}

	hide, share := false, outOfScopeShare
	if uncharted(questions, labels) {
		hide, share = true, outOfScopeUncharted
	}

	type trial struct {
		q      *question
		r      reading
		hidden bool
	}
	var trials []trial
	for fold := range triedFolds(questions, labels) {
		part := slices.Clone(classOf)
		hidden := func(class int) bool {
			return hide && class%hiddenEvery == fold && labels[class] != knowledge.LabelNone
		}
		for i, q := range questions {
			if q.fold == fold || hidden(q.class) {
				part[i] = -1
			}
		}
		held := &model{Lang: lang, Labels: labels, Blend: m.Blend, Sure: m.Sure}
		held.fit(features, texts, part)
		var s scratch
		for i := range questions {
			if q := &questions[i]; q.fold == fold {
				r := held.read(q.features, q.outside, nil, &s)
				r.candidates = slices.DeleteFunc(r.candidates, func(c candidate) bool { return hidden(c.class) })
				trials = append(trials, trial{q, r, hidden(q.class)})
			}
		}
	}

	var choices []choice
	for _, t := range trials {
		c := choice{right: -1, weight: 1}
		for i, cand := range t.r.candidates {
			c.alternatives = append(c.alternatives, cand.signals[:])
			if cand.class == t.q.class {
				c.right = i
			}
		}
		if c.right >= 0 && !t.hidden {
			choices = append(choices, c)
		}
	}
	m.Blend = fitLogit(choices, defaultBlend, 1)

	var sure []choice
	in, out := 0, 0
	for i := range trials {
		m.blend(&trials[i].r)
		if trials[i].hidden || labels[trials[i].q.class] == knowledge.LabelNone {
			out++
		} else {
			in++
		}
	}
	for i := range trials {
		t := &trials[i]
		first := firstArticle(labels, t.r.candidates)
		if first < 0 {
			continue
		}
		e := evidence(labels, &t.r, first)
		c := choice{alternatives: [][]float64{e, make([]float64, len(e))}, right: 1, weight: 1}
		if t.r.candidates[first].class == t.q.class && !t.hidden {
			c.right = 0
		}
		// Questions out of scope weigh what their share is, however many there are.
		if t.hidden || labels[t.q.class] == knowledge.LabelNone {
			c.weight = share / (1 - share) * float64(in) / float64(max(out, 1))
		}
		sure = append(sure, c)
	}
	m.Sure = fitLogit(sure, defaultSure, 1)
	m.Threshold = threshold(sure, m.Sure)
	m.Sure[len(m.Sure)-1] += ordinary
	m.Threshold = logistic(math.Log(m.Threshold/(1-m.Threshold)) + ordinary)
	return m
}

// ordinary is by how much, in logits, a visitor's question is easier than one
// held out: the writers of a base are asked to make each question unlike the
// others. It was fitted to labelled questions that other people wrote (216 in
// twelve languages, November 2026).
const ordinary = 0.6

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// mostWrong is the share of all questions that may be shown a wrong answer, and
// defaultThreshold the confidence that answers take where it cannot be learned.
const (
	mostWrong        = 0.03
	defaultThreshold = 0.6
)

// threshold returns the lowest confidence from which answers are shown and no
// more than mostWrong of all held-out questions are answered wrongly.
func threshold(sure []choice, w []float64) float64 {
	type outcome struct{ confidence, right, weight float64 }
	var all []outcome
	for _, c := range sure {
		o := outcome{confidence: softmax(c.alternatives, w)[0], weight: c.weight}
		if c.right == 0 {
			o.right = c.weight
		}
		all = append(all, o)
	}
	slices.SortFunc(all, func(a, b outcome) int { return cmp.Compare(b.confidence, a.confidence) })
	total := 0.0
	for _, o := range all {
		total += o.weight
	}
	best, wrong := defaultThreshold, 0.0
	for _, o := range all {
		wrong += o.weight - o.right
		if wrong > mostWrong*total {
			break
		}
		best = o.confidence
	}
	return min(max(best, 0.3), 0.9)
}

// minHeldOut is how many questions it takes to learn more than weights.
const minHeldOut = 60

// fit trains weights and examples on the questions whose class is not -1.
func (m *model) fit(features [][]feature, texts []string, classOf []int) {
	v, w, vectors := train(features, classOf, len(m.Labels))
	var kept []string
	var keptClass []int
	for i, c := range classOf {
		if c >= 0 {
			kept = append(kept, texts[i])
			keptClass = append(keptClass, c)
		}
	}
	m.vocabulary, m.Weights = v, w
	m.Keys, m.IDF = v.keys(), v.idf
	m.Examples = newExamples(kept, vectors, keptClass, len(m.Labels))
}

// defaultBlend and defaultSure serve a base too small to learn them from, and
// are where learning starts.
var (
	defaultBlend = []float64{signalMargin: 4, signalNearest: 4, signalNear: 4, signalMean: 4, signalText: 1, signalConcept: 3, signalVotes: 0, signalBayes: 0}
	defaultSure  = []float64{1, 0, 1, 2, 1, 0.5, 0, 0, 0, 0, 0, 0, -1}
)

// firstArticle returns the index of the best candidate that is not "out of
// scope", or -1.
func firstArticle(labels []string, candidates []candidate) int {
	return slices.IndexFunc(candidates, func(c candidate) bool { return labels[c.class] != knowledge.LabelNone })
}

// evidence is what confidence in a first candidate rests on.
func evidence(labels []string, r *reading, first int) []float64 {
	c := r.candidates[first]
	none, second := -1.0, -1.0
	for i, o := range r.candidates {
		switch {
		case labels[o.class] == knowledge.LabelNone:
			none = o.signals[signalMargin]
		case i != first:
			second = max(second, o.signals[signalMargin])
		}
	}
	p := min(max(c.share, 0.001), 0.999)
	return []float64{
		math.Log(p / (1 - p)),
		c.signals[signalMargin] - second,
		c.signals[signalMargin],
		c.signals[signalNearest],
		r.known,
		min(c.signals[signalMargin]-none, 2),
		math.Log(float64(1 + len(r.vector.ids))),
		c.signals[signalConcept],
		c.signals[signalMean],
		crowd(r),
		c.signals[signalVotes],
		c.signals[signalBayes],
		1,
	}
}

// crowd returns how many labels come near to being chosen.
func crowd(r *reading) float64 {
	n := 0.0
	for _, x := range r.margins {
		n += logistic(8 * (float64(x) + 0.7))
	}
	return math.Log(1 + n)
}

// confidence returns the probability that the candidate is what was asked for.
func (m *model) confidence(r *reading, first int) float64 {
	x := 0.0
	for i, e := range evidence(m.Labels, r, first) {
		x += m.Sure[i] * e
	}
	return logistic(x)
}
