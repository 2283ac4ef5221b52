package index

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strings"
	"unicode"

	"payhelp/locales"
)

// An identifier judges the language of a message: by its script where that
// decides, else by a linear model over words and character n-grams that is
// trained on questions, romanised ones included, and on sample sentences.
type identifier struct {
	Langs   []string // by class
	Keys    features
	IDF     float32s
	Weights *weights

	vocabulary *vocabulary
}

// A Guess is a language that a message may be in.
type Guess struct {
	Lang  string
	Share float64 // of the probability, from 0 to 1
}

// A sample is a sentence in a known language.
type sample struct {
	lang, text string
	always     bool // whether it counts however many others there are
}

// samplesPerLanguage bounds how many sentences a language is learned from.
const samplesPerLanguage = 800

func trainIdentifier(samples []sample) *identifier {
	id := &identifier{}
	byLang := map[string][]string{}
	always := map[string][]string{}
	for _, s := range samples {
		if s.always {
			always[s.lang] = append(always[s.lang], s.text)
		} else {
			byLang[s.lang] = append(byLang[s.lang], s.text)
		}
	}
	for l := range byLang {
		id.Langs = append(id.Langs, l)
	}
	slices.Sort(id.Langs)
	var questions [][]feature
	var classOf []int
	for c, l := range id.Langs {
		for _, text := range append(always[l], spread(byLang[l], samplesPerLanguage)...) {
			questions = append(questions, languageFeatures(normalize(text)))
			classOf = append(classOf, c)
		}
	}
	v := newVocabulary(questions)
	vectors := make([]vector, len(questions))
	for i, q := range questions {
		vectors[i], _ = v.vector(q)
	}
	id.Weights = quantize(trainSVM(vectors, classOf, len(id.Langs), len(v.idf), trainingCost))
	id.vocabulary = v
	id.Keys, id.IDF = v.keys(), v.idf
	return id
}

// restore makes what is derived from the fields that are kept.
func (id *identifier) restore() error {
	if len(id.Keys) != len(id.IDF) || id.Weights == nil || len(id.Weights.Scales) != len(id.IDF)+1 || id.Weights.Classes != len(id.Langs) {
		return errors.New("language model: its parts do not fit together")
	}
	id.vocabulary = restoreVocabulary(id.Keys, id.IDF)
	return nil
}

// spread returns n of the texts, evenly spread, or all where there are fewer.
func spread(texts []string, n int) []string {
	step := max(1, float64(len(texts))/float64(n))
	var out []string
	for at := 0.0; int(at) < len(texts); at += step {
		out = append(out, texts[int(at)])
	}
	return out
}

// languageFeatures are words and n-grams of normalized text, diacritics and all.
func languageFeatures(text string) []feature {
	var out []feature
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && r != '\'' }) {
		out = append(out, hash(words, 'w', w))
		runes := []rune(" " + w + " ")
		for n := 1; n <= 4; n++ {
			for i := 0; i+n <= len(runes); i++ {
				if n > 1 || runes[i] != ' ' {
					out = append(out, hash(grams, byte(n), string(runes[i:i+n])))
				}
			}
		}
	}
	return out
}

// identify returns the languages that normalized text may be in, likeliest
// first; none where it has no letters. expected are languages that the
// conversation or the browser make likelier, best first.
func (id *identifier) identify(text string, expected []string) []Guess {
	allowed, decided := byScript(text)
	if decided != "" && slices.Contains(id.Langs, decided) {
		return []Guess{{decided, 1}}
	}
	if allowed == nil {
		return nil
	}
	if tooShort(text) {
		for _, l := range expected {
			if slices.Contains(id.Langs, l) && allowed(l) {
				return []Guess{{l, 1}}
			}
		}
	}
	if len(expected) == 0 && oneWord(text) {
		expected = []string{locales.English}
	}
	margins := make([]float32, len(id.Langs))
	v, _ := id.vocabulary.vector(languageFeatures(text))
	id.Weights.score(v, margins)
	var out []Guess
	total := 0.0
	for c, l := range id.Langs {
		if !allowed(l) {
			continue
		}
		// Margins of a linear machine, sharpened to shares of probability.
		x := float64(margins[c])
		if locales.IsSupported(l) {
			x += served
		}
		if i := slices.Index(expected, l); i >= 0 {
			x += expectation / float64(1+i)
		}
		p := math.Exp(sharpness * x)
		out = append(out, Guess{l, p})
		total += p
	}
	for i := range out {
		out[i].Share /= total
	}
	slices.SortFunc(out, func(a, b Guess) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), strings.Compare(a.Lang, b.Lang))
	})
	return out
}

