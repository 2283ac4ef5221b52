package browser

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"payhelp/bot/desk"
	"payhelp/bot/desk/desktest"
	"payhelp/bot/desk/staff"
	"payhelp/bot/event"
	"payhelp/bot/store/sqlite"
	"payhelp/bot/store/sqlstore"
	"payhelp/bot/web"
	"payhelp/knowledge"
)

// object is a JSON object.
type object = map[string]any

// password is that of every account.
const password = "correct horse battery"

// An office is a server with its help desk, all of it real: the store is a file,
// and the server can be stopped and started on it as a process is.
type office struct {
	*site
	t       *testing.T
	clock   *desktest.Clock
	file    string
	change  func(*desk.Config)
	store   *sqlstore.Store
	bus     *event.Bus
	service *desk.Service
	people  *staff.Service
	server  *web.Server
}

// names are those of accounts by login, and ranks what is not an officer.
var (
	names = map[string]string{"li": "李静", "wang": "王伟", "zhang": "张莉", "chen": "陈红"}
	ranks = map[string]staff.Role{"zhang": staff.Supervisor, "chen": staff.Administrator}
)

// withOffice starts an office. change, which may be nil, changes the
// configuration of its help desk.
func withOffice(t *testing.T, change func(*desk.Config)) *office {
	t.Helper()
	if missing != nil {
		t.Skip(missing)
	}
	o := &office{t: t, clock: desktest.NewClock(), file: filepath.Join(t.TempDir(), "payhelp.db"), change: change}
	o.clock.Set(noon())
	o.build()
	t.Cleanup(o.end)
	o.site = connect(t, o.server)
	return o
}

// build makes the parts of the server on the file.
func (o *office) build() {
	o.t.Helper()
	var err error
	if o.store, err = sqlite.Open(context.Background(), o.file); err != nil {
		o.t.Fatal(err)
	}
	if o.bus, err = event.Embedded(quiet); err != nil {
		o.t.Fatal(err)
	}
	hours, err := desk.ParseHours(desk.DefaultHours)
	if err != nil {
		o.t.Fatal(err)
	}
	config := desk.Config{Store: o.store, Index: desktest.Index(o.t), Waker: o.bus, Log: quiet, Now: o.clock.Now, Random: rand.Reader, Hours: hours}
	if o.change != nil {
		o.change(&config)
	}
	o.service, o.people = desk.New(config), staff.New(o.store, o.clock.Now, rand.Reader)
	o.server, err = web.New(web.Config{Index: config.Index, Desk: o.service, Events: o.bus, Staff: o.people, Log: quiet, Now: o.clock.Now})
	if err != nil {
		o.t.Fatal(err)
	}
}

// end ends what build made.
func (o *office) end() {
	o.bus.Close()
	if err := o.store.Close(); err != nil {
		o.t.Errorf("close the store: %v", err)
	}
}

// stop ends the server with all that it is made of; its file stays.
func (o *office) stop() {
	o.server.EndStreams()
	o.CloseClientConnections()
	o.Close()
	o.end()
}

// start starts another server on the file and the address of the one before.
func (o *office) start() {
	o.t.Helper()
	o.build()
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", o.Listener.Addr().String())
	if err != nil {
		o.t.Fatal(err)
	}
	o.handler = o.server
	again := &httptest.Server{Listener: listener, Config: &http.Server{Handler: o.site}}
	again.Start()
	o.t.Cleanup(again.Close)
	o.t.Cleanup(again.CloseClientConnections)
	o.Server = again
}

// account returns the account with a login, which is made where there is none.
func (o *office) account(login string) staff.Account {
	o.t.Helper()
	a, err := o.people.ByLogin(o.t.Context(), login)
	if err == nil {
		return a
	}
	role := ranks[login]
	if role == "" {
		role = staff.Officer
	}
	if a, _, err = o.people.Add(o.t.Context(), login, names[login], role, password, staff.ByCommand()); err != nil {
		o.t.Fatal(err)
	}
	return a
}

