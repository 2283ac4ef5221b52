package relay_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/relay"
	"payhelp/bot/relay/relaytest"
)

func index(text, part string) int { return strings.Index(text, part) }

func TestSameEventFourTimesIsTakenOnce(t *testing.T) {
	h := open(t)
	conversation, _, root := h.called("I cannot link my visa card to Alipay")
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	said := h.mem.Say("U-li", channel, root.ID, "once")
	h.happens(said, said)
	h.happens(said)
	h.happens(said)
	want(t, "the visitor heard", h.heard(conversation), []string{"once"})
}

func TestOneMessageUnderElevenEventsIsTakenOnce(t *testing.T) {
	h := open(t)
	conversation, id, root := h.called("I cannot link my visa card to Alipay")
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	said, note := h.mem.Say("U-li", channel, root.ID, "once"), h.mem.Say("U-wang", channel, root.ID, "a note")
	for i := range 11 {
		said.ID, note.ID = fmt.Sprint("EvA", i), fmt.Sprint("EvB", i)
		h.happens(said, note)
	}
	want(t, "the visitor heard", h.heard(conversation), []string{"once"})
	want(t, "notes", h.notes(id), []string{"a note"})
}

func TestRetryAfterARestartIsTakenOnce(t *testing.T) {
	h := open(t)
	conversation, _, root := h.called("I cannot link my visa card to Alipay")
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	said := h.mem.Say("U-li", channel, root.ID, "once")
	h.happens(said)
	h.desk.Clock.Advance(5 * time.Minute)
	h.Relay = h.replica(h.mem)
	h.happens(said)
	want(t, "the visitor heard", h.heard(conversation), []string{"once"})
}

func TestWhatWasMissedIsFetched(t *testing.T) {
	h := open(t)
	conversation, id, root := h.called("I cannot link my visa card to Alipay")
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	heard := h.mem.Say("U-li", channel, root.ID, "heard")
	h.happens(heard)
	h.Disconnected(relay.Silent)
	if got := h.Health(); got.Healthy || got.Reason != "silent" {
		t.Errorf("health is %+v, want that nothing comes in", got)
	}
	missed := h.mem.Say("U-li", channel, root.ID, "missed")
	h.mem.Say("U-wang", channel, root.ID, "a note that was missed")
	h.Connected()
	h.work() // fetches
	h.work() // acts
	want(t, "the visitor heard", h.heard(conversation), []string{"heard", "missed"})
	want(t, "notes", h.notes(id), []string{"a note that was missed"})
	h.happens(missed, heard) // which come late, after all
	h.Connected()
	h.work()
	want(t, "the visitor heard in the end", h.heard(conversation), []string{"heard", "missed"})
	if got := h.Health(); !got.Healthy {
		t.Errorf("health is %+v after it came back", got)
	}
}

func TestWhatIsWrittenBeforeTheThreadIsKnownIsNotLost(t *testing.T) {
	h := open(t)
	var root relay.Ref
	h.mem.Fail("Post", relaytest.Fault{Err: relay.ErrUnknown, Arrives: true})
	_, id := h.visit("en", "I cannot link my visa card to Alipay")
	h.Step(t.Context())
	root = h.root(channel)
	h.happens(h.mem.Say("U-li", channel, root.ID, "very quick"))
	h.desk.Clock.Advance(time.Minute)
	h.work()
	want(t, "notes", h.notes(id), []string{"very quick"})
}

func TestChatterOfOthersIsNotKept(t *testing.T) {
	h := open(t)
	e := h.mem.Say("U-wang", channel, "", "lunch?")
	reply := h.mem.Say("U-li", channel, e.At.ID, "yes")
	h.happens(e, reply)
	left, err := h.desk.Store.TakeInbox(t.Context(), "memory", h.desk.Clock.Now().Add(time.Hour), time.Minute, 10)
	if err != nil || len(left) != 0 {
		t.Errorf("the inbox has %+v, %v", left, err)
	}
	if n := len(h.mem.Messages(channel)); n != 2 {
		t.Errorf("%d messages stand in the channel: we took part", n)
	}
}

