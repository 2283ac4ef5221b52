package desk

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"payhelp/index"
	"payhelp/locales"
)

// A store keeps conversations and cases; sqlstore.Store is the one in
// production, and what its methods promise is said there.
type store interface {
	conversationStore
	caseStore
	reportStore
}

type conversationStore interface {
	StartConversation(ctx context.Context, c Conversation, token []byte) error
	Conversation(ctx context.Context, id string) (Conversation, error)
	Authorized(ctx context.Context, id string, token []byte) (Conversation, error)
	AddVisitorMessage(ctx context.Context, m Message, most int64) (stored Message, created bool, err error)
	SaveTurn(ctx context.Context, t Turn) ([]Message, *Case, error)
	Messages(ctx context.Context, conversation string, after int64, limit int) ([]Message, error)
	Message(ctx context.Context, conversation string, seq int64) (Message, error)
	OwnerAt(ctx context.Context, conversation string, seq int64) (Owner, error)
	Answer(ctx context.Context, conversation string, seq int64) (Message, error)
	Receipt(ctx context.Context, r Receipt) (caseID int64, changed bool, err error)
	AddFeedback(ctx context.Context, f Feedback) error
	FeedbackOf(ctx context.Context, conversation string) (map[int64]Feedback, error)
	Outcomes(ctx context.Context, conversation string) ([]Outcome, error)
	LastOutcome(ctx context.Context, conversation string) (Outcome, bool, error)
	Erase(ctx context.Context, id string) error
	Sweep(ctx context.Context, before, now time.Time) (int, error)
	TrimOutbox(ctx context.Context, before time.Time) error
	TrimInbox(ctx context.Context, before time.Time) error
	AddReturnCode(ctx context.Context, c ReturnCode) error
	Reopen(ctx context.Context, code, token []byte, now time.Time) (Conversation, error)
	Ping(ctx context.Context) error
	Attempt(ctx context.Context, name string, most int, window time.Duration, now time.Time) (bool, error)
}

type caseStore interface {
	Escalate(ctx context.Context, e Escalation) (c Case, opened bool, err error)
	Case(ctx context.Context, id int64) (Case, error)
	OpenCase(ctx context.Context, conversation string) (Case, error)
	Cases(ctx context.Context, f CaseFilter) ([]Case, error)
	CountCases(ctx context.Context, officer string, lateBefore, urgentLateBefore time.Time) (Counts, error)
	Revision(ctx context.Context) (int64, error)
	Queue(ctx context.Context, id int64, now time.Time) (Queue, error)
	Assign(ctx context.Context, a Assignment) (Case, error)
	Resolve(ctx context.Context, r Resolution) (Case, error)
	AddStaffMessage(ctx context.Context, caseID int64, m Message, by Actor) (Message, Case, error)
	StaffMessage(ctx context.Context, caseID int64, clientID string) (Message, error)
	Amend(ctx context.Context, a Amendment) (Message, Case, error)
	AddNote(ctx context.Context, caseID int64, text string, by Actor, now time.Time) (CaseNote, error)
	PutNote(ctx context.Context, caseID int64, key, text string, by Actor, now time.Time) error
	Notes(ctx context.Context, caseID int64) ([]CaseNote, error)
	SetTags(ctx context.Context, caseID int64, tags []string, by Actor, now time.Time) (Case, error)
	Rate(ctx context.Context, conversation string, score int) (caseID int64, err error)
}

type reportStore interface {
	Report(ctx context.Context, q ReportQuery) ([]ReportLine, error)
	Questions(ctx context.Context, f QuestionFilter) ([]QuestionLine, error)
	RecordFacts(ctx context.Context, values map[string]string, now time.Time) error
	FactChanges(ctx context.Context, since time.Time) ([]FactChange, error)
	ToldFact(ctx context.Context, fact, value string, since time.Time) ([]ToldFact, error)
	SetPlaceLink(ctx context.Context, place string, hash []byte, by Actor, now time.Time) error
	PlaceLinked(ctx context.Context, place string, hash []byte) (bool, error)
	Correct(ctx context.Context, fact string, m Message, by Actor) (bool, error)
	Audit(ctx context.Context, caseID int64, staff string, before int64, limit int) ([]AuditEntry, error)
}

