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

func escalateTwice(t *testing.T, s *sqlstore.Store) {
	start(t, s, "c1")
	first := call("c1", bot.Asked)
	first.Note = "first note"
	c, opened, err := s.Escalate(t.Context(), first)
	if err != nil || !opened || c.State != desk.Waiting || c.Lang != "ja" || c.Place != "hotel-1" || c.Summary.App != "支付宝" {
		t.Fatalf("Escalate = %+v, opened %v, %v", c, opened, err)
	}
	second := call("c1", bot.Urgent)
	second.Note, second.Contact, second.Urgent = "second note", "wechat: x", true
	again, opened, err := s.Escalate(t.Context(), second)
	if err != nil || opened || again.ID != c.ID {
		t.Fatalf("the second call is case %d, opened %v, %v; want case %d again", again.ID, opened, err, c.ID)
	}
	if again.Note != "first note\nsecond note" || again.Contact != "wechat: x" || !again.Urgent || again.Reason != bot.Urgent || again.Revision <= c.Revision {
		t.Errorf("the case after the second call is %+v", again)
	}
	third, _, err := s.Escalate(t.Context(), call("c1", bot.Asked))
	if err != nil || third.Revision != again.Revision {
		t.Errorf("a call that says nothing new changed the case: revision %d, %v; want %d", third.Revision, err, again.Revision)
	}
	if retried, _, err := s.Escalate(t.Context(), second); err != nil || retried.Note != again.Note || retried.Revision != again.Revision {
		t.Errorf("after the second call was sent again the note is %q, %v", retried.Note, err)
	}
	if got, _ := s.Messages(t.Context(), "c1", 0, 10); len(got) != 1 || got[0].Kind != desk.KindCalled {
		t.Errorf("the visitor was told %d times: %q; want once", len(got), texts(got))
	}
	if load(t, s, "c1").Case != c.ID {
		t.Errorf("the conversation does not name its case %d", c.ID)
	}
	// After it is resolved, a call opens another.
	if _, err := s.Resolve(t.Context(), desk.Resolution{Case: c.ID, Reason: "left", By: officer("li"), At: noon}); err != nil {
		t.Fatalf("Resolve: %v", err)
	}
	if next, opened, err := s.Escalate(t.Context(), call("c1", bot.Asked)); err != nil || !opened || next.ID == c.ID {
		t.Errorf("a call after the case was resolved is case %d, opened %v, %v; want a new one", next.ID, opened, err)
	}
}

func escalateAtOnce(t *testing.T, s *sqlstore.Store) {
	start(t, s, "c1")
	var opened atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			_, isNew, err := s.Escalate(t.Context(), call("c1", bot.Asked))
			if err != nil {
				t.Errorf("Escalate: %v", err)
			}
			if isNew {
				opened.Add(1)
			}
		})
	}
	wg.Wait()
	if opened.Load() != 1 {
		t.Errorf("%d cases were opened, want 1", opened.Load())
	}
}

func claimAtOnce(t *testing.T, s *sqlstore.Store) {
	start(t, s, "c1")
	c := escalate(t, s, call("c1", bot.Asked))
	officers := []string{"li", "wang", "zhang", "zhao", "chen", "yang"}
	won := make([]bool, len(officers))
	var wg sync.WaitGroup
	for i, id := range officers {
		wg.Go(func() {
			_, err := assign(t, s, c.ID, "", id, noon)
			if won[i] = err == nil; err != nil && !errors.Is(err, desk.ErrNotOwner) {
				t.Errorf("claim for %s: %v, want %v", id, err, desk.ErrNotOwner)
			}
		})
	}
	wg.Wait()
	winners := []string{}
	for i, w := range won {
		if w {
			winners = append(winners, officers[i])
		}
	}
	got, err := s.Case(t.Context(), c.ID)
	if err != nil || len(winners) != 1 || got.Officer != winners[0] {
		t.Errorf("%q claimed and %q owns, %v; want one and the same", winners, got.Officer, err)
	}
	if messages, _ := s.Messages(t.Context(), "c1", 0, 10); len(messages) != 2 {
		t.Errorf("the visitor reads %q, want that a person was called and that one joined", texts(messages))
	}
}

