package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
)

const password = "correct horse battery"

// officer adds an account and returns an API token of it.
func (s *site) officer(t *testing.T, login string, role staff.Role) (staff.Account, string) {
	t.Helper()
	if _, err := s.people.ByLogin(t.Context(), "boss"); err != nil && login != "boss" {
		s.officer(t, "boss", staff.Administrator) // there is always one left
	}
	a, _, err := s.people.Add(t.Context(), login, "小"+login, role, password, staff.ByCommand())
	if err != nil {
		t.Fatal(err)
	}
	_, token, err := s.people.AddToken(t.Context(), &staff.Identity{Account: a, Role: role}, "test", role, 0)
	if err != nil {
		t.Fatal(err)
	}
	return a, token
}

// waiting makes a visitor wait for a person, and returns the case.
func (s *site) waiting(t *testing.T, lang, question string) (key, int64) {
	t.Helper()
	k := s.start(t, fmt.Sprintf(`{"lang":%q,"place":"scenic-pingyao-ancient-city"}`, lang))
	s.say(t, k, "q", question)
	var h desk.Handover
	s.call(t, "POST", k.path("/escalations"), k.Token, "", 201, &h)
	return k, h.Case
}

func casePath(id int64, rest string) string { return fmt.Sprintf("/api/v1/desk/cases/%d%s", id, rest) }

