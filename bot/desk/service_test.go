package desk_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/bot/desk/desktest"
)

func start(t *testing.T, d *desktest.Desk, v desk.Visit) (desk.Conversation, string) {
	t.Helper()
	c, token, err := d.Start(t.Context(), v)
	if err != nil {
		t.Fatalf("Start(%+v): %v", v, err)
	}
	return c, token
}

func post(t *testing.T, d *desktest.Desk, c desk.Conversation, clientID, text string) desk.Posted {
	t.Helper()
	p, err := d.Post(t.Context(), c.ID, desk.Posting{Text: text, ClientID: clientID})
	if err != nil {
		t.Fatalf("Post(%q): %v", text, err)
	}
	return p
}

func history(t *testing.T, d *desktest.Desk, c desk.Conversation) []desk.Message {
	t.Helper()
	all, err := d.History(t.Context(), c.ID, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func officer(id string) desk.Actor { return desk.Actor{Staff: id, Name: "小" + id, Via: "session"} }

// urgentQuestion is one whose article calls a person at once.
const urgentQuestion = "the atm swallowed my card"

func TestPostAnswersInTheLanguageOfTheMessage(t *testing.T) {
	d := desktest.New(t, nil)
	c, token := start(t, d, desk.Visit{Lang: "en"})
	for i, tc := range []struct{ text, lang, article string }{
		{"Wie hoch ist das Limit am Geldautomaten?", "de", "atm-limits"},
		{"ATMの手数料はいくらですか", "ja", "atm-fees"},
		{"Как открыть счёт в банке по паспорту?", "ru", "account-open-passport"},
	} {
		p := post(t, d, c, fmt.Sprint(i), tc.text)
		if p.Reply == nil || p.Reply.AnswerLang != tc.lang || p.Reply.Article == nil || *p.Reply.Article != tc.article {
			t.Errorf("Post(%q) is answered by %+v, want %s in %s", tc.text, p.Reply, tc.article, tc.lang)
		}
		if p.Message.Lang != tc.lang || len(p.Replies) != 1 || p.Replies[0].Lang != tc.lang || p.Replies[0].From != desk.FromBot {
			t.Errorf("Post(%q) stored %+v and %+v", tc.text, p.Message, p.Replies)
		}
	}
	if all := history(t, d, c); len(all) != 6 || all[5].Seq != 6 {
		t.Errorf("the history has %d messages, want 6", len(all))
	}
	got, err := d.Authorize(t.Context(), c.ID, token)
	if err != nil || got.Lang != "ru" || got.Memory.Turns != 3 {
		t.Errorf("the conversation is %+v, %v; want its latest language and three turns", got, err)
	}
	_, err = d.Authorize(t.Context(), c.ID, token+"x")
	if !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("a wrong token opens: %v", err)
	}
}

func TestPostUnderstandsAFollowUp(t *testing.T) {
	d := desktest.New(t, nil)
	c, _ := start(t, d, desk.Visit{})
	post(t, d, c, "1", "How much cash can I withdraw at an ATM?")
	p := post(t, d, c, "2", "and the fee?")
	if len(p.Reply.Top) == 0 || p.Reply.Top[0].Article != "atm-fees" {
		t.Errorf("the follow-up is understood as %+v, want atm-fees", p.Reply.Top)
	}
}

func TestPostMasksBeforeItStores(t *testing.T) {
	d := desktest.New(t, nil)
	c, _ := start(t, d, desk.Visit{})
	p := post(t, d, c, "1", "My card 4111 1111 1111 1111 cvv 123 was declined\x00\x07\r\nhelp")
	want := "My card •••• •••• •••• 1111 cvv ••• was declined\nhelp"
	if p.Message.Text != want || p.Reply.Question != want {
		t.Errorf("stored is %q, the engine read %q; want %q", p.Message.Text, p.Reply.Question, want)
	}
	if _, err := d.Escalate(t.Context(), c.ID, desk.Asking{Note: "passport E12345678", Contact: "+86 138 0013 8000"}, bot.Asked); err != nil {
		t.Fatal(err)
	}
	k, err := d.Store.OpenCase(t.Context(), c.ID)
	if err != nil || k.Note != "passport •••••••••" || k.Contact != "+86 138 0013 8000" {
		t.Errorf("the case has note %q and contact %q, %v", k.Note, k.Contact, err)
	}
}

func TestPostRefusesWhatIsTooMuchOrNothing(t *testing.T) {
	d := desktest.New(t, nil)
	c, _ := start(t, d, desk.Visit{})
	for name, p := range map[string]desk.Posting{
		"no text":           {Text: " \x00\n", ClientID: "1"},
		"too long a text":   {Text: strings.Repeat("界", 4001), ClientID: "1"},
		"no client_id":      {Text: "hello"},
		"a long client_id":  {Text: "hello", ClientID: strings.Repeat("x", 101)},
		"a broken one":      {Text: "hello", ClientID: "\xff"},
		"one with controls": {Text: "hello", ClientID: "a\x00"},
	} {
		_, err := d.Post(t.Context(), c.ID, p)
		var invalid *desk.InvalidError
		if !errors.As(err, &invalid) {
			t.Errorf("%s: %v, want an InvalidError", name, err)
		}
	}
	if all := history(t, d, c); len(all) != 0 {
		t.Errorf("%d messages were stored", len(all))
	}
	if _, err := d.Post(t.Context(), "none", desk.Posting{Text: "hello", ClientID: "1"}); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("a message to no conversation: %v", err)
	}
	for name, v := range map[string]desk.Visit{
		"a language that is none":  {Lang: "tlh"},
		"a place that is none":     {Place: "atlantis"},
		"a channel that is none":   {Channel: "pigeon"},
		"a zone that is none":      {TimeZone: "Asia/Atlantis"},
		"the zone of this machine": {TimeZone: "Local"},
	} {
		_, _, err := d.Start(t.Context(), v)
		var invalid *desk.InvalidError
		if !errors.As(err, &invalid) {
			t.Errorf("%s: %v, want an InvalidError", name, err)
		}
	}
}

