package slackfake

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"testing"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack/slacktest"
)

// An Endpoint is where a Workspace is served, and how it is reached.
type Endpoint struct {
	API    string // for slack.OptionAPIURL
	Client *http.Client
	Dialer *websocket.Dialer
}

// Start serves the Workspace by slack-go's test server until the test ends.
func (w *Workspace) Start(t testing.TB) Endpoint {
	s := slacktest.NewTestServer(w.Bind)
	s.Start()
	w.change(func() { w.base = "http://" + s.ServerAddr })
	client := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(func() {
		w.Hangup()
		client.CloseIdleConnections()
		s.Stop()
	})
	return Endpoint{API: s.GetAPIURL(), Client: client, Dialer: &websocket.Dialer{WriteBufferSize: 32 << 10}}
}

// StartInMemory serves the Workspace without a socket until the test ends. All
// of it may run in a bubble of testing/synctest.
func (w *Workspace) StartInMemory(t testing.TB) Endpoint {
	mux := http.NewServeMux()
	w.Bind(binder{mux})
	l := &pipeListener{conns: make(chan net.Conn), done: make(chan struct{})}
	server := &http.Server{Handler: mux} // #nosec G112 -- it listens to this test alone
	served := make(chan struct{})
	go func() {
		defer close(served)
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("serve in memory: %v", err)
		}
	}()
	w.change(func() { w.base = "http://slack.test" })
	client := &http.Client{Transport: &http.Transport{DialContext: l.dial}}
	t.Cleanup(func() {
		w.Hangup()
		client.CloseIdleConnections()
		_ = server.Close()
		<-served
	})
	return Endpoint{API: "http://slack.test/", Client: client, Dialer: &websocket.Dialer{NetDialContext: l.dial, WriteBufferSize: 32 << 10}}
}

// binder is a mux as slacktest sees one.
type binder struct{ mux *http.ServeMux }

func (b binder) Handle(pattern string, h http.HandlerFunc) { b.mux.HandleFunc(pattern, h) }

// pipeListener connects by net.Pipe.
type pipeListener struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case l.conns <- theirs:
		return ours, nil
	case <-l.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

// Addr says that there is none.
func (l *pipeListener) Addr() net.Addr { return &net.UnixAddr{Name: "memory"} }
