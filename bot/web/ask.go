package web

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"payhelp/bot/desk"
	"payhelp/index"
	"payhelp/locales"
)

// maxQuestion is the most of a question that is taken, in characters.
const maxQuestion = 4000

type askRequest struct {
	Text     string       `json:"text"`
	Lang     string       `json:"lang"`
	Location *index.Point `json:"location"`
	Previous []string     `json:"previous"` // the asker's earlier questions, latest first
	Explain  bool         `json:"explain"`
}

func (q *askRequest) check() error {
	switch {
	case strings.TrimSpace(q.Text) == "":
		return badRequest("text", "text is empty; write the question into it")
	case utf8.RuneCountInString(q.Text) > maxQuestion:
		return badRequest("text", "text is longer than %d characters; shorten the question", maxQuestion)
	case q.Lang != "" && !locales.IsSupported(q.Lang):
		return badRequest("lang", "lang %q is not supported; use one of %s", q.Lang, strings.Join(locales.Supported(), " "))
	case q.Location != nil && !q.Location.Valid():
		return badRequest("location", "location is not a latitude and longitude in degrees")
	case len(q.Previous) > 3:
		return badRequest("previous", "previous holds more than 3 questions")
	}
	return nil
}

func (s *Server) ask(w http.ResponseWriter, r *http.Request) error {
	if err := s.limits.allow(r); err != nil {
		return err
	}
	var q askRequest
	if err := readJSON(r, &q); err != nil {
		return err
	}
	if err := q.check(); err != nil {
		return err
	}
	ix, done := s.use(r.Context())
	defer done()
	question := desk.Question{Text: q.Text, ReplyLang: q.Lang, Browser: browserLanguages(r), Location: q.Location, Explain: q.Explain, Holidays: s.holidays}
	question.Memory.Asked = q.Previous
	_, reply, err := desk.Answer(r.Context(), ix, question, s.now())
	if err != nil {
		return err
	}
	s.metrics.answered(&reply)
	return writeJSON(w, http.StatusOK, reply)
}

// browserLanguages returns the languages that the request prefers.
func browserLanguages(r *http.Request) []string {
	if lang, ok := locales.Match(r.Header.Get("Accept-Language")); ok {
		return []string{lang}
	}
	return nil
}
