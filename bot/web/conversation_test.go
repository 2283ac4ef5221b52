package web

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/bot/desk/desktest"
	"payhelp/bot/desk/staff"
)

// A site is a server that is reached over HTTP, with its help desk.
type site struct {
	*desktest.Desk
	people *staff.Service
	server *Server
	http   *http.Server
	url    string
}

// serve starts a site. change, which may be nil, changes it before it serves.
func serve(t *testing.T, change func(*site)) *site {
	t.Helper()
	d := desktest.New(t, nil)
	people := staff.New(d.Store, d.Clock.Now, rand.Reader)
	s, err := New(Config{Index: d.Live, Desk: d.Service, Events: d.Bus, Staff: people, Log: slog.New(slog.DiscardHandler), Now: d.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	out := &site{Desk: d, people: people, server: s, http: s.HTTPServer("")}
	if change != nil {
		change(out)
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	out.url = "http://" + l.Addr().String()
	go out.http.Serve(l)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := out.http.Shutdown(ctx); err != nil {
			t.Errorf("shutdown: %v", err)
		}
	})
	return out
}

// call makes a request and decodes the answer into out, where that is not nil.
func (s *site) call(t *testing.T, method, path, token, body string, want int, out any) http.Header {
	t.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, s.url+path, reader)
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != want {
		t.Fatalf("%s %s %s: %d %s, want %d", method, path, body, resp.StatusCode, data, want)
	}
	checkDescribed(t, method, path, resp.StatusCode, data)
	if out != nil {
		if err := json.Unmarshal(data, out); err != nil {
			t.Fatalf("%s %s: %v in %s", method, path, err, data)
		}
	}
	return resp.Header
}

// key is a started conversation.
type key struct{ ID, Token string }

func (k key) path(rest string) string { return "/api/v1/conversations/" + k.ID + rest }

func (s *site) start(t *testing.T, body string) key {
	t.Helper()
	var k key
	s.call(t, "POST", "/api/v1/conversations", "", body, 201, &k)
	return k
}

func (s *site) say(t *testing.T, k key, clientID, text string) (out struct {
	Message  desk.Message
	Reply    *struct{ Kind, Article string }
	Replies  []desk.Message
	Handover *desk.Handover
},
) {
	t.Helper()
	body, _ := json.Marshal(map[string]string{"text": text, "client_id": clientID})
	s.call(t, "POST", k.path("/messages"), k.Token, string(body), 201, &out)
	return out
}

func TestConversation(t *testing.T) {
	s := serve(t, nil)
	k := s.start(t, "") // no body is no wish
	p := s.say(t, k, "a", "What is the ATM limit?")
	if p.Message.Seq != 1 || p.Message.From != "visitor" || p.Message.ClientID != "a" || p.Reply.Article != "atm-limits" || p.Replies[0].Seq != 2 {
		t.Errorf("the answer is %+v", p)
	}
	if again := s.say(t, k, "a", "What is the ATM limit?"); again.Message.Seq != 1 || again.Reply == nil {
		t.Errorf("the retry is %+v", again)
	}
	var history struct {
		Messages []json.RawMessage
		More     bool
	}
	s.call(t, "GET", k.path("/messages"), k.Token, "", 200, &history)
	if len(history.Messages) != 2 || history.More {
		t.Fatalf("history has %d messages, more %v", len(history.Messages), history.More)
	}
	for _, name := range []string{`"seq":1`, `"from":"visitor"`, `"text":"What is the ATM limit?"`, `"lang":"en"`, `"at":"2026-05-12T04:00:00Z"`, `"client_id":"a"`} {
		if !bytes.Contains(history.Messages[0], []byte(name)) {
			t.Errorf("message 1 has no %s: %s", name, history.Messages[0])
		}
	}
	if !bytes.Contains(history.Messages[1], []byte(`"reply":{`)) || bytes.Contains(history.Messages[0], []byte(`"reply"`)) {
		t.Errorf("messages are %s", history.Messages)
	}
	s.call(t, "GET", k.path("/messages?after=1&limit=1"), k.Token, "", 200, &history)
	if len(history.Messages) != 1 || !bytes.Contains(history.Messages[0], []byte(`"seq":2`)) {
		t.Errorf("history after 1 is %s", history.Messages)
	}
	s.call(t, "DELETE", k.path(""), k.Token, "", 204, nil)
	s.call(t, "GET", k.path("/messages"), k.Token, "", 404, nil)
}

