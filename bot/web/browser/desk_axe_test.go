package browser

import (
	"testing"

	"github.com/chromedp/chromedp"
)

func TestDeskAxe(t *testing.T) {
	source := axe(t)
	o, _ := withSamples(withOffice(t, nil))
	for _, d := range []device{console, wideDark} {
		for _, lang := range []string{"zh", "en"} {
			t.Run(d.name+" "+lang, func(t *testing.T) {
				p := open(t, d, o.URL+"/desk?lang="+lang)
				p.until("the sign-in", `document.activeElement?.name === 'login'`)
				p.accessible(source)
				p = o.atDesk(d, "chen", lang)
				p.accessible(source)
				p.toCase("2")
				p.accessible(source)
				if eval[bool](p, `!!document.querySelector('[data-key="act-c"]')`) {
					p.press("c")
					p.until("claimed", `!!document.querySelector('.chip.state-claimed')`)
				}
				p.press("r")
				p.until("phrases", `document.querySelectorAll('#found [role=option]').length > 0`)
				p.accessible(source)
				p.key("ArrowDown", 40)
				p.enter()
				p.until("a preview", `!!document.querySelector('.preview .side-theirs')`)
				p.accessible(source)
				p.key("Escape", 27)
				for _, dialog := range []string{"?", "e", "x"} {
					eval[bool](p, `(document.querySelector('.case-head h2').focus(), true)`)
					p.press(dialog)
					p.until("the dialog", `!!document.querySelector('dialog[open]')`)
					p.accessible(source)
					p.key("Escape", 27)
					p.until("no dialog", `!document.querySelector('dialog')`)
				}
				for _, page := range []string{"reports", "audit", "staff", "account"} {
					p.do(chromedp.Navigate(o.URL + "/desk?lang=" + lang + "#" + page))
					p.until("the page", `!!document.querySelector('main.page table')`)
					p.accessible(source)
				}
				p.clean()
			})
		}
	}
}
