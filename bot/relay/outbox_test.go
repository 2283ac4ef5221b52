package relay_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/relay"
	"payhelp/bot/relay/relaytest"
)

func TestTimeoutAfterItWasAcceptedPostsOnce(t *testing.T) {
	h := open(t)
	h.mem.Fail("Post", relaytest.Fault{Err: relay.ErrUnknown, Arrives: true})
	conversation, _, root := h.called("I cannot link my visa card to Alipay")
	h.mem.Fail("Post", relaytest.Fault{Err: relay.ErrUnknown, Arrives: true}, relaytest.Fault{Err: relay.ErrUnknown})
	h.says(conversation, "a", "first")
	h.work()
	h.says(conversation, "b", "second")
	h.work()
	if n := len(h.mem.Messages(channel)); n != len(h.ours(root))+1 {
		t.Errorf("%d messages stand in the channel and %d in the thread: it was begun twice", n, len(h.ours(root)))
	}
	for _, text := range []string{"first", "second"} {
		if n := count(h.ours(root), text); n != 1 {
			t.Errorf("%q stands in the thread %d times, want once", text, n)
		}
	}
}

func TestCrashBetweenIntentionAndPostPostsOnce(t *testing.T) {
	for name, arrives := range map[string]bool{"before the messenger has it": false, "after the messenger has it": true} {
		t.Run(name, func(t *testing.T) {
			h := open(t)
			ctx, crash := context.WithCancel(t.Context())
			defer crash()
			if arrives {
				h.mem.Fail("Post", relaytest.Fault{Err: context.Canceled, Arrives: true})
			} else {
				h.mem.Fail("Post", relaytest.Fault{Before: func(context.Context) { crash() }})
			}
			h.visit("en", "I cannot link my visa card to Alipay")
			h.Step(ctx)
			crash()
			h.desk.Clock.Advance(5 * time.Minute) // the leases of who crashed end
			h.Relay = h.replica(h.mem)            // and the program starts again
			h.work()
			if n := len(h.mem.Messages(channel)); n != 1 {
				t.Errorf("%d threads stand in the channel, want one", n)
			}
		})
	}
}

func TestTwoReplicasOpenOneThread(t *testing.T) {
	h := open(t)
	other := h.replica(h.mem)
	for i := range 5 {
		h.visit("en", fmt.Sprintf("I cannot link my visa card to Alipay, number %d", i))
	}
	for range 10 {
		var wg sync.WaitGroup
		for _, r := range []*relay.Relay{h.Relay, other} {
			wg.Go(func() { r.Step(t.Context()) })
		}
		wg.Wait()
		h.desk.Clock.Advance(2 * time.Second)
	}
	cases := map[string]int{}
	for _, m := range h.mem.Messages(channel) {
		cases[m.Key]++
	}
	if len(cases) != 5 {
		t.Errorf("there are threads of %d cases, want 5", len(cases))
	}
	for key, n := range cases {
		if n != 1 {
			t.Errorf("%q stands in the channel %d times", key, n)
		}
	}
}

func TestTwoHundredMessagesInTenSeconds(t *testing.T) {
	h := open(t)
	conversation, _, root := h.called("I cannot link my visa card to Alipay")
	before := len(h.mem.Messages(channel))
	began := h.desk.Clock.Now()
	for i := range 200 {
		h.says(conversation, fmt.Sprint("many-", i), fmt.Sprintf("message %03d of many", i))
		if i%20 == 19 {
			h.Step(t.Context())
			h.desk.Clock.Advance(time.Second)
		}
	}
	h.work()
	took := h.desk.Clock.Now().Sub(began)
	posts := len(h.mem.Messages(channel)) - before
	if most := int(took/time.Second) + 1; posts > most {
		t.Errorf("%d messages in %v, want at most one a second", posts, took)
	}
	if took > time.Minute {
		t.Errorf("it took %v to tell of them, want bursts merged", took)
	}
	at := -1
	all := fmt.Sprint(h.ours(root))
	for i := range 200 {
		text := fmt.Sprintf("message %03d of many", i)
		if n := count([]string{all}, text); n != 1 {
			t.Errorf("%q stands in the thread %d times, want once", text, n)
		}
		if next := index(all, text); next < at {
			t.Errorf("%q stands before what was written earlier", text)
		} else {
			at = next
		}
	}
}

func TestAskedToWaitItWaits(t *testing.T) {
	h := open(t)
	conversation, _, root := h.called("I cannot link my visa card to Alipay")
	h.desk.Clock.Advance(2 * time.Second)
	h.mem.Fail("Post", relaytest.Fault{Err: &relay.LaterError{After: 30 * time.Second}})
	h.says(conversation, "a", "first")
	h.Step(t.Context())
	calls := h.mem.Count("Post")
	h.says(conversation, "b", "second")
	h.desk.Clock.Advance(29 * time.Second)
	h.Step(t.Context())
	if n := h.mem.Count("Post") - calls; n != 0 {
		t.Errorf("it posted %d times while it was asked to wait", n)
	}
	h.desk.Clock.Advance(2 * time.Second)
	h.work()
	if got := h.ours(root); count(got, "first") != 1 || count(got, "second") != 1 {
		t.Errorf("the thread has %q, want both messages once", got)
	}
}