func handToHand(t *testing.T, s *sqlstore.Store) {
	start(t, s, "c1")
	c := escalate(t, s, call("c1", bot.Asked))
	claimed := claim(t, s, c.ID, "li", noon.Add(90*time.Second))
	if claimed.State != desk.Claimed || claimed.Officer != "li" || !claimed.FirstClaimed.Equal(noon.Add(90*time.Second)) {
		t.Errorf("claimed case: %+v", claimed)
	}
	if again := claim(t, s, c.ID, "li", noon.Add(time.Hour)); !again.FirstClaimed.Equal(claimed.FirstClaimed) || again.Revision != claimed.Revision {
		t.Errorf("claiming twice changed the case: %+v", again)
	}
	toPerson := say(t, s, "c1", "v1", "まだですか")
	_, err := assign(t, s, c.ID, "", "wang", noon)
	wantError(t, "claiming what is owned", err, desk.ErrNotOwner)
	_, err = assign(t, s, c.ID, "zhao", "wang", noon)
	wantError(t, "taking over from one who does not own it", err, desk.ErrNotOwner)
	over, err := assign(t, s, c.ID, "li", "wang", noon.Add(2*time.Minute))
	if err != nil || over.Officer != "wang" || !over.FirstClaimed.Equal(claimed.FirstClaimed) {
		t.Errorf("after a takeover: %+v, %v", over, err)
	}
	if conv := load(t, s, "c1"); conv.Owner != desk.OwnerPerson || conv.Officer != "小wang" {
		t.Errorf("after a takeover the conversation is with %s %q", conv.Owner, conv.Officer)
	}
	back, err := assign(t, s, c.ID, "wang", "", noon.Add(3*time.Minute))
	if err != nil || back.State != desk.Waiting || back.Officer != "" {
		t.Errorf("back in the queue: %+v, %v", back, err)
	}
	if conv := load(t, s, "c1"); conv.Owner != desk.OwnerBot {
		t.Errorf("back in the queue the owner is %s, want the bot", conv.Owner)
	}
	toBot := say(t, s, "c1", "v2", "手数料は？")
	claim(t, s, c.ID, "zhao", noon.Add(4*time.Minute))
	for seq, want := range map[int64]desk.Owner{1: desk.OwnerBot, toPerson.Seq: desk.OwnerPerson, toBot.Seq: desk.OwnerBot, toBot.Seq + 2: desk.OwnerPerson} {
		if got, err := s.OwnerAt(t.Context(), "c1", seq); err != nil || got != want {
			t.Errorf("OwnerAt message %d = %s, %v; want %s", seq, got, err, want)
		}
	}
	unseen := desk.Resolution{Case: c.ID, From: "zhao", Seen: toBot.Seq - 1, Reason: "solved", By: officer("zhao"), At: noon}
	_, err = s.Resolve(t.Context(), unseen)
	wantError(t, "resolving over a message that was not read", err, desk.ErrUnread)
	_, err = s.Resolve(t.Context(), desk.Resolution{Case: c.ID, From: "li", Reason: "solved", By: officer("li"), At: noon})
	wantError(t, "resolving another's case", err, desk.ErrNotOwner)
	done, err := s.Resolve(t.Context(), desk.Resolution{Case: c.ID, From: "zhao", Seen: toBot.Seq, Reason: "solved", AskRating: true, By: officer("zhao"), At: noon.Add(time.Hour)})
	if err != nil || done.State != desk.Resolved || done.Resolution != "solved" || !done.Resolved.Equal(noon.Add(time.Hour)) {
		t.Errorf("resolved: %+v, %v", done, err)
	}
	if conv := load(t, s, "c1"); conv.Owner != desk.OwnerBot || conv.Case != 0 || !conv.Rating {
		t.Errorf("after it is resolved the conversation is %+v", conv)
	}
	_, err = assign(t, s, c.ID, "zhao", "li", noon)
	wantError(t, "assigning what is resolved", err, desk.ErrClosed)
}

