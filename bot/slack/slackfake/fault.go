package slackfake

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// A Fault is what happens to a call instead of, or after, its being done.
type Fault struct {
	Status     int             // answered in place of 200; 0 for none
	RetryAfter int             // seconds, with Status 429
	Error      string          // Slack's code; "" for none
	Drop       bool            // the call is done, then the connection is cut
	Delay      time.Duration   // before the call is done
	Wait       <-chan struct{} // the call is done when it closes
}

// FailNext makes the next calls of a method meet faults, one each.
func (w *Workspace) FailNext(method string, faults ...Fault) {
	w.change(func() { w.faults[method] = append(w.faults[method], faults...) })
}

// FailAll makes every call of a method meet a fault until it is given the zero
// Fault; method "" stands for all of them.
func (w *Workspace) FailAll(method string, f Fault) {
	w.change(func() {
		if f == (Fault{}) {
			delete(w.standing, method)
			return
		}
		w.standing[method] = f
	})
}

// Waiting returns how many calls have come that a Fault holds up.
func (w *Workspace) Waiting() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.waiting
}

func (w *Workspace) fault(name string) Fault {
	w.mu.Lock()
	defer w.mu.Unlock()
	if next := w.faults[name]; len(next) > 0 {
		w.faults[name] = next[1:]
		return next[0]
	}
	if f, ok := w.standing[name]; ok {
		return f
	}
	return w.standing[""]
}

// refuse answers with the fault's status.
func (f *Fault) refuse(rw http.ResponseWriter) {
	if f.RetryAfter != 0 {
		rw.Header().Set("Retry-After", strconv.Itoa(f.RetryAfter))
	}
	http.Error(rw, http.StatusText(f.Status), f.Status)
}

// pass waits as the fault says; it returns false where the caller went away.
func (f *Fault) pass(r *http.Request) bool {
	var late <-chan time.Time
	if f.Delay > 0 {
		timer := time.NewTimer(f.Delay)
		defer timer.Stop()
		late = timer.C
	}
	return comes(r.Context(), late) && comes(r.Context(), f.Wait)
}

// comes waits for c, where it is not nil; it returns false where ctx ends first.
func comes[T any](ctx context.Context, c <-chan T) bool {
	if c == nil {
		return true
	}
	select {
	case <-c:
		return true
	case <-ctx.Done():
		return false
	}
}

// limit is how often the app may post in one channel.
type limit struct {
	every time.Duration
	burst int
	next  map[string]time.Time // when the bucket of a channel is empty
}

// LimitPosts answers 429 where the app posts in one channel more than burst
// messages at once and one in every.
func (w *Workspace) LimitPosts(every time.Duration, burst int) {
	w.change(func() { w.limit = &limit{every: every, burst: burst, next: map[string]time.Time{}} })
}

// over says for how long a channel may not be posted in; 0 for not at all.
func (l *limit) over(channel string, now time.Time) time.Duration {
	at := l.next[channel]
	if at.Before(now) {
		at = now
	}
	if wait := at.Sub(now) - time.Duration(l.burst-1)*l.every; wait > 0 {
		return wait
	}
	l.next[channel] = at.Add(l.every)
	return 0
}

type limitedError struct{ wait time.Duration }

func (e *limitedError) Error() string { return "ratelimited" }
