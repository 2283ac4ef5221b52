package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
)

// routeCases registers what officers do.
func (s *Server) routeCases(mux *http.ServeMux) {
	const d = "/api/v1/desk"
	const one = d + "/cases/{case}"
	officer := func(pattern string, h staffHandler) { s.route(mux, pattern, s.staffOnly(staff.Officer, h)) }
	officer("GET "+d+"/status", s.deskState)
	officer("GET "+d+"/colleagues", s.listColleagues)
	officer("GET "+d+"/cases", s.listCases)
	officer("GET "+one, s.getCase)
	officer("POST "+one+"/claim", s.claim)
	officer("POST "+one+"/takeover", s.takeOver)
	officer("POST "+one+"/transfer", s.transfer)
	officer("POST "+one+"/resolve", s.resolve)
	officer("POST "+one+"/notes", s.addNote)
	officer("PUT "+one+"/tags", s.setTags)
	officer("POST "+one+"/typing", s.staffTyping)
	officer("POST "+one+"/messages", s.staffReply)
	officer("POST "+one+"/preview", s.previewReply)
	officer("PUT "+one+"/messages/{seq}", s.amendReply)
	officer("DELETE "+one+"/messages/{seq}", s.withdrawReply)
	officer("POST "+one+"/messages/{seq}/translation", s.translateMessage)
	officer("GET "+one+"/messages/{seq}/picture", s.staffPicture)
	officer("GET "+one+"/transcript", s.transcript)
	officer("GET "+d+"/search", s.searchReplies)
	officer("GET "+d+"/phrases", s.listPhrases)
	officer("GET "+d+"/articles/{id}", s.bothTexts)
	s.routeStream(mux, "GET "+d+"/events", s.staffOnly(staff.Officer, s.deskEvents))
}

// caseOf returns the number of the case that a path names.
func caseOf(r *http.Request) (int64, error) {
	id, err := strconv.ParseInt(r.PathValue("case"), 10, 64)
	if err != nil || id < 1 {
		return 0, desk.ErrNotFound
	}
	return id, nil
}

// deskStatus is what the console shows at its top.
type deskStatus struct {
	desk.Counts
	Desk        desk.Opening   `json:"desk"`
	Goals       map[string]int `json:"goals"`
	Translation map[string]any `json:"translation"`
	SignOn      bool           `json:"sign_on"`
	Resolutions []string       `json:"resolutions"`
	NoHolidays  int            `json:"holidays_missing,omitempty"` // year; told to supervisors

	Messengers []desk.MessengerHealth `json:"messengers"`
}

func (s *Server) status(r *http.Request, who *staff.Identity) (deskStatus, error) {
	counts, err := s.desk.Counts(r.Context(), who.Account.ID)
	out := deskStatus{
		Counts: counts, Desk: s.desk.Hours.At(s.now()), SignOn: s.signOn != nil, Resolutions: desk.Resolutions,
		Goals: map[string]int{
			"wait_seconds": int(s.desk.Goals.Wait.Seconds()), "urgent_wait_seconds": int(s.desk.Goals.UrgentWait.Seconds()),
		},
		Translation: map[string]any{"available": s.desk.Translator != nil},
	}
	if who.Role.Includes(staff.Supervisor) {
		out.NoHolidays = s.holidays.Missing(s.now())
	}
	out.Messengers = []desk.MessengerHealth{}
	if s.messengers != nil {
		out.Messengers = s.messengers()
	}
	if s.desk.Translator != nil {
		out.Translation["service"] = s.desk.Translator.Name()
	}
	return out, err
}

func (s *Server) deskState(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	out, err := s.status(r, who)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, out)
}

// Limits of a list of cases.
const (
	defaultCases = 50
	mostCases    = 200
)

func (s *Server) caseFilter(r *http.Request, who *staff.Identity) (desk.CaseFilter, error) {
	q := r.URL.Query()
	f := desk.CaseFilter{
		States: []desk.CaseState{desk.Waiting, desk.Claimed},
		Lang:   q.Get("lang"), Topic: q.Get("topic"), Place: q.Get("place"), Reason: q.Get("reason"), Tag: q.Get("tag"), Officer: q.Get("officer"),
	}
	if f.Officer == "me" {
		f.Officer = who.Account.ID
	}
	if state := q.Get("state"); state != "" {
		f.States = nil
		for name := range strings.SplitSeq(state, ",") {
			if !slices.Contains([]desk.CaseState{desk.Waiting, desk.Claimed, desk.Resolved}, desk.CaseState(name)) {
				return f, badRequest("state", "state is waiting, claimed, resolved, or several with commas")
			}
			f.States = append(f.States, desk.CaseState(name))
		}
	}
	over, err := numberParam(r, "waiting_over", -1, 0, 1<<40)
	if err != nil {
		return f, err
	}
	if over >= 0 {
		f.OpenedBefore = s.now().Add(-time.Duration(over) * time.Second)
	}
	limit, err := numberParam(r, "limit", defaultCases, 1, mostCases)
	if err != nil {
		return f, err
	}
	offset, err := numberParam(r, "offset", 0, 0, 1<<40)
	f.Limit, f.Offset = int(limit), int(offset)
	return f, err
}