const (
	sharpness   = 5
	served      = 0.12 // what a language served in full is worth: most visitors write one
	expectation = 0.25 // what an expected language is worth, in margins
)

// fewLetters say nothing of a language that is not said better by what is
// expected: "hi", "ok", "no".
const fewLetters = 3

// tooShort reports whether a text has no more than a few letters, all of them
// Latin and without accents.
func tooShort(text string) bool {
	n := 0
	for _, r := range text {
		switch {
		case r >= 'a' && r <= 'z':
			n++
		case unicode.IsLetter(r):
			return false
		}
	}
	return n <= fewLetters
}

// oneWord reports whether a text is a single word of Latin letters without
// accents. Where nothing is expected that is likelier English than a language
// that has the word from it: "cash", "bank", "hotel".
func oneWord(text string) bool {
	return strings.IndexFunc(strings.TrimSpace(text), func(r rune) bool { return r < 'a' || r > 'z' }) < 0
}

// byScript counts which script carries the message. It returns the language
// where the script decides, else which languages it allows; nil where there
// are no letters at all. Latin words inside another script are mostly brands
// and do not count against it, a lone foreign word in a Latin sentence does not
// carry it.
func byScript(text string) (allowed func(lang string) bool, decided string) {
	n := map[string]int{}
	latinWords, inWord := 0, false
	for _, r := range text {
		isLatin := false
		switch {
		case unicode.Is(unicode.Latin, r):
			isLatin = true
			if !inWord {
				latinWords++
			}
		case unicode.In(r, unicode.Hiragana, unicode.Katakana):
			n["kana"]++
		case unicode.Is(unicode.Han, r):
			n["han"]++
		case unicode.Is(unicode.Hangul, r):
			n["hangul"]++
		case unicode.Is(unicode.Thai, r):
			n["thai"]++
		case unicode.Is(unicode.Arabic, r):
			n["arabic"]++
		case unicode.Is(unicode.Cyrillic, r):
			n["cyrillic"]++
		case unicode.IsLetter(r):
			n["other"]++
		}
		inWord = isLatin
	}
	best, most := "", 0
	for _, s := range []string{"kana", "hangul", "thai", "arabic", "cyrillic", "han", "other"} {
		if n[s] > most {
			best, most = s, n[s]
		}
	}
	if n["kana"] > 0 && best == "han" && n["kana"]*8 >= n["han"] {
		best = "kana"
	}
	// A Latin word weighs as much as three letters of another script.
	if most == 0 || latinWords*3 > most*2 && most <= 6 && latinWords >= 3 {
		if latinWords == 0 {
			return nil, ""
		}
		return func(l string) bool { return scriptOf[l] == "" || romanised[l] }, ""
	}
	switch best {
	case "kana":
		return nil, "ja"
	case "hangul":
		return nil, "ko"
	case "thai":
		return nil, "th"
	}
	return func(l string) bool { return slices.Contains(strings.Fields(scriptOf[l]), best) }, ""
}

// scriptOf names the scripts of the languages that are not written in Latin.
var scriptOf = map[string]string{
	"zh": "han", "ja": "kana han", "ko": "hangul", "th": "thai",
	"ar": "arabic", "fa": "arabic", "ur": "arabic", "ps": "arabic", "ug": "arabic",
	"ru": "cyrillic", "uk": "cyrillic", "be": "cyrillic", "bg": "cyrillic", "kk": "cyrillic", "ky": "cyrillic", "mn": "cyrillic", "tg": "cyrillic", "sr": "cyrillic",
	"hi": "other", "bn": "other", "ne": "other", "my": "other", "km": "other", "lo": "other", "he": "other", "el": "other", "ka": "other", "hy": "other", "ta": "other", "si": "other", "am": "other",
}

// romanised are the languages of other scripts that visitors also type in
// Latin letters, and that there are such questions of.
var romanised = map[string]bool{"zh": true, "ja": true, "ko": true, "th": true, "ar": true, "ru": true, "hi": true}

// Language returns the language of a message, "" where it has no letters, and
// the supported language to answer it in. expected are the languages of the
// conversation and the browser, likeliest first.
func (ix *Index) Language(text string, expected []string) (lang, answer string) {
	guesses := ix.langs.identify(normalize(text), expected)
	if len(guesses) == 0 {
		return "", expectedLanguage(expected)
	}
	return guesses[0].Lang, answerLanguage(guesses[0].Lang)
}
