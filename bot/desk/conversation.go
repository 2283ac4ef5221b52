package desk

import (
	"time"

	"payhelp/bot"
	"payhelp/bot/desk/picture"
)

// An Owner is who answers a Conversation. There is one at a time, and the
// store refuses what the other one writes.
type Owner string

// The owners of a Conversation.
const (
	OwnerBot    Owner = "bot"
	OwnerPerson Owner = "person"
)

// A Sender is who wrote a Message.
type Sender string

// The senders of a Message.
const (
	FromVisitor Sender = "visitor"
	FromBot     Sender = "bot"
	FromStaff   Sender = "staff"
	FromSystem  Sender = "system"
)

// A Conversation is the thread of one visitor.
type Conversation struct {
	ID        string     `json:"id"`
	Lang      string     `json:"lang"`              // supported language that the visitor reads
	Place     string     `json:"place,omitempty"`   // id of the Place it was started at; "" where not known
	Channel   string     `json:"channel"`           // how the visitor came: web, widget, frontdesk, slack
	TimeZone  string     `json:"time_zone"`         // IANA name of the visitor's zone
	Owner     Owner      `json:"owner"`             // who answers
	Memory    bot.Memory `json:"-"`                 // what the engine remembers
	LastSeq   int64      `json:"last_seq"`          // of its latest Message; 0 where there is none
	Delivered int64      `json:"delivered_seq"`     // of the latest Message of staff that the visitor's device was handed; 0 where there is none
	Read      int64      `json:"read_seq"`          // up to which the visitor has read; 0 where nothing is known
	Version   int64      `json:"-"`                 // changes with Owner and Memory
	Created   time.Time  `json:"created"`           // milliseconds, UTC
	Active    time.Time  `json:"active"`            // when its latest Message was written
	Case      int64      `json:"case,omitempty"`    // the open Case; 0 where there is none
	Rating    bool       `json:"rating,omitempty"`  // whether the visitor is asked how satisfied they are
	Officer   string     `json:"officer,omitempty"` // name of the officer who answers; "" while the bot does
}

// A MessageKind says how a Message of staff or the system came about.
type MessageKind string

// The kinds of Message. A visitor's and the bot's have none.
const (
	KindArticle    MessageKind = "article"    // staff sent an Article
	KindPhrase     MessageKind = "phrase"     // staff sent a Phrase with its slots filled
	KindText       MessageKind = "text"       // staff wrote freely, as it stands
	KindTranslated MessageKind = "translated" // staff wrote freely, translated by machine
	KindPicture    MessageKind = "picture"    // staff sent a Picture; Text says so in words
	KindCalled     MessageKind = "called"     // system: a person has been called
	KindJoined     MessageKind = "joined"     // system: an officer answers from here
	KindQueued     MessageKind = "queued"     // system: back in the queue
	KindResolved   MessageKind = "resolved"   // system: the case is closed, the bot answers again
	KindCorrection MessageKind = "correction" // system: a fact that was told has changed
	KindAmended    MessageKind = "amended"    // staff changed what they wrote freely; Replaces names that
	KindWithdrawn  MessageKind = "withdrawn"  // system: staff took back what they wrote freely, or a Picture; Replaces names that
)

// A Message is what one side wrote. Seq counts from 1 within its Conversation.
type Message struct {
	Conversation string           `json:"-"`
	Seq          int64            `json:"seq"`
	From         Sender           `json:"from"`
	Text         string           `json:"text"` // what the visitor reads or wrote, sensitive numbers masked
	Lang         string           `json:"lang"` // of Text; "und" where it has no letters
	At           time.Time        `json:"at"`   // milliseconds, UTC
	ClientID     string           `json:"client_id,omitempty"`
	Reply        *bot.Reply       `json:"reply,omitempty"`    // of the bot, and of staff who sent an Article
	Kind         MessageKind      `json:"kind,omitempty"`     // of staff and the system
	Original     string           `json:"original,omitempty"` // the Chinese of what staff or the system wrote
	Author       string           `json:"author,omitempty"`   // name of the officer
	Source       string           `json:"source,omitempty"`   // id of the Article or Phrase that was sent
	Replaces     int64            `json:"replaces,omitempty"` // Seq of the Message that this one amends or withdraws, whose Text is empty where the visitor had not read it
	Staff        string           `json:"-"`                  // account of the officer
	Picture      *picture.Picture `json:"picture,omitempty"`  // of KindPicture, unless it was withdrawn; read without its Data
	Answers      int64            `json:"-"`                  // Seq of the visitor's Message that the bot answers; else 0
	Facts        []ShownFact      `json:"-"`                  // that it tells; kept, but not read with it
}

// An Outcome is what the engine decided on one Message, kept for reports.
type Outcome struct {
	Conversation string
	Seq          int64 // of the visitor's Message
	At           time.Time
	Kind         bot.Kind
	Label        string // Article or chat label; "" where there is none
	Topic        string // of the Article
	Confidence   float64
	Lang         string // of the question
	Reason       bot.Reason
	Place        string // id of the Place that the Conversation was started at
	Micros       int64  // the engine's time, in microseconds
}

// A ShownFact is a Fact as a visitor was told it.
type ShownFact struct {
	Fact  string
	Value string // as English writes it
}

// A Turn is all that the bot's answer to one Message changes. It is stored
// whole or not at all.
type Turn struct {
	Conversation string
	Version      int64 // of the Conversation that was decided on
	Lang         string
	Memory       bot.Memory
	Reply        Message // Answers names the question
	Outcome      Outcome
	Escalation   *Escalation // nil where no person is called
	Refuses      int64       // Seq of the question none of whose choices was meant, which has no answer then; 0 for none
}

// A Feedback is what the visitor thinks of one Message of the bot or of staff.
type Feedback struct {
	Conversation string
	Seq          int64
	Helpful      bool
	Reason       string // "did-not-work" or another of FeedbackReasons; "" where none is given
	Comment      string
	At           time.Time
}

// An OutboxEntry is one event that adapters such as Slack have to be told of.
// It names what happened and holds no text, so that an erased Conversation
// leaves nothing behind.
type OutboxEntry struct {
	ID           int64
	Kind         string // see the Outbox constants
	Conversation string
	Seq          int64 // of the Message, or of the latest that was handed out or read; 0 where it is about none
	Case         int64 // 0 where it is about none
	At           time.Time
	Attempts     int // how often it was taken before
}

// The kinds of OutboxEntry.
const (
	OutboxMessage   = "message"       // a Message was stored
	OutboxOpened    = "case-opened"   // a person is called
	OutboxChanged   = "case-changed"  // the visitor added something to what they called for
	OutboxClaimed   = "case-claimed"  // claimed, taken over or transferred
	OutboxQueued    = "case-queued"   // put back into the queue
	OutboxResolved  = "case-resolved" //
	OutboxDelivered = "delivered"     // what staff wrote, up to Seq, is on the visitor's device; while a Case is open
	OutboxRead      = "read"          // the visitor has read up to Seq; while a Case is open
)
