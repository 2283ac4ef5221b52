package index

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"golang.org/x/sync/errgroup"

	"payhelp/knowledge"
	"payhelp/locales"
)

// An Index finds what a question asks for. It is immutable, safe for
// concurrent use, and must be closed.
type Index struct {
	base     *knowledge.Base
	labels   []string
	langs    *identifier
	concepts *matcher
	topical  map[string]float32 // how much a concept tells of the topic, by id
	pooled   *model             // over concepts alone, trained by all languages
	models   map[string]*model
	analysis map[string]*analyzer
	text     bleve.Index
	scratch  sync.Pool
	phrases  struct { // see phraseIndex
		once sync.Once
		text bleve.Index
		err  error
	}
}

// Close releases the full-text index.
func (ix *Index) Close() error { return ix.text.Close() }

// Base returns the knowledge base that the Index was built from.
func (ix *Index) Base() *knowledge.Base { return ix.base }

// Progress is told of the steps of a build: done of total.
type Progress func(done, total int)

// labelsOf returns the labels of base's questions, Articles first.
func labelsOf(base *knowledge.Base) []string {
	var out []string
	for _, a := range base.Articles {
		out = append(out, a.ID)
	}
	set := map[string]bool{}
	for _, e := range base.Examples {
		set[e.Label] = true
	}
	return append(out, slices.Sorted(maps.Keys(set))...)
}

// prepare makes the parts of an Index that are cheap enough to make at each
// start.
func prepare(base *knowledge.Base) (*Index, error) {
	ix := &Index{base: base, labels: labelsOf(base), concepts: newMatcher(&base.Glossary), analysis: map[string]*analyzer{}}
	ix.scratch.New = func() any { return new(scratch) }
	m, err := newMapping(ix.languages())
	if err != nil {
		return nil, err
	}
	for _, lang := range ix.languages() {
		a := m.AnalyzerNamed(analyzerName(lang))
		if a == nil {
			return nil, fmt.Errorf("no analyzer for %s", lang)
		}
		ix.analysis[lang] = &analyzer{a}
	}
	return ix, nil
}

