package slack_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"payhelp/bot/relay"
	"payhelp/bot/slack/slackfake"
)

var hello = relay.Post{Summary: "hello", Parts: []relay.Part{{Kind: relay.Text, Text: "hello"}}}

func TestPostIsFoundAgain(t *testing.T) {
	for name, drop := range map[string]bool{"accepted": false, "accepted, but the answer was lost": true} {
		t.Run(name, func(t *testing.T) {
			w, s := start(t)
			before := time.Now()
			root, err := s.Post(t.Context(), relay.Ref{Channel: "C0DESK"}, "root", hello)
			if err != nil || root.Thread != root.ID || root.Channel != "C0DESK" {
				t.Fatalf("root is at %v, %v", root, err)
			}
			if drop {
				w.FailNext("chat.postMessage", slackfake.Fault{Drop: true})
			}
			at, err := s.Post(t.Context(), root, "reply", hello)
			if drop != errors.Is(err, relay.ErrUnknown) || !drop && err != nil {
				t.Fatalf("post: %v", err)
			}
			found, ok, err := s.Find(t.Context(), root, "reply", before)
			if err != nil || !ok || found.Thread != root.ID || !drop && found != at {
				t.Errorf("reply found at %v (%v), %v; it is at %v", found, ok, err, at)
			}
			if found, ok, err := s.Find(t.Context(), relay.Ref{Channel: "C0DESK"}, "root", before); err != nil || !ok || found != root {
				t.Errorf("root found at %v (%v), %v; it is at %v", found, ok, err, root)
			}
			if _, ok, err := s.Find(t.Context(), root, "never posted", before); ok || err != nil {
				t.Errorf("found what was never posted: %v, %v", ok, err)
			}
		})
	}
}

func TestFindLooksAtAllPages(t *testing.T) {
	w, s := start(t)
	before := time.Now()
	root, err := s.Post(t.Context(), relay.Ref{Channel: "C0DESK"}, "root", hello)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 450 {
		w.Say("U0LI", "C0DESK", root.ID, fmt.Sprint(i))
		w.Say("U0LI", "C0DESK", "", fmt.Sprint(i))
	}
	at, err := s.Post(t.Context(), root, "last", hello)
	if err != nil {
		t.Fatal(err)
	}
	if found, ok, err := s.Find(t.Context(), root, "last", before); !ok || found != at || err != nil {
		t.Errorf("reply found at %v (%v), %v", found, ok, err)
	}
	if found, ok, err := s.Find(t.Context(), relay.Ref{Channel: "C0DESK"}, "root", before); !ok || found != root || err != nil {
		t.Errorf("root found at %v (%v), %v", found, ok, err)
	}
}

func TestOnlyOurKeyIsFound(t *testing.T) {
	w, s := start(t)
	w.Say("U0LI", "C0DESK", "", "k")
	if _, ok, err := s.Find(t.Context(), relay.Ref{Channel: "C0DESK"}, "k", time.Now().Add(-time.Hour)); ok || err != nil {
		t.Errorf("found a person's message: %v, %v", ok, err)
	}
}

