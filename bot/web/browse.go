package web

import (
	"net/http"
	"strconv"
	"strings"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/index"
	"payhelp/knowledge"
	"payhelp/locales"
)

// langOf returns the language that a request asks for: ?lang=, else what the
// browser prefers, else English.
func langOf(r *http.Request) (string, error) {
	lang := r.URL.Query().Get("lang")
	if lang == "" {
		lang, _ = locales.Match(r.Header.Get("Accept-Language"))
		return lang, nil
	}
	if !locales.IsSupported(lang) {
		return "", badRequest("lang", "lang %q is not supported; use one of %s", lang, strings.Join(locales.Supported(), " "))
	}
	return lang, nil
}

type articleLine struct {
	ID    string `json:"id"`
	Topic string `json:"topic"`
	Title string `json:"title"`
	Lang  string `json:"lang"` // of the title
}

func (s *Server) articles(w http.ResponseWriter, r *http.Request) error {
	lang, err := langOf(r)
	if err != nil {
		return err
	}
	ix, done := s.use(r.Context())
	defer done()
	w.Header().Set("Vary", "Accept-Language")
	return writeJSON(w, http.StatusOK, map[string]any{"articles": articlesIn(ix.Base(), lang, r.URL.Query().Get("topic"))})
}

// articlesIn lists the articles of a topic; "" is all of them.
func articlesIn(base *knowledge.Base, lang, topic string) []articleLine {
	lines := []articleLine{}
	for _, a := range base.Articles {
		if topic == "" || a.Topic == topic {
			t := a.Text(lang)
			lines = append(lines, articleLine{a.ID, a.Topic, t.Title, t.Lang})
		}
	}
	return lines
}

func (s *Server) article(w http.ResponseWriter, r *http.Request) error {
	lang, err := langOf(r)
	if err != nil {
		return err
	}
	from, err := pointOf(r)
	if err != nil {
		return err
	}
	ix, done := s.use(r.Context())
	defer done()
	id := r.PathValue("id")
	reply, err := desk.Article(r.Context(), ix, id, lang, from, s.holidays, s.now())
	if err != nil {
		return err
	}
	if reply == nil {
		return notFound("there is no article %q; /api/v1/articles lists them", id)
	}
	w.Header().Set("Vary", "Accept-Language")
	return writeJSON(w, http.StatusOK, reply)
}

type topicLine struct {
	ID    string `json:"id"`
	Icon  string `json:"icon"`
	Title string `json:"title"`
	About string `json:"about"`
}

func (s *Server) topics(w http.ResponseWriter, r *http.Request) error {
	lang, err := langOf(r)
	if err != nil {
		return err
	}
	ix, done := s.use(r.Context())
	defer done()
	w.Header().Set("Vary", "Accept-Language")
	return writeJSON(w, http.StatusOK, map[string]any{"topics": topicsIn(ix.Base(), lang)})
}

// defaultPlaces and mostPlaces bound a list of places.
const (
	defaultPlaces = 10
	mostPlaces    = 100
)

func (s *Server) places(w http.ResponseWriter, r *http.Request) error {
	lang, err := langOf(r)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	q := index.PlaceQuery{Limit: defaultPlaces}
	if kind := query.Get("kind"); kind != "" {
		q.Kinds = strings.Split(kind, ",")
	}
	if limit := query.Get("limit"); limit != "" {
		if q.Limit, err = strconv.Atoi(limit); err != nil || q.Limit < 1 || q.Limit > mostPlaces {
			return badRequest("limit", "limit is a number from 1 to %d", mostPlaces)
		}
	}
	if q.From, err = pointOf(r); err != nil {
		return err
	}
	ix, done := s.use(r.Context())
	defer done()
	near, err := ix.Nearest(r.Context(), q)
	if err != nil {
		return err
	}
	places := []bot.AtPlace{}
	for _, n := range near {
		places = append(places, s.holidays.AtPlace(n, lang, s.now()))
	}
	w.Header().Set("Vary", "Accept-Language")
	return writeJSON(w, http.StatusOK, map[string]any{"places": places})
}

// pointOf returns the position that a request names; nil where it names none.
func pointOf(r *http.Request) (*index.Point, error) {
	query := r.URL.Query()
	if !query.Has("lat") && !query.Has("lon") {
		return nil, nil
	}
	lat, errLat := strconv.ParseFloat(query.Get("lat"), 64)
	lon, errLon := strconv.ParseFloat(query.Get("lon"), 64)
	p := index.Point{Lat: lat, Lon: lon}
	if errLat != nil || errLon != nil || !p.Valid() {
		return nil, badRequest("location", "lat and lon are a latitude and a longitude in degrees, both of them")
	}
	return &p, nil
}
