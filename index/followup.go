package index

// A visitor's next message may lean on the ones before it ("and the fee?") or
// have nothing to do with them. How much it leans is seen in its concepts: some
// belong to one topic ("swallowed", "metro"), others are asked of anything
// ("fee", "how much").

// lent is what the messages before a question add to what is seen in it.
type lent struct {
	leaning float64   // of the question on them, from 0 to 1
	margin  []float32 // of the messages before, by class
	concept []float32 // the signal of the question's concepts with those of the messages before
	near    []float64 // how near the label is to what was asked before
}

// How much of it counts, found on pairs of messages in twelve languages, half
// of them true follow-ups and half changes of subject.
const (
	lentMargin   = 0.1 // of the margins of the message before
	lentConcepts = 0.5 // of what the concepts say together with those before
	sameTopic    = 1.0 // in logits: the label is of the topic that was asked about
	related      = 1.5 // in logits: the article is listed as useful next
)

// leans is the leaning from which a message is read after the ones before it
// even where it seems clear on its own.
const leans = 0.5

// followUpBelow is the confidence below which the messages before are looked
// at.
const followUpBelow = 0.85

// topicalShares returns how much each concept, by id, tells of the topic of a
// question that names it: the share of the topic that it is commonest in, were
// all topics asked about equally often.
func (ix *Index) topicalShares(byLang map[string][]question) map[string]float32 {
	concept := map[feature]string{}
	for i := range ix.base.Glossary.Concepts {
		id := ix.base.Glossary.Concepts[i].ID
		concept[conceptFeature(id)] = id
	}
	named := map[string]map[string]float64{}
	asked := map[string]float64{}
	for _, questions := range byLang {
		for i := range questions {
			topic := ix.topicOf(questions[i].class)
			asked[topic]++
			for _, f := range questions[i].features {
				id, ok := concept[f]
				if !ok {
					continue
				}
				if named[id] == nil {
					named[id] = map[string]float64{}
				}
				named[id][topic]++
			}
		}
	}
	out := make(map[string]float32, len(named))
	for id, topics := range named {
		total, top := 0.0, 0.0
		for topic := range asked {
			share := topics[topic] / asked[topic]
			total += share
			top = max(top, share)
		}
		out[id] = float32(top / total)
	}
	return out
}

// topicOf names the topic of a label; a label that is no article is its own.
func (ix *Index) topicOf(class int) string {
	if a := ix.base.Article(ix.labels[class]); a != nil {
		return a.Topic
	}
	return ix.labels[class]
}

// leaning returns how much a message that names these concepts leans on the
// ones before it, from 0 for a topic of its own to 1.
func (ix *Index) leaning(mentions []Mention) float64 {
	own := float32(0)
	for _, m := range mentions {
		own = max(own, ix.topical[m.Concept.ID])
	}
	return 1 - float64(own)
}

// lend returns what the messages before one that names the concepts now add to
// it, latest first, each half as much as the one after it.
func (ix *Index) lend(previous, expected []string, now []Mention, s *scratch) *lent {
	out := &lent{leaning: ix.leaning(now), margin: make([]float32, len(ix.labels)), concept: make([]float32, len(ix.labels))}
	about := make([]float64, len(ix.labels))
	share := 1.0
	for _, p := range previous {
		text := normalize(p)
		guesses := ix.langs.identify(text, expected)
		if len(guesses) == 0 {
			continue
		}
		m := ix.modelFor(answerLanguage(guesses[0].Lang))
		features, mentions := ix.features(m.Lang, text)
		r := m.read(features, ix.conceptSignals(mentions), nil, s)
		for c, x := range r.margins {
			out.margin[c] += float32(share) * x
		}
		m.shareOut(&r, share, about)
		now = carry(now, mentions)
		share /= 2
	}
	for c, signals := range ix.conceptSignals(now) {
		out.concept[c] = signals.concept
	}
	out.near = ix.nearness(about)
	return out
}

// shareOut adds the probabilities of a reading's candidates to about, by class,
// times share.
func (m *model) shareOut(r *reading, share float64, about []float64) {
	first := firstArticle(m.Labels, r.candidates)
	if first < 0 {
		return
	}
	confidence := m.confidence(r, first)
	for i, c := range r.candidates {
		if i == first {
			about[c.class] += share * confidence
		} else {
			about[c.class] += share * (1 - confidence) * c.share
		}
	}
}

// carry returns the concepts of a message with those of the one before it that
// it does not replace: a named app stands for the app named before, a place for
// the place. What is asked of it, and when, is each message's own.
func carry(now, before []Mention) []Mention {
	replaced := map[string]bool{"ask": true, "time": true, "topic": true}
	for _, m := range now {
		replaced[m.Concept.Kind] = true
	}
	out := now[:len(now):len(now)]
	for _, m := range before {
		if !replaced[m.Concept.Kind] {
			out = append(out, m)
		}
	}
	return out
}

// nearness returns how near each label is to what was asked about, by class,
// in logits. Only articles are followed up.
func (ix *Index) nearness(about []float64) []float64 {
	out := make([]float64, len(about))
	topics := map[string]float64{}
	next := map[string]float64{}
	for c, p := range about {
		if p == 0 {
			continue
		}
		if a := ix.base.Article(ix.labels[c]); a != nil {
			topics[a.Topic] += p
			for _, id := range a.Related {
				next[id] += p
			}
		}
	}
	for c, label := range ix.labels {
		if a := ix.base.Article(label); a != nil {
			out[c] = sameTopic*topics[a.Topic] + related*next[label]
		}
	}
	return out
}

// follow reads a message after the ones before it, and returns out or what it
// then looks like.
func (ix *Index) follow(out *Result, q Query, m *model, features []feature, from []outside, s *scratch) *Result {
	if len(out.Hits) == 0 || len(q.Previous) == 0 {
		return out
	}
	leaning := ix.leaning(out.Mentions)
	if leaning < leans && out.Hits[0].Confidence >= followUpBelow {
		return out
	}
	r := m.read(features, from, ix.lend(q.Previous, q.Expected, out.Mentions, s), s)
	followed := *out
	ix.conclude(&followed, m, &r)
	if len(followed.Hits) == 0 || leaning < leans && followed.Hits[0].Confidence <= out.Hits[0].Confidence {
		return out
	}
	followed.FollowUp = followed.Hits[0].Label != out.Hits[0].Label || followed.Hits[0].Confidence > out.Hits[0].Confidence
	return &followed
}
