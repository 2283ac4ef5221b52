package browser

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"payhelp/bot/desk"
)

// text makes the officer send free text, and returns its number.
func (f *talks) text(id int64, clientID, text string) int64 {
	f.t.Helper()
	m, _, err := f.Reply(f.t.Context(), id, desk.StaffReply{ClientID: clientID, Text: text}, officer)
	if err != nil {
		f.t.Fatal(err)
	}
	return m.Seq
}

// receipts waits until the visitor of a case was handed what is written up to
// delivered, and has read up to read; it fails the test where they read more.
func (f *talks) receipts(id, delivered, read int64) {
	f.t.Helper()
	c, err := f.Store.Case(f.t.Context(), id)
	if err != nil {
		f.t.Fatal(err)
	}
	sub, err := f.Bus.Conversation(c.Conversation)
	if err != nil {
		f.t.Fatal(err)
	}
	defer sub.Close()
	timeout := time.After(patience)
	for {
		got, err := f.Store.Conversation(f.t.Context(), c.Conversation)
		if err != nil {
			f.t.Fatal(err)
		}
		if got.Read > read {
			f.t.Fatalf("it is read up to %d, want %d", got.Read, read)
		}
		if got.Delivered == delivered && got.Read == read {
			return
		}
		select {
		case <-sub.C:
		case <-timeout:
			f.t.Fatalf("it is delivered up to %d and read up to %d, want %d and %d", got.Delivered, got.Read, delivered, read)
		}
	}
}

const staffTexts = `[...document.querySelectorAll('#log .staff .bubble')].map((b) => (b.querySelector('s') ? '-' : '') + b.textContent).join('|')`

// TestReadIsWhatWasBeforeTheEyes: what lies behind a sign, or on a page that
// nobody looks at, is delivered and not read; what is changed before it was read
// vanishes, what is changed after stands struck through.
func TestReadIsWhatWasBeforeTheEyes(t *testing.T) {
	for _, lang := range languages {
		t.Run(lang, func(t *testing.T) {
			server, talk := withTalks(t)
			p := open(t, phone, server.URL+"/?lang="+lang+"&article=atm-limits")
			p.tap(`[data-act="person"]`)
			id := talk.claim()
			p.until("who answers", `document.querySelector('#status .with')?.textContent.includes('王芳')`)
			p.tap(`#log button.show`)
			p.until("the sign", `!!document.querySelector('dialog[open]')`)
			first := talk.text(id, "1", "限额是五千元。")
			p.until("the message behind the sign", staffTexts+` === '限额是五千元。'`)
			talk.receipts(id, first, 0)
			if _, err := talk.Amend(t.Context(), id, "1", "限额是五万元。", officer); err != nil {
				t.Fatal(err)
			}
			p.until("the correction alone", staffTexts+` === '限额是五万元。'`)
			p.key("Escape", 27)
			talk.receipts(id, first+1, first+1)

			eval[bool](p, `(Object.defineProperty(document, 'visibilityState', {configurable: true, get: () => 'hidden'}), true)`)
			second := talk.text(id, "2", "请稍等。")
			p.until("a message while nobody looks", staffTexts+`.endsWith('请稍等。')`)
			talk.receipts(id, second, first+1)
			eval[bool](p, `(delete document.visibilityState, document.dispatchEvent(new Event('visibilitychange')), true)`)
			talk.receipts(id, second, second)

			if _, err := talk.Amend(t.Context(), id, "2", "马上就好。", officer); err != nil {
				t.Fatal(err)
			}
			p.until("the old text struck through", staffTexts+` === '限额是五万元。|-请稍等。|马上就好。'`)
			if _, err := talk.Withdraw(t.Context(), id, "1", officer); err != nil {
				t.Fatal(err)
			}
			p.until("the withdrawal", staffTexts+` === '-限额是五万元。|-请稍等。|马上就好。'`)
			marks := `[...document.querySelectorAll('#log .replaced .mark:last-child')].map((m) => m.textContent).filter(Boolean).length`
			if n := eval[int](p, marks); n != 2 {
				t.Errorf("%d messages say in words what became of them, want 2", n)
			}
			p.shoot("phone-" + lang + "-corrected")
			p.do(chromedp.Reload())
			p.until("the same after a reload", staffTexts+` === '-限额是五万元。|-请稍等。|马上就好。'`)
			p.clean()
		})
	}
}

