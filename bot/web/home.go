package web

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/index"
	"payhelp/knowledge"
	"payhelp/locales"
)

// homeData is what the visitor's page shows.
type homeData struct {
	Lang      string
	Heading   string // of the browser's tab; "" for the service's name alone
	Languages []string
	Large     bool   // larger text
	Embed     bool   // in a frame of another site
	View      string // start, list or talk: what a phone shows first
	Place     *bot.AtPlace
	Return    bool   // asks for a return code
	Code      string // return code of the address
	Topics    []topicLine
	Listed    *listedTopic
	Question  string
	Reply     *bot.Reply
	Lead      template.HTML // the answer's first block
	Rest      template.HTML // the steps, and what can go wrong
	Nearby    []bot.AtPlace
	Data      *pageData

	path string // of the page, for links to it
}

// A listedTopic is a topic with its articles.
type listedTopic struct {
	topicLine
	Articles []articleLine
}

// pageData is what the page's script is given.
type pageData struct {
	Lang      string            `json:"lang"`
	Version   string            `json:"version"` // of the words
	Words     map[string]string `json:"words"`
	Languages []languageLine    `json:"languages"`
	Topics    []topicLine       `json:"topics"`
	Place     *bot.AtPlace      `json:"place,omitempty"`
	Code      string            `json:"code,omitempty"`
	Embed     bool              `json:"embed,omitempty"`
	Reply     *bot.Reply        `json:"reply,omitempty"`
	Question  string            `json:"question,omitempty"`
}

type languageLine struct {
	ID   string `json:"id"`
	Name string `json:"name"` // in itself
	Dir  string `json:"dir"`
}

