package slackfake

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// pingEvery is how often Slack pings a socket.
const pingEvery = 15 * time.Second

// A socket is one connection of Socket Mode.
type socket struct {
	write sync.Mutex
	conn  *websocket.Conn
	done  chan struct{}
	dead  bool // opened in silence: nothing is ever sent by it
}

func (s *socket) send(v any) error {
	s.write.Lock()
	defer s.write.Unlock()
	return s.conn.WriteJSON(v)
}

func openConnection(w *Workspace, _ url.Values) (map[string]any, error) {
	return map[string]any{"url": strings.Replace(w.base, "http://", "ws://", 1) + "/link/" + w.nextID("link.")}, nil
}

// serveSocket holds a connection open: it says hello, pings unless it is to be
// silent, and takes acknowledgements.
func (w *Workspace) serveSocket(rw http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	conn, err := up.Upgrade(rw, r, nil)
	if err != nil {
		return
	}
	s := &socket{conn: conn, done: make(chan struct{})}
	id := r.PathValue("id")
	w.change(func() {
		s.dead = w.silent
		w.sockets[id] = s
		w.opened++
	})
	var pings sync.WaitGroup
	pings.Go(func() { w.ping(s) })
	defer func() {
		close(s.done)
		_ = conn.Close()
		pings.Wait()
		w.change(func() { delete(w.sockets, id) })
	}()
	if !s.dead && s.send(map[string]any{"type": "hello", "num_connections": 1, "connection_info": map[string]any{"app_id": App}}) != nil {
		return
	}
	for {
		var ack struct {
			ID      string          `json:"envelope_id"`
			Payload json.RawMessage `json:"payload"`
		}
		if conn.ReadJSON(&ack) != nil {
			return
		}
		w.change(func() {
			if c := w.acks[ack.ID]; c != nil {
				delete(w.acks, ack.ID)
				c <- ack.Payload
			}
		})
	}
}

func (w *Workspace) ping(s *socket) {
	t := time.NewTicker(pingEvery)
	defer t.Stop()
	_ = w.pingOnce(s)
	for {
		select {
		case <-t.C:
			if w.pingOnce(s) != nil {
				return
			}
		case <-s.done:
			return
		}
	}
}

func (w *Workspace) pingOnce(s *socket) error {
	w.mu.Lock()
	silent := w.silent
	w.mu.Unlock()
	if silent || s.dead {
		return nil
	}
	s.write.Lock()
	defer s.write.Unlock()
	return s.conn.WriteControl(websocket.PingMessage, []byte("ping"), time.Now().Add(time.Second))
}

// Silence stops the pings on all sockets, or starts them again; the connections
// stay open. By a socket that is opened meanwhile nothing ever comes.
func (w *Workspace) Silence(silent bool) { w.change(func() { w.silent = silent }) }

// Opened returns how many sockets were opened so far.
func (w *Workspace) Opened() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.opened
}

// Connected returns how many sockets are open.
func (w *Workspace) Connected() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.sockets)
}

// Hangup closes all sockets without a word.
func (w *Workspace) Hangup() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.sockets {
		_ = s.conn.UnderlyingConn().Close()
	}
}

// Refresh asks all sockets to connect anew, as Slack does every few hours.
func (w *Workspace) Refresh(t testing.TB) {
	t.Helper()
	for _, s := range w.open() {
		if err := s.send(map[string]any{"type": "disconnect", "reason": "refresh_requested"}); err != nil {
			t.Errorf("ask to reconnect: %v", err)
		}
	}
}

// open returns the open sockets. What is sent by them is sent without the
// lock, as the app may call while it reads.
func (w *Workspace) open() []*socket {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Collect(maps.Values(w.sockets))
}

// Send sends a payload by one of the open sockets; the channel has what it is
// acknowledged with. It is an error of the test where none is open.
func (w *Workspace) Send(t testing.TB, p Payload) <-chan []byte {
	t.Helper()
	acked := make(chan []byte, 1)
	var id string
	w.change(func() {
		id = w.nextID("envelope.")
		w.acks[id] = acked
	})
	all := w.open()
	if len(all) == 0 {
		t.Error("send by socket: none is open")
		return acked
	}
	err := all[0].send(map[string]any{
		"type": p.Kind, "envelope_id": id, "payload": p.Body, "accepts_response_payload": p.Kind != KindEvent, "retry_attempt": p.Retry,
	})
	if err != nil {
		t.Errorf("send by socket: %v", err)
	}
	return acked
}