// actor is an account that acts without a browser.
func (o *office) actor(login string) desk.Actor {
	a := o.account(login)
	return desk.Actor{Staff: a.ID, Name: a.Name, Via: "session"}
}

// endSessions signs an account out everywhere.
func (o *office) endSessions(login string) {
	o.t.Helper()
	who := staff.Identity{Account: o.account(login)}
	all, err := o.people.Sessions(o.t.Context(), &who)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, n := range all {
		if err := o.people.EndSession(o.t.Context(), &who, n.ID); err != nil {
			o.t.Fatal(err)
		}
	}
}

// tell makes an officer tell a visitor a fact.
func (o *office) tell(v *visitor, fact string, value knowledge.Value) {
	o.t.Helper()
	id, by := v.askForPerson(), o.actor("li")
	if _, err := o.service.Claim(o.t.Context(), id, by); err != nil {
		o.t.Fatal(err)
	}
	if _, _, err := o.store.AddStaffMessage(o.t.Context(), id, desk.Message{
		From: desk.FromStaff, Text: value.Format("ja"), Lang: "ja", At: o.clock.Now(), Kind: desk.KindText, Staff: by.Staff, Author: by.Name,
		Facts: []desk.ShownFact{{Fact: fact, Value: value.Format("en")}},
	}, by); err != nil {
		o.t.Fatal(err)
	}
}

// stored returns a case as it is stored.
func (o *office) stored(id int64) desk.Case {
	o.t.Helper()
	c, err := o.store.Case(o.t.Context(), id)
	if err != nil {
		o.t.Fatal(err)
	}
	return c
}

// visitor is one who writes over the API.
type visitor struct {
	t         *testing.T
	url       string
	id, token string
}

// visit starts a conversation.
func (o *office) visit(in object) *visitor {
	o.t.Helper()
	v := &visitor{t: o.t, url: o.URL}
	var key struct{ ID, Token string }
	v.call(http.MethodPost, "/api/v1/conversations", in, &key)
	v.id, v.token = key.ID, key.Token
	return v
}

// status is what a call without a document is answered with.
func (v *visitor) status(method, path string) int {
	v.t.Helper()
	resp := v.send(method, path, nil)
	resp.Body.Close()
	return resp.StatusCode
}

// call makes a call of the API, which succeeds.
func (v *visitor) call(method, path string, in, out any) {
	v.t.Helper()
	resp := v.send(method, path, in)
	defer resp.Body.Close()
	if resp.StatusCode >= http.StatusBadRequest {
		v.t.Fatalf("%s %s: %s", method, path, resp.Status)
	}
	if out != nil {
		if err := json.NewDecoder(resp.Body).Decode(out); err != nil {
			v.t.Fatal(err)
		}
	}
}

func (v *visitor) send(method, path string, in any) *http.Response {
	v.t.Helper()
	data, err := json.Marshal(in)
	if err != nil {
		v.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(context.Background(), method, v.url+path, bytes.NewReader(data))
	if err != nil {
		v.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if v.token != "" {
		r.Header.Set("Authorization", "Bearer "+v.token)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	return resp
}

func (v *visitor) path(rest string) string { return "/api/v1/conversations/" + v.id + rest }

func (v *visitor) write(text, id string) {
	v.t.Helper()
	v.call(http.MethodPost, v.path("/messages"), object{"text": text, "client_id": id}, nil)
}

// askForPerson returns the number of the case.
func (v *visitor) askForPerson() int64 {
	v.t.Helper()
	var h struct{ Case int64 }
	v.call(http.MethodPost, v.path("/escalations"), object{}, &h)
	return h.Case
}

// history returns all messages of the conversation.
func (v *visitor) history() []message {
	v.t.Helper()
	var out struct{ Messages []message }
	v.call(http.MethodGet, v.path("/messages"), nil, &out)
	return out.Messages
}

// reads returns what staff wrote to the visitor.
func (v *visitor) reads() []string {
	v.t.Helper()
	var out []string
	for _, m := range v.history() {
		if m.From == "staff" {
			out = append(out, m.Lang+" "+m.Kind+" "+m.Text)
		}
	}
	return out
}
