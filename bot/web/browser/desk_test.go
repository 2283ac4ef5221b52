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

// signIn opens the console as an officer.
func signIn(t *testing.T, d device, server *site, officer, lang string) *page {
	t.Helper()
	p := open(t, d, server.URL+"/desk?lang="+lang)
	p.until("the sign-in", `document.activeElement?.name === 'login'`)
	p.write(officer)
	p.do(chromedp.Focus(chromedp.CSS("[name=password]")))
	p.write("correct horse battery")
	p.enter()
	p.until("the queue", `document.querySelectorAll('.rows a').length > 0`)
	return p
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
				server, _ := withDesk(t)
				name := "desk-" + d.name + "-" + lang
				p := tab(t, d)
				p.do(chromedp.Navigate(server.URL + "/desk?lang=" + lang))
				p.until("the sign-in", `document.activeElement?.name === 'login'`)
				p.shoot(name + "-signin")
				p = signIn(t, d, server, "li", lang)
				p.shoot(name + "-queue")
				p.do(chromedp.Navigate(server.URL + "/desk?lang=" + lang + "#case=41"))
				p.until("the card", `!!document.querySelector('.facts dl')`)
				p.press("c")
				p.until("claimed", `!!document.querySelector('.chip.state-claimed')`)
				p.shoot(name + "-case")
				p.press("r")
				p.write("验证")
				p.until("found", `document.querySelectorAll('#found:not([aria-busy]) [role=option]').length > 0`)
				p.shoot(name + "-search")
				p.key("ArrowDown", 40)
				p.enter()
				p.until("a preview", `!!document.querySelector('.preview .side-theirs')`)
				p.shoot(name + "-preview")
				p.key("Escape", 27)
				p.press("f")
				p.write("请稍等，我马上帮您查询。")
				p.until("a preview", `!!document.querySelector('.preview .badge.free')`)
				p.shoot(name + "-free")
				p.do(chromedp.Navigate(server.URL + "/desk?lang=" + lang + "#case=40"))
				p.until("the case", `document.querySelector('.case-head .no')?.textContent === '#40' && !!document.querySelector('.facts dl')`)
				p.shoot(name + "-arabic")
				p.press("?")
				p.shoot(name + "-keys")
				p.key("Escape", 27)
				for _, page := range []string{"reports", "audit", "staff", "account"} {
					p.do(chromedp.Navigate(server.URL + "/desk?lang=" + lang + "#" + page))
					p.until("the page", `!!document.querySelector('main.page table')`)
					p.shoot(name + "-" + page)
				}
				p.do(chromedp.Navigate(server.URL + "/desk?lang=" + lang + "#reports"))
				p.tap(`.modes button:nth-child(2)`)
				p.until("groups", `!!document.querySelector('.groups')`)
				p.shoot(name + "-unanswered")
				p.toCase("41")
				send(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
				p.shoot(name + "-print")
				p.clean()
			})
		}
	}
}
