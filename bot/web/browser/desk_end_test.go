package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"payhelp/bot/desk"
)

// TestDeskDoesNotCloseOverAMessage is a visitor who writes just as the officer
// closes the case: the officer reads it first, and the bot keeps out of it.
func TestDeskDoesNotCloseOverAMessage(t *testing.T) {
	o, guests := withSamples(withOffice(t, nil))
	p := o.atDesk(console, "li", "zh")
	p.toClaimed("5")
	p.until("all that was said so far", `document.querySelectorAll('.said').length === 4`)
	o.deaf.Store(true) // the news is late
	o.CloseClientConnections()
	p.until("the connection is gone", `document.querySelector('.link-state').textContent !== ''`)
	p.press("e")
	p.until("the reasons", `!!document.querySelector('dialog[open] [name=reason]')`)
	p.key("ArrowDown", 40)
	eval[bool](p, `(document.querySelector('dialog textarea').focus(), true)`)
	p.write("已告知银行地址")
	guests[4].write("А в воскресенье он открыт?", "2")
	p.tap("dialog .primary")
	p.until("that the visitor has written", `!document.querySelector('dialog') && document.querySelector('.strip').textContent.includes('访客刚刚又写了消息')`)
	p.until("what was written", said+`.at(-1) === 'А в воскресенье он открыт?'`)
	p.shoot("desk-unread")
	if got := o.stored(5); got.State != desk.Claimed {
		t.Fatalf("the case is %s", got.State)
	}
	p.press("e")
	p.until("what was chosen and written before", `document.querySelector('dialog[open] [value=referred]')?.checked && document.querySelector('dialog textarea').value === '已告知银行地址'`)
	p.tap("dialog .primary")
	p.until("resolved", `!!document.querySelector('.chip.state-resolved')`)
	for _, m := range guests[4].history() {
		if m.From == "bot" && strings.Contains(m.Text, "он открыт") || m.From == "bot" && m.Seq > 6 {
			t.Errorf("the bot answers what was written to the officer: %q", m.Text)
		}
	}
	o.deaf.Store(false)
	p.clean()
}

// TestSatisfactionIsAskedOnce is the visitor's side of the end of a case.
func TestSatisfactionIsAskedOnce(t *testing.T) {
	o := withOffice(t, nil)
	guest := open(t, phone, o.URL+"/?lang=fr")
	guest.ask("ma carte ne passe pas")
	guest.until("sent", `!!document.querySelector('[data-mark="sent"]')`)
	guest.tap(`[data-act="person"]`)
	p := o.atDesk(console, "li", "zh")
	p.until("the case", numbers+` === '#1'`)
	p.toClaimed("1")
	p.press("e")
	p.until("the reasons", `!!document.querySelector('dialog[open] [name=reason]')`)
	p.enter()
	p.until("resolved", `!!document.querySelector('.chip.state-resolved')`)
	guest.until("the question, in French", `/satisf/i.test(document.querySelector('#status .rating')?.textContent) && document.documentElement.lang === 'fr'`)
	guest.shoot("phone-fr-rating")
	guest.tap(`#status .rating button:nth-of-type(4)`)
	guest.until("it is asked no more", `!document.querySelector('#status .rating')`)
	p.until("the answer on the case card", `document.querySelector('.facts').textContent.includes('4')`)
	guest.do(chromedp.Reload())
	guest.until("the conversation", `document.querySelectorAll('#log .said').length > 2`)
	if eval[bool](guest, `!!document.querySelector('#status .rating')`) {
		t.Error("it is asked again")
	}
	if got := o.stored(1).Satisfaction; got != 4 {
		t.Errorf("stored is %d, want 4", got)
	}

	guest.tap(`[data-act="person"]`)
	p.until("the second case", numbers+` === '#2'`)
	p.toClaimed("2")
	p.until("the earlier case", `document.querySelector('.earlier')?.textContent.includes('#1')`)
	p.press("e")
	p.until("the reasons", `!!document.querySelector('dialog[open] [name=rating]')`)
	p.tap("dialog [name=rating]")
	p.tap("dialog .primary")
	p.until("resolved", `!!document.querySelector('.chip.state-resolved')`)
	guest.until("that it is closed", `document.querySelectorAll('#log .system').length >= 6`)
	if eval[bool](guest, `!!document.querySelector('#status .rating')`) {
		t.Error("it is asked although the officer chose not to")
	}
	p.clean()
	guest.clean()
}

func TestDeskTranscript(t *testing.T) {
	o, guests := withSamples(withOffice(t, nil))
	p := o.atDesk(console, "li", "zh")
	p.toClaimed("1")
	if _, _, err := o.service.Reply(t.Context(), 1, desk.StaffReply{ClientID: "1", Phrase: "greet-hello"}, o.actor("li")); err != nil {
		t.Fatal(err)
	}
	guests[0].write("<script>alert(1)</script> 4111 1111 1111 1111", "2")
	if got := eval[string](p, `document.querySelector('[data-key="transcript"]').getAttribute('href')`); got != "/api/v1/desk/cases/1/transcript" {
		t.Fatalf("the transcript is at %s", got)
	}
	p.do(chromedp.Navigate(o.URL + "/api/v1/desk/cases/1/transcript"))
	p.until("the conversation", `document.body.innerText.includes('ابتلع الصراف')`)
	text := eval[string](p, `document.body.innerText`)
	for _, want := range []string{"李静", "取款机", "<script>alert(1)</script>", "•••• •••• •••• 1111", "您好", "阿拉伯语"} {
		if !strings.Contains(text, want) {
			t.Errorf("the transcript lacks %q:\n%s", want, text)
		}
	}
	if !eval[bool](p, `[...document.querySelectorAll('[lang=ar]')].every((e) => getComputedStyle(e).direction === 'rtl') && !!document.querySelector('[lang=ar]')`) {
		t.Error("the Arabic does not run from right to left")
	}
	p.shoot("desk-transcript")
	p.clean()
}
