package browser

import (
	"strings"
	"testing"

	"payhelp/bot/desk"
)

// TestDeskTakeOver is two officers at one case: who takes it over is asked
// first, and who had it sees at once that it is gone.
func TestDeskTakeOver(t *testing.T) {
	o, guests := withSamples(withOffice(t, nil))
	first, second := o.atDesk(console, "li", "zh"), o.atDesk(console, "wang", "zh")
	first.toClaimed("3")
	first.press("f")
	first.write("请稍等")
	second.toCase("3")
	second.until("whose it is", `document.querySelector('.chip.state-claimed')?.textContent.includes('李静')`)
	second.press("t")
	second.until("a question that names who has it", `document.querySelector('dialog[open]')?.textContent.includes('李静')`)
	second.shoot("desk-takeover")
	second.key("Escape", 27)
	second.until("no question", `!document.querySelector('dialog')`)
	if got := o.stored(3); got.OfficerName != "李静" {
		t.Errorf("the question was not answered, and the case is with %s", got.OfficerName)
	}
	second.press("t")
	second.until("the question", `!!document.querySelector('dialog[open]')`)
	second.enter()
	second.mine()
	second.somewhere("taking over")

	first.until("who took it", `document.querySelector('.strip').textContent.includes('王伟 已接管')`)
	if got := eval[string](first, `document.activeElement.value + document.querySelector('.send .primary').getAttribute('aria-disabled')`); got != "请稍等true" {
		t.Errorf("after the take-over: %q, want the draft in the focus and nothing to send it with", got)
	}
	first.control()
	second.press("f")
	second.write("您好")
	second.control()
	second.until("the answer", `document.querySelectorAll('.said.staff').length === 1`)
	if got := guests[2].reads(); len(got) != 1 || !strings.HasSuffix(got[0], "您好") {
		t.Errorf("the visitor reads %q, want what the officer wrote who has the case", got)
	}
	first.until("the colleague's answer, live", `document.querySelectorAll('.said.staff').length === 1`)
	first.clean()
	second.clean()
}

func TestDeskTransfer(t *testing.T) {
	o, guests := withSamples(withOffice(t, nil))
	first, second := o.atDesk(console, "li", "zh"), o.atDesk(console, "wang", "zh")
	first.toClaimed("4")
	first.press("x")
	first.until("the colleagues", `document.querySelector('dialog[open] select')?.options.length === 2`)
	first.choose("dialog select", o.account("wang").ID)
	eval[bool](first, `(document.querySelector('dialog textarea').focus(), true)`)
	first.write("客人在平遥")
	first.tap("dialog .primary")
	first.until("it is the colleague's", `document.querySelector('.chip.state-claimed').textContent.includes('王伟') && !document.querySelector('dialog')`)
	first.somewhere("a transfer")
	if eval[bool](first, `!!document.querySelector('.strip *')`) {
		t.Error("the officer is warned of what the officer did")
	}
	second.tap(`[data-state="mine"]`)
	second.until("the case among the colleague's", numbers+` === '#4'`)
	second.toCase("4")
	second.until("the note", `document.querySelector('.notes li')?.textContent.includes('客人在平遥')`)

	second.press("x")
	second.until("the queue as a choice", `document.querySelector('dialog[open] select')?.value === ''`)
	second.tap("dialog .primary")
	second.until("it waits again", `!!document.querySelector('.chip.state-waiting') && !document.querySelector('dialog')`)
	first.until("it waits again, for everybody", `!!document.querySelector('.chip.state-waiting')`)
	if got := o.stored(4); got.State != desk.Waiting || got.Officer != "" {
		t.Errorf("the case is %s with %q", got.State, got.Officer)
	}
	var told []string
	for _, m := range guests[3].history() {
		if m.From == "system" {
			told = append(told, m.Kind)
		}
	}
	if got := strings.Join(told, " "); got != "called joined joined queued" {
		t.Errorf("the visitor is told %q", got)
	}
	first.clean()
	second.clean()
}

// TestDeskActsThatComeTooLate is an officer whom the news does not reach.
func TestDeskActsThatComeTooLate(t *testing.T) {
	o, _ := withSamples(withOffice(t, nil))
	p := o.atDesk(console, "li", "zh")
	p.toCase("3")
	o.deaf.Store(true)
	o.CloseClientConnections()
	p.until("the connection is gone", `document.querySelector('.link-state').textContent !== ''`)
	if _, err := o.service.Claim(t.Context(), 3, o.actor("wang")); err != nil {
		t.Fatal(err)
	}
	p.press("c")
	p.until("who has it", `document.querySelector('.strip').textContent.includes('王伟')`)
	p.somewhere("a claim that came too late")
	p.until("that it can be taken over", `!!document.querySelector('[data-key="act-t"]')`)
	if _, err := o.service.Transfer(t.Context(), 3, desk.Transfer{}, o.actor("wang"), false); err != nil {
		t.Fatal(err)
	}
	p.press("t")
	p.until("the question", `!!document.querySelector('dialog[open]')`)
	p.enter()
	p.until("that it waits again", `document.querySelector('.strip').textContent.includes('退回队列') && !document.querySelector('dialog')`)
	p.press("c")
	p.mine()
	o.deaf.Store(false)
	p.clean()
}

// TestDeskSupervisorActsOnACase is a supervisor who takes a case out of an
// officer's hands, who is told what became of it.
func TestDeskSupervisorActsOnACase(t *testing.T) {
	o, _ := withSamples(withOffice(t, nil))
	p, chief := o.atDesk(console, "li", "en"), o.atDesk(console, "zhang", "zh")
	p.toClaimed("3")
	chief.toCase("3")
	chief.press("x")
	chief.until("the choice", `!!document.querySelector('dialog[open] select')`)
	chief.tap("dialog .primary")
	p.until("that it is back in the queue", `document.querySelector('.strip').textContent.includes('back in the queue')`)
	p.press("c")
	p.mine()
	if eval[bool](p, `!!document.querySelector('.strip *')`) {
		t.Error("the warning stays although the case is the officer's again")
	}
	chief.until("whose it is", `document.querySelector('.chip.state-claimed')?.textContent.includes('李静')`)
	chief.press("e")
	chief.until("the reasons", `!!document.querySelector('dialog[open] [name=reason]')`)
	chief.enter()
	p.until("that it is resolved", `document.querySelector('.strip').textContent.includes('resolved')`)
	p.clean()
	chief.clean()
}