func TestPostTwiceIsOnce(t *testing.T) {
	d := desktest.New(t, nil)
	c, _ := start(t, d, desk.Visit{})
	first := post(t, d, c, "same", urgentQuestion)
	again := post(t, d, c, "same", urgentQuestion)
	if again.Message.Seq != first.Message.Seq || len(again.Replies) != 2 || again.Replies[0].Seq != first.Replies[0].Seq {
		t.Errorf("the retry is %+v, the first was %+v", again, first)
	}
	if again.Handover == nil || again.Handover.Case != first.Handover.Case {
		t.Errorf("the retry hands over to %+v, the first to %+v", again.Handover, first.Handover)
	}
	if all := history(t, d, c); len(all) != 3 {
		t.Errorf("%d messages are stored, want question, answer and notice", len(all))
	}
	if _, err := d.Post(t.Context(), c.ID, desk.Posting{Text: "other", ClientID: "same"}); !errors.Is(err, desk.ErrConflict) {
		t.Errorf("another text under the same client_id: %v", err)
	}
}

func TestPostGoesOnWhereItBrokeOff(t *testing.T) {
	d := desktest.New(t, nil)
	c, _ := start(t, d, desk.Visit{})
	// As if the process had ended between the message and its answer.
	if _, _, err := d.Store.AddVisitorMessage(t.Context(), desk.Message{
		Conversation: c.ID, From: desk.FromVisitor, Text: "What is the ATM limit?", Lang: "en", At: d.Clock.Now(), ClientID: "1",
	}, 10); err != nil {
		t.Fatal(err)
	}
	p := post(t, d, c, "1", "What is the ATM limit?")
	if p.Message.Seq != 1 || p.Reply == nil || p.Replies[0].Seq != 2 {
		t.Errorf("the retry is %+v, want the answer to message 1", p)
	}
}

