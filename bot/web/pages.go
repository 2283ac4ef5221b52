package web

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"github.com/microcosm-cc/bluemonday"

	"payhelp/locales"
)

//go:embed ui/*.html all:ui/dist
var uiFiles embed.FS

// pages renders the HTML pages and knows the built files.
type pages struct {
	templates *template.Template
	assets    *assets
	policy    *bluemonday.Policy
}

func newPages() (*pages, error) {
	p := &pages{policy: bluemonday.UGCPolicy()}
	var err error
	if p.assets, err = newAssets(uiFiles, "ui/dist"); err != nil {
		return nil, err
	}
	p.templates, err = template.New("pages").Funcs(template.FuncMap{
		"text":  func(lang, id string) string { return locales.Text(lang, id, nil) },
		"say":   say,
		"self":  locales.SelfName,
		"dir":   direction,
		"date":  locales.PartialDate,
		"icon":  icon,
		"asset": p.assets.url,
	}).ParseFS(uiFiles, "ui/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse pages: %w", err)
	}
	return p, nil
}

// say returns a message whose {slots} are filled in with pairs of name and
// value. The pages' script fills in the same messages.
func say(lang, id string, pairs ...string) string {
	text := locales.Text(lang, id, nil)
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+pairs[i]+"}", pairs[i+1])
	}
	return text
}

func direction(lang string) string {
	if locales.IsRightToLeft(lang) {
		return "rtl"
	}
	return "ltr"
}

// icon returns a picture of the page's sprite. Those that point along the line
// of text turn around where it runs from right to left.
func icon(name string) template.HTML {
	class := "icon"
	switch name {
	case "send", "back", "next":
		class += " turns"
	}
	return template.HTML(`<svg class="` + class + `" aria-hidden="true" focusable="false"><use href="#i-` + //nolint:gosec // the name is escaped
		template.HTMLEscapeString(name) + `"/></svg>`)
}

// render writes the named page.
func (s *Server) render(w http.ResponseWriter, status int, name string, data any) error {
	var page bytes.Buffer
	if err := s.pages.templates.ExecuteTemplate(&page, name, data); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Accept-Language")
	w.WriteHeader(status)
	_, _ = page.WriteTo(w) // nobody can be told of a broken connection
	return nil
}

// missingData is what the page about a missing page shows.
type missingData struct {
	Lang    string
	Heading string
	Title   string // message id
	About   string // message id
}

// page makes h's errors readable: who looks at a page is not shown a JSON
// document.
func (s *Server) page(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		err := h(w, r)
		var asker *problemError
		if err == nil || !errors.As(err, &asker) || !strings.Contains(r.Header.Get("Accept"), "text/html") {
			return err
		}
		lang, langErr := langOf(r)
		if langErr != nil {
			lang = locales.English
		}
		data := missingData{Lang: lang, Title: "UiMissing", About: "UiMissingAbout"}
		if asker.Status == http.StatusTooManyRequests {
			data.Title, data.About = "UiFailed", "UiFailed"
		}
		return s.render(w, asker.Status, "missing", data)
	}
}