func TestArchivedChannelLosesNothingAndTroublesNobodyElse(t *testing.T) {
	h := open(t)
	conversation, _, root := h.called("I cannot link my visa card to Alipay")
	h.mem.Archive(channel, true)
	h.says(conversation, "a", "while it was archived")
	h.work()
	if got := h.Health(); got.Healthy || got.Reason != "archived" || got.Channel != channel || got.Since.IsZero() {
		t.Errorf("health is %+v, want that the channel is archived", got)
	}
	h.visit("ja", "カードが使えません")
	h.work()
	if got := h.root(medical); got.ID == "" {
		t.Error("a case of another channel has no thread")
	}
	if err := h.desk.Ready(t.Context()); err != nil {
		t.Errorf("the service is not ready: %v", err)
	}
	h.mem.Archive(channel, false)
	h.desk.Clock.Advance(2 * time.Minute)
	h.work()
	if got := h.Health(); !got.Healthy {
		t.Errorf("health is %+v after the channel came back", got)
	}
	if n := count(h.ours(root), "while it was archived"); n != 1 {
		t.Errorf("what waited stands in the thread %d times, want once", n)
	}
}

func TestMessengerDownForAnHour(t *testing.T) {
	h := open(t)
	conversation, id, root := h.called("I cannot link my visa card to Alipay")
	down := relaytest.Fault{Err: &relay.BlockedError{Reason: relay.Unreachable, Detail: "no route"}}
	for _, method := range []string{"Post", "Update", "Check", "Find", "Mark"} {
		for range 2000 {
			h.mem.Fail(method, down)
		}
	}
	calls := h.mem.Count("Post")
	for i := range 60 {
		h.says(conversation, fmt.Sprint("down-", i), fmt.Sprintf("minute %02d", i))
		h.Step(t.Context())
		h.desk.Clock.Advance(time.Minute)
	}
	if n := h.mem.Count("Post") - calls; n > 60 {
		t.Errorf("it tried %d times in an hour", n)
	}
	if got := h.Health(); got.Healthy || got.Reason != "unreachable" {
		t.Errorf("health is %+v, want that it cannot be reached", got)
	}
	if row := h.desk.Row(h.caseNow(id), ""); !row.Late {
		t.Error("the case is not late after an hour")
	}
	for _, method := range []string{"Post", "Update", "Check", "Find", "Mark"} {
		h.mem.Mend(method)
	}
	h.desk.Clock.Advance(time.Minute)
	h.work()
	for i := range 60 {
		if n := count(h.ours(root), fmt.Sprintf("minute %02d", i)); n != 1 {
			t.Errorf("message %d stands in the thread %d times, want once", i, n)
		}
	}
	if got := h.Health(); !got.Healthy {
		t.Errorf("health is %+v after it came back", got)
	}
}

func TestRefusedMessageIsToldOfAndOthersFollow(t *testing.T) {
	h := open(t)
	conversation, _, root := h.called("I cannot link my visa card to Alipay")
	h.mem.Fail("Post", relaytest.Fault{Err: &relay.RefusedError{Detail: "invalid_blocks"}})
	h.says(conversation, "a", "poison")
	h.work()
	h.says(conversation, "b", "after it")
	h.work()
	if got := h.ours(root); len(got) != 2 || has(got[0], "poison") || !has(got[1], "after it") {
		t.Errorf("the thread has %q, want a line that says so, and what followed", got)
	}
}

func TestOneThreadThatFailsKeepsNoOther(t *testing.T) {
	h := open(t)
	first, _, _ := h.called("I cannot link my visa card to Alipay")
	h.mem.Fail("Post", relaytest.Fault{Err: errors.New("never heard of")})
	h.says(first, "a", "of the first")
	second, _ := h.visit("en", "Where can I find an ATM?")
	_ = second
	h.work()
	roots := 0
	for _, m := range h.mem.Messages(channel) {
		if m.At.ID == m.At.Thread {
			roots++
		}
	}
	if roots != 2 {
		t.Errorf("there are %d threads, want 2", roots)
	}
	h.desk.Clock.Advance(time.Minute)
	h.work()
	if n := count(texts(h.mem.Messages(channel)), "of the first"); n != 1 {
		t.Errorf("what failed stands in its thread %d times, want once", n)
	}
}

