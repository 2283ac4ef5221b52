package slackfake

import (
	"encoding/json"
	"io"
	"net/http"

	"github.com/slack-go/slack"
)

// serveResponse takes what a response_url is told.
func (w *Workspace) serveResponse(rw http.ResponseWriter, r *http.Request) {
	f := w.fault("response_url")
	if !f.pass(r) {
		return
	}
	if f.Status != 0 {
		f.refuse(rw)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(rw, err.Error(), http.StatusBadRequest)
		return
	}
	var fields map[string]json.RawMessage
	var m slack.Msg
	if json.Unmarshal(body, &fields) != nil || json.Unmarshal(body, &m) != nil {
		http.Error(rw, "invalid_payload", http.StatusBadRequest)
		return
	}
	if b := fields["blocks"]; b != nil {
		if code := checkBlocks(b, messageLimits); code != "" {
			http.Error(rw, code, http.StatusBadRequest)
			return
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	to := w.responses[r.PathValue("id")]
	if to == nil || to.used >= mostResponses {
		http.Error(rw, "used_url", http.StatusNotFound)
		return
	}
	to.used++
	w.ephemeral = append(w.ephemeral, Ephemeral{
		Channel: to.channel, Thread: m.ThreadTimestamp, User: to.user, Text: m.Text, Blocks: m.Blocks,
		Replaces: m.ReplaceOriginal, Deletes: m.DeleteOriginal,
	})
	w.wake()
	_, _ = rw.Write([]byte("ok"))
}

// A responseURL takes what only one person sees.
type responseURL struct {
	user, channel, ts string
	used              int
}

// mostResponses is how often Slack lets a response_url be used.
const mostResponses = 5

func (w *Workspace) response(user, channel, ts string) string {
	id := w.nextID("response.")
	w.responses[id] = &responseURL{user: user, channel: channel, ts: ts}
	return w.base + "/response/" + id
}
