package slack_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"payhelp/bot/relay"
	"payhelp/bot/relay/relaytest"
	"payhelp/bot/slack/slackfake"
)

func TestContract(t *testing.T) {
	relaytest.Run(t, func(t *testing.T) relaytest.Subject {
		w, s := start(t)
		said := map[string]slackfake.Payload{}
		return relaytest.Subject{
			Messenger: s, Now: time.Now, Channel: "C0DESK",
			Say: func(_ *testing.T, thread relay.Ref, text string) relay.Ref {
				p := w.Say("U0LI", "C0DESK", thread.Thread, text)
				said[p.TS()] = p
				return relay.Ref{Channel: "C0DESK", Thread: thread.Thread, ID: p.TS()}
			},
			Attach: func(_ *testing.T, thread relay.Ref, content []byte) relay.Ref {
				p := w.Say("U0LI", "C0DESK", thread.Thread, "see this", w.AddFile("a.jpg", "image/jpeg", content))
				said[p.TS()] = p
				return relay.Ref{Channel: "C0DESK", Thread: thread.Thread, ID: p.TS()}
			},
			Shown: func(t *testing.T, at relay.Ref) (string, bool) {
				m, ok := w.Message(at.Channel, at.ID)
				return strings.Join(texts(t, blocksJSON(t, m.Blocks)), "\n"), ok && m.SubType != "tombstone"
			},
			Archive: func(*testing.T) {
				w.AddChannel(slackfake.Channel{ID: "C0DESK", Name: "help-desk", Member: true, Archived: true})
			},
			Request: func(t *testing.T, at relay.Ref) (http.Header, []byte) {
				r := said[at.ID].Request(t.Context(), slackfake.SigningSecret, time.Now())
				body, err := io.ReadAll(r.Body)
				if err != nil {
					t.Fatal(err)
				}
				return r.Header, body
			},
		}
	})
}
