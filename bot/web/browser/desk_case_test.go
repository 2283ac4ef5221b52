package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// openCase opens a case of the sample.
func openCase(t *testing.T, server *site, officer, lang, number string) *page {
	t.Helper()
	p := signIn(t, console, server, officer, lang)
	p.toCase(number)
	return p
}

func (p *page) toCase(number string) {
	p.t.Helper()
	eval[bool](p, `(location.hash = 'case=' + %s, true)`, number)
	p.until("the case", `document.querySelector('.case-head .no')?.textContent === '#' + %s && !!document.querySelector('.facts dl')`, number)
}

// somewhere fails the test where the focus is lost.
func (p *page) somewhere(after string) {
	p.t.Helper()
	if got := eval[string](p, focus); got == "nowhere" {
		p.t.Errorf("after %s the focus is lost", after)
	}
}

func TestDeskReplyByKeyboardAlone(t *testing.T) {
	server, f := withDesk(t)
	p := signIn(t, console, server, "li", "zh")
	for range 3 {
		p.press("j")
	}
	p.enter()
	p.until("the case", `document.querySelector('.case-head .no')?.textContent === '#42' && !!document.querySelector('.facts dl')`)
	p.press("c")
	p.until("claimed", `!!document.querySelector('.chip.state-claimed')`)
	p.somewhere("the claim")
	p.press("r")
	p.write("转给我")
	p.until("the phrase", `document.querySelector('#found [aria-selected=true]')?.textContent.includes('{case}')`)
	p.enter()
	p.until("both texts with the slot filled in", `document.querySelector('.preview .side-theirs .text')?.lang === 'ja' && document.querySelector('.preview .side-theirs .text').textContent.includes('42') && document.querySelector('.side-zh').textContent.includes('42')`)
	p.control()
	p.until("the message", `[...document.querySelectorAll('.said.staff .original')].some((e) => e.lang === 'ja' && e.textContent.includes('42'))`)
	if got := eval[string](p, `document.querySelector('.said.staff .zh').textContent`); !strings.Contains(got, "42") {
		t.Errorf("beside the Japanese stands %q, want the same in Chinese", got)
	}
	p.somewhere("sending")
	p.key("Escape", 27)
	p.press("e")
	p.until("the reasons", `document.querySelector('dialog[open] [name=reason]')`)
	p.key("ArrowDown", 40)
	p.enter()
	p.until("resolved", `!!document.querySelector('.chip.state-resolved')`)
	p.somewhere("resolving")
	f.locked(func() {
		if got := f.cases[2].row["resolution"]; got != "referred" {
			t.Errorf("it was resolved as %v, want the second reason", got)
		}
	})
	p.clean()
}

func TestDeskSendsOnce(t *testing.T) {
	server, f := withDesk(t)
	p := openCase(t, server, "li", "en", "44")
	p.press("c")
	p.until("claimed", `!!document.querySelector('.chip.state-claimed')`)
	p.press("f")
	p.write("Банк открыт с девяти")
	p.until("the preview, marked as free text", `!!document.querySelector('.preview .badge.free')`)
	server.dead.Store(true)
	p.control()
	p.until("that it was not sent", `document.querySelector('.toast.wrong')?.textContent.includes('Not sent')`)
	if got := eval[string](p, `document.querySelector('.free textarea').value`); got != "Банк открыт с девяти" {
		t.Errorf("the draft is %q after a failure", got)
	}
	server.dead.Store(false)
	p.control()
	p.until("it was sent", `document.querySelectorAll('.said.staff').length === 1 && document.querySelector('.free textarea').value === ''`)
	p.until("it is marked", `!!document.querySelector('.said.staff .badge.free')`)
	f.locked(func() {
		if n := len(f.cases[4].messages); n != 2 {
			t.Errorf("the visitor has %d messages, want the question and one reply", n)
		}
	})
	p.clean()
}

func TestDeskStaleActTellsWhoHasTheCase(t *testing.T) {
	server, f := withDesk(t)
	p := openCase(t, server, "li", "zh", "42")
	f.locked(func() { // the news of it is still on its way
		f.cases[2].row["state"], f.cases[2].row["officer"], f.cases[2].row["officer_name"] = "claimed", "wang", officers["wang"]
	})
	p.press("c")
	p.until("who has it", `document.querySelector('.strip').textContent.includes('王伟')`)
	p.somewhere("a claim that came too late")
	p.until("that it can be taken over", `!!document.querySelector('[data-key="act-t"]')`)
	p.press("t")
	p.until("it is mine", `document.querySelector('.chip.state-claimed').textContent.includes('由您处理')`)

	p.press("f")
	p.write("草稿")
	f.locked(func() { f.own(f.cases[2], "wang") })
	p.until("who took it", `document.querySelector('.strip').textContent.includes('王伟')`)
	if got := eval[string](p, `document.activeElement.value + document.querySelector('.send .primary').getAttribute('aria-disabled')`); got != "草稿true" {
		t.Errorf("after the take-over: %q, want the draft in the focus and nothing to send it with", got)
	}
	p.clean()
}

