package relay

import (
	"sync"
	"time"
)

// How often a channel takes a message, and how often one may be deleted anywhere:
// Slack takes 50 a minute, and asks to be left alone altogether after more.
const (
	postEvery   = time.Second
	deleteEvery = 1500 * time.Millisecond
)

// deletes stands for a channel where messages are deleted.
const deletes = " deletes"

// A waitError is that a channel takes its next message at a time.
type waitError struct{ at time.Time }

func (e *waitError) Error() string { return "the channel takes one message at a time" }

// pace keeps to what a messenger takes: a message a second in a channel, and
// nothing at all while it asks to be left alone.
type pace struct {
	mu   sync.Mutex
	next map[string]time.Time // by channel
	hold time.Time            // for all
}

// ready returns an error where the channel may not be posted in yet, and counts
// on a message now, and the next after every, where it may.
func (p *pace) ready(channel string, every time.Duration, now time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if at := later(p.hold, p.next[channel]); at.After(now) {
		return &waitError{at}
	}
	if p.next == nil {
		p.next = map[string]time.Time{}
	}
	p.next[channel] = now.Add(every)
	return nil
}

// heldUntil reports whether nothing may be asked of the messenger now.
func (p *pace) heldUntil(now time.Time) (time.Time, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.hold, p.hold.After(now)
}

// holdUntil leaves the messenger alone until a time.
func (p *pace) holdUntil(at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hold = later(p.hold, at)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
