package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/spf13/cobra"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
	"payhelp/bot/event"
	"payhelp/bot/relay"
	"payhelp/bot/slack"
	"payhelp/bot/store/sqlstore"
)

// slackFlags configure Slack; without a token in the environment nothing of it
// runs.
type slackFlags struct {
	channel string
	routes  string
}

// The secrets of Slack.
const (
	envSlackBot     = "PAYHELP_SLACK_BOT_TOKEN"
	envSlackApp     = "PAYHELP_SLACK_APP_TOKEN"
	envSlackSigning = "PAYHELP_SLACK_SIGNING_SECRET"
)

func (f *slackFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.channel, "slack-channel", "", "id of the Slack channel (C…) that gets the help desk's cases; needs $"+envSlackBot+
		", and $"+envSlackApp+" for Socket Mode or $"+envSlackSigning+" for requests")
	cmd.Flags().StringVar(&f.routes, "slack-route", "", "channels of languages and topics: lang:ja=C…,topic:ID=C…")
}

// configured returns the adapter and the configuration of its relay; nil where Slack
// is not configured. A contradiction is wrong usage.
func (f *slackFlags) configured(getenv func(string) string, log *slog.Logger) (*slack.Slack, relay.Config, error) {
	bot, app, signing := getenv(envSlackBot), getenv(envSlackApp), getenv(envSlackSigning)
	if bot == "" {
		if f.channel != "" || f.routes != "" || app != "" || signing != "" {
			return nil, relay.Config{}, usageError{fmt.Errorf("slack needs $%s; see `payhelp slack --help`", envSlackBot)}
		}
		return nil, relay.Config{}, nil
	}
	if f.channel == "" {
		return nil, relay.Config{}, usageError{fmt.Errorf("$%s needs --slack-channel", envSlackBot)}
	}
	if app == "" && signing == "" {
		return nil, relay.Config{}, usageError{fmt.Errorf("$%s needs $%s for Socket Mode, or $%s for requests", envSlackBot, envSlackApp, envSlackSigning)}
	}
	routes, err := relay.ParseRoutes(f.routes)
	if err != nil {
		return nil, relay.Config{}, usageError{fmt.Errorf("--slack-route: %w", err)}
	}
	adapter := slack.New(slack.Config{BotToken: bot, AppToken: app, SigningSecret: signing, Log: log})
	return adapter, relay.Config{Messenger: adapter, Channel: f.channel, Routes: routes, Log: log, Now: time.Now}, nil
}

// A messenger is Slack with its relay, or nothing.
type messenger struct {
	adapter *slack.Slack // nil where it is not configured
	relay   *relay.Relay
	events  *event.Bus
}

func newMessenger(adapter *slack.Slack, c relay.Config, d *desk.Service, people *staff.Service, store *sqlstore.Store, bus *event.Bus) messenger {
	if adapter == nil {
		return messenger{}
	}
	c.Desk, c.Staff, c.Store = d, people, store
	return messenger{adapter, relay.New(c), bus}
}

// mounts are what Slack calls by HTTP.
func (m *messenger) mounts() map[string]http.Handler {
	if m.adapter == nil {
		return nil
	}
	return map[string]http.Handler{slack.Path: m.adapter.Handler(m.relay)}
}

// health is whether it works; nothing where it is not configured.
func (m *messenger) health() []desk.MessengerHealth {
	if m.adapter == nil {
		return []desk.MessengerHealth{}
	}
	return []desk.MessengerHealth{m.relay.Health()}
}

// run works until ctx ends.
func (m *messenger) run(ctx context.Context) error {
	if m.adapter == nil {
		return nil
	}
	woken, err := m.events.Desk()
	if err != nil {
		return err
	}
	defer woken.Close()
	done := make(chan struct{}, 2)
	go func() { m.relay.Run(ctx); done <- struct{}{} }()
	go func() { m.adapter.Run(ctx, m.relay); done <- struct{}{} }()
	for {
		select {
		case <-woken.C:
			m.relay.Wake()
		case <-ctx.Done():
			<-done
			<-done
			return nil
		}
	}
}
