package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
	"payhelp/locales"
)

// A day at the help desk.
const (
	dayVisitors = 200
	dayAtOnce   = 24 // visitors
	dayOfficers = 4
	dayPatience = time.Minute // with what has to come
)

// A guest is one visitor of the day, and all that they did and read.
type guest struct {
	site  *site
	n     int
	lang  string
	ask   []string // what they ask, in their language
	want  bool     // want a person
	key   key
	reads <-chan sse
	got   []desk.Message // as it came over the stream
	sent  int
}

// TestADayOfTwoHundredConversations lets visitors of all languages that the
// knowledge base has ask, call for a person and read what they are told, while
// officers who know Chinese alone work off the queue. Everything goes over
// HTTP. In the evening nothing is lost, doubled or with the wrong person.
func TestADayOfTwoHundredConversations(t *testing.T) {
	if testing.Short() {
		t.Skip("a whole day; the race detector sees the same code in the other tests")
	}
	s := serve(t, nil)
	langs := languagesOfBase(s)
	if len(langs) < 2 {
		t.Fatalf("the knowledge base has the languages %q", langs)
	}
	d := &dayAtDesk{site: s, langs: langs, byCase: map[int64]string{}}
	done := make(chan struct{})
	var office sync.WaitGroup
	for i := range dayOfficers {
		a, token := s.officer(t, fmt.Sprintf("officer%d", i), staff.Officer)
		// Officers look when the stream says that something changed.
		events, _ := s.stream(t, "/api/v1/desk/events", token, "")
		office.Go(func() { d.work(t, a, token, events, done) })
	}
	guests := make([]*guest, dayVisitors)
	slots := make(chan struct{}, dayAtOnce)
	var street sync.WaitGroup
	for n := range guests {
		g := &guest{site: s, n: n, lang: langs[n%len(langs)], want: n%3 != 2}
		g.ask = questionsIn(s, g.lang, n)
		guests[n] = g
		slots <- struct{}{}
		street.Go(func() {
			defer func() { <-slots }()
			g.visit(t)
		})
	}
	street.Wait()
	close(done)
	office.Wait()
	if t.Failed() {
		return
	}
	d.evening(t, guests)
	t.Logf("%d conversations in %d languages, %d cases, %d replies of staff", len(guests), len(langs), len(d.byCase), d.replies.Load())
}

func languagesOfBase(s *site) []string {
	ix, done := s.Live.Use()
	defer done()
	var out []string
	have := map[string]bool{}
	for _, l := range ix.Base().Languages() {
		have[l] = true
	}
	for _, l := range locales.Supported() {
		if have[l] {
			out = append(out, l)
		}
	}
	return out
}

// questionsIn returns three questions of the base in lang, different for
// different n.
func questionsIn(s *site, lang string, n int) []string {
	ix, done := s.Live.Use()
	defer done()
	var all []string
	for _, q := range ix.Base().Questions() {
		if q.Lang == lang {
			all = append(all, q.Text)
		}
	}
	return []string{all[(n*7919)%len(all)], all[(n*104729+1)%len(all)], all[(n*1299709+2)%len(all)]}
}

// post makes a request and reports failure without ending the test, from any
// goroutine.
func (s *site) try(method, path, token string, in, out any) (int, error) {
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return 0, err
		}
		body = strings.NewReader(string(data))
	}
	r, err := http.NewRequest(method, s.url+path, body)
	if err != nil {
		return 0, err
	}
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode < 300 && out != nil {
		err = json.Unmarshal(data, out)
	}
	if err == nil && resp.StatusCode >= 300 && resp.StatusCode != http.StatusConflict {
		err = fmt.Errorf("%s %s: %d %s", method, path, resp.StatusCode, data)
	}
	return resp.StatusCode, err
}