func TestErrorsOfPosting(t *testing.T) {
	type fault = slackfake.Fault
	for name, tc := range map[string]struct {
		fault fault
		want  func(error) bool
		stood int // messages that stand in the channel afterwards
	}{
		"429 with Retry-After: 30": {fault{Status: 429, RetryAfter: 30}, later(30 * time.Second), 0},
		"429 without a time":       {fault{Status: 429}, later(time.Minute), 0},
		"limited by the workspace": {fault{Error: "message_limit_exceeded"}, later(time.Minute), 0},
		"archived channel":         {fault{Error: "is_archived"}, blocked(relay.Archived, "C0DESK"), 0},
		"no channel":               {fault{Error: "channel_not_found"}, blocked(relay.NoChannel, "C0DESK"), 0},
		"not in the channel":       {fault{Error: "not_in_channel"}, blocked(relay.NotInChannel, "C0DESK"), 0},
		"revoked token":            {fault{Error: "token_revoked"}, blocked(relay.Revoked, ""), 0},
		"app removed":              {fault{Error: "account_inactive"}, blocked(relay.Revoked, ""), 0},
		"message too long":         {fault{Error: "msg_too_long"}, refused, 0},
		"blocks that are wrong":    {fault{Error: "invalid_blocks"}, refused, 0},
		"a code that is new":       {fault{Error: "mercury_in_retrograde"}, refused, 0},
		"Slack's own error":        {fault{Error: "internal_error"}, unknown, 0},
		"500":                      {fault{Status: 500}, unknown, 0},
		"cut off after accepting":  {fault{Drop: true}, unknown, 1},
	} {
		t.Run(name, func(t *testing.T) {
			w, s := start(t)
			w.FailNext("chat.postMessage", tc.fault)
			_, err := s.Post(t.Context(), relay.Ref{Channel: "C0DESK"}, "k", hello)
			if !tc.want(err) {
				t.Errorf("error %v (%#v)", err, err)
			}
			if got := len(w.Messages("C0DESK")); got != tc.stood {
				t.Errorf("%d messages stand there, want %d", got, tc.stood)
			}
		})
	}
	t.Run("no scope", func(t *testing.T) {
		w, s := start(t)
		w.SetScopes("commands")
		_, err := s.Post(t.Context(), relay.Ref{Channel: "C0DESK"}, "k", hello)
		var b *relay.BlockedError
		if !errors.As(err, &b) || b.Reason != relay.NoScope || !strings.Contains(b.Detail, "chat:write") {
			t.Errorf("error %v, want one that names the scope", err)
		}
	})
	t.Run("no connection", func(t *testing.T) {
		w := slackfake.New(time.Now)
		e := w.Start(t)
		e.API = "http://127.0.0.1:1/" // where nobody listens
		if _, err := adapter(e).Post(t.Context(), relay.Ref{Channel: "C0DESK"}, "k", hello); !blocked(relay.Unreachable, "")(err) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("the caller gives up after Slack accepted", func(t *testing.T) {
		w, s := start(t)
		never := make(chan struct{})
		w.FailNext("chat.postMessage", slackfake.Fault{Wait: never})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() {
			_, err := s.Post(ctx, relay.Ref{Channel: "C0DESK"}, "k", hello)
			done <- err
		}()
		w.Until(t, "the call is there", func() bool { return w.Waiting() == 1 })
		cancel()
		if err := <-done; !errors.Is(err, relay.ErrUnknown) {
			t.Errorf("error %v", err)
		}
	})
}

func TestAScopeThatIsMissingStopsNoMoreThanItMust(t *testing.T) {
	w, s := start(t)
	ts := w.Say("U0LI", "C0DESK", "", "hello").TS()
	at := relay.Ref{Channel: "C0DESK", Thread: ts, ID: ts}
	w.SetScopes("chat:write")
	if err := s.Mark(t.Context(), at, relay.Read); !refused(err) {
		t.Errorf("mark: %v, want a refusal of this one", err)
	}
	if _, err := s.Person(t.Context(), "U0LI"); !refused(err) {
		t.Errorf("person: %v, want a refusal of this one", err)
	}
	if _, err := s.Missed(t.Context(), at, ""); !blocked(relay.NoScope, "C0DESK")(err) {
		t.Errorf("missed: %v, want that the channel cannot be read", err)
	}
	if _, err := s.Post(t.Context(), at, "k", hello); err != nil {
		t.Errorf("post: %v", err)
	}
}

func later(after time.Duration) func(error) bool {
	return func(err error) bool {
		var l *relay.LaterError
		return errors.As(err, &l) && l.After == after
	}
}

func blocked(r relay.Reason, channel string) func(error) bool {
	return func(err error) bool {
		var b *relay.BlockedError
		return errors.As(err, &b) && b.Reason == r && b.Channel == channel
	}
}

func refused(err error) bool {
	var r *relay.RefusedError
	return errors.As(err, &r)
}

func unknown(err error) bool { return errors.Is(err, relay.ErrUnknown) }

func TestAReplyWhoseThreadIsGoneIsTakenBack(t *testing.T) {
	w, s := start(t)
	root, err := s.Post(t.Context(), relay.Ref{Channel: "C0DESK"}, "root", hello)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), root); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Post(t.Context(), root, "reply", hello); !refused(err) {
		t.Errorf("error %v", err)
	}
	if got := w.Messages("C0DESK"); len(got) != 0 {
		t.Errorf("%d messages stand in the channel, outside of any thread", len(got))
	}
}

func TestUpdateKeepsTheKey(t *testing.T) {
	w, s := start(t)
	at, err := s.Post(t.Context(), relay.Ref{Channel: "C0DESK"}, "k", hello)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Update(t.Context(), at, "k", relay.Post{Summary: "changed"}); err != nil {
		t.Fatal(err)
	}
	if m, _ := w.Message(at.Channel, at.ID); m.Text != "changed" {
		t.Errorf("it says %q", m.Text)
	}
	if _, ok, err := s.Find(t.Context(), relay.Ref{Channel: "C0DESK"}, "k", time.Now()); !ok || err != nil {
		t.Errorf("found: %v, %v", ok, err)
	}
	person := w.Say("U0LI", "C0DESK", "", "mine").TS()
	for what, at := range map[string]relay.Ref{"a person's": {Channel: "C0DESK", ID: person}, "one that is gone": {Channel: "C0DESK", ID: "1.000001"}} {
		if err := s.Update(t.Context(), at, "k", hello); !refused(err) {
			t.Errorf("update of %s: %v", what, err)
		}
	}
}

