package storetest

import (
	"fmt"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/bot/store/sqlstore"
)

func conversationToken(t *testing.T, s *sqlstore.Store) {
	want := start(t, s, "c1")
	start(t, s, "c2")
	got, err := s.Authorized(t.Context(), "c1", hash("token of c1"))
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Authorized(c1) = %+v, %v; want %+v", got, err, want)
	}
	if want.Owner != desk.OwnerBot || want.LastSeq != 0 || !want.Created.Equal(noon) || want.TimeZone != "Asia/Tokyo" {
		t.Errorf("a new conversation is %+v", want)
	}
	for _, c := range []struct{ id, token string }{{"c1", "token of c2"}, {"c1", ""}, {"c3", "token of c1"}} {
		_, err := s.Authorized(t.Context(), c.id, hash(c.token))
		wantError(t, fmt.Sprintf("Authorized(%q, %q)", c.id, c.token), err, desk.ErrNotFound)
	}
}

func textRoundTrip(t *testing.T, s *sqlstore.Store) {
	c := start(t, s, "c1")
	var want []string
	for i, text := range []string{"رُفضت بطاقتي", "จ่ายเงินไม่ได้", "👩🏽‍💻 'quoted' \"double\" \\ %_;--", "line\u2028two\nthree\ttab", "Ⅷ ｶﾅ 銀行"} {
		m := say(t, s, c.ID, fmt.Sprintf("id-%d", i), text)
		want = append(want, m.Text)
		tr := turn(load(t, s, c.ID), m)
		tr.Reply.Text, tr.Memory.Asked = text, []string{text}
		if _, _, err := s.SaveTurn(t.Context(), tr); err != nil {
			t.Fatalf("SaveTurn: %v", err)
		}
		want = append(want, text)
		if got := load(t, s, c.ID).Memory; !reflect.DeepEqual(got, tr.Memory) {
			t.Errorf("memory is %+v, want %+v", got, tr.Memory)
		}
	}
	got, err := s.Messages(t.Context(), c.ID, 0, 100)
	if err != nil || !slices.Equal(texts(got), want) {
		t.Errorf("Messages = %q, %v; want %q", texts(got), err, want)
	}
	if r := got[1].Reply; r == nil || *r.Article != "atm-limits" || r.Confidence != 0.93 {
		t.Errorf("the reply came back as %+v", r)
	}
	if m, err := s.Message(t.Context(), c.ID, 2); err != nil || m.Text != want[1] {
		t.Errorf("Message(2) = %q, %v; want %q", m.Text, err, want[1])
	}
	if m, err := s.Answer(t.Context(), c.ID, 1); err != nil || m.Seq != 2 {
		t.Errorf("Answer(1) has number %d, %v; want 2", m.Seq, err)
	}
	_, err = s.Answer(t.Context(), c.ID, 2)
	wantError(t, "the answer to an answer", err, desk.ErrNotFound)
}

func messagesNumbered(t *testing.T, s *sqlstore.Store) {
	start(t, s, "c1")
	start(t, s, "c2")
	first := say(t, s, "c1", "a", "one")
	again, created, err := s.AddVisitorMessage(t.Context(), visitor("c1", "a", "one"), 1000)
	if err != nil || created || again.Seq != first.Seq {
		t.Errorf("the retry is number %d, created %v, %v; want number %d", again.Seq, created, err, first.Seq)
	}
	_, _, err = s.AddVisitorMessage(t.Context(), visitor("c1", "a", "another"), 1000)
	wantError(t, "another text under the same client_id", err, desk.ErrConflict)
	if m := say(t, s, "c1", "b", "two"); m.Seq != 2 {
		t.Errorf("the second message has number %d, want 2", m.Seq)
	}
	if m := say(t, s, "c2", "a", "elsewhere"); m.Seq != 1 {
		t.Errorf("the first message of another conversation has number %d, want 1", m.Seq)
	}
	for after, want := range map[int64][]string{0: {"one", "two"}, 1: {"two"}, 2: {}, -5: {"one", "two"}} {
		got, err := s.Messages(t.Context(), "c1", after, 100)
		if err != nil || !slices.Equal(texts(got), want) {
			t.Errorf("Messages after %d = %q, %v; want %q", after, texts(got), err, want)
		}
	}
	if got, _ := s.Messages(t.Context(), "c1", 0, 1); len(got) != 1 {
		t.Errorf("Messages with limit 1 returns %d", len(got))
	}
}

