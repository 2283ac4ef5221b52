package browser

import (
	"net/http"
	"strings"
	"testing"
)

func TestDeskReplyByKeyboardAlone(t *testing.T) {
	o, guests := withSamples(withOffice(t, nil))
	p := o.atDesk(console, "li", "zh")
	for range 3 {
		p.press("j")
	}
	p.enter()
	p.until("the case", `document.querySelector('.case-head .no')?.textContent === '#3' && !!document.querySelector('.facts dl')`)
	p.press("c")
	p.mine()
	p.somewhere("the claim")
	p.press("r")
	p.write("转给我")
	p.until("the phrase", `document.querySelector('#found:not([aria-busy]) [aria-selected=true]')?.textContent.includes('{case}')`)
	p.enter()
	p.until("both texts with the slot filled in", `document.querySelector('.preview .side-theirs .text')?.lang === 'ja' && document.querySelector('.preview .side-theirs .text').textContent.includes('3') && document.querySelector('.side-zh').textContent.includes('3')`)
	p.control()
	p.until("the message", `[...document.querySelectorAll('.said.staff .original')].some((e) => e.lang === 'ja' && e.textContent.includes('3'))`)
	if got := eval[string](p, `document.querySelector('.said.staff .zh').textContent`); !strings.Contains(got, "3") {
		t.Errorf("beside the Japanese stands %q, want the same in Chinese", got)
	}
	if got := guests[2].reads(); len(got) != 1 || !strings.HasPrefix(got[0], "ja phrase ") {
		t.Errorf("the visitor reads %q", got)
	}
	p.somewhere("sending")
	p.key("Escape", 27)
	p.press("e")
	p.until("the reasons", `!!document.querySelector('dialog[open] [name=reason]')`)
	p.key("ArrowDown", 40)
	p.enter()
	p.until("resolved", `!!document.querySelector('.chip.state-resolved')`)
	p.somewhere("resolving")
	if got := o.stored(3).Resolution; got != "referred" {
		t.Errorf("it was resolved as %v, want the second reason", got)
	}
	if eval[bool](p, `!!document.querySelector('.strip *')`) {
		t.Error("the officer is warned of what the officer did")
	}
	p.clean()
}

func TestDeskSendsOnce(t *testing.T) {
	o, guests := withSamples(withOffice(t, nil))
	p := o.atDesk(console, "li", "en")
	p.toClaimed("5")
	p.press("f")
	p.write("Банк открыт с девяти")
	p.until("the preview, marked as free text", `!!document.querySelector('.preview:not([aria-busy]) .badge.free')`)
	o.dead.Store(true)
	p.control()
	p.until("that it was not sent", `document.querySelector('.toast.wrong')?.textContent.includes('Not sent')`)
	if got := eval[string](p, `document.querySelector('.free textarea').value`); got != "Банк открыт с девяти" {
		t.Errorf("the draft is %q after a failure", got)
	}
	o.dead.Store(false)
	p.control()
	p.until("it was sent", `document.querySelectorAll('.said.staff').length === 1 && document.querySelector('.free textarea').value === ''`)
	p.until("it is marked", `!!document.querySelector('.said.staff .badge.free')`)
	if got := guests[4].reads(); len(got) != 1 {
		t.Errorf("the visitor reads %q, want one reply", got)
	}
	p.clean()
}

// TestDeskDraftsStay is an officer who looks at another case while writing.
func TestDeskDraftsStay(t *testing.T) {
	o, _ := withSamples(withOffice(t, nil))
	p := o.atDesk(console, "li", "zh")
	p.toClaimed("5")
	p.press("f")
	p.write("请稍等")
	p.out()
	p.press("n")
	p.write("客人赶火车")
	p.out()
	p.toCase("4")
	if got := eval[string](p, `[...document.querySelectorAll('.case textarea')].map((e) => e.value).join()`); strings.Trim(got, ",") != "" {
		t.Errorf("what was written to one visitor stands with another: %q", got)
	}
	p.toPage("account", `!!document.querySelector('main.page table')`)
	p.toCase("5")
	p.until("both drafts", `[...document.querySelectorAll('.case textarea')].map((e) => e.value).filter(Boolean).join() === '请稍等,客人赶火车'`)
	p.until("the preview of what would be sent", `!!document.querySelector('.preview:not([aria-busy], [hidden]) .badge.free')`)
	p.clean()
}

