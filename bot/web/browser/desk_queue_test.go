package browser

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"payhelp/bot"
	"payhelp/bot/desk"
)

func TestDeskSignIn(t *testing.T) {
	o, _ := withSamples(withOffice(t, nil))
	o.account("li")
	p := open(t, console, o.URL+"/desk?lang=zh")
	p.signIn("li", "wrong")
	p.until("that it is wrong", `document.querySelector('.wrong').textContent.includes('密码不正确')`)
	if got := eval[string](p, focus); got != "password" {
		t.Errorf("the focus is on %s, want the password that has to be written again", got)
	}
	p.write(password)
	p.enter()
	p.until("the queue", numbers+` === '#1 #2 #3 #4 #5'`)
	if got := eval[string](p, `document.cookie`); got != "" {
		t.Errorf("the page's scripts can read the session: %q", got)
	}
	if got := eval[int](p, `document.querySelectorAll('nav a').length`); got != 1 {
		t.Errorf("an officer is shown %d pages, want the queue alone", got)
	}
	p.clean()
}

func TestDeskFirstAccount(t *testing.T) {
	o := withOffice(t, nil)
	secret, err := o.people.Invite(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	link := o.URL + "/desk?lang=en#setup=" + secret
	p := open(t, console, link)
	p.until("the form", `document.activeElement?.name === 'name'`)
	if got := eval[string](p, `location.href`); got != o.URL+"/desk?lang=en" {
		t.Errorf("the address is %s: the secret stays in the browser's history", got)
	}
	for _, text := range []string{"王伟", "wang", password} {
		p.write(text)
		p.key("Tab", 9)
	}
	p.enter()
	p.until("the queue", `document.querySelector('.queue .nothing')?.textContent === 'Nobody is waiting.'`)
	p.clean()

	again := open(t, console, link)
	again.until("the form", `document.activeElement?.name === 'name'`)
	for _, text := range []string{"坏人", "mallory", password} {
		again.write(text)
		again.key("Tab", 9)
	}
	again.enter()
	again.until("that the link works once", `document.querySelector('.wrong').textContent !== ''`)
}

func TestDeskQueueIsLive(t *testing.T) {
	o, guests := withSamples(withOffice(t, nil))
	p := o.atDesk(console, "li", "zh")
	p.press("j")
	p.press("j")
	if got := eval[string](p, focus); got != "case-2" {
		t.Fatalf("after j j the focus is on %s, want the second case", got)
	}
	urgent := samples[0]
	urgent.waits = 200 * time.Second
	o.arrive(urgent)
	p.until("the new case at its place", numbers+` === '#6 #1 #2 #3 #4 #5'`)
	if got := eval[string](p, focus); got != "case-2" {
		t.Errorf("a case arrived, and the focus went from case 2 to %s", got)
	}
	p.until("that it is said", `document.querySelector('#assertive').textContent.includes('#6')`)
	if _, err := o.service.Resolve(t.Context(), 2, desk.Ending{Reason: "spam"}, o.actor("zhang"), true); err != nil {
		t.Fatal(err)
	}
	p.until("it leaves the list", numbers+` === '#6 #1 #3 #4 #5'`)
	if got := eval[string](p, focus); got == "nowhere" || got == "case-2" {
		t.Errorf("the focused case left the list, and the focus is %s", got)
	}
	guests[3].call(http.MethodDelete, guests[3].path(""), object{}, nil)
	p.until("an erased case is gone", numbers+` === '#6 #1 #3 #5'`)
	p.toCase("2")
	guests[1].call(http.MethodDelete, guests[1].path(""), object{}, nil)
	p.until("an erased case that is resolved and open is gone", `!!document.querySelector('.case > .nothing') && !document.querySelector('.case').innerText.includes('Mastercard')`)
	p.somewhere("an erasure")
	p.clean()
}

func TestDeskFilters(t *testing.T) {
	o, _ := withSamples(withOffice(t, nil))
	p := o.atDesk(console, "li", "en")
	set := func(label, value string) { p.choose(`[aria-label="`+label+`"]`, value) }
	set("Language", "ja")
	p.until("Japanese alone", numbers+` === '#3'`)
	o.arrive(samples[3]) // Thai
	o.arrive(samples[2])
	p.until("the new Japanese case alone", numbers+` === '#3 #7'`)
	p.tap(".filters .bare")
	p.until("everything", numbers+`.split(' ').length === 7`)
	set("Place", "scenic-pingyao-ancient-city")
	p.until("those of a place", numbers+` === '#4 #6'`)
	set("Place", "")
	set("Waiting time", "300")
	p.until("those that wait for long", numbers+` === '#2'`)
	set("Waiting time", "")
	p.tap(".filters .check")
	p.until("those beyond the goal", numbers+` === '#1 #2'`)
	p.tap(`[data-state="resolved"]`)
	p.until("nothing, and that it is said", `document.querySelector('.queue .nothing').textContent.includes('No case fits')`)
	p.clean()
}

// TestDeskListThatIsCut has more cases than are read at once.
func TestDeskListThatIsCut(t *testing.T) {
	o := withOffice(t, nil)
	const all = 403
	for range all {
		c, _, err := o.service.Start(t.Context(), desk.Visit{Lang: "de"})
		if err == nil {
			_, err = o.service.Escalate(t.Context(), c.ID, desk.Asking{}, bot.Asked)
		}
		if err != nil {
			t.Fatal(err)
		}
		o.clock.Advance(time.Second)
	}
	p := o.atDesk(console, "li", "zh")
	shown := func(n int, text string) {
		t.Helper()
		p.until(fmt.Sprint(n, " cases"), `document.querySelectorAll('.rows a').length === %s && document.querySelector('.queue .count').textContent === %s`, n, text)
	}
	shown(200, "200+")
	p.until("that there are more", `document.querySelector('.cut:not([hidden])')?.textContent === '仅显示前 200 件。再显示 200 件'`)
	p.shoot("desk-cut")
	p.tap(".cut button")
	shown(400, "400+")
	if got := eval[string](p, focus); got != "case-201" {
		t.Errorf("the focus is on %s, want the first case that was not shown", got)
	}
	p.tap(".cut button")
	shown(all, fmt.Sprint(all))
	if eval[bool](p, `!document.querySelector('.cut').hidden`) {
		t.Error("the whole list is said to be cut")
	}
	p.tap(`[data-state="mine"]`)
	shown(0, "0")
	p.tap(`[data-state="waiting"]`)
	shown(200, "200+")
	p.clean()
}

func TestDeskAsksBeforeItNotifies(t *testing.T) {
	o := withOffice(t, nil)
	p := o.atDesk(console, "li", "en")
	eval[bool](p, `(window.asked = 0, window.shown = [], window.tones = 0, window.Notification = class extends EventTarget { constructor(t, o) { super(); window.shown.push(t + ' ' + o.body) } static permission = 'granted'; static requestPermission() { window.asked++; return Promise.resolve('granted') } }, document.hasFocus = () => false, true)`)
	eval[bool](p, `((f) => { AudioContext.prototype.createOscillator = function () { window.tones++; return f.call(this) } })(AudioContext.prototype.createOscillator) ?? true`)
	o.arrive(samples[3])
	p.until("the case", numbers+` === '#1'`)
	if got := eval[int](p, `window.asked + window.shown.length + window.tones`); got != 0 {
		t.Error("there was a question, a notification or a sound although nobody wanted any")
	}
	p.tap(`.toggle[title="Notify me of new cases"]`)
	p.until("on", `document.querySelector('.toggle').getAttribute('aria-pressed') === 'true' && window.asked === 1`)
	p.tap(`.toggle[title="Sound for new cases"]`)
	p.until("the sound, to hear what it is like", `window.tones === 2`)
	o.arrive(samples[0])
	p.until("a notification", `window.shown.length === 1`)
	if got := eval[string](p, `window.shown[0]`); got != "Urgent case #2 吞卡 · 维萨 Visa" {
		t.Errorf("the notification says %q, want the concepts and nothing that the visitor wrote", got)
	}
	p.until("a sound", `window.tones === 4`)
	p.do(chromedp.Reload())
	p.until("both are kept", `[...document.querySelectorAll('.toggle')].every((e) => e.getAttribute('aria-pressed') === 'true')`)
	p.tap(`.toggle[title="Sound for new cases"]`)
	p.until("off", `document.querySelector('.toggle[title="Sound for new cases"]').getAttribute('aria-pressed') === 'false'`)
	p.clean()
}

func TestDeskShortcuts(t *testing.T) {
	o, _ := withSamples(withOffice(t, nil))
	p := o.atDesk(console, "li", "en")
	p.press("o")
	p.until("the case that is next", `document.querySelector('.case-head .no')?.textContent === '#1' && !!document.querySelector('.acts .primary')`)
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
	if got := eval[string](p, `location.hash + document.querySelector('.chips .chip').textContent`); got != "#case=1Waiting" {
		t.Errorf("single keys are off, but did something: %s", got)
	}
	p.clean()
}

func TestDeskTellsOfMissingHolidays(t *testing.T) {
	o := withOffice(t, nil) // in December 2026, and the program knows 2026 alone
	officer := o.atDesk(console, "li", "zh")
	chief := o.atDesk(console, "zhang", "zh")
	chief.until("the line", `document.querySelector('.notice:not([hidden])')?.textContent.includes('2027 年的法定节假日')`)
	chief.shoot("desk-holidays")
	chief.tap(`[data-key="notice"]`)
	chief.until("it is put aside", `document.querySelector('.notice').hidden`)
	chief.somewhere("putting the line aside")
	officer.until("the status", `document.querySelector('.desk-state').textContent !== ''`)
	if !eval[bool](officer, `document.querySelector('.notice').hidden`) {
		t.Error("an officer is told of what only a supervisor can see to")
	}
}
