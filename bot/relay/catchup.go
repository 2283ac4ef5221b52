package relay

import (
	"context"
	"errors"
	"time"

	"payhelp/bot/desk"
)

const (
	missedSince = 14 * 24 * time.Hour // threads in which nothing was written for longer are not looked into
	missedBatch = 20                  // threads that are looked into at once
	missedEvery = 30 * time.Second    // from one batch to the next: what Slack takes is 50 a minute
)

// A catchUp is how far the fetching of what was missed has come. It is the
// outbound loop's alone.
type catchUp struct {
	runs  bool
	after int64     // thread that was looked into last
	due   time.Time // of the next batch
	fails bool      // whether a thread has to be looked into again
}

// catchUp fetches what was written in open threads while no events came. They
// have the keys of those that should have told of them: none is taken twice.
// What goes out does not wait for it: it is done by a batch, goes on where it
// broke off, and returns when.
func (r *Relay) catchUp(ctx context.Context) time.Time {
	now, c := r.Now(), &r.missed
	if r.behind.Swap(false) {
		*c = catchUp{runs: true, due: now}
	}
	never := now.Add(pollEvery)
	if !c.runs || c.due.After(now) {
		return never
	}
	threads, err := r.Store.OpenThreads(ctx, r.Messenger.Name(), c.after, now.Add(-missedSince), missedBatch)
	if err != nil {
		r.broken(ctx, "threads not read; it is tried again", err)
		return never
	}
	for i := range threads {
		at, held := r.pace.heldUntil(r.Now())
		if !held {
			held = !r.lookInto(ctx, &threads[i])
			at, _ = r.pace.heldUntil(r.Now())
		}
		if held {
			return at
		}
		c.after = threads[i].ID
	}
	c.due = now.Add(missedEvery)
	if c.runs = len(threads) == missedBatch; !c.runs && c.fails {
		r.behind.Store(true)
	}
	return never
}

// lookInto fetches what was missed in a thread; false where the messenger asks
// to be left alone, and it is to be looked into again.
func (r *Relay) lookInto(ctx context.Context, t *desk.Thread) bool {
	err := r.catchUpThread(ctx, t)
	var refused *RefusedError
	if err == nil || errors.As(err, &refused) { // it was removed
		return true
	}
	r.failed(ctx, err, 0)
	if _, held := r.pace.heldUntil(r.Now()); held {
		return false
	}
	var blocked *BlockedError
	if !errors.As(err, &blocked) { // else it is this channel alone, and for long
		r.missed.fails = true
	}
	return true
}

func (r *Relay) catchUpThread(ctx context.Context, t *desk.Thread) error {
	seen := t.Seen
	if seen == "" {
		seen = t.Root
	}
	events, err := r.Messenger.Missed(ctx, Ref{Channel: t.Channel, Thread: t.Root, ID: t.Root}, seen)
	if err != nil {
		return err
	}
	for i := range events {
		if _, err := r.Receive(ctx, events[i]); err != nil {
			return err
		}
		t.Seen = events[i].At.ID
	}
	if len(events) == 0 {
		return nil
	}
	t.Active = r.Now()
	return r.Store.SaveThread(ctx, *t)
}
