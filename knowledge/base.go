package knowledge

import (
	"embed"
	"io/fs"
	"maps"
	"slices"
)

//go:embed all:content
var embedded embed.FS

// Embedded returns the files of the knowledge base that is part of the program.
func Embedded() fs.FS {
	sub, err := fs.Sub(embedded, "content")
	if err != nil {
		panic(err) // the path is a constant
	}
	return sub
}

// A Base is one loaded and checked knowledge base. It is immutable.
type Base struct {
	Hash     string // of all its files, hexadecimal; equal hashes mean equal content
	Topics   []Topic
	Articles []*Article // sorted by Topic order, then ID
	Facts    map[string]*Fact
	Glossary Glossary
	Places   []*Place
	Phrases  []Phrase
	Examples []Example // questions that no Article answers, labelled

	articles map[string]*Article
	places   map[string]*Place
}

// Article returns the Article with that id, or nil.
func (b *Base) Article(id string) *Article { return b.articles[id] }

// Place returns the Place with that id, or nil.
func (b *Base) Place(id string) *Place { return b.places[id] }

// Phrase returns the Phrase with that id, or nil.
func (b *Base) Phrase(id string) *Phrase {
	i := slices.IndexFunc(b.Phrases, func(p Phrase) bool { return p.ID == id })
	if i < 0 {
		return nil
	}
	return &b.Phrases[i]
}

// Questions returns every question variant of every Article, and the Examples.
func (b *Base) Questions() []Example {
	var out []Example
	for _, a := range b.Articles {
		for _, l := range a.Languages() {
			for _, q := range a.Texts[l].Questions {
				out = append(out, Example{Lang: l, Text: q, Label: a.ID})
			}
		}
	}
	return append(out, b.Examples...)
}

// Languages returns the languages that any Article has a Text in, sorted.
func (b *Base) Languages() []string {
	set := map[string]bool{}
	for _, a := range b.Articles {
		for l := range a.Texts {
			set[l] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// FactsOf returns the Facts that the Article's text in lang calls, each once,
// in the order of their first call.
func (b *Base) FactsOf(t *Text) []*Fact {
	var out []*Fact
	for _, id := range factCalls(t.Body) {
		if f := b.Facts[id]; f != nil && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}
