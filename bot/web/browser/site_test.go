package browser

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"payhelp/bot/web"
)

// A site stands between the browser and the server: it can be dead.
type site struct {
	*httptest.Server
	handler http.Handler
	dead    atomic.Bool
}

// serve starts a server of the embedded knowledge base.
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
	n := &site{handler: handler}
	n.Server = httptest.NewServer(n)
	t.Cleanup(n.Close)
	t.Cleanup(n.CloseClientConnections) // first: event streams are open
	return n
}

// ServeHTTP implements [http.Handler].
func (n *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if n.dead.Load() {
		panic(http.ErrAbortHandler) // the connection breaks, as out of reach of an antenna
	}
	n.handler.ServeHTTP(w, r)
}
