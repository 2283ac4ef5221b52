package web

import (
	"net/http"

	"payhelp/bot/desk/staff"
)

// routeLinks registers by what staff are linked to a messenger.
func (s *Server) routeLinks(mux *http.ServeMux) {
	const links = "/api/v1/desk/me/messenger-links"
	s.route(mux, "GET "+links, s.staffOnly(staff.Officer, s.listLinks))
	s.route(mux, "POST "+links, s.staffOnly(staff.Officer, s.newLinkCode))
	s.route(mux, "DELETE "+links+"/{id}", s.staffOnly(staff.Officer, s.unlink))
}

func (s *Server) listLinks(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	all, err := s.staff.Links(r.Context(), who.Account.ID)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, map[string]any{"links": all})
}

func (s *Server) newLinkCode(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	code, expires, err := s.staff.NewLinkCode(r.Context(), who.Account.ID)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, map[string]any{"code": code, "expires": expires})
}

func (s *Server) unlink(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	if err := s.staff.Unlink(r.Context(), who.Account.ID, r.PathValue("id"), who.Actor()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
