package storetest

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
	"payhelp/bot/store/sqlstore"
)

func outboxInOrder(t *testing.T, s *sqlstore.Store) {
	for _, id := range []string{"c1", "c2"} {
		start(t, s, id)
	}
	say(t, s, "c1", "a", "one")
	say(t, s, "c2", "a", "other")
	say(t, s, "c1", "b", "two")
	take := func(at time.Time, limit int, want ...string) []desk.OutboxEntry {
		t.Helper()
		got, err := s.TakeOutbox(t.Context(), at, time.Minute, limit)
		var names []string
		for _, e := range got {
			names = append(names, fmt.Sprintf("%s:%d", e.Conversation, e.Seq))
		}
		if err != nil || !slices.Equal(names, want) {
			t.Fatalf("TakeOutbox = %v, %v; want %v", names, err, want)
		}
		return got
	}
	first := take(noon, 1, "c1:1")
	take(noon, 10, "c2:1") // c1:2 waits for the one before it
	if err := s.OutboxLater(t.Context(), noon.Add(time.Hour), first[0].ID); err != nil {
		t.Fatalf("OutboxLater: %v", err)
	}
	take(noon.Add(2*time.Minute), 10, "c2:1") // not done within its lease
	take(noon.Add(2*time.Hour), 10, "c1:1", "c2:1", "c1:2")
}

// outboxAtOnce lets many take at once: of a conversation one has entries at a
// time, in order.
func outboxAtOnce(t *testing.T, s *sqlstore.Store) {
	const conversations, messages = 5, 8
	for c := range conversations {
		id := fmt.Sprint("c", c)
		start(t, s, id)
		for m := range messages {
			say(t, s, id, fmt.Sprint(m), "text")
		}
	}
	var mu sync.Mutex
	told := map[string][]int64{}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range conversations * messages {
				entries, err := s.TakeOutbox(t.Context(), noon, time.Minute, 3)
				if err != nil {
					t.Errorf("TakeOutbox: %v", err)
					return
				}
				for _, e := range entries {
					mu.Lock()
					told[e.Conversation] = append(told[e.Conversation], e.Seq)
					mu.Unlock()
					if err := s.OutboxDone(t.Context(), e.ID); err != nil {
						t.Errorf("OutboxDone: %v", err)
					}
				}
			}
		})
	}
	wg.Wait()
	for c := range conversations {
		id := fmt.Sprint("c", c)
		if !slices.Equal(told[id], []int64{1, 2, 3, 4, 5, 6, 7, 8}) {
			t.Errorf("%s was told of as %v, want each once and in order", id, told[id])
		}
	}
}

func came(event, key, lane string) desk.InboxEntry {
	return desk.InboxEntry{Messenger: "slack", Event: event, Key: key, Lane: lane, Body: []byte(`{"text":"` + key + `"}`), At: noon}
}

func inbox(t *testing.T, s *sqlstore.Store) {
	for i, tc := range []struct {
		entry   desk.InboxEntry
		created bool
	}{
		{came("Ev1", "T/C/1", "C 1"), true},
		{came("Ev1", "T/C/1", "C 1"), false}, // sent again
		{came("Ev2", "T/C/1", "C 1"), false}, // under another id
		{came("Ev1", "T/C/x", "C 1"), false},
		{came("", "T/C/2", "C 1"), true}, // no id
		{came("", "T/C/3", "C 3"), true},
	} {
		if created, err := s.AddInbox(t.Context(), tc.entry); err != nil || created != tc.created {
			t.Errorf("entry %d is created: %v, %v; want %v", i, created, err, tc.created)
		}
	}
	take := func(at time.Time, limit int, want ...string) []desk.InboxEntry {
		t.Helper()
		got, err := s.TakeInbox(t.Context(), "slack", at, time.Minute, limit)
		var keys []string
		for _, e := range got {
			keys = append(keys, e.Key)
		}
		if err != nil || !slices.Equal(keys, want) {
			t.Fatalf("TakeInbox = %v, %v; want %v", keys, err, want)
		}
		return got
	}
	first := take(noon, 1, "T/C/1")
	if string(first[0].Body) != `{"text":"T/C/1"}` || first[0].Event != "Ev1" || first[0].Lane != "C 1" || !first[0].At.Equal(noon) {
		t.Errorf("the entry comes back as %+v", first[0])
	}
	take(noon, 10, "T/C/3")
	if err := s.InboxLater(t.Context(), noon.Add(time.Hour), first[0].ID); err != nil {
		t.Fatalf("InboxLater: %v", err)
	}
	take(noon.Add(30*time.Minute), 10, "T/C/3")
	all := take(noon.Add(2*time.Hour), 10, "T/C/1", "T/C/2", "T/C/3")
	for _, e := range all {
		if err := s.InboxDone(t.Context(), e.ID); err != nil {
			t.Fatalf("InboxDone: %v", err)
		}
	}
	take(noon.Add(9*time.Hour), 10)
	if created, err := s.AddInbox(t.Context(), came("Ev1", "T/C/1", "C 1")); err != nil || created {
		t.Errorf("what was done is created again: %v, %v", created, err)
	}
	for key, want := range map[string]bool{"T/C/1": true, "T/C/4": false} {
		if in, err := s.InInbox(t.Context(), "slack", key); err != nil || in != want {
			t.Errorf("InInbox(%q) = %v, %v; want %v", key, in, err, want)
		}
	}
	if other, err := s.TakeInbox(t.Context(), "wecom", noon.Add(9*time.Hour), time.Minute, 10); err != nil || len(other) != 0 {
		t.Errorf("another messenger takes %+v, %v", other, err)
	}
	if err := s.TrimInbox(t.Context(), noon.Add(time.Second)); err != nil {
		t.Fatalf("TrimInbox: %v", err)
	}
	if created, err := s.AddInbox(t.Context(), came("Ev1", "T/C/1", "C 1")); err != nil || !created {
		t.Errorf("after it was forgotten it is created: %v, %v", created, err)
	}
}

