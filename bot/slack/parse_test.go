package slack_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	goslack "github.com/slack-go/slack"

	"payhelp/bot/relay"
	"payhelp/bot/slack"
	"payhelp/bot/slack/slackfake"
)

// none delivers a payload and fails the test where it is an event.
func none(t *testing.T, s *slack.Slack, p slackfake.Payload) {
	t.Helper()
	in := newInbox()
	rw := slackfake.Deliver(t.Context(), s.Handler(in), p)
	if events, _ := in.got(); rw.Code != 200 || len(events) != 0 {
		t.Errorf("answered %d and took %v, want 200 and nothing", rw.Code, events)
	}
}

func TestAMessageInAThread(t *testing.T) {
	w, s := start(t)
	root := w.Say("U0LI", "C0DESK", "", "root").TS()
	p := w.Say("U0LI", "C0DESK", root, "please wait &amp; see")
	got := one(t, s, p)
	want := relay.Event{
		ID: got.ID, Key: "T0PAYHELP/C0DESK/" + p.TS(), Kind: relay.Said, Team: slackfake.Team, User: "U0LI",
		At: relay.Ref{Channel: "C0DESK", Thread: root, ID: p.TS()}, Text: "please wait & see",
		Respond: relay.Respondent{User: "U0LI", Channel: "C0DESK", Thread: root},
	}
	if !reflect.DeepEqual(got, want) || got.ID == "" {
		t.Errorf("event is\n%#v, want\n%#v", got, want)
	}
}

func TestAMessageThatBeginsAThread(t *testing.T) {
	w, s := start(t)
	p := w.Say("U0LI", "C0DESK", "", "hello")
	if got := one(t, s, p); got.At != (relay.Ref{Channel: "C0DESK", Thread: p.TS(), ID: p.TS()}) {
		t.Errorf("it is at %v", got.At)
	}
}

func TestAMentionIsFoundInTheTextAndTakenOut(t *testing.T) {
	w, s := start(t)
	p := w.Say("U0LI", "C0DESK", "", "<@U0PAYHELP>: 卡绑不上 <@U0WANG|王> <#C0DESK|help-desk> <https://a.example/b|b>")
	said, mentioned := one(t, s, p), one(t, s, w.Mention(p))
	if !said.Mention || said.Text != "卡绑不上 @王 #help-desk b (https://a.example/b)" {
		t.Errorf("text %q, mention %v", said.Text, said.Mention)
	}
	if said.Key != mentioned.Key || said.ID == mentioned.ID || !mentioned.Mention {
		t.Errorf("the two events of a mention have keys %q and %q, ids %q and %q", said.Key, mentioned.Key, said.ID, mentioned.ID)
	}
}

func TestADirectMessage(t *testing.T) {
	w, s := start(t)
	if got := one(t, s, w.SayDirect("U0LI", "", "hello")); !got.Direct || got.At.Channel != "D0LI" {
		t.Errorf("direct: %v in %s", got.Direct, got.At.Channel)
	}
}

func TestBlocksSayMoreThanText(t *testing.T) {
	w, s := start(t)
	p := w.Say("U0LI", "C0DESK", "", "*1* ok :thumbsup:")
	p.Body = []byte(strings.Replace(string(p.Body), `"event":{`, `"event":{"blocks":[{"type":"rich_text","elements":[
		{"type":"rich_text_section","elements":[{"type":"user","user_id":"U0PAYHELP"},{"type":"text","text":" please:\n"},{"type":"text","text":"bold","style":{"bold":true}}]},
		{"type":"rich_text_list","style":"ordered","elements":[
			{"type":"rich_text_section","elements":[{"type":"text","text":"open *Alipay*"}]},
			{"type":"rich_text_section","elements":[{"type":"emoji","name":"thumbsup","unicode":"1f44d"},{"type":"emoji","name":"ours"}]}]},
		{"type":"rich_text_quote","elements":[{"type":"link","url":"https://a.example/"}]}]}],`, 1))
	got := one(t, s, p)
	if want := "please:\nbold\n1. open *Alipay*\n2. \U0001f44d:ours:\nhttps://a.example/"; got.Text != want || !got.Mention {
		t.Errorf("text %q, want %q", got.Text, want)
	}
}

func TestBlocksOfAKindThatIsNotKnownDoNotCostTheMessage(t *testing.T) {
	w, s := start(t)
	p := w.Say("U0LI", "C0DESK", "", "still here")
	p.Body = []byte(strings.Replace(string(p.Body), `"event":{`, `"event":{"blocks":[{"type":"hologram","elements":{"text":7}}],"attachments":"none",`, 1))
	if got := one(t, s, p); got.Text != "still here" {
		t.Errorf("text %q", got.Text)
	}
}