func TestConsoleAndThreadShowTheSame(t *testing.T) {
	h := open(t)
	conversation, id, root := h.called("I cannot link my visa card to Alipay")
	wang := desk.Actor{Staff: h.wang.ID, Name: h.wang.Name, Via: "session"}
	if _, err := h.desk.Claim(t.Context(), id, wang); err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.desk.Reply(t.Context(), id, desk.StaffReply{ClientID: "x", Text: "Written in the console"}, wang); err != nil {
		t.Fatal(err)
	}
	h.work()
	if m := h.mem.Message(root); !has(m.Text, "王强") {
		t.Errorf("the first message says %q, want who has the case", m.Text)
	}
	if n := count(h.ours(root), "Written in the console"); n != 1 {
		t.Errorf("the thread has what the console sent %d times, want once", n)
	}
	if _, err := h.desk.Resolve(t.Context(), id, desk.Ending{Reason: "solved"}, wang, false); err != nil {
		t.Fatal(err)
	}
	h.says(conversation, "later", "One more question about cash")
	h.work()
	if n := count(h.ours(root), "One more question"); n != 0 {
		t.Error("the thread of a resolved case goes on")
	}
	h.happens(h.mem.Press("U-li", root, relay.ActTake))
	if c := h.caseNow(id); c.State != desk.Resolved {
		t.Errorf("the case is %s, want resolved", c.State)
	}
}

func TestErasedConversationIsDeletedInTheMessenger(t *testing.T) {
	h := open(t)
	conversation, _, root := h.called("I cannot link my visa card to Alipay")
	h.says(conversation, "a", "my secret")
	h.work()
	c, err := h.desk.Store.Conversation(t.Context(), conversation)
	if err != nil {
		t.Fatal(err)
	}
	h.mem.Fail("Delete", relaytest.Fault{Err: &relay.LaterError{After: 10 * time.Second}})
	if err := h.desk.Erase(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	h.work()
	h.desk.Clock.Advance(time.Minute)
	h.work()
	if left := h.mem.Messages(channel); len(left) != 0 {
		t.Errorf("%d messages of ours are left", len(left))
	}
	if _, err := h.desk.Store.ThreadAt(t.Context(), "memory", channel, root.ID); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("the thread is still known: %v", err)
	}
}

func TestAThreadThatWasRemovedWhileAPostIsPendingIsSettledAndErased(t *testing.T) {
	h := open(t)
	conversation, _, root := h.called("I cannot link my visa card to Alipay")
	gone := &relay.RefusedError{Detail: "thread_not_found"}
	h.says(conversation, "a", "nobody knows whether it arrived")
	h.mem.Fail("Post", relaytest.Fault{Err: relay.ErrUnknown})
	h.Step(t.Context())
	h.mem.Fail("Find", slices.Repeat([]relaytest.Fault{{Err: gone}}, 1000)...)
	h.mem.Fail("Post", slices.Repeat([]relaytest.Fault{{Err: gone}}, 1000)...)
	h.desk.Clock.Advance(time.Minute)
	h.work()
	left, err := h.desk.Store.TakeOutbox(t.Context(), h.desk.Clock.Now().Add(time.Hour), time.Millisecond, 10)
	if err != nil || len(left) != 0 {
		t.Errorf("the outbox keeps %+v, %v for a thread that is gone", left, err)
	}

	h.mem.Mend("Post")
	h.mem.Fail("Post", relaytest.Fault{Err: relay.ErrUnknown})
	h.says(conversation, "b", "nor this")
	h.Step(t.Context())
	c, err := h.desk.Store.Conversation(t.Context(), conversation)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.desk.Erase(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		h.desk.Clock.Advance(3 * time.Minute)
		h.work()
	}
	if _, err := h.desk.Store.ThreadAt(t.Context(), "memory", channel, root.ID); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("the thread is still known: %v", err)
	}
}

func TestWhatNoThreadIsToldOfGoesAtOnce(t *testing.T) {
	h := open(t)
	for range 4 {
		c, _, err := h.desk.Start(t.Context(), desk.Visit{Lang: "en"})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 10 {
			h.says(c.ID, fmt.Sprint(i), "which banks have ATMs for visa cards?")
		}
	}
	if rest := h.Step(t.Context()).Sub(h.desk.Clock.Now()); rest > 0 {
		t.Errorf("it rests for %v though there is more to do: 50 entries a second are less than the bot writes on a busy day", rest)
	}
}

func texts(messages []relaytest.Message) []string {
	var out []string
	for _, m := range messages {
		out = append(out, m.Text)
	}
	return out
}

func TestErasingManyThreadsKeepsToWhatTheMessengerTakes(t *testing.T) {
	h := open(t)
	var all []desk.Conversation
	for i := range 30 {
		id, _ := h.visit("en", fmt.Sprintf("I cannot link my visa card to Alipay, number %d", i))
		h.work()
		h.says(id, "more", "and one more question")
		h.work()
		c, err := h.desk.Store.Conversation(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	for i := range all {
		if err := h.desk.Erase(t.Context(), &all[i]); err != nil {
			t.Fatal(err)
		}
	}
	before, begun := h.mem.Count("Delete"), h.desk.Clock.Now()
	for h.desk.Clock.Now().Sub(begun) < time.Minute {
		h.desk.Clock.Advance(max(0, h.Step(t.Context()).Sub(h.desk.Clock.Now())) + time.Millisecond)
	}
	if n := h.mem.Count("Delete") - before; n < 20 || n > 50 {
		t.Errorf("%d messages were deleted in a minute; Slack takes 50, and then nothing else either", n)
	}
	for range 3 {
		h.work()
	}
	if left := h.mem.Messages(channel); len(left) != 0 {
		t.Errorf("%d messages of ours are left", len(left))
	}
}
