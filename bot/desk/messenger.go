package desk

import "time"

// An InboxEntry is something that happened in a messenger, kept until it has
// been acted on; without its body, for some time after, so that what is sent
// again is known.
type InboxEntry struct {
	ID        int64
	Messenger string
	Event     string // the messenger's id of the event; "" where it has none
	Key       string // the thing itself, under whatever Event
	Lane      string // entries of one lane are taken in order
	Body      []byte // the event, as the relay writes it
	At        time.Time
	Attempts  int // how often it was taken before
}

// A Thread binds a thread of a messenger to a Case, whose officers work in it,
// or to a Conversation that a clerk leads there. It outlives both until what we
// wrote in it is deleted, and holds no text.
type Thread struct {
	ID           int64
	Messenger    string
	Case         int64 // 0 of a clerk's
	Conversation string
	Member       string // user who asked in it; "" of a Case
	Channel      string
	Root         string // id of its first message; "" until that is known to be posted
	Told         int64  // entries of the outbox up to this one are told in it
	Delivered    int64  // Seq up to which officers' messages are marked delivered
	Read         int64  // and read
	Seen         string // id of the message up to which missed ones were fetched
	Closed       bool   // the Case is resolved
	Erased       bool   // the Conversation is: what we wrote is to be deleted
	Active       time.Time
}

// A ThreadPost is a message of ours in a Thread.
type ThreadPost struct {
	Thread  int64
	Key     string // stands in the message's metadata
	Message string // its id; "" until it is known to be posted
	Root    bool   // the Thread begins with it
	Upto    int64  // entries of the outbox that it tells
	Tried   time.Time
}

// A Link says that an account of the staff is a user of a messenger. Only who
// is both makes one, with a code.
type Link struct {
	ID        string    `json:"id"`
	Messenger string    `json:"messenger"`
	Team      string    `json:"team"`
	User      string    `json:"user"`
	Staff     string    `json:"-"`
	Created   time.Time `json:"created"`
}

// A LinkCode lets whoever types it into a messenger become the Staff there,
// once.
type LinkCode struct {
	Hash    []byte
	Staff   string
	Expires time.Time
}

// MessengerHealth is whether an adapter works.
type MessengerHealth struct {
	Name    string    `json:"name"`
	Healthy bool      `json:"healthy"`
	Reason  string    `json:"reason,omitempty"`  // in a word, such as archived or revoked
	Channel string    `json:"channel,omitempty"` // that alone is concerned
	Since   time.Time `json:"since,omitzero"`
}
