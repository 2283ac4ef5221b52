package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestThreeLanguagesOneAnswer is the service's reason to be: a clerk who writes
// Chinese, a guest who reads Arabic and an officer solve "my card cannot be
// linked", on the front desk's screen and then on the guest's own phone.
func TestThreeLanguagesOneAnswer(t *testing.T) {
	server, talk := withTalks(t)
	counter := open(t, desktop, server.URL+"/frontdesk?place=airport-taiyuan-wusu")
	counter.tap(`[data-lang="ar"]`)
	counter.until("the guest's side", `document.querySelectorAll('#guest-stage .picks button').length === 10`)
	counter.do(chromedp.Focus(chromedp.CSS("#clerk-text")))
	counter.write("客人的银行卡绑不上支付宝")
	counter.enter()
	counter.until("an answer or choices", `!!document.querySelector('#clerk-stage .card, #clerk-stage .numbered')`)
	if eval[bool](counter, `!!document.querySelector('#clerk-stage .numbered')`) {
		counter.tap(`#clerk-stage .numbered button`)
	}
	counter.until("the same answer in two languages", `document.querySelector('#clerk-stage .card')?.lang === 'zh' && document.querySelector('#guest-stage .card')?.lang === 'ar'`)

	counter.tap("#hand-over")
	counter.until("the code", `document.querySelector('.hand-over img')?.naturalWidth > 0`)
	_, path, _ := strings.Cut(eval[string](counter, `document.querySelector('.hand-over img').alt`), "/")
	counter.key("Escape", 27)

	guest := open(t, phone, server.URL+"/"+path)
	guest.until("the conversation on the guest's phone", `location.pathname === '/' && document.documentElement.lang === 'ar' && document.querySelectorAll('#log .said').length >= 2`)
	guest.until("the answer in the guest's language", `[...document.querySelectorAll('#log .card')].some((c) => c.lang === 'ar')`)
	guest.tap(`[data-act="person"]`)
	talk.greet(talk.claim())
	guest.until("the officer, in Arabic", `document.querySelector('#log .staff .bubble')?.lang === 'ar'`)
	counter.until("the officer at the counter, in both languages", `document.querySelector('#clerk-stage .staff')?.textContent.includes('您好') && document.querySelector('#guest-stage .staff p:last-child')?.lang === 'ar'`)

	counter.key("Escape", 27)
	counter.until("the counter has forgotten", `!document.querySelector('#guest-stage *')`)
	guest.ask("شكرا")
	guest.until("the guest goes on", `[...document.querySelectorAll('[data-mark]')].at(-1)?.dataset.mark === 'sent'`)
	guest.shoot("phone-ar-together")
	counter.clean()
	guest.clean()
}
