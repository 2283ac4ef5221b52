package desk

import (
	"context"
	"crypto/pbkdf2"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"payhelp/bot"
	"payhelp/bot/desk/mask"
	"payhelp/index"
	"payhelp/locales"
)

// A Handover is what a visitor who asked for a person is told.
type Handover struct {
	Case     int64         `json:"case"`
	State    CaseState     `json:"state"`
	Position int           `json:"position"`     // in the queue, 1 is next; 0 where a person has the case
	Wait     *int          `json:"wait_seconds"` // honest guess; nil where nothing is known
	Desk     Opening       `json:"desk"`
	Text     string        `json:"text"` // all of it in words
	Code     string        `json:"return_code,omitempty"`
	Expires  time.Time     `json:"return_expires,omitzero"`
	Places   []bot.AtPlace `json:"places"` // what is near and may help, open ones first
}

// An Asking is what a visitor says when asking for a person by button.
type Asking struct {
	Contact  string
	Note     string
	Lang     string // that the visitor reads, where a clerk asks for them; "" for the Conversation's
	Location *index.Point
}

// Escalate calls a person to a Conversation; twice makes one Case. Errors:
// [InvalidError], [ErrNotFound].
func (s *Service) Escalate(ctx context.Context, conversation string, a Asking, reason bot.Reason) (Handover, error) {
	contact := mask.Contact(clean(a.Contact)) // a telephone number is given to be used
	if len([]rune(contact)) > mostContact {
		return Handover{}, &InvalidError{"contact", fmt.Sprintf("contact is longer than %d characters", mostContact)}
	}
	if a.Lang != "" && !locales.IsSupported(a.Lang) {
		return Handover{}, &InvalidError{"lang", fmt.Sprintf("lang %q is not supported; use one of %s", a.Lang, strings.Join(locales.Supported(), " "))}
	}
	note, err := optionalText("note", a.Note, mostNote)
	if err != nil {
		return Handover{}, err
	}
	c, err := s.Store.Conversation(ctx, conversation)
	if err != nil {
		return Handover{}, err
	}
	ix, done := s.Index.Use()
	defer done()
	last, _, err := s.Store.LastOutcome(ctx, conversation)
	if err != nil {
		return Handover{}, err
	}
	e, err := s.escalation(ctx, ix, &c, reason, last, nil)
	if err != nil {
		return Handover{}, err
	}
	e.Contact, e.Note, e.Lang = contact, note, a.Lang
	if a.Lang != "" {
		c.Lang = a.Lang
	}
	e.Notice = notice(KindCalled, c.Lang, "CaseCalled", nil)
	e.Notice.Conversation, e.Notice.At = conversation, e.At
	opened, _, err := s.Store.Escalate(ctx, e)
	if err != nil {
		return Handover{}, err
	}
	c.Case = opened.ID
	s.wake(ctx, &c)
	return s.handover(ctx, ix, &c, &opened, a.Location)
}

// escalation is the Escalation that a Conversation calls for after last. asked
// is the message that is being answered; nil where all is stored.
func (s *Service) escalation(ctx context.Context, ix *index.Index, c *Conversation, reason bot.Reason, last Outcome, asked *Message) (Escalation, error) {
	messages, err := s.recent(ctx, c)
	if err != nil {
		return Escalation{}, err
	}
	if asked != nil && (len(messages) == 0 || messages[len(messages)-1].Seq < asked.Seq) {
		messages = append(messages, *asked)
	}
	card := buildCard(ix, s.Holidays, c, messages, []Outcome{last}, nil)
	return Escalation{
		Conversation: c.ID, Reason: reason, Urgent: reason == bot.Urgent, Topic: last.Topic, Article: articleOf(ix, last.Label),
		Summary: card.summary(), At: s.now(),
	}, nil
}

// cardMessages is how many of the latest messages a card is made of.
const cardMessages = 60

// recent returns the latest messages of a Conversation.
func (s *Service) recent(ctx context.Context, c *Conversation) ([]Message, error) {
	return s.Store.Messages(ctx, c.ID, max(0, c.LastSeq-cardMessages), 2*cardMessages)
}

func articleOf(ix *index.Index, label string) string {
	if ix.Base().Article(label) == nil {
		return ""
	}
	return label
}

