package browser

import (
	"testing"

	"github.com/chromedp/chromedp"

	"payhelp/bot"
	"payhelp/bot/desk"
)

// TestAirplane keeps the answers, loses the network, asks, and comes back.
func TestAirplane(t *testing.T) {
	for lang, question := range map[string]string{"en": "atm swallowed my card what now", "zh": "取款机把我的卡吞了"} {
		t.Run(lang, func(t *testing.T) {
			server, talk := withTalks(t)
			p := open(t, phone, server.URL+"/?lang="+lang)
			p.tap(".keep button")
			p.until("the pack is kept", `document.querySelector('.keep .link').getClientRects().length > 0`)
			if n := eval[int](p, stored); n != 0 {
				t.Errorf("keeping the answers stored %d other things", n)
			}
			server.dead.Store(true)
			server.CloseClientConnections()

			p.do(chromedp.Navigate(server.URL + "/?lang=" + lang))
			p.until("the page without a network", `document.querySelectorAll('.topics a').length === 10`)
			p.tap(`[data-topic="atm"]`)
			p.until("the questions of a topic", `document.querySelectorAll('#list .articles a').length > 3`)
			p.ask(question)
			p.until("an answer from the pack", `!!`+card+`?.querySelector('.notice') && `+card+`.textContent.includes('95566')`)
			p.until("the question waits", `!!document.querySelector('[data-mark="waiting"]')`)
			p.tap(`#log button.show`)
			p.until("the sign", `!!document.querySelector('dialog[open]')`)
			p.key("Escape", 27)
			p.tap(`[data-act="nearby"]`)
			p.until("places", `document.querySelectorAll('#log .places > li').length > 5`)
			p.shoot("phone-" + lang + "-airplane")
			p.ask("zzzz qqqq")
			p.until("that nothing fits", `document.querySelectorAll('#log .notice').length >= 2`)
			server.dead.Store(false)
			p.tap(`[data-mark="waiting"] .link`)
			p.until("both are sent", `document.querySelectorAll('[data-mark="sent"]').length === 2`)
			if got := talk.texts(talk.conversation("POST", "/messages"), desk.FromVisitor); len(got) != 2 || got[0] != question {
				t.Errorf("the server has %q, want both questions once", got)
			}
			p.tap(`[data-act="topics"]`)
			p.tap(`.keep .link`)
			p.until("nothing is kept any more", `caches.keys().then((k) => k.length === 0)`)
			p.clean()
		})
	}
}

// TestTapsWithoutANetwork: what was tapped is shown from the pack, told when the
// network is back, and not shown twice.
func TestTapsWithoutANetwork(t *testing.T) {
	server, talk := withTalks(t)
	p := open(t, phone, server.URL+"/?lang=th")
	p.tap(".keep button")
	p.until("the pack is kept", `document.querySelector('.keep .link').getClientRects().length > 0`)
	server.dead.Store(true)
	server.CloseClientConnections()
	p.do(chromedp.Navigate(server.URL + "/?lang=th"))
	p.tap(`[data-topic="atm"]`)
	p.tap(`[data-article="atm-fees"]`)
	p.until("the answer from the pack", `!!`+card+`?.querySelector('.answer ol') && !!document.querySelector('[data-mark="waiting"]')`)
	server.dead.Store(false)
	p.tap(`[data-mark="waiting"] .link`)
	p.until("it is told", `document.querySelectorAll('[data-mark="sent"]').length === 1`)
	outcomes, err := talk.Store.Outcomes(t.Context(), talk.conversation("POST", "/messages"))
	if err != nil || len(outcomes) != 1 || outcomes[0].Label != "atm-fees" || outcomes[0].Reason != bot.Chosen {
		t.Errorf("the outcomes are %+v, %v", outcomes, err)
	}
	if n := eval[int](p, `document.querySelectorAll('#log .bot').length`); n != 1 {
		t.Errorf("the answer is shown %d times", n)
	}
	p.clean()
}
