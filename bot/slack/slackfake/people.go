package slackfake

import (
	"encoding/json"

	"github.com/slack-go/slack"
)

// event wraps an inner event the way the Events API does.
func (w *Workspace) event(inner map[string]any) Payload {
	return Payload{Kind: KindEvent, Body: encode(map[string]any{
		"type": "event_callback", "team_id": Team, "api_app_id": App, "event_id": w.nextID("Ev"), "event_time": w.now().Unix(),
		"event": inner, "authorizations": []any{map[string]any{"team_id": Team, "user_id": BotUser, "is_bot": true}},
	})}
}

func (w *Workspace) channelType(id string) string {
	switch w.kind(id) {
	case "im":
		return "im"
	case "groups":
		return "group"
	}
	return "channel"
}

// inner is the message event of m, as Slack tells it.
func (w *Workspace) inner(m *slack.Msg) map[string]any {
	fields := map[string]any{}
	if err := json.Unmarshal(encode(m), &fields); err != nil {
		panic(err) // it was encoded here
	}
	fields["type"], fields["channel_type"], fields["event_ts"] = "message", w.channelType(m.Channel), m.Timestamp
	if len(m.Blocks.BlockSet) == 0 {
		delete(fields, "blocks")
	}
	if u := w.users[m.User]; u != nil && u.Team != Team {
		fields["user_team"], fields["source_team"] = u.Team, u.Team
	}
	return fields
}

// Say makes a user write in a channel, in a thread where it is not "", and
// returns the event that tells of it. text is in Slack's markup.
func (w *Workspace) Say(user, channel, thread, text string, files ...slack.File) Payload {
	w.mu.Lock()
	defer w.mu.Unlock()
	m := &slack.Msg{Type: "message", Channel: channel, User: user, Text: text, ThreadTimestamp: thread, Team: w.users[user].Team, Files: files}
	if len(files) > 0 {
		m.SubType = "file_share"
	}
	w.add(m)
	w.wake()
	return w.event(w.inner(m))
}

// SayDirect makes a user write to the app alone.
func (w *Workspace) SayDirect(user, thread, text string) Payload {
	w.mu.Lock()
	id := w.direct(user).ID
	w.mu.Unlock()
	return w.Say(user, id, thread, text)
}

// Mention returns the event that Slack sends besides that of [Workspace.Say]
// where the message p tells of names the app.
func (w *Workspace) Mention(p Payload) Payload {
	w.mu.Lock()
	defer w.mu.Unlock()
	inner := p.inner()
	inner["type"] = "app_mention"
	return w.event(inner)
}

func (p Payload) inner() map[string]any {
	var outer struct {
		Event map[string]any `json:"event"`
	}
	if err := json.Unmarshal(p.Body, &outer); err != nil {
		panic(err) // it was made here
	}
	return outer.Event
}

// TS returns the timestamp of the message that the Payload is about.
func (p Payload) TS() string {
	ts, _ := p.inner()["ts"].(string)
	return ts
}

// Echo returns the event that tells of a message of anybody, the app's too.
func (w *Workspace) Echo(channel, ts string) Payload {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.event(w.inner(w.message(channel, ts)))
}

// Edit makes the writer of a message change it.
func (w *Workspace) Edit(channel, ts, text string) Payload {
	w.mu.Lock()
	defer w.mu.Unlock()
	m := w.message(channel, ts)
	old := *m
	m.Text = text
	m.Edited = &slack.Edited{User: m.User, Timestamp: w.nextTS()}
	w.wake()
	return w.changedMessage(m, &old)
}

// Unfurl changes a message without its writer, as Slack does for links.
func (w *Workspace) Unfurl(channel, ts string) Payload {
	w.mu.Lock()
	defer w.mu.Unlock()
	m := w.message(channel, ts)
	old := *m
	m.Attachments = []slack.Attachment{{Title: "a page"}}
	return w.changedMessage(m, &old)
}

func (w *Workspace) changedMessage(m, old *slack.Msg) Payload {
	return w.event(map[string]any{
		"type": "message", "subtype": "message_changed", "hidden": true, "channel": m.Channel, "channel_type": w.channelType(m.Channel),
		"ts": w.nextTS(), "message": w.inner(m), "previous_message": w.inner(old),
	})
}

// Remove makes the writer of a message delete it. Slack tells of the root of a
// thread that has replies as of a change: a stone is left.
func (w *Workspace) Remove(channel, ts string) Payload {
	w.mu.Lock()
	defer w.mu.Unlock()
	m := w.message(channel, ts)
	old := *m
	w.remove(m)
	w.wake()
	if old.ReplyCount > 0 {
		return w.changedMessage(m, &old)
	}
	return w.event(map[string]any{
		"type": "message", "subtype": "message_deleted", "hidden": true, "channel": channel, "channel_type": w.channelType(channel),
		"ts": w.nextTS(), "deleted_ts": ts, "previous_message": w.inner(&old),
	})
}

// OpenHome makes a user open the app's own page.
func (w *Workspace) OpenHome(user string) Payload {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.event(map[string]any{"type": "app_home_opened", "user": user, "channel": w.direct(user).ID, "tab": "home", "event_ts": w.nextTS()})
}
