package browser

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// shoot writes a picture of the page, where pictures are wanted.
func (p *page) shoot(name string) {
	p.t.Helper()
	dir := os.Getenv("PAYHELP_SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// TestPictures shows every page in four scripts to whoever looks at pages.
func TestPictures(t *testing.T) {
	if os.Getenv("PAYHELP_SCREENSHOTS") == "" {
		t.Skip("PAYHELP_SCREENSHOTS names no directory")
	}
	server := serve(t)
	dark := phone
	dark.name, dark.dark = "dark", true
	darkDesktop := desktop
	darkDesktop.name, darkDesktop.dark = "desktop-dark", true
	for _, d := range []device{phone, dark, desktop, darkDesktop, small} {
		for lang, question := range map[string]string{
			"en": "My card cannot be linked", "zh": "绑卡失败怎么办", "ar": "ابتلع الصراف بطاقتي", "th": "ตู้เอทีเอ็มกินบัตร",
		} {
			t.Run(d.name+"-"+lang, func(t *testing.T) {
				p := open(t, d, server.URL+"/?lang="+lang)
				p.until("topics", `document.querySelectorAll('.topics a').length === 10`)
				p.shoot(d.name + "-" + lang + "-start")
				p.tap(`[data-topic="atm"]`)
				p.until("questions", `document.querySelectorAll('.articles a').length > 3`)
				p.shoot(d.name + "-" + lang + "-list")
				p.ask(question)
				p.until("an answer", `!!document.querySelector('#log .bot .card')`)
				p.shoot(d.name + "-" + lang + "-answer")
				p.do(chromedp.Navigate(server.URL + "/?article=mobile-bind-failed&lang=" + lang))
				p.until("the card", `!!document.querySelector('#log button.show')`)
				p.shoot(d.name + "-" + lang + "-article")
				eval[bool](p, `(window.scrollTo(0, document.body.scrollHeight), true)`)
				p.shoot(d.name + "-" + lang + "-article-end")
				p.tap(`#log button.show`)
				p.until("the sign", `!!document.querySelector('dialog[open]')`)
				p.shoot(d.name + "-" + lang + "-sign")
				p.clean()
			})
		}
	}
}
