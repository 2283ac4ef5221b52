package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"payhelp/bot/desk"
	"payhelp/bot/desk/desktest"
)

// BenchmarkPostMessage is one message over HTTP with its answer, stored.
func BenchmarkPostMessage(b *testing.B) {
	d := desktest.New(b, nil)
	s, err := New(Config{Index: d.Live, Desk: d.Service, Events: d.Bus, Log: slog.New(slog.DiscardHandler), Now: d.Clock.Now})
	if err != nil {
		b.Fatal(err)
	}
	questions := []string{"What is the ATM limit?", "ATMの手数料はいくらですか", "How do I link my Visa card to Alipay?", "Где поменять деньги?"}
	var c desk.Conversation
	var token string
	n := 0
	for b.Loop() {
		if n%20 == 0 {
			if c, token, err = d.Start(b.Context(), desk.Visit{}); err != nil {
				b.Fatal(err)
			}
		}
		n++
		body := fmt.Sprintf(`{"text":%q,"client_id":"%d"}`, questions[n%len(questions)], n)
		r := httptest.NewRequest("POST", "/api/v1/conversations/"+c.ID+"/messages", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+token)
		r.RemoteAddr = "127.0.0.1:1" // what is asked from this machine is not limited
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != http.StatusCreated {
			b.Fatalf("%d %s", w.Code, w.Body)
		}
	}
}