func TestPostsAtOnceAreEachAnsweredOnce(t *testing.T) {
	d := desktest.New(t, nil)
	c, _ := start(t, d, desk.Visit{})
	questions := []string{"ATM limit?", "ATM fee?", "How do I link my Visa card to Alipay?", "Where can I change money?", "My card was declined", "Do taxis take cash?"}
	var wg sync.WaitGroup
	for i, q := range questions {
		for range 2 { // each with a retry that overtakes it
			wg.Go(func() {
				if _, err := d.Post(t.Context(), c.ID, desk.Posting{Text: q, ClientID: fmt.Sprint(i)}); err != nil {
					t.Errorf("Post(%q): %v", q, err)
				}
			})
		}
	}
	wg.Wait()
	answers := map[int64]int{}
	asked := 0
	for i, m := range history(t, d, c) {
		if m.Seq != int64(i+1) {
			t.Errorf("message %d has number %d", i+1, m.Seq)
		}
		if m.From == desk.FromVisitor {
			asked++
			answers[m.Seq] += 0
		} else if m.Answers != 0 {
			answers[m.Answers]++
		}
	}
	for seq, n := range answers {
		if n != 1 {
			t.Errorf("message %d has %d answers", seq, n)
		}
	}
	if asked != len(questions) {
		t.Errorf("%d questions are stored, want %d", asked, len(questions))
	}
}

func TestBotIsSilentWhileAPersonOwns(t *testing.T) {
	d := desktest.New(t, nil)
	c, _ := start(t, d, desk.Visit{})
	p := post(t, d, c, "1", "I want to talk to a person")
	if p.Handover == nil || p.Reply.Kind != bot.Handoff || p.Reply.Reason != bot.Asked {
		t.Fatalf("asking for a person leads to %+v, %+v", p.Reply, p.Handover)
	}
	if p := post(t, d, c, "2", "What is the ATM limit?"); p.Reply == nil {
		t.Error("the bot is silent while the case waits")
	}
	if _, err := d.Claim(t.Context(), p.Handover.Case, officer("li")); err != nil {
		t.Fatal(err)
	}
	if p := post(t, d, c, "3", "What is the ATM fee?"); p.Reply != nil || len(p.Replies) != 0 {
		t.Errorf("the bot answers %+v while a person owns", p.Reply)
	}
	if _, err := d.Resolve(t.Context(), p.Handover.Case, desk.Ending{Reason: "solved"}, officer("li"), false); err != nil {
		t.Fatal(err)
	}
	if p := post(t, d, c, "4", "What is the ATM fee?"); p.Reply == nil {
		t.Error("the bot is silent after the case was resolved")
	}
}

// TestWhatWasWrittenToAPersonIsLeftToThem is a message that arrives just as an
// officer closes the case.
func TestWhatWasWrittenToAPersonIsLeftToThem(t *testing.T) {
	d := desktest.New(t, nil)
	c, _ := start(t, d, desk.Visit{})
	id := post(t, d, c, "1", "I want to talk to a person").Handover.Case
	if _, err := d.Claim(t.Context(), id, officer("li")); err != nil {
		t.Fatal(err)
	}
	all := history(t, d, c)
	seen := all[len(all)-1].Seq
	// As if the process had been about to answer when the case was closed.
	late := desk.Message{Conversation: c.ID, From: desk.FromVisitor, Text: "it still does not work", Lang: "en", At: d.Clock.Now(), ClientID: "2"}
	late, _, err := d.Store.AddVisitorMessage(t.Context(), late, 100)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Resolve(t.Context(), id, desk.Ending{Reason: "solved", Seen: seen}, officer("li"), false); !errors.Is(err, desk.ErrUnread) {
		t.Errorf("closed over a message that was not read: %v, want ErrUnread", err)
	}
	if k, err := d.Store.Case(t.Context(), id); err != nil || k.State != desk.Claimed || k.Unread != 1 {
		t.Errorf("the case is %+v, %v; want it as it was", k, err)
	}
	if _, err := d.Resolve(t.Context(), id, desk.Ending{Reason: "solved", Seen: late.Seq}, officer("li"), false); err != nil {
		t.Errorf("closed after it was read: %v", err)
	}
	if p := post(t, d, c, "2", late.Text); p.Message.Seq != late.Seq || p.Reply != nil || len(p.Replies) != 0 {
		t.Errorf("the bot answers what was written to a person: %+v", p)
	}
	if p := post(t, d, c, "3", "What is the ATM fee?"); p.Reply == nil {
		t.Error("the bot is silent to what was written after the case was closed")
	}
}