func bind(t *testing.T, s *sqlstore.Store, th desk.Thread) desk.Thread {
	t.Helper()
	th.Messenger, th.Active = "slack", noon
	bound, err := s.BindThread(t.Context(), th)
	if err != nil {
		t.Fatalf("BindThread(%+v): %v", th, err)
	}
	return bound
}

func threadsBound(t *testing.T, s *sqlstore.Store) {
	start(t, s, "c1")
	start(t, s, "c2")
	c := escalate(t, s, call("c1", bot.Asked))
	var wg sync.WaitGroup
	ids := make([]int64, 8)
	for i := range ids {
		wg.Go(func() {
			bound, err := s.BindThread(t.Context(), desk.Thread{Messenger: "slack", Case: c.ID, Conversation: "c1", Channel: "C1", Told: 7, Active: noon})
			if err != nil {
				t.Errorf("BindThread: %v", err)
			}
			ids[i] = bound.ID
		})
	}
	wg.Wait()
	if slices.Sort(ids); ids[0] == 0 || ids[0] != ids[7] {
		t.Errorf("who bind at once get the threads %v, want one", ids)
	}
	guest := bind(t, s, desk.Thread{Conversation: "c2", Channel: "C1", Root: "100.1", Member: "U1"})
	start(t, s, "c3")
	if again := bind(t, s, desk.Thread{Conversation: "c3", Channel: "C1", Root: "100.1", Member: "U2"}); again.ID != guest.ID || again.Conversation != "c2" {
		t.Errorf("binding the place again gives %+v, want what is bound there", again)
	}
	if begins, err := s.Beginning(t.Context(), "slack", "C1"); err != nil || !begins {
		t.Errorf("Beginning = %v, %v; want true: the case's thread is not posted", begins, err)
	}
	p := desk.ThreadPost{Thread: ids[0], Key: "case 1", Root: true, Upto: 7, Tried: noon}
	if err := s.BeginPost(t.Context(), p); err != nil {
		t.Fatalf("BeginPost: %v", err)
	}
	if pending, ok, err := s.PendingPost(t.Context(), ids[0]); err != nil || !ok || pending != p {
		t.Errorf("PendingPost = %+v, %v, %v; want %+v", pending, ok, err, p)
	}
	p.Message = "200.1"
	if err := s.EndPost(t.Context(), p); err != nil {
		t.Fatalf("EndPost: %v", err)
	}
	if _, ok, err := s.PendingPost(t.Context(), ids[0]); err != nil || ok {
		t.Errorf("after it was posted PendingPost = %v, %v", ok, err)
	}
	bound, err := s.ThreadAt(t.Context(), "slack", "C1", "200.1")
	if err != nil || bound.ID != ids[0] || bound.Case != c.ID || bound.Told != 7 {
		t.Errorf("ThreadAt = %+v, %v; want the case's", bound, err)
	}
	if begins, err := s.Beginning(t.Context(), "slack", "C1"); err != nil || begins {
		t.Errorf("Beginning = %v, %v; want false", begins, err)
	}
	later := desk.ThreadPost{Thread: ids[0], Key: "entry 9", Upto: 9, Tried: noon}
	if err := s.BeginPost(t.Context(), later); err != nil {
		t.Fatalf("BeginPost: %v", err)
	}
	if err := s.EndPost(t.Context(), later); err != nil { // it was not posted
		t.Fatalf("EndPost: %v", err)
	}
	bound.Told, bound.Delivered, bound.Read, bound.Seen, bound.Closed = 3, 5, 4, "200.3", true
	if err := s.SaveThread(t.Context(), bound); err != nil {
		t.Fatalf("SaveThread: %v", err)
	}
	bound.Closed = false
	if err := s.SaveThread(t.Context(), bound); err != nil {
		t.Fatalf("SaveThread: %v", err)
	}
	if got, err := s.ThreadAt(t.Context(), "slack", "C1", "200.1"); err != nil || got.Told != 7 || got.Delivered != 5 || got.Read != 4 || got.Seen != "200.3" || !got.Closed {
		t.Errorf("the thread is %+v, %v; want it further and never back", got, err)
	}
	open, err := s.OpenThreads(t.Context(), "slack", 0, noon, 10)
	if err != nil || len(open) != 1 || open[0].ID != guest.ID {
		t.Errorf("OpenThreads = %+v, %v; want the clerk's", open, err)
	}
	if by, err := s.ThreadsBy(t.Context(), "slack", "U1", 10); err != nil || len(by) != 1 || by[0].ID != guest.ID {
		t.Errorf("ThreadsBy = %+v, %v; want the clerk's", by, err)
	}
	_, err = s.BindThread(t.Context(), desk.Thread{Messenger: "slack", Conversation: "none", Channel: "C1", Root: "300.1", Active: noon})
	wantError(t, "binding what is gone", err, desk.ErrNotFound)
}