func TestTapOnAnArticle(t *testing.T) {
	s := serve(t, nil)
	k := s.start(t, `{"lang":"en"}`)
	var p struct{ Reply bot.Reply }
	s.call(t, "POST", k.path("/messages"), k.Token, `{"text":"What it costs","article":"atm-fees","client_id":"1"}`, 201, &p)
	if p.Reply.Kind != bot.Answer || *p.Reply.Article != "atm-fees" || p.Reply.Reason != bot.Chosen {
		t.Errorf("the tap leads to %+v", p.Reply)
	}
}

func TestConversationRefuses(t *testing.T) {
	s := serve(t, nil)
	k, other := s.start(t, `{"lang":"ja"}`), s.start(t, `{}`)
	s.say(t, k, "used", "hello")
	for name, tc := range map[string]struct {
		method, path, token, body string
		want                      int
		kind                      string
	}{
		"no token":                 {"GET", k.path(""), "", "", 401, "no-token"},
		"another's token":          {"GET", k.path("/messages"), other.Token, "", 404, "not-found"},
		"another's token, erasing": {"DELETE", k.path(""), other.Token, "", 404, "not-found"},
		"no such conversation":     {"GET", "/api/v1/conversations/none", k.Token, "", 404, "not-found"},
		"empty text":               {"POST", k.path("/messages"), k.Token, `{"text":" ","client_id":"x"}`, 400, "text"},
		"no client_id":             {"POST", k.path("/messages"), k.Token, `{"text":"hello"}`, 400, "client_id"},
		"client_id used":           {"POST", k.path("/messages"), k.Token, `{"text":"other","client_id":"used"}`, 409, "client-id"},
		"no JSON":                  {"POST", k.path("/messages"), k.Token, `{`, 400, "json"},
		"no such article tapped":   {"POST", k.path("/messages"), k.Token, `{"text":"a title","article":"no-such","client_id":"y"}`, 400, "article"},
		"a wrong language":         {"POST", "/api/v1/conversations", "", `{"lang":"xx"}`, 400, "lang"},
		"a wrong place":            {"POST", "/api/v1/conversations", "", `{"place":"nowhere"}`, 400, "place"},
		"after what":               {"GET", k.path("/messages?after=x"), k.Token, "", 400, "after"},
		"after what, of a stream":  {"GET", k.path("/events?after=-1"), k.Token, "", 400, "after"},
		"feedback on nothing":      {"POST", k.path("/feedback"), k.Token, `{"message":99,"helpful":true}`, 404, "not-found"},
		"feedback without one":     {"POST", k.path("/feedback"), k.Token, `{"message":2}`, 400, "helpful"},
		"rating nothing":           {"POST", k.path("/satisfaction"), k.Token, `{"score":5}`, 404, "not-found"},
		"a wrong score":            {"POST", k.path("/satisfaction"), k.Token, `{"score":6}`, 400, "score"},
		"a wrong code":             {"POST", "/api/v1/returns", "", `{"code":"AAAAAA"}`, 404, "not-found"},
		"a note too long":          {"POST", k.path("/escalations"), k.Token, `{"note":"` + strings.Repeat("x", 2001) + `"}`, 400, "note"},
	} {
		var p problem
		header := s.call(t, tc.method, tc.path, tc.token, tc.body, tc.want, &p)
		if p.Type != "urn:payhelp:problem:"+tc.kind || p.Status != tc.want || p.Detail == "" || header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: problem %+v, want type %s", name, p, tc.kind)
		}
	}
}