func TestWhatCallsAPerson(t *testing.T) {
	for name, tc := range map[string]struct {
		say    []string
		reason bot.Reason
		urgent bool
	}{
		"asked for in English":  {[]string{"can I speak to a human please"}, bot.Asked, false},
		"asked for in Japanese": {[]string{"担当者と話せますか"}, bot.Asked, false},
		"asked for in Russian":  {[]string{"позовите оператора"}, bot.Asked, false},
		"unsure twice":          {[]string{"who won the match yesterday?", "and what is the weather on mars"}, bot.Unsure, false},
		"a swallowed card":      {[]string{urgentQuestion}, bot.Urgent, true},
		"a stolen phone":        {[]string{"my phone was stolen and alipay is on it"}, bot.Urgent, true},
	} {
		t.Run(name, func(t *testing.T) {
			d := desktest.New(t, nil)
			c, _ := start(t, d, desk.Visit{})
			for i, text := range tc.say {
				p := post(t, d, c, fmt.Sprint(i), text)
				if last := i == len(tc.say)-1; (p.Handover != nil) != last {
					t.Fatalf("%q: handover %+v after %+v", text, p.Handover, p.Reply)
				}
			}
			k, err := d.Store.OpenCase(t.Context(), c.ID)
			if err != nil || k.Reason != tc.reason || k.Urgent != tc.urgent {
				t.Errorf("the case is %+v, %v; want reason %s, urgent %v", k, err, tc.reason, tc.urgent)
			}
		})
	}
}

func TestFeedbackThatItDidNotWorkCallsAPerson(t *testing.T) {
	for name, f := range map[string]desk.Feedback{
		"by reason":              {Reason: desk.DidNotWork},
		"in the words of a form": {Comment: "Did not work."},
	} {
		t.Run(name, func(t *testing.T) {
			d := desktest.New(t, nil)
			c, _ := start(t, d, desk.Visit{})
			p := post(t, d, c, "1", "What is the ATM limit?")
			f.Conversation, f.Seq = c.ID, p.Replies[0].Seq
			unhelpful := f
			unhelpful.Reason, unhelpful.Comment = "unclear", ""
			if h, err := d.Feedback(t.Context(), unhelpful); err != nil || h != nil {
				t.Errorf("an unclear answer calls %+v, %v", h, err)
			}
			h, err := d.Feedback(t.Context(), f)
			if err != nil || h == nil || h.Position != 1 {
				t.Fatalf("an answer that did not work calls %+v, %v", h, err)
			}
			if k, err := d.Store.OpenCase(t.Context(), c.ID); err != nil || k.Reason != desk.DidNotWork || k.Article != "atm-limits" {
				t.Errorf("the case is %+v, %v", k, err)
			}
		})
	}
}

