package relay_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/bot/desk/desktest"
	"payhelp/bot/relay"
	"payhelp/bot/relay/relaytest"
)

func TestEscalationBecomesThreadAndIsAnswered(t *testing.T) {
	h := open(t)
	conversation, id, root := h.called("I cannot link my visa card to Alipay")
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	if c := h.caseNow(id); c.State != desk.Claimed || c.Officer != h.li.ID {
		t.Fatalf("after Take the case is %s of %q, want claimed by %s", c.State, c.Officer, h.li.ID)
	}
	h.happens(h.mem.Say("U-li", channel, root.ID, "Please try another card."))
	want(t, "the visitor heard", h.heard(conversation), []string{"Please try another card."})
	h.says(conversation, "second", "It works, thank you!")
	h.work()
	if n := count(h.ours(root), "It works, thank you!"); n != 1 {
		t.Errorf("the thread has what the visitor answered %d times, want once: %q", n, h.ours(root))
	}
	if n := count(h.ours(root), "Please try another card."); n != 0 {
		t.Errorf("the thread repeats what was written in it: %q", h.ours(root))
	}
	if m := h.mem.Message(root); m.Edits == 0 {
		t.Error("the first message was not updated when the case was taken")
	}
}

func TestCaseGoesToTheChannelOfItsLanguage(t *testing.T) {
	h := open(t)
	h.visit("ja", "カードが使えません")
	h.work()
	if got := h.root(medical); got.Channel != medical {
		t.Errorf("the thread is at %+v", got)
	}
}

func TestOnlyTheTakerReachesTheVisitor(t *testing.T) {
	h := open(t)
	conversation, id, root := h.called("I cannot link my visa card to Alipay")
	h.happens(h.mem.Say("U-li", channel, root.ID, "before anybody took it"))
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	h.happens(
		h.mem.Say("U-wang", channel, root.ID, "of a colleague"),
		h.mem.Say("U-li", channel, root.ID, "// to remember"),
		h.mem.Say("U-li", channel, root.ID, "to the visitor"),
		h.mem.Say("U-nobody", channel, root.ID, "of somebody who is not linked"),
	)
	want(t, "the visitor heard", h.heard(conversation), []string{"to the visitor"})
	want(t, "notes", h.notes(id), []string{
		"before anybody took it", "of a colleague", "to remember", "U-nobody（未关联）：of somebody who is not linked",
	})
	for user, n := range map[string]int{"U-li": 2, "U-wang": 2, "U-nobody": 1} { // linked, and a hint
		if got := h.mem.Told(user); len(got) != n {
			t.Errorf("%s was told alone %q, want %d things", user, got, n)
		}
	}
}

func TestStaleClickIsToldWhoHasIt(t *testing.T) {
	h := open(t)
	_, id, root := h.called("I cannot link my visa card to Alipay")
	late := h.mem.Press("U-wang", root, relay.ActTake)
	h.happens(h.mem.Press("U-li", root, relay.ActTake), late)
	if c := h.caseNow(id); c.Officer != h.li.ID {
		t.Errorf("the case is %q's, want that of who came first", c.Officer)
	}
	if told := h.mem.Told("U-wang"); !has(told[len(told)-1], "李娜") {
		t.Errorf("who came late was told %q, want who has it", told)
	}
}

func TestUnlinkedAndOutsidersDoNotAct(t *testing.T) {
	h := open(t)
	conversation, id, root := h.called("I cannot link my visa card to Alipay")
	h.mem.AddPerson("U-guest", relay.Person{Name: "Guest", Outside: true})
	h.happens(h.mem.Press("U-nobody", root, relay.ActTake), h.mem.Press("U-guest", root, relay.ActTake))
	h.happens(h.mem.Say("U-guest", channel, root.ID, "I can help"))
	code, _, err := h.staff().NewLinkCode(t.Context(), h.li.ID)
	if err != nil {
		t.Fatal(err)
	}
	h.happens(h.mem.Command("U-guest", "C-any", "link "+code))
	h.happens(h.mem.Press("U-guest", root, relay.ActTake))
	if c := h.caseNow(id); c.State != desk.Waiting {
		t.Errorf("the case is %s, want waiting", c.State)
	}
	want(t, "the visitor heard", h.heard(conversation), nil)
	want(t, "notes", h.notes(id), []string{"Guest（外部）：I can help"})
	if told := h.mem.Told("U-nobody"); len(told) != 1 || !has(told[0], "link") {
		t.Errorf("who is not linked was told %q, want how to", told)
	}
}

