package index

import (
	"fmt"
	"strings"
	"sync"
	std "unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/lang/ar"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/analysis/lang/it"
	"github.com/blevesearch/bleve/v2/analysis/lang/pt"
	"github.com/blevesearch/bleve/v2/analysis/lang/ru"
	"github.com/blevesearch/bleve/v2/analysis/token/ngram"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/regexp"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/registry"
)

// The analyzers take normalized text and keep stop words: a short question
// may consist of little else ("how much is it?"). Languages are those of
// Bleve, in Bleve's own filters, and for those it has only in part:
//
//   - th is written without spaces, and Bleve's tokenizer finds no words in it,
//     so its runs are cut into trigrams;
//   - vi is written in syllables, and often without its marks: folded syllables
//     and pairs of them;
//   - id stems by a filter of our own, Bleve has none;
//   - ko joins particles to its words, so its words are cut into bigrams, as
//     Bleve does for zh and ja only.
//
// A language that is not listed is split into words and folded.
var languageFilters = map[string][]string{
	"en": {en.PossessiveName, en.SnowballStemmerName},
	"fr": {fr.ElisionName, foldName, fr.LightStemmerName},
	"de": {de.NormalizeName, de.LightStemmerName},
	"es": {es.NormalizeName, foldName, es.LightStemmerName},
	"it": {it.ElisionName, foldName, it.LightStemmerName},
	"pt": {foldName, pt.LightStemmerName},
	"ru": {foldName, ru.SnowballStemmerName},
	"ar": {ar.NormalizeName, ar.StemmerName, foldName},
	"zh": {cjk.WidthName, cjkBigramName},
	"ja": {cjk.WidthName, cjkBigramName},
	"ko": {cjk.WidthName, koreanName},
	"th": {thaiName},
	"vi": {foldName},
	"id": {foldName, indonesianName},
}

const (
	runsName       = "payhelp_runs"
	foldName       = "payhelp_fold"
	cjkBigramName  = "payhelp_cjk_bigram"
	thaiName       = "payhelp_th_trigram"
	koreanName     = "payhelp_ko_bigram"
	indonesianName = "payhelp_stemmer_id"
)

// An analyzer turns normalized text into the terms of one language. It is
// safe for concurrent use.
type analyzer struct{ analysis.Analyzer }

// newMapping returns an index mapping that defines the analyzer of every
// language, under analyzerName.
func newMapping(langs []string) (*mapping.IndexMappingImpl, error) {
	if err := registerFilters(); err != nil {
		return nil, err
	}
	m := bleve.NewIndexMapping()
	if err := m.AddCustomTokenizer(runsName, map[string]any{"type": regexp.Name, "regexp": `[\p{L}\p{M}\p{N}]+`}); err != nil {
		return nil, fmt.Errorf("define tokenizer: %w", err)
	}
	for _, lang := range langs {
		filters, known := languageFilters[lang]
		if !known {
			filters = []string{foldName}
		}
		if err := m.AddCustomAnalyzer(analyzerName(lang), map[string]any{
			"type": custom.Name, "tokenizer": tokenizerOf(lang), "token_filters": filters,
		}); err != nil {
			return nil, fmt.Errorf("define analyzer of %s: %w", lang, err)
		}
	}
	return m, nil
}

// tokenizerOf returns the name of the tokenizer of lang.
func tokenizerOf(lang string) string {
	if lang == "th" {
		return runsName
	}
	return unicode.Name
}

func analyzerName(lang string) string { return "payhelp_" + lang }

// terms returns the terms of normalized text, in order.
func (a *analyzer) terms(text string) []string {
	tokens := a.Analyze([]byte(text))
	out := make([]string, len(tokens))
	for i, t := range tokens {
		out[i] = string(t.Term)
	}
	return out
}

// registerFilters makes our filters known to Bleve, whose registry is one for
// the process.
var registerFilters = sync.OnceValue(func() error {
	for name, filter := range map[string]analysis.TokenFilter{
		foldName:       mapFilter(fold),
		cjkBigramName:  cjk.NewCJKBigramFilter(true),
		thaiName:       scriptFilter{std.Thai, ngram.NewNgramFilter(3, 3)},
		koreanName:     scriptFilter{std.Hangul, ngram.NewNgramFilter(2, 2)},
		indonesianName: mapFilter(stemIndonesian),
	} {
		build := func(map[string]any, *registry.Cache) (analysis.TokenFilter, error) { return filter, nil }
		if err := registry.RegisterTokenFilter(name, build); err != nil {
			return fmt.Errorf("register filter %s: %w", name, err)
		}
	}
	return nil
})

// A mapFilter rewrites each term.
type mapFilter func(string) string

func (f mapFilter) Filter(in analysis.TokenStream) analysis.TokenStream {
	for _, t := range in {
		t.Term = []byte(f(string(t.Term)))
	}
	return in
}

// A scriptFilter cuts terms of one script that are long enough, and leaves
// others whole.
type scriptFilter struct {
	script *std.RangeTable
	inner  analysis.TokenFilter
}

func (f scriptFilter) Filter(in analysis.TokenStream) analysis.TokenStream {
	var out analysis.TokenStream
	for _, t := range in {
		cut := analysis.TokenStream{}
		if r, _ := utf8.DecodeRune(t.Term); std.Is(f.script, r) {
			cut = f.inner.Filter(analysis.TokenStream{t})
		}
		if len(cut) == 0 {
			cut = analysis.TokenStream{t}
		}
		out = append(out, cut...)
	}
	return out
}

// stemIndonesian strips the particles, possessives and suffixes, and the
// commonest prefixes, of an Indonesian word that stays four letters or longer:
// the first steps of Tala's stemmer (2003), which over-stems less than all.
func stemIndonesian(w string) string {
	const keep = 4
	for _, group := range [][]string{{"lah", "kah", "tah", "pun"}, {"nya", "ku", "mu"}, {"kan", "an", "i"}} {
		for _, suffix := range group {
			if strings.HasSuffix(w, suffix) && len(w)-len(suffix) >= keep {
				w = strings.TrimSuffix(w, suffix)
				break
			}
		}
	}
	for _, p := range [][2]string{
		{"meng", ""}, {"meny", "s"}, {"mem", ""}, {"men", ""}, {"me", ""}, {"ber", ""}, {"ter", ""}, {"peng", ""}, {"pem", ""}, {"di", ""}, {"ke", ""}, {"se", ""},
	} {
		if strings.HasPrefix(w, p[0]) && len(w)-len(p[0]) >= keep {
			return p[1] + strings.TrimPrefix(w, p[0])
		}
	}
	return w
}