func onlyOwnerAnswers(t *testing.T, s *sqlstore.Store) {
	start(t, s, "c1")
	c := escalate(t, s, call("c1", bot.Asked))
	say(t, s, "c1", "v1", "もしもし")
	reply := desk.Message{
		From: desk.FromStaff, Kind: desk.KindPhrase, Text: "どちらの銀行ですか。", Lang: "ja", Original: "请问是哪家银行?", Author: "小li",
		Source: "ask-bank", Staff: "li", ClientID: "s1", At: noon.Add(time.Minute),
	}
	_, _, err := s.AddStaffMessage(t.Context(), c.ID, reply, officer("li"))
	wantError(t, "answering a case that waits", err, desk.ErrNotOwner)
	claim(t, s, c.ID, "li", noon)
	stored, after, err := s.AddStaffMessage(t.Context(), c.ID, reply, officer("li"))
	if err != nil || stored.Seq != 4 || stored.Original != reply.Original || after.Unread != 0 || !after.FirstReplied.Equal(reply.At) {
		t.Errorf("AddStaffMessage = %+v, %+v, %v", stored, after, err)
	}
	again, _, err := s.AddStaffMessage(t.Context(), c.ID, reply, officer("li"))
	if err != nil || again.Seq != stored.Seq {
		t.Errorf("the retry has number %d, %v; want %d", again.Seq, err, stored.Seq)
	}
	reply.ClientID = "s2"
	_, _, err = s.AddStaffMessage(t.Context(), c.ID, reply, officer("wang"))
	wantError(t, "answering another's case", err, desk.ErrNotOwner)
	reply.ClientID = "v1"
	if m, _, err := s.AddStaffMessage(t.Context(), c.ID, reply, officer("li")); err != nil || m.Seq != stored.Seq+1 {
		t.Errorf("a client_id that the visitor chose too: number %d, %v", m.Seq, err)
	}
	say(t, s, "c1", "v2", "三菱です")
	if got, _ := s.Case(t.Context(), c.ID); got.Unread != 1 {
		t.Errorf("unread is %d after one message of the visitor, want 1", got.Unread)
	}
}

