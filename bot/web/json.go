package web

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"unicode/utf8"
)

// readOptionalJSON is readJSON of a request that may have no body.
func readOptionalJSON(r *http.Request, into any) error {
	if r.ContentLength == 0 {
		return nil
	}
	return readJSON(r, into)
}

// readJSON reads the one JSON document of a request strictly.
func readJSON(r *http.Request, into any) error {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return &problemError{http.StatusUnsupportedMediaType, "media-type", "send JSON, with Content-Type: application/json"}
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return err
		}
		return badRequest("body", "the request body could not be read")
	}
	if !utf8.Valid(body) {
		return badRequest("encoding", "the request body is not valid UTF-8")
	}
	if err := json.Unmarshal(body, into); err != nil {
		return badRequest("json", "the request body is not the JSON that is expected: %v", err)
	}
	return nil
}

// writeJSON writes v as the response.
func writeJSON(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if w.Header().Get("Cache-Control") == "" {
		w.Header().Set("Cache-Control", "no-store")
	}
	w.WriteHeader(status)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // the status has been sent: nobody can be told
	return nil
}