func TestHandoverAndReturn(t *testing.T) {
	s := serve(t, nil)
	k := s.start(t, `{"lang":"en","channel":"widget"}`)
	var h, again desk.Handover
	s.call(t, "POST", k.path("/escalations"), k.Token, "", 201, &h)
	s.call(t, "POST", k.path("/escalations"), k.Token, `{"contact":"WeChat abc"}`, 201, &again)
	if h.Case == 0 || again.Case != h.Case || h.Position != 1 || !h.Desk.Open || h.Text == "" {
		t.Errorf("handovers are %+v and %+v", h, again)
	}
	for _, code := range []string{h.Code, strings.ToLower(again.Code)} {
		var fresh key
		s.call(t, "POST", "/api/v1/returns", "", `{"code":"`+code+`"}`, 200, &fresh)
		if fresh.ID != k.ID || fresh.Token == k.Token {
			t.Errorf("the code %s opens %+v", code, fresh)
		}
		s.call(t, "GET", fresh.path(""), fresh.Token, "", 200, nil)
	}
	var state desk.State
	s.call(t, "GET", k.path(""), k.Token, "", 200, &state)
	if state.Case != h.Case || state.Position != 1 || state.Owner != desk.OwnerBot {
		t.Errorf("state is %+v", state)
	}
}

// An sse is one event as it was read.
type sse struct {
	ID, Event, Data string
}

// listen reads a stream into a channel, which is closed when it ends.
func (s *site) listen(t *testing.T, k key, path, lastID string) (<-chan sse, context.CancelFunc) {
	t.Helper()
	return s.stream(t, k.path(path), k.Token, lastID)
}

func (s *site) stream(t *testing.T, path, token, lastID string) (<-chan sse, context.CancelFunc) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, "GET", s.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	if lastID != "" {
		r.Header.Set("Last-Event-ID", lastID)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != 200 || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream") {
		t.Fatalf("the stream answers %d %s", resp.StatusCode, resp.Header.Get("Content-Type"))
	}
	out := make(chan sse, 1000)
	go func() {
		defer close(out)
		defer resp.Body.Close()
		readSSE(resp.Body, out)
	}()
	t.Cleanup(cancel)
	return out, cancel
}

func readSSE(body io.Reader, out chan<- sse) {
	var e sse
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "id":
			e.ID = value
		case "event":
			e.Event = value
		case "data":
			e.Data = value
		case "":
			if value != "" {
				out <- sse{Event: "comment", Data: value}
			} else if e != (sse{}) {
				out <- e
				e = sse{}
			}
		}
	}
}

// next returns the next event that is no comment.
func next(t *testing.T, events <-chan sse) sse {
	t.Helper()
	deadline := time.After(15 * time.Second)
	for {
		select {
		case e, ok := <-events:
			if !ok {
				t.Fatal("the stream ended")
			}
			if e.Event != "comment" {
				return e
			}
		case <-deadline:
			t.Fatal("no event came")
		}
	}
}

func TestStreamMissesAndRepeatsNothing(t *testing.T) {
	s := serve(t, nil)
	k := s.start(t, "")
	const writers, each = 3, 5
	all := writers * each * 2 // each with its answer
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				if _, err := s.Post(t.Context(), k.ID, desk.Posting{Text: "ATM fee?", ClientID: fmt.Sprintf("%d-%d", w, i)}); err != nil {
					t.Errorf("Post: %v", err)
				}
			}
		})
	}
	// The line breaks after every few events; each time the reader comes back.
	last, seen := "", 0
	for seen < all {
		events, cut := s.listen(t, k, "/events", last)
		for range 4 {
			if seen == all {
				break
			}
			e := next(t, events)
			seen++
			if e.Event != "" || e.ID != fmt.Sprint(seen) || !strings.Contains(e.Data, fmt.Sprintf(`"seq":%d,`, seen)) {
				t.Fatalf("event %d is %+v", seen, e)
			}
			last = e.ID
		}
		cut()
	}
	wg.Wait()
	events, _ := s.listen(t, k, "/events?after="+last, "")
	s.say(t, k, "last", "thanks")
	if e := next(t, events); e.ID != fmt.Sprint(all+1) {
		t.Errorf("after all of it comes %+v", e)
	}
}

func TestStreamLooksByItself(t *testing.T) {
	s := serve(t, func(s *site) { s.server.pollEvery = 10 * time.Millisecond })
	k := s.start(t, "")
	events, _ := s.listen(t, k, "/events", "")
	// Stored past the service, so that no wake-up is sent.
	if _, _, err := s.Store.AddVisitorMessage(t.Context(), desk.Message{
		Conversation: k.ID, From: desk.FromVisitor, Text: "quiet", Lang: "en", At: s.Clock.Now(), ClientID: "q",
	}, 10); err != nil {
		t.Fatal(err)
	}
	if e := next(t, events); e.ID != "1" {
		t.Errorf("the event is %+v", e)
	}
}