func messagesAtOnce(t *testing.T, s *sqlstore.Store) {
	start(t, s, "c1")
	const writers, each, tries = 6, 8, 2
	var wg sync.WaitGroup
	for w := range writers {
		for range tries {
			wg.Go(func() {
				for i := range each {
					id := fmt.Sprintf("w%d-%d", w, i)
					if _, _, err := s.AddVisitorMessage(t.Context(), visitor("c1", id, "text "+id), 1000); err != nil {
						t.Errorf("AddVisitorMessage(%s): %v", id, err)
					}
				}
			})
		}
	}
	wg.Wait()
	got, err := s.Messages(t.Context(), "c1", 0, 1000)
	if err != nil || len(got) != writers*each {
		t.Fatalf("%d messages, %v; want %d", len(got), err, writers*each)
	}
	seen := map[string]bool{}
	for i, m := range got {
		if m.Seq != int64(i+1) {
			t.Errorf("message %d has number %d", i+1, m.Seq)
		}
		seen[m.ClientID] = true
	}
	if len(seen) != writers*each {
		t.Errorf("%d different messages, want %d", len(seen), writers*each)
	}
}

func messagesBounded(t *testing.T, s *sqlstore.Store) {
	start(t, s, "c1")
	say(t, s, "c1", "a", "one")
	_, _, err := s.AddVisitorMessage(t.Context(), visitor("c1", "b", "two"), 1)
	wantError(t, "a message above the bound", err, desk.ErrTooMany)
	if m := say(t, s, "c1", "c", "three"); m.Seq != 2 {
		t.Errorf("the message after one that was refused has number %d, want 2", m.Seq)
	}
}

func turnWhole(t *testing.T, s *sqlstore.Store) {
	c := start(t, s, "c1")
	q := say(t, s, "c1", "a", "限度額は?")
	good := turn(c, q)
	e := call("c1", bot.Urgent)
	good.Escalation = &e
	written, opened, err := s.SaveTurn(t.Context(), good)
	if err != nil || len(written) != 2 || written[0].Seq != 2 || written[1].Kind != desk.KindCalled || opened == nil {
		t.Fatalf("SaveTurn wrote %d messages, case %v, %v; want the answer and the notice", len(written), opened, err)
	}
	// What was decided on an earlier state is refused, and leaves nothing.
	_, _, err = s.SaveTurn(t.Context(), good)
	wantError(t, "a turn decided on an earlier state", err, desk.ErrStale)
	q2 := say(t, s, "c1", "b", "手数料は?")
	double := turn(load(t, s, "c1"), q2)
	double.Reply.Answers = q.Seq // answered already: the store has one answer for each
	_, _, err = s.SaveTurn(t.Context(), double)
	wantError(t, "a second answer to one message", err, desk.ErrAnswered)
	got, _ := s.Messages(t.Context(), "c1", 0, 100)
	if len(got) != 4 {
		t.Errorf("%d messages after turns that were refused, want 4: %q", len(got), texts(got))
	}
	if o, ok, err := s.LastOutcome(t.Context(), "c1"); err != nil || !ok || o.Label != "atm-limits" || o.Seq != 1 || o.Micros != 412 {
		t.Errorf("LastOutcome = %+v, %v, %v", o, ok, err)
	}
	if all, err := s.Outcomes(t.Context(), "c1"); err != nil || len(all) != 1 {
		t.Errorf("%d outcomes, %v; want 1", len(all), err)
	}
}

