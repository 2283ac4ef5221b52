package desk_test

import (
	"errors"
	"testing"
	"time"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/bot/desk/desktest"
)

// choose posts a tap.
func choose(t *testing.T, d *desktest.Desk, c desk.Conversation, clientID, article, title string) desk.Posted {
	t.Helper()
	p, err := d.Post(t.Context(), c.ID, desk.Posting{Text: title, Article: article, ClientID: clientID})
	if err != nil {
		t.Fatalf("Post(%q): %v", title, err)
	}
	return p
}

// title is that of an article in a language.
func title(t *testing.T, d *desktest.Desk, article, lang string) string {
	t.Helper()
	ix, done := d.Live.Use()
	defer done()
	return ix.Base().Article(article).Text(lang).Title
}

func TestTapIsAnAnswerAndNoGuess(t *testing.T) {
	d := desktest.New(t, nil)
	c, _ := start(t, d, desk.Visit{Lang: "en"})
	p := choose(t, d, c, "1", "atm-limits", title(t, d, "atm-limits", "en"))
	if p.Reply == nil || p.Reply.Kind != bot.Answer || *p.Reply.Article != "atm-limits" || p.Reply.Confidence != 1 || p.Reply.Reason != bot.Chosen || p.Handover != nil {
		t.Fatalf("the tap leads to %+v", p.Reply)
	}
	if again := choose(t, d, c, "1", "atm-limits", title(t, d, "atm-limits", "en")); again.Message.Seq != p.Message.Seq || again.Reply == nil {
		t.Errorf("the retry is message %d", again.Message.Seq)
	}
	outcome, ok, err := d.Store.LastOutcome(t.Context(), c.ID)
	if err != nil || !ok || outcome.Kind != bot.Answer || outcome.Reason != bot.Chosen || outcome.Label != "atm-limits" || outcome.Topic != "atm" || outcome.Micros != 0 {
		t.Errorf("the outcome is %+v, %v", outcome, err)
	}
	now, err := d.Store.Conversation(t.Context(), c.ID)
	if err != nil || len(now.Memory.Asked) != 1 || now.Memory.Asked[0] != title(t, d, "atm-limits", "en") || now.Memory.Lang != "en" {
		t.Errorf("the next question has %+v to go on from, %v; want what was tapped", now.Memory, err)
	}
	lines, _, err := d.Summary(t.Context(), desk.ReportQuery{From: d.Clock.Now().Add(-time.Hour), To: d.Clock.Now().Add(25 * time.Hour), By: "topic"})
	if err != nil || len(lines) != 1 || lines[0].Questions != 1 || lines[0].Answered != 1 {
		t.Errorf("the report is %+v, %v", lines, err)
	}
}

func TestTapIsAnsweredInTheLanguageOfItsTitle(t *testing.T) {
	for name, tc := range map[string]struct {
		visit       desk.Visit
		title, want string
	}{
		"of the conversation":                {desk.Visit{Lang: "ja"}, "ja", "ja"},
		"of another":                         {desk.Visit{Lang: "en"}, "zh", "zh"},
		"of the clerk, for the guest":        {desk.Visit{Lang: "ar", Channel: "frontdesk"}, "zh", "ar"},
		"of none, as an app of its own says": {desk.Visit{Lang: "ko"}, "", "ko"},
	} {
		t.Run(name, func(t *testing.T) {
			d := desktest.New(t, nil)
			c, _ := start(t, d, tc.visit)
			text := "ATM!"
			if tc.title != "" {
				text = title(t, d, "atm-limits", tc.title)
			}
			if p := choose(t, d, c, "1", "atm-limits", text); p.Reply.AnswerLang != tc.want {
				t.Errorf("it is answered in %s, want %s", p.Reply.AnswerLang, tc.want)
			}
		})
	}
}

func TestNoneOfTheseOffersAPerson(t *testing.T) {
	d := desktest.New(t, nil)
	c, _ := start(t, d, desk.Visit{Lang: "en"})
	p := post(t, d, c, "1", "alipay")
	if p.Reply.Kind != bot.Choices {
		t.Fatalf("%q leads to %+v, want choices", p.Message.Text, p.Reply)
	}
	p = choose(t, d, c, "2", "none", "None of these")
	if p.Reply.Kind != bot.Handoff || p.Reply.Escalate || p.Reply.AnswerLang != "en" {
		t.Errorf("none of these leads to %+v", p.Reply)
	}
	from, to := d.Clock.Now().Add(-time.Hour), d.Clock.Now().Add(25*time.Hour)
	groups, err := d.Unanswered(t.Context(), from, to)
	if err != nil || len(groups) != 1 || groups[0].Samples[0].Text != "alipay" {
		t.Errorf("without an answer are %+v, %v; want the question", groups, err)
	}
	if _, total, err := d.Summary(t.Context(), desk.ReportQuery{From: from, To: to, By: "day"}); err != nil || total.Questions != 1 || total.Answered != 0 {
		t.Errorf("the report counts %+v, %v; want one question", total, err)
	}
}

func TestTapOfNoArticleIsRefused(t *testing.T) {
	d := desktest.New(t, nil)
	c, _ := start(t, d, desk.Visit{})
	var invalid *desk.InvalidError
	if _, err := d.Post(t.Context(), c.ID, desk.Posting{Text: "text", Article: "chat-greeting", ClientID: "1"}); !errors.As(err, &invalid) || invalid.Field != "article" {
		t.Errorf("the error is %v, want one of article", err)
	}
	if n := len(history(t, d, c)); n != 0 {
		t.Errorf("%d messages are stored of what was refused", n)
	}
}

func TestOfficerIsToldWhatWasTapped(t *testing.T) {
	d := desktest.New(t, nil)
	c, _ := start(t, d, desk.Visit{Lang: "en"})
	post(t, d, c, "1", "alipay")
	p := choose(t, d, c, "2", "atm-card-swallowed", title(t, d, "atm-card-swallowed", "en"))
	if p.Handover == nil {
		t.Fatal("an urgent article that answers an open question calls nobody")
	}
	v, err := d.View(t.Context(), p.Handover.Case, "")
	if err != nil || v.Card.Article == nil || v.Card.Article.ID != "atm-card-swallowed" || len(v.Card.Tried) != 1 {
		t.Errorf("the card is %+v, %v", v.Card, err)
	}
}