func TestStreamIsWokenAtOnce(t *testing.T) {
	s := serve(t, func(s *site) { s.server.pollEvery = time.Hour })
	k := s.start(t, "")
	events, _ := s.listen(t, k, "/events?with=state,typing", "")
	first := next(t, events)
	if first.Event != "state" || first.ID != "" || !strings.Contains(first.Data, `"owner":"bot"`) {
		t.Fatalf("first comes %+v, want the state", first)
	}
	checkEvent(t, "Conversation", first.Data)
	s.say(t, k, "1", "I want to talk to a person")
	var kinds []string
	for len(kinds) < 5 {
		e := next(t, events)
		kinds = append(kinds, e.Event+e.ID)
		if e.Event == "state" && strings.Contains(e.Data, `"case":`) {
			checkEvent(t, "Conversation", e.Data)
			break
		}
		if e.Event == "" {
			checkEvent(t, "Message", e.Data)
		}
	}
	if got := strings.Join(kinds, " "); !strings.HasPrefix(got, "1") || !strings.Contains(got, "2 3 state") {
		t.Errorf("events are %q, want the messages 1 to 3 and then the state", got)
	}
	k2, err := s.Store.OpenCase(t.Context(), k.ID)
	if err != nil {
		t.Fatal(err)
	}
	li := desk.Actor{Staff: "li", Name: "小李"}
	if _, err := s.Claim(t.Context(), k2.ID, li); err != nil {
		t.Fatal(err)
	}
	if e := next(t, events); e.ID != "4" || !strings.Contains(e.Data, "小李") {
		t.Errorf("after the claim comes %+v", e)
	}
	if e := next(t, events); e.Event != "state" || !strings.Contains(e.Data, `"officer":"小李"`) {
		t.Errorf("then %+v, want the state", e)
	}
	if err := s.StaffTyping(t.Context(), k2.ID, li); err != nil {
		t.Fatal(err)
	}
	if e := next(t, events); e.Event != "typing" || e.Data != `{"from":"staff"}` {
		t.Errorf("then %+v, want typing", e)
	}
}

func TestStreamOutlivesTheTimeoutsOfRequests(t *testing.T) {
	s := serve(t, func(s *site) {
		s.http.ReadTimeout, s.http.WriteTimeout, s.server.heartbeatEvery = 30*time.Millisecond, 30*time.Millisecond, 20*time.Millisecond
	})
	k := s.start(t, "")
	events, _ := s.listen(t, k, "/events", "")
	for range 10 { // heartbeats, of which the tenth is beyond both timeouts
		if e, ok := <-events; !ok || e.Event != "comment" {
			t.Fatalf("got %+v, %v; want a heartbeat", e, ok)
		}
	}
	if _, err := s.Post(t.Context(), k.ID, desk.Posting{Text: "ATM fee?", ClientID: "1"}); err != nil {
		t.Fatal(err)
	}
	if e := next(t, events); e.ID != "1" {
		t.Errorf("after the heartbeats comes %+v", e)
	}
}

func TestStreamEndsWithTheServerAndTheConversation(t *testing.T) {
	s := serve(t, nil)
	k, erased := s.start(t, ""), s.start(t, "")
	events, _ := s.listen(t, k, "/events", "")
	gone, _ := s.listen(t, erased, "/events", "")
	s.call(t, "DELETE", erased.path(""), erased.Token, "", 204, nil)
	drained(t, gone)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := s.http.Shutdown(ctx); err != nil {
		t.Errorf("the server does not stop while somebody listens: %v", err)
	}
	drained(t, events)
}

// drained waits until a stream has ended.
func drained(t *testing.T, events <-chan sse) {
	t.Helper()
	deadline := time.After(15 * time.Second)
	for {
		select {
		case _, ok := <-events:
			if !ok {
				return
			}
		case <-deadline:
			t.Fatal("the stream does not end")
		}
	}
}

// readAll returns the body of an answer.
func readAll(t *testing.T, resp *http.Response) string {
	t.Helper()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
