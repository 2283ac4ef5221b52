package web

import (
	"net/http"
	"strings"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
)

// routeReports registers what supervisors look at.
func (s *Server) routeReports(mux *http.ServeMux) {
	const d = "/api/v1/desk"
	supervisor := func(pattern string, h staffHandler) { s.route(mux, pattern, s.staffOnly(staff.Supervisor, h)) }
	supervisor("GET "+d+"/reports/summary", s.summary)
	supervisor("GET "+d+"/reports/unanswered", s.unanswered)
	supervisor("POST "+d+"/reports/unanswered/draft", s.draftArticle)
	supervisor("GET "+d+"/reports/refused", s.refused)
	supervisor("GET "+d+"/reports/facts", s.changedFacts)
	supervisor("POST "+d+"/reports/facts/correct", s.correctFact)
	supervisor("GET "+d+"/audit", s.listAudit)
}

// Days of a report.
const (
	defaultDays = 30
	mostDays    = 3 * 366
	mostFactAge = 365
)

// period returns the days of a report, from the beginning of the first to the
// end of the last in China: those that are asked for, else the last thirty.
func (s *Server) period(from, to string) (start, end time.Time, err error) {
	today := s.now().In(desk.ChinaTime)
	last := time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, desk.ChinaTime)
	if to != "" {
		if last, err = time.ParseInLocation(time.DateOnly, to, desk.ChinaTime); err != nil {
			return start, end, badRequest("to", "to is a day, YYYY-MM-DD")
		}
	}
	start = last.AddDate(0, 0, 1-defaultDays)
	if from != "" {
		if start, err = time.ParseInLocation(time.DateOnly, from, desk.ChinaTime); err != nil {
			return start, end, badRequest("from", "from is a day, YYYY-MM-DD")
		}
	}
	end = last.AddDate(0, 0, 1)
	if !start.Before(end) || end.Sub(start) > mostDays*24*time.Hour {
		return start, end, badRequest("from", "from is a day before to, and not more than three years before")
	}
	return start, end, nil
}

func (s *Server) periodOf(r *http.Request) (start, end time.Time, err error) {
	return s.period(r.URL.Query().Get("from"), r.URL.Query().Get("to"))
}

func day(t time.Time) string { return t.In(desk.ChinaTime).Format(time.DateOnly) }

func (s *Server) summary(w http.ResponseWriter, r *http.Request, _ *staff.Identity) error {
	from, to, err := s.periodOf(r)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	by := q.Get("by")
	if by == "" {
		by = "day"
	}
	lines, total, err := s.desk.Summary(r.Context(), desk.ReportQuery{
		From: from, To: to, By: by, Lang: q.Get("lang"), Topic: q.Get("topic"), Place: q.Get("place"),
	})
	if err != nil {
		return err
	}
	out := map[string]any{"from": day(from), "to": day(to.Add(-time.Second)), "by": by, "lines": lines, "total": total}
	return s.writeReport(w, r, "summary-"+by, out, func() table {
		t := table{{by, "name", "questions", "answered", "answered_share", "handed_over", "claimed", "wait_mean_seconds", "wait_median_seconds", "wait_p90_seconds"}}
		for _, l := range append(lines, total) {
			t = append(t, []any{l.Key, l.Name, l.Questions, l.Answered, l.Share, l.HandedOn, l.Claimed, l.Mean, l.Median, l.P90})
		}
		return t
	})
}

func (s *Server) unanswered(w http.ResponseWriter, r *http.Request, _ *staff.Identity) error {
	from, to, err := s.periodOf(r)
	if err != nil {
		return err
	}
	groups, err := s.desk.Unanswered(r.Context(), from, to)
	if err != nil {
		return err
	}
	return s.writeReport(w, r, "unanswered", map[string]any{"groups": groups}, func() table {
		t := table{{"group", "count", "concepts", "at", "lang", "question", "place"}}
		for _, g := range groups {
			var names []string
			for _, c := range g.Concepts {
				names = append(names, c.Zh)
			}
			for _, q := range g.Questions {
				t = append(t, []any{g.ID, g.Count, strings.Join(names, " "), q.At, q.Lang, q.Text, s.desk.PlaceName(q.Place)})
			}
		}
		return t
	})
}

func (s *Server) draftArticle(w http.ResponseWriter, r *http.Request, _ *staff.Identity) error {
	var in struct {
		Group string `json:"group"`
		From  string `json:"from"`
		To    string `json:"to"`
	}
	if err := readJSON(r, &in); err != nil {
		return err
	}
	from, to, err := s.period(in.From, in.To)
	if err != nil {
		return err
	}
	draft, err := s.desk.DraftArticle(r.Context(), in.Group, from, to)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, draft)
}

func (s *Server) refused(w http.ResponseWriter, r *http.Request, _ *staff.Identity) error {
	from, to, err := s.periodOf(r)
	if err != nil {
		return err
	}
	places, err := s.desk.Refused(r.Context(), from, to)
	if err != nil {
		return err
	}
	return s.writeReport(w, r, "refused", map[string]any{"places": places}, func() table {
		t := table{{"place", "name", "at", "lang", "report", "article"}}
		for _, p := range places {
			for _, q := range p.Reports {
				t = append(t, []any{p.Place, p.Name, q.At, q.Lang, q.Text, q.Article})
			}
		}
		return t
	})
}

func (s *Server) changedFacts(w http.ResponseWriter, r *http.Request, _ *staff.Identity) error {
	days, err := numberParam(r, "days", defaultDays, 1, mostFactAge)
	if err != nil {
		return err
	}
	changes, err := s.desk.ChangedFacts(r.Context(), s.now().AddDate(0, 0, -int(days)))
	if err != nil {
		return err
	}
	return s.writeReport(w, r, "facts", map[string]any{"changes": changes}, func() table {
		t := table{{"fact", "old", "new", "changed", "conversation", "message", "lang", "told", "corrected"}}
		for _, c := range changes {
			for _, f := range c.Told {
				t = append(t, []any{c.Fact, c.Old, c.New, c.At, f.Conversation, f.Seq, f.Lang, f.At, f.Corrected})
			}
		}
		return t
	})
}

func (s *Server) correctFact(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	var in struct {
		Fact string `json:"fact"`
		Days int    `json:"days"`
	}
	if err := readJSON(r, &in); err != nil {
		return err
	}
	if in.Days == 0 {
		in.Days = defaultDays
	}
	if in.Days < 1 || in.Days > mostFactAge {
		return badRequest("days", "days is a number from 1 to %d", mostFactAge)
	}
	n, err := s.desk.CorrectFact(r.Context(), in.Fact, s.now().AddDate(0, 0, -in.Days), who.Actor())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, map[string]int{"corrected": n})
}
