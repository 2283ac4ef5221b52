package web

import (
	"net/http"
	"time"
)

// signOnCookie keeps what a browser has to bring back from the provider.
const signOnCookie = "payhelp_sign_on"

// signOnTime is how long somebody may take at the provider.
const signOnTime = 10 * time.Minute

func setSignOn(w http.ResponseWriter, r *http.Request, value string, age time.Duration) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // Secure wherever the browser speaks HTTPS
		Name: signOnCookie, Value: value, Path: "/api/v1/desk/sign-on", HttpOnly: true, Secure: isSecure(r),
		// Lax: the browser comes back from another site.
		SameSite: http.SameSiteLaxMode, MaxAge: int(age.Seconds()),
	})
}

func (s *Server) startSignOn(w http.ResponseWriter, r *http.Request) error {
	if s.signOn == nil {
		return notFound("single sign-on is not configured")
	}
	page, kept, err := s.signOn.Begin()
	if err != nil {
		return err
	}
	setSignOn(w, r, kept, signOnTime)
	http.Redirect(w, r, page, http.StatusFound)
	return nil
}

func (s *Server) finishSignOn(w http.ResponseWriter, r *http.Request) error {
	if s.signOn == nil {
		return notFound("single sign-on is not configured")
	}
	kept := ""
	if c, err := r.Cookie(signOnCookie); err == nil {
		kept = c.Value
	}
	setSignOn(w, r, "", -time.Second)
	q := r.URL.Query()
	_, secret, err := s.signOn.Finish(r.Context(), kept, q.Get("state"), q.Get("code"), r.UserAgent())
	if err != nil {
		return err
	}
	setSession(w, r, secret)
	http.Redirect(w, r, "/desk", http.StatusFound)
	return nil
}