func TestEditAndDeletionFollowThrough(t *testing.T) {
	h := open(t)
	conversation, id, root := h.called("I cannot link my visa card to Alipay")
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	said := h.mem.Say("U-li", channel, root.ID, "Go to gate 3")
	note := h.mem.Say("U-li", channel, root.ID, "// a note")
	h.happens(said, note)
	h.happens(h.mem.Edit(said.At, "Go to gate 5"), h.mem.Edit(note.At, "// a better note"))
	want(t, "before it was read the visitor hears", h.heard(conversation), []string{"Go to gate 5"})
	want(t, "notes", h.notes(id), []string{"a better note"})
	c, err := h.desk.Store.Conversation(t.Context(), conversation)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.desk.MarkRead(t.Context(), &c, c.LastSeq); err != nil {
		t.Fatal(err)
	}
	h.work()
	if m := h.mem.Message(said.At); len(m.Marks) != 1 || m.Marks[0] != relay.Read {
		t.Errorf("the message has the marks %v, want that it was read", m.Marks)
	}
	h.happens(h.mem.Edit(said.At, "Go to gate 7"))
	want(t, "after it was read the visitor hears", h.heard(conversation), []string{"Go to gate 5", "Go to gate 7"})
	h.happens(h.mem.Remove(said.At), h.mem.Remove(note.At))
	if got := h.heard(conversation); len(got) != 1 || got[0] != "Go to gate 5" {
		t.Errorf("after it was removed the visitor has %q, want what was read alone", got)
	}
	want(t, "notes after removing", h.notes(id), nil)
	if n := count(h.ours(root), "gate"); n != 0 {
		t.Errorf("the thread repeats what was written in it: %q", h.ours(root))
	}
}

func TestLongNotesAreCutAndKeepNobodyWaiting(t *testing.T) {
	h := open(t)
	_, id, root := h.called("I cannot link my visa card to Alipay")
	h.happens(h.mem.Say("U-wang", channel, root.ID, strings.Repeat("长", 3500)), h.mem.Say("U-wang", channel, root.ID, "after it"))
	notes := h.notes(id)
	if len(notes) != 2 || len([]rune(notes[0])) != 2000 || notes[1] != "after it" {
		t.Errorf("the notes are %d, the last %q; want a cut one and what followed", len(notes), notes[len(notes)-1])
	}
}

func TestWhatTheVisitorAddsStandsInTheFirstMessage(t *testing.T) {
	h := open(t)
	conversation, _, root := h.called("I cannot link my visa card to Alipay")
	if _, err := h.desk.Escalate(t.Context(), conversation, desk.Asking{Note: "I am at gate 3"}, bot.Asked); err != nil {
		t.Fatal(err)
	}
	h.work()
	if m := h.mem.Message(root); !has(m.Text, "I am at gate 3") {
		t.Errorf("the first message says %q", m.Text)
	}
}

func TestFilesOfAMessageThatIsRemovedAreNoNoteAnyMore(t *testing.T) {
	h := open(t)
	_, id, root := h.called("I cannot link my visa card to Alipay")
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	said := h.mem.Say("U-li", channel, root.ID, "look at this")
	said.Files = []relay.File{{Name: "passport of Ms Tanaka.jpg", Type: "image/jpeg", Size: 9}}
	h.happens(said)
	if n := h.notes(id); len(n) != 1 {
		t.Fatalf("the notes are %q, want the file", n)
	}
	h.happens(h.mem.Remove(said.At))
	want(t, "notes after removing", h.notes(id), nil)
}