func casesListed(t *testing.T, s *sqlstore.Store) {
	ids := map[string]int64{}
	for i, id := range []string{"a", "b", "c", "d"} {
		start(t, s, id)
		e := call(id, bot.Asked)
		e.At = noon.Add(time.Duration(i) * time.Minute)
		e.Urgent = id == "c"
		if id == "d" {
			e.Topic = "cash"
		}
		ids[id] = escalate(t, s, e).ID
	}
	claim(t, s, ids["a"], "li", noon.Add(10*time.Minute))
	if _, err := s.SetTags(t.Context(), ids["b"], []string{"vip", "atm", "vip"}, officer("li"), noon); err != nil {
		t.Fatalf("SetTags: %v", err)
	}
	for name, tc := range map[string]struct {
		filter desk.CaseFilter
		want   []string
	}{
		"all: urgent, then oldest, then claimed": {desk.CaseFilter{}, []string{"c", "b", "d", "a"}},
		"waiting":                                {desk.CaseFilter{States: []desk.CaseState{desk.Waiting}}, []string{"c", "b", "d"}},
		"of an officer":                          {desk.CaseFilter{Officer: "li"}, []string{"a"}},
		"by topic":                               {desk.CaseFilter{Topic: "cash"}, []string{"d"}},
		"by language":                            {desk.CaseFilter{Lang: "ko"}, nil},
		"by place and reason":                    {desk.CaseFilter{Place: "hotel-1", Reason: "asked", States: []desk.CaseState{desk.Claimed}}, []string{"a"}},
		"by tag":                                 {desk.CaseFilter{Tag: "vip"}, []string{"b"}},
		"waiting longer":                         {desk.CaseFilter{States: []desk.CaseState{desk.Waiting}, OpenedBefore: noon.Add(150 * time.Second)}, []string{"c", "b"}},
		"a page":                                 {desk.CaseFilter{Limit: 2, Offset: 1}, []string{"b", "d"}},
		"in the order of change":                 {desk.CaseFilter{ByRevision: true}, []string{"c", "d", "a", "b"}},
		"waiting too long":                       {desk.CaseFilter{States: []desk.CaseState{desk.Waiting}, LateBefore: noon.Add(2 * time.Minute), UrgentLate: noon.Add(150 * time.Second)}, []string{"c", "b"}},
		"of a conversation":                      {desk.CaseFilter{Conversation: "d"}, []string{"d"}},
	} {
		if tc.filter.Limit == 0 {
			tc.filter.Limit = 100
		}
		got, err := s.Cases(t.Context(), tc.filter)
		names := []string(nil)
		for _, c := range got {
			names = append(names, c.Conversation)
		}
		if err != nil || !slices.Equal(names, tc.want) {
			t.Errorf("%s: %q, %v; want %q", name, names, err, tc.want)
		}
	}
	all, _ := s.Cases(t.Context(), desk.CaseFilter{ByRevision: true, Limit: 100})
	since, err := s.Cases(t.Context(), desk.CaseFilter{ByRevision: true, After: all[1].Revision, Limit: 100})
	if err != nil || len(since) != 2 || since[0].ID != ids["a"] {
		t.Errorf("changes since the second: %d, %v; want 2", len(since), err)
	}
	if latest, err := s.Revision(t.Context()); err != nil || latest != all[3].Revision {
		t.Errorf("Revision = %d, %v; want %d", latest, err, all[3].Revision)
	}
	if got := all[3].Tags; !slices.Equal(got, []string{"atm", "vip"}) {
		t.Errorf("tags are %q", got)
	}
	// b, opened after a minute, is late for two; c, after two and urgent, for one; d, after three, for none.
	got, err := s.CountCases(t.Context(), "li", noon.Add(2*time.Minute), noon.Add(150*time.Second))
	if want := (desk.Counts{Waiting: 3, Claimed: 1, Mine: 1, Late: 2}); err != nil || got != want {
		t.Errorf("CountCases = %+v, %v; want %+v", got, err, want)
	}
	if got, _ := s.CountCases(t.Context(), "wang", noon, noon); got.Mine != 0 || got.Late != 0 {
		t.Errorf("CountCases for another = %+v", got)
	}
	for i, id := range []string{"b", "a"} {
		c, err := s.Case(t.Context(), ids[id])
		if err == nil {
			_, err = s.Resolve(t.Context(), desk.Resolution{Case: c.ID, From: c.Officer, Reason: "solved", By: officer("li"), At: noon.Add(time.Duration(20+i) * time.Minute)})
		}
		if err != nil {
			t.Fatalf("resolve %s: %v", id, err)
		}
	}
	done, err := s.Cases(t.Context(), desk.CaseFilter{States: []desk.CaseState{desk.Resolved}, Limit: 100})
	if err != nil || len(done) != 2 || done[0].ID != ids["a"] {
		t.Errorf("of the resolved ones the first is %+v, %v; want the latest", done, err)
	}
}

