// Package event wakes the streams of all replicas when something was stored, by
// NATS: its server runs in the process, without an open port, or is a cluster
// that the replicas reach by URL. The store is what streams read from; an event
// that is lost only delays them until they look by themselves.
package event

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"payhelp/bot/desk"
)

// Subjects. A conversation's id is letters and digits, and so one token.
const (
	conversationSubject = "payhelp.conversation."
	deskSubject         = "payhelp.desk"
)

// A Bus carries events between the streams of this process and of others.
type Bus struct {
	conn   *nats.Conn
	server *server.Server // nil where it is elsewhere
	log    *slog.Logger
}

// startTimeout is how long the server in the process may take to be ready.
const startTimeout = 10 * time.Second

// Embedded starts a server in the process, which opens no port, and returns a
// Bus on it.
func Embedded(log *slog.Logger) (*Bus, error) {
	s, err := server.NewServer(&server.Options{DontListen: true, NoSigs: true, NoLog: true, ServerName: "payhelp"})
	if err != nil {
		return nil, fmt.Errorf("event server: %w", err)
	}
	s.Start()
	if !s.ReadyForConnections(startTimeout) {
		s.Shutdown()
		return nil, fmt.Errorf("event server: not ready after %v", startTimeout)
	}
	b, err := connect(log, nats.DefaultURL, nats.InProcessServer(s))
	if err != nil {
		s.Shutdown()
		return nil, err
	}
	b.server = s
	return b, nil
}

// Connect returns a Bus on the servers at urls, comma-separated. It reconnects
// for as long as it is open; where none answers at first it is an error.
func Connect(log *slog.Logger, urls string) (*Bus, error) {
	return connect(log, urls)
}

func connect(log *slog.Logger, urls string, options ...nats.Option) (*Bus, error) {
	conn, err := nats.Connect(urls, append(options,
		nats.Name("payhelp"),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(500*time.Millisecond),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				log.Warn("event servers cannot be reached; streams look by themselves", "error", err)
			}
		}),
		nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {
			// A stream that is slow to wake has a wake-up waiting already.
		}),
	)...)
	if err != nil {
		return nil, fmt.Errorf("reach event servers: %w", err)
	}
	return &Bus{conn: conn, log: log}, nil
}

// Close ends the Bus; its subscriptions get nothing more.
func (b *Bus) Close() {
	b.conn.Close()
	if b.server != nil {
		b.server.Shutdown()
		b.server.WaitForShutdown()
	}
}

// Connected reports whether events reach other replicas now.
func (b *Bus) Connected() bool { return b.conn.IsConnected() }

// Wake sends an event to the streams of its Conversation and of the desk. What
// cannot be sent is logged: streams find out by themselves, later.
func (b *Bus) Wake(ctx context.Context, e desk.Event) {
	data, err := json.Marshal(e)
	if err == nil {
		err = b.conn.Publish(conversationSubject+e.Conversation, data)
	}
	if err == nil {
		err = b.conn.Publish(deskSubject, data)
	}
	if err != nil {
		b.log.WarnContext(ctx, "event not sent", "kind", e.Kind, "error", err)
	}
}

// A Subscription receives events until it is closed.
type Subscription struct {
	// C has the events. It is bounded: where it is full more are dropped,
	// since one is enough to wake.
	C   chan *nats.Msg
	sub *nats.Subscription
}

// waiting is how many events wait for a stream at most.
const waiting = 64

// Conversation receives the events of one Conversation.
func (b *Bus) Conversation(id string) (*Subscription, error) {
	return b.subscribe(conversationSubject + id)
}

// Desk receives all events.
func (b *Bus) Desk() (*Subscription, error) { return b.subscribe(deskSubject) }

func (b *Bus) subscribe(subject string) (*Subscription, error) {
	s := &Subscription{C: make(chan *nats.Msg, waiting)}
	var err error
	if s.sub, err = b.conn.ChanSubscribe(subject, s.C); err != nil {
		return nil, fmt.Errorf("subscribe to events: %w", err)
	}
	// What is sent after this returns is received: the server has the
	// subscription when it has answered.
	if err := b.conn.Flush(); err != nil {
		s.Close()
		return nil, fmt.Errorf("subscribe to events: %w", err)
	}
	return s, nil
}

// Close ends the Subscription.
func (s *Subscription) Close() {
	// It ends with its connection too, where that is closed already.
	_ = s.sub.Unsubscribe()
}

// Read returns the event that a message of C is.
func Read(m *nats.Msg) (desk.Event, error) {
	var e desk.Event
	if err := json.Unmarshal(m.Data, &e); err != nil {
		return e, fmt.Errorf("read event: %w", err)
	}
	return e, nil
}
