package slack

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"

	"payhelp/bot/relay"
)

// Path is where the Handler is mounted. Slack is given three addresses below
// it: events, commands and interactive; all of them are the same.
const Path = "/slack/"

// mostBody is how much of a request is read, in bytes; a modal with all its
// texts takes about 100,000.
const mostBody = 1 << 20

// Handler takes what Slack tells by HTTP and hands it to r. Slack gets 200 when
// r has stored it, within 3 s of asking; otherwise it asks again.
func (s *Slack) Handler(r relay.Receiver) http.Handler {
	mux := http.NewServeMux()
	for _, name := range []string{"events", "commands", "interactive"} {
		mux.HandleFunc("POST "+Path+name, func(w http.ResponseWriter, req *http.Request) { s.serve(w, req, r) })
	}
	return mux
}

func (s *Slack) serve(w http.ResponseWriter, req *http.Request, r relay.Receiver) {
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, mostBody))
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			return
		}
		http.Error(w, "not read", http.StatusBadRequest)
		return
	}
	if err := s.Verify(req.Header, body); err != nil {
		s.config.Log.WarnContext(req.Context(), "slack: request refused", "err", err)
		http.Error(w, "not signed by Slack, or not now", http.StatusUnauthorized)
		return
	}
	if challenge := challenged(body); challenge != "" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, challenge)
		return
	}
	events, err := s.parse(req.Context(), req.Header, body)
	if err != nil {
		s.config.Log.ErrorContext(req.Context(), "slack: request not understood", "err", err)
		http.Error(w, "not understood", http.StatusInternalServerError)
		return
	}
	for _, e := range events {
		response, err := r.Receive(req.Context(), e)
		if err != nil {
			s.config.Log.ErrorContext(req.Context(), "slack: event not taken", "kind", e.Kind, "err", err)
			http.Error(w, "not taken", http.StatusInternalServerError)
			return
		}
		if answer := answer(e.Kind, response); answer != nil {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(answer)
		}
	}
}

// challenged returns what Slack wants to read when an address is entered in
// the app's settings; "" for any other request.
func challenged(body []byte) string {
	var v slackevents.EventsAPIURLVerificationEvent
	if json.Unmarshal(body, &v) != nil || v.Type != slackevents.URLVerification {
		return ""
	}
	return v.Challenge
}

// answer is what Slack is told besides that an event was taken; nil for
// nothing.
func answer(kind relay.EventKind, r relay.Response) any {
	switch {
	case kind == relay.Searched:
		flat, groups := options(r.Options)
		if len(groups) > 0 {
			return slack.OptionGroupsResponse{OptionGroups: groups}
		}
		if flat == nil {
			flat = []*slack.OptionBlockObject{}
		}
		return map[string]any{"options": flat} // slack-go's type leaves out a list that is empty
	case kind == relay.Submitted && len(r.Errors) > 0:
		return slack.NewErrorsViewSubmissionResponse(r.Errors)
	case kind == relay.Submitted && r.Form != nil:
		v := modal(*r.Form)
		return slack.NewUpdateViewSubmissionResponse(&v)
	}
	return nil
}
