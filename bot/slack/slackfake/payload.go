package slackfake

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"time"
)

// The kinds of Payload, as Socket Mode calls them.
const (
	KindEvent       = "events_api"
	KindCommand     = "slash_commands"
	KindInteractive = "interactive"
)

// A Payload is what Slack tells the app: by HTTP or by a socket.
type Payload struct {
	Kind  string
	Body  json.RawMessage
	Retry int // how often it was sent before
}

// WithID returns the event under another event id.
func (p Payload) WithID(id string) Payload {
	fields := map[string]any{}
	if err := json.Unmarshal(p.Body, &fields); err != nil {
		panic(err) // it was made here
	}
	fields["event_id"] = id
	p.Body = encode(fields)
	return p
}

// Again returns the Payload as Slack sends it when it got no answer.
func (p Payload) Again() Payload {
	p.Retry++
	return p
}

// Request returns the HTTP request that carries the Payload, signed with
// secret at a time.
func (p Payload) Request(ctx context.Context, secret string, at time.Time) *http.Request {
	path, kind, body := "/slack/events", "application/json", []byte(p.Body)
	switch p.Kind {
	case KindCommand:
		fields, form := map[string]string{}, url.Values{}
		if err := json.Unmarshal(p.Body, &fields); err != nil {
			panic(err) // it was made here
		}
		for k, v := range fields {
			form.Set(k, v)
		}
		path, kind, body = "/slack/commands", "application/x-www-form-urlencoded", []byte(form.Encode())
	case KindInteractive:
		path, kind, body = "/slack/interactive", "application/x-www-form-urlencoded", []byte(url.Values{"payload": {string(p.Body)}}.Encode())
	}
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, path, bytes.NewReader(body))
	r.Header.Set("Content-Type", kind)
	if p.Retry > 0 {
		r.Header.Set("X-Slack-Retry-Num", strconv.Itoa(p.Retry))
		r.Header.Set("X-Slack-Retry-Reason", "http_timeout")
	}
	Sign(r.Header, body, secret, at)
	return r
}

// Sign signs a body as Slack does.
func Sign(h http.Header, body []byte, secret string, at time.Time) {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	h.Set("X-Slack-Request-Timestamp", stamp)
	h.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
}

// Deliver gives the Payload to the app's HTTP side, signed now, and returns
// what it answers.
func Deliver(ctx context.Context, app http.Handler, p Payload) *httptest.ResponseRecorder {
	rw := httptest.NewRecorder()
	app.ServeHTTP(rw, p.Request(ctx, SigningSecret, time.Now()))
	return rw
}

func encode(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // values that were made here
	}
	return b
}
