package browser

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// secret waits for a secret that is shown once, closes what shows it, and
// returns it.
func (p *page) secret() string {
	p.t.Helper()
	p.until("the secret", `!!document.querySelector('dialog[open] .secret code')?.textContent`)
	secret := eval[string](p, `document.querySelector('.secret code').textContent`)
	p.key("Escape", 27)
	p.until("it is nowhere any more", `!document.querySelector('dialog') && !document.body.textContent.includes(%s)`, secret)
	p.somewhere("the secret")
	return secret
}

// TestDeskAccounts is an administrator who adds an officer, makes a supervisor
// of them, resets their password and disables them.
func TestDeskAccounts(t *testing.T) {
	o := withOffice(t, nil)
	p := o.atDesk(console, "chen", "en")
	p.toPage("staff", `!!document.querySelector('main.page table')`)
	p.tap(`.page-head .primary`)
	p.until("the form", `document.activeElement?.name === 'name'`)
	p.write("赵敏")
	p.key("Tab", 9)
	p.write("zhao")
	p.enter()
	first := p.secret()
	id := o.account("zhao").ID

	zhao := open(t, console, o.URL+"/desk?lang=zh")
	zhao.signIn("zhao", first)
	zhao.until("an officer's pages", `document.querySelectorAll('nav a').length === 1`)

	p.tap(`[data-key="edit-` + id + `"]`)
	p.until("the form", `!!document.querySelector('dialog[open] [name=role]')`)
	p.choose("dialog [name=role]", "supervisor")
	p.tap("dialog .primary")
	p.until("the new role", `!document.querySelector('dialog') && [...document.querySelectorAll('main tbody tr')].some((r) => r.innerText.includes('zhao') && r.innerText.includes('Supervisor'))`)
	zhao.until("who was changed has to sign in again", `!!document.querySelector('dialog[open] [name=password]')`)
	eval[bool](zhao, `(document.querySelector('dialog [name=password]').focus(), true)`)
	zhao.write(first)
	zhao.enter()
	zhao.until("the console again", `!document.querySelector('dialog')`)
	zhao.do(chromedp.Reload())
	zhao.until("a supervisor's pages", `document.querySelectorAll('nav a').length === 3`)

	p.tap(`[data-key="reset-` + id + `"]`)
	p.until("the question", `!!document.querySelector('dialog[open]')`)
	p.tap("dialog .primary")
	second := p.secret()
	zhao.until("the session has ended", `!!document.querySelector('dialog[open] [name=password]')`)
	zhao.do(chromedp.Reload())
	zhao.signIn("zhao", first)
	zhao.until("the old password is wrong", `document.querySelector('.wrong')?.textContent !== ''`)
	zhao.write(second)
	zhao.enter()
	zhao.until("the new one is right", `document.querySelectorAll('nav a').length === 3`)

	p.tap(`[data-key="disable-` + id + `"]`)
	p.until("the question", `!!document.querySelector('dialog[open]')`)
	p.tap("dialog .primary")
	p.until("disabled", `[...document.querySelectorAll('main tbody tr')].some((r) => r.innerText.includes('zhao') && r.innerText.includes('Disabled'))`)
	p.somewhere("disabling")
	zhao.do(chromedp.Reload())
	zhao.signIn("zhao", second)
	zhao.until("who is disabled does not get in", `document.querySelector('.wrong')?.textContent !== ''`)

	own := o.account("chen").ID
	if eval[bool](p, `!!document.querySelector('[data-key="disable-`+own+`"]')`) {
		t.Error("an administrator is offered to disable the own account")
	}
	p.tap(`[data-key="edit-` + own + `"]`)
	p.until("the form", `!!document.querySelector('dialog[open] [name=role]')`)
	p.choose("dialog [name=role]", "officer")
	p.tap("dialog .primary")
	p.until("the last administrator stays one", `document.querySelector('dialog .wrong').textContent.includes('administrator')`)
	p.clean()
}

