package bot

import (
	"slices"

	"payhelp/index"
	"payhelp/knowledge"
	"payhelp/locales"
)

// A Reply is an Outcome in words: one JSON shape for the API, the command line
// and the pages.
type Reply struct {
	ID         string    `json:"id,omitempty"` // of the question, in an evaluation
	Question   string    `json:"question"`
	Lang       string    `json:"lang"` // of the question; "und" where it has no letters
	Kind       Kind      `json:"kind"`
	Article    *string   `json:"article"`    // id of what is shown, or the chat label
	Confidence float64   `json:"confidence"` // that the first of Top is right
	Top        []Choice  `json:"top"`        // best five
	Title      string    `json:"title"`
	Text       string    `json:"text"` // plain text in AnswerLang
	Places     []AtPlace `json:"places"`
	Micros     int64     `json:"micros"` // the engine's time, in microseconds

	Also []Section `json:"also,omitempty"` // further articles that the question asks for

	AnswerLang string       `json:"answer_lang"`
	Markdown   string       `json:"markdown,omitempty"` // Text with lists and emphasis
	Notice     string       `json:"notice,omitempty"`   // that the question's language has no texts yet
	Choices    []Choice     `json:"choices,omitempty"`  // the articles offered, of kind choices
	Show       *Show        `json:"show,omitempty"`
	Checked    string       `json:"checked,omitempty"` // YYYY-MM-DD, when the facts were last checked
	Stale      bool         `json:"stale,omitempty"`   // a fact is past its review date
	Sources    []SourceLine `json:"sources,omitempty"`
	Related    []Choice     `json:"related,omitempty"`
	Reason     Reason       `json:"reason,omitempty"`
	Escalate   bool         `json:"escalate,omitempty"` // a person should be called at once
	Explain    *Explanation `json:"explain,omitempty"`
}

// A Section is one article in a reply that has several.
type Section struct {
	Article  string `json:"article"`
	Title    string `json:"title"`
	Text     string `json:"text"`
	Markdown string `json:"markdown"`
}

// A Choice is an article with its title in the visitor's language.
type Choice struct {
	Article    string  `json:"article"`
	Title      string  `json:"title,omitempty"`
	Confidence float64 `json:"confidence"`
}

// AtPlace is a Place that may help, and how far it is.
type AtPlace struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	NameZh    string   `json:"name_zh,omitempty"` // to show to a driver
	Kind      string   `json:"kind"`
	City      string   `json:"city,omitempty"`
	Distance  *int     `json:"distance_m"` // metres; null where not known
	OpenNow   *bool    `json:"open_now"`   // null where the hours are not known
	Hours     string   `json:"hours,omitempty"`
	Address   string   `json:"address,omitempty"` // Chinese
	Phone     string   `json:"phone,omitempty"`
	Lat       *float64 `json:"lat,omitempty"`
	Lon       *float64 `json:"lon,omitempty"`
	Languages []string `json:"languages,omitempty"`
	Services  []string `json:"services,omitempty"`
	Note      string   `json:"note,omitempty"`
}

// Show is the sentence to hold up at a counter.
type Show struct {
	Chinese string `json:"zh"`
	Pinyin  string `json:"pinyin,omitempty"`
	Text    string `json:"text"` // the same in AnswerLang
}

// A SourceLine says where an answer comes from.
type SourceLine struct {
	Name string `json:"name"`
	Date string `json:"date,omitempty"`
	URL  string `json:"url,omitempty"`
}

// An Explanation says why an answer was chosen.
type Explanation struct {
	FollowUp  bool         `json:"follow_up"`
	Threshold float64      `json:"threshold"`
	None      float64      `json:"none"` // probability that nothing fits
	Concepts  []string     `json:"concepts"`
	Hits      []ExplainHit `json:"hits"`
}

// An ExplainHit is one label with the signals that rank it.
type ExplainHit struct {
	Article    string             `json:"article"`
	Confidence float64            `json:"confidence"`
	Nearest    string             `json:"nearest_question"`
	Signals    map[string]float64 `json:"signals"`
}

