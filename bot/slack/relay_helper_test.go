package slack_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/bot/desk/desktest"
	"payhelp/bot/desk/staff"
	"payhelp/bot/relay"
	"payhelp/bot/slack"
	"payhelp/bot/slack/slackfake"
)

// channel is where the cases of a house go.
const channel = "C0DESK"

// A house is a help desk whose officers work in Slack: the real desk on SQLite,
// the real relay, the real adapter, and slack-go's client on a test server.
type house struct {
	*testing.T
	desk    *desktest.Desk
	world   *slackfake.Workspace
	adapter *slack.Slack
	relay   *relay.Relay
	app     http.Handler // what Slack calls
	li      staff.Account
	wang    staff.Account
}

func openHouse(t *testing.T) *house {
	t.Helper()
	d := desktest.New(t, nil)
	h := &house{T: t, desk: d, world: slackfake.New(d.Clock.Now)}
	h.adapter = adapter(h.world.Start(t))
	h.world.AddUser(slackfake.User{ID: "U0WANG", Name: "王强", Team: slackfake.Team})
	h.world.AddUser(slackfake.User{ID: "U0NEW", Name: "新来的", Team: slackfake.Team})
	h.world.AddUser(slackfake.User{ID: "U0GUEST", Name: "Guest", Team: slackfake.OtherTeam})
	h.restart()
	h.li, h.wang = h.hire("U0LI", "li", "李娜"), h.hire("U0WANG", "wang", "王强")
	return h
}

// restart ends the program and starts it again, on the same store.
func (h *house) restart() {
	h.relay = h.replica()
	h.app = h.adapter.Handler(h.relay)
}

// replica returns another relay on the same store.
func (h *house) replica() *relay.Relay {
	return relay.New(relay.Config{
		Messenger: h.adapter, Desk: h.desk.Service, Staff: h.people(), Store: h.desk.Store, Log: slog.New(slog.DiscardHandler),
		Now: h.desk.Clock.Now, Channel: channel,
	})
}

func (h *house) people() *staff.Service {
	return staff.New(h.desk.Store, h.desk.Clock.Now, rand.Reader)
}

// hire makes an account and links it to a user of Slack.
func (h *house) hire(user, login, name string) staff.Account {
	h.Helper()
	a, _, err := h.people().Add(h.Context(), login, name, staff.Officer, "a long enough password", staff.ByCommand())
	if err != nil {
		h.Fatal(err)
	}
	code, _, err := h.people().NewLinkCode(h.Context(), a.ID)
	if err != nil {
		h.Fatal(err)
	}
	h.happens(h.world.Command(user, channel, "link "+code))
	return a
}

// tells lets Slack tell the app of payloads.
func (h *house) tells(payloads ...slackfake.Payload) {
	h.Helper()
	for _, p := range payloads {
		if rw := slackfake.Deliver(h.Context(), h.app, p); rw.Code != http.StatusOK {
			h.Fatalf("the app answers %d %s", rw.Code, rw.Body)
		}
	}
}

// happens lets Slack tell of payloads and the app work.
func (h *house) happens(payloads ...slackfake.Payload) {
	h.Helper()
	h.tells(payloads...)
	h.work()
}

// work lets the app work, and time pass as it asks, until it rests.
func (h *house) work() {
	h.Helper()
	for range 200 {
		next := h.relay.Step(h.Context())
		rest := next.Sub(h.desk.Clock.Now())
		if rest >= 9*time.Second {
			return
		}
		h.desk.Clock.Advance(max(rest, 0) + time.Millisecond)
	}
	h.Fatal("the relay does not come to rest")
}

// called begins a visitor's conversation, asks for a person and lets the thread
// begin.
func (h *house) called(lang, text string) (conversation string, caseID int64, root string) {
	h.Helper()
	conversation, caseID = h.calls(lang, text)
	h.work()
	return conversation, caseID, h.roots()[len(h.roots())-1]
}