// TestDeskOwnAccount is an officer who left the console open elsewhere, and
// then changes the password.
func TestDeskOwnAccount(t *testing.T) {
	o := withOffice(t, nil)
	elsewhere := o.atDesk(console, "li", "zh")
	p := o.atDesk(console, "li", "zh")
	p.toPage("account", `document.querySelectorAll('main tbody tr').length === 2`)
	p.tap("main tbody button")
	p.until("one is left, this one", `document.querySelectorAll('main tbody tr').length === 1 && !!document.querySelector('main tbody .badge')`)
	p.somewhere("ending a session")
	elsewhere.until("the other is asked to sign in", `!!document.querySelector('dialog[open] [name=password]')`)

	eval[bool](p, `(document.querySelector('[autocomplete=current-password]').focus(), true)`)
	p.write("not the password")
	p.key("Tab", 9)
	p.write("a new password that is long")
	p.enter()
	p.until("that the old one is wrong", `document.querySelector('main .wrong').textContent !== ''`)
	eval[bool](p, `(document.querySelector('[autocomplete=current-password]').select(), true)`)
	p.write(password)
	p.key("Tab", 9)
	eval[bool](p, `(document.activeElement.select(), true)`)
	p.write("a new password that is long")
	p.enter()
	p.until("changed", `document.querySelector('.toast')?.textContent !== undefined && document.querySelector('[autocomplete=current-password]').value === ''`)
	p.do(chromedp.Reload())
	p.until("the session goes on", `document.querySelector('main h1')?.textContent === '我的账户' || !!document.querySelector('main tbody .badge')`)
	fresh := open(t, console, o.URL+"/desk?lang=zh")
	fresh.signIn("li", "a new password that is long")
	fresh.until("the queue", `!!document.querySelector('.queue')`)
	p.clean()
}

// TestDeskTokens is another system that works with a token of the console.
func TestDeskTokens(t *testing.T) {
	o, _ := withSamples(withOffice(t, nil))
	p := o.atDesk(console, "chen", "zh")
	p.toPage("staff", `!!document.querySelector('.tokens .nothing')`)
	p.tap(".tokens .quiet")
	p.until("the form", `document.activeElement?.name === 'name'`)
	p.write("12345 热线")
	p.enter()
	hotline := &visitor{t: t, url: o.URL, token: p.secret()}
	p.until("it is listed, and was never used", `document.querySelector('.tokens tbody')?.innerText.includes('12345 热线') && document.querySelector('.tokens tbody').innerText.includes('无')`)

	var list struct{ Cases []struct{ Case int64 } }
	hotline.call(http.MethodGet, "/api/v1/desk/cases", nil, &list)
	if len(list.Cases) != len(samples) {
		t.Errorf("the token is shown %d cases, want %d", len(list.Cases), len(samples))
	}
	if got := hotline.status(http.MethodGet, "/api/v1/desk/reports/summary"); got != http.StatusForbidden {
		t.Errorf("an officer's token reads a report: %d", got)
	}
	hotline.call(http.MethodPost, "/api/v1/desk/cases/1/claim", object{}, nil)
	hotline.call(http.MethodPost, "/api/v1/desk/cases/1/messages", object{"client_id": "1", "phrase": "greet-hello"}, nil)
	p.toPage("audit", `document.querySelector('main.page tbody')?.innerText.includes('令牌')`)
	p.toPage("staff", `document.querySelector('.tokens tbody')?.innerText.includes('12345 热线')`)
	if got := eval[string](p, `document.querySelector('.tokens tbody').innerText`); strings.Count(got, "无") != 0 {
		t.Errorf("the token was used, and its line says %q", got)
	}
	p.tap(".tokens tbody button")
	p.until("the question", `!!document.querySelector('dialog[open]')`)
	p.tap("dialog .primary")
	p.until("none is left", `!!document.querySelector('.tokens .nothing')`)
	if got := hotline.status(http.MethodGet, "/api/v1/desk/cases"); got != http.StatusUnauthorized {
		t.Errorf("a token that was revoked: %d", got)
	}
	p.clean()
}
