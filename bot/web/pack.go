package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/index"
	"payhelp/knowledge"
	"payhelp/locales"
)

// packQuestions is how many ways of asking an article brings along, of which
// the pack's own search lives. More find a little more and weigh a lot.
const packQuestions = 28

// A pack is what a phone keeps of one language to be searched there while it
// has no network.
type pack struct {
	Lang     string        `json:"lang"`
	Version  string        `json:"version"`
	Made     string        `json:"made"` // YYYY-MM-DD, the day that the pack was put together
	Articles []packArticle `json:"articles"`
	Places   []bot.AtPlace `json:"places"`
}

type packArticle struct {
	ID        string    `json:"id"`
	Topic     string    `json:"topic"`
	Lang      string    `json:"lang"`
	Title     string    `json:"title"`
	Markdown  string    `json:"markdown"`
	Show      *bot.Show `json:"show,omitempty"`
	Checked   string    `json:"checked,omitempty"`
	Related   []string  `json:"related,omitempty"`
	Questions []string  `json:"questions"`
}

// packs keeps the packs of one knowledge base, as they are sent.
type packs struct {
	mu     sync.Mutex
	of     string // hash of the base, and the day
	byLang map[string][]byte
}

// get returns the pack of lang, made if it is not there yet.
func (p *packs) get(base *knowledge.Base, lang string, now time.Time) (version string, data []byte, err error) {
	version = base.Hash[:12] + "-" + knowledge.DateOf(now.In(desk.ChinaTime)).String()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.of != version {
		p.of, p.byLang = version, map[string][]byte{}
	}
	if data = p.byLang[lang]; data == nil {
		data, err = json.Marshal(makePack(base, lang, version, now))
		p.byLang[lang] = data
	}
	return version, data, err
}

func makePack(base *knowledge.Base, lang, version string, now time.Time) pack {
	today := knowledge.DateOf(now.In(desk.ChinaTime))
	out := pack{Lang: lang, Version: version, Made: today.String(), Articles: []packArticle{}, Places: []bot.AtPlace{}}
	for _, a := range base.Articles {
		reply := bot.ComposeArticle(base, a.ID, lang, today)
		t := a.Text(lang)
		out.Articles = append(out.Articles, packArticle{
			ID: a.ID, Topic: a.Topic, Lang: t.Lang, Title: t.Title, Markdown: reply.Markdown, Show: reply.Show, Checked: reply.Checked,
			Related: a.Related, Questions: t.Questions[:min(packQuestions, len(t.Questions))],
		})
	}
	for _, p := range base.Places {
		place := desk.Holidays().AtPlace(index.Near{Place: p, Distance: -1}, lang, now)
		place.OpenNow = nil // true when the pack is read only by chance
		out.Places = append(out.Places, place)
	}
	return out
}

// pack serves the arrival pack of one language, /pack/{lang}.json.
func (s *Server) pack(w http.ResponseWriter, r *http.Request) error {
	lang, ok := strings.CutSuffix(r.PathValue("file"), ".json")
	if !ok || !locales.IsSupported(lang) {
		return notFound("there is no pack %q", r.PathValue("file"))
	}
	ix, done := s.use(r.Context())
	defer done()
	version, data, err := s.packs.get(ix.Base(), lang, s.now())
	if err != nil {
		return fmt.Errorf("make pack: %w", err)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	return writeTagged(w, r, version, data)
}

// worker serves the service worker, which has to be at the root to be in charge
// of all pages.
func (s *Server) worker(w http.ResponseWriter, r *http.Request) error {
	return s.pages.assets.serve(w, r, "sw.js")
}

// icons are the pictures of the installed page: the drawing, and the same in
// dots for phones that take no drawing or cut it to a shape of their own.
func (s *Server) icons() []map[string]string {
	icon := func(name, sizes, kind, purpose string) map[string]string {
		return map[string]string{"src": s.pages.assets.url(name), "sizes": sizes, "type": kind, "purpose": purpose}
	}
	return []map[string]string{
		icon("icon.svg", "any", "image/svg+xml", "any"),
		icon("icon-192.png", "192x192", "image/png", "any"),
		icon("icon-512.png", "512x512", "image/png", "any"),
		icon("icon-maskable-192.png", "192x192", "image/png", "maskable"),
		icon("icon-maskable-512.png", "512x512", "image/png", "maskable"),
	}
}

// manifest lets the page be installed.
func (s *Server) manifest(w http.ResponseWriter, r *http.Request) error {
	lang, err := langOf(r)
	if err != nil {
		return err
	}
	data, err := json.Marshal(map[string]any{
		"name": locales.Text(lang, "UiTitle", nil), "short_name": "payhelp", "lang": lang, "dir": direction(lang), "id": "/",
		"start_url": "/?lang=" + lang, "scope": "/", "display": "standalone", "background_color": "#f5f4f0", "theme_color": "#0b5d57",
		"icons": s.icons(),
	})
	if err != nil {
		return fmt.Errorf("encode manifest: %w", err)
	}
	w.Header().Set("Content-Type", "application/manifest+json")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(data) // nobody can be told of a broken connection
	return nil
}