// A waker tells the streams of all replicas that there is something to read;
// event.Bus is the one in production. What it loses only delays.
type waker interface {
	Wake(ctx context.Context, e Event)
}

// An EventKind is what an Event wakes for.
type EventKind string

// The kinds of Event.
const (
	Changed EventKind = "changed" // something was stored
	Typing  EventKind = "typing"  // From is writing
	Erased  EventKind = "erased"  // the Conversation is gone
)

// An Event wakes streams. The store is what they read from; an Event carries
// nothing that is not there, but that somebody is typing.
type Event struct {
	Kind         EventKind `json:"kind"`
	Conversation string    `json:"conversation"`
	Case         int64     `json:"case,omitempty"` // 0 where the Conversation has no open one
	From         Sender    `json:"from,omitempty"` // of Typing
}

// A translator translates text between languages; see package translate.
type translator interface {
	// Translate returns text, written in from ("" where not known), in to.
	Translate(ctx context.Context, text, from, to string) (string, error)
	// Name is what the service is called.
	Name() string
}

// Goals are how long visitors should wait at most for a person.
type Goals struct {
	Wait       time.Duration // default 5 minutes
	UrgentWait time.Duration // default 1 minute
}

// Config is what a Service is made of.
type Config struct {
	Store      store
	Index      *index.Live
	Waker      waker
	Log        *slog.Logger
	Now        func() time.Time
	Random     io.Reader     // secrets and ids are made of it: crypto/rand
	Hours      Hours         // of the help desk
	Holidays   *Calendar     // nil for that of the program
	Goals      Goals         //
	Retention  time.Duration // a Conversation is erased when nothing was written in it for so long; default 90 days
	Translator translator    // nil where none is configured
}

// Defaults of a Config.
const (
	DefaultRetention = 90 * 24 * time.Hour
	DefaultHours     = "Mo-Fr 09:00-18:00; PH off"
)

// A Service acts on conversations and cases. It is safe for concurrent use.
type Service struct {
	Config
	turns turns
}

// New returns a Service; zero fields of c that have a default get it.
func New(c Config) *Service {
	if c.Goals.Wait == 0 {
		c.Goals.Wait = 5 * time.Minute
	}
	if c.Goals.UrgentWait == 0 {
		c.Goals.UrgentWait = time.Minute
	}
	if c.Retention == 0 {
		c.Retention = DefaultRetention
	}
	if c.Holidays == nil {
		c.Holidays = Holidays()
	}
	c.Hours.holidays = c.Holidays
	return &Service{Config: c}
}

// secretBytes make a token, and an id, that cannot be guessed.
const secretBytes = 20

var secretEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// secret returns a new secret, 32 lower-case letters and digits.
func (s *Service) secret() (string, error) {
	b := make([]byte, secretBytes)
	if _, err := io.ReadFull(s.Random, b); err != nil {
		return "", fmt.Errorf("make secret: %w", err)
	}
	return strings.ToLower(secretEncoding.EncodeToString(b)), nil
}

// HashSecret is how a token is stored. A token has 160 random bits: a plain
// hash cannot be reversed.
func HashSecret(secret string) []byte {
	h := sha256.Sum256([]byte(secret))
	return h[:]
}

// A Visit is how a Conversation starts.
type Visit struct {
	Lang     string // supported language that the visitor prefers; "" where not known
	Place    string // id of a Place; "" where not known
	Channel  string // "" for web
	TimeZone string // IANA name; "" for China's
}

// Channels are how visitors come.
var Channels = []string{"web", "widget", "frontdesk", "slack"}

