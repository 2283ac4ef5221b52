package web

import (
	"errors"
	"net/http"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
)

// staffCookie holds the secret of a session.
const staffCookie = "payhelp_desk"

// A staffHandler answers a request of somebody of the staff.
type staffHandler func(w http.ResponseWriter, r *http.Request, who *staff.Identity) error

// routeStaff registers the calls by which staff sign in, and what only an
// administrator may do.
func (s *Server) routeStaff(mux *http.ServeMux) {
	const d = "/api/v1/desk"
	s.route(mux, "GET "+d+"/session", s.staffOnly(staff.Officer, s.getSession))
	s.route(mux, "POST "+d+"/session", s.sameOrigin(s.limited(s.signIn)))
	s.route(mux, "DELETE "+d+"/session", s.staffOnly(staff.Officer, s.signOut))
	s.route(mux, "GET "+d+"/sessions", s.staffOnly(staff.Officer, s.listSessions))
	s.route(mux, "DELETE "+d+"/sessions/{id}", s.staffOnly(staff.Officer, s.endSession))
	s.route(mux, "PUT "+d+"/password", s.staffOnly(staff.Officer, s.changePassword))
	s.route(mux, "POST "+d+"/setup", s.sameOrigin(s.limited(s.setUp)))
	s.route(mux, "GET "+d+"/sign-on", s.limited(s.startSignOn))
	s.route(mux, "GET "+d+"/sign-on/callback", s.limited(s.finishSignOn))
	s.route(mux, "GET "+d+"/staff", s.staffOnly(staff.Administrator, s.listStaff))
	s.route(mux, "POST "+d+"/staff", s.staffOnly(staff.Administrator, s.addStaff))
	s.route(mux, "PATCH "+d+"/staff/{id}", s.staffOnly(staff.Administrator, s.changeStaff))
	s.route(mux, "GET "+d+"/tokens", s.staffOnly(staff.Administrator, s.listTokens))
	s.route(mux, "POST "+d+"/tokens", s.staffOnly(staff.Administrator, s.addToken))
	s.route(mux, "DELETE "+d+"/tokens/{id}", s.staffOnly(staff.Administrator, s.revokeToken))
}

// sameOrigin refuses what the page of another site makes a browser send. The
// session's cookie is SameSite=Strict; this holds where a browser is not.
func (s *Server) sameOrigin(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := s.crossOrigin.Check(r); err != nil {
			return &problemError{http.StatusForbidden, "cross-origin", "the request comes from another site"}
		}
		return h(w, r)
	}
}

// staffOnly finds who makes a request, by session or API token, and refuses
// those below role.
func (s *Server) staffOnly(role staff.Role, h staffHandler) handler {
	return s.sameOrigin(func(w http.ResponseWriter, r *http.Request) error {
		who, err := s.identify(r)
		if errors.Is(err, desk.ErrNotFound) {
			return &problemError{http.StatusUnauthorized, "signed-out", "sign in at /desk, or send an API token"}
		}
		if err != nil {
			return err
		}
		if !who.Role.Includes(role) {
			return staff.ErrForbidden
		}
		return h(w, r, &who)
	})
}

func (s *Server) identify(r *http.Request) (staff.Identity, error) {
	if token := bearer(r); token != "" {
		return s.staff.ByToken(r.Context(), token)
	}
	c, err := r.Cookie(staffCookie)
	if err != nil || c.Value == "" {
		return staff.Identity{}, desk.ErrNotFound
	}
	return s.staff.BySession(r.Context(), c.Value)
}

// setSession sets the cookie of a session; an empty secret removes it.
func setSession(w http.ResponseWriter, r *http.Request, secret string) {
	c := &http.Cookie{ //nolint:gosec // Secure wherever the browser speaks HTTPS
		Name: staffCookie, Value: secret, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: isSecure(r),
		MaxAge: int((7 * 24 * time.Hour).Seconds()),
	}
	if secret == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// isSecure reports whether the browser speaks HTTPS, here or to the proxy
// before.
func isSecure(r *http.Request) bool {
	return r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"
}

type signedIn struct {
	Account staff.Account `json:"account"`
	Via     string        `json:"via"`
}

func (s *Server) getSession(w http.ResponseWriter, _ *http.Request, who *staff.Identity) error {
	a := who.Account
	a.Role = who.Role
	return writeJSON(w, http.StatusOK, signedIn{a, who.Via})
}

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Login    string `json:"login"`
		Password string `json:"password"`
	}
	if err := readJSON(r, &in); err != nil {
		return err
	}
	who, secret, err := s.staff.SignIn(r.Context(), in.Login, in.Password, addressOf(r), r.UserAgent())
	if err != nil {
		return err
	}
	setSession(w, r, secret)
	return writeJSON(w, http.StatusOK, signedIn{who.Account, who.Via})
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	if who.Session != "" {
		if err := s.staff.EndSession(r.Context(), who, who.Session); err != nil && !errors.Is(err, desk.ErrNotFound) {
			return err
		}
	}
	setSession(w, r, "")
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Server) listSessions(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	all, err := s.staff.Sessions(r.Context(), who)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, map[string]any{"sessions": all})
}

func (s *Server) endSession(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	if err := s.staff.EndSession(r.Context(), who, r.PathValue("id")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Server) changePassword(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	var in struct {
		Old string `json:"old"`
		New string `json:"new"`
	}
	if err := readJSON(r, &in); err != nil {
		return err
	}
	secret, err := s.staff.ChangePassword(r.Context(), who, in.Old, in.New, r.UserAgent())
	if err != nil {
		return err
	}
	setSession(w, r, secret)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Server) setUp(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Secret   string `json:"secret"`
		Login    string `json:"login"`
		Name     string `json:"name"`
		Password string `json:"password"`
	}
	if err := readJSON(r, &in); err != nil {
		return err
	}
	who, secret, err := s.staff.SetUp(r.Context(), in.Secret, in.Login, in.Name, in.Password, r.UserAgent())
	if err != nil {
		return err
	}
	setSession(w, r, secret)
	return writeJSON(w, http.StatusCreated, signedIn{who.Account, who.Via})
}
