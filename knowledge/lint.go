package knowledge

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"payhelp/locales"
)

// Lint returns what is wrong with a base that loads, sorted by file: missing
// texts, bare values, stale facts, near-duplicate
// questions of different articles, locked terms that were altered.
func (b *Base) Lint(today Date) []Problem {
	l := linter{base: b, today: today}
	l.missing()
	l.values()
	l.facts()
	l.duplicates()
	l.lockedTerms()
	slices.SortStableFunc(l.problems, func(a, b Problem) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		return a.Line - b.Line
	})
	return l.problems
}

type linter struct {
	base     *Base
	today    Date
	problems []Problem
}

func (l *linter) problem(file string, line int, format string, args ...any) {
	l.problems = append(l.problems, Problem{File: file, Line: line, Text: fmt.Sprintf(format, args...)})
}

// fewestQuestions is how many variants an article needs in a language for its
// intent to be recognised.
const fewestQuestions = 15

// missing reports texts that other articles have a counterpart of, and articles
// without sources, in a base that keeps a ledger.
func (l *linter) missing() {
	langs := l.base.Languages()
	for _, a := range l.base.Articles {
		dir := l.dir(a)
		for _, lang := range langs {
			t := a.Texts[lang]
			switch {
			case t == nil:
				l.problem(dir, 0, "article %s has no text in %s", a.ID, lang)
			case l.ledger() && len(t.Questions) < fewestQuestions:
				l.problem(t.file, 0, "only %d questions; at least %d are needed", len(t.Questions), fewestQuestions)
			case l.ledger() && t.Show == "":
				l.problem(t.file, 0, "no sentence to show at a counter")
			}
		}
		if l.ledger() && len(a.Sources) == 0 {
			l.problem(dir+"/article.yaml", 0, "article %s has no source", a.ID)
		}
		if !a.Review.IsZero() && a.Review.Before(l.today) {
			l.problem(dir+"/article.yaml", 0, "article %s was due for review on %s", a.ID, a.Review)
		}
	}
	if !l.ledger() {
		return
	}
	for _, p := range l.base.Phrases {
		for _, lang := range langs {
			if p.Text[lang] == "" {
				l.problem("phrases.yaml", 0, "phrase %s has no text in %s", p.ID, lang)
			}
		}
	}
	for _, p := range l.base.Places {
		for _, lang := range langs {
			if p.Name[lang] == "" {
				l.problem("places.yaml", 0, "place %s has no name in %s", p.ID, lang)
			}
		}
	}
}

// ledger reports whether the base keeps facts; one imported from labelled
// questions does not, and is not held to what rests on them.
func (l *linter) ledger() bool { return len(l.base.Facts) > 0 }

func (l *linter) dir(a *Article) string {
	for _, lang := range a.Languages() {
		return path.Dir(a.Texts[lang].file)
	}
	return "articles/" + a.Topic + "/" + a.ID
}

// bareValue matches a number with a currency or a percent sign: such a value
// belongs in the ledger. A phone number of five digits is one too.
var bareValue = regexp.MustCompile(`(?i)(?:[¥$€£₩฿₽₫]|\b(?:rmb|cny|usd|eur|us\$))\s*\d` +
	`|\d\s*(?:[¥€£₩฿₽₫%％٪]|元|块|円|위안|달러|(?:yuan|rmb|cny|usd|eur|dollar|юан|доллар|يوان|دولار|หยวน|ดอลลาร์|nhân dân tệ|tệ|per ?cent|процент|prozent)` + `)` +
	`|\b\d{5}\b`)

func (l *linter) values() {
	if !l.ledger() {
		return
	}
	for _, a := range l.base.Articles {
		for _, lang := range a.Languages() {
			t := a.Texts[lang]
			for i, line := range strings.Split(t.Body, "\n") {
				if found := bareValue.FindString(factCall.ReplaceAllString(line, "")); found != "" {
					l.problem(t.file, t.line+i, `"%s" stands in the text; put the value into facts.yaml and call it`, strings.TrimSpace(found))
				}
			}
		}
	}
}

func (l *linter) facts() {
	for id, f := range l.base.Facts {
		if f.Stale(l.today) {
			l.problem("facts.yaml", 0, "fact %s is stale: it was to be checked again by %s", id, f.ReviewBy)
		}
	}
}

