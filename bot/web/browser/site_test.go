package browser

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"payhelp/bot/web"
)

// A site stands between the browser and a server. Its network can be dead, and
// it remembers what went through.
type site struct {
	*httptest.Server
	handler http.Handler
	dead    atomic.Bool
	deaf    atomic.Bool // its event streams are dead, the rest is not

	mu    sync.Mutex
	calls []string      // method and path
	more  chan struct{} // closed with the next call
}

// serve starts a server of the embedded knowledge base, without a help desk.
func serve(t *testing.T, frameHosts ...string) *site {
	t.Helper()
	if missing != nil {
		t.Skip(missing)
	}
	handler, err := web.New(web.Config{Index: live, Log: quiet, Now: noon, FrameHosts: frameHosts})
	if err != nil {
		t.Fatal(err)
	}
	return connect(t, handler)
}

// connect starts a server of handler.
func connect(t *testing.T, handler http.Handler) *site {
	t.Helper()
	n := &site{handler: handler, more: make(chan struct{})}
	n.Server = httptest.NewServer(n)
	t.Cleanup(n.Close)
	t.Cleanup(n.CloseClientConnections) // first: event streams are open
	return n
}

// ServeHTTP implements [http.Handler].
func (n *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if n.dead.Load() || n.deaf.Load() && strings.HasSuffix(r.URL.Path, "/events") {
		panic(http.ErrAbortHandler) // the connection breaks, as out of reach of an antenna
	}
	n.handler.ServeHTTP(w, r)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.calls = append(n.calls, r.Method+" "+r.URL.Path)
	close(n.more)
	n.more = make(chan struct{})
}

// call waits for an answered call of a method on a path that ends in suffix,
// and returns the path.
func (n *site) call(t *testing.T, method, suffix string) string {
	t.Helper()
	timeout := time.After(patience)
	for {
		n.mu.Lock()
		calls, more := n.calls, n.more
		n.mu.Unlock()
		for _, c := range calls {
			if path, ok := strings.CutPrefix(c, method+" "); ok && strings.HasSuffix(path, suffix) {
				return path
			}
		}
		select {
		case <-more:
		case <-timeout:
			t.Fatalf("there was no %s of …%s among %q", method, suffix, calls)
		}
	}
}

// A message is one of a history, as far as tests read it.
type message struct {
	Seq  int    `json:"seq"`
	From string `json:"from"`
	Text string `json:"text"`
	Lang string `json:"lang"`
	Kind string `json:"kind"`
}
