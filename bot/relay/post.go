package relay

import (
	"context"
	"errors"
	"time"

	"payhelp/bot/desk"
)

// post posts p into a Thread, or begins it, so that the message stands there
// once whatever happens: the intention is stored before and the place after,
// and whoever finds an intention without a place looks for the message before
// posting it again. A message that the messenger refuses is told of by instead.
func (r *Relay) post(ctx context.Context, t *desk.Thread, key string, upto int64, p, instead Post) error {
	n := desk.ThreadPost{Thread: t.ID, Key: key, Root: t.Root == "", Upto: upto, Tried: r.Now()}
	if err := r.pace.ready(t.Channel, postEvery, r.Now()); err != nil {
		return err
	}
	if err := r.Store.BeginPost(ctx, n); err != nil {
		return err
	}
	to := Ref{Channel: t.Channel, Thread: t.Root}
	at, err := r.Messenger.Post(ctx, to, key, p)
	var refused *RefusedError
	if errors.As(err, &refused) {
		r.Log.ErrorContext(ctx, "message refused by the messenger; its thread says so", "messenger", r.Messenger.Name(), "thread", t.ID, "detail", refused.Detail)
		at, err = r.Messenger.Post(ctx, to, key, instead)
	}
	if errors.As(err, &refused) && !n.Root {
		// The thread takes nothing any more, as where it was removed. What was
		// said stands in the console.
		t.Told = max(t.Told, upto)
		return r.Store.EndPost(ctx, desk.ThreadPost{Thread: t.ID, Key: key})
	}
	if err != nil {
		if certain(err) {
			err = errors.Join(err, r.Store.EndPost(ctx, desk.ThreadPost{Thread: t.ID, Key: key}))
		}
		return err
	}
	return r.posted(ctx, t, n, at)
}

// certain reports whether an error means that the message did not arrive.
func certain(err error) bool {
	var busy *LaterError
	var blocked *BlockedError
	var refused *RefusedError
	return errors.As(err, &busy) || errors.As(err, &blocked) || errors.As(err, &refused)
}

// posted notes where a message stands.
func (r *Relay) posted(ctx context.Context, t *desk.Thread, n desk.ThreadPost, at Ref) error {
	n.Message = at.ID
	if err := r.Store.EndPost(ctx, n); err != nil {
		return err
	}
	r.answered(ctx, t.Channel)
	t.Told = max(t.Told, n.Upto)
	if n.Root {
		t.Root = at.ID
	}
	return nil
}

// findGrace is how much earlier than its intention a message is looked for: the
// clocks differ.
const findGrace = time.Minute

// settle finds out what became of a message of a Thread that may have arrived.
// What did not is forgotten, to be posted anew.
func (r *Relay) settle(ctx context.Context, t *desk.Thread) error {
	for {
		n, pending, err := r.Store.PendingPost(ctx, t.ID)
		if err != nil || !pending {
			return err
		}
		at, found, err := r.find(ctx, t, n)
		if err != nil {
			return err
		}
		if !found {
			if err := r.Store.EndPost(ctx, n); err != nil {
				return err
			}
			continue
		}
		if err := r.posted(ctx, t, n, at); err != nil {
			return err
		}
	}
}

// find looks for a message of a Thread that may have arrived. Where the thread
// was removed there is none.
func (r *Relay) find(ctx context.Context, t *desk.Thread, n desk.ThreadPost) (Ref, bool, error) {
	at, found, err := r.Messenger.Find(ctx, Ref{Channel: t.Channel, Thread: t.Root}, n.Key, n.Tried.Add(-findGrace))
	var refused *RefusedError
	if errors.As(err, &refused) {
		return Ref{}, false, nil
	}
	return at, found, err
}