func TestDeleteTwice(t *testing.T) {
	w, s := start(t)
	at, err := s.Post(t.Context(), relay.Ref{Channel: "C0DESK"}, "k", hello)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Delete(t.Context(), at); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.Messages("C0DESK"); len(got) != 0 {
		t.Errorf("%d messages are left", len(got))
	}
}

func TestMarksReplaceOneAnother(t *testing.T) {
	w, s := start(t)
	ts := w.Say("U0LI", "C0DESK", "", "to the visitor").TS()
	at := relay.Ref{Channel: "C0DESK", Thread: ts, ID: ts}
	for _, step := range []struct {
		mark relay.Mark
		want string
	}{
		{relay.Delivered, "white_check_mark"},
		{relay.Delivered, "white_check_mark"},
		{relay.Read, "eyes"},
		{relay.Failed, "warning"},
		{relay.Noted, "warning memo"},
		{relay.Delivered, "memo white_check_mark"},
	} {
		if err := s.Mark(t.Context(), at, step.mark); err != nil {
			t.Fatalf("%s: %v", step.mark, err)
		}
		if got := strings.Join(w.Reactions(at.Channel, at.ID), " "); got != step.want {
			t.Errorf("after %s it has %q, want %q", step.mark, got, step.want)
		}
	}
	if err := s.Mark(t.Context(), relay.Ref{Channel: "C0DESK", ID: "1.000001"}, relay.Read); !refused(err) {
		t.Errorf("mark of a message that is gone: %v", err)
	}
}

func TestAPostOfAnySizeIsTaken(t *testing.T) {
	long := strings.Repeat("长文本 text without end\n", 900)
	many := func(n int, p relay.Part) []relay.Part {
		var out []relay.Part
		for range n {
			out = append(out, p)
		}
		return out
	}
	var fields []relay.Field
	var buttons []relay.Button
	for i := range 60 {
		fields = append(fields, relay.Field{Label: fmt.Sprint("标签", i), Text: "value"})
		buttons = append(buttons, relay.Button{Action: "choose", Value: fmt.Sprint(i), Label: long})
	}
	for name, parts := range map[string][]relay.Part{
		"nothing":            nil,
		"empty parts":        {{Kind: relay.Text}, {Kind: relay.Quote}, {Kind: relay.Heading}, {Kind: relay.Small}, {Kind: relay.Large}, {Kind: relay.Fields}, {Kind: relay.Buttons}},
		"a long heading":     {{Kind: relay.Heading, Text: long}},
		"a long text":        {{Kind: relay.Text, Text: long}},
		"a long quote":       {{Kind: relay.Quote, Text: long}},
		"a long show-card":   {{Kind: relay.Large, Text: strings.Repeat("很长", 200)}},
		"a long small print": {{Kind: relay.Small, Text: long}},
		"many fields":        {{Kind: relay.Fields, Fields: fields}},
		"a long field":       {{Kind: relay.Fields, Fields: []relay.Field{{Label: long, Text: long}}}},
		"many buttons":       {{Kind: relay.Buttons, Buttons: buttons}},
		"a button too much":  {{Kind: relay.Buttons, Buttons: []relay.Button{{Action: "a", Value: strings.Repeat("v", 3000), Label: "x"}}}},
		"many quotes":        many(200, relay.Part{Kind: relay.Quote, Text: "again"}),
		"many long quotes":   many(40, relay.Part{Kind: relay.Quote, Text: long}),
	} {
		t.Run(name, func(t *testing.T) {
			w, s := start(t)
			at, err := s.Post(t.Context(), relay.Ref{Channel: "C0DESK"}, "k", relay.Post{Parts: parts})
			if err != nil {
				t.Fatal(err)
			}
			total := 0
			for _, one := range texts(t, []byte(first(w.Calls("chat.postMessage")[0].Params.Get("blocks"), "[]"))) {
				total += utf8.RuneCountInString(one)
			}
			if total > 13000 {
				t.Errorf("%d characters are shown", total)
			}
			if err := s.Respond(t.Context(), relay.Respondent{User: "U0LI", Channel: "C0DESK", Thread: at.ID}, relay.Post{Parts: parts}); err != nil {
				t.Errorf("to one person: %v", err)
			}
			if err := s.Home(t.Context(), "U0LI", relay.Post{Parts: parts}); err != nil {
				t.Errorf("as the app's own page: %v", err)
			}
		})
	}
}

func first(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}
