package relay

import (
	"context"
	"log/slog"
	"strconv"
	"sync/atomic"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
)

// A store keeps what comes in and goes out; sqlstore.Store is the one in
// production, and what its methods promise is said there.
type store interface {
	AddInbox(ctx context.Context, e desk.InboxEntry) (created bool, err error)
	InInbox(ctx context.Context, messenger, key string) (bool, error)
	TakeInbox(ctx context.Context, messenger string, now time.Time, lease time.Duration, limit int) ([]desk.InboxEntry, error)
	InboxDone(ctx context.Context, id int64) error
	InboxLater(ctx context.Context, until time.Time, ids ...int64) error

	TakeOutbox(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]desk.OutboxEntry, error)
	OutboxDone(ctx context.Context, ids ...int64) error
	OutboxLater(ctx context.Context, until time.Time, ids ...int64) error

	BindThread(ctx context.Context, t desk.Thread) (desk.Thread, error)
	ThreadAt(ctx context.Context, messenger, channel, root string) (desk.Thread, error)
	Beginning(ctx context.Context, messenger, channel string) (bool, error)
	ThreadsOf(ctx context.Context, messenger, conversation string) ([]desk.Thread, error)
	ThreadsBy(ctx context.Context, messenger, member string, limit int) ([]desk.Thread, error)
	OpenThreads(ctx context.Context, messenger string, after int64, since time.Time, limit int) ([]desk.Thread, error)
	SaveThread(ctx context.Context, t desk.Thread) error
	BeginPost(ctx context.Context, p desk.ThreadPost) error
	EndPost(ctx context.Context, p desk.ThreadPost) error
	PendingPost(ctx context.Context, thread int64) (p desk.ThreadPost, ok bool, err error)
	ThreadPosts(ctx context.Context, thread int64) ([]desk.ThreadPost, error)
	TakeErased(ctx context.Context, messenger string, now time.Time, lease time.Duration, limit int) ([]desk.Thread, error)
	ErasedLater(ctx context.Context, id int64, until time.Time) error
	ForgetPost(ctx context.Context, p desk.ThreadPost) error
	ForgetThread(ctx context.Context, id int64) error

	StaffMessage(ctx context.Context, caseID int64, clientID string) (desk.Message, error)
	Messages(ctx context.Context, conversation string, after int64, limit int) ([]desk.Message, error)
	Became(ctx context.Context, caseID int64, key string) (sent, noted bool, err error)
	Case(ctx context.Context, id int64) (desk.Case, error)
	Conversation(ctx context.Context, id string) (desk.Conversation, error)
	Attempt(ctx context.Context, name string, most int, window time.Duration, now time.Time) (bool, error)
}

// Config is what a Relay is made of.
type Config struct {
	Messenger Messenger
	Desk      *desk.Service
	Staff     *staff.Service
	Store     store
	Log       *slog.Logger
	Now       func() time.Time

	Channel string            // for cases that no route names a channel for
	Routes  map[string]string // "topic:ID" or "lang:TAG" to a channel; the topic's goes first
}

// A Relay carries the help desk into one messenger and back. Several replicas
// may run one each on the same store. It is safe for concurrent use.
type Relay struct {
	Config
	pace   pace
	health health

	checked time.Time // when the messenger was last asked whether it works
	missed  catchUp

	inbound  chan struct{} // something came in
	outbound chan struct{} // something was stored
	behind   atomic.Bool   // messages may have been missed
}

// New returns a Relay. It does nothing until Run or Step.
func New(c Config) *Relay {
	now := c.Now
	c.Now = func() time.Time { return now().UTC().Truncate(time.Millisecond) }
	r := &Relay{Config: c, inbound: make(chan struct{}, 1), outbound: make(chan struct{}, 1)}
	r.health.name = c.Messenger.Name()
	r.behind.Store(true) // while nobody ran
	return r
}

// Wake tells that something was stored which may have to go out.
func (r *Relay) Wake() { signal(r.outbound) }

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // one is enough
	}
}

// Limits of the work.
const (
	lease     = 2 * time.Minute  // on what was taken
	within    = 90 * time.Second // it is worked on: so much shorter that nobody else has it yet
	batch     = 50               // entries taken at once
	pollEvery = 10 * time.Second // without a wake-up, which may be lost
)

// Run works until ctx ends.
func (r *Relay) Run(ctx context.Context) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.loop(ctx, r.inbound, r.workInbox)
	}()
	r.loop(ctx, r.outbound, r.workOut)
	<-done
}

func (r *Relay) loop(ctx context.Context, wake <-chan struct{}, work func(context.Context) time.Time) {
	for ctx.Err() == nil {
		timer := time.NewTimer(max(0, min(pollEvery, work(ctx).Sub(r.Now()))))
		select {
		case <-ctx.Done():
		case <-wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// Step works off all that is due now and returns when there is more to do, at
// the latest. Run does so by itself.
func (r *Relay) Step(ctx context.Context) time.Time {
	in := r.workInbox(ctx)
	out := r.workOut(ctx)
	if in.Before(out) {
		return in
	}
	return out
}

// workOut does all but the inbox.
func (r *Relay) workOut(ctx context.Context) time.Time {
	if at, held := r.pace.heldUntil(r.Now()); held {
		return at
	}
	if err := r.check(ctx); err != nil {
		return r.failed(ctx, err, 0)
	}
	next := earlier(r.workOutbox(ctx), r.workErased(ctx))
	return earlier(next, r.catchUp(ctx))
}

// channelFor returns the channel for a Case.
func (r *Relay) channelFor(c *desk.Case) string {
	for _, route := range []string{"topic:" + c.Topic, "lang:" + c.Lang} {
		if channel := r.Routes[route]; channel != "" {
			return channel
		}
	}
	return r.Channel
}

// rootKey is the key of the first message of a Thread.
func rootKey(t *desk.Thread) string {
	if t.Case != 0 {
		return "case " + strconv.FormatInt(t.Case, 10)
	}
	return "question " + t.Conversation
}