func TestFrontDeskReadsAndCorrects(t *testing.T) {
	server, talk := withTalks(t)
	p := open(t, tablet, server.URL+"/frontdesk?place=airport-taiyuan-wusu")
	p.tap(`[data-lang="th"]`)
	p.until("the guest's topics", `document.querySelectorAll('#guest-stage .picks button').length === 10`)
	p.tap(`#clerk-stage .picks button`)
	p.tap(`#clerk-stage .picks.wide button`)
	p.until("the answer", `!!document.querySelector('#guest-stage .card')`)
	p.tap("#call")
	id := talk.claim()
	seq := talk.text(id, "1", "请客人稍等。")
	p.until("the officer on both halves", `document.querySelectorAll('.stage .staff').length === 2`)
	talk.receipts(id, seq, seq)
	if _, err := talk.Amend(t.Context(), id, "1", "请客人打电话给银行。", officer); err != nil {
		t.Fatal(err)
	}
	p.until("the old text struck through on both halves", `document.querySelectorAll('.stage .staff s').length === 2 && document.querySelectorAll('.stage .staff').length === 4`)
	p.shoot("tablet-th-frontdesk-corrected")
	p.clean()
}

// TestDeskMarksAndChanges is the officer's side of it, by keyboard.
func TestDeskMarksAndChanges(t *testing.T) {
	o := withOffice(t, nil)
	guest := o.visit(object{"lang": "ja"})
	guest.write("カードが使えません", "1")
	number := fmt.Sprint(guest.askForPerson())
	p := o.atDesk(console, "li", "en")
	p.toCase(number)
	p.press("a")
	p.until("that there is nothing to change", `document.querySelector('#polite').textContent.includes('no free text')`)
	p.press("c")
	p.mine()
	write := func(text string) {
		t.Helper()
		p.press("f")
		p.write(text)
		p.until("a preview", `!!document.querySelector('.preview:not([hidden], [aria-busy]) .badge.free')`)
		p.control()
		p.until("the message", `[...document.querySelectorAll('.said.staff .text')].some((e) => e.textContent === %s)`, text)
		p.key("Escape", 27)
	}
	receipt := `[...document.querySelectorAll('.said.staff .receipt')].at(-1)?.textContent`
	write("限额是五千元")
	p.until("sent", receipt+` === 'Sent'`)
	history := guest.history()
	p.until("delivered, live", receipt+` === 'Delivered'`)

	p.press("a")
	p.until("the text to change", `document.activeElement.tagName === 'TEXTAREA' && document.activeElement.value === '限额是五千元'`)
	p.key("Escape", 27)
	p.until("left as it is", `!document.querySelector('.own-form') && document.activeElement.closest('.own')`)
	p.press("a")
	p.until("the text to change", `document.activeElement.tagName === 'TEXTAREA'`)
	p.write(", 不含手续费")
	p.shoot("desk-real-amend")
	p.accessible(axe(t))
	p.control()
	p.until("the correction", `document.querySelectorAll('.said.staff').length === 2 && document.querySelector('.said.replaced')?.textContent.includes('Changed before')`)
	p.somewhere("a change")
	if text := eval[string](p, `document.querySelector('.said.replaced').textContent`); len(guest.history()) != len(history)+1 || guest.history()[len(history)-1].Text != "" {
		t.Errorf("unread, the text is still there: %q, history %v", text, guest.history())
	}
	guest.call("POST", guest.path("/read"), object{"seq": guest.history()[len(history)].Seq}, nil)
	p.until("read, live", receipt+` === 'Read'`)
	p.press("w")
	p.until("one question", `document.querySelector('.own-form')?.contains(document.activeElement)`)
	p.enter()
	p.until("it is withdrawn", `document.querySelectorAll('.said.replaced').length === 2 && document.querySelectorAll('.said.replaced s').length >= 1 && [...document.querySelectorAll('.said.replaced .receipt')].at(-1).textContent === 'Read, then withdrawn'`)
	p.somewhere("a withdrawal")
	if got := eval[int](p, `document.querySelectorAll('.own').length`); got != 0 {
		t.Errorf("%d messages can still be changed", got)
	}
	p.shoot("desk-real-withdrawn")
	p.accessible(axe(t))
	p.clean()
}
