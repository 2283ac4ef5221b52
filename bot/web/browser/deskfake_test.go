package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"payhelp/bot/desk"
)

// object is a JSON object.
type object = map[string]any

// counter is a small working stand-in for the help desk's API, in memory, as
// the OpenAPI document has it. Whoever sends "test/NAME" as the browser's
// session is that officer.
type counter struct {
	next http.Handler // answers everything else

	mu         sync.Mutex
	cases      []*ticket
	revision   int
	events     []string // as they go to streams
	changed    chan struct{}
	translator string
	sent       map[string]object // by client_id
	gone       bool              // the sessions have ended
}

// ticket is a case with all that is shown of it.
type ticket struct {
	row, card       object
	messages, notes []object
	age             int // seconds that it waited when the test began
}

// withDesk puts a help desk in front of a server's own answers.
func withDesk(t *testing.T) (*site, *counter) {
	t.Helper()
	n := serve(t)
	f := &counter{next: n.handler, changed: make(chan struct{}), sent: map[string]object{}}
	for _, c := range sampleCases {
		f.add(c)
	}
	n.handler = f
	return n, f
}

// me is the account of a request's cookie; "" for nobody.
func (f *counter) me(r *http.Request) string {
	c, err := r.Cookie("payhelp_desk")
	if err != nil || f.gone {
		return ""
	}
	return c.Value
}

func account(id string) object {
	return object{"id": id, "login": id, "name": officers[id], "role": "administrator", "disabled": false, "created": noon()}
}

var officers = map[string]string{"li": "李静", "wang": "王伟"}

func refuse(w http.ResponseWriter, status int, problem string) {
	answer(w, status, object{"type": "urn:payhelp:problem:" + problem, "status": status})
}

// ServeHTTP implements [http.Handler].
func (f *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	const root = "/api/v1/desk"
	if !strings.HasPrefix(r.URL.Path, root) {
		f.next.ServeHTTP(w, r)
		return
	}
	if r.URL.Path == root+"/session" && r.Method == http.MethodPost || r.URL.Path == root+"/setup" {
		f.signIn(w, r)
		return
	}
	if f.me(r) == "" {
		refuse(w, http.StatusUnauthorized, "unauthorized")
		return
	}
	mux := http.NewServeMux()
	handle := func(pattern string, h http.HandlerFunc) {
		method, path, _ := strings.Cut(pattern, " ")
		mux.HandleFunc(method+" "+root+path, h)
	}
	handle("GET /session", func(w http.ResponseWriter, r *http.Request) {
		answer(w, http.StatusOK, object{"account": account(f.me(r)), "via": "session"})
	})
	handle("GET /status", func(w http.ResponseWriter, r *http.Request) {
		f.locked(func() { answer(w, http.StatusOK, f.status(f.me(r))) })
	})
	handle("GET /cases", f.list)
	handle("GET /events", f.stream)
	handle("GET /cases/{case}", f.one(f.view))
	for _, act := range []string{"claim", "takeover", "transfer", "resolve", "notes", "tags", "typing", "messages", "preview"} {
		mux.HandleFunc(root+"/cases/{case}/"+act, f.one(map[string]func(http.ResponseWriter, *http.Request, *ticket){
			"claim": f.claim, "takeover": f.takeOver, "transfer": f.transfer, "resolve": f.resolve, "notes": f.note, "tags": f.tag,
			"typing": func(w http.ResponseWriter, _ *http.Request, _ *ticket) { w.WriteHeader(http.StatusNoContent) }, "messages": f.reply, "preview": f.preview,
		}[act]))
	}
	handle("GET /search", f.search)
	handle("GET /colleagues", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, object{"colleagues": []object{{"id": "li", "name": "李静", "role": "officer", "open_cases": 2}, {"id": "wang", "name": "王伟", "role": "officer", "open_cases": 1}}})
	})
	for path, body := range samplePages {
		handle(path, func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, body) })
	}
	mux.ServeHTTP(w, r)
}

func (f *counter) locked(act func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	act()
}