// addHandover fills in what a visitor is told whose message called a person.
func (s *Service) addHandover(ctx context.Context, ix *index.Index, out *Posted, from *index.Point, err error) error {
	if err != nil || out.Reply == nil || !out.Reply.Escalate {
		return err
	}
	c, err := s.Store.Conversation(ctx, out.Message.Conversation)
	if err != nil {
		return err
	}
	open, err := s.Store.OpenCase(ctx, c.ID)
	if errors.Is(err, ErrNotFound) {
		return nil // resolved since
	}
	if err != nil {
		return err
	}
	h, err := s.handover(ctx, ix, &c, &open, from)
	out.Handover = &h
	return err
}

func (s *Service) handover(ctx context.Context, ix *index.Index, c *Conversation, open *Case, from *index.Point) (Handover, error) {
	now := s.now()
	h := Handover{Case: open.ID, State: open.State, Desk: s.Hours.At(now)}
	q, err := s.Store.Queue(ctx, open.ID, now)
	if err != nil {
		return h, err
	}
	h.Position = q.Position
	h.Wait = waitSeconds(q, h.Desk)
	if h.Places, err = s.help(ctx, ix, c, open, from); err != nil {
		return h, err
	}
	h.Code, h.Expires, err = s.NewReturnCode(ctx, c.ID)
	if err != nil && !errors.Is(err, ErrTooMany) {
		return h, err
	}
	h.Text = h.words(c.Lang)
	return h, nil
}

// waitSeconds is an honest guess of a wait: the place in the queue times the
// time between the latest claims; nil where that is not known.
func waitSeconds(q Queue, d Opening) *int {
	if !d.Open || q.Position == 0 || q.Interval == 0 {
		return nil
	}
	seconds := int((time.Duration(q.Position) * q.Interval).Round(time.Second).Seconds())
	return &seconds
}

func (h *Handover) words(lang string) string {
	var parts []string
	say := func(id string, data map[string]any) { parts = append(parts, locales.Text(lang, id, data)) }
	switch {
	case h.State == Claimed:
		say("CaseClaimed", nil)
	case !h.Desk.Open && !h.Desk.OpensAt.IsZero():
		at := h.Desk.OpensAt.In(ChinaTime)
		say("CaseClosed", map[string]any{"Date": locales.Date(lang, at), "Time": at.Format("15:04")})
	default:
		say("CasePosition", map[string]any{"N": locales.Number(lang, float64(h.Position))})
		if h.Wait != nil {
			minutes := max(1, (*h.Wait+59)/60)
			say("CaseWait", map[string]any{"Duration": locales.Duration(lang, minutes, "minute")})
		}
	}
	if h.Code != "" {
		say("CaseCode", map[string]any{"Code": h.Code, "Date": locales.Date(lang, h.Expires.In(ChinaTime))})
	}
	return strings.Join(parts, " ")
}

// help returns the places that may help with a Case: nearest first, and of
// those what is open before what may be, and that before what is closed.
func (s *Service) help(ctx context.Context, ix *index.Index, c *Conversation, open *Case, from *index.Point) ([]bot.AtPlace, error) {
	kinds := []string{"consultation", "bank-branch", "exchange", "atm"}
	if a := ix.Base().Article(open.Article); a != nil && len(a.Places) > 0 {
		kinds = append(slices.Clone(a.Places), "consultation")
	}
	if from == nil {
		from = position(ix.Base(), c.Place)
	}
	city := ""
	if from == nil {
		messages, err := s.recent(ctx, c)
		if err != nil {
			return nil, err
		}
		city = namedCity(ix, messages)
		if city == "" {
			return []bot.AtPlace{}, nil // all over the province: no help
		}
	}
	near, err := ix.Nearest(ctx, index.PlaceQuery{Kinds: kinds, City: city, From: from, Limit: 4 * nearestPlaces})
	if err != nil {
		return nil, err
	}
	out := []bot.AtPlace{}
	for _, n := range near {
		out = append(out, s.Holidays.AtPlace(n, c.Lang, s.now()))
	}
	slices.SortStableFunc(out, func(a, b bot.AtPlace) int { return openness(b.OpenNow) - openness(a.OpenNow) })
	return out[:min(nearestPlaces, len(out))], nil
}

func openness(open *bool) int {
	switch {
	case open == nil:
		return 1
	case *open:
		return 2
	}
	return 0
}

