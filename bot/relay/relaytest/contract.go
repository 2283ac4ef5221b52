package relaytest

import (
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"payhelp/bot/relay"
)

// A Subject is a messenger to be tested, with what people do in it.
type Subject struct {
	Messenger relay.Messenger
	Now       func() time.Time
	Channel   string // that we are in

	Say     func(t *testing.T, thread relay.Ref, text string) relay.Ref    // somebody writes in a thread
	Attach  func(t *testing.T, thread relay.Ref, content []byte) relay.Ref // with a file
	Shown   func(t *testing.T, at relay.Ref) (text string, ok bool)        // what a message says to people; ok is false where it is gone
	Archive func(t *testing.T)                                             // the channel
	Request func(t *testing.T, at relay.Ref) (http.Header, []byte)         // the signed request that tells of what Say or Attach wrote
}

// Run holds a messenger to what [relay.Messenger] promises.
func Run(t *testing.T, fresh func(t *testing.T) Subject) {
	for name, test := range map[string]func(*testing.T, Subject){
		"what is posted is found by its key":               found,
		"what is updated says something else":              updated,
		"what is deleted is gone, once or twice":           deleted,
		"a mark may be set twice":                          marked,
		"what others wrote is fetched under its key":       missed,
		"a file is fetched, and no more of it than wanted": fetched,
		"an archived channel blocks":                       archived,
		"a request that is not the messenger's own":        forged,
		"whatever is written is shown as it is written":    literal,
	} {
		t.Run(name, func(t *testing.T) { test(t, fresh(t)) })
	}
}

func text(s string) relay.Post {
	return relay.Post{Summary: s, Parts: []relay.Part{{Kind: relay.Text, Text: s}}}
}

func post(t *testing.T, s Subject, thread, key, words string) relay.Ref {
	t.Helper()
	at, err := s.Messenger.Post(t.Context(), relay.Ref{Channel: s.Channel, Thread: thread}, key, text(words))
	if err != nil {
		t.Fatalf("Post(%q): %v", words, err)
	}
	if at.ID == "" || at.Channel != s.Channel || thread == "" && at.Thread != at.ID || thread != "" && at.Thread != thread {
		t.Fatalf("Post into thread %q stands at %+v", thread, at)
	}
	return at
}

func found(t *testing.T, s Subject) {
	since := s.Now().Add(-time.Minute)
	root := post(t, s, "", "case 1", "root")
	other := post(t, s, "", "case 2", "another root")
	reply := post(t, s, root.Thread, "entry 1", "reply")
	for _, tc := range []struct {
		to    relay.Ref
		key   string
		want  relay.Ref
		found bool
	}{
		{relay.Ref{Channel: s.Channel}, "case 1", root, true},
		{relay.Ref{Channel: s.Channel}, "case 2", other, true},
		{relay.Ref{Channel: s.Channel, Thread: root.Thread}, "entry 1", reply, true},
		{relay.Ref{Channel: s.Channel, Thread: root.Thread}, "entry 2", relay.Ref{}, false},
		{relay.Ref{Channel: s.Channel}, "case 3", relay.Ref{}, false},
		{relay.Ref{Channel: s.Channel, Thread: other.Thread}, "entry 1", relay.Ref{}, false},
	} {
		at, ok, err := s.Messenger.Find(t.Context(), tc.to, tc.key, since)
		if err != nil || ok != tc.found || at != tc.want {
			t.Errorf("Find(%+v, %q) = %+v, %v, %v; want %+v, %v", tc.to, tc.key, at, ok, err, tc.want, tc.found)
		}
	}
}

func updated(t *testing.T, s Subject) {
	root := post(t, s, "", "case 1", "waiting")
	if err := s.Messenger.Update(t.Context(), root, "case 1", text("claimed")); err != nil {
		t.Fatalf("Update: %v", err)
	}
	if got, ok := s.Shown(t, root); !ok || got != "claimed" {
		t.Errorf("it says %q, %v; want claimed", got, ok)
	}
	if at, ok, err := s.Messenger.Find(t.Context(), relay.Ref{Channel: s.Channel}, "case 1", s.Now().Add(-time.Minute)); err != nil || !ok || at != root {
		t.Errorf("after an update it is found at %+v, %v, %v; want %+v", at, ok, err, root)
	}
}

