package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"

	"payhelp/bot/relay"
)

// Parse returns the events that a request or a frame of the socket tells of;
// see [relay.Messenger].
func (s *Slack) Parse(header http.Header, body []byte) ([]relay.Event, error) {
	ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
	defer cancel()
	return s.parse(ctx, header, body)
}

// parse is Parse; ctx ends asking who we are.
func (s *Slack) parse(ctx context.Context, header http.Header, body []byte) ([]relay.Event, error) {
	me, err := s.identity(ctx)
	if err != nil {
		return nil, err
	}
	kind, payload, err := unwrap(header, body)
	if err != nil {
		return nil, err
	}
	return me.parse(kind, payload)
}

// unwrap returns what a request or a frame is, as Socket Mode calls it, and
// what it carries as JSON.
func unwrap(header http.Header, body []byte) (kind string, payload []byte, err error) {
	media, _, _ := mime.ParseMediaType(header.Get("Content-Type"))
	if media == "application/x-www-form-urlencoded" {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return "", nil, fmt.Errorf("read a form: %w", err)
		}
		if p := form.Get("payload"); p != "" {
			return socketmode.RequestTypeInteractive, []byte(p), nil
		}
		fields := map[string]string{}
		for k := range form {
			fields[k] = form.Get(k)
		}
		payload, err = json.Marshal(fields)
		return socketmode.RequestTypeSlashCommands, payload, err
	}
	var frame socketmode.Request
	if err := json.Unmarshal(body, &frame); err != nil {
		return "", nil, fmt.Errorf("read a request: %w", err)
	}
	if len(frame.Payload) > 0 {
		return frame.Type, frame.Payload, nil
	}
	return socketmode.RequestTypeEventsAPI, body, nil
}

// parse turns a payload into events.
func (me identity) parse(kind string, payload []byte) ([]relay.Event, error) {
	var e relay.Event
	var ok bool
	var err error
	switch kind {
	case socketmode.RequestTypeEventsAPI:
		e, ok, err = me.event(payload)
	case socketmode.RequestTypeSlashCommands:
		e, ok, err = me.command(payload)
	case socketmode.RequestTypeInteractive:
		e, ok, err = me.interaction(payload)
	}
	if err != nil || !ok {
		return nil, err
	}
	return []relay.Event{e}, nil
}

// event reads what the Events API tells.
func (me identity) event(payload []byte) (relay.Event, bool, error) {
	var outer slackevents.EventsAPICallbackEvent
	if err := json.Unmarshal(payload, &outer); err != nil {
		return relay.Event{}, false, fmt.Errorf("read an event: %w", err)
	}
	if outer.Type != slackevents.CallbackEvent || outer.InnerEvent == nil {
		return relay.Event{}, false, nil // such as url_verification
	}
	var inner slack.Event
	if err := json.Unmarshal(*outer.InnerEvent, &inner); err != nil {
		return relay.Event{}, false, fmt.Errorf("read what an event is about: %w", err)
	}
	read := map[slackevents.EventsAPIType]func(*said) (relay.Event, bool){
		slackevents.Message: me.message, slackevents.AppMention: me.message, slackevents.AppHomeOpened: me.opened,
	}[slackevents.EventsAPIType(inner.Type)]
	if read == nil {
		return relay.Event{}, false, nil
	}
	var m said
	if err := json.Unmarshal(*outer.InnerEvent, &m); err != nil {
		return relay.Event{}, false, fmt.Errorf("read a message: %w", err)
	}
	e, ok := read(&m)
	e.ID = outer.EventID
	return e, ok, nil
}

func (me identity) opened(m *said) (relay.Event, bool) {
	return relay.Event{
		Key: me.key("home", m.User, m.EventTS), Kind: relay.Opened, Team: me.team, User: m.User, At: relay.Ref{Channel: m.Channel}, Direct: true,
	}, m.Tab == "home" && m.User != ""
}

// key names a thing that happened, whatever tells of it.
func (me identity) key(parts ...string) string { return me.team + "/" + strings.Join(parts, "/") }

// outside says whether a user of a team is none of our workspace. Slack says
// nothing of the team where it is ours.
func (me identity) outside(team string) bool { return team != "" && team != me.team }

// command reads a slash command.
func (me identity) command(payload []byte) (relay.Event, bool, error) {
	var c slack.SlashCommand
	if err := json.Unmarshal(payload, &c); err != nil {
		return relay.Event{}, false, fmt.Errorf("read a command: %w", err)
	}
	if c.Command == "" || c.UserID == "" {
		return relay.Event{}, false, nil // Slack looks whether anybody answers
	}
	text, _ := unmarked(c.Text, me.user)
	return relay.Event{
		Key: me.key("command", c.TriggerID), Kind: relay.Command, Team: me.team, User: c.UserID, Outside: me.outside(c.TeamID),
		At: relay.Ref{Channel: c.ChannelID}, Text: text, Direct: strings.HasPrefix(c.ChannelID, "D"),
		Trigger: relay.Trigger{ID: c.TriggerID}, Respond: relay.Respondent{User: c.UserID, Channel: c.ChannelID, URL: c.ResponseURL},
	}, true, nil
}
