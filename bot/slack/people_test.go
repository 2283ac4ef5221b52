package slack_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"payhelp/bot/relay"
	"payhelp/bot/slack"
	"payhelp/bot/slack/slackfake"
)

func TestOnePersonIsAnsweredAlone(t *testing.T) {
	w, s := start(t)
	e := one(t, s, w.Command("U0LI", "C0DESK", "hello"))
	for range 5 { // as often as Slack lets it be done by this way
		if err := s.Respond(t.Context(), e.Respond, hello); err != nil {
			t.Fatal(err)
		}
	}
	if got := len(w.Calls("chat.postEphemeral")); got != 0 {
		t.Errorf("%d calls, where Slack gave an address for it", got)
	}
	if err := s.Respond(t.Context(), e.Respond, hello); err != nil {
		t.Fatalf("after the address is used up: %v", err)
	}
	got := w.Ephemerals()
	if len(got) != 6 || len(w.Calls("chat.postEphemeral")) != 1 {
		t.Fatalf("%d answers, want 6", len(got))
	}
	for _, e := range got {
		if e.User != "U0LI" || e.Channel != "C0DESK" || e.Replaces || e.Deletes || e.Text != "hello" {
			t.Errorf("answer: %+v", e)
		}
	}
	if got := w.Messages("C0DESK"); len(got) != 0 {
		t.Errorf("%d messages are seen by everybody", len(got))
	}
}

func TestAnAnswerToOnePersonMayBeLimited(t *testing.T) {
	w, s := start(t)
	e := one(t, s, w.Command("U0LI", "C0DESK", "hello"))
	w.FailNext("response_url", slackfake.Fault{Status: 429, RetryAfter: 7})
	if err := s.Respond(t.Context(), e.Respond, hello); !later(7e9)(err) {
		t.Errorf("error %v", err)
	}
}

func TestADirectConversation(t *testing.T) {
	w, s := start(t)
	c, err := s.Direct(t.Context(), "U0LI")
	if err != nil {
		t.Fatal(err)
	}
	at, err := s.Post(t.Context(), relay.Ref{Channel: c}, "k", hello)
	if _, ok := w.Message(c, at.ID); err != nil || !ok {
		t.Errorf("post to one person: %v, %v", ok, err)
	}
	if _, err := s.Direct(t.Context(), "U0NOBODY"); !refused(err) {
		t.Errorf("nobody: %v", err)
	}
}

func TestADirectConversationIsCheckedThoughNobodyIsAMemberOfIt(t *testing.T) {
	_, s := start(t)
	c, err := s.Direct(t.Context(), "U0LI")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Check(t.Context(), []string{c}); err != nil {
		t.Errorf("error %v, of a conversation that works", err)
	}
}

func TestNamesOfPeopleCannotHide(t *testing.T) {
	w, s := start(t)
	w.AddUser(slackfake.User{ID: "U0X", Name: "<!here> \u202eadmin\u200b", Team: slackfake.Team})
	p, err := s.Person(t.Context(), "U0X")
	if err != nil || strings.ContainsAny(p.Name, "\u202e\u200b") || p.Bot {
		t.Errorf("%+q, %v", p.Name, err)
	}
}

type broken struct{}

func (broken) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("the connection was reset")
}

func TestTheAddressOfAnAnswerStandsInNoError(t *testing.T) {
	s := slack.New(slack.Config{BotToken: slackfake.BotToken, HTTPClient: &http.Client{Transport: broken{}}})
	err := s.Respond(t.Context(), relay.Respondent{User: "U0LI", Channel: "C0DESK", URL: "https://hooks.slack.example/actions/T1/SECRET"}, hello)
	if err == nil || strings.Contains(err.Error(), "SECRET") || !errors.Is(err, relay.ErrUnknown) {
		t.Errorf("error %v; whoever has the address can write into the channel", err)
	}
}
