package slackfake

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack/slacktest"
)

// A Call is one that the app made.
type Call struct {
	Method string
	At     time.Time
	Params url.Values // of a JSON body, values that are no strings as JSON
	Error  string     // that it was answered with; "" for none
}

// Calls returns the calls of a method, oldest first; of "" all.
func (w *Workspace) Calls(method string) []Call {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(w.calls), func(c Call) bool { return method != "" && c.Method != method })
}

// slackError is an error by Slack's code.
type slackError struct{ code, needed string }

func (e *slackError) Error() string { return e.code }

func refuse(code string) error { return &slackError{code: code} }

// a method is one of Slack's calls; it runs under the lock.
type method struct {
	do     func(w *Workspace, p url.Values) (map[string]any, error)
	scope  string                                    // needed; "" for none
	scoped func(w *Workspace, channel string) string // where it depends on the channel
	token  string                                    // that opens it
}

func methods() map[string]method {
	history := func(w *Workspace, channel string) string { return w.kind(channel) + ":history" }
	read := func(w *Workspace, channel string) string { return w.kind(channel) + ":read" }
	return map[string]method{
		"auth.test":             {do: authTest},
		"chat.postMessage":      {do: postMessage, scope: "chat:write"},
		"chat.postEphemeral":    {do: postEphemeral, scope: "chat:write"},
		"chat.update":           {do: updateMessage, scope: "chat:write"},
		"chat.delete":           {do: deleteMessage, scope: "chat:write"},
		"conversations.replies": {do: replies, scoped: history},
		"conversations.history": {do: channelHistory, scoped: history},
		"conversations.info":    {do: conversationInfo, scoped: read},
		"conversations.open":    {do: openConversation, scope: "im:write"},
		"users.info":            {do: userInfo, scope: "users:read"},
		"reactions.add":         {do: addReaction, scope: "reactions:write"},
		"reactions.remove":      {do: removeReaction, scope: "reactions:write"},
		"views.open":            {do: openView},
		"views.push":            {do: openView},
		"views.update":          {do: updateView},
		"views.publish":         {do: publishView},
		"apps.connections.open": {do: openConnection, token: AppToken},
	}
}

// Bind puts the Workspace's calls over those of slack-go's test server.
func (w *Workspace) Bind(c slacktest.Customize) {
	for name, m := range methods() {
		c.Handle("/"+name, func(rw http.ResponseWriter, r *http.Request) { w.serve(rw, r, name, m) })
	}
	c.Handle("/response/{id}", w.serveResponse)
	c.Handle("/files/{id}/{name}", w.serveFile)
	c.Handle("/link/{id}", w.serveSocket)
}

func (w *Workspace) serve(rw http.ResponseWriter, r *http.Request, name string, m method) {
	p, err := params(r)
	if err != nil {
		http.Error(rw, err.Error(), http.StatusBadRequest)
		return
	}
	f := w.fault(name)
	w.change(func() { w.waiting++ })
	passed := f.pass(r)
	w.change(func() { w.waiting-- })
	if !passed {
		return
	}
	if f.Status != 0 {
		w.record(name, p, strconv.Itoa(f.Status))
		f.refuse(rw)
		return
	}
	out, err := w.call(name, m, p, f)
	var limited *limitedError
	if errors.As(err, &limited) {
		rw.Header().Set("Retry-After", strconv.Itoa(int((limited.wait+time.Second-1)/time.Second)))
		http.Error(rw, "", http.StatusTooManyRequests)
		return
	}
	if f.Drop {
		panic(http.ErrAbortHandler)
	}
	w.answer(rw, out, err)
}

func (w *Workspace) record(name string, p url.Values, code string) {
	p.Del("token")
	w.change(func() { w.calls = append(w.calls, Call{Method: name, At: w.now(), Params: p, Error: code}) })
}

// call does a call and records it.
func (w *Workspace) call(name string, m method, p url.Values, f Fault) (map[string]any, error) {
	w.mu.Lock()
	out, err := func() (map[string]any, error) {
		if err := w.allowed(m, p); err != nil {
			return nil, err
		}
		if f.Error != "" {
			return nil, refuse(f.Error)
		}
		if name == "chat.postMessage" && w.limit != nil {
			if wait := w.limit.over(p.Get("channel"), w.now()); wait > 0 {
				return nil, &limitedError{wait}
			}
		}
		return m.do(w, p)
	}()
	w.mu.Unlock()
	code := ""
	if err != nil {
		code = err.Error()
	}
	w.record(name, p, code)
	return out, err
}

func (w *Workspace) allowed(m method, p url.Values) error {
	token := m.token
	if token == "" {
		token = BotToken
	}
	switch {
	case p.Get("token") == "":
		return refuse("not_authed")
	case p.Get("token") != token:
		return refuse("invalid_auth")
	case w.revoked:
		return refuse("token_revoked")
	}
	need := m.scope
	if m.scoped != nil {
		if w.channels[p.Get("channel")] == nil {
			return refuse("channel_not_found")
		}
		need = m.scoped(w, p.Get("channel"))
	}
	if need != "" && !slices.Contains(w.scopes, need) {
		return &slackError{code: "missing_scope", needed: need}
	}
	return nil
}

// answer writes what a call returned, in the form that Slack gives it.
func (w *Workspace) answer(rw http.ResponseWriter, out map[string]any, err error) {
	if out == nil {
		out = map[string]any{}
	}
	out["ok"] = err == nil
	if err != nil {
		out["error"] = err.Error()
		var refused *slackError
		if errors.As(err, &refused) && refused.needed != "" {
			out["needed"], out["provided"] = refused.needed, strings.Join(w.Scopes(), ",")
		}
	}
	rw.Header().Set("X-OAuth-Scopes", strings.Join(w.Scopes(), ","))
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(rw).Encode(out)
}

// params reads a form or a JSON body, and the token from where it stands.
func params(r *http.Request) (url.Values, error) {
	p := url.Values{}
	switch kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); {
	case kind == "application/json" && r.Method == http.MethodPost:
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		fields := map[string]json.RawMessage{}
		if len(body) > 0 {
			if err := json.Unmarshal(body, &fields); err != nil {
				return nil, err
			}
		}
		for k, v := range fields {
			var s string
			if json.Unmarshal(v, &s) != nil {
				s = string(v)
			}
			p.Set(k, s)
		}
	default:
		if err := r.ParseForm(); err != nil {
			return nil, err
		}
		p = r.Form
	}
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		p.Set("token", token)
	}
	return p, nil
}

func authTest(*Workspace, url.Values) (map[string]any, error) {
	return map[string]any{
		"url": "https://payhelp.slack.com/", "team": "payhelp", "user": "payhelp", "team_id": Team, "user_id": BotUser, "bot_id": Bot,
	}, nil
}