func (s *Server) listCases(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	f, err := s.caseFilter(r, who)
	if err != nil {
		return err
	}
	if r.URL.Query().Get("late") == "true" {
		s.desk.Late(&f)
	}
	f.Limit++ // one more than is shown tells whether there are more
	// Before the list: what changes in between comes twice rather than never.
	revision, err := s.desk.Revision(r.Context())
	if err != nil {
		return err
	}
	rows, err := s.desk.Rows(r.Context(), f, who.Account.ID)
	if err != nil {
		return err
	}
	more := len(rows) == f.Limit
	if more {
		rows = rows[:f.Limit-1]
	}
	return writeJSON(w, http.StatusOK, map[string]any{"cases": rows, "more": more, "revision": revision})
}

func (s *Server) getCase(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	v, err := s.desk.View(r.Context(), id, who.Account.ID)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, v)
}

// act answers with the case as it is after an act on it.
func (s *Server) act(w http.ResponseWriter, r *http.Request, who *staff.Identity, do func(id int64) (desk.Case, error)) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	c, err := do(id)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, s.desk.Row(c, who.Account.ID))
}

func (s *Server) claim(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	return s.act(w, r, who, func(id int64) (desk.Case, error) { return s.desk.Claim(r.Context(), id, who.Actor()) })
}

func (s *Server) takeOver(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	var in struct {
		From string `json:"from"`
	}
	if err := readJSON(r, &in); err != nil {
		return err
	}
	if in.From == "" {
		return badRequest("from", "from is the account that the case is taken from")
	}
	return s.act(w, r, who, func(id int64) (desk.Case, error) { return s.desk.TakeOver(r.Context(), id, in.From, who.Actor()) })
}

func (s *Server) transfer(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	var in struct {
		To   string `json:"to"`
		Note string `json:"note"`
	}
	if err := readJSON(r, &in); err != nil {
		return err
	}
	t := desk.Transfer{To: in.To, Note: in.Note}
	if in.To != "" {
		a, err := s.staff.ByID(r.Context(), in.To)
		if err != nil || a.Disabled {
			return badRequest("to", "to is no account that can take the case; /api/v1/desk/colleagues lists them")
		}
		t.ToName = a.Name
	}
	return s.act(w, r, who, func(id int64) (desk.Case, error) { //nolint:contextcheck // the request carries it
		return s.desk.Transfer(r.Context(), id, t, who.Actor(), who.Role.Includes(staff.Supervisor))
	})
}

func (s *Server) resolve(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	var in struct {
		Reason          string `json:"reason"`
		Note            string `json:"note"`
		AskSatisfaction *bool  `json:"ask_satisfaction"`
		Seen            int64  `json:"seen"`
	}
	if err := readJSON(r, &in); err != nil {
		return err
	}
	e := desk.Ending{Reason: in.Reason, Note: in.Note, AskRating: in.AskSatisfaction == nil || *in.AskSatisfaction, Seen: in.Seen}
	return s.act(w, r, who, func(id int64) (desk.Case, error) {
		return s.desk.Resolve(r.Context(), id, e, who.Actor(), who.Role.Includes(staff.Supervisor))
	})
}

func (s *Server) addNote(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	var in struct {
		Text string `json:"text"`
	}
	if err := readJSON(r, &in); err != nil {
		return err
	}
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	n, err := s.desk.AddNote(r.Context(), id, in.Text, who.Actor())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, n)
}

func (s *Server) setTags(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	var in struct {
		Tags []string `json:"tags"`
	}
	if err := readJSON(r, &in); err != nil {
		return err
	}
	return s.act(w, r, who, func(id int64) (desk.Case, error) { return s.desk.SetTags(r.Context(), id, in.Tags, who.Actor()) })
}

func (s *Server) staffTyping(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	if err := s.desk.StaffTyping(r.Context(), id, who.Actor()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
