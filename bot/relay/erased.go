package relay

import (
	"context"
	"errors"
	"time"

	"payhelp/bot/desk"
)

// erasedBatch is how many threads are cleared at once.
const erasedBatch = 10

// workErased deletes what we wrote in the threads of conversations that are
// erased, and returns when to go on. What people wrote there is theirs: only
// they, or their administrator, can delete it.
func (r *Relay) workErased(ctx context.Context) time.Time {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	next := r.Now().Add(pollEvery)
	if _, held := r.pace.heldUntil(r.Now()); held {
		return next
	}
	threads, err := r.Store.TakeErased(ctx, r.Messenger.Name(), r.Now(), lease, erasedBatch)
	if err != nil {
		r.broken(ctx, "erased threads not read; it is tried again", err)
		return next
	}
	for i := range threads {
		t := &threads[i]
		if err := r.clear(ctx, t); err != nil {
			at := r.failed(ctx, err, 0)
			next = earlier(next, at)
			if err := r.Store.ErasedLater(ctx, t.ID, at); err != nil {
				r.broken(ctx, "erased thread not put off", err)
			}
		}
	}
	if len(threads) == erasedBatch {
		return earlier(next, r.Now().Add(deleteEvery))
	}
	return next
}

func (r *Relay) clear(ctx context.Context, t *desk.Thread) error {
	posts, err := r.Store.ThreadPosts(ctx, t.ID)
	if err != nil {
		return err
	}
	for _, p := range posts {
		at := Ref{Channel: t.Channel, Thread: t.Root, ID: p.Message}
		if p.Message == "" {
			if r.Now().Sub(p.Tried) < lease {
				return &waitError{p.Tried.Add(lease)} // somebody is posting it
			}
			found := false
			if at, found, err = r.find(ctx, t, p); err != nil {
				return err
			}
			if !found {
				at.ID = ""
			}
		}
		if at.ID != "" {
			if err := r.pace.ready(deletes, deleteEvery, r.Now()); err != nil {
				return err
			}
			err := r.Messenger.Delete(ctx, at)
			var refused *RefusedError
			if err != nil && !errors.As(err, &refused) {
				return err
			}
		}
		if err := r.Store.ForgetPost(ctx, p); err != nil {
			return err
		}
	}
	return r.Store.ForgetThread(ctx, t.ID)
}
