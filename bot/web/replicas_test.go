package web

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"payhelp/bot/desk"
	"payhelp/bot/desk/desktest"
	"payhelp/bot/desk/staff"
	"payhelp/bot/event"
	"payhelp/bot/store/postgres"
	"payhelp/bot/store/postgrestest"
)

// replicas starts n services on one PostgreSQL database and one event server.
func replicas(t *testing.T, n int) []*site {
	t.Helper()
	url := postgrestest.Schema(t)
	events, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: server.RANDOM_PORT, NoSigs: true, NoLog: true})
	if err != nil {
		t.Fatal(err)
	}
	events.Start()
	t.Cleanup(func() { events.Shutdown(); events.WaitForShutdown() })
	if !events.ReadyForConnections(10 * time.Second) {
		t.Fatal("the event server is not ready")
	}
	log := slog.New(slog.DiscardHandler)
	clock := desktest.NewClock()
	hours, err := desk.ParseHours("24/7")
	if err != nil {
		t.Fatal(err)
	}
	var out []*site
	for range n {
		d := &desktest.Desk{Clock: clock, Live: desktest.Index(t)}
		if d.Store, err = postgres.Open(t.Context(), url); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Store.Close() })
		if d.Bus, err = event.Connect(log, events.ClientURL()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(d.Bus.Close)
		d.Service = desk.New(desk.Config{Store: d.Store, Index: d.Live, Waker: d.Bus, Log: log, Now: clock.Now, Random: rand.Reader, Hours: hours})
		people := staff.New(d.Store, clock.Now, rand.Reader)
		s, err := New(Config{Index: d.Live, Desk: d.Service, Events: d.Bus, Staff: people, Log: log, Now: clock.Now})
		if err != nil {
			t.Fatal(err)
		}
		s.pollEvery = time.Hour // what is read is read because of an event
		l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		r := &site{Desk: d, people: people, server: s, http: s.HTTPServer(""), url: "http://" + l.Addr().String()}
		go r.http.Serve(l)
		t.Cleanup(func() { r.server.EndStreams(); r.http.Close() })
		out = append(out, r)
	}
	return out
}

func TestReplicasAreOneService(t *testing.T) {
	r := replicas(t, 2)
	a, b := r[0], r[1]
	_, token := a.officer(t, "li", staff.Officer)
	k := a.start(t, `{"lang":"en"}`)
	events, _ := b.listen(t, k, "/events", "")
	office, _ := b.stream(t, "/api/v1/desk/events", token, "")
	if e := next(t, office); e.Event != "status" {
		t.Fatalf("first comes %+v", e)
	}
	a.say(t, k, "1", "the atm swallowed my card")
	for want := 1; want <= 3; want++ { // message, answer, notice
		if e := next(t, events); e.ID != fmt.Sprint(want) {
			t.Fatalf("event %d at the other replica is %+v", want, e)
		}
	}
	if e := next(t, office); e.Event != "case" || !strings.Contains(e.Data, `"urgent":true`) {
		t.Errorf("the desk at the other replica hears %+v", e)
	}
	// The same retry at both, at once: one message, one answer.
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if _, err := r[i%2].Post(t.Context(), k.ID, desk.Posting{Text: "What is the ATM fee?", ClientID: "2"}); err != nil {
				t.Errorf("Post: %v", err)
			}
		})
	}
	wg.Wait()
	all, err := b.History(t.Context(), k.ID, 0, 100)
	if err != nil || len(all) != 5 {
		t.Errorf("%d messages, %v; want five", len(all), err)
	}
	// Officers at both claim at once: one owns.
	k2, err := b.Store.OpenCase(t.Context(), k.ID)
	if err != nil {
		t.Fatal(err)
	}
	var won atomic.Int32
	for i := range 6 {
		login := fmt.Sprintf("o%d", i)
		_, token := a.officer(t, login, staff.Officer)
		wg.Go(func() {
			if r[i%2].status(t, "POST", casePath(k2.ID, "/claim"), token) == 200 {
				won.Add(1)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Errorf("%d officers own the case, want one", won.Load())
	}
}
