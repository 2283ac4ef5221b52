package relay

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"payhelp/bot/desk"
)

// health is what keeps a messenger from working, as this replica sees it.
type health struct {
	mu       sync.Mutex
	name     string
	troubles map[string]desk.MessengerHealth // by channel; "" for all, events for what comes in
}

// events is the trouble that nothing comes in.
const events = " events"

// trouble notes what is wrong in a channel; it returns true where that is new.
func (h *health) trouble(channel string, reason Reason, now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.troubles == nil {
		h.troubles = map[string]desk.MessengerHealth{}
	}
	was, known := h.troubles[channel]
	t := desk.MessengerHealth{Name: h.name, Reason: string(reason), Channel: channel, Since: now}
	if channel == events {
		t.Channel = ""
	}
	if known {
		t.Since = was.Since
	}
	h.troubles[channel] = t
	return was.Reason != t.Reason
}

// works notes that a channel, and so the messenger, works again.
func (h *health) works(channel string) (mended bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := len(h.troubles)
	delete(h.troubles, channel)
	if channel != events {
		delete(h.troubles, "")
	}
	return len(h.troubles) < n
}

// Health tells whether the messenger works, and the oldest trouble if not.
func (r *Relay) Health() desk.MessengerHealth {
	r.health.mu.Lock()
	defer r.health.mu.Unlock()
	if len(r.health.troubles) == 0 {
		return desk.MessengerHealth{Name: r.health.name, Healthy: true}
	}
	all := slices.Collect(maps.Values(r.health.troubles))
	return slices.MinFunc(all, func(a, b desk.MessengerHealth) int { return a.Since.Compare(b.Since) })
}

// Waits after what went wrong.
const (
	afterUnknown = 5 * time.Second // for the messenger to know of the message
	afterBlocked = time.Minute     // a person has to mend it
	afterOther   = 2 * time.Second // doubled with every attempt, up to
	mostOther    = 10 * time.Minute
)

// failed notes what an error says of the messenger and returns when to try
// again. attempts is how often it was tried before.
func (r *Relay) failed(ctx context.Context, err error, attempts int) time.Time {
	now := r.Now()
	var wait *waitError
	var busy *LaterError
	var blocked *BlockedError
	var slow interface{ Timeout() bool } // of net and net/http
	switch {
	case errors.As(err, &wait):
		return wait.at
	case errors.As(err, &busy):
		at := now.Add(max(busy.After, time.Second))
		r.pace.holdUntil(at)
		return at
	case errors.As(err, &blocked):
		if r.health.trouble(blocked.Channel, blocked.Reason, now) {
			r.Log.WarnContext(ctx, "messenger does not work; nothing is lost, and it is tried again",
				"messenger", r.Messenger.Name(), "reason", blocked.Reason, "channel", blocked.Channel, "detail", blocked.Detail)
		}
		at := now.Add(afterBlocked)
		if blocked.Channel == "" {
			if blocked.Reason == Unreachable {
				at = now.Add(afterUnknown)
			}
			r.pace.holdUntil(at)
		}
		return at
	case errors.Is(err, ErrUnknown), errors.As(err, &slow) && slow.Timeout():
		if r.health.trouble("", Unreachable, now) {
			r.Log.WarnContext(ctx, "no answer from the messenger; what may have arrived is looked for first", "messenger", r.Messenger.Name())
		}
		at := now.Add(afterUnknown)
		r.pace.holdUntil(at)
		return at
	}
	r.Log.ErrorContext(ctx, "messenger not told; it is tried again", "messenger", r.Messenger.Name(), "attempts", attempts, "error", err)
	return now.Add(backoff(attempts))
}

// leftOut notes that something failed which is not tried again.
func (r *Relay) leftOut(ctx context.Context, what string, err error) {
	var busy *LaterError
	var blocked *BlockedError
	if errors.As(err, &busy) || errors.As(err, &blocked) {
		r.failed(ctx, err, 0)
	}
	r.Log.WarnContext(ctx, "messenger not told; it is left out", "messenger", r.Messenger.Name(), "what", what, "error", err)
}

// backoff is how long to wait after so many attempts.
func backoff(attempts int) time.Duration {
	return min(mostOther, afterOther<<min(attempts, 10))
}

// answered notes that the messenger did what it was asked to.
func (r *Relay) answered(ctx context.Context, channel string) {
	if r.health.works(channel) {
		r.Log.InfoContext(ctx, "messenger works again", "messenger", r.Messenger.Name())
	}
}

// How often the messenger is asked whether it works, and while it does not.
const (
	checkEvery   = 10 * time.Minute
	checkTrouble = time.Minute
)

// check asks the messenger whether it works: at first, now and then, and sooner
// where it did not, so that the console knows when it does again. An error is
// one that concerns all channels.
func (r *Relay) check(ctx context.Context) error {
	now := r.Now()
	every, channels := checkEvery, []string{r.Channel}
	for _, channel := range r.Routes {
		channels = append(channels, channel)
	}
	ailing, trouble := r.health.ailing()
	channels = append(channels, ailing...)
	if trouble {
		every = checkTrouble
	}
	if now.Sub(r.checked) < every {
		return nil
	}
	r.checked = now
	slices.Sort(channels)
	for _, channel := range slices.Compact(channels) {
		err := r.Messenger.Check(ctx, []string{channel})
		var blocked *BlockedError
		switch {
		case err == nil:
			r.answered(ctx, channel)
		case errors.As(err, &blocked) && blocked.Channel != "":
			r.failed(ctx, err, 0)
		default:
			return err
		}
	}
	return nil
}

// ailing are the channels that do not work; found is whether something does not.
func (h *health) ailing() (channels []string, found bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for channel := range h.troubles {
		if channel != events {
			found = true
		}
		if channel != events && channel != "" {
			channels = append(channels, channel)
		}
	}
	return channels, found
}