func TestHandoverIsHonest(t *testing.T) {
	d := desktest.New(t, nil)
	ask := func(lang string) desk.Handover {
		t.Helper()
		c, _ := start(t, d, desk.Visit{Lang: lang, Place: "scenic-pingyao-ancient-city"})
		h, err := d.Escalate(t.Context(), c.ID, desk.Asking{}, bot.Asked)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	first := ask("en")
	if first.Position != 1 || first.Wait != nil || !first.Desk.Open || len(first.Code) != 6 || !strings.Contains(first.Text, first.Code) {
		t.Errorf("the first is told %+v", first)
	}
	var cases []int64
	for range 8 {
		cases = append(cases, ask("en").Case)
	}
	for _, id := range cases[:5] {
		d.Clock.Advance(4 * time.Minute)
		if _, err := d.Claim(t.Context(), id, officer("li")); err != nil {
			t.Fatal(err)
		}
	}
	// First, and the three that are left, are before it.
	if h := ask("en"); h.Position != 5 || h.Wait == nil || *h.Wait != 5*4*60 || !strings.Contains(h.Text, "20 minutes") {
		t.Errorf("the next is told %+v, want 5th, and 5 times 4 minutes", h)
	}
	d.Clock.Set(time.Date(2026, 9, 30, 12, 0, 0, 0, time.UTC)) // 20:00 before the national holiday
	h := ask("en")
	if h.Desk.Open || h.Wait != nil || !strings.Contains(h.Text, "8 October 2026 at 09:00") {
		t.Errorf("before the holiday is told %+v", h)
	}
}

func TestReturnCodeReopensOnAnyDevice(t *testing.T) {
	d := desktest.New(t, nil)
	c, _ := start(t, d, desk.Visit{})
	h, err := d.Escalate(t.Context(), c.ID, desk.Asking{}, bot.Asked)
	if err != nil {
		t.Fatal(err)
	}
	got, token, err := d.Reopen(t.Context(), " "+strings.ToLower(h.Code[:3])+"-"+h.Code[3:], "phone")
	if err != nil || got.ID != c.ID {
		t.Fatalf("Reopen = %q, %v; want %q", got.ID, err, c.ID)
	}
	if _, err := d.Authorize(t.Context(), c.ID, token); err != nil {
		t.Errorf("the fresh token does not open: %v", err)
	}
	d.Clock.Advance(8 * 24 * time.Hour)
	if _, _, err := d.Reopen(t.Context(), h.Code, "phone"); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("a code that has expired: %v", err)
	}
	for range 20 {
		_, _, err = d.Reopen(t.Context(), "AAAAAA", "guesser")
	}
	if !errors.Is(err, desk.ErrTooMany) {
		t.Errorf("after twenty guesses: %v, want %v", err, desk.ErrTooMany)
	}
	if _, _, err := d.Reopen(t.Context(), "AAAAAA", "another"); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("another address is limited too: %v", err)
	}
	for range 20 {
		_, _, err = d.NewReturnCode(t.Context(), c.ID)
	}
	if !errors.Is(err, desk.ErrTooMany) {
		t.Errorf("after twenty codes: %v, want %v", err, desk.ErrTooMany)
	}
}

func TestSweepErasesWhatIsOver(t *testing.T) {
	d := desktest.New(t, nil)
	old, _ := start(t, d, desk.Visit{})
	post(t, d, old, "1", "What is the ATM limit?")
	d.Clock.Advance(89 * 24 * time.Hour)
	young, _ := start(t, d, desk.Visit{})
	if n, err := d.Sweep(t.Context()); err != nil || n != 0 {
		t.Errorf("after 89 days %d are erased, %v; want none", n, err)
	}
	d.Clock.Advance(25 * time.Hour)
	if n, err := d.Sweep(t.Context()); err != nil || n != 1 {
		t.Errorf("after 90 days %d are erased, %v; want 1", n, err)
	}
	if _, err := d.Store.Conversation(t.Context(), young.ID); err != nil {
		t.Errorf("the young one: %v", err)
	}
}

func TestSearchRepliesBeginsWithWhatIsMeantWordForWord(t *testing.T) {
	d := desktest.New(t, nil)
	for text, want := range map[string]string{"转给我": "greet-takeover", "同事已把": "greet-takeover", "吞卡": "atm-card-swallowed"} {
		found, err := d.SearchReplies(t.Context(), text, "ja", "", 12)
		if err != nil || len(found) == 0 || found[0].ID != want {
			t.Errorf("SearchReplies(%q) = %+v, %v; want %s first", text, found, err, want)
		}
	}
	found, err := d.SearchReplies(t.Context(), "客人的卡在饭店用不了", "ja", "", 12)
	if err != nil || len(found) < 4 || found[0].Kind != desk.KindArticle || found[1].Kind != desk.KindPhrase || found[2].Kind != desk.KindArticle {
		t.Errorf("without the words as they stand: %+v, %v; want articles and phrases in turn", found, err)
	}
}

func TestAFewLettersDoNotChangeTheLanguage(t *testing.T) {
	d := desktest.New(t, nil)
	for _, lang := range []string{"en", "fr", "vi"} {
		c, _ := start(t, d, desk.Visit{Lang: lang})
		for i, text := range []string{"hi", "b", "ok?", "x 12", "yo!"} {
			if p := post(t, d, c, fmt.Sprint(i), text); p.Reply == nil || p.Reply.AnswerLang != lang {
				t.Errorf("%q in a conversation in %s is answered in %+v", text, lang, p.Reply.AnswerLang)
			}
		}
		if p := post(t, d, c, "last", "¿dónde hay un cajero?"); p.Reply.AnswerLang != "es" {
			t.Errorf("a Spanish question is answered in %s", p.Reply.AnswerLang)
		}
	}
}
