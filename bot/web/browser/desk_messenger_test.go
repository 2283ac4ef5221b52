package browser

import (
	"crypto/rand"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"payhelp/bot/desk"
	"payhelp/bot/desk/desktest"
	"payhelp/bot/desk/staff"
	"payhelp/bot/event"
	"payhelp/bot/store/sqlite"
	"payhelp/bot/web"
)

// TestDeskTellsOfAMessengerThatDoesNotWork looks at the banner, and makes the
// code by which an officer is linked.
func TestDeskTellsOfAMessengerThatDoesNotWork(t *testing.T) {
	if missing != nil {
		t.Skip(missing)
	}
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "payhelp.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	bus, err := event.Embedded(quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bus.Close)
	service := desk.New(desk.Config{Store: store, Index: desktest.Index(t), Waker: bus, Log: quiet, Now: noon, Random: rand.Reader})
	people := staff.New(store, noon, rand.Reader)
	var down atomic.Bool
	down.Store(true)
	server, err := web.New(web.Config{
		Index: desktest.Index(t), Desk: service, Events: bus, Staff: people, Log: quiet, Now: noon,
		Messengers: func() []desk.MessengerHealth {
			if !down.Load() {
				return []desk.MessengerHealth{{Name: "slack", Healthy: true}}
			}
			return []desk.MessengerHealth{{Name: "slack", Reason: "archived", Channel: "C1", Since: noon()}}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	secret, err := people.Invite(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	site := connect(t, server)
	p := open(t, console, site.URL+"/desk?lang=zh#setup="+secret)
	p.until("the form", `document.activeElement?.name === 'name'`)
	for _, text := range []string{"李静", "lijing", "correct horse battery"} {
		p.write(text)
		p.key("Tab", 9)
	}
	p.enter()
	p.until("the banner", `document.querySelector('.messengers')?.textContent.includes('Slack 不能用：频道已归档')`)
	p.shoot("desk-messenger-down")
	eval[bool](p, `(location.hash = 'account', true)`)
	p.tap(`[data-key=link-code]`)
	p.until("the code", `!!document.querySelector('main code')`)
	p.shoot("desk-messenger-link")
	command := eval[string](p, `document.querySelector('main code').textContent`)
	if !regexp.MustCompile(`^/payhelp link [0-9A-Z]{5}-[0-9A-Z]{5}$`).MatchString(command) {
		t.Fatalf("the command is %q", command)
	}
	if _, err := people.Link(t.Context(), staff.HideLinkCode(strings.TrimPrefix(command, "/payhelp link ")), "slack", "T1", "U1"); err != nil {
		t.Errorf("the code links nobody: %v", err)
	}
	down.Store(false)
	c, _, err := service.Start(t.Context(), desk.Visit{})
	if err == nil {
		_, err = service.Escalate(t.Context(), c.ID, desk.Asking{}, "asked") // something that wakes the console
	}
	if err != nil {
		t.Fatal(err)
	}
	p.until("no banner", `document.querySelector('.messengers').textContent === ''`)
	p.clean()
}