func TestWhatWasReadIsNotMarkedAsOnlyDeliveredByALaterCase(t *testing.T) {
	h := open(t)
	conversation, _, root := h.called("I cannot link my visa card to Alipay")
	look := func(read bool) {
		t.Helper()
		c, err := h.desk.Store.Conversation(t.Context(), conversation)
		if err != nil {
			t.Fatal(err)
		}
		all, err := h.desk.History(t.Context(), conversation, 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.desk.Delivered(t.Context(), &c, all); err != nil {
			t.Fatal(err)
		}
		if read {
			if err := h.desk.MarkRead(t.Context(), &c, c.LastSeq); err != nil {
				t.Fatal(err)
			}
		}
		h.work()
	}
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	first := h.mem.Say("U-li", channel, root.ID, "one")
	h.happens(first)
	look(true)
	h.sends("U-li", h.press("U-li", root, relay.ActResolve), map[string]string{relay.InReason: "solved"})
	if _, err := h.desk.Escalate(t.Context(), conversation, desk.Asking{}, bot.Asked); err != nil {
		t.Fatal(err)
	}
	h.work()
	root = h.root(channel)
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	second := h.mem.Say("U-li", channel, root.ID, "two")
	h.happens(second)
	look(false)
	want(t, "marks of what was read", h.mem.Message(first.At).Marks, []relay.Mark{relay.Read})
	want(t, "marks of what was delivered", h.mem.Message(second.At).Marks, []relay.Mark{relay.Delivered})
}

// A translating is a translation service that fails on demand.
type translating struct{ fails bool }

func (*translating) Name() string { return "test" }

func (s *translating) Translate(_ context.Context, text, _, to string) (string, error) {
	if s.fails {
		return "", errors.New("it is away")
	}
	return to + " " + text, nil
}

func TestAnEditThatCannotBeTranslatedKeepsNobodyWaiting(t *testing.T) {
	service := &translating{}
	h := openDesk(t, desktest.New(t, func(c *desk.Config) { c.Translator = service }))
	conversation, _, root := h.called("I cannot link my visa card to Alipay")
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	said := h.mem.Say("U-li", channel, root.ID, "请到三号门")
	h.happens(said)
	service.fails = true
	begun := h.desk.Clock.Now()
	h.happens(h.mem.Edit(said.At, "请到五号门"), h.mem.Say("U-li", channel, root.ID, "Please wait there."))
	for len(h.heard(conversation)) < 2 && h.desk.Clock.Now().Sub(begun) < 3*time.Hour {
		h.desk.Clock.Advance(10 * time.Second)
		h.Step(t.Context())
	}
	want(t, "the visitor heard", h.heard(conversation), []string{"en 请到三号门", "Please wait there."})
	if waited := h.desk.Clock.Now().Sub(begun); waited > 5*time.Minute {
		t.Errorf("what followed the edit waited %v", waited)
	}
	if marks := h.mem.Message(said.At).Marks; len(marks) != 1 || marks[0] != relay.Failed {
		t.Errorf("the edited message has the marks %v, want that it failed", marks)
	}
	if told := h.mem.Told("U-li"); len(told) != 2 || !has(told[1], "翻译") {
		t.Errorf("its writer was told %q, want that it was not translated", told)
	}
}

func TestThatAMessageWasNotSentIsShownThoughTheMessengerAsksToWait(t *testing.T) {
	h := open(t)
	conversation, _, root := h.called("I cannot link my visa card to Alipay")
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	said := h.mem.Say("U-li", channel, root.ID, strings.Repeat("too long ", 500))
	limited := relaytest.Fault{Err: &relay.LaterError{After: 30 * time.Second}}
	h.mem.Fail("Mark", limited, limited)
	h.mem.Fail("Respond", limited)
	h.happens(said)
	h.desk.Clock.Advance(time.Minute)
	h.work()
	h.desk.Clock.Advance(time.Minute)
	h.work()
	want(t, "the visitor heard", h.heard(conversation), nil)
	want(t, "marks", h.mem.Message(said.At).Marks, []relay.Mark{relay.Failed})
}
