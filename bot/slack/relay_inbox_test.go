package slack_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
	"payhelp/bot/relay"
	"payhelp/bot/slack/slackfake"
)

func TestRelayTheSameEventFourTimes(t *testing.T) {
	h := openHouse(t)
	conversation, id, root := h.taken()
	p, note := h.world.Say("U0LI", channel, root, "once"), h.world.Say("U0WANG", channel, root, "a note")
	h.tells(p, note)
	for range 3 {
		p, note = p.Again(), note.Again()
		h.happens(p, note)
	}
	h.want("the visitor heard", h.heard(conversation), "once")
	h.want("notes", h.notes(id), "a note")
}

func TestRelayOneMessageWithElevenEventIDs(t *testing.T) {
	h := openHouse(t)
	conversation, _, root := h.taken()
	p := h.world.Say("U0LI", channel, root, "once <@"+slackfake.BotUser+">")
	h.tells(p, h.world.Mention(p))
	for i := range 9 {
		h.happens(p.WithID(fmt.Sprint("EvOther", i)))
	}
	h.want("the visitor heard", h.heard(conversation), "once")
}

func TestRelayARetryFiveMinutesLaterAfterARestart(t *testing.T) {
	h := openHouse(t)
	conversation, _, root := h.taken()
	before, between := h.world.Say("U0LI", channel, root, "acted on before"), h.world.Say("U0LI", channel, root, "kept before")
	h.happens(before)
	h.tells(between) // and the program ends before it acts on it
	h.desk.Clock.Advance(5 * time.Minute)
	h.restart()
	h.happens(before.Again(), between.Again())
	h.want("the visitor heard", h.heard(conversation), "acted on before", "kept before")
}

func TestRelayEditBeforeAndAfterRead(t *testing.T) {
	h := openHouse(t)
	conversation, _, root := h.taken()
	p := h.world.Say("U0LI", channel, root, "Go to gate 3")
	h.happens(p)
	h.happens(h.world.Edit(channel, p.TS(), "Go to gate 5"))
	h.want("edited before it was read, the visitor hears", h.heard(conversation), "Go to gate 5")
	c, err := h.desk.Store.Conversation(t.Context(), conversation)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.desk.MarkRead(t.Context(), &c, c.LastSeq); err != nil {
		t.Fatal(err)
	}
	h.work()
	h.want("marks", h.world.Reactions(channel, p.TS()), "eyes")
	h.happens(h.world.Edit(channel, p.TS(), "Go to gate 7"))
	h.want("edited after it was read, the visitor hears", h.heard(conversation), "Go to gate 5", "Go to gate 7")
	h.happens(h.world.Unfurl(channel, p.TS()))
	h.happens(h.world.Remove(channel, p.TS()))
	h.want("deleted after it was read, the visitor has", h.heard(conversation), "Go to gate 5")
	if got := h.ours(root); strings.Contains(got, "gate") {
		t.Errorf("the thread repeats what was written in it: %q", got)
	}
}

func TestRelayAnUnlinkedOfficer(t *testing.T) {
	h := openHouse(t)
	conversation, id, root := h.called("en", "I cannot link my visa card to Alipay")
	h.happens(h.world.Press(t, "U0NEW", channel, root, relay.ActTake))
	h.happens(h.world.Say("U0NEW", channel, root, "Hello, I can help"))
	if c := h.caseNow(id); c.State != desk.Waiting {
		t.Errorf("the case is %s, want waiting", c.State)
	}
	h.want("the visitor heard", h.heard(conversation))
	if notes := h.notes(id); len(notes) != 1 || !strings.Contains(notes[0], "新来的") || !strings.Contains(notes[0], "Hello, I can help") {
		t.Errorf("the notes are %q, want what was said and by whom", notes)
	}
	if told := h.private("U0NEW"); len(told) == 0 || !strings.Contains(told[0], "/payhelp link") {
		t.Errorf("they are told %q, want how to link", told)
	}
}

func TestRelayAGuestOfAnotherWorkspace(t *testing.T) {
	h := openHouse(t)
	conversation, id, root := h.called("en", "I cannot link my visa card to Alipay")
	code, _, err := h.people().NewLinkCode(t.Context(), h.li.ID)
	if err != nil {
		t.Fatal(err)
	}
	h.happens(h.world.Command("U0GUEST", channel, "link "+code))
	for _, team := range []string{slackfake.Team, slackfake.OtherTeam} { // as if somebody had been careless
		if code, _, err = h.people().NewLinkCode(t.Context(), h.wang.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := h.people().Link(t.Context(), staff.HideLinkCode(code), "slack", team, "U0GUEST"); err != nil {
			t.Fatal(err)
		}
	}
	h.happens(
		h.world.Command("U0GUEST", channel, "link "+code), h.world.Press(t, "U0GUEST", channel, root, relay.ActTake),
		h.world.Say("U0GUEST", channel, root, "I take it"),
	)
	if c := h.caseNow(id); c.State != desk.Waiting {
		t.Errorf("the case is %s, want waiting", c.State)
	}
	h.want("the visitor heard", h.heard(conversation))
	if notes := h.notes(id); len(notes) != 1 || !strings.Contains(notes[0], "外部") {
		t.Errorf("the notes are %q, want one that says that it is of an outsider", notes)
	}
	before := len(h.world.Messages(channel))
	p := h.world.Say("U0GUEST", channel, "", "<@"+slackfake.BotUser+"> what is the ATM limit?")
	h.happens(p, h.world.Mention(p))
	if n := len(h.world.Messages(channel)); n != before+1 {
		t.Errorf("an outsider's question is answered")
	}
}

func TestRelayWhatWasMissedIsFetchedOnReconnect(t *testing.T) {
	h := openHouse(t)
	conversation, _, root := h.taken()
	h.relay.Disconnected(relay.Silent)
	missed := h.world.Say("U0LI", channel, root, "missed")
	edited := h.world.Say("U0LI", channel, root, "missed, and worng")
	h.world.Edit(channel, edited.TS(), "missed, and wrong")
	h.relay.Connected()
	h.work()
	h.work()
	h.happens(missed, edited)
	h.want("the visitor heard", h.heard(conversation), "missed", "missed, and wrong")
}

func TestRelayAnEventThatCannotBeStoredIsSentAgain(t *testing.T) {
	h := openHouse(t)
	_, _, root := h.taken()
	p := h.world.Say("U0LI", channel, root, "hello")
	broken := relay.New(relay.Config{
		Messenger: h.adapter, Desk: h.desk.Service, Staff: h.people(), Store: brokenStore{h.desk.Store}, Now: h.desk.Clock.Now, Channel: channel,
	})
	if rw := slackfake.Deliver(t.Context(), h.adapter.Handler(broken), p); rw.Code != http.StatusInternalServerError {
		t.Errorf("the app answers %d though nothing was stored, want 500", rw.Code)
	}
}