func threadsErased(t *testing.T, s *sqlstore.Store) {
	start(t, s, "c1")
	c := escalate(t, s, call("c1", bot.Asked))
	th := bind(t, s, desk.Thread{Case: c.ID, Conversation: "c1", Channel: "C1"})
	root := desk.ThreadPost{Thread: th.ID, Key: "case 1", Root: true, Tried: noon, Message: "200.1"}
	for _, step := range []func() error{
		func() error { return s.BeginPost(t.Context(), root) },
		func() error { return s.EndPost(t.Context(), root) },
		func() error { return s.Erase(t.Context(), "c1") },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	wantError(t, "a post into what is erased", s.BeginPost(t.Context(), desk.ThreadPost{Thread: th.ID, Key: "entry 2", Tried: noon}), desk.ErrNotFound)
	erased, err := s.TakeErased(t.Context(), "slack", noon, time.Minute, 10)
	if err != nil || len(erased) != 1 || erased[0].ID != th.ID || !erased[0].Erased {
		t.Fatalf("TakeErased = %+v, %v; want the thread", erased, err)
	}
	if again, err := s.TakeErased(t.Context(), "slack", noon, time.Minute, 10); err != nil || len(again) != 0 {
		t.Errorf("TakeErased of what is leased = %+v, %v", again, err)
	}
	if err := s.ErasedLater(t.Context(), th.ID, noon.Add(time.Hour)); err != nil {
		t.Fatalf("ErasedLater: %v", err)
	}
	if later, err := s.TakeErased(t.Context(), "slack", noon.Add(2*time.Hour), time.Minute, 10); err != nil || len(later) != 1 {
		t.Errorf("TakeErased of what was put off = %+v, %v", later, err)
	}
	posts, err := s.ThreadPosts(t.Context(), th.ID)
	if err != nil || len(posts) != 1 || posts[0] != root {
		t.Fatalf("ThreadPosts = %+v, %v; want %+v", posts, err, root)
	}
	if err := s.ForgetPost(t.Context(), root); err != nil {
		t.Fatalf("ForgetPost: %v", err)
	}
	if err := s.ForgetThread(t.Context(), th.ID); err != nil {
		t.Fatalf("ForgetThread: %v", err)
	}
	_, err = s.ThreadAt(t.Context(), "slack", "C1", "200.1")
	wantError(t, "a thread that is forgotten", err, desk.ErrNotFound)
}

func notesOfMessages(t *testing.T, s *sqlstore.Store) {
	start(t, s, "c1")
	c := escalate(t, s, call("c1", bot.Asked))
	put := func(key, text string, want ...string) {
		t.Helper()
		if err := s.PutNote(t.Context(), c.ID, key, text, officer("li"), noon); err != nil {
			t.Fatalf("PutNote(%q, %q): %v", key, text, err)
		}
		notes, err := s.Notes(t.Context(), c.ID)
		var got []string
		for _, n := range notes {
			got = append(got, n.Text)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("after PutNote(%q, %q) the notes are %v, %v; want %v", key, text, got, err, want)
		}
	}
	put("m1", "first", "first")
	put("m1", "first", "first")
	put("m2", "second", "first", "second")
	put("m1", "changed", "changed", "second")
	put("m1", "", "second")
	put("m1", "", "second")
	for key, want := range map[string]bool{"m1": false, "m2": true} {
		if sent, noted, err := s.Became(t.Context(), c.ID, key); err != nil || sent || noted != want {
			t.Errorf("Became(%q) = %v, %v, %v; want not sent, noted %v", key, sent, noted, err, want)
		}
	}
	acts, err := s.Audit(t.Context(), c.ID, "", 0, 10)
	if err != nil || len(acts) != 4 {
		t.Errorf("the audit log has %+v, %v; want the four changes", acts, err)
	}
	claim(t, s, c.ID, "li", noon)
	reply(t, s, c.ID, "m3", "to the visitor", officer("li"))
	if sent, noted, err := s.Became(t.Context(), c.ID, "m3"); err != nil || !sent || noted {
		t.Errorf("Became of what was sent = %v, %v, %v", sent, noted, err)
	}
	wantError(t, "a note on no case", s.PutNote(t.Context(), 99, "m1", "text", officer("li"), noon), desk.ErrNotFound)
}

func links(t *testing.T, s *sqlstore.Store) {
	for _, login := range []string{"li", "wang"} {
		if err := s.AddAccount(t.Context(), person(login, staff.Administrator), byCommand); err != nil {
			t.Fatalf("AddAccount: %v", err)
		}
	}
	code := func(name, account string) {
		t.Helper()
		if err := s.AddLinkCode(t.Context(), desk.LinkCode{Hash: hash(name), Staff: account, Expires: noon.Add(10 * time.Minute)}); err != nil {
			t.Fatalf("AddLinkCode: %v", err)
		}
	}
	link := func(id, name, user string, at time.Time) error {
		_, err := s.Link(t.Context(), hash(name), desk.Link{ID: id, Messenger: "slack", Team: "T1", User: user, Created: at})
		return err
	}
	code("old", "id-li")
	code("new", "id-li")
	wantError(t, "a code before the latest", link("l0", "old", "U1", noon), desk.ErrNotFound)
	if err := link("l1", "new", "U1", noon); err != nil {
		t.Fatalf("Link: %v", err)
	}
	wantError(t, "a code for the second time", link("l2", "new", "U2", noon), desk.ErrNotFound)
	if a, err := s.Linked(t.Context(), "slack", "T1", "U1"); err != nil || a.ID != "id-li" {
		t.Errorf("Linked = %+v, %v; want li", a, err)
	}
	for _, who := range [][2]string{{"T2", "U1"}, {"T1", "U2"}} {
		_, err := s.Linked(t.Context(), "slack", who[0], who[1])
		wantError(t, fmt.Sprintf("user %v", who), err, desk.ErrNotFound)
	}
	code("late", "id-wang")
	wantError(t, "a code that has expired", link("l3", "late", "U3", noon.Add(time.Hour)), desk.ErrNotFound)
	code("other", "id-wang")
	if err := link("l4", "other", "U1", noon); err != nil { // the user is somebody else from here
		t.Fatalf("Link: %v", err)
	}
	if a, err := s.Linked(t.Context(), "slack", "T1", "U1"); err != nil || a.ID != "id-wang" {
		t.Errorf("Linked = %+v, %v; want wang", a, err)
	}
	if got, err := s.Links(t.Context(), "id-wang"); err != nil || len(got) != 1 || got[0].ID != "l4" || got[0].User != "U1" {
		t.Errorf("Links = %+v, %v", got, err)
	}
	disabled := person("wang", staff.Administrator)
	disabled.Disabled = true
	if err := s.ChangeAccount(t.Context(), disabled, true, byCommand, "disable-account", noon); err != nil {
		t.Fatalf("ChangeAccount: %v", err)
	}
	_, err := s.Linked(t.Context(), "slack", "T1", "U1")
	wantError(t, "a disabled account", err, desk.ErrNotFound)
	wantError(t, "the link of another", s.Unlink(t.Context(), "id-li", "l4", officer("li"), noon), desk.ErrNotFound)
	if err := s.Unlink(t.Context(), "id-wang", "l4", officer("wang"), noon); err != nil {
		t.Errorf("Unlink: %v", err)
	}
}
