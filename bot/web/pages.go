package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/index"
	"payhelp/knowledge"
	"payhelp/locales"
)

//go:embed ui/page.html all:ui/dist
var uiFiles embed.FS

// pages renders the HTML pages and serves the built files.
type pages struct {
	home   *template.Template
	files  http.Handler
	policy *bluemonday.Policy
}

func newPages() (*pages, error) {
	p := &pages{policy: bluemonday.UGCPolicy()}
	var err error
	p.home, err = template.New("page.html").Funcs(template.FuncMap{
		"text": func(lang, id string) string { return locales.Text(lang, id, nil) },
		"self": locales.SelfName,
		"dir":  direction,
	}).ParseFS(uiFiles, "ui/page.html")
	if err != nil {
		return nil, fmt.Errorf("parse page: %w", err)
	}
	dist, err := fs.Sub(uiFiles, "ui/dist")
	if err != nil {
		return nil, fmt.Errorf("built files: %w", err)
	}
	p.files = http.StripPrefix("/static/", http.FileServerFS(dist))
	return p, nil
}

func direction(lang string) string {
	if locales.IsRightToLeft(lang) {
		return "rtl"
	}
	return "ltr"
}

// homeData is what the page shows.
type homeData struct {
	Lang      string
	Languages []string
	Topics    []topicLine
	Question  string
	Reply     *bot.Reply
	Answer    template.HTML
}

// home is the visitor's page. It works as a plain form: GET shows it, with
// ?article= an article; POST answers a question.
func (s *Server) home(w http.ResponseWriter, r *http.Request) error {
	lang, err := langOf(r)
	if err != nil {
		return err
	}
	ix, done := s.use(r.Context())
	defer done()
	data := homeData{Lang: lang, Languages: locales.Supported()}
	for _, t := range ix.Base().Topics {
		data.Topics = append(data.Topics, topicLine{t.ID, t.Icon, t.TitleIn(lang), t.AboutIn(lang)})
	}
	if err := s.homeReply(r, ix, &data); err != nil {
		return err
	}
	var page bytes.Buffer
	if err := s.pages.home.Execute(&page, data); err != nil {
		return fmt.Errorf("render page: %w", err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("Vary", "Accept-Language")
	_, _ = page.WriteTo(w) // nobody can be told of a broken connection
	return nil
}

func (s *Server) homeReply(r *http.Request, ix *index.Index, data *homeData) error {
	today := knowledge.DateOf(s.now().In(desk.ChinaTime))
	switch id := r.URL.Query().Get("article"); {
	case r.Method == http.MethodPost:
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
		_, reply, err := desk.Answer(r.Context(), ix, desk.Question{Text: data.Question, Browser: []string{data.Lang}}, s.now())
		if err != nil {
			return err
		}
		s.metrics.answered(&reply)
		data.Reply = &reply
	case id != "":
		if data.Reply = bot.ComposeArticle(ix.Base(), id, data.Lang, today); data.Reply == nil {
			return notFound("there is no article %q", id)
		}
	default:
		return nil
	}
	return s.renderAnswer(data)
}

// renderAnswer turns the reply's Markdown into HTML. Answers are reviewed, but
// they come from files: what a text must not have is taken out all the same.
func (s *Server) renderAnswer(data *homeData) error {
	source := data.Reply.Markdown
	if source == "" {
		data.Answer = template.HTML(template.HTMLEscapeString(data.Reply.Text)) //nolint:gosec // escaped
		return nil
	}
	var html bytes.Buffer
	if err := goldmark.Convert([]byte(source), &html); err != nil {
		return fmt.Errorf("render answer: %w", err)
	}
	data.Answer = template.HTML(s.pages.policy.SanitizeBytes(html.Bytes())) //nolint:gosec // sanitized
	return nil
}

func (s *Server) static(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-cache")
	s.pages.files.ServeHTTP(w, r)
	return nil
}
