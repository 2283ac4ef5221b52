package event

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"payhelp/bot/desk"
)

// patience is how long a test waits for what has to come.
const patience = 10 * time.Second

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func receive(t *testing.T, s *Subscription) desk.Event {
	t.Helper()
	select {
	case m := <-s.C:
		e, err := Read(m)
		if err != nil {
			t.Fatal(err)
		}
		return e
	case <-time.After(patience):
		t.Fatal("no event came")
		return desk.Event{}
	}
}

func subscribe(t *testing.T, s *Subscription, err error) *Subscription {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func TestEmbeddedWakesItsStreams(t *testing.T) {
	b, err := Embedded(quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	one, err := b.Conversation("one")
	subscribe(t, one, err)
	two, err := b.Conversation("two")
	subscribe(t, two, err)
	all, err := b.Desk()
	subscribe(t, all, err)

	sent := []desk.Event{
		{Kind: desk.Changed, Conversation: "two", Case: 7},
		{Kind: desk.Typing, Conversation: "one", From: desk.FromStaff},
		{Kind: desk.Erased, Conversation: "one"},
	}
	for _, e := range sent {
		b.Wake(t.Context(), e)
	}
	for i, want := range sent {
		if got := receive(t, all); got != want {
			t.Errorf("the desk's event %d is %+v, want %+v", i, got, want)
		}
	}
	if got := receive(t, two); got != sent[0] {
		t.Errorf("two is woken by %+v, want %+v", got, sent[0])
	}
	for _, want := range sent[1:] {
		if got := receive(t, one); got != want {
			t.Errorf("one is woken by %+v, want %+v", got, want)
		}
	}
	if len(one.C)+len(two.C)+len(all.C) > 0 {
		t.Error("more events came than were sent")
	}
}

func TestEmbeddedOpensNoPort(t *testing.T) {
	b, err := Embedded(quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if addr := b.server.Addr(); addr != nil {
		t.Errorf("the server listens on %v", addr)
	}
	if n := listening(t); n != 0 {
		t.Errorf("the process has %d sockets that listen", n)
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if n := listening(t); n != 1 {
		t.Errorf("with one that listens, %d are counted: the test looks in the wrong place", n)
	}
}

// listening counts the TCP sockets of this process that listen.
func listening(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("this system has no /proc to look at")
	}
	mine := map[string]bool{}
	for _, e := range entries {
		if link, err := os.Readlink("/proc/self/fd/" + e.Name()); err == nil {
			mine[strings.TrimSuffix(strings.TrimPrefix(link, "socket:["), "]")] = true
		}
	}
	n := 0
	for _, name := range []string{"/proc/self/net/tcp", "/proc/self/net/tcp6"} {
		table, err := os.ReadFile(name)
		if err != nil {
			continue // a system without the protocol
		}
		for line := range strings.Lines(string(table)) {
			// Columns: local and remote address, state (0A: listens), …, inode.
			if f := strings.Fields(line); len(f) > 9 && f[3] == "0A" && mine[f[9]] {
				n++
			}
		}
	}
	return n
}

func TestSlowStreamDoesNotHoldOthersUp(t *testing.T) {
	b, err := Embedded(quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	slow, err := b.Desk()
	subscribe(t, slow, err)
	quick, err := b.Conversation("x")
	subscribe(t, quick, err)
	for i := range 10 * waiting {
		b.Wake(t.Context(), desk.Event{Kind: desk.Changed, Conversation: "x", Case: int64(i)})
		if got := receive(t, quick); got.Case != int64(i) {
			t.Fatalf("event %d came as %d", i, got.Case)
		}
	}
	if len(slow.C) != waiting {
		t.Errorf("%d events wait for the slow stream, want %d", len(slow.C), waiting)
	}
}

// cluster starts n servers that know each other, on ports of this machine.
func cluster(t *testing.T, n int) []*server.Server {
	t.Helper()
	var out []*server.Server
	for i := range n {
		o := &server.Options{
			ServerName: fmt.Sprintf("n%d", i), Host: "127.0.0.1", Port: server.RANDOM_PORT, NoSigs: true, NoLog: true,
			Cluster: server.ClusterOpts{Name: "payhelp", Host: "127.0.0.1", Port: server.RANDOM_PORT},
		}
		if i > 0 {
			o.Routes = []*url.URL{{Scheme: "nats", Host: out[0].ClusterAddr().String()}}
		}
		s, err := server.NewServer(o)
		if err != nil {
			t.Fatal(err)
		}
		s.Start()
		t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
		if !s.ReadyForConnections(patience) {
			t.Fatalf("server %d is not ready", i)
		}
		out = append(out, s)
	}
	return out
}

// TestClusterWakesTheStreamsOfAllReplicas joins three servers and gives each a
// replica: what one of them wakes, the streams at the others hear, also when a
// server is gone.
func TestClusterWakesTheStreamsOfAllReplicas(t *testing.T) {
	servers := cluster(t, 3)
	var buses []*Bus
	var streams []*Subscription
	for _, s := range servers {
		b, err := Connect(quiet(), s.ClientURL())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(b.Close)
		buses = append(buses, b)
		stream, err := b.Conversation("c")
		streams = append(streams, subscribe(t, stream, err))
	}
	heard := func(from int, to []int, e desk.Event) {
		t.Helper()
		for _, i := range to {
			// A route between servers learns of a subscription a moment after
			// it was made: the event is sent again until it is heard.
			deadline := time.After(patience)
			for got := false; !got; {
				buses[from].Wake(t.Context(), e)
				select {
				case m := <-streams[i].C:
					if have, err := Read(m); err != nil || have == e {
						got = true
					}
				case <-time.After(20 * time.Millisecond):
				case <-deadline:
					t.Fatalf("replica %d does not hear replica %d", i, from)
				}
			}
		}
	}
	for from := range buses {
		heard(from, []int{0, 1, 2}, desk.Event{Kind: desk.Changed, Conversation: "c", Case: int64(from + 1)})
	}
	servers[0].Shutdown()
	servers[0].WaitForShutdown()
	heard(1, []int{2}, desk.Event{Kind: desk.Changed, Conversation: "c", Case: 10})
	heard(2, []int{1}, desk.Event{Kind: desk.Changed, Conversation: "c", Case: 11})
}

func TestConnectNeedsAServer(t *testing.T) {
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	if b, err := Connect(quiet(), "nats://"+addr); err == nil {
		b.Close()
		t.Error("a server that is not there was reached")
	}
}