// TestEveryRouteIsDescribed holds the OpenAPI document against the routes, both
// ways, and the routes of the desk against who may use them.
func TestEveryRouteIsDescribed(t *testing.T) {
	s := serve(t, nil)
	var doc struct {
		Paths map[string]map[string]struct {
			Description string           `json:"description"`
			Security    []map[string]any `json:"security"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(openAPIDocument, &doc); err != nil {
		t.Fatal(err)
	}
	described := map[string]bool{}
	for path, methods := range doc.Paths {
		for method := range methods {
			described[strings.ToUpper(method)+" "+path] = true
		}
	}
	served := map[string]bool{"GET /metrics": true}
	// What no reader of the document would ask for: parts of pages, and what is nowhere.
	parts := map[string]bool{"/": true, "GET /c/": true, "GET /static/{file...}": true, "GET /sw.js": true}
	for _, p := range s.server.patterns {
		p = strings.TrimSuffix(p, "{$}")
		served[p] = true
		if !described[p] && !parts[p] {
			t.Errorf("%s is served and not described", p)
		}
	}
	for p := range described {
		if !served[p] {
			t.Errorf("%s is described and not served", p)
		}
	}
	tokens := map[staff.Role]string{}
	for _, role := range []staff.Role{staff.Officer, staff.Supervisor, staff.Administrator} {
		_, tokens[role] = s.officer(t, "a-"+string(role), role)
	}
	for path, methods := range doc.Paths {
		for method, o := range methods {
			if !strings.HasPrefix(path, "/api/v1/desk/") || o.Security != nil && len(o.Security) == 0 || path == "/api/v1/desk/events" {
				continue
			}
			need := staff.Officer
			if strings.HasPrefix(o.Description, "For a supervisor") {
				need = staff.Supervisor
			} else if strings.HasPrefix(o.Description, "For an administrator") {
				need = staff.Administrator
			}
			url := strings.NewReplacer("{case}", "999", "{id}", "none", "{seq}", "1").Replace(path)
			if got := s.status(t, method, url, ""); got != http.StatusUnauthorized {
				t.Errorf("%s %s without signing in: %d, want 401", method, path, got)
			}
			for role, token := range tokens {
				got := s.status(t, method, url, token)
				if allowed := role.Includes(need); allowed != (got != http.StatusForbidden) || got == http.StatusUnauthorized || got >= 500 {
					t.Errorf("%s %s as %s: %d, and it is for %s", method, path, role, got, need)
				}
			}
		}
	}
}

// status makes a request with an empty JSON document and returns its status.
func (s *site) status(t *testing.T, method, path, token string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), strings.ToUpper(method), s.url+path, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

func TestSignInByCookie(t *testing.T) {
	s := serve(t, nil)
	s.officer(t, "li", staff.Officer)
	login := `{"login":"li","password":"` + password + `"}`
	type answer struct {
		StatusCode int
		cookies    []*http.Cookie
	}
	request := func(method, path, body string, set func(http.Header)) answer {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, s.url+"/api/v1/desk"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		if set != nil {
			set(r.Header)
		}
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		return answer{resp.StatusCode, resp.Cookies()}
	}
	in := request("POST", "/session", login, nil)
	if in.StatusCode != 200 || len(in.cookies) != 1 {
		t.Fatalf("signing in: %d, cookies %v", in.StatusCode, in.cookies)
	}
	c := in.cookies[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Secure || len(c.Value) < 32 {
		t.Errorf("the cookie is %+v", c)
	}
	cookie := func(h http.Header) { h.Set("Cookie", c.Name+"="+c.Value) }
	if got := request("GET", "/session", "", cookie); got.StatusCode != 200 {
		t.Errorf("with the cookie: %d", got.StatusCode)
	}
	secure := request("POST", "/session", login, func(h http.Header) { h.Set("X-Forwarded-Proto", "https") })
	if len(secure.cookies) != 1 || !secure.cookies[0].Secure {
		t.Errorf("behind HTTPS the cookie is %+v", secure.cookies)
	}
	for name, set := range map[string]func(http.Header){
		"another site, by fetch metadata": func(h http.Header) { cookie(h); h.Set("Sec-Fetch-Site", "cross-site") },
		"a sister site":                   func(h http.Header) { cookie(h); h.Set("Sec-Fetch-Site", "same-site") },
		"another site, by origin":         func(h http.Header) { cookie(h); h.Set("Origin", "https://evil.example") },
	} {
		if got := request("POST", "/cases/1/claim", "{}", set); got.StatusCode != 403 {
			t.Errorf("%s: %d, want 403", name, got.StatusCode)
		}
		if got := request("POST", "/session", login, set); got.StatusCode != 403 {
			t.Errorf("signing in from %s: %d, want 403", name, got.StatusCode)
		}
	}
	own := func(h http.Header) { cookie(h); h.Set("Sec-Fetch-Site", "same-origin") }
	if got := request("POST", "/cases/1/claim", "{}", own); got.StatusCode != 404 {
		t.Errorf("the own page: %d, want 404 of a case that is not there", got.StatusCode)
	}
	if got := request("POST", "/session", `{"login":"li","password":"wrong"}`, nil); got.StatusCode != 401 || len(got.cookies) != 0 {
		t.Errorf("a wrong password: %d, cookies %v", got.StatusCode, got.cookies)
	}
	if got := request("DELETE", "/session", "", cookie); got.StatusCode != 204 {
		t.Errorf("signing out: %d", got.StatusCode)
	}
	if got := request("GET", "/session", "", cookie); got.StatusCode != 401 {
		t.Errorf("after signing out: %d", got.StatusCode)
	}
}

func TestFirstAccountByLink(t *testing.T) {
	s := serve(t, nil)
	secret, err := s.people.Invite(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	body := `{"secret":"` + secret + `","login":"boss","name":"老板","password":"` + password + `"}`
	var in signedIn
	header := s.call(t, "POST", "/api/v1/desk/setup", "", body, 201, &in)
	if in.Account.Role != staff.Administrator || header.Get("Set-Cookie") == "" {
		t.Errorf("set up %+v", in)
	}
	s.call(t, "POST", "/api/v1/desk/setup", "", body, 404, nil)
}

func TestCaseFromQueueToRating(t *testing.T) {
	s := serve(t, nil)
	li, token := s.officer(t, "li", staff.Officer)
	wang, other := s.officer(t, "wang", staff.Officer)
	k, id := s.waiting(t, "ja", "ATMの手数料はいくらですか")

	var list struct {
		Cases    []desk.Row
		Revision int64
	}
	s.call(t, "GET", "/api/v1/desk/cases?topic=atm&lang=ja", token, "", 200, &list)
	if len(list.Cases) != 1 || list.Cases[0].ID != id || list.Cases[0].LangName != "日语" || list.Cases[0].TopicTitle != "取款机取现" || list.Revision < 1 {
		t.Fatalf("the queue is %+v", list)
	}
	s.call(t, "GET", "/api/v1/desk/cases?lang=ko", token, "", 200, &list)
	if len(list.Cases) != 0 {
		t.Errorf("the queue in Korean is %+v", list.Cases)
	}
	s.call(t, "POST", casePath(id, "/messages"), token, `{"client_id":"1","text":"您好"}`, 409, nil) // not claimed
	var row desk.Row
	s.call(t, "POST", casePath(id, "/claim"), token, "", 200, &row)
	if !row.Mine || row.OfficerName != "小li" {
		t.Errorf("claimed: %+v", row)
	}
	s.call(t, "POST", casePath(id, "/claim"), other, "", 409, nil)

	var sent struct {
		Message desk.StaffMessage
		Case    desk.Row
	}
	first := int64(0)
	for name, tc := range map[string]struct{ body, text, lang, original string }{
		"an article": {`{"client_id":"a","article":"atm-limits"}`, "ATM", "ja", "取款"},
		"a phrase":   {`{"client_id":"p","phrase":"greet-takeover","slots":{"case":"7"}}`, "7", "", "同事已把您的事项7转给我"},
		"free text":  {`{"client_id":"t","text":"请稍等, 卡号 4111111111111111"}`, "请稍等, 卡号 ••••••••••••1111", "zh", "请稍等, 卡号 ••••••••••••1111"},
	} {
		s.call(t, "POST", casePath(id, "/messages"), token, tc.body, 201, &sent)
		m := sent.Message
		if !strings.Contains(m.Text, tc.text) || tc.lang != "" && m.Lang != tc.lang || !strings.Contains(m.Original, tc.original) || m.From != desk.FromStaff || m.Author != "小li" {
			t.Errorf("%s was sent as %+v", name, m.Message)
		}
		if name == "free text" {
			first = sent.Message.Seq
		}
	}
	s.call(t, "POST", casePath(id, "/messages"), token, `{"client_id":"t","text":"请稍等, 卡号 4111111111111111"}`, 201, &sent)
	if sent.Message.Seq != first {
		t.Errorf("the retry has number %d, want %d", sent.Message.Seq, first)
	}
	for _, body := range []string{
		`{"client_id":"x"}`, `{"client_id":"x","text":"a","article":"atm-fees"}`, `{"client_id":"x","article":"none"}`,
		`{"client_id":"x","phrase":"none"}`, `{"client_id":"x","phrase":"greet-takeover"}`, `{"text":"no id"}`,
	} {
		s.call(t, "POST", casePath(id, "/messages"), token, body, 400, nil)
	}
	s.call(t, "POST", casePath(id, "/messages"), token, `{"client_id":"y","text":"你好","translate":true}`, 409, nil)

	s.call(t, "POST", casePath(id, "/notes"), token, `{"text":"客人在大堂"}`, 201, nil)
	s.call(t, "PUT", casePath(id, "/tags"), token, `{"tags":[" 费用 ","ATM"]}`, 200, &row)
	if strings.Join(row.Tags, " ") != "ATM 费用" {
		t.Errorf("tags are %q", row.Tags)
	}
	s.call(t, "POST", casePath(id, "/transfer"), other, `{"to":""}`, 409, nil) // not the owner
	s.call(t, "POST", casePath(id, "/transfer"), token, `{"to":"`+wang.ID+`","note":"请接手"}`, 200, &row)
	if row.Officer != wang.ID || row.Mine {
		t.Errorf("handed on: %+v", row)
	}
	s.call(t, "POST", casePath(id, "/takeover"), token, `{"from":"`+li.ID+`"}`, 409, nil) // not any more
	s.call(t, "POST", casePath(id, "/takeover"), token, `{"from":"`+wang.ID+`"}`, 200, &row)

	var v desk.View
	s.call(t, "GET", casePath(id, ""), token, "", 200, &v)
	if len(v.Notes) != 2 || v.Card.Article == nil || v.Card.Article.ID != "atm-fees" || len(v.Card.Tried) != 2 || v.Messages[0].Terms == nil {
		t.Errorf("the case is %+v", v)
	}
	s.call(t, "POST", casePath(id, "/resolve"), token, `{"reason":"nonsense"}`, 400, nil)
	s.call(t, "POST", casePath(id, "/resolve"), other, `{"reason":"solved"}`, 409, nil)
	s.call(t, "POST", casePath(id, "/resolve"), token, `{"reason":"solved","note":"已解决"}`, 200, &row)
	if row.State != desk.Resolved {
		t.Errorf("resolved: %+v", row)
	}
	s.call(t, "POST", casePath(id, "/resolve"), token, `{"reason":"solved"}`, 409, nil)
	var state desk.State
	s.call(t, "GET", k.path(""), k.Token, "", 200, &state)
	if !state.Rating || state.Owner != desk.OwnerBot {
		t.Errorf("the visitor's state is %+v", state)
	}
	s.call(t, "POST", k.path("/satisfaction"), k.Token, `{"score":5}`, 204, nil)
	s.call(t, "POST", k.path("/satisfaction"), k.Token, `{"score":1}`, 404, nil)

	page := s.page(t, casePath(id, "/transcript"), token)
	for _, want := range []string{"ATMの手数料はいくらですか", "客人在大堂", "自由文本 free text", "手数料</bdi> = ", `lang="ja" dir="ltr"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the transcript has no %q", want)
		}
	}
	_, boss := s.officer(t, "chief", staff.Supervisor)
	acts := s.page(t, fmt.Sprintf("/api/v1/desk/audit?case=%d&format=csv", id), boss)
	for _, act := range []string{"claim", "reply", "note", "tag", "transfer", "takeover", "resolve"} {
		if !strings.Contains(acts, ","+act+",") {
			t.Errorf("the audit log has no %s:\n%s", act, acts)
		}
	}
}