func (f *counter) signIn(w http.ResponseWriter, r *http.Request) {
	var in struct{ Login, Password, Secret string }
	_ = json.NewDecoder(r.Body).Decode(&in)
	if officers[in.Login] == "" || in.Password != "correct horse battery" || strings.HasSuffix(r.URL.Path, "/setup") && in.Secret != "once" {
		refuse(w, http.StatusUnauthorized, "sign-in")
		return
	}
	f.locked(func() { f.gone = false })
	http.SetCookie(w, &http.Cookie{Name: "payhelp_desk", Value: in.Login, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	answer(w, http.StatusOK, object{"account": account(in.Login), "via": "session"})
}

// add begins a case. f.mu is held, or nobody looks yet.
func (f *counter) add(s sample) *ticket {
	f.revision++
	t := &ticket{age: s.waited, notes: []object{}, card: s.card()}
	ix, done := live.Use()
	defer done()
	t.row = object{
		"case": 40 + len(f.cases), "conversation": fmt.Sprintf("c%d", len(f.cases)), "state": "waiting", "reason": s.reason, "urgent": s.urgent,
		"lang": s.lang, "lang_name": s.langName, "topic": s.topic, "place": s.place, "place_name": s.placeName, "channel": "web", "summary": s.summary, "tags": []string{},
		"opened": noon(), "unread": 1, "waiting_seconds": s.waited, "goal_seconds": s.goal(), "late": s.waited > s.goal(), "revision": f.revision,
	}
	t.say(object{"from": "visitor", "text": s.text, "lang": s.lang, "terms": s.terms()})
	if s.article != "" {
		reply, _ := desk.Article(context.Background(), ix, s.article, s.lang, nil, nil, noon())
		zh, _ := desk.Article(context.Background(), ix, s.article, "zh", nil, nil, noon())
		t.say(object{"from": "bot", "text": reply.Text, "lang": s.lang, "reply": reply, "article_title": zh.Title, "zh": zh.Text})
		t.say(object{"from": "visitor", "text": s.then, "lang": s.lang, "terms": []object{}})
	}
	f.cases = append(f.cases, t)
	return t
}

// say adds a message.
func (t *ticket) say(m object) object {
	m["seq"], m["at"] = len(t.messages)+1, noon()
	t.messages = append(t.messages, m)
	return m
}

// touch tells the streams of a change. f.mu is held.
func (f *counter) touch(t *ticket) {
	f.revision++
	t.row["revision"] = f.revision
	data, _ := json.Marshal(t.row)
	f.tell(fmt.Sprintf("id: %d\nevent: case\ndata: %s\n\n", f.revision, data))
	data, _ = json.Marshal(f.status(""))
	f.tell(fmt.Sprintf("event: status\ndata: %s\n\n", data))
}

func (f *counter) tell(event string) {
	f.events = append(f.events, event)
	close(f.changed)
	f.changed = make(chan struct{})
}

func (f *counter) status(me string) object {
	waiting, claimed, mine, late := 0, 0, 0, 0
	for _, t := range f.cases {
		switch t.row["state"] {
		case "waiting":
			waiting++
			if t.row["late"] == true {
				late++
			}
		case "claimed":
			claimed++
			if t.row["officer"] == me {
				mine++
			}
		}
	}
	s := object{
		"waiting": waiting, "claimed": claimed, "late": late, "goals": object{"wait_seconds": 300, "urgent_wait_seconds": 60}, "sign_on": false,
		"desk": object{"open": true, "hours": "Mo-Fr 09:00-18:00", "closes_at": "2026-12-01T10:00:00Z"}, "translation": object{"available": f.translator != "", "service": f.translator},
	}
	if me != "" {
		s["mine"] = mine
	}
	return s
}

func (f *counter) list(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	q := r.URL.Query()
	cases := []object{}
	for _, t := range f.cases {
		fits := strings.Contains(q.Get("state"), t.row["state"].(string))
		for _, name := range []string{"lang", "topic", "place"} {
			fits = fits && (q.Get(name) == "" || q.Get(name) == t.row[name])
		}
		over, _ := strconv.Atoi(q.Get("waiting_over"))
		if fits && t.age >= over && (q.Get("late") == "" || t.row["late"] == true) && (q.Get("officer") == "" || t.row["officer"] == f.me(r)) {
			cases = append(cases, t.row)
		}
	}
	answer(w, http.StatusOK, object{"cases": cases, "revision": f.revision})
}

func (f *counter) stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	f.mu.Lock()
	at := len(f.events)
	after, _ := strconv.Atoi(r.Header.Get("Last-Event-ID"))
	for i, e := range f.events {
		if id, _, ok := strings.Cut(strings.TrimPrefix(e, "id: "), "\n"); ok {
			if n, err := strconv.Atoi(id); err == nil && n > after {
				at = i
				break
			}
		}
	}
	for {
		events, changed := f.events[at:], f.changed
		at = len(f.events)
		f.mu.Unlock()
		for _, e := range events {
			_, _ = w.Write([]byte(e))
		}
		_ = http.NewResponseController(w).Flush()
		select {
		case <-changed:
		case <-r.Context().Done():
			return
		}
		f.mu.Lock()
	}
}
