package browser

import (
	"os"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

var (
	console     = device{name: "console", width: 1280, height: 800}
	consoleDark = device{name: "console-dark", width: 1280, height: 800, dark: true}
	wide        = device{name: "wide", width: 1920, height: 1080}
	wideDark    = device{name: "wide-dark", width: 1920, height: 1080, dark: true}
)

// focus says where the focus is.
const focus = `(() => { const e = document.activeElement; return e === document.body ? 'nowhere' : e.dataset.key || e.name || e.id || e.className || e.tagName })()`

// numbers are the cases of the queue, in its order.
const numbers = `[...document.querySelectorAll('.rows .no')].map((e) => e.textContent).join(' ')`

// said is what the visitor of the case that is open wrote, without its glosses.
const said = `[...document.querySelectorAll('.said.visitor .original')].map((e) => { const c = e.cloneNode(true); c.querySelectorAll('rt').forEach((g) => g.remove()); return c.textContent })`

// atDesk opens the console as an officer, by keyboard.
func (o *office) atDesk(d device, login, lang string) *page {
	o.t.Helper()
	o.account(login)
	p := open(o.t, d, o.URL+"/desk?lang="+lang)
	p.signIn(login, password)
	p.until("the queue", `!!document.querySelector('.queue:not([aria-busy]) h1 .count')`)
	return p
}

// signIn fills in the sign-in page.
func (p *page) signIn(login, password string) {
	p.t.Helper()
	p.until("the sign-in", `document.activeElement?.name === 'login'`)
	p.write(login)
	p.key("Tab", 9)
	p.write(password)
	p.enter()
}

// toCase opens a case.
func (p *page) toCase(number string) {
	p.t.Helper()
	eval[bool](p, `(location.hash = 'case=' + %s, true)`, number)
	p.until("the case", `document.querySelector('.case-head .no')?.textContent === '#' + %s && !!document.querySelector('.facts dl')`, number)
}

// toClaimed opens a case and claims it.
func (p *page) toClaimed(number string) {
	p.t.Helper()
	p.toCase(number)
	p.press("c")
	p.mine()
}

// mine waits until the case that is open is the officer's.
func (p *page) mine() {
	p.t.Helper()
	p.until("the case is the officer's", `!!document.querySelector('.composer:not(.locked)')`)
}

// toPage opens another page of the console.
func (p *page) toPage(id, ready string) {
	p.t.Helper()
	eval[bool](p, `(location.hash = %s, true)`, id)
	p.until("the page "+id, ready)
	if got := eval[string](p, `document.activeElement.tagName`); got != "H1" {
		p.t.Errorf("on the page %s the focus is on %s, want its heading", id, got)
	}
}

// days makes a report that of the days around noon: those that the page begins
// with are those of the machine's clock.
func (p *page) days() {
	p.t.Helper()
	eval[bool](p, `(() => { const [from, to] = document.querySelectorAll('[type=date]'); from.value = '2026-11-20'; to.value = '2026-12-01'; to.dispatchEvent(new Event('change')); return true })()`)
	p.until("the report of these days", `!!document.querySelector('.report:not([aria-busy])')`)
}

// out takes the focus out of a field, so that single keys are shortcuts again.
func (p *page) out() {
	p.t.Helper()
	eval[bool](p, `((document.querySelector('.case-head h2') ?? document.querySelector('h1')).focus(), true)`)
}

// choose chooses an option of a list.
func (p *page) choose(selector, value string) {
	p.t.Helper()
	if !eval[bool](p, `(() => { const s = document.querySelector(%s); s.value = %s; s.dispatchEvent(new Event('change')); return s.value === %s })()`, selector, value, value) {
		p.t.Fatalf("%s has no option %q", selector, value)
	}
}

// somewhere fails the test where the focus is lost.
func (p *page) somewhere(after string) {
	p.t.Helper()
	if got := eval[string](p, focus); got == "nowhere" {
		p.t.Errorf("after %s the focus is lost", after)
	}
}

// press types one key, which may be a shortcut.
func (p *page) press(key string) {
	p.t.Helper()
	k := input.DispatchKeyEventParams{Type: "keyDown", Key: key, Text: key}
	send(p, input.DispatchKeyEvent, k)
	k.Type, k.Text = "keyUp", ""
	send(p, input.DispatchKeyEvent, k)
}

// control presses Ctrl+Enter.
func (p *page) control() {
	p.t.Helper()
	k := input.DispatchKeyEventParams{Type: "rawKeyDown", Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13, Modifiers: 2}
	send(p, input.DispatchKeyEvent, k)
	k.Type = "keyUp"
	send(p, input.DispatchKeyEvent, k)
}

func TestDeskPictures(t *testing.T) {
	if os.Getenv("PAYHELP_SCREENSHOTS") == "" {
		t.Skip("PAYHELP_SCREENSHOTS names no directory")
	}
	for _, d := range []device{console, consoleDark, wide, wideDark} {
		for _, lang := range []string{"zh", "en"} {
			t.Run(d.name+"-"+lang, func(t *testing.T) {
				o, _ := withSamples(withOffice(t, nil))
				o.account("wang")
				name := "desk-" + d.name + "-" + lang
				p := open(t, d, o.URL+"/desk?lang="+lang)
				p.until("the sign-in", `document.activeElement?.name === 'login'`)
				p.shoot(name + "-signin")
				p = o.atDesk(d, "chen", lang)
				p.shoot(name + "-queue")
				p.toClaimed("2")
				p.shoot(name + "-case")
				p.press("r")
				p.write("验证")
				p.until("found", `document.querySelectorAll('#found:not([aria-busy]) [role=option]').length > 0`)
				p.shoot(name + "-search")
				p.key("ArrowDown", 40)
				p.enter()
				p.until("a preview", `!!document.querySelector('.preview:not([aria-busy]) .side-theirs')`)
				p.shoot(name + "-preview")
				p.key("Escape", 27)
				p.press("f")
				p.write("请稍等，我马上帮您查询。")
				p.until("a preview", `!!document.querySelector('.preview:not([aria-busy]) .badge.free')`)
				p.shoot(name + "-free")
				p.key("Escape", 27)
				p.press("e")
				p.until("the reasons", `!!document.querySelector('dialog[open] [name=reason]')`)
				p.shoot(name + "-resolve")
				p.key("Escape", 27)
				p.press("x")
				p.until("the colleagues", `!!document.querySelector('dialog[open] select')`)
				p.shoot(name + "-transfer")
				p.key("Escape", 27)
				if _, err := o.service.Claim(t.Context(), 3, o.actor("wang")); err != nil {
					t.Fatal(err)
				}
				p.toCase("3")
				p.press("t")
				p.until("the question", `!!document.querySelector('dialog[open]')`)
				p.shoot(name + "-takeover")
				p.key("Escape", 27)
				p.toCase("1")
				p.shoot(name + "-arabic")
				p.press("?")
				p.shoot(name + "-keys")
				p.key("Escape", 27)
				for _, page := range []string{"reports", "audit", "staff", "account"} {
					p.toPage(page, `!!document.querySelector('main.page table')`)
					p.shoot(name + "-" + page)
				}
				p.toPage("reports", `!!document.querySelector('.report table')`)
				p.days()
				p.shoot(name + "-summary")
				for i, kind := range []string{"unanswered", "refused", "facts"} {
					eval[bool](p, `(document.querySelectorAll('.page-head .modes button')[%s].click(), true)`, i+1)
					p.until(kind, `!!document.querySelector('.report:not([aria-busy]) :is(.groups, .nothing)')`)
					p.shoot(name + "-" + kind)
				}
				p.do(chromedp.Navigate(o.URL + "/api/v1/desk/cases/2/transcript"))
				p.shoot(name + "-transcript")
				p.do(chromedp.Navigate(o.URL + "/desk?lang=" + lang))
				p.toCase("2")
				send(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
				p.shoot(name + "-print")
				p.clean()
			})
		}
	}
}