// duplicates reports questions of different articles that are the same but for
// case, punctuation and the order of words: no model can tell them apart.
func (l *linter) duplicates() {
	type where struct{ article, file string }
	seen := map[string]where{}
	for _, a := range l.base.Articles {
		for _, lang := range a.Languages() {
			t := a.Texts[lang]
			for _, q := range t.Questions {
				key := bare(q)
				first, again := seen[lang+key]
				if again && first.article != a.ID {
					l.problem(t.file, 0, "question %q also stands at article %s", q, first.article)
				}
				seen[lang+key] = where{a.ID, t.file}
			}
		}
	}
	for _, e := range l.base.Examples {
		if first, again := seen[e.Lang+bare(e.Text)]; again {
			l.problem("examples/"+e.Label+"/"+e.Lang+".txt", 0, "%q also stands at article %s", e.Text, first.article)
		}
	}
}

// bare returns the words of a question in alphabetical order.
func bare(q string) string {
	words := strings.FieldsFunc(strings.ToLower(q), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.Is(unicode.Mn, r)
	})
	slices.Sort(words)
	return strings.Join(words, " ")
}

func (l *linter) lockedTerms() {
	for _, term := range l.base.Glossary.Locked {
		for _, wrong := range term.Wrong {
			if wrong == "" {
				continue
			}
			for _, a := range l.base.Articles {
				for _, lang := range a.Languages() {
					t := a.Texts[lang]
					for i, line := range strings.Split(t.Body, "\n") {
						if containsWord(line, wrong) {
							l.problem(t.file, t.line+i, "%q is written %q", wrong, term.Text)
						}
					}
				}
			}
		}
	}
}

// containsWord reports whether line has w, not as a part of a longer word.
func containsWord(line, w string) bool {
	for at := 0; ; {
		i := strings.Index(line[at:], w)
		if i < 0 {
			return false
		}
		start, end := at+i, at+i+len(w)
		before := []rune(line[:start])
		after := []rune(line[end:])
		dense := w[0] >= 0x80
		if dense || (len(before) == 0 || !unicode.IsLetter(before[len(before)-1])) && (len(after) == 0 || !unicode.IsLetter(after[0])) {
			return true
		}
		at = end
	}
}

// Stats are the numbers of a base.
type Stats struct {
	Articles  int            `json:"articles"`
	Questions int            `json:"questions"`
	Facts     int            `json:"facts"`
	Places    int            `json:"places"`
	Phrases   int            `json:"phrases"`
	Concepts  int            `json:"concepts"`
	Examples  map[string]int `json:"examples"` // by label
	Languages []LangStats    `json:"languages"`
}

// LangStats are the numbers of a base in one language.
type LangStats struct {
	Lang      string  `json:"lang"`
	Texts     int     `json:"texts"`
	Questions int     `json:"questions"`
	Coverage  float64 `json:"coverage"` // share of the articles that have a text
	Phrases   int     `json:"phrases"`
}

// Stats counts what the base holds.
func (b *Base) Stats() Stats {
	s := Stats{
		Articles: len(b.Articles), Facts: len(b.Facts), Places: len(b.Places), Phrases: len(b.Phrases),
		Concepts: len(b.Glossary.Concepts), Examples: map[string]int{},
	}
	for _, e := range b.Examples {
		s.Examples[e.Label]++
	}
	for _, lang := range b.languagesInOrder() {
		one := LangStats{Lang: lang}
		for _, a := range b.Articles {
			if t := a.Texts[lang]; t != nil {
				one.Texts++
				one.Questions += len(t.Questions)
			}
		}
		for _, p := range b.Phrases {
			if p.Text[lang] != "" {
				one.Phrases++
			}
		}
		one.Coverage = float64(one.Texts) / float64(len(b.Articles))
		s.Questions += one.Questions
		s.Languages = append(s.Languages, one)
	}
	return s
}

// languagesInOrder returns the base's languages, the supported ones first, in
// their usual order.
func (b *Base) languagesInOrder() []string {
	have := b.Languages()
	var out []string
	for _, l := range locales.Supported() {
		if slices.Contains(have, l) {
			out = append(out, l)
		}
	}
	for _, l := range have {
		if !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}
