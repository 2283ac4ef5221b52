package browser

import (
	"crypto/rand"
	"strings"
	"testing"

	"payhelp/bot/desk"
	"payhelp/bot/desk/desktest"
	"payhelp/bot/desk/staff"
	"payhelp/bot/web"
)

// talks is a help desk of real parts behind a site.
type talks struct {
	*desktest.Desk
	t    *testing.T
	site *site
}

// officer is who answers in the tests.
var officer = desk.Actor{Staff: "wang", Name: "王芳", Via: "session"}

// withTalks starts a server with a help desk.
func withTalks(t *testing.T) (*site, *talks) {
	t.Helper()
	if missing != nil {
		t.Skip(missing)
	}
	d := desktest.New(t, nil)
	handler, err := web.New(web.Config{
		Index: d.Live, Desk: d.Service, Events: d.Bus, Staff: staff.New(d.Store, d.Clock.Now, rand.Reader), Log: quiet, Now: d.Clock.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	n := connect(t, handler)
	return n, &talks{d, t, n}
}

// conversation waits for a message or a call for a person, and returns the
// conversation of the first.
func (f *talks) conversation(method, suffix string) string {
	f.t.Helper()
	path := f.site.call(f.t, method, suffix)
	return strings.Split(path, "/")[4]
}

// texts returns what was said by from in a conversation.
func (f *talks) texts(conversation string, from desk.Sender) []string {
	f.t.Helper()
	messages, err := f.History(f.t.Context(), conversation, 0, 200)
	if err != nil {
		f.t.Fatal(err)
	}
	var out []string
	for _, m := range messages {
		if m.From == from {
			out = append(out, m.Text)
		}
	}
	return out
}

// claim makes the officer take the latest case.
func (f *talks) claim() int64 {
	f.t.Helper()
	f.site.call(f.t, "POST", "/escalations")
	cases, err := f.Store.Cases(f.t.Context(), desk.CaseFilter{States: []desk.CaseState{desk.Waiting}, Limit: 1})
	if err != nil || len(cases) != 1 {
		f.t.Fatalf("%d cases wait, %v", len(cases), err)
	}
	if _, err := f.Claim(f.t.Context(), cases[0].ID, officer); err != nil {
		f.t.Fatal(err)
	}
	return cases[0].ID
}

// greet makes the officer send a phrase, which the visitor reads in their own
// language.
func (f *talks) greet(id int64) {
	f.t.Helper()
	if _, _, err := f.Reply(f.t.Context(), id, desk.StaffReply{ClientID: "g", Phrase: "greet-hello"}, officer); err != nil {
		f.t.Fatal(err)
	}
}
