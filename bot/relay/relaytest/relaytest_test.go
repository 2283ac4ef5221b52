package relaytest_test

import (
	"net/http"
	"testing"
	"time"

	"payhelp/bot/relay"
	"payhelp/bot/relay/relaytest"
)

func TestMemory(t *testing.T) {
	relaytest.Run(t, func(*testing.T) relaytest.Subject {
		noon := time.Date(2026, 5, 12, 4, 0, 0, 0, time.UTC)
		now := func() time.Time { return noon }
		m := relaytest.New(now)
		said := map[string]relay.Event{}
		return relaytest.Subject{
			Messenger: m, Now: now, Channel: "C1",
			Say: func(_ *testing.T, thread relay.Ref, text string) relay.Ref {
				e := m.Say("U1", "C1", thread.Thread, text)
				said[e.At.ID] = e
				return e.At
			},
			Attach: func(_ *testing.T, thread relay.Ref, content []byte) relay.Ref {
				e := m.Attach("U1", "C1", thread.Thread, "see this", "a.jpg", content)
				said[e.At.ID] = e
				return e.At
			},
			Shown: func(_ *testing.T, at relay.Ref) (string, bool) {
				one := m.Message(at)
				if one == nil {
					return "", false
				}
				return one.Text, true
			},
			Archive: func(*testing.T) { m.Archive("C1", true) },
			Request: func(_ *testing.T, at relay.Ref) (http.Header, []byte) { return m.Request(said[at.ID]) },
		}
	})
}
