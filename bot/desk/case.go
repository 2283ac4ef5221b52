package desk

import (
	"time"

	"payhelp/bot"
)

// A CaseState is how far an escalation has come.
type CaseState string

// The states of a Case.
const (
	Waiting  CaseState = "waiting"
	Claimed  CaseState = "claimed"
	Resolved CaseState = "resolved"
)

// DidNotWork is the reason of an escalation, and of a Feedback, whose visitor
// followed the answer in vain.
const DidNotWork = "did-not-work"

// A Case is a Conversation that waits for, or is with, a person. A Conversation
// has at most one that is not resolved.
type Case struct {
	ID           int64      `json:"case"`
	Conversation string     `json:"conversation"`
	State        CaseState  `json:"state"`
	Reason       bot.Reason `json:"reason"`
	Urgent       bool       `json:"urgent"` // money or documents are being lost: ahead of the queue
	Lang         string     `json:"lang"`   // that the visitor reads
	Topic        string     `json:"topic,omitempty"`
	Place        string     `json:"place,omitempty"`
	Article      string     `json:"article,omitempty"` // that matched best
	Channel      string     `json:"channel"`
	Contact      string     `json:"contact,omitempty"` // how else to reach the visitor, as they wrote it
	Note         string     `json:"note,omitempty"`    // what the visitor added
	Summary      Summary    `json:"summary"`
	Officer      string     `json:"officer,omitempty"`      // account that owns it
	OfficerName  string     `json:"officer_name,omitempty"` // its name
	Tags         []string   `json:"tags"`
	Opened       time.Time  `json:"opened"`
	FirstClaimed time.Time  `json:"first_claimed,omitzero"`
	FirstReplied time.Time  `json:"first_replied,omitzero"`
	Resolved     time.Time  `json:"resolved,omitzero"`
	Resolution   string     `json:"resolution,omitempty"` // one of Resolutions
	Satisfaction int        `json:"satisfaction,omitempty"`
	Unread       int64      `json:"unread"`   // messages of the visitor since staff last wrote
	Revision     int64      `json:"revision"` // grows over all Cases with every change
}

// A Summary is the line of a Case in the queue, in concepts that need no
// common language; names are Chinese.
type Summary struct {
	App     string `json:"app,omitempty"`
	Step    string `json:"step,omitempty"`
	Symptom string `json:"symptom,omitempty"`
	Brand   string `json:"brand,omitempty"`
	Amount  string `json:"amount,omitempty"`
	Article string `json:"article,omitempty"` // title of the matched Article
}

// Resolutions are the reasons a Case is closed with.
var Resolutions = []string{"solved", "referred", "no-answer", "not-payment", "duplicate", "spam", "left"}

// An Escalation asks for a person.
type Escalation struct {
	Conversation string
	Reason       bot.Reason
	Urgent       bool
	Contact      string
	Note         string
	Lang         string // that the visitor reads from here; "" for what they read before
	Topic        string
	Article      string
	Summary      Summary
	Notice       Message // told to the visitor where this opens a Case
	At           time.Time
}

// An Actor is who does a staff act, as the audit log names them.
type Actor struct {
	Staff string // account
	Name  string // shown to the visitor
	Via   string // session, token, command or slack
}

// CaseNote is an internal note; the visitor never sees it.
type CaseNote struct {
	ID     int64     `json:"id"`
	Author string    `json:"author"`
	Text   string    `json:"text"`
	At     time.Time `json:"at"`
}

// A CaseFilter says which Cases are wanted.
type CaseFilter struct {
	States       []CaseState
	Conversation string
	Lang         string
	Topic        string
	Place        string
	Reason       string
	Officer      string    // account
	Tag          string    //
	OpenedBefore time.Time // for "waiting longer than"
	LateBefore   time.Time // only those that wait and were opened before it or, urgent ones, before UrgentLate
	UrgentLate   time.Time
	After        int64 // revision: only Cases changed since
	ByRevision   bool  // oldest change first, rather than by urgency and age
	Limit        int
	Offset       int
}

// A Queue is what stands before a Case.
type Queue struct {
	Position int           // 1 is next; 0 where it does not wait
	Interval time.Duration // between the latest claims, their median; 0 where not known
}

// A ReturnCode reopens a Conversation on any device.
type ReturnCode struct {
	Hash         []byte
	Conversation string
	Created      time.Time
	Expires      time.Time
}

// An Assignment hands a Case from one owner to the next. It is refused where
// From is not, or no longer, the owner.
type Assignment struct {
	Case   int64
	From   string // account; "" for a Case that waits
	To     string // account; "" for back into the queue
	ToName string
	By     Actor
	Act    string  // claim, takeover, transfer or requeue, for the audit log
	Notice Message // told to the visitor; none where its Text is empty
	At     time.Time
}

// A Resolution closes a Case.
type Resolution struct {
	Case      int64
	From      string // account that owns it; "" for a Case that waits
	Seen      int64  // Seq of the latest Message that was read; 0 where that is not known
	Reason    string // one of Resolutions
	AskRating bool   // whether the visitor is asked how satisfied they are
	By        Actor
	Notice    Message // told to the visitor; none where its Text is empty
	At        time.Time
}

// An AuditEntry is one act of staff.
type AuditEntry struct {
	ID      int64     `json:"id"`
	At      time.Time `json:"at"`
	Staff   string    `json:"staff"` // account
	Name    string    `json:"name"`
	Via     string    `json:"via"`
	Act     string    `json:"act"`
	Case    int64     `json:"case,omitempty"`
	Subject string    `json:"subject,omitempty"` // what it was done to, as an id or a word
}
