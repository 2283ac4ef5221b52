package storetest

import (
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/bot/store/sqlstore"
)

// reply stores a free text of an officer.
func reply(t *testing.T, s *sqlstore.Store, caseID int64, clientID, text string, by desk.Actor) desk.Message {
	t.Helper()
	m, _, err := s.AddStaffMessage(t.Context(), caseID, desk.Message{
		From: desk.FromStaff, Kind: desk.KindText, Text: text, Lang: "ja", Original: text, Author: by.Name, Staff: by.Staff, ClientID: clientID, At: noon,
	}, by)
	if err != nil {
		t.Fatalf("AddStaffMessage(%q): %v", text, err)
	}
	return m
}

func amendment(caseID int64, clientID, text string, by desk.Actor) desk.Amendment {
	return desk.Amendment{Case: caseID, ClientID: clientID, By: by, Message: desk.Message{
		From: desk.FromStaff, Kind: desk.KindAmended, Text: text, Lang: "ja", Original: text, Author: by.Name, Staff: by.Staff, At: noon.Add(time.Minute),
	}}
}

func withdrawal(caseID int64, clientID string, by desk.Actor) desk.Amendment {
	return desk.Amendment{Case: caseID, ClientID: clientID, By: by, Message: desk.Message{
		From: desk.FromSystem, Kind: desk.KindWithdrawn, Text: "A message was taken back.", Lang: "en", Author: by.Name, Staff: by.Staff, At: noon.Add(time.Minute),
	}}
}

// outboxOf returns kind and number of what is new in the outbox.
func outboxOf(t *testing.T, s *sqlstore.Store) []desk.OutboxEntry {
	t.Helper()
	got, err := s.TakeOutbox(t.Context(), noon, time.Minute, 100)
	if err != nil {
		t.Fatalf("TakeOutbox: %v", err)
	}
	for _, e := range got {
		if err := s.OutboxDone(t.Context(), e.ID); err != nil {
			t.Fatalf("OutboxDone: %v", err)
		}
	}
	return got
}

func receipts(t *testing.T, s *sqlstore.Store) {
	start(t, s, "c1")
	say(t, s, "c1", "a", "one")
	note := func(seq int64, read bool) (int64, bool) {
		t.Helper()
		id, changed, err := s.Receipt(t.Context(), desk.Receipt{Conversation: "c1", Seq: seq, Read: read, At: noon})
		if err != nil {
			t.Fatalf("Receipt(%d, read %v): %v", seq, read, err)
		}
		return id, changed
	}
	outboxOf(t, s)
	if id, changed := note(1, true); !changed || id != 0 {
		t.Errorf("a receipt while no case is open: case %d, changed %v", id, changed)
	}
	if got := outboxOf(t, s); len(got) != 0 {
		t.Errorf("adapters are told %+v while no case is open", got)
	}
	c := escalate(t, s, call("c1", bot.Asked))
	claim(t, s, c.ID, "li", noon)
	m := reply(t, s, c.ID, "s1", "こんにちは", officer("li"))
	before, _ := s.Case(t.Context(), c.ID)
	outboxOf(t, s)
	for _, tc := range []struct {
		what            string
		seq             int64
		read            bool
		changed         bool
		delivered, seen int64
	}{
		{"handed out", m.Seq, false, true, m.Seq, 1},
		{"handed out again", m.Seq, false, false, m.Seq, 1},
		{"handed out before", m.Seq - 1, false, false, m.Seq, 1},
		{"read", m.Seq, true, true, m.Seq, m.Seq},
		{"read before", 1, true, false, m.Seq, m.Seq},
		{"read beyond the latest", m.Seq + 5, true, false, m.Seq, m.Seq},
	} {
		if _, changed := note(tc.seq, tc.read); changed != tc.changed {
			t.Errorf("%s: changed %v, want %v", tc.what, changed, tc.changed)
		}
		if got := load(t, s, "c1"); got.Delivered != tc.delivered || got.Read != tc.seen {
			t.Errorf("%s: delivered %d, read %d; want %d and %d", tc.what, got.Delivered, got.Read, tc.delivered, tc.seen)
		}
	}
	entries := outboxOf(t, s)
	if len(entries) != 2 || entries[0].Kind != desk.OutboxDelivered || entries[1].Kind != desk.OutboxRead || entries[1].Seq != m.Seq || entries[1].Case != c.ID {
		t.Errorf("adapters are told %+v, want one delivery and one reading of %d", entries, m.Seq)
	}
	if after, _ := s.Case(t.Context(), c.ID); after.Revision <= before.Revision {
		t.Errorf("the case has revision %d after receipts, %d before", after.Revision, before.Revision)
	}
	second := reply(t, s, c.ID, "s2", "まだいますか", officer("li"))
	if _, changed := note(second.Seq+5, true); !changed {
		t.Error("reading beyond the latest does not read the latest")
	}
	if got := load(t, s, "c1"); got.Read != second.Seq || got.Delivered != second.Seq {
		t.Errorf("after reading beyond the latest: delivered %d, read %d; want both %d", got.Delivered, got.Read, second.Seq)
	}
}

