package web

import (
	"net/http"
	"strconv"

	"payhelp/bot"
	"payhelp/index"
	"payhelp/locales"
)

// idleSeconds is how long the front desk remembers a guest whom nobody is
// busy with. ?idle= makes it shorter.
const idleSeconds = 180

// frontDeskData is what the front desk's page shows.
type frontDeskData struct {
	Lang      string // of the clerk
	Heading   string
	Languages []languageLine
	Place     *bot.AtPlace
	Data      frontDeskScript
}

// frontDeskScript is what the page's script is given.
type frontDeskScript struct {
	pageData
	Idle int `json:"idle"` // seconds
}

// frontDesk is one screen for a clerk and a guest: /frontdesk?place=ID. The
// clerk reads Chinese unless ?lang= says otherwise.
func (s *Server) frontDesk(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	lang := query.Get("lang")
	if lang == "" {
		lang = locales.Chinese
	}
	if !locales.IsSupported(lang) {
		return badRequest("lang", "lang %q is not supported", lang)
	}
	ix, done := s.use(r.Context())
	defer done()
	data := frontDeskData{Lang: lang, Heading: locales.Text(lang, "UiDeskTitle", nil)}
	data.Data = frontDeskScript{Idle: idleSeconds, pageData: pageData{
		Lang: lang, Version: wordsVersion(), Words: wordsOf(lang), Topics: topicsIn(ix.Base(), lang),
	}}
	if n, err := strconv.Atoi(query.Get("idle")); err == nil && n > 0 && n < idleSeconds {
		data.Data.Idle = n
	}
	for _, l := range locales.Supported() {
		data.Languages = append(data.Languages, languageLine{l, locales.SelfName(l), direction(l)})
	}
	data.Data.Languages = data.Languages
	if id := query.Get("place"); id != "" {
		p := ix.Base().Place(id)
		if p == nil {
			return notFound("there is no place %q; /api/v1/places lists them", id)
		}
		at := s.holidays.AtPlace(index.Near{Place: p, Distance: -1}, lang, s.now())
		data.Place, data.Data.Place = &at, &at
	}
	return s.render(w, http.StatusOK, "frontdesk", data)
}
