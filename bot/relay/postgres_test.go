package relay_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/desk/desktest"
	"payhelp/bot/relay"
	"payhelp/bot/store/postgres"
	"payhelp/bot/store/postgrestest"
)

// TestThreeReplicasOnPostgreSQL lets three replicas work at once on one
// database: every case has one thread, and every message stands in it once and
// in order.
func TestThreeReplicasOnPostgreSQL(t *testing.T) {
	store, err := postgres.Open(t.Context(), postgrestest.Schema(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	d := desktest.New(t, func(c *desk.Config) { c.Store = store })
	d.Store = store
	h := openDesk(t, d)
	const cases, messages = 6, 15
	var conversations []string
	for i := range cases {
		c, _ := h.visit("en", fmt.Sprintf("I cannot link my visa card to Alipay, number %d", i))
		conversations = append(conversations, c)
	}
	replicas := []*relay.Relay{h.Relay, h.replica(h.mem), h.replica(h.mem)}
	work := func(ctx context.Context, times int) {
		for range times {
			var race sync.WaitGroup
			for _, r := range replicas {
				race.Go(func() { r.Step(ctx) })
			}
			race.Wait()
			h.desk.Clock.Advance(1100 * time.Millisecond)
		}
	}
	for m := range messages {
		for i, c := range conversations {
			h.says(c, fmt.Sprint("m", m), fmt.Sprintf("case %d message %02d", i, m))
		}
		work(t.Context(), 2)
	}
	work(t.Context(), 60)
	threads := map[string]string{}
	for _, m := range h.mem.Messages(channel) {
		if m.At.ID == m.At.Thread {
			threads[m.At.Thread] = ""
		} else {
			threads[m.At.Thread] += m.Text + "\n"
		}
	}
	if len(threads) != cases {
		t.Errorf("there are %d threads, want %d", len(threads), cases)
	}
	for _, text := range threads {
		at := -1
		of := text[index(text, "case "):][:len("case 0")]
		for m := range messages {
			said := fmt.Sprintf("%s message %02d", of, m)
			if n := count([]string{text}, said); n != 1 {
				t.Errorf("%q stands in its thread %d times, want once", said, n)
			}
			if next := index(text, said); next < at {
				t.Errorf("%q stands before what was written earlier", said)
			} else {
				at = next
			}
		}
	}
}
