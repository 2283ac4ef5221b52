package slack_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	goslack "github.com/slack-go/slack"

	"payhelp/bot/relay"
	"payhelp/bot/slack/slackfake"
)

// replyForm is a form with every kind of input.
func replyForm() relay.Form {
	return relay.Form{
		ID: "reply", State: `{"case":12}`, Title: "回复 Reply", Submit: "发送 Send", Close: "取消 Cancel",
		Parts: []relay.Part{{Kind: relay.Small, Text: "访客阅读日语。"}},
		Inputs: []relay.Input{
			{ID: "pick", Label: "知识条目", Kind: relay.Search, Hint: "搜索", Optional: true},
			{ID: "slot:place", Label: "place", Kind: relay.Line, Value: "太原", Most: 20},
			{ID: "reason", Label: "结果", Kind: relay.Select, Options: []relay.Option{{Value: "solved", Label: "已解决"}, {Value: "left", Label: "已离开"}}, Value: "left"},
			{ID: "text", Label: "自由文本", Kind: relay.Area, Optional: true},
		},
		Below: []relay.Part{{Kind: relay.Quote, Text: "preview"}},
	}
}

func blocksJSON(t *testing.T, b goslack.Blocks) []byte {
	t.Helper()
	if b.BlockSet == nil {
		return []byte("[]")
	}
	raw, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// press posts a message with a button and lets U0LI press it.
func press(t *testing.T, w *slackfake.Workspace, s relay.Messenger) slackfake.Payload {
	t.Helper()
	at, err := s.Post(t.Context(), relay.Ref{Channel: "C0DESK"}, "card", relay.Post{
		Summary: "case", Parts: []relay.Part{{Kind: relay.Buttons, Buttons: []relay.Button{{Action: "reply", Value: "12", Label: "Reply"}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return w.Press(t, "U0LI", at.Channel, at.ID, "reply")
}

func TestAFormFromOpeningToSending(t *testing.T) {
	w, s := start(t)
	if err := s.Show(t.Context(), one(t, s, press(t, w, s)).Trigger, replyForm()); err != nil {
		t.Fatal(err)
	}
	in := newInbox()
	in.answer = func(e relay.Event) (relay.Response, error) {
		switch {
		case e.Kind == relay.Searched:
			return relay.Response{Options: []relay.Option{
				{Value: "article:atm-fees", Label: "取现手续费", Group: "知识条目"},
				{Value: "phrase:hello", Label: "您好", Group: "常用语"},
				{Value: "article:atm-limits", Label: strings.Repeat("很长的标题", 40), Group: "知识条目"},
				{Value: strings.Repeat("v", 200), Label: "too long to be a value"},
			}}, nil
		case e.Kind == relay.Submitted && e.Values["pick"] == "":
			return relay.Response{Errors: map[string]string{"pick": "请选一篇文章"}}, nil
		case e.Kind == relay.Submitted && e.Values["text"] == "more":
			return relay.Response{Form: &relay.Form{ID: "done", Title: "完成", Parts: []relay.Part{{Kind: relay.Text, Text: "ok"}}}}, nil
		}
		return relay.Response{}, nil
	}
	answer := func(p slackfake.Payload) ([]byte, relay.Event) {
		t.Helper()
		rw := slackfake.Deliver(t.Context(), s.Handler(in), p)
		if rw.Code != 200 {
			t.Fatalf("answered %d %s", rw.Code, rw.Body)
		}
		events, _ := in.got()
		e := events[len(events)-1]
		if e.Form != "reply" || e.State != `{"case":12}` || e.User != "U0LI" {
			t.Errorf("event of the form: %#v", e)
		}
		return rw.Body.Bytes(), e
	}

	body, e := answer(w.Search("U0LI", "pick", "手续费"))
	if e.Kind != relay.Searched || e.Action != "pick" || e.Text != "手续费" {
		t.Errorf("search: %#v", e)
	}
	if got := slackfake.Searched(t, body); !slices.Equal(got, []string{"article:atm-fees", "article:atm-limits", "phrase:hello"}) {
		t.Errorf("options %q", got)
	}

	body, e = answer(w.Pick("U0LI", "pick", "article:atm-fees", map[string]string{"text": "begun", "pick": "article:atm-fees"}))
	if e.Kind != relay.Pressed || e.Action != "pick" || e.Value != "article:atm-fees" || e.Values["text"] != "begun" || e.Trigger.View == "" || len(body) > 0 {
		t.Errorf("pick: %#v, answered %q", e, body)
	}
	changed := replyForm()
	changed.Below = []relay.Part{{Kind: relay.Quote, Text: "取现要收费"}}
	changed.Inputs[0].Value, changed.Inputs[0].Options = "article:atm-fees", []relay.Option{{Value: "article:atm-fees", Label: "取现手续费"}}
	if err := s.Show(t.Context(), e.Trigger, changed); err != nil {
		t.Fatal(err)
	}
	if got := texts(t, blocksJSON(t, w.View().Blocks)); !slices.Contains(got, "取现要收费") || !slices.Contains(got, "取现手续费") {
		t.Errorf("the form shows %q", got)
	}
	if err := s.Show(t.Context(), e.Trigger, changed); !refused(err) {
		t.Errorf("replaced as it was before: %v", err)
	}

	body, e = answer(w.Submit("U0LI", map[string]string{"text": "free"}))
	if want := map[string]string{"pick": "", "slot:place": "", "reason": "", "text": "free"}; e.Kind != relay.Submitted || !maps.Equal(e.Values, want) {
		t.Errorf("sent: %#v", e)
	}
	if got, want := strings.TrimSpace(string(body)), `{"response_action":"errors","errors":{"pick":"请选一篇文章"}}`; got != want {
		t.Errorf("answered %s, want %s", got, want)
	}
	again, e2 := answer(w.Submit("U0LI", map[string]string{"pick": "article:atm-fees", "reason": "solved"}))
	if len(again) != 0 || e2.Key == e.Key || e2.Values["reason"] != "solved" || e2.Values["pick"] != "article:atm-fees" {
		t.Errorf("sent again: %#v, answered %q", e2, again)
	}
	// Slack keeps the form open where our answer was late, and lets it be sent again.
	if _, e3 := answer(w.Submit("U0LI", map[string]string{"pick": "article:atm-fees", "reason": "solved"})); e3.Key != e2.Key {
		t.Errorf("the same form sent again is %q after %q: its reader gets it twice", e3.Key, e2.Key)
	}
	if body, _ := answer(w.Submit("U0LI", map[string]string{"pick": "x", "text": "more"})); !strings.Contains(string(body), `"response_action":"update"`) {
		t.Errorf("answered %s, want another form", body)
	}
}

func TestASearchThatFindsNothing(t *testing.T) {
	w, s := start(t)
	if err := s.Show(t.Context(), one(t, s, press(t, w, s)).Trigger, replyForm()); err != nil {
		t.Fatal(err)
	}
	rw := slackfake.Deliver(t.Context(), s.Handler(newInbox()), w.Search("U0LI", "pick", "?"))
	if got := strings.TrimSpace(rw.Body.String()); got != `{"options":[]}` {
		t.Errorf("answered %s", got)
	}
}

func TestAFormOfAnySizeIsTaken(t *testing.T) {
	long := strings.Repeat("很长的文字 ", 900)
	var many []relay.Option
	for i := range 250 {
		many = append(many, relay.Option{Value: fmt.Sprint(i), Label: long, Group: fmt.Sprint("group ", i%3)})
	}
	for name, f := range map[string]relay.Form{
		"long texts": {ID: "f", Title: long, Submit: long, Close: long, Parts: []relay.Part{{Kind: relay.Text, Text: long}}, Inputs: []relay.Input{
			{ID: "a", Label: long, Hint: long, Kind: relay.Area, Value: long, Most: 9000}, {ID: "b", Label: long, Hint: long, Kind: relay.Search},
		}},
		"many options":      {ID: "f", Title: "t", Submit: "s", Inputs: []relay.Input{{ID: "a", Label: "l", Kind: relay.Select, Options: many}}},
		"only to be closed": {ID: "f", Title: "t", Close: "c", Parts: []relay.Part{{Kind: relay.Text, Text: "done"}}},
	} {
		t.Run(name, func(t *testing.T) {
			w, s := start(t)
			if err := s.Show(t.Context(), one(t, s, press(t, w, s)).Trigger, f); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAFormThatComesTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := slackfake.New(time.Now)
		s := adapter(w.StartInMemory(t))
		e := one(t, s, press(t, w, s))
		time.Sleep(4 * time.Second) // of the bubble
		if err := s.Show(t.Context(), e.Trigger, replyForm()); !refused(err) {
			t.Errorf("error %v", err)
		}
	})
}

func TestWhatIsNotTakenIsAskedAgain(t *testing.T) {
	w, s := start(t)
	in := newInbox()
	in.answer = func(relay.Event) (relay.Response, error) { return relay.Response{}, errors.New("the store is away") }
	if rw := slackfake.Deliver(t.Context(), s.Handler(in), w.Say("U0LI", "C0DESK", "", "hello")); rw.Code != 500 {
		t.Errorf("answered %d, want 500: Slack sends it again", rw.Code)
	}
	if rw := slackfake.Deliver(t.Context(), s.Handler(in), slackfake.Payload{Kind: slackfake.KindEvent, Body: json.RawMessage(`"no event"`)}); rw.Code != 500 {
		t.Errorf("answered %d to what is no event", rw.Code)
	}
}
