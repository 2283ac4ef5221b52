package index

import (
	"context"
	"fmt"

	"payhelp/knowledge"
	"payhelp/locales"
)

// A Query is one message and what is known around it.
type Query struct {
	Text     string
	Previous []string // the visitor's earlier messages, latest first
	Expected []string // languages of the conversation and the browser, likeliest first
	Rough    bool     // leave out the full-text index, for a part of a message whose whole was searched
}

// A Result is what was found for a Query.
type Result struct {
	Lang      string  // language of the message, a BCP 47 tag; "" where it has no letters
	Answer    string  // the supported language to answer in, nearest to Lang
	Hits      []Hit   // best first; never "none"; empty where the message is
	None      float64 // probability that no label fits
	Mentions  []Mention
	Folded    string  // the text that Mentions point into
	Threshold float64 // the confidence from which a hit may be shown as the answer
	FollowUp  bool    // whether Previous was needed to understand Text
}

// A Hit is a label that may be what was asked for: an Article's id or a chat
// label.
type Hit struct {
	Label      string
	Confidence float64 // calibrated: of the first hits at 0.9, nine in ten are right
	Nearest    string  // the known question nearest to the asked one
	Signals    map[string]float64
}

// Search finds what q asks for. It never fails for what q contains.
func (ix *Index) Search(ctx context.Context, q Query) (*Result, error) {
	text := normalize(q.Text)
	out := &Result{Folded: fold(text)}
	guesses := ix.langs.identify(text, q.Expected)
	if len(guesses) == 0 {
		out.Answer = expectedLanguage(q.Expected)
		return out, nil
	}
	out.Lang = guesses[0].Lang
	out.Answer = answerLanguage(out.Lang)
	m := ix.modelFor(out.Answer)
	s, _ := ix.scratch.Get().(*scratch)
	defer ix.scratch.Put(s)

	features, mentions := ix.features(m.Lang, text)
	out.Mentions = mentions
	from := ix.conceptSignals(mentions)
	r := m.read(features, from, nil, s)
	ix.conclude(out, m, &r)
	if !q.Rough && out.unsure() {
		if err := ix.addTextSignals(ctx, from, m.Lang, text); err != nil {
			return nil, err
		}
		r = m.read(features, from, nil, s)
		ix.conclude(out, m, &r)
	}
	return ix.follow(out, q, m, features, from, s), nil
}

// unsure reports whether the full-text index should be asked as well: the
// models are neither sure of an article nor of none.
func (r *Result) unsure() bool {
	return len(r.Hits) > 0 && r.Hits[0].Confidence > 0.02 && r.Hits[0].Confidence < 0.9
}

// conceptSignals returns the signals of the pooled model, by class.
func (ix *Index) conceptSignals(mentions []Mention) []outside {
	margins := make([]float32, len(ix.labels))
	v, _ := ix.pooled.vocabulary.vector(conceptFeatures(conceptIDs(mentions)))
	ix.pooled.Weights.score(v, margins)
	out := make([]outside, len(ix.labels))
	for c, x := range margins {
		out[c].concept = x
	}
	return out
}

func (ix *Index) addTextSignals(ctx context.Context, signals []outside, lang, text string) error {
	scores, err := textScores(ctx, ix.text, lang, text, candidateLimit)
	if err != nil {
		return fmt.Errorf("search in %s: %w", lang, err)
	}
	for c, label := range ix.labels {
		signals[c].text = float32(scores[label])
	}
	return nil
}

// conclude turns a reading into hits.
func (ix *Index) conclude(out *Result, m *model, r *reading) {
	out.Hits = nil
	first := firstArticle(ix.labels, r.candidates)
	if first < 0 {
		out.None = 1
		return
	}
	confidence := m.confidence(r, first)
	out.Threshold = m.Threshold
	rest := 0.0
	for i, c := range r.candidates {
		if i != first {
			rest += c.share
		}
	}
	for i, c := range r.candidates {
		p := confidence
		if i != first {
			p = min(confidence, (1-confidence)*c.share/max(rest, 1e-9))
		}
		if ix.labels[c.class] == knowledge.LabelNone {
			out.None = p
			continue
		}
		hit := Hit{Label: ix.labels[c.class], Confidence: p, Signals: map[string]float64{}}
		if c.nearest >= 0 {
			hit.Nearest = m.Examples.Text[c.nearest]
		}
		for k, name := range signalNames {
			hit.Signals[name] = c.signals[k]
		}
		out.Hits = append(out.Hits, hit)
	}
}

// modelFor returns the model of lang or, in a base without it, of English,
// else of the base's first language.
func (ix *Index) modelFor(lang string) *model {
	if m := ix.models[lang]; m != nil {
		return m
	}
	if m := ix.models[locales.English]; m != nil {
		return m
	}
	return ix.models[ix.languages()[0]]
}

func expectedLanguage(expected []string) string {
	lang, _ := locales.Match(expected...)
	return lang
}

// answerLanguage returns the supported language nearest to lang.
func answerLanguage(lang string) string {
	lang, _ = locales.Nearest(lang)
	return lang
}
