package index

import (
	"context"
	"fmt"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"

	"payhelp/knowledge"
)

// The full-text index has a document for each text of an Article and for each
// Place. Fields are named <field>_<lang>, so that each language has its own
// analysis and its own statistics, and languages are never ranked against each
// other by raw score.
const (
	fieldKind      = "kind" // "article", or kinds of a place
	fieldTitle     = "title"
	fieldBody      = "body"
	fieldQuestions = "questions"
	fieldLocation  = "location"
	kindArticle    = "article"
	idSeparator    = "\x1f"
)

func fullTextMapping(langs []string) (*mapping.IndexMappingImpl, error) {
	m, err := newMapping(langs)
	if err != nil {
		return nil, err
	}
	doc := bleve.NewDocumentStaticMapping()
	for _, lang := range langs {
		for _, field := range []string{fieldTitle, fieldBody, fieldQuestions} {
			f := bleve.NewTextFieldMapping()
			f.Analyzer = analyzerName(lang)
			f.Store, f.IncludeTermVectors, f.IncludeInAll, f.DocValues = false, false, false, false
			doc.AddFieldMappingsAt(field+"_"+lang, f)
		}
	}
	kind := bleve.NewTextFieldMapping()
	kind.Analyzer = keyword.Name
	kind.Store, kind.IncludeTermVectors, kind.IncludeInAll = false, false, false
	doc.AddFieldMappingsAt(fieldKind, kind)
	location := bleve.NewGeoPointFieldMapping()
	location.IncludeInAll = false
	doc.AddFieldMappingsAt(fieldLocation, location)
	m.DefaultMapping = doc
	m.ScoringModel = "bm25"
	return m, nil
}

// fillFullText adds every text and every place of base to ix.
func fillFullText(ix bleve.Index, base *knowledge.Base) error {
	batch := ix.NewBatch()
	for _, a := range base.Articles {
		for _, lang := range a.Languages() {
			t := a.Texts[lang]
			questions := make([]string, len(t.Questions))
			for i, q := range t.Questions {
				questions[i] = normalize(q)
			}
			if err := batch.Index(a.ID+idSeparator+lang, map[string]any{
				fieldKind:                   kindArticle,
				fieldTitle + "_" + lang:     normalize(t.Title),
				fieldBody + "_" + lang:      normalize(knowledge.Plain(base.Render(t))),
				fieldQuestions + "_" + lang: questions,
			}); err != nil {
				return fmt.Errorf("index article %s in %s: %w", a.ID, lang, err)
			}
		}
	}
	for _, p := range base.Places {
		doc := map[string]any{fieldKind: kindsOf(p)}
		for lang, name := range p.Name {
			doc[fieldTitle+"_"+lang] = normalize(name)
		}
		if p.Position != nil {
			doc[fieldLocation] = map[string]any{"lat": p.Position.Lat, "lon": p.Position.Lon}
		}
		if err := batch.Index(p.ID, doc); err != nil {
			return fmt.Errorf("index place %s: %w", p.ID, err)
		}
	}
	return ix.Batch(batch)
}

func kindsOf(p *knowledge.Place) []string {
	kinds := []string{p.Kind}
	for _, s := range p.Services {
		kinds = append(kinds, s.Kind)
	}
	return kinds
}

// textScores returns the full-text score of each Article against title and
// answer in lang, relative to the best, for normalized text. The question
// variants are not searched: the models have learned those.
func textScores(ctx context.Context, ix bleve.Index, lang, text string, limit int) (map[string]float64, error) {
	title := bleve.NewMatchQuery(text)
	title.SetField(fieldTitle + "_" + lang)
	title.SetBoost(2)
	body := bleve.NewMatchQuery(text)
	body.SetField(fieldBody + "_" + lang)
	hits, err := articleHits(ctx, ix, limit, title, body)
	if err != nil {
		return nil, err
	}
	out := make(map[string]float64, len(hits))
	for _, h := range hits {
		out[articleOf(h)] = h.Score / hits[0].Score
	}
	return out, nil
}

func articleHits(ctx context.Context, ix bleve.Index, limit int, queries ...query.Query) (search.DocumentMatchCollection, error) {
	request := bleve.NewSearchRequestOptions(bleve.NewDisjunctionQuery(queries...), limit, 0, false)
	result, err := ix.SearchInContext(ctx, request)
	if err != nil {
		return nil, fmt.Errorf("full-text search: %w", err)
	}
	return result.Hits, nil
}

func articleOf(h *search.DocumentMatch) string {
	id, _, _ := strings.Cut(h.ID, idSeparator)
	return id
}