func TestDeskSessionEndsWhileWriting(t *testing.T) {
	o, _ := withSamples(withOffice(t, nil))
	p := o.atDesk(console, "li", "en")
	p.toClaimed("5")
	p.press("f")
	p.write("one moment")
	p.until("a preview", `!!document.querySelector('.preview:not([aria-busy]) .badge.free')`)
	o.endSessions("li")
	p.control()
	p.until("the sign-in", `document.querySelector('dialog[open] [name=login]')?.value === 'li'`)
	eval[bool](p, `(document.querySelector('dialog [name=password]').focus(), true)`)
	p.write(password)
	p.enter()
	p.until("the draft", `!document.querySelector('dialog') && document.activeElement.value === 'one moment'`)
	p.control()
	p.until("it is sent", `document.querySelectorAll('.said.staff').length === 1`)
	p.clean()
}

func TestDeskShowsTextAsItIsWritten(t *testing.T) {
	o, guests := withSamples(withOffice(t, nil))
	p := o.atDesk(console, "li", "zh")
	p.toCase("1")
	if got := eval[string](p, `getComputedStyle(document.querySelector('.said.visitor .original')).direction`); got != "rtl" {
		t.Errorf("what was written in Arabic runs %s", got)
	}
	p.toCase("3")
	if got := eval[int](p, `document.querySelectorAll('.said.visitor .original b, .rows .about b').length`); got != 0 {
		t.Error("what a visitor wrote was read as HTML")
	}
	if got := eval[string](p, `[...document.querySelectorAll('.said.visitor .original')].map((e) => [...e.childNodes].map((n) => n.firstChild ? n.firstChild.textContent : n.textContent).join('')).join()`); got != samples[2].text {
		t.Errorf("the text is %q, want %q", got, samples[2].text)
	}
	if got := eval[string](p, `[...document.querySelectorAll('.said.visitor rt')].map((e) => e.textContent).join(' ')`); !strings.Contains(got, "微信支付") {
		t.Errorf("the glosses are %q", got)
	}
	guests[2].call(http.MethodPost, guests[2].path("/typing"), object{}, nil)
	p.until("that the visitor types", `document.querySelector('.typing').textContent !== ''`)
	guests[2].write("まだですか", "2")
	p.until("the next message", said+`.at(-1).startsWith('まだですか') && document.querySelector('.typing').textContent === ''`)
	p.clean()
}

// TestDeskShowsWhatCameBeforeTheReply is a message that arrives while the
// officer's own is on its way.
func TestDeskShowsWhatCameBeforeTheReply(t *testing.T) {
	o, guests := withSamples(withOffice(t, nil))
	p := o.atDesk(console, "li", "zh")
	p.toClaimed("5")
	p.press("f")
	p.write("请稍等")
	p.until("a preview", `!!document.querySelector('.preview:not([aria-busy]) .badge.free')`)
	o.deaf.Store(true) // the news is late
	o.CloseClientConnections()
	p.until("the connection is gone", `document.querySelector('.link-state').textContent !== ''`)
	guests[4].write("Уже не нужно, спасибо", "2")
	p.control()
	p.until("the reply, and before it what the visitor wrote", `document.querySelectorAll('.said')[document.querySelectorAll('.said').length - 1].classList.contains('staff') && `+said+`.at(-1).startsWith('Уже не нужно')`)
	o.deaf.Store(false)
	p.clean()
}

func TestDeskNotesAndTags(t *testing.T) {
	o, guests := withSamples(withOffice(t, nil))
	p := o.atDesk(console, "li", "en")
	p.toClaimed("4")
	p.press("n")
	p.write("<i>called the shop</i>, card 4111 1111 1111 1111")
	p.control()
	p.until("the note, its number masked", `document.querySelector('.notes li')?.textContent.includes('<i>called the shop</i>, card •••• •••• •••• 1111')`)
	p.somewhere("a note")
	p.out()
	p.press("l")
	p.write("拒收")
	p.enter()
	p.until("the tag", `!!document.querySelector('.side .tag button') && document.querySelector('.rows').textContent.includes('拒收')`)
	p.tap(".side .tag button")
	p.until("no tag", `!document.querySelector('.side .tag button')`)
	p.somewhere("removing a tag")
	for _, m := range guests[3].history() {
		if strings.Contains(m.Text, "called the shop") || strings.Contains(m.Text, "拒收") {
			t.Errorf("the visitor reads %q, which is for staff", m.Text)
		}
	}
	p.clean()
}

func TestDeskEnterChoosesNothingThatIsNotShownYet(t *testing.T) {
	o, _ := withSamples(withOffice(t, nil))
	p := o.atDesk(console, "li", "zh")
	p.toCase("3")
	p.press("r")
	p.until("phrases", `document.querySelectorAll('#found [role=option]').length > 5`)
	p.write("转给我")
	p.enter()
	p.until("what was asked for", `document.querySelector('#found:not([aria-busy]) [role=option]')?.textContent.includes('转给我')`)
	if eval[bool](p, `!document.querySelector('.preview').hidden`) {
		t.Error("Enter chose from the list of an earlier search")
	}
	p.clean()
}