// Link returns the address of this page with pairs of name and value as its
// query; the size of the text and the frame are kept.
func (d *homeData) Link(pairs ...string) string {
	q := url.Values{}
	if d.Large {
		q.Set("type", "large")
	}
	if d.Embed {
		q.Set("embed", "1")
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	for name := range q {
		if q.Get(name) == "" {
			q.Del(name)
		}
	}
	return d.path + "?" + q.Encode()
}

// In returns the address of what is shown, in another language.
func (d *homeData) In(lang string) string {
	switch {
	case d.Return:
		return d.Link("lang", lang)
	case d.Listed != nil:
		return d.Link("lang", lang, "topic", d.Listed.ID)
	case d.Reply != nil && d.Question == "":
		return d.Link("lang", lang, "article", *d.Reply.Article)
	case d.Nearby != nil:
		return d.Link("lang", lang, "nearby", "1")
	}
	return d.Link("lang", lang)
}

// placeIn is a place with the language of the words around it.
type placeIn struct {
	Lang  string
	Place bot.AtPlace
}

// With returns p with the language that its card is in.
func (d *homeData) With(p bot.AtPlace) placeIn {
	if d.Reply != nil {
		return placeIn{d.Reply.AnswerLang, p}
	}
	return placeIn{d.Lang, p}
}

// home is the visitor's page, also at /p/{place} and /c/{code}. It works as a
// plain form: GET shows it, with ?topic= the articles of a topic, with
// ?article= an article; POST answers a question.
func (s *Server) home(w http.ResponseWriter, r *http.Request) error {
	lang, err := langOf(r)
	if err != nil {
		return err
	}
	ix, done := s.use(r.Context())
	defer done()
	query := r.URL.Query()
	data := &homeData{
		Lang: lang, Languages: locales.Supported(), Large: query.Get("type") == "large", Embed: query.Get("embed") != "",
		View: "start", Topics: topicsIn(ix.Base(), lang), path: "/",
	}
	if id := r.PathValue("place"); id != "" {
		p := ix.Base().Place(id)
		if p == nil {
			return notFound("there is no place %q; /api/v1/places lists them", id)
		}
		at := s.holidays.AtPlace(index.Near{Place: p, Distance: -1}, lang, s.now())
		data.Place, data.path = &at, "/p/"+url.PathEscape(id)
	}
	if strings.HasPrefix(r.URL.Path, "/c/") {
		data.Return, data.Code, data.View = true, r.PathValue("code"), "talk"
	}
	if err := s.homeContent(r, ix, data); err != nil {
		return err
	}
	data.Data = dataOf(data)
	if data.Embed {
		s.allowFrames(w)
	}
	return s.render(w, http.StatusOK, "page", data)
}

func topicsIn(base *knowledge.Base, lang string) []topicLine {
	lines := []topicLine{}
	for _, t := range base.Topics {
		lines = append(lines, topicLine{t.ID, t.Icon, t.TitleIn(lang), t.AboutIn(lang)})
	}
	return lines
}

func dataOf(d *homeData) *pageData {
	out := &pageData{
		Lang: d.Lang, Version: wordsVersion(), Words: wordsOf(d.Lang), Topics: d.Topics, Place: d.Place, Code: d.Code,
		Embed: d.Embed, Reply: d.Reply, Question: d.Question,
	}
	for _, l := range d.Languages {
		out.Languages = append(out.Languages, languageLine{l, locales.SelfName(l), direction(l)})
	}
	return out
}

// homeContent finds what the request asks to be shown.
func (s *Server) homeContent(r *http.Request, ix *index.Index, data *homeData) error {
	query := r.URL.Query()
	switch {
	case r.Method == http.MethodPost:
		return s.homeAnswer(r, ix, data)
	case query.Get("article") != "":
		reply, err := desk.Article(r.Context(), ix, query.Get("article"), data.Lang, nil, s.holidays, s.now())
		if err != nil {
			return err
		}
		if reply == nil {
			return notFound("there is no article %q", query.Get("article"))
		}
		data.Reply, data.View, data.Heading = reply, "talk", reply.Title
		return s.renderAnswer(data)
	case query.Get("topic") != "":
		for _, t := range data.Topics {
			if t.ID == query.Get("topic") {
				data.Listed, data.View, data.Heading = &listedTopic{t, articlesIn(ix.Base(), data.Lang, t.ID)}, "list", t.Title
				return nil
			}
		}
		return notFound("there is no topic %q", query.Get("topic"))
	case query.Get("nearby") != "":
		near, err := ix.Nearest(r.Context(), index.PlaceQuery{Limit: mostPlaces})
		if err != nil {
			return err
		}
		data.View = "talk"
		for _, n := range near {
			data.Nearby = append(data.Nearby, s.holidays.AtPlace(n, data.Lang, s.now()))
		}
	}
	return nil
}

// homeAnswer answers the question of the plain form.
func (s *Server) homeAnswer(r *http.Request, ix *index.Index, data *homeData) error {
	if err := s.limits.allow(r); err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return badRequest("form", "the form could not be read")
	}
	data.Question = strings.TrimSpace(r.PostForm.Get("text"))
	if data.Question == "" || utf8.RuneCountInString(data.Question) > maxQuestion {
		return nil
	}
	question := desk.Question{Text: data.Question, Browser: []string{data.Lang}}
	if data.Place != nil && data.Place.Lat != nil {
		question.Location = &index.Point{Lat: *data.Place.Lat, Lon: *data.Place.Lon}
	}
	_, reply, err := desk.Answer(r.Context(), ix, question, s.now())
	if err != nil {
		return err
	}
	s.metrics.answered(&reply)
	data.Reply, data.View = &reply, "talk"
	return s.renderAnswer(data)
}

// renderAnswer turns the reply's Markdown into HTML. Answers are reviewed, but
// they come from files: what a text must not have is taken out all the same.
func (s *Server) renderAnswer(data *homeData) error {
	source := data.Reply.Markdown
	if source == "" {
		data.Lead = template.HTML("<p>" + template.HTMLEscapeString(data.Reply.Text) + "</p>") //nolint:gosec // escaped
		return nil
	}
	var html bytes.Buffer
	if err := goldmark.Convert([]byte(source), &html); err != nil {
		return fmt.Errorf("render answer: %w", err)
	}
	const end = "</p>"
	lead, rest, found := strings.Cut(s.pages.policy.Sanitize(html.String()), end)
	if found {
		lead += end
	}
	data.Lead, data.Rest = template.HTML(lead), template.HTML(strings.TrimSpace(rest)) //nolint:gosec // sanitized
	return nil
}