// languages returns the languages of the base's questions.
func (ix *Index) languages() []string {
	set := map[string]bool{}
	for _, l := range ix.base.Languages() {
		set[l] = true
	}
	for _, e := range ix.base.Examples {
		set[e.Lang] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// features returns the features of normalized text for the model of lang, and
// the mentions of concepts in it.
func (ix *Index) features(lang, text string) ([]feature, []Mention) {
	mentions := ix.concepts.find(fold(text))
	return extract(nil, text, ix.analysis[lang].terms(text), conceptIDs(mentions)), mentions
}

// Build makes the Index of base, its full-text index at path; "" keeps that in
// memory. progress may be nil.
func Build(ctx context.Context, base *knowledge.Base, path string, progress Progress) (*Index, error) {
	ix, err := prepare(base)
	if err != nil {
		return nil, err
	}
	if len(ix.labels) == 0 {
		return nil, errors.New("the knowledge base has no articles")
	}
	byLang := ix.questions()
	langs := slices.Sorted(maps.Keys(byLang))
	steps := &steps{total: 2*len(langs) + 3, tell: progress}

	if ix.text, err = buildFullText(base, ix.languages(), path); err != nil {
		return nil, err
	}
	steps.done()

	if err := each(ctx, langs, steps, func(ctx context.Context, lang string, _ int) error {
		return ix.observe(ctx, lang, byLang[lang])
	}); err != nil {
		return nil, errors.Join(err, ix.text.Close())
	}
	ix.langs = trainIdentifier(samplesOf(base))
	steps.done()
	ix.topical = ix.topicalShares(byLang)
	ix.pooled = ix.poolConcepts(langs, byLang)
	steps.done()
	models := make([]*model, len(langs))
	if err := each(ctx, langs, steps, func(_ context.Context, lang string, i int) error {
		models[i] = learn(lang, ix.labels, byLang[lang])
		return nil
	}); err != nil {
		return nil, errors.Join(err, ix.text.Close())
	}
	ix.models = map[string]*model{}
	for i, lang := range langs {
		ix.models[lang] = models[i]
	}
	return ix, nil
}

// each calls do for every language, several at once, until one fails or ctx
// ends.
func each(ctx context.Context, langs []string, steps *steps, do func(ctx context.Context, lang string, i int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, lang := range langs {
		group.Go(func() error {
			defer steps.done()
			if err := ctx.Err(); err != nil {
				return err
			}
			return do(ctx, lang, i)
		})
	}
	return group.Wait()
}

type steps struct {
	mu    sync.Mutex
	at    int
	total int
	tell  Progress
}

func (s *steps) done() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at++
	if s.tell != nil {
		s.tell(s.at, s.total)
	}
}

// questions returns the labelled questions by language, titles included, dealt
// into folds.
func (ix *Index) questions() map[string][]question {
	classes := map[string]int{}
	for c, l := range ix.labels {
		classes[l] = c
	}
	out := map[string][]question{}
	dealt := map[string]int{}
	add := func(lang, text, label string) {
		key := lang + idSeparator + label
		out[lang] = append(out[lang], question{text: text, class: classes[label], fold: dealt[key] % folds})
		dealt[key]++
	}
	for _, q := range ix.base.Questions() {
		add(q.Lang, q.Text, q.Label)
	}
	for _, a := range ix.base.Articles {
		for _, lang := range a.Languages() {
			add(lang, a.Texts[lang].Title, a.ID)
		}
	}
	return out
}

func (ix *Index) observe(ctx context.Context, lang string, questions []question) error {
	tried := triedFolds(questions, ix.labels)
	for i := range questions {
		if err := ctx.Err(); err != nil {
			return err
		}
		q := &questions[i]
		text := normalize(q.text)
		var mentions []Mention
		q.features, mentions = ix.features(lang, text)
		q.concepts = conceptFeatures(conceptIDs(mentions))
		q.outside = make([]outside, len(ix.labels))
		if q.fold >= tried {
			continue // what the signals say of it is not tried
		}
		scores, err := textScores(ctx, ix.text, lang, text, candidateLimit)
		if err != nil {
			return err
		}
		for c, label := range ix.labels {
			q.outside[c].text = float32(scores[label])
		}
	}
	return nil
}

// poolConcepts trains the model over concepts on the questions of all
// languages, and fills in the concept signals of each question from a model
// that did not see its fold.
func (ix *Index) poolConcepts(langs []string, byLang map[string][]question) *model {
	var all []*question
	for _, lang := range langs {
		for i := range byLang[lang] {
			all = append(all, &byLang[lang][i])
		}
	}
	features := make([][]feature, len(all))
	classOf := make([]int, len(all))
	for i, q := range all {
		features[i], classOf[i] = q.concepts, q.class
	}
	tried := 0
	for _, lang := range langs {
		tried = max(tried, triedFolds(byLang[lang], ix.labels))
	}
	for fold := range tried {
		part := slices.Clone(classOf)
		for i, q := range all {
			if q.fold == fold {
				part[i] = -1
			}
		}
		v, w, _ := train(features, part, len(ix.labels))
		margins := make([]float32, len(ix.labels))
		for i, q := range all {
			if q.fold != fold {
				continue
			}
			clear(margins)
			x, _ := v.vector(features[i])
			w.score(x, margins)
			for c := range ix.labels {
				q.outside[c].concept = margins[c]
			}
		}
	}
	v, w, _ := train(features, classOf, len(ix.labels))
	return &model{Labels: ix.labels, Keys: v.keys(), IDF: v.idf, Weights: w, vocabulary: v}
}

// samplesOf returns what languages are learned from. Small talk always counts:
// it is short, and says little else than its language.
func samplesOf(base *knowledge.Base) []sample {
	var out []sample
	for lang, sentences := range locales.Samples() {
		for _, s := range sentences {
			out = append(out, sample{lang: lang, text: s})
		}
	}
	for _, q := range base.Questions() {
		small := q.Label == knowledge.LabelGreeting || q.Label == knowledge.LabelCapabilities
		out = append(out, sample{lang: q.Lang, text: q.Text, always: small})
	}
	return out
}

func buildFullText(base *knowledge.Base, langs []string, path string) (bleve.Index, error) {
	m, err := fullTextMapping(langs)
	if err != nil {
		return nil, err
	}
	text, err := bleve.New(path, m)
	if err != nil {
		return nil, fmt.Errorf("create full-text index: %w", err)
	}
	if err := fillFullText(text, base); err != nil {
		return nil, errors.Join(err, text.Close())
	}
	return text, nil
}
