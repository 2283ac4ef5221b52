package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"payhelp/bot/desk"
)

var tablet = device{name: "tablet", width: 820, height: 1180, phone: true}

func TestFrontDesk(t *testing.T) {
	for _, d := range []device{desktop, tablet} {
		for _, lang := range []string{"en", "ar", "th"} {
			t.Run(d.name+" "+lang, func(t *testing.T) {
				server, talk := withTalks(t)
				p := open(t, d, server.URL+"/frontdesk?place=airport-taiyuan-wusu")
				p.until("the languages", `document.querySelectorAll('.tongues button').length === 12`)
				p.shoot(d.name + "-frontdesk-start")
				p.tap(`[data-lang="` + lang + `"]`)
				p.until("the guest's topics", `document.querySelectorAll('#guest-stage .picks button').length === 10`)
				p.shoot(d.name + "-" + lang + "-frontdesk-guest")
				p.do(chromedp.Focus(chromedp.CSS("#clerk-text")))
				p.write("客人的银行卡绑不上支付宝，一直失败")
				p.enter()
				p.until("an answer or choices", `!!document.querySelector('#clerk-stage .card, #clerk-stage .numbered')`)
				if eval[bool](p, `!!document.querySelector('#clerk-stage .numbered')`) {
					p.tap(`#clerk-stage .numbered button`)
				}
				p.until("the same answer on both halves", `!!document.querySelector('#clerk-stage .card h2') && !!document.querySelector('#guest-stage .card h2')`)
				if !eval[bool](p, `document.querySelector('#clerk-stage .card').lang === 'zh'`) {
					t.Error("the clerk's half is not in Chinese")
				}
				p.shoot(d.name + "-" + lang + "-frontdesk-answer")

				p.tap("#turn")
				p.until("turned to the guest", `new DOMMatrix(getComputedStyle(document.querySelector('#guest')).transform).a === -1`)
				p.tap("#turn")
				p.tap("#hand-over")
				p.until("the code", `document.querySelector('.hand-over img')?.naturalWidth > 0`)
				if got := eval[string](p, `document.querySelector('.hand-over img').alt`); !strings.Contains(got, "/c/") || !strings.HasSuffix(got, "?lang="+lang) {
					t.Errorf("the code leads to %q, not to the guest's conversation", got)
				}
				p.shoot(d.name + "-" + lang + "-frontdesk-code")
				p.key("Escape", 27)
				p.until("no code", `!document.querySelector('dialog')`)

				p.tap("#call")
				p.until("the help desk is called", `document.querySelector('#banner').textContent.includes('已联系服务台')`)
				talk.greet(talk.claim())
				p.until("the officer on both halves", `document.querySelector('#clerk-stage .staff')?.textContent.includes('您好') && document.querySelector('#guest-stage .staff p:last-child')?.lang === '`+lang+`'`)

				p.key("Escape", 27)
				p.until("the guest is forgotten", `!document.querySelector('#guest-stage *') && !document.querySelector('#choose').hidden && !document.querySelector('#clerk-stage .card') && document.querySelector('#clerk-text').value === ''`)
				if n := eval[int](p, stored); n != 0 {
					t.Errorf("%d things are stored", n)
				}
				p.clean()
			})
		}
	}
}

func TestFrontDeskForgetsAnIdleGuest(t *testing.T) {
	server, talk := withTalks(t)
	p := open(t, desktop, server.URL+"/frontdesk?idle=3")
	p.tap(`[data-lang="en"]`)
	p.until("the guest's side", `document.querySelector('#guest-text').getClientRects().length > 0`)
	p.do(chromedp.Focus(chromedp.CSS("#guest-text")))
	p.write("how much cash can I take out at an ATM")
	p.enter()
	p.until("an answer", `!!document.querySelector('#guest-stage .card')`)
	p.until("a warning", `!document.querySelector('#idle').hidden`)
	p.until("the guest is forgotten", `!document.querySelector('#guest-stage *') && !document.querySelector('#choose').hidden`)
	conversation := talk.conversation("POST", "/messages")
	server.call(t, "DELETE", conversation)
	if _, err := talk.Store.Conversation(t.Context(), conversation); err == nil {
		t.Error("the server still has what the guest wrote")
	}
	p.clean()
}

// TestFrontDeskByKeyboard helps a guest without a pointer.
func TestFrontDeskByKeyboard(t *testing.T) {
	server := serve(t)
	p := open(t, desktop, server.URL+"/frontdesk")
	for range 40 {
		if eval[string](p, `document.activeElement.dataset.lang ?? ''`) == "ko" {
			break
		}
		p.key("Tab", 9)
	}
	p.enter()
	p.until("the clerk's field has the focus", `document.activeElement.id === 'clerk-text' && document.querySelectorAll('#guest-stage button').length === 10`)
	p.write("支付宝")
	p.enter()
	p.until("choices or an answer", `!!document.querySelector('#clerk-stage .numbered, #clerk-stage .card')`)
	if eval[bool](p, `!!document.querySelector('#clerk-stage .numbered')`) {
		p.key("Tab", 9)
		p.key("Tab", 9)
		p.digit("1")
	}
	p.until("the answer", `!!document.querySelector('#clerk-stage .card h2')`)
	p.key("Escape", 27)
	p.until("the next guest", `document.activeElement.dataset.lang === 'en'`)
	p.clean()
}