func turnOwned(t *testing.T, s *sqlstore.Store) {
	start(t, s, "c1")
	q := say(t, s, "c1", "a", "人に代わって")
	c := escalate(t, s, call("c1", bot.Asked))
	before := load(t, s, "c1")
	claim(t, s, c.ID, "li", noon)
	_, _, err := s.SaveTurn(t.Context(), turn(before, q))
	wantError(t, "a turn decided before a person took over", err, desk.ErrStale)
	now := load(t, s, "c1")
	if now.Owner != desk.OwnerPerson {
		t.Fatalf("owner is %s after a claim", now.Owner)
	}
	_, _, err = s.SaveTurn(t.Context(), turn(now, q))
	wantError(t, "a turn while a person owns", err, desk.ErrStale)
}

func erase(t *testing.T, s *sqlstore.Store) {
	c := start(t, s, "c1")
	start(t, s, "c2")
	q := say(t, s, "c1", "a", "secret one")
	say(t, s, "c2", "a", "stays")
	tr := turn(c, q)
	e := call("c1", bot.Asked)
	e.Note, e.Contact = "secret note", "secret@example.org"
	tr.Escalation = &e
	_, opened, err := s.SaveTurn(t.Context(), tr)
	if err != nil {
		t.Fatalf("SaveTurn: %v", err)
	}
	claim(t, s, opened.ID, "li", noon.Add(time.Minute))
	if _, err := s.AddNote(t.Context(), opened.ID, "secret too", officer("li"), noon); err != nil {
		t.Fatalf("AddNote: %v", err)
	}
	if err := s.AddReturnCode(t.Context(), desk.ReturnCode{Hash: hash("code"), Conversation: "c1", Created: noon, Expires: noon.Add(time.Hour)}); err != nil {
		t.Fatalf("AddReturnCode: %v", err)
	}
	if err := s.Erase(t.Context(), "c1"); err != nil {
		t.Fatalf("Erase: %v", err)
	}
	wantError(t, "erasing twice", s.Erase(t.Context(), "c1"), desk.ErrNotFound)
	_, err = s.Authorized(t.Context(), "c1", hash("token of c1"))
	wantError(t, "the token of what is erased", err, desk.ErrNotFound)
	_, err = s.Case(t.Context(), opened.ID)
	wantError(t, "the case of what is erased", err, desk.ErrNotFound)
	_, err = s.Reopen(t.Context(), hash("code"), hash("new"), noon)
	wantError(t, "the return code of what is erased", err, desk.ErrNotFound)
	_, _, err = s.AddVisitorMessage(t.Context(), visitor("c1", "b", "after"), 1000)
	wantError(t, "a message into what is erased", err, desk.ErrNotFound)
	if got, err := s.Messages(t.Context(), "c1", 0, 10); err != nil || len(got) != 0 {
		t.Errorf("messages of what is erased: %q, %v", texts(got), err)
	}
	if notes, err := s.Notes(t.Context(), opened.ID); err != nil || len(notes) != 0 {
		t.Errorf("notes of what is erased: %v, %v", notes, err)
	}
	entries, err := s.TakeOutbox(t.Context(), noon, time.Minute, 100)
	if err != nil || len(entries) != 1 || entries[0].Conversation != "c2" {
		t.Errorf("outbox after erasing: %+v, %v; want the one entry of c2", entries, err)
	}
	if got, _ := s.Messages(t.Context(), "c2", 0, 10); len(got) != 1 {
		t.Errorf("another conversation has %d messages left, want 1", len(got))
	}
	lines, err := s.Report(t.Context(), desk.ReportQuery{From: noon.Add(-24 * time.Hour), To: noon.Add(24 * time.Hour), By: "lang"})
	if err != nil || len(lines) != 1 || lines[0].Questions != 1 || lines[0].Answered != 1 || lines[0].Cases != 1 || lines[0].Waited != time.Minute {
		t.Errorf("report after erasing: %+v, %v; want what was counted", lines, err)
	}
}