// page returns what a GET answers.
func (s *site) page(t *testing.T, path, token string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", s.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var out strings.Builder
	if _, err := fmt.Fprint(&out, readAll(t, resp)); err != nil || resp.StatusCode != 200 {
		t.Fatalf("GET %s: %d %s", path, resp.StatusCode, &out)
	}
	return out.String()
}

func TestOfficersWhoClaimAtOnce(t *testing.T) {
	s := serve(t, nil)
	_, id := s.waiting(t, "en", "ATM fee?")
	var tokens []string
	for i := range 5 {
		_, token := s.officer(t, fmt.Sprintf("o%d", i), staff.Officer)
		tokens = append(tokens, token)
	}
	var won, lost atomic.Int32
	var wg sync.WaitGroup
	for _, token := range tokens {
		wg.Go(func() {
			switch got := s.status(t, "POST", casePath(id, "/claim"), token); got {
			case 200:
				won.Add(1)
			case 409:
				lost.Add(1)
			default:
				t.Errorf("claim: %d", got)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 || lost.Load() != 4 {
		t.Errorf("%d own the case and %d do not, want 1 and 4", won.Load(), lost.Load())
	}
}

func TestDeskStream(t *testing.T) {
	s := serve(t, func(s *site) { s.server.pollEvery = time.Hour })
	_, token := s.officer(t, "li", staff.Officer)
	events, cut := s.stream(t, "/api/v1/desk/events", token, "")
	if e := next(t, events); e.Event != "status" || !strings.Contains(e.Data, `"waiting":0`) {
		t.Fatalf("first comes %+v", e)
	}
	k, id := s.waiting(t, "en", "the atm swallowed my card")
	e := next(t, events)
	if e.Event != "case" || !strings.Contains(e.Data, fmt.Sprintf(`"case":%d,`, id)) || !strings.Contains(e.Data, `"urgent":true`) {
		t.Fatalf("a visitor waits, and there comes %+v", e)
	}
	last := e.ID
	for e.Event != "status" {
		e = next(t, events)
	}
	if !strings.Contains(e.Data, `"waiting":1`) {
		t.Errorf("then %+v, want one that waits", e)
	}
	s.call(t, "POST", k.path("/typing"), k.Token, "", 204, nil)
	if e := next(t, events); e.Event != "typing" || e.Data != fmt.Sprintf(`{"case":%d}`, id) {
		t.Errorf("the visitor types, and there comes %+v", e)
	}
	cut()
	// Away, while another officer claims and the visitor writes.
	_, other := s.officer(t, "wang", staff.Officer)
	s.call(t, "POST", casePath(id, "/claim"), other, "", 200, nil)
	s.say(t, k, "more", "are you there?")
	events, _ = s.stream(t, "/api/v1/desk/events", token, last)
	e = next(t, events)
	if e.Event != "case" || !strings.Contains(e.Data, `"state":"claimed"`) || !strings.Contains(e.Data, `"unread":1`) {
		t.Errorf("back again there comes %+v, want the case as it is now", e)
	}
	if e := next(t, events); e.Event != "status" {
		t.Errorf("then %+v, want the status", e)
	}
	s.call(t, "DELETE", k.path(""), k.Token, "", 204, nil)
	if e := next(t, events); e.Event != "erased" || e.Data != fmt.Sprintf(`{"case":%d}`, id) {
		t.Errorf("the visitor erases, and there comes %+v", e)
	}
}

func TestSearchForReplies(t *testing.T) {
	s := serve(t, nil)
	_, token := s.officer(t, "li", staff.Officer)
	for q, want := range map[string]string{
		"吞卡": "article atm-card-swallowed", "取款限额": "article atm-limits", "哪家银行": "phrase ask-bank", "atm fee": "article atm-fees", "卡": "article",
	} {
		var out struct{ Results []desk.ReplyChoice }
		s.call(t, "GET", "/api/v1/desk/search?lang=ru&q="+url.QueryEscape(q), token, "", 200, &out)
		found := []string{}
		for _, r := range out.Results {
			found = append(found, string(r.Kind)+" "+r.ID)
			if r.Title == "" || r.VisitorText == "" || r.Lang != "ru" && r.Lang != "en" {
				t.Errorf("%s: result %+v", q, r)
			}
		}
		if all := strings.Join(found[:min(len(found), 30)], ","); !strings.Contains(all, want) {
			t.Errorf("search for %q finds %s, want %s", q, all, want)
		}
	}
	var phrases struct{ Phrases []phraseLine }
	s.call(t, "GET", "/api/v1/desk/phrases?lang=fr", token, "", 200, &phrases)
	if len(phrases.Phrases) < 20 || phrases.Phrases[0].Zh == "" || phrases.Phrases[0].Lang != "fr" {
		t.Errorf("%d phrases, the first %+v", len(phrases.Phrases), phrases.Phrases[:min(1, len(phrases.Phrases))])
	}
	var both struct{ Zh, Visitor struct{ Title, Text string } }
	s.call(t, "GET", "/api/v1/desk/articles/atm-fees?lang=de", token, "", 200, &both)
	if both.Zh.Text == "" || both.Visitor.Text == "" || both.Zh.Title == both.Visitor.Title {
		t.Errorf("both texts are %+v", both)
	}
	s.call(t, "GET", "/api/v1/desk/articles/none", token, "", 404, nil)
}

func TestACaseIsNotClosedOverAMessage(t *testing.T) {
	s := serve(t, nil)
	_, token := s.officer(t, "li", staff.Officer)
	k, id := s.waiting(t, "en", "hello")
	s.call(t, "POST", casePath(id, "/claim"), token, "", 200, nil)
	s.say(t, k, "late", "one more thing")
	var p struct{ Type string }
	s.call(t, "POST", casePath(id, "/resolve"), token, `{"reason":"solved","seen":4}`, 409, &p)
	if p.Type != "urn:payhelp:problem:unread" {
		t.Errorf("the problem is %q", p.Type)
	}
	s.call(t, "POST", casePath(id, "/resolve"), token, `{"reason":"solved","seen":5}`, 200, nil)
}
