package web

import "net/http"

// healthz says that the process is alive.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) error {
	return writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}

// readyz says that questions can be answered and messages stored.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) error {
	ix, done := s.use(r.Context())
	defer done()
	if s.desk != nil {
		if err := s.desk.Ready(r.Context()); err != nil {
			s.log.WarnContext(r.Context(), "not ready", "error", err)
			return &problemError{http.StatusServiceUnavailable, "not-ready", "the database cannot be reached"}
		}
	}
	return writeJSON(w, http.StatusOK, map[string]any{"status": "ok", "articles": len(ix.Base().Articles), "knowledge": ix.Base().Hash[:12]})
}
