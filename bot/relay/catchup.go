package relay

import (
	"context"
	"errors"
	"time"

	"payhelp/bot/desk"
)

const (
	missedSince = 14 * 24 * time.Hour // threads in which nothing was written for longer are not looked into
	missedBatch = 50
)

// catchUp fetches what was written in open threads while no events came. They
// have the keys of those that should have told of them: none is taken twice. It
// returns false where it has to be done again.
func (r *Relay) catchUp(ctx context.Context) bool {
	after, all := int64(0), true
	for {
		threads, err := r.Store.OpenThreads(ctx, r.Messenger.Name(), after, r.Now().Add(-missedSince), missedBatch)
		if err != nil {
			r.broken(ctx, "threads not read; it is tried again", err)
			return false
		}
		for i := range threads {
			t := &threads[i]
			after = t.ID
			err := r.catchUpThread(ctx, t)
			var refused *RefusedError
			if err == nil || errors.As(err, &refused) { // it was removed
				continue
			}
			r.failed(ctx, err, 0)
			var blocked *BlockedError
			all = all && errors.As(err, &blocked) && blocked.Channel != "" // this channel alone, and for long
			if _, held := r.pace.heldUntil(r.Now()); held {
				return false
			}
		}
		if len(threads) < missedBatch {
			return all
		}
	}
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
