package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
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
	case errors.As(deskProblem(err), &asker):
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

// deskProblem returns the problem that an error of package desk is; nil where it
// is ours.
func deskProblem(err error) error {
	var invalid *desk.InvalidError
	if errors.As(err, &invalid) {
		return badRequest(invalid.Field, "%s", invalid.Detail)
	}
	for _, p := range deskProblems {
		if errors.Is(err, p.err) {
			return &problemError{p.status, p.kind, p.detail}
		}
	}
	return nil
}

var deskProblems = []struct {
	err    error
	status int
	kind   string
	detail string
}{
	{desk.ErrNotFound, http.StatusNotFound, "not-found", "there is no such thing, or the key to it is wrong"},
	{desk.ErrConflict, http.StatusConflict, "client-id", "client_id was used for another message; choose another"},
	{desk.ErrNotOwner, http.StatusConflict, "not-owner", "the case is another officer's, or waits; look at it again"},
	{desk.ErrNotAuthor, http.StatusForbidden, "not-author", "another officer wrote it; only the author changes it"},
	{desk.ErrWithdrawn, http.StatusConflict, "withdrawn", "the message was withdrawn; send another"},
	{desk.ErrUnread, http.StatusConflict, "unread", "the visitor has written since the message in seen; read it first"},
	{desk.ErrClosed, http.StatusConflict, "closed", "the case is resolved"},
	{desk.ErrStale, http.StatusConflict, "stale", "the conversation changes too quickly; try again"},
	{desk.ErrTooMany, http.StatusTooManyRequests, "too-many-requests", "too many attempts; wait some minutes"},
	{staff.ErrSignIn, http.StatusUnauthorized, "sign-in", "login or password is wrong"},
	{staff.ErrForbidden, http.StatusForbidden, "forbidden", "your role does not allow it"},
	{staff.ErrLoginTaken, http.StatusConflict, "login-taken", "the login is taken; choose another"},
	{staff.ErrLastAdministrator, http.StatusConflict, "last-administrator", "it is the last administrator; make another first"},
	{desk.ErrNoTranslation, http.StatusConflict, "translation-unavailable", "no translation service is configured"},
	{desk.ErrTranslation, http.StatusBadGateway, "translation-failed", "the translation service failed; send the text as it is, or a phrase"},
}

func (s *Server) notFound(_ http.ResponseWriter, r *http.Request) error {
	return notFound("there is nothing at %s %s; the API is described at /api/openapi.json", r.Method, r.URL.Path)
}
