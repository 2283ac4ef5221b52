package knowledge

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
	"golang.org/x/sync/errgroup"
	"golang.org/x/text/language"
)

// Limits of what is read from a knowledge base that comes from elsewhere.
const (
	maxFile = 16 << 20 // bytes
	maxText = 64 << 10 // bytes of an answer, and of one question
)

// Load reads and checks a knowledge base. Every file but the articles is
// optional. An error about the content is an [*InvalidError].
func Load(fsys fs.FS) (*Base, error) {
	l := loader{fsys: fsys, base: &Base{
		Facts: map[string]*Fact{}, articles: map[string]*Article{}, places: map[string]*Place{},
	}}
	if err := l.read(); err != nil {
		return nil, err
	}
	l.ledger()
	l.glossary()
	l.places()
	l.phrases()
	l.topics()
	l.articles()
	l.examples()
	l.crossCheck()
	if len(l.broken) > 0 {
		l.problems = l.broken // the others may only follow from these
	}
	if len(l.problems) > 0 {
		slices.SortStableFunc(l.problems, func(a, b Problem) int {
			return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
		})
		return nil, &InvalidError{Problems: l.problems}
	}
	return l.base, nil
}

type loader struct {
	fsys     fs.FS
	names    []string          // of all files, sorted
	files    map[string][]byte // by name
	base     *Base
	problems []Problem
	broken   []Problem // of files that do not parse
}

func (l *loader) problem(file string, line int, format string, args ...any) {
	l.problems = append(l.problems, Problem{File: file, Line: line, Text: fmt.Sprintf(format, args...)})
}

func (l *loader) unreadable(file string, line int, text string) {
	l.broken = append(l.broken, Problem{File: file, Line: line, Text: text})
}

// read reads every file that belongs to a base, and hashes them.
func (l *loader) read() error {
	l.files = map[string][]byte{}
	err := fs.WalkDir(l.fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if hidden := strings.HasPrefix(d.Name(), ".") && name != "."; hidden {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil // what editors and file managers leave behind
		}
		if d.IsDir() || !slices.Contains([]string{".yaml", ".md", ".txt"}, path.Ext(name)) || name == "README.md" {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if info.Size() > maxFile {
			return &InvalidError{Problems: []Problem{{File: name, Text: fmt.Sprintf("larger than %d bytes", maxFile)}}}
		}
		l.files[name], err = fs.ReadFile(l.fsys, name)
		l.names = append(l.names, name)
		return err
	})
	if err != nil {
		return fmt.Errorf("read knowledge base: %w", err)
	}
	slices.Sort(l.names)
	sum := sha256.New()
	for _, name := range l.names {
		fmt.Fprintf(sum, "%s\x00%d\x00", name, len(l.files[name]))
		sum.Write(l.files[name])
		if !utf8.Valid(l.files[name]) {
			l.unreadable(name, 0, "not UTF-8")
		}
	}
	l.base.Hash = hex.EncodeToString(sum.Sum(nil))
	return nil
}

// decode reads YAML strictly: an unknown or repeated key is a problem.
func (l *loader) decode(name string, data []byte, firstLine int, into any) bool {
	err := yaml.Load(data, into, yaml.WithKnownFields(), yaml.WithUniqueKeys(true))
	if err == nil {
		return true
	}
	l.broken = append(l.broken, yamlProblems(name, firstLine, err)...)
	return false
}

func yamlProblems(name string, firstLine int, err error) []Problem {
	var many *yaml.LoadErrors
	if errors.As(err, &many) && len(many.Errors) > 0 {
		var out []Problem
		for _, e := range many.Errors {
			out = append(out, yamlProblem(name, firstLine, e))
		}
		return out
	}
	var one *yaml.LoadError
	if errors.As(err, &one) {
		return []Problem{yamlProblem(name, firstLine, one)}
	}
	return []Problem{{File: name, Line: firstLine, Text: strings.TrimPrefix(err.Error(), "yaml: ")}}
}

func yamlProblem(name string, firstLine int, e *yaml.LoadError) Problem {
	return Problem{File: name, Line: e.Mark.Line + firstLine - 1, Text: e.Message}
}

// optional decodes a file of the base's root, if it is there.
func (l *loader) optional(name string, into any) ([]byte, bool) {
	data, ok := l.files[name]
	return data, ok && l.decode(name, data, 1, into)
}

func (l *loader) ledger() {
	var file struct {
		Facts []*Fact `yaml:"facts"`
	}
	const name = "facts.yaml"
	data, ok := l.optional(name, &file)
	if !ok {
		return
	}
	for _, f := range file.Facts {
		line := lineOf(data, 0, "id: "+f.ID)
		switch _, known := l.base.Facts[f.ID]; {
		case f.ID == "":
			l.problem(name, 0, "a fact has no id")
			continue
		case known:
			l.problem(name, lineOf(data, 1, "id: "+f.ID), "fact %q is there twice", f.ID)
		case f.Source.Name == "":
			l.problem(name, line, "fact %q has no source", f.ID)
		case f.Checked.IsZero():
			l.problem(name, line, "fact %q does not say when it was checked", f.ID)
		}
		if err := f.Value.check(); err != nil {
			l.problem(name, line, "fact %q: %v", f.ID, err)
		}
		l.base.Facts[f.ID] = f
	}
}

