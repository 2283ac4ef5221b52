package index

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// A group is a family of features; each is scaled on its own, so that the many
// n-grams of a question do not drown its few words.
type group uint8

const (
	words    group = iota // terms of the language's analyzer, and pairs of them
	grams                 // character n-grams: typos, missing diacritics, unknown inflections
	concepts              // concepts of the glossary
	groups
)

// A feature is one term, n-gram or concept, as a hash that carries its group
// in the lowest two bits.
type feature uint64

func (f feature) group() group { return group(f & 3) }

// FNV-1a, 64 bits: the hashes are kept on disk, so they must not vary.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

func hash(g group, kind byte, parts ...string) feature {
	h := uint64(fnvOffset)
	h = (h ^ uint64(kind)) * fnvPrime
	for _, p := range parts {
		for i := 0; i < len(p); i++ {
			h = (h ^ uint64(p[i])) * fnvPrime
		}
		h = (h ^ 0xff) * fnvPrime
	}
	return feature(h&^3 | uint64(g))
}

// extract appends the features of one question: terms are those of its
// language's analyzer, found the concepts it names.
func extract(out []feature, normalized string, terms, found []string) []feature {
	for i, t := range terms {
		out = append(out, hash(words, 'w', t))
		if i > 0 {
			out = append(out, hash(words, 'b', terms[i-1], t))
		}
	}
	out = appendGrams(out, fold(normalized))
	for _, c := range found {
		out = append(out, conceptFeature(c))
	}
	return out
}

// conceptFeature is that a question names the concept of that id.
func conceptFeature(id string) feature { return hash(concepts, 'c', id) }

// conceptFeatures returns the features of the pooled model: the concepts that a
// question names, and pairs of them.
func conceptFeatures(found []string) []feature {
	var out []feature
	for i, c := range found {
		out = append(out, conceptFeature(c))
		for _, d := range found[:i] {
			out = append(out, hash(concepts, 'd', min(c, d), max(c, d)))
		}
	}
	return out
}

// appendGrams appends the character n-grams of every word, padded with a space
// at both ends. Scripts that say much in one character get shorter ones.
func appendGrams(out []feature, text string) []feature {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.Is(unicode.Mn, r) && r != '\''
	}) {
		runes := []rune(" " + word + " ")
		low, high := 3, 3
		switch r := runes[1]; {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			low, high = 1, 4
			runes = runes[1 : len(runes)-1]
		case unicode.Is(unicode.Hangul, r):
			low, high = 1, 4
		case unicode.Is(unicode.Thai, r):
			low, high = 2, 5
			runes = runes[1 : len(runes)-1]
		}
		for n := low; n <= high; n++ {
			for i := 0; i+n <= len(runes); i++ {
				out = append(out, hash(grams, byte(n), string(runes[i:i+n])))
			}
		}
	}
	return out
}

// A vector is a sparse vector of features that a vocabulary knows, sorted by
// id, each group scaled to its weight.
type vector struct {
	ids    []uint32
	values []float32
}

// groupWeights are the lengths of the groups' parts of a vector.
var groupWeights = [groups]float64{words: 1, grams: 1, concepts: 0.5}

// A vocabulary numbers the features of a set of questions and knows how much
// each tells. It is safe for concurrent use once made.
type vocabulary struct {
	ids map[feature]uint32
	idf []float32 // by id
}

// newVocabulary returns the vocabulary of questions. N-grams that only one of
// them has are left out.
func newVocabulary(questions [][]feature) *vocabulary {
	df := map[feature]int{}
	for _, q := range questions {
		for _, f := range unique(q) {
			df[f]++
		}
	}
	keys := make([]feature, 0, len(df))
	for f, n := range df {
		if n > 1 || f.group() != grams {
			keys = append(keys, f)
		}
	}
	slices.Sort(keys)
	v := &vocabulary{ids: make(map[feature]uint32, len(keys)), idf: make([]float32, len(keys))}
	for i, f := range keys {
		v.ids[f] = uint32(i)
		v.idf[i] = float32(math.Log(float64(1+len(questions))/float64(1+df[f])) + 1)
	}
	return v
}

func restoreVocabulary(keys []feature, idf []float32) *vocabulary {
	v := &vocabulary{ids: make(map[feature]uint32, len(keys)), idf: idf}
	for i, k := range keys {
		v.ids[k] = uint32(i)
	}
	return v
}

// keys returns the features by id.
func (v *vocabulary) keys() []feature {
	out := make([]feature, len(v.ids))
	for f, id := range v.ids {
		out[id] = f
	}
	return out
}

func unique(q []feature) []feature {
	q = slices.Clone(q)
	slices.Sort(q)
	return slices.Compact(q)
}

// vector returns the vector of features and the share of their weight that the
// vocabulary knows, from 0 to 1.
func (v *vocabulary) vector(features []feature) (out vector, known float64) {
	features = slices.Clone(features)
	slices.Sort(features)
	var norms [groups]float64
	unknown := 0
	for i := 0; i < len(features); {
		j := i
		for j < len(features) && features[j] == features[i] {
			j++
		}
		f := features[i]
		if id, ok := v.ids[f]; ok {
			x := (1 + math.Log(float64(j-i))) * float64(v.idf[id])
			out.ids = append(out.ids, id)
			out.values = append(out.values, float32(x))
			norms[f.group()] += x * x
		} else if f.group() != concepts {
			unknown++
		}
		i = j
	}
	if n := len(out.ids) + unknown; n > 0 {
		known = float64(len(out.ids)) / float64(n)
	}
	i := 0
	for _, f := range slices.Compact(features) {
		if _, ok := v.ids[f]; ok {
			g := f.group()
			out.values[i] *= float32(groupWeights[g] / math.Sqrt(norms[g]))
			i++
		}
	}
	return out, known
}