func TestAnEdit(t *testing.T) {
	w, s := start(t)
	root := w.Say("U0LI", "C0DESK", "", "root").TS()
	said := w.Say("U0LI", "C0DESK", root, "10 yuan")
	first, second := one(t, s, w.Edit("C0DESK", said.TS(), "100 yuan")), one(t, s, w.Edit("C0DESK", said.TS(), "1000 yuan"))
	if first.Kind != relay.Edited || first.Text != "100 yuan" || first.At != (relay.Ref{Channel: "C0DESK", Thread: root, ID: said.TS()}) {
		t.Errorf("edit: %#v", first)
	}
	if first.Key == second.Key || first.Key == one(t, s, said).Key || !strings.HasPrefix(first.Key, "T0PAYHELP/C0DESK/"+said.TS()+"/edited/") {
		t.Errorf("keys of two edits: %q and %q", first.Key, second.Key)
	}
}

func TestADeletion(t *testing.T) {
	w, s := start(t)
	root := w.Say("U0LI", "C0DESK", "", "root").TS()
	said := w.Say("U0LI", "C0DESK", root, "a secret").TS()
	for ts, what := range map[string]string{said: "a reply", root: "the root of a thread"} {
		got := one(t, s, w.Remove("C0DESK", ts))
		if got.Kind != relay.Deleted || got.Text != "" || got.User != "U0LI" || got.At != (relay.Ref{Channel: "C0DESK", Thread: root, ID: ts}) {
			t.Errorf("%s: %#v", what, got)
		}
		if want := "T0PAYHELP/C0DESK/" + ts + relay.DeletedKey; got.Key != want {
			t.Errorf("%s: key %q, want %q", what, got.Key, want)
		}
	}
}

func TestAFile(t *testing.T) {
	w, s := start(t)
	file := w.AddFile("receipt.jpg", "image/jpeg", []byte("abc"))
	got := one(t, s, w.Say("U0LI", "C0DESK", "", "see this", file))
	if want := []relay.File{{Name: "receipt.jpg", Type: "image/jpeg", Size: 3, At: file.URLPrivateDownload}}; !reflect.DeepEqual(got.Files, want) || got.Kind != relay.Said {
		t.Errorf("files %v of a %s, want %v", got.Files, got.Kind, want)
	}
}

