package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
)

// A problemError is an error that is the asker's to mend.
type problemError struct {
	Status int
	Type   string // a word that programs can tell problems by
	Detail string // a sentence that says what to do, in English
}

func (e *problemError) Error() string { return e.Detail }

func badRequest(kind, format string, args ...any) error {
	return &problemError{http.StatusBadRequest, kind, fmt.Sprintf(format, args...)}
}

func notFound(format string, args ...any) error {
	return &problemError{http.StatusNotFound, "not-found", fmt.Sprintf(format, args...)}
}

var errInternal = errors.New("internal error")

// A problem is an RFC 9457 document.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

// fail writes err as a problem document. What is not the asker's is logged
// once, here, and its text is never shown.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	var asker *problemError
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &asker):
	case errors.As(err, &tooLarge):
		asker = &problemError{http.StatusRequestEntityTooLarge, "too-large", fmt.Sprintf("the request is larger than %d bytes; send less", tooLarge.Limit)}
	case r.Context().Err() != nil:
		return // nobody is listening any more
	default:
		s.log.ErrorContext(r.Context(), "request failed", "method", r.Method, "path", r.URL.Path, "error", err)
		asker = &problemError{http.StatusInternalServerError, "internal", "something went wrong on our side; please try again"}
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(asker.Status)
	// The status has been sent: an error of writing has nobody to be told to.
	_ = json.NewEncoder(w).Encode(problem{
		Type: "urn:payhelp:problem:" + asker.Type, Title: http.StatusText(asker.Status), Status: asker.Status, Detail: asker.Detail,
	})
}

func (s *Server) notFound(_ http.ResponseWriter, r *http.Request) error {
	return notFound("there is nothing at %s %s; the API is described at /api/openapi.json", r.Method, r.URL.Path)
}
