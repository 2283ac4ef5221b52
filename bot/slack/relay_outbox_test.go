package slack_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/relay"
	"payhelp/bot/slack/slackfake"
	"payhelp/bot/store/sqlstore"
)

// A brokenStore cannot store what comes in.
type brokenStore struct{ *sqlstore.Store }

func (brokenStore) AddInbox(context.Context, desk.InboxEntry) (bool, error) {
	return false, errors.New("the disk is full")
}

func TestRelayFromEscalationToTheOfficersAnswer(t *testing.T) {
	h := openHouse(t)
	conversation, id, root := h.called("ja", "アリペイにビザカードを登録できません")
	first, _ := h.world.Message(channel, root)
	for _, text := range []string{fmt.Sprintf("#%d", id), "日语", "アリペイにビザカードを登録できません"} {
		if !strings.Contains(h.shown(&first), text) {
			t.Errorf("the first message shows %q, want %q in it", h.shown(&first), text)
		}
	}
	h.happens(h.world.Press(t, "U0WANG", channel, root, relay.ActTake), h.world.Press(t, "U0LI", channel, root, relay.ActTake))
	if c := h.caseNow(id); c.Officer != h.wang.ID {
		t.Fatalf("the case is %q's, want that of who pressed first", c.Officer)
	}
	if told := h.private("U0LI"); !strings.Contains(told[len(told)-1], "王强") {
		t.Errorf("who came late is told %q, want who has it", told)
	}
	first, _ = h.world.Message(channel, root)
	if !strings.Contains(h.shown(&first), "王强") {
		t.Errorf("after Take the first message shows %q, want who has it", h.shown(&first))
	}
	h.happens(h.world.Say("U0WANG", channel, root, "请换一张卡试试"))
	h.want("the visitor heard", h.heard(conversation), "请换一张卡试试")
	h.says(conversation, "second", "できました")
	h.work()
	h.wantOnce(root, "できました")
	h.happens(h.world.Press(t, "U0WANG", channel, root, relay.ActResolve))
	h.happens(h.world.Submit("U0WANG", map[string]string{relay.InReason: "solved"}))
	if c := h.caseNow(id); c.State != desk.Resolved {
		t.Errorf("the case is %s, want resolved", c.State)
	}
}

func TestRelayTwoReplicasRacingToOpenOneThread(t *testing.T) {
	h := openHouse(t)
	other := h.replica()
	const cases = 5
	for i := range cases {
		h.calls("en", fmt.Sprintf("I cannot link my visa card to Alipay, number %d", i))
	}
	for range 2 * cases {
		var race sync.WaitGroup
		for _, r := range []*relay.Relay{h.relay, other} {
			race.Go(func() { r.Step(t.Context()) })
		}
		race.Wait()
		h.desk.Clock.Advance(2 * time.Second)
	}
	if n := len(h.roots()); n != cases {
		t.Errorf("%d threads stand in the channel, want %d", n, cases)
	}
}

func TestRelayTwoHundredMessagesInTenSeconds(t *testing.T) {
	h := openHouse(t)
	h.world.LimitPosts(time.Second, 1) // more is answered with 429
	conversation, _, root := h.called("en", "I cannot link my visa card to Alipay")
	before, began := len(h.world.Calls("chat.postMessage")), h.desk.Clock.Now()
	texts := numbered("message %03d of many", 200)
	for i, text := range texts {
		h.says(conversation, fmt.Sprint("many-", i), text)
		if i%20 == 19 {
			h.relay.Step(t.Context())
			h.desk.Clock.Advance(time.Second)
		}
	}
	h.work()
	took := h.desk.Clock.Now().Sub(began)
	calls := h.world.Calls("chat.postMessage")[before:]
	for i, c := range calls {
		if c.Error != "" {
			t.Errorf("post %d is refused: %s", i, c.Error)
		}
	}
	if most := int(took/time.Second) + 1; len(calls) > most {
		t.Errorf("%d posts in %v, want at most one a second", len(calls), took)
	}
	if took > time.Minute {
		t.Errorf("it took %v, want bursts merged", took)
	}
	t.Logf("200 messages: %d posts in %v", len(calls), took.Round(time.Second))
	h.wantOnce(root, texts...)
	all, at := h.ours(root), 0
	for _, text := range texts {
		next := strings.Index(all, text)
		if next < at {
			t.Errorf("%q stands before what was written earlier", text)
		}
		at = next
	}
}

func TestRelay429WithRetryAfter30(t *testing.T) {
	h := openHouse(t)
	conversation, _, root := h.called("en", "I cannot link my visa card to Alipay")
	h.desk.Clock.Advance(2 * time.Second)
	h.world.FailNext("chat.postMessage", slackfake.Fault{Status: 429, RetryAfter: 30})
	h.says(conversation, "a", "the first of two")
	h.relay.Step(t.Context())
	calls := len(h.world.Calls(""))
	h.says(conversation, "b", "the second of two")
	for range 29 {
		h.desk.Clock.Advance(time.Second)
		h.relay.Step(t.Context())
	}
	if n := len(h.world.Calls("")) - calls; n != 0 {
		t.Errorf("Slack was called %d times within 30 s of asking to be left alone", n)
	}
	h.desk.Clock.Advance(2 * time.Second)
	h.work()
	h.wantOnce(root, "the first of two", "the second of two")
}

