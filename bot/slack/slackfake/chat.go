package slackfake

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// mostText is the length of a message's text, in characters, above which Slack
// cuts it; the app should never come near.
const mostText = 4000

// mostMetadata is the most that a message's metadata may take, in bytes.
const mostMetadata = 8000

// room returns a channel that the app may write in.
func (w *Workspace) room(id string) (*Channel, error) {
	c := w.channels[id]
	if c == nil || c.Private && !c.Member {
		return nil, refuse("channel_not_found")
	}
	switch {
	case c.Archived:
		return nil, refuse("is_archived")
	case !c.Member && c.With == "":
		return nil, refuse("not_in_channel")
	}
	return c, nil
}

// fill reads what a message shows from the parameters of a call.
func fill(m *slack.Msg, p url.Values) error {
	m.Text = p.Get("text")
	if utf8.RuneCountInString(m.Text) > mostText {
		return refuse("msg_too_long")
	}
	if b := p.Get("blocks"); b != "" {
		if code := checkBlocks([]byte(b), messageLimits); code != "" {
			return refuse(code)
		}
		m.Blocks = slack.Blocks{}
		if err := json.Unmarshal([]byte(b), &m.Blocks); err != nil {
			return refuse("invalid_blocks_format")
		}
	}
	if m.Text == "" && len(m.Blocks.BlockSet) == 0 {
		return refuse("no_text")
	}
	if meta := p.Get("metadata"); meta != "" {
		if len(meta) > mostMetadata {
			return refuse("metadata_too_large")
		}
		if err := json.Unmarshal([]byte(meta), &m.Metadata); err != nil || m.Metadata.EventType == "" {
			return refuse("invalid_metadata_format")
		}
	}
	return nil
}

func postMessage(w *Workspace, p url.Values) (map[string]any, error) {
	id := p.Get("channel")
	if u := w.users[id]; u != nil { // a user stands for the direct conversation
		id = w.direct(u.ID).ID
	}
	c, err := w.room(id)
	if err != nil {
		return nil, err
	}
	m := &slack.Msg{Type: "message", Channel: c.ID, User: BotUser, BotID: Bot, Team: Team, ThreadTimestamp: p.Get("thread_ts")}
	if err := fill(m, p); err != nil {
		return nil, err
	}
	if w.message(c.ID, m.ThreadTimestamp) == nil {
		m.ThreadTimestamp = "" // as Slack does where the root is gone
	}
	w.add(m)
	return map[string]any{"channel": c.ID, "ts": m.Timestamp, "message": m}, nil
}

// add puts a message where it stands and gives it its timestamp.
func (w *Workspace) add(m *slack.Msg) {
	m.Timestamp = w.nextTS()
	w.messages[m.Channel] = append(w.messages[m.Channel], m)
	if root := w.message(m.Channel, m.ThreadTimestamp); root != nil {
		root.ThreadTimestamp = root.Timestamp
		root.ReplyCount++
		root.LatestReply = m.Timestamp
	}
}

func postEphemeral(w *Workspace, p url.Values) (map[string]any, error) {
	c, err := w.room(p.Get("channel"))
	if err != nil {
		return nil, err
	}
	if w.users[p.Get("user")] == nil {
		return nil, refuse("user_not_in_channel")
	}
	var m slack.Msg
	if err := fill(&m, p); err != nil {
		return nil, err
	}
	w.ephemeral = append(w.ephemeral, Ephemeral{Channel: c.ID, Thread: p.Get("thread_ts"), User: p.Get("user"), Text: m.Text, Blocks: m.Blocks})
	return map[string]any{"message_ts": w.nextTS()}, nil
}

// own returns a message that the app posted.
func (w *Workspace) own(p url.Values, code string) (*slack.Msg, error) {
	if _, err := w.room(p.Get("channel")); err != nil {
		return nil, err
	}
	m := w.message(p.Get("channel"), p.Get("ts"))
	switch {
	case m == nil || m.SubType == "tombstone":
		return nil, refuse("message_not_found")
	case m.BotID != Bot:
		return nil, refuse(code)
	}
	return m, nil
}

func updateMessage(w *Workspace, p url.Values) (map[string]any, error) {
	m, err := w.own(p, "cant_update_message")
	if err != nil {
		return nil, err
	}
	next := slack.Msg{Metadata: m.Metadata}
	if err := fill(&next, p); err != nil {
		return nil, err
	}
	m.Text, m.Blocks, m.Metadata = next.Text, next.Blocks, next.Metadata
	return map[string]any{"channel": m.Channel, "ts": m.Timestamp, "text": m.Text}, nil
}

func deleteMessage(w *Workspace, p url.Values) (map[string]any, error) {
	m, err := w.own(p, "cant_delete_message")
	if err != nil {
		return nil, err
	}
	w.remove(m)
	return map[string]any{"channel": m.Channel, "ts": m.Timestamp}, nil
}

// remove takes a message away. The root of a thread that has replies stays as
// a stone without text.
func (w *Workspace) remove(m *slack.Msg) {
	if m.ReplyCount > 0 {
		*m = slack.Msg{
			Type: "message", SubType: "tombstone", Channel: m.Channel, User: "USLACKBOT", Text: "This message was deleted.",
			Timestamp: m.Timestamp, ThreadTimestamp: m.ThreadTimestamp, ReplyCount: m.ReplyCount, LatestReply: m.LatestReply,
		}
		return
	}
	w.messages[m.Channel] = slices.DeleteFunc(w.messages[m.Channel], func(o *slack.Msg) bool { return o == m })
}

func addReaction(w *Workspace, p url.Values) (map[string]any, error) {
	m, err := w.reacted(p)
	if err != nil {
		return nil, err
	}
	name := p.Get("name")
	if !strings.ContainsFunc(name, func(r rune) bool { return r >= 'a' && r <= 'z' }) {
		return nil, refuse("invalid_name")
	}
	if slices.ContainsFunc(m.Reactions, func(r slack.ItemReaction) bool { return r.Name == name }) {
		return nil, refuse("already_reacted")
	}
	m.Reactions = append(m.Reactions, slack.ItemReaction{Name: name, Count: 1, Users: []string{BotUser}})
	return nil, nil
}

func removeReaction(w *Workspace, p url.Values) (map[string]any, error) {
	m, err := w.reacted(p)
	if err != nil {
		return nil, err
	}
	n := len(m.Reactions)
	m.Reactions = slices.DeleteFunc(m.Reactions, func(r slack.ItemReaction) bool { return r.Name == p.Get("name") })
	if len(m.Reactions) == n {
		return nil, refuse("no_reaction")
	}
	return nil, nil
}

func (w *Workspace) reacted(p url.Values) (*slack.Msg, error) {
	if _, err := w.room(p.Get("channel")); err != nil {
		return nil, err
	}
	m := w.message(p.Get("channel"), p.Get("timestamp"))
	if m == nil {
		return nil, refuse("message_not_found")
	}
	return m, nil
}

// Reactions returns the names of the reactions on a message.
func (w *Workspace) Reactions(channel, ts string) []string {
	m, _ := w.Message(channel, ts)
	var out []string
	for _, r := range m.Reactions {
		out = append(out, r.Name)
	}
	return out
}