// visit is a visitor's stay: ask twice, call for a person, wait for the answer,
// say one more thing, and read until the case is closed.
func (g *guest) visit(t *testing.T) {
	if t.Failed() {
		return // the day is over
	}
	fail := func(err error) {
		if err != nil && !t.Failed() {
			t.Errorf("visitor %d (%s): %v", g.n, g.lang, err)
		}
	}
	if _, err := g.site.try("POST", "/api/v1/conversations", "", map[string]string{"lang": g.lang, "place": "scenic-pingyao-ancient-city"}, &g.key); err != nil {
		fail(err)
		return
	}
	reads, cut := g.site.listen(t, g.key, "/events", "")
	defer cut()
	g.reads = reads
	fail(g.say(g.ask[0]))
	fail(g.say(g.ask[1]))
	if g.want {
		// Twice, as hurried people do.
		for range 2 {
			_, err := g.site.try("POST", g.key.path("/escalations"), g.key.Token, map[string]string{"note": g.mark()}, nil)
			fail(err)
		}
	}
	for !t.Failed() {
		var state desk.State
		if _, err := g.site.try("GET", g.key.path(""), g.key.Token, nil, &state); err != nil {
			fail(err)
			return
		}
		if state.Case == 0 {
			return // the bot's answers were enough, or the officer's
		}
		fail(g.readUntil(func(m *desk.Message) bool { return m.Kind == desk.KindArticle }))
		fail(g.say(g.ask[2])) // which may call a person anew
		fail(g.readUntil(func(m *desk.Message) bool { return m.Kind == desk.KindResolved }))
	}
}

// mark is what only this visitor writes: without digits, which may be masked.
func (g *guest) mark() string {
	return "mark-" + strings.Map(func(r rune) rune { return r - '0' + 'a' }, fmt.Sprint(g.n)) + "-end"
}

func (g *guest) say(text string) error {
	g.sent++
	in := map[string]string{"text": text + " " + g.mark(), "client_id": fmt.Sprint(g.sent)}
	_, err := g.site.try("POST", g.key.path("/messages"), g.key.Token, in, nil)
	if err == nil && g.n%5 == 0 { // the answer got lost on the way: again
		_, err = g.site.try("POST", g.key.path("/messages"), g.key.Token, in, nil)
	}
	return err
}

// readUntil reads the stream until a message is what is waited for.
func (g *guest) readUntil(is func(*desk.Message) bool) error {
	deadline := time.After(dayPatience)
	for {
		select {
		case e, ok := <-g.reads:
			if !ok {
				return errors.New("the stream ended")
			}
			if e.Event != "" {
				continue
			}
			var m desk.Message
			if err := json.Unmarshal([]byte(e.Data), &m); err != nil {
				return err
			}
			g.got = append(g.got, m)
			if is(&m) {
				return nil
			}
		case <-deadline:
			var read []string
			for _, m := range g.got {
				read = append(read, fmt.Sprintf("%d %s %s", m.Seq, m.From, m.Kind))
			}
			return fmt.Errorf("what is waited for does not come; these did: %s", strings.Join(read, ", "))
		}
	}
}

// dayAtDesk is the office.
type dayAtDesk struct {
	site    *site
	langs   []string // of the knowledge base
	replies atomic.Int32
	mu      sync.Mutex
	byCase  map[int64]string // officer who claimed it
}

// work is an officer's day: claim what waits, look at the card, answer with a
// phrase and the article that is searched for in Chinese, close the case.
func (d *dayAtDesk) work(t *testing.T, me staff.Account, token string, events <-chan sse, done <-chan struct{}) {
	for {
		var queue struct{ Cases []desk.Row }
		if _, err := d.site.try("GET", "/api/v1/desk/cases?state=waiting&limit=20", token, nil, &queue); err != nil {
			t.Errorf("%s: %v", me.Login, err)
			return
		}
		for _, row := range queue.Cases {
			d.site.Clock.Advance(time.Second)
			status, err := d.site.try("POST", casePath(row.ID, "/claim"), token, nil, nil)
			if err != nil {
				t.Errorf("%s: %v", me.Login, err)
				return
			}
			if status == http.StatusConflict {
				continue // a colleague was quicker
			}
			d.mu.Lock()
			if other := d.byCase[row.ID]; other != "" {
				t.Errorf("case %d is claimed by %s and %s", row.ID, other, me.Login)
			}
			d.byCase[row.ID] = me.Login
			d.mu.Unlock()
			if err := d.handle(token, row.ID, events); err != nil {
				t.Errorf("%s, case %d: %v", me.Login, row.ID, err)
				return
			}
		}
		if len(queue.Cases) > 0 {
			continue
		}
		select {
		case <-done:
			return
		case _, ok := <-events:
			if !ok {
				t.Errorf("%s: the stream ended", me.Login)
				return
			}
		}
	}
}

