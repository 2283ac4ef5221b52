package storetest

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
	"payhelp/bot/store/sqlstore"
)

func returnCode(t *testing.T, s *sqlstore.Store) {
	start(t, s, "c1")
	for _, code := range []string{"first", "second"} {
		if err := s.AddReturnCode(t.Context(), desk.ReturnCode{Hash: hash(code), Conversation: "c1", Created: noon, Expires: noon.Add(time.Hour)}); err != nil {
			t.Fatalf("AddReturnCode: %v", err)
		}
	}
	for i, code := range []string{"first", "second", "first"} {
		token := hash(fmt.Sprintf("token %d", i))
		c, err := s.Reopen(t.Context(), hash(code), token, noon.Add(time.Minute))
		if err != nil || c.ID != "c1" {
			t.Errorf("Reopen with the %s code = %q, %v; want c1", code, c.ID, err)
		}
		if _, err := s.Authorized(t.Context(), "c1", token); err != nil {
			t.Errorf("the token of the return does not open: %v", err)
		}
	}
	if _, err := s.Authorized(t.Context(), "c1", hash("token of c1")); err != nil {
		t.Errorf("the first device is locked out: %v", err)
	}
	_, err := s.Reopen(t.Context(), hash("third"), hash("x"), noon)
	wantError(t, "a code that is of none", err, desk.ErrNotFound)
	_, err = s.Reopen(t.Context(), hash("first"), hash("y"), noon.Add(time.Hour))
	wantError(t, "a code that has expired", err, desk.ErrNotFound)
}

func attempts(t *testing.T, s *sqlstore.Store) {
	try := func(name string, at time.Time) bool {
		t.Helper()
		ok, err := s.Attempt(t.Context(), name, 3, time.Minute, at)
		if err != nil {
			t.Fatalf("Attempt: %v", err)
		}
		return ok
	}
	for i, want := range []bool{true, true, true, false, false} {
		if got := try("a", noon.Add(time.Duration(i)*time.Second)); got != want {
			t.Errorf("attempt %d is allowed: %v, want %v", i+1, got, want)
		}
	}
	if !try("b", noon) {
		t.Error("another name is limited too")
	}
	if !try("a", noon.Add(time.Minute)) {
		t.Error("the next window is limited too")
	}
	for range 5 {
		try("a", noon.Add(time.Minute))
	}
	if err := s.Forgive(t.Context(), "a"); err != nil || !try("a", noon.Add(time.Minute)) {
		t.Errorf("what was forgiven is limited, %v", err)
	}
}

func feedback(t *testing.T, s *sqlstore.Store) {
	c := start(t, s, "c1")
	q := say(t, s, "c1", "a", "限度額は?")
	if _, _, err := s.SaveTurn(t.Context(), turn(c, q)); err != nil {
		t.Fatalf("SaveTurn: %v", err)
	}
	for _, helpful := range []bool{false, true} {
		if err := s.AddFeedback(t.Context(), desk.Feedback{Conversation: "c1", Seq: 2, Helpful: helpful, Comment: "コメント", At: noon}); err != nil {
			t.Fatalf("AddFeedback: %v", err)
		}
	}
	got, err := s.FeedbackOf(t.Context(), "c1")
	if err != nil || len(got) != 1 || !got[2].Helpful || got[2].Comment != "コメント" {
		t.Errorf("FeedbackOf = %+v, %v", got, err)
	}
	for _, seq := range []int64{1, 3} { // the visitor's own, and none
		wantError(t, fmt.Sprintf("feedback on message %d", seq), s.AddFeedback(t.Context(), desk.Feedback{Conversation: "c1", Seq: seq, At: noon}), desk.ErrNotFound)
	}
}

