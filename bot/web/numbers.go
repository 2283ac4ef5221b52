package web

import (
	"net/http"
	"net/url"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
	"payhelp/index"
	"payhelp/locales"
)

// routeNumbers registers what a place, such as a hotel, sees of itself. The
// secret of its link is made by a supervisor or on the command line; it stands
// behind the # of the link, so that no log has it, and goes as a Bearer token.
func (s *Server) routeNumbers(mux *http.ServeMux) {
	s.route(mux, "GET /api/v1/places/{id}/numbers", s.limited(s.placeNumbers))
	s.route(mux, "POST /api/v1/desk/places/{id}/link", s.staffOnly(staff.Supervisor, s.linkPlace))
	s.route(mux, "DELETE /api/v1/desk/places/{id}/link", s.staffOnly(staff.Supervisor, s.unlinkPlace))
	s.route(mux, "GET /frontdesk/numbers", s.page(s.numbers))
}

func (s *Server) placeNumbers(w http.ResponseWriter, r *http.Request) error {
	secret := bearer(r)
	if secret == "" {
		w.Header().Set("WWW-Authenticate", `Bearer realm="payhelp"`)
		return &problemError{http.StatusUnauthorized, "no-token", "send the secret of the place's link, as Authorization: Bearer SECRET"}
	}
	from, to, err := s.periodOf(r)
	if err != nil {
		return err
	}
	n, err := s.desk.PlaceNumbers(r.Context(), r.PathValue("id"), secret, from, to)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, n)
}

// NumbersPath is the page of a place's numbers, with the secret of its link.
func NumbersPath(place, secret string) string {
	return "/frontdesk/numbers?place=" + url.QueryEscape(place) + "#" + secret
}

func (s *Server) linkPlace(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	id := r.PathValue("id")
	ix, done := s.use(r.Context())
	defer done()
	if ix.Base().Place(id) == nil {
		return desk.ErrNotFound
	}
	secret, err := s.desk.LinkPlace(r.Context(), id, who.Actor())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, map[string]string{"url": baseURL(r) + NumbersPath(id, secret)})
}

func (s *Server) unlinkPlace(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	if err := s.desk.UnlinkPlace(r.Context(), r.PathValue("id"), who.Actor()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// numbersData is what the page of a place's numbers shows; the numbers come by
// its script.
type numbersData struct {
	Lang    string
	Heading string
	Place   bot.AtPlace
	Data    pageData
}

// numbers is the page of a place's own numbers: /frontdesk/numbers?place=ID. It
// is in Chinese unless ?lang= says otherwise.
func (s *Server) numbers(w http.ResponseWriter, r *http.Request) error {
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
	p := ix.Base().Place(query.Get("place"))
	if p == nil {
		return notFound("there is no place %q; /api/v1/places lists them", query.Get("place"))
	}
	at := s.holidays.AtPlace(index.Near{Place: p, Distance: -1}, lang, s.now())
	data := numbersData{Lang: lang, Heading: locales.Text(lang, "UiNumbersTitle", nil), Place: at, Data: pageData{
		Lang: lang, Version: wordsVersion(), Words: wordsOf(lang), Topics: topicsIn(ix.Base(), lang), Place: &at,
	}}
	return s.render(w, http.StatusOK, "numbers", data)
}
