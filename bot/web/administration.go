package web

import (
	"net/http"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
)

func (s *Server) listStaff(w http.ResponseWriter, r *http.Request, _ *staff.Identity) error {
	all, err := s.staff.All(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, map[string]any{"staff": all})
}

func (s *Server) addStaff(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	var in struct {
		Login    string     `json:"login"`
		Name     string     `json:"name"`
		Role     staff.Role `json:"role"`
		Password string     `json:"password"`
	}
	if err := readJSON(r, &in); err != nil {
		return err
	}
	a, made, err := s.staff.Add(r.Context(), in.Login, in.Name, in.Role, in.Password, who.Actor())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, withPassword(a, made))
}

// withPassword is an account with a password that was made up, if one was.
func withPassword(a staff.Account, made string) map[string]any {
	out := map[string]any{"account": a}
	if made != "" {
		out["password"] = made
	}
	return out
}

func (s *Server) changeStaff(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	var in struct {
		Name          *string     `json:"name"`
		Role          *staff.Role `json:"role"`
		Disabled      *bool       `json:"disabled"`
		ResetPassword bool        `json:"reset_password"`
		Password      *string     `json:"password"`
	}
	if err := readJSON(r, &in); err != nil {
		return err
	}
	if in.Password != nil {
		if err := staff.CheckPassword(*in.Password); err != nil {
			return err
		}
	} else if in.ResetPassword {
		in.Password = new(string)
	}
	a, made, err := s.staff.Change(r.Context(), r.PathValue("id"), staff.Change{
		Name: in.Name, Role: in.Role, Disabled: in.Disabled, Password: in.Password,
	}, who.Actor())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, withPassword(a, made))
}

func (s *Server) listTokens(w http.ResponseWriter, r *http.Request, _ *staff.Identity) error {
	all, err := s.staff.Tokens(r.Context())
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, map[string]any{"tokens": all})
}

func (s *Server) addToken(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	var in struct {
		Name string     `json:"name"`
		Role staff.Role `json:"role"`
		Days int        `json:"days"`
	}
	if err := readJSON(r, &in); err != nil {
		return err
	}
	t, secret, err := s.staff.AddToken(r.Context(), who, in.Name, in.Role, in.Days)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, map[string]any{"token": t, "secret": secret})
}

func (s *Server) revokeToken(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	if err := s.staff.RevokeToken(r.Context(), who, r.PathValue("id")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// mostAudit is how many acts one answer has.
const mostAudit = 500

func (s *Server) listAudit(w http.ResponseWriter, r *http.Request, _ *staff.Identity) error {
	caseID, err := numberParam(r, "case", 0, 0, 1<<53)
	if err != nil {
		return err
	}
	before, err := numberParam(r, "before", 0, 0, 1<<53)
	if err != nil {
		return err
	}
	limit, err := numberParam(r, "limit", 100, 1, mostAudit)
	if err != nil {
		return err
	}
	q := r.URL.Query()
	acts, err := s.desk.Acts(r.Context(), caseID, q.Get("staff"), before, int(limit))
	if err != nil {
		return err
	}
	// A file is kept: without a limit it has every act.
	for all := q.Get("format") == "csv" && q.Get("limit") == ""; all && len(acts) > 0; {
		more, err := s.desk.Acts(r.Context(), caseID, q.Get("staff"), acts[len(acts)-1].ID, mostAudit)
		if err != nil {
			return err
		}
		acts, all = append(acts, more...), len(more) > 0
	}
	return s.writeReport(w, r, "audit", map[string]any{"acts": acts}, func() table {
		t := table{{"id", "at", "staff", "name", "via", "act", "case", "subject"}}
		for _, a := range acts {
			t = append(t, []any{a.ID, a.At, a.Staff, a.Name, a.Via, a.Act, numberOrEmpty(a.Case), a.Subject})
		}
		return t
	})
}

func numberOrEmpty(n int64) any {
	if n == 0 {
		return ""
	}
	return n
}

// colleague is somebody that a case can be handed to.
type colleague struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Role      staff.Role `json:"role"`
	OpenCases int        `json:"open_cases"`
}

func (s *Server) listColleagues(w http.ResponseWriter, r *http.Request, _ *staff.Identity) error {
	all, err := s.staff.All(r.Context())
	if err != nil {
		return err
	}
	claimed, err := s.desk.Rows(r.Context(), desk.CaseFilter{States: []desk.CaseState{desk.Claimed}, Limit: 1000}, "")
	if err != nil {
		return err
	}
	open := map[string]int{}
	for _, c := range claimed {
		open[c.Officer]++
	}
	out := []colleague{}
	for _, a := range all {
		if !a.Disabled {
			out = append(out, colleague{a.ID, a.Name, a.Role, open[a.ID]})
		}
	}
	return writeJSON(w, http.StatusOK, map[string]any{"colleagues": out})
}