func deleted(t *testing.T, s Subject) {
	root := post(t, s, "", "case 1", "secret")
	for range 2 {
		if err := s.Messenger.Delete(t.Context(), root); err != nil {
			t.Errorf("Delete: %v", err)
		}
	}
	if got, ok := s.Shown(t, root); ok {
		t.Errorf("it still says %q", got)
	}
	var refused *relay.RefusedError
	if err := s.Messenger.Update(t.Context(), root, "case 1", text("back")); !errors.As(err, &refused) {
		t.Errorf("updating what is gone: error %v, want a RefusedError", err)
	}
}

func marked(t *testing.T, s Subject) {
	root := post(t, s, "", "case 1", "root")
	said := s.Say(t, root, "hello")
	for _, mark := range []relay.Mark{relay.Delivered, relay.Delivered, relay.Read, relay.Read, relay.Noted, relay.Noted, relay.Failed} {
		if err := s.Messenger.Mark(t.Context(), said, mark); err != nil {
			t.Errorf("Mark(%s): %v", mark, err)
		}
	}
}

func missed(t *testing.T, s Subject) {
	root := post(t, s, "", "case 1", "root")
	first := s.Say(t, root, "first")
	post(t, s, root.Thread, "entry 1", "ours")
	second := s.Say(t, root, "second")
	events, err := s.Messenger.Missed(t.Context(), root, root.ID)
	if err != nil || len(events) != 2 || events[0].Text != "first" || events[1].Text != "second" || events[1].At != second {
		t.Fatalf("Missed = %+v, %v; want first and second", events, err)
	}
	later, err := s.Messenger.Missed(t.Context(), root, first.ID)
	if err != nil || len(later) != 1 || later[0].Key != events[1].Key {
		t.Errorf("Missed after the first = %+v, %v; want the second", later, err)
	}
	header, body := s.Request(t, second)
	told, err := s.Messenger.Parse(header, body)
	if err != nil || len(told) != 1 || told[0].Key != events[1].Key || told[0].Text != "second" || told[0].At != second || told[0].Kind != relay.Said {
		t.Errorf("the event is %+v, %v; want the one that was missed, %+v", told, err, events[1])
	}
}

func fetched(t *testing.T, s Subject) {
	root := post(t, s, "", "case 1", "root")
	header, body := s.Request(t, s.Attach(t, root, []byte("0123456789")))
	told, err := s.Messenger.Parse(header, body)
	if err != nil || len(told) != 1 || len(told[0].Files) != 1 || told[0].Files[0].Size != 10 {
		t.Fatalf("the event is %+v, %v; want one with a file of ten bytes", told, err)
	}
	for most, want := range map[int]string{4: "0123", 10: "0123456789", 11: "0123456789"} {
		if got, err := s.Messenger.File(t.Context(), told[0].Files[0], most); err != nil || string(got) != want {
			t.Errorf("File, %d bytes of it: %q, %v; want %q", most, got, err, want)
		}
	}
	var refused *relay.RefusedError
	if _, err := s.Messenger.File(t.Context(), relay.File{Name: "gone"}, 10); !errors.As(err, &refused) {
		t.Errorf("File that is nowhere: error %v, want a RefusedError", err)
	}
}

func archived(t *testing.T, s Subject) {
	root := post(t, s, "", "case 1", "root")
	s.Archive(t)
	_, err := s.Messenger.Post(t.Context(), root, "entry 1", text("reply"))
	for what, err := range map[string]error{"Post": err, "Check": s.Messenger.Check(t.Context(), []string{s.Channel})} {
		var blocked *relay.BlockedError
		if !errors.As(err, &blocked) || blocked.Reason != relay.Archived || blocked.Channel != s.Channel {
			t.Errorf("%s: error %v, want that the channel is archived", what, err)
		}
	}
}

func forged(t *testing.T, s Subject) {
	root := post(t, s, "", "case 1", "root")
	header, body := s.Request(t, s.Say(t, root, "hello"))
	if err := s.Messenger.Verify(header, body); err != nil {
		t.Fatalf("Verify of its own request: %v", err)
	}
	if s.Messenger.Verify(http.Header{}, body) == nil {
		t.Error("a request without a signature is taken")
	}
	changed := slices.Clone(body)
	changed[len(changed)/2] ^= 1
	if s.Messenger.Verify(header, changed) == nil {
		t.Error("a request whose body was changed is taken")
	}
}

func literal(t *testing.T, s Subject) {
	const words = "<!channel> & <@U1> *bold* _x_ `code` ~no~ :smile: <https://a.example|b>"
	at := post(t, s, "", "case 1", words)
	if got, ok := s.Shown(t, at); !ok || got != words {
		t.Errorf("it shows %q, want %q", got, words)
	}
}
