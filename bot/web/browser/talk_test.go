package browser

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"payhelp/bot"
)

// talks is a small working stand-in for the conversations of the API, as the
// contract has them, in memory. Its one conversation is enough for a test.
type talks struct {
	next http.Handler // answers everything else

	mu       sync.Mutex
	messages []message
	events   []string // as they go to streams
	changed  chan struct{}
	feedback []string
	erased   bool
}

type message struct {
	Seq      int        `json:"seq"`
	From     string     `json:"from"`
	Text     string     `json:"text"`
	Lang     string     `json:"lang"`
	At       time.Time  `json:"at"`
	ClientID string     `json:"client_id,omitempty"`
	Reply    *bot.Reply `json:"reply,omitempty"`
	Author   string     `json:"author,omitempty"`
	Kind     string     `json:"kind,omitempty"`
	Original string     `json:"original,omitempty"`
}

// withTalks puts conversations in front of a server's own answers.
func withTalks(t *testing.T) (*site, *talks) {
	t.Helper()
	n := serve(t)
	f := &talks{next: n.handler, changed: make(chan struct{})}
	n.handler = f
	return n, f
}

// ServeHTTP implements [http.Handler].
func (f *talks) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/v1/conversations", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusCreated, map[string]string{"id": "c1", "token": "secret"})
	})
	mux.HandleFunc("POST /api/v1/returns", f.comeBack)
	guarded := func(h http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer secret" {
				answer(w, http.StatusNotFound, map[string]string{"type": "urn:payhelp:problem:not-found"})
				return
			}
			h(w, r)
		}
	}
	const path = "/api/v1/conversations/c1"
	mux.HandleFunc("POST "+path+"/messages", guarded(f.post))
	mux.HandleFunc("GET "+path+"/messages", guarded(f.history))
	mux.HandleFunc("GET "+path+"/events", guarded(f.stream))
	mux.HandleFunc("POST "+path+"/escalations", guarded(f.escalate))
	mux.HandleFunc("POST "+path+"/feedback", guarded(f.helped))
	mux.HandleFunc("POST "+path+"/typing", guarded(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	mux.HandleFunc("POST "+path+"/return-codes", guarded(func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusCreated, map[string]string{"return_code": "ABCD"})
	}))
	mux.HandleFunc("DELETE "+path, guarded(f.erase))
	mux.Handle("/", f.next)
	mux.ServeHTTP(w, r)
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// add stores a message and tells the streams. f.mu is held.
func (f *talks) add(m message) message {
	m.Seq, m.At = len(f.messages)+1, noon()
	f.messages = append(f.messages, m)
	data, _ := json.Marshal(m)
	f.tell(fmt.Sprintf("id: %d\nevent: message\ndata: %s\n\n", m.Seq, data))
	return m
}

// tell sends an event to the streams. f.mu is held.
func (f *talks) tell(event string) {
	f.events = append(f.events, event)
	close(f.changed)
	f.changed = make(chan struct{})
}

// say adds a message of staff or the system.
func (f *talks) say(m message) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.add(m)
}

// state tells how the conversation stands.
func (f *talks) state(json string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tell("event: state\ndata: " + json + "\n\n")
}

func (f *talks) post(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Text     string `json:"text"`
		ClientID string `json:"client_id"`
	}
	_ = json.NewDecoder(r.Body).Decode(&in)
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, m := range f.messages {
		if m.ClientID == in.ClientID {
			answer(w, http.StatusCreated, map[string]any{"message": m, "reply": f.messages[i+1].Reply, "replies": f.messages[i+1 : i+2]})
			return
		}
	}
	mine := f.add(message{From: "visitor", Text: in.Text, Lang: "und", ClientID: in.ClientID})
	body, _ := json.Marshal(map[string]string{"text": in.Text})
	ask := httptest.NewRequest(http.MethodPost, "/api/v1/ask", strings.NewReader(string(body)))
	ask.Header.Set("Content-Type", "application/json")
	ask.Header.Set("Accept-Language", r.Header.Get("Accept-Language"))
	got := httptest.NewRecorder()
	f.next.ServeHTTP(got, ask)
	var reply bot.Reply
	_ = json.Unmarshal(got.Body.Bytes(), &reply)
	said := f.add(message{From: "bot", Text: reply.Text, Lang: reply.AnswerLang, Reply: &reply})
	answer(w, http.StatusCreated, map[string]any{"message": mine, "reply": said.Reply, "replies": []message{said}})
}

func (f *talks) history(w http.ResponseWriter, _ *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.erased {
		answer(w, http.StatusNotFound, map[string]string{"type": "urn:payhelp:problem:not-found"})
		return
	}
	answer(w, http.StatusOK, map[string]any{"messages": f.messages})
}

func (f *talks) stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	sent := 0
	for {
		f.mu.Lock()
		events, changed := f.events[sent:], f.changed
		sent = len(f.events)
		f.mu.Unlock()
		for _, e := range events {
			fmt.Fprint(w, e)
		}
		_ = http.NewResponseController(w).Flush()
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		}
	}
}

func (f *talks) escalate(w http.ResponseWriter, _ *http.Request) {
	f.mu.Lock()
	f.add(message{From: "system", Text: "A person has been called.", Lang: "en", Kind: "called"})
	f.mu.Unlock()
	f.state(`{"owner":"bot","case":7,"position":2,"wait_seconds":350,"desk":{"open":true}}`)
	answer(w, http.StatusCreated, json.RawMessage(`{"case":7,"state":"waiting","position":2,"wait_seconds":350,"desk":{"open":true},"text":"","return_code":"ACDEFG","places":[]}`))
}

func (f *talks) helped(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Message int  `json:"message"`
		Helpful bool `json:"helpful"`
	}
	_ = json.NewDecoder(r.Body).Decode(&in)
	f.mu.Lock()
	f.feedback = append(f.feedback, fmt.Sprint(in.Message, in.Helpful))
	f.mu.Unlock()
	w.WriteHeader(http.StatusNoContent)
}

func (f *talks) erase(w http.ResponseWriter, _ *http.Request) {
	f.mu.Lock()
	f.erased, f.messages = true, nil
	f.mu.Unlock()
	w.WriteHeader(http.StatusNoContent)
}

func (f *talks) comeBack(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Code string `json:"code"`
	}
	if _ = json.NewDecoder(r.Body).Decode(&in); in.Code != "ABCD" {
		answer(w, http.StatusNotFound, map[string]string{"type": "urn:payhelp:problem:not-found"})
		return
	}
	answer(w, http.StatusOK, map[string]string{"id": "c1", "token": "secret"})
}
