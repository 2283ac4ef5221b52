package browser

import (
	"testing"
)

// TestDeskGoesThroughARestart ends the server with its store and its bus, and
// starts another on the same file and port, while an officer writes and a
// visitor waits.
func TestDeskGoesThroughARestart(t *testing.T) {
	o, guests := withSamples(withOffice(t, nil))
	p := o.atDesk(console, "li", "zh")
	guest := open(t, phone, o.URL+"/?lang=en")
	guest.tap(`[data-act="person"]`)
	p.until("the visitor's case", numbers+`.includes('#6')`)
	p.toClaimed("6")
	guest.until("who answers", `document.querySelector('#status .with')?.textContent.includes('李静')`)
	p.press("f")
	p.write("请稍等")
	p.out()
	p.press("n")
	p.write("客人赶火车")

	o.stop()
	p.until("that the connection is gone", `document.querySelector('.link-state').textContent !== ''`)
	p.shoot("desk-no-connection")
	guest.ask("are you still there?")
	guest.until("it waits", `!!document.querySelector('[data-mark="waiting"]')`)
	p.press("f")
	o.start()
	guests[0].write("هل هناك أحد؟", "2")
	guests[4].call("DELETE", guests[4].path(""), object{}, nil)
	o.arrive(samples[2])

	p.until("that all is well", `document.querySelector('.link-state').textContent === ''`)
	p.until("the case that came meanwhile, and not the one that was erased", numbers+`.includes('#7') && !`+numbers+`.includes('#5')`)
	p.until("that it is said", `document.querySelector('#polite').textContent.includes('#7') || document.querySelector('#assertive').textContent.includes('#7')`)
	p.until("that another visitor has written", `document.querySelector('[data-key="case-1"] .unread')?.textContent.startsWith('1')`)
	p.until("what the visitor wrote meanwhile", said+`.at(-1) === 'are you still there?'`)
	if got := eval[string](p, `[...document.querySelectorAll('.case textarea')].map((e) => e.value).join()`); got != "请稍等,客人赶火车f" {
		t.Errorf("what was being written is %q after the restart", got)
	}
	eval[bool](p, `(document.querySelector('.free textarea').focus(), true)`)
	p.control()
	p.until("the answer", `document.querySelectorAll('.said.staff').length === 1`)
	guest.until("the answer, on the visitor's page", `document.querySelector('#log .staff .bubble')?.textContent.includes('请稍等')`)
	guest.until("nothing waits any more", `!document.querySelector('[data-mark="waiting"], [data-mark="sending"]')`)
	if n := eval[int](guest, `[...document.querySelectorAll('#log .visitor')].filter((e) => e.textContent.includes('still there')).length`); n != 1 {
		t.Errorf("what the visitor wrote stands there %d times", n)
	}
	p.clean()
	guest.clean()
}