func outbox(t *testing.T, s *sqlstore.Store) {
	start(t, s, "c1")
	say(t, s, "c1", "a", "one")
	c := escalate(t, s, call("c1", bot.Asked)) // an entry for the case, one for its notice
	take := func(at time.Time, want int) []desk.OutboxEntry {
		t.Helper()
		got, err := s.TakeOutbox(t.Context(), at, time.Minute, 10)
		if err != nil || len(got) != want {
			t.Fatalf("TakeOutbox = %+v, %v; want %d entries", got, err, want)
		}
		return got
	}
	first := take(noon, 3)
	if first[0].Kind != desk.OutboxMessage || first[0].Seq != 1 || first[1].Kind != desk.OutboxOpened || first[1].Case != c.ID {
		t.Errorf("entries are %+v", first)
	}
	take(noon.Add(30*time.Second), 0) // leased
	again := take(noon.Add(2*time.Minute), 3)
	if again[0].Attempts != 1 {
		t.Errorf("an entry that was taken before says %d attempts, want 1", again[0].Attempts)
	}
	if err := s.OutboxDone(t.Context(), again[0].ID, again[1].ID); err != nil {
		t.Fatalf("OutboxDone: %v", err)
	}
	take(noon.Add(10*time.Minute), 1)
	if err := s.TrimOutbox(t.Context(), noon.Add(time.Hour)); err != nil {
		t.Fatalf("TrimOutbox: %v", err)
	}
	take(noon.Add(20*time.Minute), 0)
}

var byCommand = desk.Actor{Name: "command line", Via: "command"}

func person(login string, role staff.Role) staff.Account {
	return staff.Account{ID: "id-" + login, Login: login, Name: "小" + login, Role: role, Password: "hash of " + login, Created: noon}
}

func staffAccounts(t *testing.T, s *sqlstore.Store) {
	ctx := t.Context()
	if found, err := s.AnyAccount(ctx); err != nil || found {
		t.Errorf("AnyAccount of an empty store = %v, %v", found, err)
	}
	li, wang := person("li", staff.Administrator), person("wang", staff.Officer)
	wang.Subject = "https://sso.example\x1fwang"
	for _, a := range []staff.Account{wang, li} {
		if err := s.AddAccount(ctx, a, byCommand); err != nil {
			t.Fatalf("AddAccount: %v", err)
		}
	}
	taken := person("li", staff.Officer)
	taken.ID = "other"
	wantError(t, "a login that is taken", s.AddAccount(ctx, taken, byCommand), staff.ErrLoginTaken)
	if got, err := s.AccountByLogin(ctx, "li"); err != nil || got != li {
		t.Errorf("AccountByLogin = %+v, %v; want %+v", got, err, li)
	}
	if got, err := s.AccountBySubject(ctx, wang.Subject); err != nil || got.ID != wang.ID {
		t.Errorf("AccountBySubject = %+v, %v", got, err)
	}
	if all, err := s.Accounts(ctx); err != nil || len(all) != 2 || all[0].Login != "li" {
		t.Errorf("Accounts = %+v, %v", all, err)
	}
	li.Disabled = true
	wantError(t, "disabling the last administrator", s.ChangeAccount(ctx, li, true, byCommand, "disable", noon), staff.ErrLastAdministrator)
	if got, _ := s.Account(ctx, li.ID); got.Disabled {
		t.Error("the last administrator was disabled all the same")
	}

	session := staff.Session{ID: "s1", Hash: hash("cookie"), Staff: wang.ID, Agent: "Firefox", Created: noon, Expires: noon.Add(time.Hour)}
	token := staff.Token{ID: "t1", Hash: hash("bearer"), Name: "reports", Staff: wang.ID, Role: staff.Officer, Created: noon}
	if err := s.AddSession(ctx, session, byCommand); err != nil {
		t.Fatalf("AddSession: %v", err)
	}
	if err := s.AddToken(ctx, token, byCommand); err != nil {
		t.Fatalf("AddToken: %v", err)
	}
	if n, a, err := s.Session(ctx, hash("cookie"), noon); err != nil || n.ID != "s1" || a.ID != wang.ID {
		t.Errorf("Session = %+v, %+v, %v", n, a, err)
	}
	if got, a, err := s.Token(ctx, hash("bearer"), noon.Add(1000*time.Hour)); err != nil || got.Name != "reports" || a.ID != wang.ID {
		t.Errorf("Token = %+v, %+v, %v", got, a, err)
	}
	_, _, err := s.Session(ctx, hash("cookie"), noon.Add(time.Hour))
	wantError(t, "a session that has expired", err, desk.ErrNotFound)
	if err := s.TouchSession(ctx, "s1", noon.Add(30*time.Minute), noon.Add(2*time.Hour)); err != nil {
		t.Fatalf("TouchSession: %v", err)
	}
	if n, _, err := s.Session(ctx, hash("cookie"), noon.Add(time.Hour)); err != nil || !n.Seen.Equal(noon.Add(30*time.Minute)) {
		t.Errorf("a session that was used = %+v, %v", n, err)
	}
	wantError(t, "ending another's session", s.EndSession(ctx, li.ID, "s1", byCommand, noon), desk.ErrNotFound)
	wang.Disabled = true
	if err := s.ChangeAccount(ctx, wang, true, byCommand, "disable", noon); err != nil {
		t.Fatalf("ChangeAccount: %v", err)
	}
	_, _, err = s.Session(ctx, hash("cookie"), noon)
	wantError(t, "a session of a disabled account", err, desk.ErrNotFound)
	_, _, err = s.Token(ctx, hash("bearer"), noon)
	wantError(t, "a token of a disabled account", err, desk.ErrNotFound)
	if all, err := s.Tokens(ctx); err != nil || len(all) != 0 {
		t.Errorf("Tokens = %+v, %v; want none left", all, err)
	}
	wantError(t, "revoking what is not there", s.RevokeToken(ctx, "t1", byCommand, noon), desk.ErrNotFound)
}

