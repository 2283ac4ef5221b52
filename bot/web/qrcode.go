package web

import (
	"net/http"
	"strings"

	"payhelp/bot/web/qr"
)

// longestCode is the most of an address that a code is drawn of, in bytes.
const longestCode = 300

// qrCode draws the address of one of our own pages, ?path=/c/…, as a code. It
// draws nothing else, so that nobody's link passes for ours.
func (s *Server) qrCode(w http.ResponseWriter, r *http.Request) error {
	path := r.URL.Query().Get("path")
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n\t") || len(path) > longestCode {
		return badRequest("path", "path is not the path of a page here, of at most %d bytes", longestCode)
	}
	code, err := qr.Encode(baseURL(r) + path)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/svg+xml")
	h.Set("Cache-Control", "no-store") // it may hold a return code
	_, _ = w.Write([]byte(code.SVG())) //nolint:gosec // numbers alone; nobody can be told of a broken connection
	return nil
}

// baseURL returns the address under which the request reached the service.
func baseURL(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}