// glossary reads the base's glossary. A base without one, such as one imported
// from labelled questions, uses the built-in one: what things are called is
// knowledge of languages, not of the base.
func (l *loader) glossary() {
	const name = "glossary.yaml"
	if _, own := l.files[name]; !own {
		l.base.Glossary = builtInGlossary()
		return
	}
	data, ok := l.optional(name, &l.base.Glossary)
	if !ok {
		return
	}
	seen := map[string]bool{}
	for _, c := range l.base.Glossary.Concepts {
		if c.ID == "" || seen[c.ID] {
			l.problem(name, lineOf(data, 1, "id: "+c.ID), "concept %q is there twice or has no id", c.ID)
		}
		seen[c.ID] = true
		l.languages(name, lineOf(data, 0, "id: "+c.ID), c.Terms)
	}
}

func (l *loader) places() {
	var file struct {
		Places []*Place `yaml:"places"`
	}
	const name = "places.yaml"
	data, ok := l.optional(name, &file)
	if !ok {
		return
	}
	for _, p := range file.Places {
		line := lineOf(data, 0, "id: "+p.ID)
		switch {
		case p.ID == "" || l.base.places[p.ID] != nil:
			l.problem(name, lineOf(data, 1, "id: "+p.ID), "place %q is there twice or has no id", p.ID)
		case p.Kind == "" || len(p.Name) == 0:
			l.problem(name, line, "place %q has no kind or no name", p.ID)
		}
		if at := p.Position; at != nil && (at.Lat < -90 || at.Lat > 90 || at.Lon < -180 || at.Lon > 180) {
			l.problem(name, line, "place %q: position is not in degrees", p.ID)
		}
		l.base.places[p.ID] = p
		l.base.Places = append(l.base.Places, p)
	}
}

func (l *loader) phrases() {
	var file struct {
		Phrases []Phrase `yaml:"phrases"`
	}
	const name = "phrases.yaml"
	data, ok := l.optional(name, &file)
	if !ok {
		return
	}
	seen := map[string]bool{}
	for _, p := range file.Phrases {
		line := lineOf(data, 0, "id: "+p.ID)
		if p.ID == "" || seen[p.ID] {
			l.problem(name, line, "phrase %q is there twice or has no id", p.ID)
		}
		seen[p.ID] = true
		for lang, text := range p.Text {
			for _, slot := range p.Slots {
				if !strings.Contains(text, "{"+slot+"}") {
					l.problem(name, line, "phrase %q lacks slot {%s} in %s", p.ID, slot, lang)
				}
			}
		}
	}
	l.base.Phrases = file.Phrases
}

func (l *loader) topics() {
	var file struct {
		Topics []Topic `yaml:"topics"`
	}
	l.optional("topics.yaml", &file)
	l.base.Topics = file.Topics
}

// languages checks that the keys of a map are language tags.
func (l *loader) languages(file string, line int, m map[string][]string) {
	for lang := range m {
		if _, err := language.Parse(lang); err != nil {
			l.problem(file, line, "%q is not a BCP 47 language tag", lang)
		}
	}
}

// articles reads articles/<topic>/<directory>/article.yaml and the texts beside it.
func (l *loader) articles() {
	type found struct {
		article          *Article
		problems, broken []Problem
	}
	var dirs []string
	for _, name := range l.names {
		if strings.HasPrefix(name, "articles/") && path.Base(name) == "article.yaml" {
			dirs = append(dirs, path.Dir(name))
		}
	}
	results := make([]found, len(dirs))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	texts := l.textsByDir()
	for i, dir := range dirs {
		group.Go(func() error {
			one := loader{files: l.files, base: l.base}
			results[i] = found{article: one.article(dir, texts[dir])}
			results[i].problems, results[i].broken = one.problems, one.broken
			return nil
		})
	}
	_ = group.Wait() // the functions collect problems and return none
	for i, r := range results {
		l.problems = append(l.problems, r.problems...)
		l.broken = append(l.broken, r.broken...)
		if r.article == nil {
			continue
		}
		if l.base.articles[r.article.ID] != nil {
			l.problem(dirs[i]+"/article.yaml", 0, "article %q is there twice", r.article.ID)
		}
		l.base.articles[r.article.ID] = r.article
		l.base.Articles = append(l.base.Articles, r.article)
	}
	order := map[string]int{}
	for i, t := range l.base.Topics {
		order[t.ID] = i - len(l.base.Topics)
	}
	slices.SortFunc(l.base.Articles, func(a, b *Article) int {
		return cmp.Or(cmp.Compare(order[a.Topic], order[b.Topic]), strings.Compare(a.Topic, b.Topic), strings.Compare(a.ID, b.ID))
	})
	if len(dirs) == 0 {
		l.problem("articles", 0, "no article was found; a knowledge base has files articles/<topic>/<id>/article.yaml")
	}
}