func inviteOnce(t *testing.T, s *sqlstore.Store) {
	ctx := t.Context()
	invite := func(secret string, expires time.Time) {
		t.Helper()
		if err := s.AddInvitation(ctx, staff.Invitation{Hash: hash(secret), Role: staff.Administrator, Expires: expires}); err != nil {
			t.Fatalf("AddInvitation: %v", err)
		}
	}
	invite("old", noon.Add(time.Hour))
	invite("new", noon.Add(time.Hour))
	_, err := s.Accept(ctx, hash("old"), person("a", staff.Officer), byCommand)
	wantError(t, "an invitation that was replaced", err, desk.ErrNotFound)
	var made atomic.Int32
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			a, err := s.Accept(ctx, hash("new"), person(fmt.Sprintf("p%d", i), staff.Officer), byCommand)
			if err == nil {
				made.Add(1)
				if a.Role != staff.Administrator {
					t.Errorf("the account has role %s, want that of the invitation", a.Role)
				}
			}
		})
	}
	wg.Wait()
	if all, err := s.Accounts(ctx); err != nil || made.Load() != 1 || len(all) != 1 {
		t.Errorf("%d accounts were made, %d are there, %v; want 1", made.Load(), len(all), err)
	}
	invite("late", noon.Add(-time.Second))
	_, err = s.Accept(ctx, hash("late"), person("z", staff.Officer), byCommand)
	wantError(t, "an invitation that has expired", err, desk.ErrNotFound)
}

func auditLog(t *testing.T, s *sqlstore.Store) {
	start(t, s, "c1")
	c := escalate(t, s, call("c1", bot.Asked))
	claim(t, s, c.ID, "li", noon)
	if _, err := s.AddNote(t.Context(), c.ID, "text", officer("li"), noon); err != nil {
		t.Fatalf("AddNote: %v", err)
	}
	if _, err := s.Resolve(t.Context(), desk.Resolution{Case: c.ID, From: "li", Reason: "solved", By: officer("li"), At: noon}); err != nil {
		t.Fatalf("Resolve: %v", err)
	}
	if err := s.AddAudit(t.Context(), officer("wang"), "sign-in-refused", "wang", noon); err != nil {
		t.Fatalf("AddAudit: %v", err)
	}
	acts := func(caseID int64, account string, before int64, limit int) (out []string, last int64) {
		t.Helper()
		entries, err := s.Audit(t.Context(), caseID, account, before, limit)
		if err != nil {
			t.Fatalf("Audit: %v", err)
		}
		for _, e := range entries {
			out, last = append(out, e.Staff+" "+e.Act), e.ID
		}
		return out, last
	}
	got, last := acts(0, "", 0, 2)
	if fmt.Sprint(got) != "[wang sign-in-refused li resolve]" {
		t.Errorf("latest acts are %q", got)
	}
	if got, _ := acts(c.ID, "", last, 10); fmt.Sprint(got) != "[li note li claim]" {
		t.Errorf("acts before are %q", got)
	}
	if got, _ := acts(0, "wang", 0, 10); len(got) != 1 {
		t.Errorf("acts of wang are %q", got)
	}
	// What was done outlives what it was done to.
	if err := s.Erase(t.Context(), "c1"); err != nil {
		t.Fatalf("Erase: %v", err)
	}
	if got, _ := acts(c.ID, "", 0, 10); len(got) != 3 {
		t.Errorf("after erasing the acts are %q, want 3", got)
	}
}