// Return codes are six characters of which none is taken for another: those
// that are, such as O and 0, stand for neither or for the one that is there.
const (
	codeLetters  = "23456789ACDEFGHJKLMNPQRTVWXY"
	codeLength   = 6
	codeLife     = 7 * 24 * time.Hour
	codesAnHour  = 10     // made for one Conversation
	codeTries    = 10     // wrong ones from one address in codeWindow
	codeTriesAll = 300    // wrong ones from everywhere in codeWindow
	codeStretch  = 10_000 // rounds of hashing, some milliseconds
	codeWindow   = 10 * time.Minute
)

var codeRepair = strings.NewReplacer(" ", "", "-", "", "Z", "2", "S", "5", "B", "8", "U", "V", "I", "L", "1", "L")

// hashCode is how a return code is stored. A code is short: it is stretched,
// so that a copy of the database does not give it away within its life.
func hashCode(code string) ([]byte, error) {
	return pbkdf2.Key(sha256.New, code, []byte("payhelp return code"), codeStretch, sha256.Size)
}

// CodesOf names the attempts to get return codes of a Conversation.
func CodesOf(conversation string) string { return "codes of " + conversation }

// NewReturnCode returns a new code that reopens a Conversation, and until when;
// those before it still work. It is [ErrTooMany] after some in an hour.
func (s *Service) NewReturnCode(ctx context.Context, conversation string) (string, time.Time, error) {
	now := s.now()
	allowed, err := s.Store.Attempt(ctx, CodesOf(conversation), codesAnHour, time.Hour, now)
	if err != nil {
		return "", time.Time{}, err
	}
	if !allowed {
		return "", time.Time{}, ErrTooMany
	}
	code := make([]byte, codeLength)
	for i := range code {
		letter, err := s.randomBelow(len(codeLetters))
		if err != nil {
			return "", time.Time{}, err
		}
		code[i] = codeLetters[letter]
	}
	hash, err := hashCode(string(code))
	if err != nil {
		return "", time.Time{}, fmt.Errorf("hash return code: %w", err)
	}
	expires := now.Add(codeLife)
	return string(code), expires, s.Store.AddReturnCode(ctx, ReturnCode{Hash: hash, Conversation: conversation, Created: now, Expires: expires})
}

// randomBelow returns a random number below n, each as likely.
func (s *Service) randomBelow(n int) (int, error) {
	var b [1]byte
	for {
		if _, err := io.ReadFull(s.Random, b[:]); err != nil {
			return 0, fmt.Errorf("make return code: %w", err)
		}
		if int(b[0]) < 256/n*n {
			return int(b[0]) % n, nil
		}
	}
}

// Reopen returns the Conversation of a return code with a new token. from is
// who asks, an address or its hash: after some wrong codes it is [ErrTooMany].
// A code that is of none, or has expired, is [ErrNotFound].
func (s *Service) Reopen(ctx context.Context, code, from string) (Conversation, string, error) {
	now := s.now()
	for name, most := range map[string]int{"return codes from " + from: codeTries, "return codes": codeTriesAll} {
		allowed, err := s.Store.Attempt(ctx, name, most, codeWindow, now)
		if err != nil {
			return Conversation{}, "", err
		}
		if !allowed {
			return Conversation{}, "", ErrTooMany
		}
	}
	hash, err := hashCode(codeRepair.Replace(strings.ToUpper(code)))
	if err != nil {
		return Conversation{}, "", fmt.Errorf("hash return code: %w", err)
	}
	token, err := s.secret()
	if err != nil {
		return Conversation{}, "", err
	}
	c, err := s.Store.Reopen(ctx, hash, HashSecret(token), now)
	return c, token, err
}

// State returns a Conversation with its place in the queue.
func (s *Service) State(ctx context.Context, id string) (State, error) {
	now := s.now()
	c, err := s.Store.Conversation(ctx, id)
	if err != nil {
		return State{}, err
	}
	out := State{Conversation: c, Desk: s.Hours.At(now)}
	if c.Case == 0 || c.Owner == OwnerPerson {
		return out, nil
	}
	q, err := s.Store.Queue(ctx, c.Case, now)
	out.Position, out.Wait = q.Position, waitSeconds(q, out.Desk)
	return out, err
}

// A State is a Conversation as its visitor sees it.
type State struct {
	Conversation
	Position int     `json:"position,omitempty"`
	Wait     *int    `json:"wait_seconds,omitempty"`
	Desk     Opening `json:"desk"`
}
