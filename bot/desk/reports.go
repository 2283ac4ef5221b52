package desk

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"payhelp/index"
	"payhelp/knowledge"
	"payhelp/locales"
)

// A SummaryLine is a ReportLine as it is read: with the Chinese name of its key
// and the waiting times in seconds.
type SummaryLine struct {
	Key       string  `json:"key"`
	Name      string  `json:"name"`
	Questions int     `json:"questions"`
	Answered  int     `json:"answered"`
	Share     float64 `json:"answered_share"`
	HandedOn  int     `json:"handed_over"`
	Claimed   int     `json:"claimed"`
	Mean      *int    `json:"wait_mean_seconds,omitempty"`
	Median    *int    `json:"wait_median_seconds,omitempty"` // of what is not erased
	P90       *int    `json:"wait_p90_seconds,omitempty"`
}

// Summary counts questions, answers, cases and waiting times, and their total.
func (s *Service) Summary(ctx context.Context, q ReportQuery) ([]SummaryLine, SummaryLine, error) {
	lines, err := s.Store.Report(ctx, q)
	if err != nil {
		return nil, SummaryLine{}, err
	}
	ix, done := s.Index.Use()
	defer done()
	out := []SummaryLine{}
	var total ReportLine
	for i := range lines {
		l := &lines[i]
		total.Questions += l.Questions
		total.Answered += l.Answered
		total.Cases += l.Cases
		total.Claimed += l.Claimed
		total.Waited += l.Waited
		total.Waits = append(total.Waits, l.Waits...)
		out = append(out, summaryLine(l, keyName(ix.Base(), q.By, l.Key)))
	}
	slices.Sort(total.Waits)
	return out, summaryLine(&total, "合计"), nil
}

func summaryLine(l *ReportLine, name string) SummaryLine {
	out := SummaryLine{Key: l.Key, Name: name, Questions: l.Questions, Answered: l.Answered, HandedOn: l.Cases, Claimed: l.Claimed}
	if l.Questions > 0 {
		out.Share = float64(l.Answered) / float64(l.Questions)
	}
	if l.Claimed > 0 {
		mean := int(l.Waited.Seconds()) / l.Claimed
		out.Mean = &mean
	}
	if n := len(l.Waits); n > 0 {
		median, p90 := int(l.Waits[n/2].Seconds()), int(l.Waits[min(n-1, n*9/10)].Seconds())
		out.Median, out.P90 = &median, &p90
	}
	return out
}

// keyName is the Chinese name of a report's key.
func keyName(base *knowledge.Base, by, key string) string {
	if key == "" {
		return "未知"
	}
	switch by {
	case "lang":
		return locales.Name(key, locales.Chinese)
	case "place":
		if name := placeName(base, key); name != "" {
			return name
		}
	case "topic":
		for i := range base.Topics {
			if base.Topics[i].ID == key {
				return base.Topics[i].TitleIn(locales.Chinese)
			}
		}
	}
	return key
}

// A QuestionGroup is questions without an answer that are about the same.
type QuestionGroup struct {
	ID        string         `json:"id"`
	Count     int            `json:"count"`
	Concepts  []GroupConcept `json:"concepts"` // that all of them name
	Langs     map[string]int `json:"langs"`    // count by language
	Nearest   *GroupArticle  `json:"nearest,omitempty"`
	Samples   []Asked        `json:"samples"` // latest first, some of Questions
	Questions []QuestionLine `json:"-"`
}

// PlaceName returns the Chinese name of a place; "" where there is none.
func (s *Service) PlaceName(id string) string {
	ix, done := s.Index.Use()
	defer done()
	return placeName(ix.Base(), id)
}

// A GroupConcept is a telling concept in Chinese.
type GroupConcept struct {
	ID string `json:"id"`
	Zh string `json:"zh"`
}

// A GroupArticle is the Article that the first of a group is nearest to.
type GroupArticle struct {
	ID    string `json:"id"`
	Title string `json:"title"` // Chinese
}

// Asked is a question in a report, glossed.
type Asked struct {
	QuestionLine
	PlaceName string `json:"place_name,omitempty"`
	Terms     []Term `json:"terms"`
}

// Limits of reports.
const (
	mostQuestions = 5000
	mostSamples   = 20
)

// Unanswered groups the questions from..to that found no answer: those that
// name the same concepts are about the same, in whatever language.
func (s *Service) Unanswered(ctx context.Context, from, to time.Time) ([]QuestionGroup, error) {
	lines, err := s.Store.Questions(ctx, QuestionFilter{From: from, To: to, Unanswered: true, Limit: mostQuestions})
	if err != nil {
		return nil, err
	}
	ix, done := s.Index.Use()
	defer done()
	groups := map[string]*QuestionGroup{}
	for _, l := range lines {
		concepts := conceptsOf(ix, l.Text, l.Lang)
		id := groupID(concepts, l.Text)
		g := groups[id]
		if g == nil {
			g = &QuestionGroup{ID: id, Concepts: concepts, Langs: map[string]int{}, Samples: []Asked{}}
			if a := ix.Base().Article(l.Article); a != nil {
				g.Nearest = &GroupArticle{a.ID, a.Text(locales.Chinese).Title}
			}
			groups[id] = g
		}
		g.Count++
		g.Langs[l.Lang]++
		g.Questions = append(g.Questions, l)
		if len(g.Samples) < mostSamples {
			g.Samples = append(g.Samples, s.asked(ix, l))
		}
	}
	out := []QuestionGroup{}
	for _, id := range slices.Sorted(maps.Keys(groups)) {
		out = append(out, *groups[id])
	}
	slices.SortStableFunc(out, func(a, b QuestionGroup) int { return cmp.Compare(b.Count, a.Count) })
	return out, nil
}