func reports(t *testing.T, s *sqlstore.Store) {
	ask := func(conversation, clientID string, change func(*desk.Turn)) {
		t.Helper()
		q := say(t, s, conversation, clientID, "質問 "+clientID)
		tr := turn(load(t, s, conversation), q)
		change(&tr)
		if _, _, err := s.SaveTurn(t.Context(), tr); err != nil {
			t.Fatalf("SaveTurn: %v", err)
		}
	}
	start(t, s, "c1")
	start(t, s, "c2")
	nextDay := noon.Add(13 * time.Hour) // 01:00 of the next day in China, the same day in UTC
	ask("c1", "a", func(*desk.Turn) {})
	ask("c1", "b", func(tr *desk.Turn) {
		tr.Outcome.Kind, tr.Outcome.Reason, tr.Outcome.Label = bot.Handoff, bot.Unknown, "atm-fees"
	})
	ask("c1", "c", func(tr *desk.Turn) { tr.Outcome.Kind = bot.Chat })
	ask("c2", "d", func(tr *desk.Turn) {
		tr.Outcome.At, tr.Outcome.Lang, tr.Outcome.Topic, tr.Outcome.Label = nextDay, "ko", "cash", "cash-refused"
	})
	e := call("c2", bot.Asked)
	e.At, e.Topic = nextDay, "cash"
	c := escalate(t, s, e)
	claim(t, s, c.ID, "li", nextDay.Add(3*time.Minute))

	window := desk.ReportQuery{From: noon, To: noon.Add(48 * time.Hour)}
	type line = desk.ReportLine
	three := []time.Duration{3 * time.Minute}
	for by, want := range map[string][]line{
		"day": {{Key: "2026-05-12", Questions: 2, Answered: 1}, {Key: "2026-05-13", Questions: 1, Answered: 1, Cases: 1, Claimed: 1, Waited: 3 * time.Minute, Waits: three}},
		"lang": {
			{Key: "ja", Questions: 2, Answered: 1, Cases: 1, Claimed: 1, Waited: 3 * time.Minute, Waits: three},
			{Key: "ko", Questions: 1, Answered: 1},
		},
		"topic": {{Key: "atm", Questions: 2, Answered: 1}, {Key: "cash", Questions: 1, Answered: 1, Cases: 1, Claimed: 1, Waited: 3 * time.Minute, Waits: three}},
		"place": {{Key: "hotel-1", Questions: 3, Answered: 2, Cases: 1, Claimed: 1, Waited: 3 * time.Minute, Waits: three}},
	} {
		q := window
		q.By = by
		got, err := s.Report(t.Context(), q)
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("Report by %s = %v, %v; want %v", by, got, err, want)
		}
	}
	q := window
	q.By, q.Lang, q.To = "day", "ja", noon.Add(24*time.Hour)
	if got, err := s.Report(t.Context(), q); err != nil || len(got) != 1 || got[0].Questions != 2 {
		t.Errorf("Report of one day in Japanese = %v, %v", got, err)
	}
	if _, err := s.Report(t.Context(), desk.ReportQuery{By: "body"}); err == nil {
		t.Error("a report by a column that is none was made")
	}
	all := desk.QuestionFilter{From: noon, To: noon.Add(48 * time.Hour), Limit: 10}
	unanswered := all
	unanswered.Unanswered = true
	if got, err := s.Questions(t.Context(), unanswered); err != nil || len(got) != 1 || got[0].Text != "質問 b" || got[0].Article != "atm-fees" {
		t.Errorf("unanswered questions = %+v, %v", got, err)
	}
	refused := all
	refused.Articles = []string{"cash-refused", "help-merchant-refuses-card"}
	if got, err := s.Questions(t.Context(), refused); err != nil || len(got) != 1 || got[0].Place != "hotel-1" || !got[0].At.Equal(nextDay) {
		t.Errorf("refused = %+v, %v", got, err)
	}
}

