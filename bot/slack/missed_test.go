package slack_test

import (
	"fmt"
	"testing"

	"payhelp/bot/relay"
	"payhelp/bot/slack/slackfake"
)

func TestMissedReplies(t *testing.T) {
	w, s := start(t)
	w.AddUser(slackfake.User{ID: "U0GUEST", Name: "Guest", Team: slackfake.OtherTeam})
	root, err := s.Post(t.Context(), relay.Ref{Channel: "C0DESK"}, "root", hello)
	if err != nil {
		t.Fatal(err)
	}
	heard := w.Say("U0LI", "C0DESK", root.ID, "heard")
	missed := w.Say("U0LI", "C0DESK", root.ID, "missed <@U0PAYHELP>")
	if _, err := s.Post(t.Context(), root, "ours", hello); err != nil {
		t.Fatal(err)
	}
	foreign := w.Say("U0GUEST", "C0DESK", root.ID, "from outside")
	changed := w.Say("U0LI", "C0DESK", root.ID, "first")
	edit := w.Edit("C0DESK", changed.TS(), "second")

	got, err := s.Missed(t.Context(), root, heard.TS())
	if err != nil {
		t.Fatal(err)
	}
	want := []relay.Event{one(t, s, missed), one(t, s, foreign), one(t, s, changed), one(t, s, edit)}
	if len(got) != len(want) {
		t.Fatalf("%d events, want %d: %+v", len(got), len(want), got)
	}
	for i := range want {
		g, w := got[i], want[i]
		if g.Key != w.Key || g.Kind != w.Kind || g.User != w.User || g.At != w.At || g.Outside != w.Outside || g.Mention != w.Mention || g.ID != "" {
			t.Errorf("event %d is %+v, want that of %+v", i, g, w)
		}
	}
	if got[3].Text != "second" || got[0].Text != "missed" {
		t.Errorf("texts %q and %q", got[0].Text, got[3].Text)
	}
}

func TestMissedRepliesOfALongThread(t *testing.T) {
	w, s := start(t)
	root := w.Say("U0LI", "C0DESK", "", "root").TS()
	for i := range 420 {
		w.Say("U0LI", "C0DESK", root, fmt.Sprint(i))
	}
	got, err := s.Missed(t.Context(), relay.Ref{Channel: "C0DESK", Thread: root, ID: root}, "")
	if err != nil || len(got) != 420 {
		t.Fatalf("%d replies, %v; want 420", len(got), err)
	}
	for i, e := range got {
		if e.Text != fmt.Sprint(i) {
			t.Fatalf("reply %d is %q", i, e.Text)
		}
	}
	if _, err := s.Missed(t.Context(), relay.Ref{Channel: "C0DESK", Thread: "1.000001"}, ""); !refused(err) {
		t.Errorf("a thread that is gone: %v", err)
	}
}