func TestRelayATimeoutAfterSlackAccepted(t *testing.T) {
	h := openHouse(t)
	h.world.FailNext("chat.postMessage", slackfake.Fault{Drop: true})
	conversation, _, root := h.called("en", "I cannot link my visa card to Alipay")
	if n := len(h.roots()); n != 1 {
		t.Fatalf("%d threads stand in the channel, want one", n)
	}
	h.desk.Clock.Advance(2 * time.Second)
	h.world.FailNext("chat.postMessage", slackfake.Fault{Drop: true})
	h.says(conversation, "a", "accepted without an answer")
	h.relay.Step(t.Context())
	h.says(conversation, "b", "written after it")
	h.work()
	h.wantOnce(root, "accepted without an answer", "written after it")
}

func TestRelayACrashBetweenCommitAndPost(t *testing.T) {
	for name, fault := range map[string]slackfake.Fault{
		"before Slack has it": {},
		"after Slack has it":  {Drop: true},
	} {
		t.Run(name, func(t *testing.T) {
			h := openHouse(t)
			conversation, _, root := h.called("en", "I cannot link my visa card to Alipay")
			h.desk.Clock.Advance(2 * time.Second)
			h.says(conversation, "a", "committed and not told")
			ctx, crash := context.WithCancel(t.Context())
			held := make(chan struct{})
			if fault.Drop {
				h.world.FailNext("chat.postMessage", fault)
			} else {
				h.world.FailNext("chat.postMessage", slackfake.Fault{Wait: held})
			}
			stepped := make(chan struct{})
			go func() {
				defer close(stepped)
				h.relay.Step(ctx)
			}()
			if !fault.Drop {
				h.world.Until(t, "the post is under way", func() bool { return h.world.Waiting() > 0 })
			} else {
				h.world.Until(t, "the post has arrived", func() bool { return len(h.world.Thread(channel, root)) > 1 })
			}
			crash()
			<-stepped
			h.desk.Clock.Advance(5 * time.Minute) // the leases of who crashed end
			h.restart()
			h.work()
			close(held)
			h.wantOnce(root, "committed and not told")
		})
	}
}

func TestRelayAnArchivedChannel(t *testing.T) {
	h := openHouse(t)
	conversation, id, root := h.called("en", "I cannot link my visa card to Alipay")
	h.desk.Clock.Advance(2 * time.Second)
	h.world.AddChannel(slackfake.Channel{ID: channel, Name: "help-desk", Member: true, Archived: true})
	h.says(conversation, "a", "while it was archived")
	h.work()
	if got := h.relay.Health(); got.Healthy || got.Reason != string(relay.Archived) || got.Channel != channel {
		t.Errorf("health is %+v, want that the channel is archived", got)
	}
	if err := h.desk.Ready(t.Context()); err != nil {
		t.Errorf("the service is not ready: %v", err)
	}
	h.desk.Clock.Advance(10 * time.Minute)
	if row := h.desk.Row(h.caseNow(id), ""); !row.Late {
		t.Error("the case is not late: service goals stand still")
	}
	h.world.AddChannel(slackfake.Channel{ID: channel, Name: "help-desk", Member: true})
	h.desk.Clock.Advance(time.Minute)
	h.work()
	if got := h.relay.Health(); !got.Healthy {
		t.Errorf("health is %+v after the channel came back", got)
	}
	h.wantOnce(root, "while it was archived")
}

func TestRelayARevokedToken(t *testing.T) {
	h := openHouse(t)
	conversation, _, root := h.called("en", "I cannot link my visa card to Alipay")
	h.desk.Clock.Advance(2 * time.Second)
	h.world.Revoke(true)
	h.says(conversation, "a", "while it was revoked")
	h.work()
	if got := h.relay.Health(); got.Healthy || got.Reason != string(relay.Revoked) || got.Channel != "" {
		t.Errorf("health is %+v, want that the token is revoked", got)
	}
	h.world.Revoke(false)
	h.desk.Clock.Advance(2 * time.Minute)
	h.work()
	if got := h.relay.Health(); !got.Healthy {
		t.Errorf("health is %+v after the token is good again", got)
	}
	h.wantOnce(root, "while it was revoked")
}

func TestRelaySlackDownForAnHour(t *testing.T) {
	h := openHouse(t)
	conversation, _, root := h.called("en", "I cannot link my visa card to Alipay")
	h.world.FailAll("", slackfake.Fault{Status: 503})
	texts := numbered("minute %02d of the hour", 60)
	for _, text := range texts {
		h.says(conversation, text, text)
		h.relay.Step(t.Context())
		h.desk.Clock.Advance(time.Minute)
	}
	if got := h.relay.Health(); got.Healthy || got.Reason != string(relay.Unreachable) {
		t.Errorf("health is %+v, want that Slack cannot be reached", got)
	}
	h.world.FailAll("", slackfake.Fault{})
	h.work()
	if got := h.relay.Health(); !got.Healthy {
		t.Errorf("health is %+v after Slack came back", got)
	}
	h.wantOnce(root, texts...)
}

func TestRelayErasureReachesSlack(t *testing.T) {
	h := openHouse(t)
	conversation, _, _ := h.called("en", "I cannot link my visa card to Alipay, my secret")
	h.says(conversation, "a", "another secret")
	h.work()
	c, err := h.desk.Store.Conversation(t.Context(), conversation)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.desk.Erase(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	h.work()
	for _, m := range h.world.Messages(channel) {
		if text := h.shown(&m) + m.Text; strings.Contains(text, "secret") {
			t.Errorf("a message still shows %q", text)
		}
	}
}
