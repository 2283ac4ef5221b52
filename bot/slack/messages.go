package slack

import (
	"cmp"
	"encoding/json"
	"strings"

	"payhelp/bot/relay"
)

// A said is a message, or an event about one, as far as it is looked at.
// slack-go's own types read every field of every block and attachment, and one
// that they do not know must not cost a message.
type said struct {
	Type      string          `json:"type"`
	SubType   string          `json:"subtype"`
	User      string          `json:"user"`
	Bot       string          `json:"bot_id"`
	Text      string          `json:"text"`
	Blocks    json.RawMessage `json:"blocks"`
	Channel   string          `json:"channel"`
	Kind      string          `json:"channel_type"`
	TS        string          `json:"ts"`
	ThreadTS  string          `json:"thread_ts"`
	EventTS   string          `json:"event_ts"`
	DeletedTS string          `json:"deleted_ts"`
	UserTeam  string          `json:"user_team"` // in a channel that is shared
	Tab       string          `json:"tab"`       // of app_home_opened
	Edited    *struct {
		User string `json:"user"`
		TS   string `json:"ts"`
	} `json:"edited"`
	Files []struct {
		Name string `json:"name"`
		Type string `json:"mimetype"`
		Size int64  `json:"size"`
		Down string `json:"url_private_download"`
		At   string `json:"url_private"`
	} `json:"files"`
	Message  *said `json:"message"`
	Previous *said `json:"previous_message"`
}

// message turns an event about a message into what the relay is told; false
// where that is nothing.
func (me identity) message(m *said) (relay.Event, bool) {
	switch m.SubType {
	case "", "file_share", "thread_broadcast", "me_message":
		return me.written(m)
	case "message_changed":
		return me.changed(m)
	case "message_deleted":
		return me.removed(m.Previous, m.Channel, m.DeletedTS)
	}
	return relay.Event{}, false // somebody joined, the topic changed
}

// by says whether a person wrote m, and not we or another program.
func (me identity) by(m *said) bool {
	return m != nil && m.User != "" && m.Bot == "" && m.User != me.user && m.User != "USLACKBOT"
}

func (me identity) written(m *said) (relay.Event, bool) {
	if !me.by(m) {
		return relay.Event{}, false
	}
	text, named := plainText(m.Blocks, m.Text, me.user)
	e := relay.Event{
		Key: me.key(m.Channel, m.TS), Kind: relay.Said, Team: me.team, User: m.User, Outside: me.outside(m.UserTeam),
		At: relay.Ref{Channel: m.Channel, Thread: thread(m.ThreadTS, m.TS), ID: m.TS}, Text: text, Mention: named,
		Direct: m.Kind == "im" || strings.HasPrefix(m.Channel, "D"),
	}
	for _, f := range m.Files {
		e.Files = append(e.Files, relay.File{Name: line(f.Name, mostLabel), Type: f.Type, Size: f.Size, At: cmp.Or(f.Down, f.At)})
	}
	e.Respond = relay.Respondent{User: m.User, Channel: m.Channel, Thread: m.ThreadTS}
	return e, true
}

// changed reads message_changed, which also tells of links that were unfurled,
// replies that were counted, and roots of threads that were deleted.
func (me identity) changed(m *said) (relay.Event, bool) {
	now, was := m.Message, m.Previous
	switch {
	case now == nil:
		return relay.Event{}, false
	case now.SubType == "tombstone":
		return me.removed(was, m.Channel, now.TS)
	case now.Edited == nil || was != nil && was.Edited != nil && was.Edited.TS == now.Edited.TS:
		return relay.Event{}, false // nobody edited it
	}
	now.Channel, now.Kind = m.Channel, m.Kind
	return me.edited(now)
}

// edited is the event that a message was edited to what it is now.
func (me identity) edited(now *said) (relay.Event, bool) {
	e, ok := me.written(now)
	if !ok || now.Edited == nil {
		return e, false
	}
	e.Kind, e.Key = relay.Edited, e.Key+"/edited/"+now.Edited.TS
	return e, true
}

func (me identity) removed(was *said, channel, ts string) (relay.Event, bool) {
	if !me.by(was) {
		return relay.Event{}, false
	}
	return relay.Event{
		Key: me.key(channel, ts, "deleted"), Kind: relay.Deleted, Team: me.team, User: was.User, Outside: me.outside(was.UserTeam),
		At: relay.Ref{Channel: channel, Thread: thread(was.ThreadTS, ts), ID: ts},
	}, true
}
