package slackfake

import (
	"encoding/json"
	"testing"

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

// Command makes a user type /payhelp and a text in a channel.
func (w *Workspace) Command(user, channel, text string) Payload {
	w.mu.Lock()
	defer w.mu.Unlock()
	u := w.users[user]
	return Payload{Kind: KindCommand, Body: encode(map[string]string{
		"team_id": u.Team, "team_domain": "payhelp", "channel_id": channel, "channel_name": "desk", "user_id": user, "user_name": u.Name,
		"command": "/payhelp", "text": text, "response_url": w.response(user, channel, ""), "trigger_id": w.trigger(), "api_app_id": App,
	})}
}

// Press makes a user press the button of a message whose action_id has begin
// as its beginning. It fails the test where there is none.
func (w *Workspace) Press(t testing.TB, user, channel, ts, begin string) Payload {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	m := w.message(channel, ts)
	if m == nil {
		t.Fatalf("press %q: there is no message %s in %s", begin, ts, channel)
	}
	b := button(t, m.Blocks, begin)
	thread := m.ThreadTimestamp
	return w.interaction(user, map[string]any{
		"type": "block_actions", "channel": map[string]any{"id": channel}, "message": w.inner(m), "response_url": w.response(user, channel, ts),
		"container": map[string]any{"type": "message", "message_ts": ts, "channel_id": channel, "thread_ts": thread, "is_ephemeral": false},
		"actions":   []any{w.action(b)},
	})
}

// PressHome makes a user press a button of their App Home.
func (w *Workspace) PressHome(t testing.TB, user, begin string) Payload {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	v := w.homes[user]
	return w.interaction(user, map[string]any{
		"type": "block_actions", "view": v, "container": map[string]any{"type": "view", "view_id": v.ID},
		"actions": []any{w.action(button(t, v.Blocks, begin))},
	})
}

func (w *Workspace) action(b node) map[string]any {
	return map[string]any{
		"type": "button", "block_id": b.string("block_id"), "action_id": b.string("action_id"), "value": b.string("value"),
		"text": b["text"], "action_ts": w.nextTS(),
	}
}

// button finds a button by the beginning of its action_id.
func button(t testing.TB, blocks slack.Blocks, begin string) node {
	t.Helper()
	var all []node
	if err := json.Unmarshal(encode(blocks), &all); err != nil {
		t.Fatal(err)
	}
	for _, b := range all {
		for _, e := range b.list("elements") {
			if id := e.string("action_id"); e.string("type") == "button" && len(id) >= len(begin) && id[:len(begin)] == begin {
				e["block_id"] = b.string("block_id")
				return e
			}
		}
	}
	t.Fatalf("there is no button %q", begin)
	return nil
}

// interaction adds what all interactions have.
func (w *Workspace) interaction(user string, fields map[string]any) Payload {
	u := w.users[user]
	fields["team"] = map[string]any{"id": Team, "domain": "payhelp"}
	fields["user"] = map[string]any{"id": user, "team_id": u.Team, "username": u.Name, "name": u.Name}
	fields["api_app_id"], fields["trigger_id"] = App, w.trigger()
	return Payload{Kind: KindInteractive, Body: encode(fields)}
}

// Search makes a user type into an external select of the modal that was
// opened last.
func (w *Workspace) Search(user, input, text string) Payload {
	v := w.View()
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.interaction(user, map[string]any{
		"type": "block_suggestion", "view": v, "action_id": input, "block_id": input, "value": text,
		"container": map[string]any{"type": "view", "view_id": v.ID},
	})
}

// Pick makes a user choose an option in a select of the modal.
func (w *Workspace) Pick(user, input, value string, values map[string]string) Payload {
	v := w.View()
	w.mu.Lock()
	defer w.mu.Unlock()
	v.State = state(v, values)
	picked := map[string]any{"text": map[string]any{"type": "plain_text", "text": value}, "value": value}
	return w.interaction(user, map[string]any{
		"type": "block_actions", "view": v, "container": map[string]any{"type": "view", "view_id": v.ID},
		"actions": []any{map[string]any{
			"type": "external_select", "block_id": input, "action_id": input, "selected_option": picked, "action_ts": w.nextTS(),
		}},
	})
}

// Submit makes a user send the modal that was opened last, with the values of
// its inputs by their action_id.
func (w *Workspace) Submit(user string, values map[string]string) Payload {
	v := w.View()
	w.mu.Lock()
	defer w.mu.Unlock()
	v.State = state(v, values)
	return w.interaction(user, map[string]any{"type": "view_submission", "view": v})
}

// state is what a modal says of its inputs.
func state(v *slack.View, values map[string]string) *slack.ViewState {
	s := &slack.ViewState{Values: map[string]map[string]slack.BlockAction{}}
	for _, b := range v.Blocks.BlockSet {
		in, ok := b.(*slack.InputBlock)
		if !ok {
			continue
		}
		raw := node{}
		if err := json.Unmarshal(encode(in.Element), &raw); err != nil {
			panic(err) // it was encoded here
		}
		id, kind := raw.string("action_id"), raw.string("type")
		a := slack.BlockAction{Type: slack.ActionType(kind)}
		switch value := values[id]; {
		case value == "":
		case kind == "plain_text_input":
			a.Value = value
		default:
			a.SelectedOption = slack.OptionBlockObject{Value: value, Text: slack.NewTextBlockObject(slack.PlainTextType, value, false, false)}
		}
		s.Values[in.BlockID] = map[string]slack.BlockAction{id: a}
	}
	return s
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

// Searched returns the values that the app answered a search with; it fails
// the test where Slack would not take the answer.
func Searched(t testing.TB, body []byte) []string {
	t.Helper()
	if err := checkOptions(body); err != nil {
		t.Fatalf("answer to a search: %v in %s", err, body)
	}
	var got struct {
		Options []slack.OptionBlockObject      `json:"options"`
		Groups  []slack.OptionGroupBlockObject `json:"option_groups"`
	}
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatalf("answer to a search: %v", err)
	}
	var out []string
	for _, o := range got.Options {
		out = append(out, o.Value)
	}
	for _, g := range got.Groups {
		for _, o := range g.Options {
			out = append(out, o.Value)
		}
	}
	return out
}