func factsChanged(t *testing.T, s *sqlstore.Store) {
	ctx := t.Context()
	for _, id := range []string{"old", "told-again", "late"} {
		c := start(t, s, id)
		q := say(t, s, id, "a", "限度額は?")
		if _, _, err := s.SaveTurn(ctx, turn(c, q)); err != nil {
			t.Fatalf("SaveTurn: %v", err)
		}
	}
	q := say(t, s, "told-again", "b", "今は?")
	tr := turn(load(t, s, "told-again"), q)
	tr.Reply.Facts = []desk.ShownFact{{Fact: "atm.per_day", Value: "20,000 yuan"}}
	if _, _, err := s.SaveTurn(ctx, tr); err != nil {
		t.Fatalf("SaveTurn: %v", err)
	}
	changed := noon.Add(time.Hour)
	for at, value := range map[time.Time]string{noon: "10,000 yuan"} {
		if err := s.RecordFacts(ctx, map[string]string{"atm.per_day": value, "other": "same"}, at); err != nil {
			t.Fatalf("RecordFacts: %v", err)
		}
	}
	for range 2 { // the second time there is nothing new
		if err := s.RecordFacts(ctx, map[string]string{"atm.per_day": "20,000 yuan", "other": "same"}, changed); err != nil {
			t.Fatalf("RecordFacts: %v", err)
		}
	}
	changes, err := s.FactChanges(ctx, noon)
	if err != nil || len(changes) != 1 || changes[0] != (desk.FactChange{Fact: "atm.per_day", Old: "10,000 yuan", New: "20,000 yuan", At: changed}) {
		t.Errorf("FactChanges = %+v, %v", changes, err)
	}
	told, err := s.ToldFact(ctx, "atm.per_day", "10,000 yuan", noon)
	if err != nil || len(told) != 2 || told[0].Conversation != "late" || told[1].Conversation != "old" || told[0].Lang != "ja" {
		t.Errorf("ToldFact = %+v, %v; want late and old", told, err)
	}
	if told, _ := s.ToldFact(ctx, "atm.per_day", "10,000 yuan", noon.Add(time.Hour)); len(told) != 0 {
		t.Errorf("ToldFact of later = %+v", told)
	}
	correction := desk.Message{Conversation: "old", From: desk.FromSystem, Kind: desk.KindCorrection, Text: "It is 20,000 yuan now.", Lang: "ja", At: changed}
	for i, want := range []bool{true, false} {
		if done, err := s.Correct(ctx, "atm.per_day", correction, officer("li")); err != nil || done != want {
			t.Errorf("correction %d: %v, %v; want %v", i+1, done, err, want)
		}
	}
	if got, _ := s.Messages(ctx, "old", 2, 10); len(got) != 1 || got[0].Kind != desk.KindCorrection {
		t.Errorf("the visitor reads %q, want one correction", texts(got))
	}
}

func placeLink(t *testing.T, s *sqlstore.Store) {
	set := func(place, secret string) {
		t.Helper()
		var h []byte
		if secret != "" {
			h = hash(secret)
		}
		if err := s.SetPlaceLink(t.Context(), place, h, byCommand, noon); err != nil {
			t.Fatalf("SetPlaceLink(%q, %q): %v", place, secret, err)
		}
	}
	want := func(place, secret string, want bool) {
		t.Helper()
		if got, err := s.PlaceLinked(t.Context(), place, hash(secret)); err != nil || got != want {
			t.Errorf("PlaceLinked(%q, %q) = %v, %v; want %v", place, secret, got, err, want)
		}
	}
	set("hotel-1", "one")
	set("hotel-2", "two")
	want("hotel-1", "one", true)
	want("hotel-1", "two", false)
	set("hotel-1", "three")
	want("hotel-1", "one", false)
	want("hotel-1", "three", true)
	set("hotel-1", "")
	want("hotel-1", "three", false)
	want("hotel-2", "two", true)
	if acts, err := s.Audit(t.Context(), 0, "", 0, 1); err != nil || len(acts) != 1 || acts[0].Act != "place-unlink" || acts[0].Subject != "hotel-1" {
		t.Errorf("Audit = %+v, %v", acts, err)
	}
}

func lookedUp(t *testing.T, s *sqlstore.Store) {
	for id, reason := range map[string]bot.Reason{"told": "", "looked-up": bot.Chosen} {
		c := start(t, s, id)
		tr := turn(c, say(t, s, id, "a", "現金を断られた"))
		tr.Outcome.Label, tr.Outcome.Reason = "cash-refused", reason
		if _, _, err := s.SaveTurn(t.Context(), tr); err != nil {
			t.Fatalf("SaveTurn: %v", err)
		}
	}
	got, err := s.Questions(t.Context(), desk.QuestionFilter{From: noon, To: noon.Add(time.Hour), Articles: []string{"cash-refused"}, Limit: 10})
	if err != nil || len(got) != 1 || got[0].Conversation != "told" {
		t.Errorf("refusals are %+v, %v; want what was told, not what was looked up", got, err)
	}
}