func TestDeskSessionEndsWhileWriting(t *testing.T) {
	server, f := withDesk(t)
	p := openCase(t, server, "li", "en", "44")
	p.press("c")
	p.until("claimed", `!!document.querySelector('.chip.state-claimed')`)
	p.press("f")
	p.write("one moment")
	p.until("a preview", `!!document.querySelector('.preview .badge.free')`)
	f.locked(func() { f.gone = true })
	p.control()
	p.until("the sign-in", `document.querySelector('dialog[open] [name=login]')?.value === 'li'`)
	p.do(chromedp.Focus(chromedp.CSS("dialog [name=password]")))
	p.write("correct horse battery")
	p.enter()
	p.until("the draft", `!document.querySelector('dialog') && document.activeElement.value === 'one moment'`)
	p.control()
	p.until("it is sent", `document.querySelectorAll('.said.staff').length === 1`)
	p.clean()
}

func TestDeskShowsTextAsItIsWritten(t *testing.T) {
	server, f := withDesk(t)
	p := openCase(t, server, "li", "zh", "40")
	if got := eval[string](p, `getComputedStyle(document.querySelector('.said.visitor .original')).direction`); got != "rtl" {
		t.Errorf("what was written in Arabic runs %s", got)
	}
	p.toCase("42")
	if got := eval[int](p, `document.querySelectorAll('.said.visitor .original b, .rows .about b').length`); got != 0 {
		t.Error("what a visitor wrote was read as HTML")
	}
	if got := eval[string](p, `[...document.querySelectorAll('.said.visitor .original')].map((e) => [...e.childNodes].map((n) => n.firstChild ? n.firstChild.textContent : n.textContent).join('')).join()`); got != sampleCases[2].text {
		t.Errorf("the text is %q, want %q", got, sampleCases[2].text)
	}
	if got := eval[[]string](p, `[...document.querySelectorAll('.said.visitor rt')].map((e) => e.textContent)`); strings.Join(got, " ") != "微信支付 限额" {
		t.Errorf("the glosses are %q", got)
	}
	f.locked(func() { f.tell("event: typing\ndata: {\"case\":42}\n\n") })
	p.until("that the visitor types", `document.querySelector('.typing').textContent !== ''`)
	f.change(2, func(c *ticket) { c.say(object{"from": "visitor", "text": "まだですか", "lang": "ja"}) })
	p.until("the next message", `document.querySelectorAll('.said.visitor').length === 2 && document.querySelector('.typing').textContent === ''`)
	p.clean()
}

func TestDeskNotesTagsTransfer(t *testing.T) {
	server, f := withDesk(t)
	p := openCase(t, server, "li", "en", "43")
	p.press("c")
	p.until("claimed", `!!document.querySelector('.chip.state-claimed')`)
	p.press("n")
	p.write("<i>called the shop</i>")
	p.control()
	p.until("the note", `document.querySelector('.notes li')?.textContent.includes('<i>called the shop</i>')`)
	p.somewhere("a note")
	p.press("\x1b")
	eval[bool](p, `(document.activeElement.blur(), true)`)
	p.press("l")
	p.write("拒收")
	p.enter()
	p.until("the tag", `!!document.querySelector('.side .tag button') && document.querySelector('.rows').textContent.includes('拒收')`)
	p.tap(".side .tag button")
	p.until("no tag", `!document.querySelector('.side .tag button')`)
	p.somewhere("removing a tag")
	eval[bool](p, `(document.activeElement.blur(), true)`)
	p.press("x")
	p.until("the colleagues", `document.querySelector('dialog[open] select')?.options.length === 2`)
	eval[bool](p, `(document.querySelector('dialog select').value = 'wang', true)`)
	p.tap("dialog .primary")
	p.until("it is the colleague's", `document.querySelector('.chip.state-claimed').textContent.includes('王伟') && !document.querySelector('dialog')`)
	p.somewhere("a transfer")
	f.locked(func() {
		if got := f.cases[3].row["officer"]; got != "wang" {
			t.Errorf("the case is with %v", got)
		}
	})
	p.clean()
}
