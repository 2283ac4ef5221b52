package web

import "net/http"

// healthz says that the process is alive.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) error {
	return writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}

// readyz says that questions can be answered.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) error {
	ix, done := s.use(r.Context())
	defer done()
	return writeJSON(w, http.StatusOK, map[string]any{"status": "ok", "articles": len(ix.Base().Articles), "knowledge": ix.Base().Hash[:12]})
}
