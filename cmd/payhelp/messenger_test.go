package main

import (
	"context"
	"crypto/rand"
	"log/slog"
	"strings"
	"testing"
	"time"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/bot/desk/desktest"
	"payhelp/bot/desk/staff"
	"payhelp/bot/relay"
	"payhelp/bot/slack"
	"payhelp/bot/slack/slackfake"
)

// TestSlackRunsWithTheService wires Slack as serve does, with events by a
// socket: a visitor's case goes to the channel when it is opened, and an
// officer's claim there comes back.
func TestSlackRunsWithTheService(t *testing.T) {
	d := desktest.New(t, func(c *desk.Config) { c.Now = time.Now })
	w := slackfake.New(time.Now)
	e := w.Start(t)
	adapter := slack.New(slack.Config{
		BotToken: slackfake.BotToken, AppToken: slackfake.AppToken, APIURL: e.API, HTTPClient: e.Client, Dialer: e.Dialer,
	})
	people := staff.New(d.Store, time.Now, rand.Reader)
	log := slog.New(slog.DiscardHandler)
	m := newMessenger(adapter, relay.Config{Messenger: adapter, Channel: "C0DESK", Log: log, Now: time.Now}, d.Service, people, d.Store, d.Bus)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- m.run(ctx) }()
	w.Until(t, "a socket is open", func() bool { return w.Connected() == 1 })

	a, _, err := people.Add(t.Context(), "li", "李娜", staff.Officer, "a long enough password", staff.ByCommand())
	if err != nil {
		t.Fatal(err)
	}
	code, _, err := people.NewLinkCode(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	<-w.Send(t, w.Command("U0LI", "C0DESK", "link "+code))
	w.Until(t, "the officer is linked", func() bool { return len(w.Ephemerals()) == 1 })

	c, _, err := d.Start(t.Context(), desk.Visit{Lang: "ja"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Escalate(t.Context(), c.ID, desk.Asking{Note: "カードが使えません"}, bot.Asked); err != nil {
		t.Fatal(err)
	}
	w.Until(t, "the case is in the channel", func() bool { return len(w.Messages("C0DESK")) > 0 })
	root := w.Messages("C0DESK")[0].Timestamp
	<-w.Send(t, w.Press(t, "U0LI", "C0DESK", root, relay.ActTake))
	w.Until(t, "the card says who has it", func() bool {
		card, _ := w.Message("C0DESK", root)
		return strings.Contains(card.Text, "李娜")
	})
	if health := m.health(); len(health) != 1 || !health[0].Healthy || health[0].Name != "slack" {
		t.Errorf("health is %+v", health)
	}
	if mounts := m.mounts(); len(mounts) != 1 || mounts[slack.Path] == nil {
		t.Errorf("mounts are %v", mounts)
	}

	stop()
	if err := <-done; err != nil {
		t.Errorf("run: %v", err)
	}
	w.Until(t, "the socket is closed", func() bool { return w.Connected() == 0 })
}

func TestWithoutSlackNothingOfItRuns(t *testing.T) {
	m := newMessenger(nil, relay.Config{}, nil, nil, nil, nil)
	if err := m.run(t.Context()); err != nil || m.mounts() != nil || len(m.health()) != 0 {
		t.Errorf("run: %v, mounts %v, health %v", err, m.mounts(), m.health())
	}
}