func TestMessagesOfAThreadAreTakenInOrderThoughOneFails(t *testing.T) {
	h := open(t)
	conversation, _, root := h.called("I cannot link my visa card to Alipay")
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	ctx, crash := context.WithCancel(t.Context())
	for _, text := range []string{"one", "two", "three"} {
		if _, err := h.Receive(t.Context(), h.mem.Say("U-li", channel, root.ID, text)); err != nil {
			t.Fatal(err)
		}
	}
	crash()
	h.Step(ctx) // it dies with what it took
	h.desk.Clock.Advance(3 * time.Minute)
	if _, err := h.Receive(t.Context(), h.mem.Say("U-li", channel, root.ID, "four")); err != nil {
		t.Fatal(err)
	}
	h.work()
	want(t, "the visitor heard", h.heard(conversation), []string{"one", "two", "three", "four"})
}

// forgets lets eight days pass, after which nobody knows which events came, and
// then fetches what was written once more.
func (h *house) forgets() {
	h.Helper()
	h.desk.Clock.Advance(8 * 24 * time.Hour)
	if _, err := h.desk.Sweep(h.Context()); err != nil {
		h.Fatal(err)
	}
	h.Connected()
	h.work() // fetches
	h.work() // acts
}

func TestANoteStaysANoteThoughItsWriterTakesTheCaseAndItComesAgain(t *testing.T) {
	h := open(t)
	conversation, id, root := h.called("I cannot link my visa card to Alipay")
	h.happens(h.mem.Say("U-li", channel, root.ID, "I do not believe this one"))
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	h.forgets()
	want(t, "the visitor heard", h.heard(conversation), nil)
	want(t, "notes", h.notes(id), []string{"I do not believe this one"})
}

func TestAReplyStaysAReplyThoughTheCaseIsHandedOnAndItComesAgain(t *testing.T) {
	h := open(t)
	conversation, id, root := h.called("I cannot link my visa card to Alipay")
	h.happens(h.mem.Press("U-li", root, relay.ActTake), h.mem.Say("U-li", channel, root.ID, "Please wait"))
	by := desk.Actor{Staff: h.li.ID, Name: h.li.Name}
	if _, err := h.desk.Transfer(t.Context(), id, desk.Transfer{To: h.wang.ID, ToName: h.wang.Name}, by, false); err != nil {
		t.Fatal(err)
	}
	h.work()
	before := len(h.mem.Told("U-li"))
	h.forgets()
	want(t, "the visitor heard", h.heard(conversation), []string{"Please wait"})
	want(t, "notes", h.notes(id), nil)
	if told := h.mem.Told("U-li"); len(told) != before {
		t.Errorf("who replied was told %q, want nothing", told[before:])
	}
}

func TestACommandIsNotGivenUpWhileTheMessengerIsDown(t *testing.T) {
	h := open(t)
	h.mem.Fail("Direct", slices.Repeat([]relaytest.Fault{{Err: &relay.BlockedError{Reason: relay.Unreachable, Detail: "no route"}}}, 2000)...)
	h.mem.Fail("Check", slices.Repeat([]relaytest.Fault{{Err: &relay.BlockedError{Reason: relay.Unreachable, Detail: "no route"}}}, 2000)...)
	if _, err := h.Receive(t.Context(), h.mem.Command("U-clerk", "C-any", "which banks have ATMs for visa cards?")); err != nil {
		t.Fatal(err)
	}
	for range 720 {
		h.Step(t.Context())
		h.desk.Clock.Advance(5 * time.Second)
	}
	h.mem.Mend("Direct")
	h.mem.Mend("Check")
	h.desk.Clock.Advance(time.Minute)
	h.work()
	h.work()
	if n := len(h.mem.Messages("D-U-clerk")); n != 2 {
		t.Errorf("%d messages stand with the clerk after the outage, want question and answer", n)
	}
}

