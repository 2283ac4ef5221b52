package slack_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"payhelp/bot/slack"
	"payhelp/bot/slack/slackfake"
)

func TestRequestsThatAreNotSlacks(t *testing.T) {
	const secret = slackfake.SigningSecret
	for name, tc := range map[string]struct {
		change func(*http.Request)
		secret string // it is signed with
		at     time.Duration
		ours   string // the secret that is set
		want   int
	}{
		"signed now":                    {nil, secret, 0, secret, http.StatusOK},
		"four minutes old":              {nil, secret, -4 * time.Minute, secret, http.StatusOK},
		"forged: signed by another":     {nil, "another secret", 0, secret, http.StatusUnauthorized},
		"forged: the body was changed":  {func(r *http.Request) { r.Body = http.NoBody }, secret, 0, secret, http.StatusUnauthorized},
		"stale: six minutes old":        {nil, secret, -6 * time.Minute, secret, http.StatusUnauthorized},
		"future-dated: in six minutes":  {nil, secret, 6 * time.Minute, secret, http.StatusUnauthorized},
		"future-dated: in a year":       {nil, secret, 365 * 24 * time.Hour, secret, http.StatusUnauthorized},
		"unsigned":                      {func(r *http.Request) { r.Header.Del("X-Slack-Signature") }, secret, 0, secret, http.StatusUnauthorized},
		"without a time":                {func(r *http.Request) { r.Header.Del("X-Slack-Request-Timestamp") }, secret, 0, secret, http.StatusUnauthorized},
		"time that is no number":        {func(r *http.Request) { r.Header.Set("X-Slack-Request-Timestamp", "now") }, secret, 0, secret, http.StatusUnauthorized},
		"an older way of signing":       {func(r *http.Request) { r.Header.Set("X-Slack-Signature", "sha256=00") }, secret, 0, secret, http.StatusUnauthorized},
		"no secret is set":              {nil, secret, 0, "", http.StatusUnauthorized},
		"no secret is set, nor signed":  {nil, "", 0, "", http.StatusUnauthorized},
		"no secret is set, and no sign": {func(r *http.Request) { r.Header.Del("X-Slack-Signature") }, "", 0, "", http.StatusUnauthorized},
	} {
		t.Run(name, func(t *testing.T) {
			w := slackfake.New(time.Now)
			e := w.Start(t)
			s := slack.New(slack.Config{BotToken: slackfake.BotToken, SigningSecret: tc.ours, APIURL: e.API, HTTPClient: e.Client})
			r := w.Say("U0LI", "C0DESK", "", "hello").Request(t.Context(), tc.secret, time.Now().Add(tc.at))
			if tc.change != nil {
				tc.change(r)
			}
			in, rw := newInbox(), httptest.NewRecorder()
			s.Handler(in).ServeHTTP(rw, r)
			if rw.Code != tc.want {
				t.Errorf("answered %d, want %d", rw.Code, tc.want)
			}
			if events, _ := in.got(); (len(events) == 1) != (tc.want == http.StatusOK) {
				t.Errorf("%d events were taken", len(events))
			}
		})
	}
}

func TestSlackAsksWhetherTheAddressIsOurs(t *testing.T) {
	_, s := start(t)
	p := slackfake.Payload{Kind: slackfake.KindEvent, Body: []byte(`{"type":"url_verification","challenge":"3eZbrw1a"}`)}
	if rw := slackfake.Deliver(t.Context(), s.Handler(newInbox()), p); rw.Code != http.StatusOK || rw.Body.String() != "3eZbrw1a" {
		t.Errorf("answered %d %q, want the challenge", rw.Code, rw.Body)
	}
	rw := httptest.NewRecorder()
	s.Handler(newInbox()).ServeHTTP(rw, p.Request(t.Context(), "another secret", time.Now()))
	if rw.Code != http.StatusUnauthorized {
		t.Errorf("answered an unknown asker with %d", rw.Code)
	}
}