// Start starts a Conversation and returns it with the token that alone opens
// it. What v names that there is none of is an [InvalidError].
func (s *Service) Start(ctx context.Context, v Visit) (Conversation, string, error) {
	c := Conversation{
		Lang: v.Lang, Place: v.Place, Channel: v.Channel, TimeZone: v.TimeZone, Owner: OwnerBot, Created: s.now(), Active: s.now(),
	}
	if c.Channel == "" {
		c.Channel = Channels[0]
	}
	if c.TimeZone == "" {
		c.TimeZone = ChinaTime.String()
	}
	if c.Lang == "" {
		c.Lang = locales.English
	}
	if err := s.checkVisit(&c); err != nil {
		return c, "", err
	}
	var err error
	if c.ID, err = s.secret(); err != nil {
		return c, "", err
	}
	token, err := s.secret()
	if err != nil {
		return c, "", err
	}
	return c, token, s.Store.StartConversation(ctx, c, HashSecret(token))
}

func (s *Service) checkVisit(c *Conversation) error {
	ix, done := s.Index.Use()
	defer done()
	switch {
	case !locales.IsSupported(c.Lang):
		return &InvalidError{"lang", fmt.Sprintf("lang %q is not supported; use one of %s", c.Lang, strings.Join(locales.Supported(), " "))}
	case c.Place != "" && ix.Base().Place(c.Place) == nil:
		return &InvalidError{"place", fmt.Sprintf("there is no place %q; /api/v1/places lists them", c.Place)}
	case !contains(Channels, c.Channel):
		return &InvalidError{"channel", fmt.Sprintf("channel %q is none of %s", c.Channel, strings.Join(Channels, " "))}
	}
	if _, err := time.LoadLocation(c.TimeZone); err != nil || c.TimeZone == "Local" {
		return &InvalidError{"time_zone", fmt.Sprintf("time_zone %q is no IANA time zone, such as Asia/Tokyo", c.TimeZone)}
	}
	return nil
}

func contains(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}

// now is the time to the millisecond, which is what the store keeps.
func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

// Ready returns an error where the store cannot be reached.
func (s *Service) Ready(ctx context.Context) error { return s.Store.Ping(ctx) }

// Authorize returns the Conversation that token opens, if that is id, else
// [ErrNotFound].
func (s *Service) Authorize(ctx context.Context, id, token string) (Conversation, error) {
	return s.Store.Authorized(ctx, id, HashSecret(token))
}

// History returns at most limit Messages after the one numbered after.
func (s *Service) History(ctx context.Context, conversation string, after int64, limit int) ([]Message, error) {
	return s.Store.Messages(ctx, conversation, after, limit)
}

// Erase removes a Conversation with all that was written in it and about it.
func (s *Service) Erase(ctx context.Context, c *Conversation) error {
	cases, err := s.Store.Cases(ctx, CaseFilter{Conversation: c.ID, Limit: mostMessages})
	if err != nil {
		return err
	}
	if err := s.Store.Erase(ctx, c.ID); err != nil {
		return err
	}
	s.Waker.Wake(ctx, Event{Kind: Erased, Conversation: c.ID})
	for i := range cases { // the desk may look at any of them, also where it is resolved
		s.Waker.Wake(ctx, Event{Kind: Erased, Conversation: c.ID, Case: cases[i].ID})
	}
	return nil
}

// VisitorTyping tells the desk that the visitor is writing.
func (s *Service) VisitorTyping(ctx context.Context, c *Conversation) {
	if c.Case != 0 {
		s.Waker.Wake(ctx, Event{Kind: Typing, Conversation: c.ID, Case: c.Case, From: FromVisitor})
	}
}

// outboxKept is how long an adapter may be away before it misses something, and
// how long it is known what came in from it.
const outboxKept = 7 * 24 * time.Hour

// Sweep erases the Conversations whose time is over and returns how many.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	now := s.now()
	if err := s.Store.TrimOutbox(ctx, now.Add(-outboxKept)); err != nil {
		return 0, err
	}
	if err := s.Store.TrimInbox(ctx, now.Add(-outboxKept)); err != nil {
		return 0, err
	}
	return s.Store.Sweep(ctx, now.Add(-s.Retention), now)
}
