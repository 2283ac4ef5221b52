package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"payhelp/bot/desk"
	"payhelp/bot/event"
)

// Times of streams. They are real ones, whatever the server's clock.
const (
	pollEvery      = 3 * time.Second  // a stream looks by itself so often, should a wake-up be lost
	heartbeatEvery = 15 * time.Second // a comment keeps proxies from closing an idle line
	streamWrite    = 10 * time.Second // one write may take
)

// streamBatch is how many messages a stream reads at once.
const streamBatch = 100

// routeStream is route for an answer that lasts: its time is not observed.
func (s *Server) routeStream(mux *http.ServeMux, pattern string, h handler) {
	s.patterns = append(s.patterns, pattern)
	mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		recorder := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
		s.metrics.streams.Inc()
		defer s.metrics.streams.Dec()
		if err := h(recorder, r); err != nil {
			s.fail(recorder, r, err)
		}
		s.metrics.requests.WithLabelValues(pattern, fmt.Sprint(recorder.status)).Inc()
	})
}

// A stream writes Server-Sent Events.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

// openStream begins an event stream.
func openStream(w http.ResponseWriter) (*stream, error) {
	st := &stream{w, http.NewResponseController(w)}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // nginx would hold events back
	h.Set(gzhttp.HeaderNoCompression, "1")
	// The request has been read; the deadline for it would end the stream.
	if err := st.control.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return nil, fmt.Errorf("stream: %w", err)
	}
	w.WriteHeader(http.StatusOK)
	return st, st.comment("ok")
}

// event writes one event; kind "" is the default, message, and id 0 is none.
func (st *stream) event(kind string, id int64, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode event: %w", err)
	}
	var out bytes.Buffer
	if id != 0 {
		fmt.Fprintf(&out, "id: %d\n", id)
	}
	if kind != "" {
		fmt.Fprintf(&out, "event: %s\n", kind)
	}
	fmt.Fprintf(&out, "data: %s\n\n", data) // JSON has no line breaks of its own
	return st.write(out.Bytes())
}

func (st *stream) comment(text string) error { return st.write([]byte(": " + text + "\n\n")) }

func (st *stream) write(data []byte) error {
	err := st.control.SetWriteDeadline(time.Now().Add(streamWrite))
	if errors.Is(err, http.ErrNotSupported) {
		err = nil
	}
	if err == nil {
		_, err = st.w.Write(data)
	}
	if err == nil {
		err = st.control.Flush()
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errStreamEnds, err) // the reader is gone
	}
	return nil
}

// errStreamEnds ends a stream that has nothing more to say.
var errStreamEnds = errors.New("stream ends")

// follow calls read whenever there may be something new: at once, at each event
// that heard, which sees it first, says so of, and every few seconds. It returns when the
// reader is gone, the server stops, or either function fails; the status has
// been sent, so nobody can be told why.
func (s *Server) follow(r *http.Request, st *stream, sub *event.Subscription, heard func(desk.Event) (bool, error), read func() error) error {
	poll, heartbeat := time.NewTicker(s.pollEvery), time.NewTicker(s.heartbeatEvery)
	defer poll.Stop()
	defer heartbeat.Stop()
	for look := true; ; {
		if look {
			if err := read(); err != nil {
				return s.streamEnded(r, err)
			}
		}
		look = true
		select {
		case <-r.Context().Done():
			return nil
		case <-s.closing:
			return nil
		case <-poll.C:
		case <-heartbeat.C:
			look = false
			if err := st.comment("still here"); err != nil {
				return nil
			}
		case m := <-sub.C:
			e, err := event.Read(m)
			if err == nil {
				look, err = heard(e)
			}
			if err != nil {
				return s.streamEnded(r, err)
			}
		}
	}
}

// streamEnded logs why a stream ended, where that is ours to mend.
func (s *Server) streamEnded(r *http.Request, err error) error {
	if r.Context().Err() == nil && !errors.Is(err, errStreamEnds) && !errors.Is(err, desk.ErrNotFound) {
		s.log.WarnContext(r.Context(), "stream ended", "path", r.URL.Path, "error", err)
	}
	return nil
}

// lastEventID returns after what a stream is to begin: the Last-Event-ID that
// browsers send when they come back, else ?after=, else def.
func lastEventID(r *http.Request, def int64) (int64, error) {
	if id := r.Header.Get("Last-Event-ID"); id != "" {
		q := r.Clone(r.Context())
		q.URL.RawQuery = "Last-Event-ID=" + id
		return numberParam(q, "Last-Event-ID", def, 0, 1<<53)
	}
	return numberParam(r, "after", def, 0, 1<<53)
}

func (s *Server) conversationEvents(w http.ResponseWriter, r *http.Request, c *desk.Conversation) error {
	after, err := lastEventID(r, 0)
	if err != nil {
		return err
	}
	with := strings.Split(r.URL.Query().Get("with"), ",")
	withState, withTyping := slices.Contains(with, "state"), slices.Contains(with, "typing")
	// Woken first and read then: what is stored in between is read.
	sub, err := s.events.Conversation(c.ID)
	if err != nil {
		return err
	}
	defer sub.Close()
	st, err := openStream(w)
	if err != nil {
		return s.streamEnded(r, err)
	}
	var told []byte // the state, as last told
	read := func() error {
		state, err := s.desk.State(r.Context(), c.ID)
		if err != nil {
			return err // erased
		}
		for after < state.LastSeq {
			messages, err := s.desk.History(r.Context(), c.ID, after, streamBatch)
			if err != nil {
				return err
			}
			if len(messages) == 0 {
				break
			}
			for _, m := range messages {
				if err := st.event("", m.Seq, m); err != nil {
					return err
				}
				after = m.Seq
			}
			if err := s.desk.Delivered(r.Context(), &state.Conversation, messages); err != nil {
				return err
			}
		}
		if !withState {
			return nil
		}
		data, err := json.Marshal(state)
		if err != nil || bytes.Equal(data, told) {
			return err
		}
		told = data
		return st.event("state", 0, json.RawMessage(data))
	}
	heard := func(e desk.Event) (bool, error) {
		if e.Kind != desk.Typing {
			return true, nil
		}
		if withTyping && e.From != desk.FromVisitor {
			return false, st.event("typing", 0, map[string]any{"from": e.From})
		}
		return false, nil
	}
	return s.follow(r, st, sub, heard, read)
}