func amended(t *testing.T, s *sqlstore.Store) {
	ctx, li := t.Context(), officer("li")
	start(t, s, "c1")
	c := escalate(t, s, call("c1", bot.Asked))
	claim(t, s, c.ID, "li", noon)
	first := reply(t, s, c.ID, "s1", "上限は五千元です", li)
	text := func(seq int64) string {
		t.Helper()
		m, err := s.Message(ctx, "c1", seq)
		if err != nil {
			t.Fatalf("Message(%d): %v", seq, err)
		}
		return m.Text + m.Original
	}
	_, _, err := s.Amend(ctx, amendment(c.ID, "none", "text", li))
	wantError(t, "changing what was not sent", err, desk.ErrNotFound)
	_, _, err = s.Amend(ctx, amendment(c.ID, "s1", "text", officer("wang")))
	wantError(t, "changing what another wrote", err, desk.ErrNotAuthor)
	if m, _, err := s.Amend(ctx, amendment(c.ID, "s1", first.Text, li)); err != nil || m.Seq != first.Seq {
		t.Errorf("changing nothing is message %d, %v; want %d", m.Seq, err, first.Seq)
	}
	second, after, err := s.Amend(ctx, amendment(c.ID, "s1", "上限は五万元です", li))
	if err != nil || second.Seq != first.Seq+1 || second.Replaces != first.Seq || after.Revision <= c.Revision {
		t.Fatalf("Amend = %+v, %+v, %v", second, after, err)
	}
	if again, _, err := s.Amend(ctx, amendment(c.ID, "s1", "上限は五万元です", li)); err != nil || again.Seq != second.Seq {
		t.Errorf("the replay is message %d, %v; want %d", again.Seq, err, second.Seq)
	}
	if got := text(first.Seq); got != "" {
		t.Errorf("what was not read says %q still", got)
	}
	if got, err := s.Message(ctx, "c1", second.Seq); err != nil || got.Replaces != first.Seq || got.Kind != desk.KindAmended {
		t.Errorf("Message(%d) = %+v, %v", second.Seq, got, err)
	}
	if got, err := s.StaffMessage(ctx, c.ID, "s1"); err != nil || got.Seq != first.Seq || got.Kind != desk.KindText {
		t.Errorf("StaffMessage = %+v, %v; want the first", got, err)
	}
	if _, _, err := s.Receipt(ctx, desk.Receipt{Conversation: "c1", Seq: second.Seq, Read: true, At: noon}); err != nil {
		t.Fatalf("Receipt: %v", err)
	}
	outboxOf(t, s)
	if _, err := s.Resolve(ctx, desk.Resolution{Case: c.ID, From: "li", Reason: "solved", By: li, At: noon}); err != nil {
		t.Fatalf("Resolve: %v", err)
	}
	_, _, err = s.Amend(ctx, amendment(c.ID, "s1", "text", li))
	wantError(t, "changing when the case is resolved", err, desk.ErrClosed)
	third, _, err := s.Amend(ctx, withdrawal(c.ID, "s1", li))
	if err != nil || third.Replaces != second.Seq || third.Kind != desk.KindWithdrawn {
		t.Fatalf("withdrawing = %+v, %v", third, err)
	}
	if got := text(second.Seq); got != "上限は五万元です上限は五万元です" {
		t.Errorf("what was read became %q", got)
	}
	if again, _, err := s.Amend(ctx, withdrawal(c.ID, "s1", li)); err != nil || again.Seq != third.Seq {
		t.Errorf("withdrawing twice is message %d, %v; want %d", again.Seq, err, third.Seq)
	}
	_, _, err = s.Amend(ctx, amendment(c.ID, "s1", "text", li))
	wantError(t, "changing what was withdrawn", err, desk.ErrWithdrawn)
	entries := outboxOf(t, s)
	if n := len(entries); n == 0 || entries[n-1].Kind != desk.OutboxMessage || entries[n-1].Seq != third.Seq {
		t.Errorf("adapters are told %+v, want message %d last", entries, third.Seq)
	}
	acts, err := s.Audit(ctx, c.ID, "li", 0, 2)
	if err != nil || len(acts) != 2 || acts[0].Act != "withdraw" || acts[1].Act != "resolve" {
		t.Errorf("Audit = %+v, %v", acts, err)
	}
}

func amendedAtOnce(t *testing.T, s *sqlstore.Store) {
	start(t, s, "c1")
	c := escalate(t, s, call("c1", bot.Asked))
	claim(t, s, c.ID, "li", noon)
	first := reply(t, s, c.ID, "s1", "one", officer("li"))
	var failed atomic.Int32
	var wg sync.WaitGroup
	for _, change := range []desk.Amendment{
		amendment(c.ID, "s1", "two", officer("li")), amendment(c.ID, "s1", "two", officer("li")),
		withdrawal(c.ID, "s1", officer("li")), withdrawal(c.ID, "s1", officer("li")),
	} {
		wg.Go(func() {
			if _, _, err := s.Amend(t.Context(), change); errors.Is(err, desk.ErrWithdrawn) {
				failed.Add(1)
			} else if err != nil {
				t.Errorf("Amend: %v", err)
			}
		})
	}
	wg.Wait()
	got, err := s.Messages(t.Context(), "c1", first.Seq, 10)
	if err != nil || len(got) == 0 || got[len(got)-1].Kind != desk.KindWithdrawn {
		t.Fatalf("Messages = %+v, %v; want a withdrawal last", got, err)
	}
	replaced := []int64{}
	for _, m := range got {
		replaced = append(replaced, m.Replaces)
	}
	if want := []int64{first.Seq, first.Seq + 1}[:len(got)]; !slices.Equal(replaced, want) {
		t.Errorf("what is replaced is %v, want %v", replaced, want)
	}
	if len(got) == 1 && failed.Load() != 2 {
		t.Errorf("withdrawn first, and %d amendments were refused, want 2", failed.Load())
	}
}