func TestAGuestOfAnotherWorkspaceIsOutside(t *testing.T) {
	w, s := start(t)
	w.AddUser(slackfake.User{ID: "U0GUEST", Name: "Guest", Team: slackfake.OtherTeam})
	p := w.Say("U0GUEST", "C0DESK", "", "hello")
	at, err := s.Post(t.Context(), relay.Ref{Channel: "C0DESK"}, "k", relay.Post{
		Summary: "case", Parts: []relay.Part{{Kind: relay.Buttons, Buttons: []relay.Button{{Action: "take", Value: "1", Label: "Take"}}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for what, got := range map[string]relay.Event{
		"said": one(t, s, p), "edited": one(t, s, w.Edit("C0DESK", p.TS(), "hello!")), "deleted": one(t, s, w.Remove("C0DESK", p.TS())),
		"pressed": one(t, s, w.Press(t, "U0GUEST", "C0DESK", at.ID, "take")), "command": one(t, s, w.Command("U0GUEST", "C0DESK", "hi")),
	} {
		if !got.Outside || got.Team != slackfake.Team {
			t.Errorf("%s: outside %v, team %s", what, got.Outside, got.Team)
		}
	}
	for user, outside := range map[string]bool{"U0GUEST": true, "U0LI": false} {
		p, err := s.Person(t.Context(), user)
		if err != nil || p.Outside != outside {
			t.Errorf("%s is %+v (%v), want outside %v", user, p, err, outside)
		}
	}
}

func TestWhatIsNobodysWord(t *testing.T) {
	w, s := start(t)
	at, err := s.Post(t.Context(), relay.Ref{Channel: "C0DESK"}, "k", relay.Post{Summary: "ours"})
	if err != nil {
		t.Fatal(err)
	}
	said := w.Say("U0LI", "C0DESK", "", "https://a.example").TS()
	edited := w.Say("U0LI", "C0DESK", "", "edited").TS()
	w.Edit("C0DESK", edited, "edited once")
	for name, p := range map[string]slackfake.Payload{
		"our own message":                      w.Echo("C0DESK", at.ID),
		"a link was unfurled":                  w.Unfurl("C0DESK", said),
		"a link was unfurled after an edit":    w.Unfurl("C0DESK", edited),
		"the messages tab was opened":          {Kind: slackfake.KindEvent, Body: json.RawMessage(strings.Replace(string(w.OpenHome("U0LI").Body), `"tab":"home"`, `"tab":"messages"`, 1))},
		"somebody joined":                      {Kind: slackfake.KindEvent, Body: json.RawMessage(strings.Replace(string(w.Echo("C0DESK", said).Body), `"event":{`, `"event":{"subtype":"channel_join",`, 1))},
		"another program":                      {Kind: slackfake.KindEvent, Body: json.RawMessage(strings.Replace(string(w.Echo("C0DESK", said).Body), `"event":{`, `"event":{"bot_id":"B0OTHER",`, 1))},
		"an event of a kind that is not ours":  {Kind: slackfake.KindEvent, Body: json.RawMessage(`{"type":"event_callback","event_id":"Ev1","event":{"type":"team_join","user":{"id":"U1"}}}`)},
		"a press of nothing":                   {Kind: slackfake.KindInteractive, Body: json.RawMessage(`{"type":"block_actions","user":{"id":"U0LI"},"actions":[]}`)},
		"a shortcut":                           {Kind: slackfake.KindInteractive, Body: json.RawMessage(`{"type":"shortcut","user":{"id":"U0LI"}}`)},
		"Slack looks whether anybody is there": {Kind: slackfake.KindCommand, Body: json.RawMessage(`{"ssl_check":"1"}`)},
	} {
		t.Run(name, func(t *testing.T) { none(t, s, p) })
	}
	none(t, s, w.Remove("C0DESK", at.ID))
}

func TestACommand(t *testing.T) {
	w, s := start(t)
	got := one(t, s, w.Command("U0LI", "C0DESK", "外卡绑不上支付宝 <3 &amp; more"))
	if got.Kind != relay.Command || got.Text != "外卡绑不上支付宝 <3 & more" || got.At != (relay.Ref{Channel: "C0DESK"}) || got.User != "U0LI" {
		t.Errorf("command: %#v", got)
	}
	if got.Trigger.ID == "" || got.Respond.URL == "" || got.Respond.User != "U0LI" {
		t.Errorf("it cannot be answered: %#v %#v", got.Trigger, got.Respond)
	}
	if other := one(t, s, w.Command("U0LI", "C0DESK", "外卡绑不上支付宝 <3 &amp; more")); other.Key == got.Key {
		t.Errorf("two commands have the key %q", got.Key)
	}
}

func TestAPress(t *testing.T) {
	w, s := start(t)
	root, err := s.Post(t.Context(), relay.Ref{Channel: "C0DESK"}, "root", relay.Post{Summary: "root"})
	if err != nil {
		t.Fatal(err)
	}
	buttons := []relay.Button{{Action: "choose", Value: "atm-fees", Label: "Fees"}, {Action: "choose", Value: "atm-limits", Label: "Limits"}}
	at, err := s.Post(t.Context(), root, "k", relay.Post{Summary: "choose", Parts: []relay.Part{{Kind: relay.Buttons, Buttons: buttons}}})
	if err != nil {
		t.Fatal(err)
	}
	for id, value := range map[string]string{"choose": "atm-fees", "choose#2": "atm-limits"} {
		got := one(t, s, w.Press(t, "U0LI", "C0DESK", at.ID, id))
		if got.Kind != relay.Pressed || got.Action != "choose" || got.Value != value || got.At != at {
			t.Errorf("press of %s: %#v", id, got)
		}
		if got.Trigger.ID == "" || got.Trigger.View != "" || got.Respond.URL == "" || got.Respond.Thread != root.ID {
			t.Errorf("press of %s cannot be answered: %#v %#v", id, got.Trigger, got.Respond)
		}
	}
}

func TestTheAppsOwnPage(t *testing.T) {
	w, s := start(t)
	if got := one(t, s, w.OpenHome("U0LI")); got.Kind != relay.Opened || got.User != "U0LI" {
		t.Errorf("opened: %#v", got)
	}
	err := s.Home(t.Context(), "U0LI", relay.Post{Parts: []relay.Part{
		{Kind: relay.Heading, Text: "支付服务台"}, {Kind: relay.Buttons, Buttons: []relay.Button{{Action: "call", Label: "Call"}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if v, ok := w.Home("U0LI"); !ok || len(v.Blocks.BlockSet) != 2 || v.Type != goslack.VTHomeTab {
		t.Errorf("page: %#v", v)
	}
	if got := one(t, s, w.PressHome(t, "U0LI", "call")); got.Kind != relay.Pressed || got.Action != "call" || got.Trigger.View != "" || got.Trigger.ID == "" {
		t.Errorf("press: %#v", got)
	}
}
