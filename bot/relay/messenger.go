package relay

import (
	"context"
	"net/http"
	"time"
)

// A Ref says where a message is. Its strings are the messenger's own and are
// only compared. Thread is the ID of the message that the thread began with;
// that message itself has Thread equal to ID.
type Ref struct {
	Channel string
	Thread  string // "" for a message that begins a thread, where it is yet to be posted
	ID      string // "" where no message is meant
}

// A Messenger is a chat program that people of the desk work in. Its methods
// are safe for concurrent use, end with ctx, and do not retry: the relay does.
// Errors: [LaterError], [BlockedError], [RefusedError] and [ErrUnknown], the
// last where a message may or may not have arrived; any other is tried again.
// relaytest has the tests that an implementation passes.
type Messenger interface {
	// Name is what the messenger is called in the store: slack.
	Name() string

	// Post posts p into the thread of to, or begins a thread in its channel
	// where to.Thread is "". key goes along, unseen, in the message's
	// metadata; to.ID is not looked at.
	Post(ctx context.Context, to Ref, key string, p Post) (Ref, error)

	// Find looks for the message of key, which was posted since a time, where
	// Post was asked to post it.
	Find(ctx context.Context, to Ref, key string, since time.Time) (at Ref, found bool, err error)

	// Update makes p what a message of ours says. key stays with it.
	Update(ctx context.Context, at Ref, key string, p Post) error

	// Delete removes a message of ours. It is no error where it is gone.
	Delete(ctx context.Context, at Ref) error

	// Mark shows on anybody's message what became of it; a mark that is there
	// already is no error. Delivered, read and failed replace one another.
	Mark(ctx context.Context, at Ref, m Mark) error

	// Respond answers one person alone, where they acted.
	Respond(ctx context.Context, to Respondent, p Post) error

	// Show opens a form, or replaces the one that the trigger came from.
	Show(ctx context.Context, t Trigger, f Form) error

	// Home makes p the page that a person sees when they open the app.
	Home(ctx context.Context, user string, p Post) error

	// Direct returns the channel in which we talk with a person alone.
	Direct(ctx context.Context, user string) (channel string, err error)

	// Person tells who a user is.
	Person(ctx context.Context, user string) (Person, error)

	// File returns what a file holds that a person attached, or the first most
	// bytes of it. It is fetched from the messenger itself and nowhere else.
	File(ctx context.Context, f File, most int) ([]byte, error)

	// Missed returns what people other than us wrote in a thread after the
	// message with the ID after, as the events that should have told of it,
	// with the same Keys, oldest first.
	Missed(ctx context.Context, thread Ref, after string) ([]Event, error)

	// Check asks the messenger whether we may work there: token, scopes, and
	// that we are in the channels. It is a [BlockedError] where not.
	Check(ctx context.Context, channels []string) error

	// Verify returns an error unless the request comes from the messenger
	// itself, signed, within the last five minutes. body is as it was received.
	Verify(header http.Header, body []byte) error

	// Parse returns the events that a verified request, or a frame of a
	// socket, tells of; none where it is about nothing that matters, such as
	// a message of our own, a link that was unfurled, or a reply counted.
	Parse(header http.Header, body []byte) ([]Event, error)
}

// A Receiver takes what happens in a messenger; [Relay] is the one in
// production.
type Receiver interface {
	// Receive takes an event. When it returns without an error the event is
	// durable and the messenger may be told so; with one it has to be sent
	// again. It takes well below 3 s. What has to be answered at once
	// (Searched, Submitted, and Pressed that opens a form) is.
	Receive(ctx context.Context, e Event) (Response, error)

	// Connected tells that events arrive, again or for the first time: what
	// was missed is fetched.
	Connected()

	// Disconnected tells that no events arrive, and why, as a Reason.
	Disconnected(reason Reason)
}

// A Response is what the messenger is answered with, at once.
type Response struct {
	Options []Option          // of Searched
	Errors  map[string]string // of Submitted: what is wrong, by Input; the form stays open
	Form    *Form             // of Submitted: what replaces the form; nil to close it
}

// An EventKind is what happened.
type EventKind string

// DeletedKey after the Key of a message makes that of its deletion.
const DeletedKey = "/deleted"

// The kinds of Event, and which fields they have besides ID, Key, Team, User,
// Outside and At.
const (
	Said      EventKind = "said"      // Text, Files, Direct, Mention
	Edited    EventKind = "edited"    // Text, which At says now
	Deleted   EventKind = "deleted"   // At was removed
	Command   EventKind = "command"   // Text after the command's name; At.Channel; Respond
	Pressed   EventKind = "pressed"   // Action, Value of a Button; Trigger, Respond; in a form: Form, State, Values
	Searched  EventKind = "searched"  // Action (the Input's ID), Text so far; Form, State
	Submitted EventKind = "submitted" // Form, State, Values
	Opened    EventKind = "opened"    // the app's own page
)

// An Event is one thing that a person did in the messenger.
type Event struct {
	ID      string    `json:"id"`  // the messenger's, the same when it is sent again; "" where it has none
	Key     string    `json:"key"` // the thing itself, under whatever ID: team, channel, message and, of an edit, its time; of a deletion the message's and DeletedKey
	Kind    EventKind `json:"kind"`
	Team    string    `json:"team"`              // workspace that the event is of
	User    string    `json:"user"`              // who acted
	Outside bool      `json:"outside,omitempty"` // whether User is of another workspace or organisation than ours
	At      Ref       `json:"at"`                // the message; of a command the channel alone
	Text    string    `json:"text,omitempty"`    // plain: no markup, entities undone, without our own name
	Direct  bool      `json:"direct,omitempty"`  // whether only User and we are in the channel
	Mention bool      `json:"mention,omitempty"` // whether Text named us: found in the text, whatever the event was called
	Files   []File    `json:"files,omitempty"`

	Action string            `json:"action,omitempty"` // ID of the Button or Input
	Value  string            `json:"value,omitempty"`
	Form   string            `json:"form,omitempty"`   // ID of the Form
	State  string            `json:"state,omitempty"`  // of the Form
	Values map[string]string `json:"values,omitempty"` // by ID of the Input; "" where it was left empty

	Trigger Trigger    `json:"-"` // lives for seconds: never stored
	Respond Respondent `json:"respond,omitzero"`

	attempts int // how often the relay acted on it before
}

// A Trigger is what a form may be opened with, for some seconds after a person
// acted.
type Trigger struct {
	ID   string // the messenger's permission to open one
	View string // the form that was acted in, which is replaced; "" where there is none
	Hash string // of that form as the person saw it
}

// A Respondent is a person who is answered alone.
type Respondent struct {
	User    string `json:"user,omitempty"`
	Channel string `json:"channel,omitempty"`
	Thread  string `json:"thread,omitempty"`
	URL     string `json:"url,omitempty"` // that takes the answer, where the messenger gave one
}

// A File is one that a person attached.
type File struct {
	Name string `json:"name"`
	Type string `json:"type"` // MIME
	Size int64  `json:"size"` // bytes
	At   string `json:"at"`   // where the messenger has it; "" where it does not say
}

// A Person is a user of the messenger.
type Person struct {
	Name    string // as shown to others
	Outside bool   // of another workspace or organisation than ours
	Bot     bool
}

// A Mark is what became of a message.
type Mark string

// The Marks.
const (
	Delivered Mark = "delivered" // it is on the visitor's screen
	Read      Mark = "read"      // the visitor has looked at it
	Failed    Mark = "failed"    // it does not reach the visitor
	Noted     Mark = "noted"     // it is an internal note
)
