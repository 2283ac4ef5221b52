package web

import (
	"net/http"
	"strings"
)

// An Option changes what a Server serves.
type Option func(*Server)

// WithFrameHosts allows the sites of origins, such as
// "https://hotel.example", to show the widget. Without it only the service's
// own pages may. "*" allows every site.
func WithFrameHosts(origins ...string) Option {
	return func(s *Server) { s.frameHosts = origins }
}

// contentPolicy lets a page load nothing that is not ours, and be framed by
// ancestors alone.
func contentPolicy(ancestors string) string {
	return "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors " + ancestors
}

// allowFrames lets the configured sites frame the page that is written to w.
func (s *Server) allowFrames(w http.ResponseWriter) {
	w.Header().Set("Content-Security-Policy", contentPolicy(strings.Join(append([]string{"'self'"}, s.frameHosts...), " ")))
}