func (d *dayAtDesk) handle(token string, id int64, events <-chan sse) error {
	var v desk.View
	if _, err := d.site.try("GET", casePath(id, ""), token, nil, &v); err != nil {
		return err
	}
	if err := readable(&v); err != nil {
		return err
	}
	if err := d.send(token, id, map[string]any{"client_id": fmt.Sprint("hello ", id), "phrase": "greet-read-chat"}); err != nil {
		return err
	}
	query := "付款"
	if v.Card.Article != nil {
		query = v.Card.Article.Title
	}
	var found struct{ Results []desk.ReplyChoice }
	if _, err := d.site.try("GET", "/api/v1/desk/search?kind=article&lang="+v.Card.Reads+"&q="+url.QueryEscape(query), token, nil, &found); err != nil {
		return err
	}
	if len(found.Results) == 0 {
		return fmt.Errorf("nothing is found for %q", query)
	}
	if v.Card.Article != nil && found.Results[0].ID != v.Card.Article.ID {
		return fmt.Errorf("the search for the title %q finds %s first", query, found.Results[0].ID)
	}
	answer := map[string]any{"client_id": fmt.Sprint("answer ", id), "article": found.Results[0].ID}
	for range 2 { // a double click
		if err := d.send(token, id, answer); err != nil {
			return err
		}
	}
	// The visitor says one more thing, which is read before the case is closed.
	for deadline := time.After(dayPatience); ; {
		if _, err := d.site.try("GET", casePath(id, ""), token, nil, &v); err != nil {
			return err
		}
		if v.Case.Unread > 0 {
			break
		}
		if err := changed(events, id, deadline); err != nil {
			return err
		}
	}
	_, err := d.site.try("POST", casePath(id, "/resolve"), token, map[string]string{"reason": "solved"}, nil)
	return err
}

// changed waits until the stream says that a case changed.
func changed(events <-chan sse, id int64, deadline <-chan time.Time) error {
	for {
		select {
		case e, ok := <-events:
			if !ok {
				return errors.New("the stream ended")
			}
			if e.Event == "case" && strings.Contains(e.Data, fmt.Sprintf(`{"case":%d,`, id)) {
				return nil
			}
		case <-deadline:
			return errors.New("the visitor says nothing more")
		}
	}
}

func (d *dayAtDesk) send(token string, id int64, in map[string]any) error {
	var out struct{ Message desk.StaffMessage }
	status, err := d.site.try("POST", casePath(id, "/messages"), token, in, &out)
	switch {
	case err != nil:
		return err
	case status != http.StatusCreated:
		return fmt.Errorf("sending %v: %d", in, status)
	case !hasHan(out.Message.Original):
		return fmt.Errorf("what was sent has no Chinese: %+v", out.Message)
	}
	d.replies.Add(1)
	return nil
}

