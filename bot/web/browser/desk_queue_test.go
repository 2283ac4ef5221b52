package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// focus says where the focus is.
const focus = `(() => { const e = document.activeElement; return e === document.body ? 'nowhere' : e.dataset.key || e.name || e.id || e.className || e.tagName })()`

// numbers are the cases of the queue, in its order.
const numbers = `[...document.querySelectorAll('.rows .no')].map((e) => e.textContent).join(' ')`

// change changes a case and tells the streams.
func (f *counter) change(i int, how func(*ticket)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	how(f.cases[i])
	f.touch(f.cases[i])
}

// arrive begins another case.
func (f *counter) arrive(s sample) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.touch(f.add(s))
}

func TestDeskSignIn(t *testing.T) {
	server, _ := withDesk(t)
	p := open(t, console, server.URL+"/desk?lang=zh")
	p.until("the sign-in", `document.activeElement?.name === 'login'`)
	p.write("li")
	p.key("Tab", 9)
	p.write("wrong")
	p.enter()
	p.until("that it is wrong", `document.querySelector('.wrong').textContent.includes('密码不正确')`)
	if got := eval[string](p, focus); got != "password" {
		t.Errorf("the focus is on %s, want the password that has to be written again", got)
	}
	p.write("correct horse battery")
	p.enter()
	p.until("the queue", numbers+` === '#40 #41 #42 #43 #44'`)
	p.clean()
}

func TestDeskFirstAccount(t *testing.T) {
	server, _ := withDesk(t)
	p := open(t, console, server.URL+"/desk?lang=en#setup=once")
	p.until("the form", `document.activeElement?.name === 'name'`)
	if got := eval[string](p, `location.href`); got != server.URL+"/desk?lang=en" {
		t.Errorf("the address is %s: the secret stays in the browser's history", got)
	}
	for _, text := range []string{"王伟", "wang", "correct horse battery"} {
		p.write(text)
		p.key("Tab", 9)
	}
	p.enter()
	p.until("the queue", `document.querySelectorAll('.rows a').length > 0`)
	p.clean()
}

func TestDeskQueueIsLive(t *testing.T) {
	server, f := withDesk(t)
	p := signIn(t, console, server, "li", "zh")
	p.press("j")
	p.press("j")
	if got := eval[string](p, focus); got != "case-41" {
		t.Fatalf("after j j the focus is on %s, want the second case", got)
	}
	urgent := sampleCases[0]
	urgent.waited = 200
	f.arrive(urgent)
	p.until("the new case at its place", numbers+` === '#40 #45 #41 #42 #43 #44' || `+numbers+` === '#45 #40 #41 #42 #43 #44'`)
	if got := eval[string](p, focus); got != "case-41" {
		t.Errorf("a case arrived, and the focus went from case 41 to %s", got)
	}
	p.until("that it is said", `document.querySelector('#assertive').textContent.includes('#45')`)
	f.change(1, func(t *ticket) { t.row["state"] = "resolved" })
	p.until("it leaves the list", `!`+numbers+`.includes('#41')`)
	if got := eval[string](p, focus); got == "nowhere" || got == "case-41" {
		t.Errorf("the focused case left the list, and the focus is %s", got)
	}
	p.clean()
}

func TestDeskQueueGoesThroughARestart(t *testing.T) {
	server, f := withDesk(t)
	p := signIn(t, console, server, "li", "en")
	p.until("connected", `document.querySelector('.desk-state').textContent.includes('waiting')`)
	server.dead.Store(true)
	server.CloseClientConnections()
	p.until("that the connection is gone", `document.querySelector('.link-state').textContent.includes('No connection')`)
	f.arrive(sampleCases[3])
	server.dead.Store(false)
	p.until("the case that came meanwhile", numbers+`.includes('#45')`)
	p.until("that all is well", `document.querySelector('.link-state').textContent === ''`)
	p.clean()
}

func TestDeskFilters(t *testing.T) {
	server, f := withDesk(t)
	p := signIn(t, console, server, "li", "en")
	set := func(label, value string) {
		eval[bool](p, `(() => { const s = document.querySelector('[aria-label="'+%s+'"]'); s.value = %s; s.dispatchEvent(new Event('change')); return s.value === %s })()`, label, value, value)
	}
	set("Language", "ja")
	p.until("Japanese alone", numbers+` === '#42'`)
	f.arrive(sampleCases[3]) // Thai
	f.arrive(sampleCases[2])
	p.until("the new Japanese case alone", numbers+` === '#42 #46'`)
	p.tap(".filters .bare")
	p.until("everything", numbers+`.split(' ').length === 7`)
	set("Place", "pingyao")
	p.until("those of a place", numbers+` === '#43 #45'`)
	set("Place", "")
	set("Waiting time", "300")
	p.until("those that wait for long", numbers+` === '#41'`)
	set("Waiting time", "")
	p.tap(".filters .check")
	p.until("those beyond the goal", numbers+` === '#40 #41'`)
	p.tap(`[data-state="resolved"]`)
	p.until("nothing, and that it is said", `document.querySelector('.queue .nothing').textContent.includes('No case fits')`)
	p.clean()
}

func TestDeskAsksBeforeItNotifies(t *testing.T) {
	server, f := withDesk(t)
	p := signIn(t, console, server, "li", "en")
	eval[bool](p, `(window.asked = 0, window.shown = [], window.Notification = class extends EventTarget { constructor(t, o) { super(); window.shown.push(t + ' ' + o.body) } static permission = 'granted'; static requestPermission() { window.asked++; return Promise.resolve('granted') } }, document.hasFocus = () => false, true)`)
	f.arrive(sampleCases[3])
	p.until("the case", numbers+`.includes('#45')`)
	if got := eval[int](p, `window.asked + window.shown.length`); got != 0 {
		t.Error("the browser was asked for notifications although nobody wanted any")
	}
	p.tap(`.toggle[title="Notify me of new cases"]`)
	p.until("on", `document.querySelector('.toggle').getAttribute('aria-pressed') === 'true' && window.asked === 1`)
	f.arrive(sampleCases[0])
	p.until("a notification", `window.shown.length === 1`)
	if got := eval[string](p, `window.shown[0]`); got != "Urgent case #46 吞卡 · Visa" {
		t.Errorf("the notification says %q, want the concepts and nothing that the visitor wrote", got)
	}
	p.clean()
}

func TestDeskShortcuts(t *testing.T) {
	server, _ := withDesk(t)
	p := signIn(t, console, server, "li", "en")
	p.press("o")
	p.until("the case that is next", `document.querySelector('.case-head .no')?.textContent === '#40' && !!document.querySelector('.acts .primary')`)
	p.do(chromedp.Focus(chromedp.CSS(`[data-key="act-c"]`)))
	p.press("?")
	p.until("the list", `document.querySelectorAll('dialog .keys dt').length > 12`)
	p.key("Escape", 27)
	p.until("no list", `!document.querySelector('dialog')`)
	if got := eval[string](p, focus); got != "act-c" {
		t.Errorf("after the list the focus is on %s, want where it was", got)
	}
	p.press("?")
	p.tap(`dialog .check`)
	p.key("Escape", 27)
	p.press("c")
	p.press("2")
	if got := eval[string](p, `location.hash + document.querySelector('.chips .chip').textContent`); got != "#case=40Waiting" {
		t.Errorf("single keys are off, but did something: %s", got)
	}
	p.clean()
}