func notesAndTags(t *testing.T, s *sqlstore.Store) {
	start(t, s, "c1")
	c := escalate(t, s, call("c1", bot.Asked))
	for _, text := range []string{"客人在大堂", "已电话联系银行"} {
		if _, err := s.AddNote(t.Context(), c.ID, text, officer("li"), noon); err != nil {
			t.Fatalf("AddNote: %v", err)
		}
	}
	notes, err := s.Notes(t.Context(), c.ID)
	if err != nil || len(notes) != 2 || notes[0].Text != "客人在大堂" || notes[1].Author != "小li" {
		t.Errorf("Notes = %+v, %v", notes, err)
	}
	if got, _ := s.Messages(t.Context(), "c1", 0, 10); len(got) != 1 {
		t.Errorf("the visitor reads %q, want nothing of the notes", texts(got))
	}
	for _, tags := range [][]string{{"b", "a"}, {}} {
		got, err := s.SetTags(t.Context(), c.ID, tags, officer("li"), noon)
		slices.Sort(tags)
		if err != nil || !slices.Equal(got.Tags, tags) {
			t.Errorf("SetTags(%q) = %q, %v", tags, got.Tags, err)
		}
	}
}

func queueHonest(t *testing.T, s *sqlstore.Store) {
	now := noon.Add(time.Hour)
	var waiting []int64
	for i, id := range []string{"a", "b", "c", "d", "e", "f", "g"} {
		start(t, s, id)
		e := call(id, bot.Asked)
		e.At = noon.Add(time.Duration(i) * time.Second)
		e.Urgent = id == "g"
		waiting = append(waiting, escalate(t, s, e).ID)
	}
	for _, c := range []struct {
		index, want int
	}{{6, 1}, {0, 2}, {5, 7}} {
		q, err := s.Queue(t.Context(), waiting[c.index], now)
		if err != nil || q.Position != c.want || q.Interval != 0 {
			t.Errorf("Queue of case %d = %+v, %v; want position %d and no interval before anything was claimed", c.index, q, err, c.want)
		}
	}
	// Four claims ten minutes apart, the last five minutes ago.
	for i := range 4 {
		claim(t, s, waiting[i], "li", now.Add(time.Duration(-35+10*i)*time.Minute))
	}
	q, err := s.Queue(t.Context(), waiting[5], now)
	if err != nil || q.Position != 3 || q.Interval != 10*time.Minute {
		t.Errorf("Queue = %+v, %v; want position 3, ten minutes between claims", q, err)
	}
	if q, err := s.Queue(t.Context(), waiting[0], now); err != nil || q.Position != 0 {
		t.Errorf("a claimed case has position %d, %v; want 0", q.Position, err)
	}
	if q, _ := s.Queue(t.Context(), waiting[5], now.Add(4*time.Hour)); q.Interval != 0 {
		t.Errorf("claims of hours ago still give an interval of %v", q.Interval)
	}
}

func caseNumbers(t *testing.T, s *sqlstore.Store) {
	start(t, s, "c1")
	first := escalate(t, s, call("c1", bot.Asked))
	if err := s.Erase(t.Context(), "c1"); err != nil {
		t.Fatalf("Erase: %v", err)
	}
	start(t, s, "c2")
	if second := escalate(t, s, call("c2", bot.Asked)); second.ID <= first.ID {
		t.Errorf("case %d was opened after case %d was erased", second.ID, first.ID)
	}
}

func rating(t *testing.T, s *sqlstore.Store) {
	start(t, s, "c1")
	c := escalate(t, s, call("c1", bot.Asked))
	_, err := s.Rate(t.Context(), "c1", 5)
	wantError(t, "rating what is open", err, desk.ErrNotFound)
	if _, err := s.Resolve(t.Context(), desk.Resolution{Case: c.ID, Reason: "solved", AskRating: true, By: officer("li"), At: noon}); err != nil {
		t.Fatalf("Resolve: %v", err)
	}
	if id, err := s.Rate(t.Context(), "c1", 4); err != nil || id != c.ID {
		t.Errorf("Rate = case %d, %v; want %d", id, err, c.ID)
	}
	_, err = s.Rate(t.Context(), "c1", 1)
	wantError(t, "rating twice", err, desk.ErrNotFound)
	if got, _ := s.Case(t.Context(), c.ID); got.Satisfaction != 4 {
		t.Errorf("satisfaction is %d, want 4", got.Satisfaction)
	}
}