// readable reports what an officer who knows Chinese alone could not read.
func readable(v *desk.View) error {
	if !hasHan(v.Card.LangName) || !hasHan(v.Card.ReadsName) || !hasHan(v.Case.LangName) {
		return fmt.Errorf("the language is called %q, %q", v.Card.LangName, v.Card.ReadsName)
	}
	if v.Card.Article != nil && !hasHan(v.Card.Article.Title) {
		return fmt.Errorf("the article is called %q", v.Card.Article.Title)
	}
	for _, m := range v.Messages {
		for _, term := range m.Terms {
			if term.Zh == "" {
				return fmt.Errorf("%q has no gloss", term.Text)
			}
		}
		if m.From == desk.FromBot && m.Reply.Kind == bot.Answer && !hasHan(m.Zh) {
			return fmt.Errorf("what the bot answered has no Chinese: %s", m.Text)
		}
	}
	return nil
}

func hasHan(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0
}

// evening counts what is there after the day.
func (d *dayAtDesk) evening(t *testing.T, guests []*guest) {
	sentence := func(g *guest, format string, args ...any) {
		t.Errorf("visitor %d (%s): %s", g.n, g.lang, fmt.Sprintf(format, args...))
	}
	questions, called := 0, 0
	for _, g := range guests {
		var history struct{ Messages []desk.Message }
		if _, err := d.site.try("GET", g.key.path("/messages"), g.key.Token, nil, &history); err != nil {
			t.Fatal(err)
		}
		all := history.Messages
		for i, m := range all {
			if m.Seq != int64(i+1) {
				sentence(g, "message %d has number %d", i+1, m.Seq)
			}
			if i < len(g.got) && (g.got[i].Seq != m.Seq || g.got[i].Text != m.Text) {
				sentence(g, "message %d was read as %d", m.Seq, g.got[i].Seq)
			}
			if i := strings.Index(m.Text, "mark-"); i >= 0 && !strings.Contains(m.Text[i:], g.mark()) {
				sentence(g, "reads what another wrote: %s", m.Text)
			}
		}
		n := count(all)
		questions += n[desk.FromBot]
		if n[desk.FromVisitor] != g.sent {
			sentence(g, "sent %d messages, %d are there", g.sent, n[desk.FromVisitor])
		}
		kinds := map[desk.MessageKind]int{}
		reads := ""
		for _, m := range all {
			kinds[m.Kind]++
			if m.From == desk.FromBot {
				reads = m.Lang
			}
			if !slices.Contains(d.langs, reads) {
				reads = locales.English // for want of texts
			}
			if m.Kind == desk.KindArticle && m.Lang != reads {
				sentence(g, "reads %s, and was answered in %s", reads, m.Lang)
			}
		}
		if kinds[desk.KindCalled] != kinds[desk.KindJoined] || kinds[desk.KindJoined] != kinds[desk.KindResolved] {
			sentence(g, "was told %v", kinds)
		}
		if g.want && kinds[desk.KindCalled] == 0 || kinds[desk.KindArticle] != kinds[desk.KindCalled] || kinds[desk.KindPhrase] != kinds[desk.KindCalled] {
			sentence(g, "wants a person: %v, and got %v", g.want, kinds)
		}
		called += kinds[desk.KindCalled]
	}
	if called != len(d.byCase) {
		t.Errorf("%d visitors called for a person and %d cases were claimed", called, len(d.byCase))
	}
	open, err := d.site.Counts(t.Context(), "")
	if err != nil || open != (desk.Counts{}) {
		t.Errorf("in the evening %v are open, %v", open, err)
	}
	lines, total, err := d.site.Summary(t.Context(), desk.ReportQuery{From: d.site.Clock.Now().Add(-24 * time.Hour), To: d.site.Clock.Now().Add(24 * time.Hour), By: "lang"})
	if err != nil || total.HandedOn != called || total.Claimed != called || len(lines) == 0 {
		t.Errorf("the report says %+v, %v; want %d cases", total, err, called)
	}
	if total.Questions > questions || total.Questions < questions*9/10 {
		t.Errorf("the report counts %d questions of %d answers; small talk is not that frequent", total.Questions, questions)
	}
}

func count(messages []desk.Message) map[desk.Sender]int {
	out := map[desk.Sender]int{}
	for _, m := range messages {
		out[m.From]++
	}
	return out
}