func TestCatchingUpWithManyThreadsKeepsNothingBack(t *testing.T) {
	h := open(t)
	var roots []relay.Ref
	for i := range 12 {
		h.visit("en", fmt.Sprintf("I cannot link my visa card to Alipay, number %d", i))
	}
	h.work()
	for _, m := range h.mem.Messages(channel) {
		if m.At.ID == m.At.Thread {
			roots = append(roots, m.At)
		}
	}
	last := roots[len(roots)-1]
	h.mem.Say("U-wang", channel, last.ID, "missed")
	conversation, _ := h.visit("en", "my card was swallowed")
	// Of five calls one is too many.
	limited := relaytest.Fault{Err: &relay.LaterError{After: 30 * time.Second}}
	for range 100 {
		h.mem.Fail("Missed", relaytest.Fault{}, relaytest.Fault{}, relaytest.Fault{}, relaytest.Fault{}, limited)
	}
	h.Connected()
	for range 40 {
		h.desk.Clock.Advance(max(0, h.Step(t.Context()).Sub(h.desk.Clock.Now())) + time.Millisecond)
	}
	threads, err := h.desk.Store.ThreadsOf(t.Context(), "memory", conversation)
	if err != nil || len(threads) != 1 || threads[0].Root == "" {
		t.Errorf("the threads of the case that was opened meanwhile are %+v, %v; want one that began", threads, err)
	}
	if n := h.mem.Count("Missed"); n > 40 {
		t.Errorf("it asked %d times what was missed in 13 threads", n)
	}
	found := false
	for _, m := range h.mem.Messages(channel) {
		if m.Text == "missed" {
			found = len(m.Marks) == 1
		}
	}
	if !found {
		t.Error("what was missed in the last thread was not fetched")
	}
}

func TestAMentionInAThreadThatIsAboutToBeKnownWaitsForIt(t *testing.T) {
	h := open(t)
	h.mem.Fail("Post", relaytest.Fault{Err: relay.ErrUnknown, Arrives: true})
	_, id := h.visit("en", "I cannot link my visa card to Alipay")
	h.Step(t.Context())
	root := h.root(channel)
	h.happens(h.mem.Say("U-li", channel, root.ID, "@payhelp is this urgent?"))
	h.desk.Clock.Advance(time.Minute)
	h.work()
	want(t, "notes", h.notes(id), []string{"is this urgent?"})
}

func TestAnEditOfWhatWasMissedReachesTheVisitorOnce(t *testing.T) {
	h := open(t)
	conversation, id, root := h.called("I cannot link my visa card to Alipay")
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	missed := h.mem.Say("U-li", channel, root.ID, "Go to gate 3")
	note := h.mem.Say("U-wang", channel, root.ID, "lunch?")
	h.happens(h.mem.Edit(missed.At, "Go to gate 5"), h.mem.Edit(note.At, "lunch at noon?"))
	h.happens(missed, note) // the events that told of them first, which come late
	h.Connected()
	h.work()
	h.work()
	want(t, "the visitor heard", h.heard(conversation), []string{"Go to gate 5"})
	want(t, "notes", h.notes(id), []string{"lunch at noon?"})
}

func TestWhatCouldNotBeStoredIsFetchedThoughItIsNotSentAgain(t *testing.T) {
	h := open(t)
	conversation, _, root := h.called("I cannot link my visa card to Alipay")
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	away, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.Receive(away, h.mem.Say("U-li", channel, root.ID, "while the store was away")); err == nil {
		t.Fatal("it was stored")
	}
	h.desk.Clock.Advance(time.Minute)
	h.work() // fetches
	h.work() // acts
	want(t, "the visitor heard", h.heard(conversation), []string{"while the store was away"})
}

func TestWhatWasRemovedBeforeItWasTakenReachesNobody(t *testing.T) {
	h := open(t)
	conversation, id, root := h.called("I cannot link my visa card to Alipay")
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	said, note := h.mem.Say("U-li", channel, root.ID, "for another guest"), h.mem.Say("U-wang", channel, root.ID, "nonsense")
	h.happens(h.mem.Remove(said.At), h.mem.Remove(note.At))
	h.happens(said, note) // which Slack could not hand over at first
	want(t, "the visitor heard", h.heard(conversation), nil)
	want(t, "notes", h.notes(id), nil)
}
