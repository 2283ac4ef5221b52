// Package storetest is what every store has to pass. A test of a store opens it
// empty and calls Run.
package storetest

import (
	"crypto/sha256"
	"errors"
	"testing"
	"time"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/bot/store/sqlstore"
)

// Open opens a new, empty store, which is closed when the test ends.
type Open func(t *testing.T) *sqlstore.Store

// Run runs the suite.
func Run(t *testing.T, open Open) {
	for name, test := range map[string]func(*testing.T, *sqlstore.Store){
		"a conversation opens with its token alone":           conversationToken,
		"text comes back as it was":                           textRoundTrip,
		"messages are numbered and retries harmless":          messagesNumbered,
		"messages at once are each stored once":               messagesAtOnce,
		"a conversation takes a bounded number of messages":   messagesBounded,
		"a turn is stored whole or not at all":                turnWhole,
		"a question whose choices are refused has no answer":  choicesRefused,
		"the bot is refused while a person owns":              turnOwned,
		"calling twice makes one case":                        escalateTwice,
		"calling at once makes one case":                      escalateAtOnce,
		"of officers who claim at once one owns":              claimAtOnce,
		"a case goes from hand to hand":                       handToHand,
		"only the owner answers":                              onlyOwnerAnswers,
		"receipts go forward only":                            receipts,
		"what an officer wrote is changed and withdrawn":      amended,
		"a picture goes with its message":                     picturesGo,
		"a message is amended once by those who try at once":  amendedAtOnce,
		"cases are filtered, ordered and followed":            casesListed,
		"notes and tags":                                      notesAndTags,
		"the queue is honest":                                 queueHonest,
		"a return code opens until it expires":                returnCode,
		"a place has one link to its numbers":                 placeLink,
		"attempts are counted by window":                      attempts,
		"satisfaction is asked once":                          rating,
		"feedback replaces feedback":                          feedback,
		"the outbox is told until it is done":                 outbox,
		"erasing leaves counts alone":                         erase,
		"a sweep erases what is idle":                         sweep,
		"staff accounts, sessions and tokens":                 staffAccounts,
		"the audit log holds every act":                       auditLog,
		"reports count by language, topic, place and day":     reports,
		"an article that was looked up is no refusal":         lookedUp,
		"who was told a fact that has changed":                factsChanged,
		"an unknown conversation is not found by any call":    notFound,
		"a first account is made by one of those who try it":  inviteOnce,
		"the number of a case is not used again after erasal": caseNumbers,
		"the outbox is in order within a conversation":        outboxInOrder,
		"the outbox is in order for many who take at once":    outboxAtOnce,
		"the inbox takes the same thing once and in order":    inbox,
		"a case, and a place, is bound to one thread":         threadsBound,
		"an erased thread is known until it is cleared":       threadsErased,
		"a note follows the message that it is":               notesOfMessages,
		"an account is linked by its code alone":              links,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, open(t))
		})
	}
}

// noon is when the stories of the suite begin: a Tuesday, 12:00 in China.
var noon = time.Date(2026, 5, 12, 4, 0, 0, 0, time.UTC)

func hash(s string) []byte {
	h := sha256.Sum256([]byte(s))
	return h[:]
}

func start(t *testing.T, s *sqlstore.Store, id string) desk.Conversation {
	t.Helper()
	c := desk.Conversation{ID: id, Lang: "ja", Place: "hotel-1", Channel: "web", TimeZone: "Asia/Tokyo", Created: noon}
	if err := s.StartConversation(t.Context(), c, hash("token of "+id)); err != nil {
		t.Fatalf("StartConversation: %v", err)
	}
	return load(t, s, id)
}

func load(t *testing.T, s *sqlstore.Store, id string) desk.Conversation {
	t.Helper()
	c, err := s.Conversation(t.Context(), id)
	if err != nil {
		t.Fatalf("Conversation(%q): %v", id, err)
	}
	return c
}

func say(t *testing.T, s *sqlstore.Store, conversation, clientID, text string) desk.Message {
	t.Helper()
	m, _, err := s.AddVisitorMessage(t.Context(), visitor(conversation, clientID, text), 1000)
	if err != nil {
		t.Fatalf("AddVisitorMessage(%q): %v", text, err)
	}
	return m
}

func visitor(conversation, clientID, text string) desk.Message {
	return desk.Message{Conversation: conversation, From: desk.FromVisitor, Text: text, Lang: "ja", At: noon, ClientID: clientID}
}

// turn returns the bot's answer to a message, decided on c.
func turn(c desk.Conversation, question desk.Message) desk.Turn {
	article := "atm-limits"
	return desk.Turn{
		Conversation: c.ID, Version: c.Version, Lang: "ja", Memory: bot.Memory{Asked: []string{question.Text}, Lang: "ja", Turns: 1},
		Reply: desk.Message{
			Conversation: c.ID, From: desk.FromBot, Text: "一日の限度額…", Lang: "ja", At: noon.Add(time.Second), Answers: question.Seq,
			Reply: &bot.Reply{Question: question.Text, Lang: "ja", Kind: bot.Answer, Article: &article, Confidence: 0.93, Top: []bot.Choice{}, Places: []bot.AtPlace{}},
			Facts: []desk.ShownFact{{Fact: "atm.per_day", Value: "10,000 yuan"}},
		},
		Outcome: desk.Outcome{
			Conversation: c.ID, Seq: question.Seq, At: noon, Kind: bot.Answer, Label: article, Topic: "atm", Confidence: 0.93,
			Lang: "ja", Place: c.Place, Micros: 412,
		},
	}
}

func call(conversation string, reason bot.Reason) desk.Escalation {
	return desk.Escalation{
		Conversation: conversation, Reason: reason, Topic: "atm", Article: "atm-limits", Summary: desk.Summary{App: "支付宝"}, At: noon,
		Notice: desk.Message{Conversation: conversation, From: desk.FromSystem, Kind: desk.KindCalled, Text: "A person is called.", Lang: "en", At: noon},
	}
}

func escalate(t *testing.T, s *sqlstore.Store, e desk.Escalation) desk.Case {
	t.Helper()
	c, _, err := s.Escalate(t.Context(), e)
	if err != nil {
		t.Fatalf("Escalate: %v", err)
	}
	return c
}

func officer(id string) desk.Actor { return desk.Actor{Staff: id, Name: "小" + id, Via: "session"} }

func assign(t *testing.T, s *sqlstore.Store, caseID int64, from, to string, at time.Time) (desk.Case, error) {
	t.Helper()
	by, kind := officer(to), desk.KindJoined
	if to == "" {
		by, kind = officer(from), desk.KindQueued
	}
	return s.Assign(t.Context(), desk.Assignment{
		Case: caseID, From: from, To: to, ToName: "小" + to, By: by, Act: "claim", At: at,
		Notice: desk.Message{From: desk.FromSystem, Kind: kind, Text: "A person answers from here.", Lang: "en", At: at},
	})
}

func claim(t *testing.T, s *sqlstore.Store, caseID int64, to string, at time.Time) desk.Case {
	t.Helper()
	c, err := assign(t, s, caseID, "", to, at)
	if err != nil {
		t.Fatalf("claim case %d for %s: %v", caseID, to, err)
	}
	return c
}

func wantError(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: error %v, want %v", what, got, want)
	}
}

func texts(messages []desk.Message) []string {
	out := []string{}
	for _, m := range messages {
		out = append(out, m.Text)
	}
	return out
}
