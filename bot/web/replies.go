package web

import (
	"net/http"
	"strconv"
	"strings"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
	"payhelp/locales"
)

// replyInput is what an officer sends.
type replyInput struct {
	ClientID  string            `json:"client_id"`
	Article   string            `json:"article"`
	Phrase    string            `json:"phrase"`
	Slots     map[string]string `json:"slots"`
	Text      string            `json:"text"`
	Translate bool              `json:"translate"`
}

func (s *Server) staffReply(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	var in replyInput
	if err := readJSON(r, &in); err != nil {
		return err
	}
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	m, c, err := s.desk.Reply(r.Context(), id, desk.StaffReply(in), who.Actor())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, map[string]any{"message": s.desk.StaffMessage(m, who.Account.ID), "case": s.desk.Row(c, who.Account.ID)})
}

func (s *Server) previewReply(w http.ResponseWriter, r *http.Request, _ *staff.Identity) error {
	var in replyInput
	if err := readJSON(r, &in); err != nil {
		return err
	}
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	p, err := s.desk.Preview(r.Context(), id, desk.StaffReply(in))
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, p)
}

// messageOf returns the numbers of the case and the message that a path names.
func messageOf(r *http.Request) (id, seq int64, err error) {
	if id, err = caseOf(r); err != nil {
		return 0, 0, err
	}
	if seq, err = strconv.ParseInt(r.PathValue("seq"), 10, 64); err != nil || seq < 1 {
		return 0, 0, desk.ErrNotFound
	}
	return id, seq, nil
}

func (s *Server) translateMessage(w http.ResponseWriter, r *http.Request, _ *staff.Identity) error {
	id, seq, err := messageOf(r)
	if err != nil {
		return err
	}
	zh, service, err := s.desk.TranslateMessage(r.Context(), id, seq)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, map[string]any{"seq": seq, "zh": zh, "service": service})
}

// visitorLang returns ?lang=, the language that the visitor reads; English
// where it is absent.
func visitorLang(r *http.Request) (string, error) {
	lang := r.URL.Query().Get("lang")
	switch {
	case lang == "":
		return locales.English, nil
	case !locales.IsSupported(lang):
		return "", badRequest("lang", "lang %q is not supported; use one of %s", lang, strings.Join(locales.Supported(), " "))
	}
	return lang, nil
}

// Limits of a search.
const (
	defaultResults = 20
	mostResults    = 100
)

func (s *Server) searchReplies(w http.ResponseWriter, r *http.Request, _ *staff.Identity) error {
	lang, err := visitorLang(r)
	if err != nil {
		return err
	}
	limit, err := numberParam(r, "limit", defaultResults, 1, mostResults)
	if err != nil {
		return err
	}
	kind := desk.MessageKind(r.URL.Query().Get("kind"))
	if kind != "" && kind != desk.KindArticle && kind != desk.KindPhrase {
		return badRequest("kind", "kind is article or phrase")
	}
	words := r.URL.Query().Get("q")
	if len(words) > maxQuestion {
		return badRequest("q", "q is longer than %d bytes", maxQuestion)
	}
	results := []desk.ReplyChoice{}
	if strings.TrimSpace(words) != "" {
		if results, err = s.desk.SearchReplies(r.Context(), words, lang, kind, int(limit)); err != nil {
			return err
		}
	} else if kind != desk.KindArticle {
		results = s.desk.Phrases(lang)
	}
	return writeJSON(w, http.StatusOK, map[string]any{"results": results})
}

// phraseLine is a phrase as the list has it.
type phraseLine struct {
	ID    string   `json:"id"`
	Group string   `json:"group"`
	Slots []string `json:"slots"`
	Zh    string   `json:"zh"`
	Text  string   `json:"text"`
	Lang  string   `json:"lang"`
}

func (s *Server) listPhrases(w http.ResponseWriter, r *http.Request, _ *staff.Identity) error {
	lang, err := visitorLang(r)
	if err != nil {
		return err
	}
	lines := []phraseLine{}
	for _, p := range s.desk.Phrases(lang) {
		lines = append(lines, phraseLine{p.ID, p.Group, p.Slots, p.Text, p.VisitorText, p.Lang})
	}
	return writeJSON(w, http.StatusOK, map[string]any{"phrases": lines})
}

func (s *Server) bothTexts(w http.ResponseWriter, r *http.Request, _ *staff.Identity) error {
	lang, err := visitorLang(r)
	if err != nil {
		return err
	}
	zh, visitor, err := s.desk.BothTexts(r.PathValue("id"), lang)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, map[string]any{"zh": zh, "visitor": visitor})
}
