// Package relaytest has what every messenger has to pass, and a messenger in
// memory that does, for tests of what the relay makes of one.
package relaytest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"payhelp/bot/relay"
)

// Team is the workspace of a Memory.
const Team = "T1"

// Us is who wrote our own messages in a Memory.
const Us = "us"

// A Message is one that stands in a Memory.
type Message struct {
	At      relay.Ref
	User    string // Us for our own
	Text    string // all texts of a Post, one a line
	Post    relay.Post
	Key     string
	Posted  time.Time
	Marks   []relay.Mark
	Edits   int
	Files   []relay.File
	Deleted bool
}

// A Private is an answer to one person alone.
type Private struct {
	To   relay.Respondent
	Text string
}

// A Memory is a messenger in memory. Its zero value is not ready: see New.
type Memory struct {
	now func() time.Time

	mu       sync.Mutex
	next     int
	messages []*Message
	archived map[string]bool
	faults   map[string][]Fault
	people   map[string]relay.Person
	Privates []Private
	Forms    []relay.Form
	Homes    map[string]relay.Post
	Calls    map[string]int    // by method
	files    map[string][]byte // by where they are
}

// A Fault is how the next call of a method goes wrong.
type Fault struct {
	Err     error
	Arrives bool                  // whether the messenger does it all the same
	Before  func(context.Context) // run first; nil for nothing
}

// New returns an empty Memory whose clock is now.
func New(now func() time.Time) *Memory {
	return &Memory{
		now: now, archived: map[string]bool{}, faults: map[string][]Fault{}, people: map[string]relay.Person{},
		Homes: map[string]relay.Post{}, Calls: map[string]int{}, files: map[string][]byte{},
	}
}

// Fail makes the next calls of a method go wrong, one after the other.
func (m *Memory) Fail(method string, faults ...Fault) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.faults[method] = append(m.faults[method], faults...)
}

// Mend makes a method work again.
func (m *Memory) Mend(method string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.faults, method)
}

// Archive archives a channel, or brings it back.
func (m *Memory) Archive(channel string, archived bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.archived[channel] = archived
}

// AddPerson makes a user known by a name.
func (m *Memory) AddPerson(user string, p relay.Person) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.people[user] = p
}

// Messages returns what stands in a channel, oldest first.
func (m *Memory) Messages(channel string) []Message {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []Message
	for _, one := range m.messages {
		if one.At.Channel == channel && !one.Deleted {
			c := *one
			c.Marks = slices.Clone(one.Marks)
			out = append(out, c)
		}
	}
	return out
}

// Message returns the message at a place; nil where there is none.
func (m *Memory) Message(at relay.Ref) *Message {
	for _, one := range m.Messages(at.Channel) {
		if one.At.ID == at.ID {
			return &one
		}
	}
	return nil
}

// Count returns how often a method was called.
func (m *Memory) Count(method string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.Calls[method]
}

// Told returns what a person was told alone, in order.
func (m *Memory) Told(user string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []string
	for _, p := range m.Privates {
		if p.To.User == user {
			out = append(out, p.Text)
		}
	}
	return out
}

// Shown returns the latest form that was shown.
func (m *Memory) Shown() (f relay.Form, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.Forms) == 0 {
		return f, false
	}
	return m.Forms[len(m.Forms)-1], true
}

// call counts a call and returns how it goes wrong. m.mu is held.
func (m *Memory) call(ctx context.Context, method, channel string) (fault Fault, err error) {
	m.Calls[method]++
	if len(m.faults[method]) > 0 {
		fault = m.faults[method][0]
		m.faults[method] = m.faults[method][1:]
	}
	if fault.Before != nil {
		m.mu.Unlock()
		fault.Before(ctx)
		m.mu.Lock()
	}
	if err := ctx.Err(); err != nil {
		return fault, fmt.Errorf("%s: %w", method, err)
	}
	if fault.Err != nil && !fault.Arrives {
		return fault, fault.Err
	}
	if m.archived[channel] {
		return fault, &relay.BlockedError{Reason: relay.Archived, Channel: channel, Detail: "is_archived"}
	}
	return fault, nil
}

// add stores a message. m.mu is held.
func (m *Memory) add(one Message) relay.Ref {
	m.next++
	one.At.ID = fmt.Sprintf("%010d.%06d", m.now().Unix(), m.next)
	if one.At.Thread == "" {
		one.At.Thread = one.At.ID
	}
	one.Posted = m.now()
	m.messages = append(m.messages, &one)
	return one.At
}

// find returns the message at a place, or nil. m.mu is held.
func (m *Memory) find(at relay.Ref) *Message {
	for _, one := range m.messages {
		if one.At.Channel == at.Channel && one.At.ID == at.ID && !one.Deleted {
			return one
		}
	}
	return nil
}

// Words returns all texts of a Post, one a line.
func Words(p relay.Post) string {
	var lines []string
	for _, part := range p.Parts {
		if part.Text != "" {
			lines = append(lines, part.Text)
		}
		for _, f := range part.Fields {
			lines = append(lines, f.Label+" "+f.Text)
		}
		for _, b := range part.Buttons {
			lines = append(lines, "["+b.Label+"]")
		}
	}
	return strings.Join(lines, "\n")
}