func sweep(t *testing.T, s *sqlstore.Store) {
	for i := range 150 { // more than one transaction of it
		id := fmt.Sprintf("old-%d", i)
		start(t, s, id)
		say(t, s, id, "a", "text")
	}
	start(t, s, "new")
	m := visitor("new", "a", "text")
	m.At = noon.Add(48 * time.Hour)
	if _, _, err := s.AddVisitorMessage(t.Context(), m, 1000); err != nil {
		t.Fatalf("AddVisitorMessage: %v", err)
	}
	n, err := s.Sweep(t.Context(), noon.Add(24*time.Hour), noon.Add(48*time.Hour))
	if err != nil || n != 150 {
		t.Errorf("Sweep erased %d, %v; want 150", n, err)
	}
	_, err = s.Conversation(t.Context(), "old-7")
	wantError(t, "a conversation that was swept", err, desk.ErrNotFound)
	load(t, s, "new")
	if n, err := s.Sweep(t.Context(), noon.Add(24*time.Hour), noon.Add(48*time.Hour)); err != nil || n != 0 {
		t.Errorf("a second sweep erased %d, %v; want 0", n, err)
	}
}

func notFound(t *testing.T, s *sqlstore.Store) {
	_, err := s.Conversation(t.Context(), "none")
	wantError(t, "Conversation", err, desk.ErrNotFound)
	_, _, err = s.AddVisitorMessage(t.Context(), visitor("none", "a", "text"), 10)
	wantError(t, "AddVisitorMessage", err, desk.ErrNotFound)
	_, _, err = s.Escalate(t.Context(), call("none", bot.Asked))
	wantError(t, "Escalate", err, desk.ErrNotFound)
	_, err = s.OpenCase(t.Context(), "none")
	wantError(t, "OpenCase", err, desk.ErrNotFound)
	_, err = s.Message(t.Context(), "none", 1)
	wantError(t, "Message", err, desk.ErrNotFound)
	_, _, err = s.Amend(t.Context(), amendment(99, "s1", "text", officer("li")))
	wantError(t, "Amend", err, desk.ErrNotFound)
	_, err = s.StaffMessage(t.Context(), 99, "s1")
	wantError(t, "StaffMessage", err, desk.ErrNotFound)
	if _, changed, err := s.Receipt(t.Context(), desk.Receipt{Conversation: "none", Seq: 1, At: noon}); err != nil || changed {
		t.Errorf("Receipt: changed %v, %v; want nothing", changed, err)
	}
	_, err = assign(t, s, 99, "", "li", noon)
	wantError(t, "Assign", err, desk.ErrNotFound)
	_, err = s.AddNote(t.Context(), 99, "text", officer("li"), noon)
	wantError(t, "AddNote", err, desk.ErrNotFound)
	_, err = s.Rate(t.Context(), "none", 5)
	wantError(t, "Rate", err, desk.ErrNotFound)
	wantError(t, "AddFeedback", s.AddFeedback(t.Context(), desk.Feedback{Conversation: "none", Seq: 1, At: noon}), desk.ErrNotFound)
}

func choicesRefused(t *testing.T, s *sqlstore.Store) {
	c := start(t, s, "c1")
	asked := say(t, s, "c1", "a", "お金")
	torn := turn(c, asked)
	torn.Outcome.Kind, torn.Outcome.Label = bot.Choices, ""
	if _, _, err := s.SaveTurn(t.Context(), torn); err != nil {
		t.Fatalf("SaveTurn: %v", err)
	}
	none := turn(load(t, s, "c1"), say(t, s, "c1", "b", "この中にはない"))
	none.Outcome.Kind, none.Refuses = bot.Chat, asked.Seq
	if _, _, err := s.SaveTurn(t.Context(), none); err != nil {
		t.Fatalf("SaveTurn: %v", err)
	}
	got, err := s.Questions(t.Context(), desk.QuestionFilter{From: noon, To: noon.Add(time.Hour), Unanswered: true, Limit: 10})
	if err != nil || len(got) != 1 || got[0].Seq != asked.Seq {
		t.Errorf("unanswered are %+v, %v; want the question whose choices were refused", got, err)
	}
}