// calls is called without the thread.
func (h *house) calls(lang, text string) (conversation string, caseID int64) {
	h.Helper()
	c, _, err := h.desk.Start(h.Context(), desk.Visit{Lang: lang})
	if err != nil {
		h.Fatal(err)
	}
	h.says(c.ID, "first", text)
	handover, err := h.desk.Escalate(h.Context(), c.ID, desk.Asking{}, bot.Asked)
	if err != nil {
		h.Fatal(err)
	}
	return c.ID, handover.Case
}

func (h *house) says(conversation, id, text string) {
	h.Helper()
	if _, err := h.desk.Post(h.Context(), conversation, desk.Posting{Text: text, ClientID: id}); err != nil {
		h.Fatal(err)
	}
}

// taken is called with the case taken by li.
func (h *house) taken() (conversation string, caseID int64, root string) {
	h.Helper()
	conversation, caseID, root = h.called("en", "I cannot link my visa card to Alipay")
	h.happens(h.world.Press(h.T, "U0LI", channel, root, relay.ActTake))
	if c := h.caseNow(caseID); c.Officer != h.li.ID {
		h.Fatalf("the case is %s of %q after Take", c.State, c.Officer)
	}
	return conversation, caseID, root
}

// roots are the first messages of our threads in the channel, oldest first.
func (h *house) roots() []string {
	var out []string
	for _, m := range h.world.Messages(channel) {
		if m.User == slackfake.BotUser && m.SubType != "tombstone" && (m.ThreadTimestamp == "" || m.ThreadTimestamp == m.Timestamp) {
			out = append(out, m.Timestamp)
		}
	}
	return out
}

// ours is all that we wrote in a thread, without its first message, as people
// see it.
func (h *house) ours(root string) string {
	var out []string
	for _, m := range h.world.Thread(channel, root) {
		if m.Timestamp != root && m.User == slackfake.BotUser {
			out = append(out, h.shown(&m))
		}
	}
	return strings.Join(out, "\n")
}

// shown is what people see of a message: the texts of its blocks.
func (h *house) shown(m *slackgo.Msg) string {
	raw, err := json.Marshal(m.Blocks)
	if err != nil {
		h.Fatal(err)
	}
	return strings.Join(texts(h.T, raw), "\n")
}

// heard is what the visitor was told by officers, in order.
func (h *house) heard(conversation string) []string {
	h.Helper()
	all, err := h.desk.History(h.Context(), conversation, 0, 2000)
	if err != nil {
		h.Fatal(err)
	}
	out := []string{}
	for _, m := range all {
		if m.From == desk.FromStaff && m.Text != "" {
			out = append(out, m.Text)
		}
	}
	return out
}

func (h *house) notes(caseID int64) []string {
	h.Helper()
	all, err := h.desk.Store.Notes(h.Context(), caseID)
	if err != nil {
		h.Fatal(err)
	}
	out := []string{}
	for _, n := range all {
		out = append(out, n.Text)
	}
	return out
}

func (h *house) caseNow(id int64) desk.Case {
	h.Helper()
	c, err := h.desk.Store.Case(h.Context(), id)
	if err != nil {
		h.Fatal(err)
	}
	return c
}

// private is what one person was told alone, in order.
func (h *house) private(user string) []string {
	var out []string
	for _, e := range h.world.Ephemerals() {
		if e.User == user {
			out = append(out, h.shown(&slackgo.Msg{Blocks: e.Blocks})+e.Text)
		}
	}
	return out
}

func (h *house) want(what string, got []string, want ...string) {
	h.Helper()
	if !slices.Equal(got, want) {
		h.Errorf("%s: got %q, want %q", what, got, want)
	}
}

// wantOnce fails the test unless a thread shows each text once.
func (h *house) wantOnce(root string, texts ...string) {
	h.Helper()
	all := h.ours(root)
	for _, text := range texts {
		if n := strings.Count(all, text); n != 1 {
			h.Errorf("the thread shows %q %d times, want once", text, n)
		}
	}
}

func numbered(form string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf(form, i)
	}
	return out
}