// textsByDir returns the Markdown files of each article directory.
func (l *loader) textsByDir() map[string][]string {
	out := map[string][]string{}
	for _, name := range l.names {
		if path.Ext(name) == ".md" {
			out[path.Dir(name)] = append(out[path.Dir(name)], name)
		}
	}
	return out
}

func (l *loader) article(dir string, texts []string) *Article {
	var file struct {
		ID       string   `yaml:"id"`
		Related  []string `yaml:"related"`
		Places   []string `yaml:"places"`
		Urgent   bool     `yaml:"urgent"`
		Sources  []Source `yaml:"sources"`
		Checked  Date     `yaml:"checked"`
		ReviewBy Date     `yaml:"review_by"`
	}
	name := dir + "/article.yaml"
	if !l.decode(name, l.files[name], 1, &file) {
		return nil
	}
	a := &Article{
		ID: file.ID, Topic: path.Base(path.Dir(dir)), Related: file.Related, Places: file.Places, Urgent: file.Urgent,
		Sources: file.Sources, Checked: file.Checked, Review: file.ReviewBy, Texts: map[string]*Text{},
	}
	if a.ID == "" {
		l.problem(name, 0, "the article has no id")
		return nil
	}
	for _, s := range a.Sources {
		if s.Name == "" {
			l.problem(name, lineOf(l.files[name], 0, "sources"), "a source has no name")
		}
	}
	for _, file := range texts {
		if t := l.text(file); t != nil {
			a.Texts[t.Lang] = t
		}
	}
	if len(a.Texts) == 0 {
		l.problem(name, 0, "article %q has no text; write one in <language>.md beside this file", a.ID)
		return nil
	}
	return a
}

// text reads one <lang>.md: a YAML front matter between lines of "---", and
// the answer.
func (l *loader) text(name string) *Text {
	lang := strings.TrimSuffix(path.Base(name), ".md")
	if _, err := language.Parse(lang); err != nil {
		l.problem(name, 0, "%q is not a BCP 47 language tag", lang)
		return nil
	}
	rest, begins := strings.CutPrefix(string(l.files[name]), "---\n")
	head, body, ends := strings.Cut(rest, "\n---\n")
	if !begins || !ends {
		l.unreadable(name, 1, "no front matter: the file begins with a line ---, then title and questions, then ---")
		return nil
	}
	var front struct {
		Title     string   `yaml:"title"`
		Show      string   `yaml:"show"`
		Pinyin    string   `yaml:"pinyin"`
		Questions []string `yaml:"questions"`
	}
	if !l.decode(name, []byte(head), 2, &front) {
		return nil
	}
	t := &Text{
		Lang: lang, Title: front.Title, Show: front.Show, Pinyin: front.Pinyin, Questions: front.Questions,
		Body: strings.TrimSpace(body), file: name, line: strings.Count(head, "\n") + 4,
	}
	if t.Title == "" {
		l.problem(name, 1, "the text has no title")
	}
	if len(body) > maxText {
		l.problem(name, t.line, "the answer is longer than %d bytes", maxText)
	}
	for i, q := range t.Questions {
		if strings.TrimSpace(q) == "" || len(q) > maxText {
			l.problem(name, 0, "question %d is empty or longer than %d bytes", i+1, maxText)
		}
	}
	for _, id := range factCalls(t.Body) {
		if l.base.Facts[id] == nil {
			l.problem(name, lineOf(l.files[name], 0, "fact", `"`+id+`"`), "unknown fact %q", id)
		}
	}
	if rest := factCall.ReplaceAllString(t.Body, ""); strings.Contains(rest, "{{") {
		l.problem(name, t.line, `a "{{" that is not {{ fact "id" }}`)
	}
	return t
}

// examples reads examples/<label>/<lang>.txt, one question a line.
func (l *loader) examples() {
	for _, name := range l.names {
		parts := strings.Split(name, "/")
		if len(parts) != 3 || parts[0] != "examples" || path.Ext(name) != ".txt" {
			continue
		}
		lang := strings.TrimSuffix(parts[2], ".txt")
		if _, err := language.Parse(lang); err != nil {
			l.problem(name, 0, "%q is not a BCP 47 language tag", lang)
		}
		if !slices.Contains([]string{LabelNone, LabelGreeting, LabelCapabilities}, parts[1]) {
			l.problem(name, 0, "unknown label %q: examples are of %s, %s or %s", parts[1], LabelNone, LabelGreeting, LabelCapabilities)
		}
		for line := range strings.Lines(string(l.files[name])) {
			if q := strings.TrimSpace(line); q != "" {
				l.base.Examples = append(l.base.Examples, Example{Lang: lang, Text: q, Label: parts[1]})
			}
		}
	}
}

// crossCheck holds what refers to another file against it.
func (l *loader) crossCheck() {
	for _, a := range l.base.Articles {
		for _, id := range a.Related {
			if l.base.articles[id] == nil {
				l.problem("articles/"+a.Topic+"/"+a.ID+"/article.yaml", 0, "related article %q does not exist", id)
			}
		}
	}
}