func TestFrontDeskIsAccessible(t *testing.T) {
	source := axe(t)
	server := serve(t)
	for _, d := range []device{desktop, tablet} {
		for _, lang := range languages {
			t.Run(d.name+" "+lang, func(t *testing.T) {
				p := open(t, d, server.URL+"/frontdesk")
				p.accessible(source)
				p.tap(`[data-lang="` + lang + `"]`)
				p.until("topics", `document.querySelectorAll('#guest-stage button').length === 10`)
				p.accessible(source)
				p.tap(`#clerk-stage .picks button`)
				p.tap(`#clerk-stage .picks.wide button`)
				p.until("the answer", `!!document.querySelector('#guest-stage .card')`)
				p.accessible(source)
			})
		}
	}
}

// TestSlip prints what a guest takes along.
func TestSlip(t *testing.T) {
	server := serve(t)
	p := open(t, desktop, server.URL+"/frontdesk")
	eval[bool](p, `(window.print = () => { window.printed = true }, true)`)
	p.tap(`[data-lang="ar"]`)
	p.tap(`#clerk-stage .picks button`)
	p.tap(`#clerk-stage .picks.wide button`)
	p.until("the answer", `!!document.querySelector('#guest-stage .card')`)
	p.tap("#slip-print")
	p.until("the slip", `window.printed && document.querySelector('#slip img').naturalWidth > 0`)
	if got := eval[string](p, `document.querySelector('#slip').textContent`); !strings.Contains(got, "请问") && !strings.Contains(got, "我") {
		t.Errorf("the slip %q lacks the Chinese sentence", got)
	}
	pdf, err := chromedp.Run(p.ctx, chromedp.PrintToPDF())
	if err != nil || len(pdf) < 5000 {
		t.Errorf("the slip prints to %d bytes, %v", len(pdf), err)
	}
	p.clean()
}

// TestFrontDeskSurvivesADeadNetwork: what the clerk and the guest send arrives
// once, and a guest who has left while there was none is forgotten on the server
// too.
func TestFrontDeskSurvivesADeadNetwork(t *testing.T) {
	server, talk := withTalks(t)
	p := open(t, tablet, server.URL+"/frontdesk?place=airport-taiyuan-wusu")
	p.tap(`[data-lang="en"]`)
	p.until("the guest's topics", `document.querySelectorAll('#guest-stage .picks button').length === 10`)
	p.tap(`#guest-stage .picks button`)
	p.tap(`#guest-stage .picks.wide button`)
	p.until("the answer", `!!document.querySelector('#guest-stage .card') && document.querySelector('#banner').textContent === ''`)
	conversation := talk.conversation("POST", "/messages")
	server.dead.Store(true)
	server.CloseClientConnections()
	ask := func(field, text string) {
		t.Helper()
		p.do(chromedp.Focus(chromedp.CSS(field)))
		p.write(text)
		p.enter()
	}
	ask("#clerk-text", "手续费是多少")
	ask("#guest-text", "the machine ate my card")
	p.until("that they wait", `document.querySelector('#banner').textContent.includes('联网') || !!document.querySelector('#banner button')`)
	p.shoot("tablet-frontdesk-waiting")
	server.dead.Store(false)
	p.tap("#banner button")
	p.until("the answer to the last", `document.querySelector('#guest-stage .card h2')?.textContent.includes('card') && !document.querySelector('#banner button')`)
	got := strings.Join(talk.texts(conversation, desk.FromVisitor), "|")
	if !strings.HasSuffix(got, "|手续费是多少|the machine ate my card") || strings.Count(got, "|") != 2 {
		t.Errorf("the server has %q, want the tap and both questions, once each", got)
	}
	p.clean()
}

func TestFrontDeskForgetsOnTheServerWhenItCan(t *testing.T) {
	server, talk := withTalks(t)
	p := open(t, desktop, server.URL+"/frontdesk")
	p.tap(`[data-lang="en"]`)
	p.until("the guest's topics", `document.querySelectorAll('#guest-stage .picks button').length === 10`)
	p.do(chromedp.Focus(chromedp.CSS("#guest-text")))
	p.write("alipay")
	p.enter()
	p.until("choices", `document.querySelectorAll('#guest-stage .numbered button').length > 1`)
	p.tap(`#guest-stage .numbered + .buttons button`)
	p.until("what to do now", `!!document.querySelector('#guest-stage .plain') && !!document.querySelector('#clerk-stage .plain')`)
	conversation := talk.conversation("POST", "/messages")
	server.dead.Store(true)
	server.CloseClientConnections()
	// What waits 15 seconds for its next try need not wait here.
	eval[bool](p, `((later) => { window.setTimeout = (act, ms) => later(act, ms === 15000 ? 1 : ms) })(window.setTimeout.bind(window)) ?? true`)
	p.key("Escape", 27)
	p.until("the guest is forgotten", `!document.querySelector('#guest-stage *')`)
	server.dead.Store(false)
	server.call(t, "DELETE", conversation)
	if _, err := talk.Store.Conversation(t.Context(), conversation); err == nil {
		t.Error("the server still has what the guest wrote")
	}
	p.clean()
}
