package browser

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"payhelp/bot/desk"
	"payhelp/bot/desk/desktest"
	"payhelp/bot/desk/staff"
	"payhelp/bot/event"
	"payhelp/bot/store/sqlite"
	"payhelp/bot/web"
)

// realDesk starts a server with its own help desk, and returns the secret of
// the link that makes the first account.
func realDesk(t *testing.T) (*site, string) {
	t.Helper()
	if missing != nil {
		t.Skip(missing)
	}
	store, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "payhelp.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	bus, err := event.Embedded(quiet)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bus.Close)
	hours, err := desk.ParseHours(desk.DefaultHours)
	if err != nil {
		t.Fatal(err)
	}
	service := desk.New(desk.Config{Store: store, Index: desktest.Index(t), Waker: bus, Log: quiet, Now: noon, Random: rand.Reader, Hours: hours})
	people := staff.New(store, noon, rand.Reader)
	server, err := web.New(web.Config{Index: desktest.Index(t), Desk: service, Events: bus, Staff: people, Log: quiet, Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	secret, err := people.Invite(context.Background())
	if err != nil || secret == "" {
		t.Fatalf("no link for the first account: %v", err)
	}
	return connect(t, server), secret
}

// visitor is one who writes over the API.
type visitor struct {
	t         *testing.T
	server    *site
	id, token string
}

// visit starts a conversation.
func visit(t *testing.T, server *site, lang string) *visitor {
	t.Helper()
	v := &visitor{t: t, server: server}
	var key struct{ ID, Token string }
	v.call(http.MethodPost, "/api/v1/conversations", object{"lang": lang, "time_zone": "Asia/Tokyo"}, &key)
	v.id, v.token = key.ID, key.Token
	return v
}

func (v *visitor) call(method, path string, in, out any) {
	v.t.Helper()
	data, err := json.Marshal(in)
	if err != nil {
		v.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(context.Background(), method, v.server.URL+path, bytes.NewReader(data))
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

func (v *visitor) write(text, id string) {
	v.t.Helper()
	v.call(http.MethodPost, "/api/v1/conversations/"+v.id+"/messages", object{"text": text, "client_id": id}, nil)
}

func (v *visitor) askForPerson() {
	v.t.Helper()
	v.call(http.MethodPost, "/api/v1/conversations/"+v.id+"/escalations", object{}, nil)
}

// reads returns what staff wrote to the visitor.
func (v *visitor) reads() []string {
	v.t.Helper()
	var history struct{ Messages []message }
	v.call(http.MethodGet, "/api/v1/conversations/"+v.id+"/messages", nil, &history)
	var out []string
	for _, m := range history.Messages {
		if m.From == "staff" {
			out = append(out, m.Lang+" "+m.Kind+" "+m.Text)
		}
	}
	return out
}

// TestDeskWithTheRealServer is an officer's morning: the first account, a case
// that arrives, is claimed, answered and resolved, and what the reports and the
// audit log say of it.
func TestDeskWithTheRealServer(t *testing.T) {
	server, secret := realDesk(t)
	p := open(t, console, server.URL+"/desk?lang=zh#setup="+secret)
	p.until("the form", `document.activeElement?.name === 'name'`)
	for _, text := range []string{"李静", "lijing", "correct horse battery"} {
		p.write(text)
		p.key("Tab", 9)
	}
	p.enter()
	p.until("an empty queue", `document.querySelector('.queue .nothing')?.textContent === '没有等待的案件。'`)

	guest := visit(t, server, "ja")
	guest.write("アリペイにVisaカードを登録できません。350元払いたいです <b>!</b>", "1")
	guest.askForPerson()
	p.until("the case, without a reload", `document.querySelectorAll('.rows a').length === 1`)
	p.press("o")
	p.until("its card", `document.querySelector('.facts')?.textContent.includes('支付宝')`)
	for _, want := range []string{"日语", "350", "Asia/Tokyo", "13:00"} {
		if got := eval[string](p, `document.querySelector('.facts').innerText`); !strings.Contains(got, want) {
			t.Errorf("the case card lacks %q:\n%s", want, got)
		}
	}
	if got := eval[int](p, `document.querySelectorAll('.said.visitor .original rt').length`); got == 0 {
		t.Error("no term is glossed in what the visitor wrote")
	}
	p.press("c")
	p.until("claimed", `!!document.querySelector('.chip.state-claimed')`)
	p.press("r")
	p.write("绑卡失败")
	p.until("an article", `document.querySelector('#found:not([aria-busy]) [aria-selected=true] .kind.article')`)
	p.shoot("desk-real-search")
	p.enter()
	p.until("both texts", `document.querySelector('.preview:not([hidden], [aria-busy]) .side-theirs .text')?.lang === 'ja'`)
	p.shoot("desk-real-preview")
	p.control()
	p.until("the article", `document.querySelectorAll('.said.staff').length === 1`)
	p.key("ArrowDown", 40)
	p.until("phrases", `document.querySelector('#found:not([hidden], [aria-busy]) .kind.phrase')`)
	p.key("ArrowDown", 40)
	p.enter()
	p.until("both texts", `document.querySelector('.preview:not([hidden], [aria-busy]) .side-theirs .text')?.lang === 'ja'`)
	p.control()
	p.until("the phrase", `document.querySelectorAll('.said.staff').length === 2`)
	if got := guest.reads(); len(got) != 2 || !strings.HasPrefix(got[0], "ja article ") || !strings.HasPrefix(got[1], "ja phrase ") {
		t.Errorf("the visitor reads %q, want an article and a phrase in Japanese", got)
	}
	guest.write("ありがとう", "2")
	p.until("the visitor's thanks, live", `[...document.querySelectorAll('.said.visitor .original')].some((e) => e.textContent.includes('ありがとう'))`)
	p.shoot("desk-real-case")

	p.key("Escape", 27)
	p.press("f")
	p.write("请稍等")
	p.until("a preview, marked", `!!document.querySelector('.preview .badge.free')`)
	p.control()
	p.until("the free text", `document.querySelectorAll('.said.staff').length === 3 && !!document.querySelector('.said.staff .badge.free')`)
	p.key("Escape", 27)
	p.press("n")
	p.write("已电话联系银行")
	p.control()
	p.until("the note", `document.querySelectorAll('.notes li').length === 1`)
	p.key("Escape", 27)
	p.do(chromedp.Focus(chromedp.CSS(".case-head h2")))
	p.press("e")
	p.until("the reasons", `!!document.querySelector('dialog[open] [name=reason]')`)
	p.enter()
	p.until("resolved", `!!document.querySelector('.chip.state-resolved')`)

	p.toPage("reports", `!!document.querySelector('.report table')`)
	// The page's days are those of the machine's clock, the server's those of noon.
	eval[bool](p, `(() => { const to = document.querySelectorAll('[type=date]')[1]; to.value = '2026-12-01'; to.dispatchEvent(new Event('change')); return true })()`)
	p.until("the day in the report", `!!document.querySelector('svg.chart') && document.querySelector('.report tbody').innerText.includes('2026-12-01')`)
	p.shoot("desk-real-reports")
	p.toPage("audit", `!!document.querySelector('main.page table')`)
	for _, want := range []string{"接手", "回复", "添加备注", "办结"} {
		if got := eval[string](p, `document.querySelector('main.page tbody').innerText`); !strings.Contains(got, want) {
			t.Errorf("the audit log lacks %q:\n%s", want, got)
		}
	}
	p.toPage("staff", `document.querySelector('main.page table')?.innerText.includes('lijing')`)
	p.toPage("account", `!!document.querySelector('main.page table')`)
	p.clean()

	p.do(chromedp.Navigate(server.URL + "/api/v1/desk/cases/1/transcript"))
	p.until("the transcript", `document.body.innerText.includes('ありがとう') && document.body.innerText.includes('请稍等')`)
	p.shoot("desk-real-transcript")
	p.clean()
}