// Compose puts an Outcome into words. today decides which facts are stale.
func Compose(base *knowledge.Base, question string, o Outcome, today knowledge.Date) Reply {
	lang := o.Answer
	r := Reply{
		Question: question, Lang: o.Lang, Kind: o.Kind, Confidence: o.Confidence, AnswerLang: lang,
		Reason: o.Reason, Escalate: o.Escalate, Top: []Choice{}, Places: []AtPlace{},
	}
	if r.Lang == "" {
		r.Lang = "und"
	}
	for _, t := range o.Top {
		r.Top = append(r.Top, choice(base, t, lang))
	}
	if o.Label != "" {
		r.Article = &o.Label
	}
	switch o.Kind {
	case Answer:
		composeArticle(&r, base, base.Article(o.Label), lang, today)
		for _, id := range o.Also {
			t := base.Article(id).Text(lang)
			markdown := base.Render(t)
			r.Also = append(r.Also, Section{id, t.Title, knowledge.Plain(markdown), markdown})
		}
	case Choices:
		r.Text = locales.Text(lang, "ReplyChoices", nil)
		for _, t := range o.Offered() {
			r.Choices = append(r.Choices, choice(base, t, lang))
		}
	case Chat:
		r.Text = chatText(base, o)
	case Handoff:
		if o.Reason == Asked {
			composeArticle(&r, base, base.Article(o.Label), lang, today)
		} else {
			r.Text = locales.Text(lang, "ReplyNone", map[string]any{"Topics": topicList(base, lang)})
		}
	}
	if o.Lang != "" && o.Lang != lang && !locales.IsSupported(o.Lang) {
		r.Notice = locales.Text(lang, "ReplyAnotherLanguage", map[string]any{"Language": locales.SelfName(lang)})
	}
	return r
}

// ComposeArticle returns the Reply that shows an article without a question,
// for browsing; nil where there is none of that id.
func ComposeArticle(base *knowledge.Base, id, lang string, today knowledge.Date) *Reply {
	a := base.Article(id)
	if a == nil {
		return nil
	}
	r := Reply{Lang: lang, Kind: Answer, Article: &a.ID, Confidence: 1, AnswerLang: lang, Top: []Choice{}, Places: []AtPlace{}}
	composeArticle(&r, base, a, lang, today)
	return &r
}

func composeArticle(r *Reply, base *knowledge.Base, a *knowledge.Article, lang string, today knowledge.Date) {
	if a == nil {
		r.Text = locales.Text(lang, "ReplyHuman", nil)
		return
	}
	t := a.Text(lang)
	r.AnswerLang = t.Lang
	r.Title = t.Title
	r.Markdown = base.Render(t)
	r.Text = knowledge.Plain(r.Markdown)
	if zh := a.Texts[locales.Chinese]; zh != nil && zh.Show != "" {
		r.Show = &Show{Chinese: zh.Show, Pinyin: zh.Pinyin, Text: t.Show}
	}
	checked := a.Checked
	r.Stale = !a.Review.IsZero() && a.Review.Before(today)
	for _, f := range base.FactsOf(t) {
		r.Stale = r.Stale || f.Stale(today)
		if checked.IsZero() || f.Checked.Before(checked) {
			checked = f.Checked
		}
	}
	r.Checked = checked.String()
	for _, s := range a.Sources {
		line := SourceLine{Name: s.Name, Date: s.Date, URL: s.URL}
		if !slices.Contains(r.Sources, line) {
			r.Sources = append(r.Sources, line)
		}
	}
	for _, id := range a.Related {
		r.Related = append(r.Related, Choice{Article: id, Title: base.Article(id).Text(lang).Title})
	}
}

func choice(base *knowledge.Base, t Ranked, lang string) Choice {
	c := Choice{Article: t.Label, Confidence: t.Confidence}
	if a := base.Article(t.Label); a != nil {
		c.Title = a.Text(lang).Title
	}
	return c
}

func chatText(base *knowledge.Base, o Outcome) string {
	switch {
	case o.Label == knowledge.LabelCapabilities:
		return locales.Text(o.Answer, "ReplyCapabilities", map[string]any{"Topics": topicList(base, o.Answer)})
	case o.FirstTurn:
		return locales.Text(o.Answer, "ReplyGreeting", nil)
	default:
		return locales.Text(o.Answer, "ReplyThanks", nil)
	}
}

// topicList names the topics that are known, in lang.
func topicList(base *knowledge.Base, lang string) string {
	var names []string
	for _, t := range base.Topics {
		names = append(names, t.TitleIn(lang))
	}
	return locales.List(lang, names)
}

// Explain says how the index came to what it found.
func Explain(found *index.Result) *Explanation {
	e := &Explanation{FollowUp: found.FollowUp, Threshold: found.Threshold, None: found.None, Concepts: []string{}}
	for _, m := range found.Mentions {
		e.Concepts = append(e.Concepts, m.Concept.ID)
	}
	for _, h := range found.Hits {
		e.Hits = append(e.Hits, ExplainHit{Article: h.Label, Confidence: h.Confidence, Nearest: h.Nearest, Signals: h.Signals})
	}
	return e
}
