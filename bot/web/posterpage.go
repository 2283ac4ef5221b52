package web

import (
	"net/http"
	"net/url"

	"payhelp/bot"
	"payhelp/index"
	"payhelp/locales"
)

// posterData is what the poster's page shows.
type posterData struct {
	Lang    string
	Heading string
	Place   bot.AtPlace
	Chinese string
	Path    string // that the code opens
	URL     string
	Lines   []posterLine
}

type posterLine struct{ Lang, Text string }

// poster is the poster of `payhelp poster` as a page to print, /poster?place=ID:
// the browser has the fonts that the program may lack.
func (s *Server) poster(w http.ResponseWriter, r *http.Request) error {
	lang, err := langOf(r)
	if err != nil {
		return err
	}
	ix, done := s.use(r.Context())
	defer done()
	id := r.URL.Query().Get("place")
	place := ix.Base().Place(id)
	if place == nil {
		return notFound("there is no place %q; /api/v1/places lists them", id)
	}
	path := "/p/" + url.PathEscape(id)
	data := posterData{
		Lang: lang, Heading: locales.Text(lang, "UiPosterTitle", nil), Place: s.holidays.AtPlace(index.Near{Place: place, Distance: -1}, lang, s.now()),
		Chinese: place.NameIn(locales.Chinese), Path: path, URL: baseURL(r) + path,
	}
	english := locales.Text(locales.English, "UiPosterLine", nil)
	data.Lines = []posterLine{{locales.Chinese, locales.Text(locales.Chinese, "UiPosterLine", nil)}, {locales.English, english}}
	for _, l := range locales.Supported() {
		if text := locales.Text(l, "UiPosterLine", nil); l != locales.Chinese && text != english {
			data.Lines = append(data.Lines, posterLine{l, text})
		}
	}
	return s.render(w, http.StatusOK, "poster", data)
}
