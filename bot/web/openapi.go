package web

import (
	_ "embed"
	"net/http"
)

// openAPIDocument describes the API, in OpenAPI 3.1.
//
//go:embed api/openapi.json
var openAPIDocument []byte

func (s *Server) openAPI(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "max-age=300")
	_, _ = w.Write(openAPIDocument) // nobody can be told of a broken connection
	return nil
}
