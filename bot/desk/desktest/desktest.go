// Package desktest gives tests a help desk of real parts: the knowledge base of
// the program, a SQLite store, events in the process, and a clock that the test
// sets.
package desktest

import (
	"context"
	"crypto/rand"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/event"
	"payhelp/bot/store/sqlite"
	"payhelp/bot/store/sqlstore"
	"payhelp/index"
	"payhelp/knowledge"
)

// Noon is when the clock of a test stands at first: a Tuesday on which the
// help desk is open, 12:00 in China.
var Noon = time.Date(2026, 5, 12, 4, 0, 0, 0, time.UTC)

// A Clock stands still until it is set.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock returns a Clock that stands at Noon.
func NewClock() *Clock { return &Clock{at: Noon} }

// Now returns the time of the Clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Advance moves the Clock on.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// Set sets the Clock.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

// A Desk is a help desk for a test.
type Desk struct {
	*desk.Service
	Store *sqlstore.Store
	Bus   *event.Bus
	Clock *Clock
	Live  *index.Live
}

// New returns a help desk that lasts as long as the test. change, which may be
// nil, changes its configuration.
func New(t testing.TB, change func(*desk.Config)) *Desk {
	t.Helper()
	d := &Desk{Clock: NewClock(), Live: Index(t)}
	var err error
	if d.Store, err = sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "payhelp.db")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Store.Close(); err != nil {
			t.Errorf("close store: %v", err)
		}
	})
	log := slog.New(slog.DiscardHandler)
	if d.Bus, err = event.Embedded(log); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Bus.Close)
	hours, err := desk.ParseHours("Mo-Fr 09:00-18:00; PH off")
	if err != nil {
		t.Fatal(err)
	}
	config := desk.Config{Store: d.Store, Index: d.Live, Waker: d.Bus, Log: log, Now: d.Clock.Now, Random: rand.Reader, Hours: hours}
	if change != nil {
		change(&config)
	}
	d.Service = desk.New(config)
	return d
}

// Index returns the index of the program's knowledge base. It takes half a
// minute to build, and is kept for other tests and the next run.
func Index(t testing.TB) *index.Live {
	t.Helper()
	live, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return live
}

// shared opens the index once for a test program; it does not change, and ends
// with the program.
var shared = sync.OnceValues(func() (*index.Live, error) {
	base, err := knowledge.Load(knowledge.Embedded())
	if err != nil {
		return nil, err
	}
	ix, err := index.Open(context.Background(), base, filepath.Join(os.TempDir(), "payhelp-test-index"), nil)
	if err != nil {
		return nil, err
	}
	return index.NewLive(ix), nil
})
