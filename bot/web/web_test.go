package web

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"payhelp/bot"
	"payhelp/index"
	"payhelp/knowledge"
)

// noon is when the tests take place.
func noon() time.Time { return time.Date(2026, 6, 1, 4, 0, 0, 0, time.UTC) }

func testServer(t *testing.T) *Server {
	t.Helper()
	files := fstest.MapFS{
		"topics.yaml": {Data: []byte("topics:\n  - {id: atm, icon: atm, title: {en: Cash machine, zh: 取款机, ar: صراف}, description: {en: Cash}}\n")},
		"places.yaml": {Data: []byte(`places:
  - {id: bank, kind: bank-branch, name: {en: Bank, zh: 银行}, hours: "Mo-Fr 09:00-17:00", position: {lat: 40, lon: 113}}
`)},
	}
	for id, questions := range map[string]string{
		"atm-card-swallowed": "[machine ate my card, the atm kept my card, card stuck in the machine]",
		"atm-fees":           "[what does a withdrawal cost, atm fee, how much is the fee]",
	} {
		dir := "articles/atm/" + id + "/"
		files[dir+"article.yaml"] = &fstest.MapFile{Data: []byte("id: " + id + "\nplaces: [bank-branch]\n")}
		files[dir+"en.md"] = &fstest.MapFile{Data: []byte("---\ntitle: About " + id + "\nquestions: " + questions + "\n---\nCall **the bank**. <script>alert(1)</script>\n")}
		files[dir+"ar.md"] = &fstest.MapFile{Data: []byte("---\ntitle: عن " + id + "\nquestions: [ابتلع الصراف بطاقتي]\n---\nاتصل بالبنك.\n")}
	}
	base, err := knowledge.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	ix, err := index.Open(context.Background(), base, t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	live := index.NewLive(ix)
	t.Cleanup(live.Close)
	s, err := New(Config{Index: live, Log: slog.New(slog.DiscardHandler), Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func do(s *Server, method, target, kind, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func TestAsk(t *testing.T) {
	w := do(testServer(t), "POST", "/api/v1/ask", "application/json", `{"text":"the machine ate my card","location":{"lat":40.01,"lon":113}}`)
	var reply bot.Reply
	if err := json.Unmarshal(w.Body.Bytes(), &reply); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if reply.Top[0].Article != "atm-card-swallowed" || reply.Lang != "en" {
		t.Errorf("reply = %+v", reply)
	}
	for _, key := range []string{"question", "lang", "kind", "article", "confidence", "top", "title", "text", "places", "micros"} {
		if !strings.Contains(w.Body.String(), `"`+key+`":`) {
			t.Errorf("the reply lacks %q, which the contract has", key)
		}
	}
}

func TestAskRefuses(t *testing.T) {
	s := testServer(t)
	for name, tc := range map[string]struct {
		kind, body string
		status     int
		detail     string
	}{
		"empty":             {"application/json", `{"text":"  "}`, 400, "text is empty"},
		"no JSON":           {"application/json", `text=hello`, 400, "not the JSON"},
		"a form":            {"application/x-www-form-urlencoded", `text=hello`, 415, "application/json"},
		"a language":        {"application/json", `{"text":"a","lang":"xx"}`, 400, "not supported"},
		"a place":           {"application/json", `{"text":"a","location":{"lat":95,"lon":0}}`, 400, "latitude"},
		"a long text":       {"application/json", `{"text":"` + strings.Repeat("a", maxQuestion+1) + `"}`, 400, "longer than"},
		"a megabyte":        {"application/json", `{"text":"` + strings.Repeat("a", 1<<20) + `"}`, 413, "larger than"},
		"invalid UTF-8":     {"application/json", "{\"text\":\"a\xff\"}", 400, "UTF-8"},
		"too much previous": {"application/json", `{"text":"a","previous":["1","2","3","4"]}`, 400, "previous"},
	} {
		t.Run(name, func(t *testing.T) {
			w := do(s, "POST", "/api/v1/ask", tc.kind, tc.body)
			if w.Code != tc.status || w.Header().Get("Content-Type") != "application/problem+json" || !strings.Contains(w.Body.String(), tc.detail) {
				t.Errorf("%d %s %s, want %d and a problem with %q", w.Code, w.Header().Get("Content-Type"), w.Body, tc.status, tc.detail)
			}
		})
	}
}

func TestBrowse(t *testing.T) {
	s := testServer(t)
	for name, tc := range map[string]struct {
		target string
		status int
		want   string
	}{
		"articles":            {"/api/v1/articles?lang=ar", 200, `"title":"عن atm-fees"`},
		"articles of a topic": {"/api/v1/articles?topic=none", 200, `{"articles":[]}`},
		"article":             {"/api/v1/articles/atm-fees?lang=en", 200, `"title":"About atm-fees"`},
		"article in another":  {"/api/v1/articles/atm-fees?lang=th", 200, `"answer_lang":"en"`},
		"no such article":     {"/api/v1/articles/gone", 404, "urn:payhelp:problem:not-found"},
		"no such language":    {"/api/v1/articles?lang=tlh", 400, "not supported"},
		"topics":              {"/api/v1/topics?lang=zh", 200, "取款机"},
		"places":              {"/api/v1/places?lat=40&lon=113&lang=zh", 200, `"distance_m":0,"open_now":true`},
		"places, half":        {"/api/v1/places?lat=40", 400, "both of them"},
		"places, not there":   {"/api/v1/places?lat=x&lon=1", 400, "degrees"},
		"places, NaN":         {"/api/v1/places?lat=NaN&lon=1", 400, "degrees"},
		"places, too many":    {"/api/v1/places?limit=1000", 400, "limit"},
		"health":              {"/healthz", 200, "ok"},
		"ready":               {"/readyz", 200, `"articles":2`},
		"metrics":             {"/metrics", 200, "payhelp_engine_seconds"},
		"openapi":             {"/api/openapi.json", 200, `"openapi"`},
		"nothing":             {"/nothing", 404, "there is nothing at"},
	} {
		t.Run(name, func(t *testing.T) {
			w := do(s, "GET", tc.target, "", "")
			if w.Code != tc.status || !strings.Contains(w.Body.String(), tc.want) {
				t.Errorf("%d %s, want %d with %q", w.Code, w.Body, tc.status, tc.want)
			}
		})
	}
}

// TestOpenAPINamesEveryRoute holds the document against the routes, and the
// reply's schema against the reply.
func TestOpenAPINamesEveryRoute(t *testing.T) {
	var doc struct {
		Paths      map[string]map[string]any `json:"paths"`
		Components struct {
			Schemas map[string]struct {
				Properties map[string]any `json:"properties"`
			} `json:"schemas"`
		} `json:"components"`
	}
	if err := json.Unmarshal(openAPIDocument, &doc); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/api/v1/ask", "/api/v1/articles", "/api/v1/articles/{id}", "/api/v1/places", "/healthz", "/readyz", "/metrics"} {
		if doc.Paths[path] == nil {
			t.Errorf("%s is not described", path)
		}
	}
	w := do(testServer(t), "POST", "/api/v1/ask", "application/json", `{"text":"the machine ate my card"}`)
	var reply map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &reply); err != nil {
		t.Fatal(err)
	}
	for key := range reply {
		if doc.Components.Schemas["Reply"].Properties[key] == nil {
			t.Errorf("the reply's %q is not described", key)
		}
	}
}

func TestPageWorksWithoutScript(t *testing.T) {
	s := testServer(t)
	for name, tc := range map[string]struct {
		method, target, body string
		want                 []string
	}{
		"start":     {"GET", "/?lang=ar", "", []string{`lang="ar"`, `dir="rtl"`, "<form"}},
		"an answer": {"POST", "/?lang=en", "text=the+atm+kept+my+card", []string{"About atm-card-swallowed", "<strong>the bank</strong>"}},
		"article":   {"GET", "/?article=atm-fees&lang=ar", "", []string{"عن atm-fees"}},
		"markup":    {"POST", "/", "text=%3Cscript%3Ealert(2)%3C/script%3E", []string{"&lt;script&gt;alert(2)"}},
	} {
		t.Run(name, func(t *testing.T) {
			kind := ""
			if tc.body != "" {
				kind = "application/x-www-form-urlencoded"
			}
			w := do(s, tc.method, tc.target, kind, tc.body)
			for _, want := range tc.want {
				if !strings.Contains(w.Body.String(), want) {
					t.Errorf("%d, want %q in\n%s", w.Code, want, w.Body)
				}
			}
			if strings.Contains(w.Body.String(), "<script>alert") {
				t.Error("a script from a text reached the page")
			}
		})
	}
}

func TestSecurityHeaders(t *testing.T) {
	w := do(testServer(t), "GET", "/", "", "")
	for header, want := range map[string]string{
		"Content-Security-Policy": "default-src 'self'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
	} {
		if got := w.Header().Get(header); !strings.Contains(got, want) {
			t.Errorf("%s = %q, want %q in it", header, got, want)
		}
	}
}

func TestPanicIsOneRequestsOnly(t *testing.T) {
	s := testServer(t)
	h := s.recovered(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("a bug") }))
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "a bug") {
		t.Errorf("%d %s, want a 500 that tells nothing", w.Code, w.Body)
	}
}

func TestFloodIsBounded(t *testing.T) {
	s := testServer(t)
	refused := 0
	for range burst + 50 {
		r := httptest.NewRequest("POST", "/api/v1/ask", strings.NewReader(`{"text":"hello"}`))
		r.Header.Set("Content-Type", "application/json")
		r.RemoteAddr = "203.0.113.7:1234"
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused != 50 {
		t.Errorf("%d of %d questions from one address were refused, want 50: the clock stands still", refused, burst+50)
	}
	r := httptest.NewRequest("POST", "/api/v1/ask", strings.NewReader(`{"text":"hello"}`))
	r.Header.Set("Content-Type", "application/json")
	r.RemoteAddr = "203.0.113.8:1234"
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Errorf("another address is refused too: %d", w.Code)
	}
}
