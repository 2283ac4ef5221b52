package slack_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"payhelp/bot/relay"
	"payhelp/bot/slack"
	"payhelp/bot/slack/slackfake"
)

// start returns a workspace, whose clock stands still, and the adapter in it.
func start(t *testing.T) (*slackfake.Workspace, *slack.Slack) {
	t.Helper()
	now := time.Now()
	w := slackfake.New(func() time.Time { return now })
	return w, adapter(w.Start(t))
}

func adapter(e slackfake.Endpoint) *slack.Slack {
	return slack.New(slack.Config{
		BotToken: slackfake.BotToken, AppToken: slackfake.AppToken, SigningSecret: slackfake.SigningSecret,
		APIURL: e.API, HTTPClient: e.Client, Dialer: e.Dialer,
	})
}

// An inbox is a receiver that keeps what it is handed.
type inbox struct {
	answer func(relay.Event) (relay.Response, error) // nil for an empty Response

	mu     sync.Mutex
	events []relay.Event
	states []string // connected, or the reason why not
}

func newInbox() *inbox { return &inbox{} }

func (i *inbox) Receive(_ context.Context, e relay.Event) (relay.Response, error) {
	i.note(func() { i.events = append(i.events, e) })
	if i.answer == nil {
		return relay.Response{}, nil
	}
	return i.answer(e)
}

func (i *inbox) Connected() { i.note(func() { i.states = append(i.states, "connected") }) }

func (i *inbox) Disconnected(r relay.Reason) {
	i.note(func() { i.states = append(i.states, string(r)) })
}

func (i *inbox) note(do func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	do()
}

func (i *inbox) got() ([]relay.Event, []string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return append([]relay.Event(nil), i.events...), append([]string(nil), i.states...)
}

// one delivers a payload by HTTP and returns the one event that it was.
func one(t *testing.T, s *slack.Slack, p slackfake.Payload) relay.Event {
	t.Helper()
	in := newInbox()
	if rw := slackfake.Deliver(t.Context(), s.Handler(in), p); rw.Code != 200 {
		t.Fatalf("delivered: %d %s", rw.Code, rw.Body)
	}
	events, _ := in.got()
	if len(events) != 1 {
		t.Fatalf("%d events of %s, want one", len(events), p.Body)
	}
	return events[0]
}
