package relaytest

import (
	"fmt"
	"slices"
	"strings"

	"payhelp/bot/relay"
)

// event returns an event with an id of its own. m.mu is held.
func (m *Memory) event(kind relay.EventKind, user string, at relay.Ref, key string) relay.Event {
	m.next++
	return relay.Event{
		ID: fmt.Sprintf("Ev%d", m.next), Key: strings.Join([]string{Team, at.Channel, key}, "/"), Kind: kind, Team: Team, User: user, At: at,
		Outside: m.people[user].Outside, Direct: strings.HasPrefix(at.Channel, "D-"),
	}
}

func (m *Memory) said(one *Message) relay.Event {
	e := m.event(relay.Said, one.User, one.At, one.At.ID)
	e.Text = strings.TrimSpace(strings.ReplaceAll(one.Text, "@payhelp", ""))
	e.Mention = e.Text != one.Text
	e.Files = slices.Clone(one.Files)
	return e
}

// Say lets a user write into a channel, or a thread of it, and returns the
// event that tells of it. "@payhelp" mentions us.
func (m *Memory) Say(user, channel, thread, text string) relay.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := m.add(Message{At: relay.Ref{Channel: channel, Thread: thread}, User: user, Text: text})
	return m.said(m.find(at))
}

// Attach lets a user write into a thread with a file.
func (m *Memory) Attach(user, channel, thread, text, name string, content []byte) relay.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.next++
	f := relay.File{Name: name, Size: int64(len(content)), At: fmt.Sprintf("file %d", m.next)}
	m.files[f.At] = content
	return m.said(m.find(m.add(Message{At: relay.Ref{Channel: channel, Thread: thread}, User: user, Text: text, Files: []relay.File{f}})))
}

// Edit lets the writer of a message change it.
func (m *Memory) Edit(at relay.Ref, text string) relay.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	one := m.find(at)
	one.Text = text
	one.Edits++
	e := m.event(relay.Edited, one.User, at, fmt.Sprintf("%s/edited/%d", at.ID, one.Edits))
	e.Text = text
	return e
}

// Remove lets the writer of a message remove it.
func (m *Memory) Remove(at relay.Ref) relay.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	one := m.find(at)
	one.Deleted = true
	return m.event(relay.Deleted, one.User, at, at.ID+"/deleted")
}

// Command lets a user give a command.
func (m *Memory) Command(user, channel, text string) relay.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.event(relay.Command, user, relay.Ref{Channel: channel}, fmt.Sprintf("command/%d", m.next))
	e.Text, e.Respond = text, relay.Respondent{User: user, Channel: channel}
	return e
}

// Press lets a user press a button of a message: the first with the action.
func (m *Memory) Press(user string, at relay.Ref, action string) relay.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.event(relay.Pressed, user, at, fmt.Sprintf("%s/pressed/%d", at.ID, m.next))
	e.Action, e.Trigger, e.Respond = action, relay.Trigger{ID: "trigger"}, relay.Respondent{User: user, Channel: at.Channel, Thread: at.Thread}
	if one := m.find(at); one != nil {
		for _, p := range one.Post.Parts {
			for _, b := range p.Buttons {
				if b.Action == action && e.Value == "" {
					e.Value = b.Value
				}
			}
		}
	}
	return e
}

// Pick lets a user pick an option of a search in a form.
func (m *Memory) Pick(user string, f relay.Form, value string, values map[string]string) relay.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.event(relay.Pressed, user, relay.Ref{}, fmt.Sprintf("view/pick/%d", m.next))
	e.Action, e.Value, e.Form, e.State, e.Values, e.Trigger = relay.ActPick, value, f.ID, f.State, values, relay.Trigger{View: "view"}
	return e
}

// Search lets a user type into a search of a form.
func (m *Memory) Search(user string, f relay.Form, text string) relay.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.event(relay.Searched, user, relay.Ref{}, fmt.Sprintf("view/search/%d", m.next))
	e.Action, e.Text, e.Form, e.State = relay.ActPick, text, f.ID, f.State
	return e
}

// Submit lets a user send a form.
func (m *Memory) Submit(user string, f relay.Form, values map[string]string) relay.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.event(relay.Submitted, user, relay.Ref{}, fmt.Sprintf("view/submit/%d", m.next))
	e.Form, e.State, e.Values = f.ID, f.State, values
	return e
}

// Open lets a user open the app's page.
func (m *Memory) Open(user string) relay.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.event(relay.Opened, user, relay.Ref{}, fmt.Sprintf("home/%d", m.next))
}
