package index

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"

	"payhelp/knowledge"
	"payhelp/locales"
)

// A ReplyHit is an Article or a Phrase that staff may send.
type ReplyHit struct {
	Article *knowledge.Article // nil for a Phrase
	Phrase  *knowledge.Phrase  // nil for an Article
	Score   float64            // of its kind alone; higher is better
}

// SearchReplies returns at most limit Articles and at most limit Phrases whose
// texts have the words of text, best first, Articles before Phrases. It is for
// staff, who search for what they know is there: in Chinese, English or the
// language of text.
func (ix *Index) SearchReplies(ctx context.Context, text string, limit int) ([]ReplyHit, error) {
	text = normalize(text)
	if text == "" {
		return nil, nil
	}
	langs := []string{locales.Chinese, locales.English}
	if lang, answer := ix.Language(text, nil); lang != "" && !slices.Contains(langs, answer) {
		langs = append(langs, answer)
	}
	articles, err := ix.searchArticles(ctx, text, langs, limit)
	if err != nil {
		return nil, err
	}
	phrases, err := ix.searchPhrases(ctx, text, langs, limit)
	return append(articles, phrases...), err
}

// boosts say how much more a word counts in a field.
var boosts = []struct {
	field string
	boost float64
}{{fieldTitle, 4}, {fieldQuestions, 2}, {fieldBody, 1}}

func (ix *Index) searchArticles(ctx context.Context, text string, langs []string, limit int) ([]ReplyHit, error) {
	var queries []query.Query
	for _, lang := range langs {
		for _, b := range boosts {
			m := bleve.NewMatchQuery(text)
			m.SetField(b.field + "_" + lang)
			m.SetBoost(b.boost)
			queries = append(queries, m)
		}
	}
	// There is a document for each language of an Article.
	hits, err := articleHits(ctx, ix.text, limit*len(langs)+len(ix.base.Places), queries...)
	if err != nil {
		return nil, err
	}
	var out []ReplyHit
	seen := map[string]bool{}
	for _, h := range hits {
		id := articleOf(h)
		if a := ix.base.Article(id); a != nil && !seen[id] && len(out) < limit {
			seen[id] = true
			out = append(out, ReplyHit{Article: a, Score: h.Score})
		}
	}
	if len(out) > 0 {
		return out, nil
	}
	// A single character of a script without spaces is no word of an index.
	for _, a := range ix.base.Articles {
		if t := a.Texts[locales.Chinese]; t != nil && len(out) < limit && strings.Contains(normalize(t.Title), text) {
			out = append(out, ReplyHit{Article: a, Score: 1})
		}
	}
	return out, nil
}

// phraseIndex returns the full-text index of the Phrases, made in memory when
// it is first asked for: there are few.
func (ix *Index) phraseIndex() (bleve.Index, error) {
	ix.phrases.once.Do(func() { ix.phrases.text, ix.phrases.err = buildPhrases(ix.base) })
	return ix.phrases.text, ix.phrases.err
}

func buildPhrases(base *knowledge.Base) (bleve.Index, error) {
	m, err := newMapping(locales.Supported())
	if err != nil {
		return nil, err
	}
	doc := bleve.NewDocumentStaticMapping()
	for _, lang := range locales.Supported() {
		doc.AddFieldMappingsAt(fieldBody+"_"+lang, phraseField(lang))
	}
	m.DefaultMapping = doc
	text, err := bleve.NewMemOnly(m)
	if err != nil {
		return nil, fmt.Errorf("create index of phrases: %w", err)
	}
	batch := text.NewBatch()
	for _, p := range base.Phrases {
		fields := map[string]any{}
		for lang, s := range p.Text {
			fields[fieldBody+"_"+lang] = normalize(s + " " + p.Group)
		}
		if err := batch.Index(p.ID, fields); err != nil {
			return nil, fmt.Errorf("index phrase %s: %w", p.ID, err)
		}
	}
	if err := text.Batch(batch); err != nil {
		return nil, fmt.Errorf("index phrases: %w", err)
	}
	return text, nil
}

func phraseField(lang string) *mapping.FieldMapping {
	f := bleve.NewTextFieldMapping()
	f.Analyzer = analyzerName(lang)
	f.Store, f.IncludeTermVectors, f.IncludeInAll, f.DocValues = false, false, false, false
	return f
}

func (ix *Index) searchPhrases(ctx context.Context, text string, langs []string, limit int) ([]ReplyHit, error) {
	if len(ix.base.Phrases) == 0 {
		return nil, nil
	}
	phrases, err := ix.phraseIndex()
	if err != nil {
		return nil, err
	}
	var queries []query.Query
	for _, lang := range langs {
		m := bleve.NewMatchQuery(text)
		m.SetField(fieldBody + "_" + lang)
		queries = append(queries, m)
	}
	hits, err := articleHits(ctx, phrases, limit, queries...)
	if err != nil {
		return nil, err
	}
	var out []ReplyHit
	for _, h := range hits {
		if p := ix.base.Phrase(h.ID); p != nil {
			out = append(out, ReplyHit{Phrase: p, Score: h.Score})
		}
	}
	if len(out) > 0 {
		return out, nil
	}
	for i := range ix.base.Phrases {
		p := &ix.base.Phrases[i]
		if len(out) < limit && strings.Contains(normalize(p.Text[locales.Chinese]), text) {
			out = append(out, ReplyHit{Phrase: p, Score: 1})
		}
	}
	return out, nil
}
