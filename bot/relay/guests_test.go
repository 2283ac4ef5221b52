package relay_test

import (
	"testing"

	"payhelp/bot/desk"
	"payhelp/bot/relay"
	"payhelp/bot/relay/relaytest"
)

// lobby is a channel of a hotel's front desk.
const lobby = "C-lobby"

func TestMentionIsAnsweredInItsThread(t *testing.T) {
	h := open(t)
	e := h.mem.Say("U-clerk", lobby, "", "@payhelp ATM の引き出し限度額はいくらですか")
	h.happens(e, e)
	answers := h.ours(e.At)
	if len(answers) != 1 || !has(answers[0], "ATM") || !has(answers[0], "取款") && !has(answers[0], "取现") {
		t.Fatalf("the answers are %q, want one, in Japanese and in Chinese", answers)
	}
	h.happens(h.mem.Say("U-clerk", lobby, e.At.ID, "手数料は?"))
	if got := h.ours(e.At); len(got) != 2 {
		t.Errorf("a question after it in the thread has the answers %q", got[1:])
	}
	threads, err := h.desk.Store.ThreadsBy(t.Context(), "memory", "U-clerk", 10)
	if err != nil || len(threads) != 1 {
		t.Errorf("there are threads %+v, %v; want one conversation", threads, err)
	}
}

func TestDirectMessageAndCommandAreAnswered(t *testing.T) {
	h := open(t)
	e := h.mem.Say("U-clerk", "D-U-clerk", "", "客人的外卡绑不上支付宝")
	h.happens(e)
	if got := h.ours(e.At); len(got) != 1 {
		t.Errorf("a direct message has the answers %q", got)
	}
	h.mem.Fail("Post", relaytest.Fault{Err: relay.ErrUnknown, Arrives: true})
	command := h.mem.Command("U-clerk", lobby, "客人的外卡绑不上微信")
	h.happens(command, command)
	root := h.root("D-U-clerk")
	if got := h.ours(root); len(got) != 1 || root == e.At {
		t.Errorf("a command has the answers %q at %+v", got, root)
	}
	roots := 0
	for _, m := range h.mem.Messages("D-U-clerk") {
		if m.At.ID == m.At.Thread && m.User == relaytest.Us {
			roots++
		}
	}
	if roots != 1 {
		t.Errorf("the command began %d threads, want one", roots)
	}
}

func TestClerkCallsTheDeskForAGuest(t *testing.T) {
	h := open(t)
	e := h.mem.Say("U-clerk", lobby, "", "@payhelp 客人的外卡绑不上支付宝")
	h.happens(e)
	var answer relay.Ref
	for _, m := range h.mem.Messages(lobby) {
		if m.User == relaytest.Us {
			answer = m.At
		}
	}
	f := h.press("U-clerk", answer, relay.ActCall)
	if wrong := h.sends("U-clerk", f, map[string]string{relay.InRoom: "1203"}); wrong == nil {
		t.Error("a call without the guest's language is taken")
	}
	values := map[string]string{relay.InLang: "fr", relay.InRoom: "1203", relay.InTried: "试了两张卡"}
	h.sends("U-clerk", f, values)
	h.sends("U-clerk", f, values)
	cases, err := h.desk.Store.Cases(t.Context(), desk.CaseFilter{Limit: 10})
	if err != nil || len(cases) != 1 {
		t.Fatalf("there are cases %+v, %v; want one", cases, err)
	}
	if c := cases[0]; c.Lang != "fr" || !has(c.Note, "1203", "试了两张卡") || c.Channel != "slack" {
		t.Errorf("the case is %+v, want with what the form said", c)
	}
	root := h.root(channel)
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	h.happens(h.mem.Say("U-li", channel, root.ID, "请客人下楼"))
	if n := count(h.ours(e.At), "请客人下楼"); n != 1 {
		t.Errorf("the clerk's thread has the officer's answer %d times, want once: %q", n, h.ours(e.At))
	}
	h.happens(h.mem.Say("U-clerk", lobby, e.At.ID, "好的，马上"))
	if n := count(h.ours(root), "好的，马上"); n != 1 {
		t.Errorf("the case's thread has what the clerk wrote %d times, want once: %q", n, h.ours(root))
	}
}

func TestLinkCodeIsUsedOnceAndNotKept(t *testing.T) {
	h := open(t)
	code, _, err := h.staff().NewLinkCode(t.Context(), h.li.ID)
	if err != nil {
		t.Fatal(err)
	}
	e := h.mem.Command("U-new", lobby, "link "+code)
	if _, err := h.Receive(t.Context(), e); err != nil {
		t.Fatal(err)
	}
	kept, err := h.desk.Store.TakeInbox(t.Context(), "memory", h.desk.Clock.Now(), 0, 10)
	if err != nil || len(kept) != 1 || has(string(kept[0].Body), code) {
		t.Fatalf("the inbox keeps %+v, %v; want the code hidden", kept, err)
	}
	h.work()
	h.happens(h.mem.Command("U-other", lobby, "link "+code))
	for user, linked := range map[string]bool{"U-new": true, "U-other": false} {
		if _, err := h.staff().LinkedAs(t.Context(), "memory", relaytest.Team, user); (err == nil) != linked {
			t.Errorf("%s is linked: %v, want %v", user, err == nil, linked)
		}
	}
	h.happens(h.mem.Command("U-new", lobby, "unlink"))
	if _, err := h.staff().LinkedAs(t.Context(), "memory", relaytest.Team, "U-new"); err == nil {
		t.Error("after unlink the user is still linked")
	}
}

func TestHomeShowsWhatOneAsked(t *testing.T) {
	h := open(t)
	h.happens(h.mem.Say("U-clerk", lobby, "", "@payhelp 客人的外卡绑不上支付宝"))
	h.happens(h.mem.Open("U-clerk"), h.mem.Open("U-li"))
	if got := relaytest.Words(h.mem.Homes["U-clerk"]); !has(got, "客人的外卡绑不上支付宝") {
		t.Errorf("the page is %q, want with what was asked", got)
	}
	if got := relaytest.Words(h.mem.Homes["U-li"]); has(got, "客人的外卡绑不上支付宝") || !has(got, "李娜") {
		t.Errorf("the page of another is %q, want with their own name", got)
	}
}

func TestLinkInAQuestionIsNoCode(t *testing.T) {
	h := open(t)
	h.happens(h.mem.Command("U-clerk", lobby, "link my card to Alipay"))
	if got := h.ours(h.root("D-U-clerk")); len(got) != 1 {
		t.Errorf("the answers are %q, want one", got)
	}
}
