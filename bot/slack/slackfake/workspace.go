package slackfake

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"
)

// What a Workspace is made with.
const (
	Team          = "T0PAYHELP"
	OtherTeam     = "T0GUESTS" // of people who come in by a shared channel
	App           = "A0PAYHELP"
	BotUser       = "U0PAYHELP"
	Bot           = "B0PAYHELP"
	BotToken      = "xoxb-for-tests" // #nosec G101 -- opens nothing
	AppToken      = "xapp-for-tests" // #nosec G101 -- opens nothing
	SigningSecret = "secret-for-tests"
)

// A Channel is one that messages stand in.
type Channel struct {
	ID       string
	Name     string
	Archived bool
	Private  bool
	Member   bool   // whether the app is in it
	Shared   bool   // whether another organisation is in it
	With     string // the user of a direct conversation; "" for a channel
}

// A User is a person who is in the Workspace or shares a channel with it.
type User struct {
	ID      string
	Name    string // shown
	Team    string
	Deleted bool
}

// A Workspace is what the app sees of Slack. It is safe for concurrent use.
type Workspace struct {
	now func() time.Time

	mu        sync.Mutex
	changed   chan struct{} // closed and replaced with every change
	channels  map[string]*Channel
	users     map[string]*User
	messages  map[string][]*slack.Msg // by channel, oldest first
	ephemeral []Ephemeral
	views     map[string]*slack.View // modals by id
	homes     map[string]slack.View  // by user
	files     map[string][]byte
	triggers  map[string]time.Time // until when
	scopes    []string
	revoked   bool
	faults    map[string][]Fault // by method, next first
	standing  map[string]Fault   // by method, for every call
	calls     []Call
	limit     *limit
	responses map[string]*responseURL
	sockets   map[string]*socket
	opened    int // connections that were opened
	silent    bool
	waiting   int // calls that a Fault holds up
	acks      map[string]chan []byte
	lastTS    time.Time
	lastID    int
	base      string // URL that it is served at
}

// An Ephemeral is a message that only one person sees.
type Ephemeral struct {
	Channel, Thread, User string
	Text                  string
	Blocks                slack.Blocks
	Replaces              bool // the message that was pressed
	Deletes               bool
}

// New returns a Workspace with the channel "C0DESK" that the app is in, the
// user "U0LI", and all scopes of the app. Its messages carry the time of now.
func New(now func() time.Time) *Workspace {
	w := &Workspace{
		now: now, changed: make(chan struct{}), channels: map[string]*Channel{}, users: map[string]*User{},
		messages: map[string][]*slack.Msg{}, views: map[string]*slack.View{}, homes: map[string]slack.View{}, files: map[string][]byte{},
		triggers: map[string]time.Time{}, scopes: allScopes(), faults: map[string][]Fault{}, standing: map[string]Fault{},
		responses: map[string]*responseURL{}, sockets: map[string]*socket{}, acks: map[string]chan []byte{},
	}
	w.AddUser(User{ID: BotUser, Name: "payhelp", Team: Team})
	w.AddUser(User{ID: "U0LI", Name: "李雷", Team: Team})
	w.AddChannel(Channel{ID: "C0DESK", Name: "help-desk", Member: true})
	return w
}

// AddUser adds a person, or changes one.
func (w *Workspace) AddUser(u User) {
	w.change(func() { w.users[u.ID] = &u })
}

// AddChannel adds a channel, or changes one: archives it, say.
func (w *Workspace) AddChannel(c Channel) {
	w.change(func() { w.channels[c.ID] = &c })
}

// SetScopes replaces the scopes that the bot token has.
func (w *Workspace) SetScopes(scopes ...string) {
	w.change(func() { w.scopes = scopes })
}

// Scopes returns those that the bot token has.
func (w *Workspace) Scopes() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.scopes)
}

// Revoke makes both tokens void, or good again.
func (w *Workspace) Revoke(revoked bool) {
	w.change(func() { w.revoked = revoked })
}

// change does do under the lock and wakes who waits.
func (w *Workspace) change(do func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	do()
	w.wake()
}

func (w *Workspace) wake() {
	close(w.changed)
	w.changed = make(chan struct{})
}

// Until waits until done says so; it asks after each change. Where that never
// comes the test ends at its deadline, with the stack of Until.
func (w *Workspace) Until(t testing.TB, what string, done func() bool) {
	t.Helper()
	for {
		w.mu.Lock()
		changed := w.changed
		w.mu.Unlock()
		if done() {
			return
		}
		select {
		case <-changed:
		case <-t.Context().Done():
			t.Fatalf("the test ended before %s", what)
		}
	}
}

// Messages returns what stands in a channel, oldest first, with its threads.
func (w *Workspace) Messages(channel string) []slack.Msg {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]slack.Msg, 0, len(w.messages[channel]))
	for _, m := range w.messages[channel] {
		out = append(out, *m)
	}
	return out
}

// Thread returns the messages of one thread, its root first.
func (w *Workspace) Thread(channel, root string) []slack.Msg {
	return slices.DeleteFunc(w.Messages(channel), func(m slack.Msg) bool { return m.Timestamp != root && m.ThreadTimestamp != root })
}

// Message returns one message, and whether it stands there.
func (w *Workspace) Message(channel, ts string) (slack.Msg, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if m := w.message(channel, ts); m != nil {
		return *m, true
	}
	return slack.Msg{}, false
}

func (w *Workspace) message(channel, ts string) *slack.Msg {
	for _, m := range w.messages[channel] {
		if m.Timestamp == ts {
			return m
		}
	}
	return nil
}

// Ephemerals returns the messages that only one person saw.
func (w *Workspace) Ephemerals() []Ephemeral {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.ephemeral)
}

// View returns the modal that was opened last; nil where there is none.
func (w *Workspace) View() *slack.View {
	w.mu.Lock()
	defer w.mu.Unlock()
	ids := slices.SortedFunc(maps.Keys(w.views), func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) })
	if len(ids) == 0 {
		return nil
	}
	v := *w.views[ids[len(ids)-1]]
	return &v
}

// Home returns the App Home that a user sees, and whether one was published.
func (w *Workspace) Home(user string) (slack.View, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	v, ok := w.homes[user]
	return v, ok
}

// nextTS returns a timestamp as Slack writes it, later than all before.
func (w *Workspace) nextTS() string {
	t := w.now().Truncate(time.Microsecond)
	if !t.After(w.lastTS) {
		t = w.lastTS.Add(time.Microsecond)
	}
	w.lastTS = t
	return fmt.Sprintf("%d.%06d", t.Unix(), t.Nanosecond()/1000)
}

func (w *Workspace) nextID(prefix string) string {
	w.lastID++
	return fmt.Sprintf("%s%06d", prefix, w.lastID)
}
