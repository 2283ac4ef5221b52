package relay_test

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/bot/desk/desktest"
	"payhelp/bot/desk/staff"
	"payhelp/bot/relay"
	"payhelp/bot/relay/relaytest"
)

// A house is a help desk with its relay into a messenger in memory.
type house struct {
	*testing.T
	*relay.Relay
	desk *desktest.Desk
	mem  *relaytest.Memory
	li   staff.Account // linked to U-li
	wang staff.Account // linked to U-wang
}

// The channels of a house.
const (
	channel = "C-desk"
	medical = "C-ja"
)

func open(t *testing.T) *house {
	t.Helper()
	return openDesk(t, desktest.New(t, nil))
}

func openDesk(t *testing.T, d *desktest.Desk) *house {
	t.Helper()
	h := &house{T: t, desk: d, mem: relaytest.New(d.Clock.Now)}
	h.Relay = h.replica(h.mem)
	h.li, h.wang = h.hire("li", "李娜"), h.hire("wang", "王强")
	return h
}

// replica returns another relay on the same store.
func (h *house) replica(m relay.Messenger) *relay.Relay {
	return relay.New(relay.Config{
		Messenger: m, Desk: h.desk.Service, Staff: h.staff(), Store: h.desk.Store, Log: slog.New(slog.DiscardHandler), Now: h.desk.Clock.Now,
		Channel: channel, Routes: map[string]string{"lang:ja": medical},
	})
}

func (h *house) staff() *staff.Service { return staff.New(h.desk.Store, h.desk.Clock.Now, rand.Reader) }

// hire makes an account and links it to the user U-login.
func (h *house) hire(login, name string) staff.Account {
	h.Helper()
	a, _, err := h.staff().Add(h.Context(), login, name, staff.Officer, "a long enough password", staff.ByCommand())
	if err != nil {
		h.Fatal(err)
	}
	code, _, err := h.staff().NewLinkCode(h.Context(), a.ID)
	if err != nil {
		h.Fatal(err)
	}
	h.happens(h.mem.Command("U-"+login, "C-any", "link "+code))
	return a
}

// happens hands events to the relay and lets it work.
func (h *house) happens(events ...relay.Event) {
	h.Helper()
	for _, e := range events {
		if _, err := h.Receive(h.Context(), e); err != nil {
			h.Fatalf("Receive(%s %q): %v", e.Kind, e.Text, err)
		}
	}
	h.work()
}

// work lets the relay work, and time pass as it asks, until it rests.
func (h *house) work() {
	h.Helper()
	for range 100 {
		next := h.Step(h.Context())
		if rest := next.Sub(h.desk.Clock.Now()); rest < 9*time.Second {
			h.desk.Clock.Advance(max(rest, 0) + time.Millisecond)
			continue
		}
		return
	}
	h.Fatal("the relay does not come to rest")
}

// visit begins a visitor's conversation and asks for a person.
func (h *house) visit(lang string, texts ...string) (conversation string, caseID int64) {
	h.Helper()
	c, _, err := h.desk.Start(h.Context(), desk.Visit{Lang: lang})
	if err != nil {
		h.Fatal(err)
	}
	for i, text := range texts {
		h.says(c.ID, fmt.Sprintf("first-%d", i), text)
	}
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

// called opens a case and lets its thread begin.
func (h *house) called(texts ...string) (conversation string, caseID int64, root relay.Ref) {
	h.Helper()
	conversation, caseID = h.visit("en", texts...)
	h.work()
	return conversation, caseID, h.root(channel)
}

// root is the first message of the latest thread of a channel.
func (h *house) root(channel string) relay.Ref {
	h.Helper()
	for _, m := range slices.Backward(h.mem.Messages(channel)) {
		if m.At.ID == m.At.Thread && m.User == relaytest.Us {
			return m.At
		}
	}
	h.Fatalf("no thread of ours in %s", channel)
	return relay.Ref{}
}

// ours are the texts that we wrote in a thread, without its first message.
func (h *house) ours(root relay.Ref) []string {
	var out []string
	for _, m := range h.mem.Messages(root.Channel) {
		if m.At.Thread == root.ID && m.At.ID != root.ID && m.User == relaytest.Us {
			out = append(out, m.Text)
		}
	}
	return out
}

// heard is what the visitor was told by staff, in order.
func (h *house) heard(conversation string) []string {
	h.Helper()
	all, err := h.desk.History(h.Context(), conversation, 0, 1000)
	if err != nil {
		h.Fatal(err)
	}
	var out []string
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
	var out []string
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

func want[T comparable](t *testing.T, what string, got, want []T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func has(text string, parts ...string) bool {
	for _, p := range parts {
		if !strings.Contains(text, p) {
			return false
		}
	}
	return true
}

func count(texts []string, part string) int {
	n := 0
	for _, text := range texts {
		n += strings.Count(text, part)
	}
	return n
}
