package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"payhelp/locales"
)

// contentPolicy lets a page load nothing that is not ours or that it made itself,
// such as a picture that it fetched with a token, and be framed by ancestors
// alone.
func contentPolicy(ancestors string) string {
	return "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors " + ancestors
}

// allowFrames lets the configured sites frame the page that is written to w.
func (s *Server) allowFrames(w http.ResponseWriter) {
	w.Header().Set("Content-Security-Policy", contentPolicy(strings.Join(append([]string{"'self'"}, s.frameHosts...), " ")))
}

// widget serves the script that other sites include; its address is fixed. The
// launcher's words stand in front of it, so that it needs no second request.
func (s *Server) widget(w http.ResponseWriter, r *http.Request) error {
	labels := map[string]string{}
	for _, lang := range locales.Supported() {
		labels[lang] = locales.Text(lang, "UiWidgetOpen", nil)
	}
	words, err := json.Marshal(labels)
	if err != nil {
		return fmt.Errorf("encode labels: %w", err)
	}
	script := s.pages.assets.byName["widget.js"]
	h := w.Header()
	h.Set("Content-Type", script.kind)
	h.Set("Cache-Control", "public, max-age=300")
	// Sites include it across origins; browsers that check ask for this.
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	data := slices.Concat([]byte("var payhelpLabels="), words, []byte(";\n"), script.data)
	return writeTagged(w, r, script.version+"-"+wordsVersion(), data)
}
