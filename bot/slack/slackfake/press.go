package slackfake

import (
	"encoding/json"
	"testing"

	"github.com/slack-go/slack"
)

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