func (s *Service) asked(ix *index.Index, l QuestionLine) Asked {
	return Asked{QuestionLine: l, PlaceName: placeName(ix.Base(), l.Place), Terms: termsOf(ix, l.Text, l.Lang)}
}

func conceptsOf(ix *index.Index, text, lang string) []GroupConcept {
	out := []GroupConcept{}
	for _, g := range ix.Gloss(text, lang) {
		c := GroupConcept{g.Concept.ID, nameIn(g.Concept.Name, locales.Chinese)}
		if telling(g.Concept.Kind, g.Concept.ID) && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b GroupConcept) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// groupID names what a question is about: its concepts or, where it names none,
// its words.
func groupID(concepts []GroupConcept, text string) string {
	if len(concepts) == 0 {
		return "words:" + strings.ToLower(strings.Join(strings.Fields(text), " "))
	}
	ids := make([]string, len(concepts))
	for i, c := range concepts {
		ids[i] = c.ID
	}
	return strings.Join(ids, "+")
}

// A Draft is the beginning of an Article, as files of the knowledge base.
type Draft struct {
	ID    string      `json:"id"`
	Files []DraftFile `json:"files"`
}

// A DraftFile is one file of a Draft.
type DraftFile struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// DraftArticle makes the beginning of an Article from a group of questions:
// what visitors asked, by language, is its question variants. What it answers
// is for a person to write and to source. It is [ErrNotFound] where there is no
// such group.
func (s *Service) DraftArticle(ctx context.Context, group string, from, to time.Time) (Draft, error) {
	groups, err := s.Unanswered(ctx, from, to)
	if err != nil {
		return Draft{}, err
	}
	i := slices.IndexFunc(groups, func(g QuestionGroup) bool { return g.ID == group })
	if i < 0 {
		return Draft{}, ErrNotFound
	}
	g := groups[i]
	id := "draft"
	for _, c := range g.Concepts[:min(3, len(g.Concepts))] {
		id += "-" + c.ID
	}
	byLang := map[string][]string{}
	for _, q := range g.Questions {
		lang, _ := locales.Nearest(q.Lang)
		if !slices.Contains(byLang[lang], q.Text) {
			byLang[lang] = append(byLang[lang], q.Text)
		}
	}
	related := ""
	if g.Nearest != nil {
		related = g.Nearest.ID
	}
	d := Draft{ID: id, Files: []DraftFile{{
		id + "/article.yaml",
		fmt.Sprintf("id: %s\nrelated: [%s]\nplaces: []\nsources: [] # required before it is published\nchecked: %s\n", id, related, s.now().In(ChinaTime).Format(time.DateOnly)),
	}}}
	for _, lang := range slices.Sorted(maps.Keys(byLang)) {
		var text strings.Builder
		text.WriteString("---\ntitle: \"\"\nshow: \"\"\nquestions:\n")
		for _, q := range byLang[lang] {
			fmt.Fprintf(&text, "  - %q\n", q)
		}
		text.WriteString("---\n")
		d.Files = append(d.Files, DraftFile{id + "/" + lang + ".md", text.String()})
	}
	return d, nil
}

// RefusedArticles are the articles of those who were refused: a card, or cash.
var RefusedArticles = []string{"help-merchant-refuses-card", "cash-refused"}

// A RefusedPlace is where cards or cash were refused.
type RefusedPlace struct {
	Place   string  `json:"place"`
	Name    string  `json:"name"`
	Count   int     `json:"count"`
	Reports []Asked `json:"reports"` // latest first
}

// Refused lists where visitors said that a card or cash was refused, by place,
// most first.
func (s *Service) Refused(ctx context.Context, from, to time.Time) ([]RefusedPlace, error) {
	lines, err := s.Store.Questions(ctx, QuestionFilter{From: from, To: to, Articles: RefusedArticles, Limit: mostQuestions})
	if err != nil {
		return nil, err
	}
	ix, done := s.Index.Use()
	defer done()
	out := []RefusedPlace{}
	for _, l := range lines {
		i := slices.IndexFunc(out, func(p RefusedPlace) bool { return p.Place == l.Place })
		if i < 0 {
			i = len(out)
			out = append(out, RefusedPlace{Place: l.Place, Name: keyName(ix.Base(), "place", l.Place)})
		}
		out[i].Count++
		out[i].Reports = append(out[i].Reports, s.asked(ix, l))
	}
	slices.SortStableFunc(out, func(a, b RefusedPlace) int { return cmp.Compare(b.Count, a.Count) })
	return out, nil
}
