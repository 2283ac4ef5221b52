package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"payhelp/bot/desk/staff"
	"payhelp/bot/desk/translate"
)

// TestFreeTextIsTranslatedWhereAServiceIsConfigured speaks to a small server
// that has LibreTranslate's protocol.
func TestFreeTextIsTranslatedWhereAServiceIsConfigured(t *testing.T) {
	answers := map[string]string{
		"zh-Hans>ja 请稍等": "少々お待ちください", "zh-Hans>ja 马上就来": "すぐに参ります", "ja>zh-Hans カードが使えません": "卡不能用",
	}
	libre := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Q, Source, Target string }
		json.NewDecoder(r.Body).Decode(&in)
		text, ok := answers[in.Source+">"+in.Target+" "+in.Q]
		w.Header().Set("Content-Type", "application/json")
		if !ok {
			w.WriteHeader(500)
			w.Write([]byte(`{"error":"cannot translate"}`))
			return
		}
		json.NewEncoder(w).Encode(map[string]string{"translatedText": text})
	}))
	defer libre.Close()
	service, err := translate.New(translate.Config{Kind: "libretranslate", URL: libre.URL})
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, func(s *site) { s.Translator = service })
	_, token := s.officer(t, "li", staff.Officer)
	k := s.start(t, `{"lang":"ja"}`)
	s.say(t, k, "1", "カードが使えません")
	var h struct{ Case int64 }
	s.call(t, "POST", k.path("/escalations"), k.Token, "", 201, &h)
	s.call(t, "POST", casePath(h.Case, "/claim"), token, "", 200, nil)

	var p struct{ Text, Lang, Original, Kind, Service string }
	s.call(t, "POST", casePath(h.Case, "/preview"), token, `{"text":"请稍等","translate":true}`, 200, &p)
	if p.Text != "少々お待ちください" || p.Original != "请稍等" || p.Lang != "ja" || p.Kind != "translated" || p.Service != "LibreTranslate" {
		t.Errorf("the preview is %+v", p)
	}
	var sent struct {
		Message struct {
			Seq            int64
			Text, Original string
		}
	}
	s.call(t, "POST", casePath(h.Case, "/messages"), token, `{"client_id":"1","text":"请稍等","translate":true}`, 201, &sent)
	history := s.page(t, k.path("/messages"), k.Token)
	for _, want := range []string{`"text":"少々お待ちください"`, `"original":"请稍等"`, `"kind":"translated"`} {
		if !strings.Contains(history, want) {
			t.Errorf("the visitor's history has no %s", want)
		}
	}
	s.call(t, "PUT", casePath(h.Case, fmt.Sprintf("/messages/%d", sent.Message.Seq)), token, `{"text":"马上就来"}`, 200, &sent.Message)
	if sent.Message.Text != "すぐに参ります" || sent.Message.Original != "马上就来" {
		t.Errorf("a change of what was translated is %+v, want it translated too", sent.Message)
	}
	var m struct{ Zh, Service string }
	s.call(t, "POST", casePath(h.Case, "/messages/1/translation"), token, "", 200, &m)
	if m.Zh != "卡不能用" {
		t.Errorf("the visitor's message is %+v", m)
	}
	s.call(t, "POST", casePath(h.Case, "/messages"), token, `{"client_id":"2","text":"不会翻","translate":true}`, 502, nil)
	s.call(t, "POST", casePath(h.Case, "/messages/99/translation"), token, "", 404, nil)
	var status deskStatus
	s.call(t, "GET", "/api/v1/desk/status", token, "", 200, &status)
	if status.Translation["service"] != "LibreTranslate" || len(status.Resolutions) == 0 {
		t.Errorf("the status is %+v", status)
	}
}
