package browser

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// axe returns the source of axe-core, a development dependency of the pages.
func axe(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile("../ui/node_modules/axe-core/axe.min.js")
	if err != nil {
		if os.Getenv("PAYHELP_TEST_REQUIRE") == "1" {
			t.Fatal(err)
		}
		t.Skip("axe-core is not installed: npm ci in bot/web/ui")
	}
	return string(source)
}

// accessible fails the test for every rule of WCAG 2.2 AA that axe finds broken
// on the page, or on a part of it.
func (p *page) accessible(source string, part ...string) {
	p.t.Helper()
	eval[int](p, source+";0")
	// The bars that stay in place are laid flat: axe takes what happens to be beneath one for cut off.
	eval[bool](p, `(document.querySelectorAll('.top, .dock').forEach((e) => e.style.position = 'static'), true)`)
	found := eval[[]string](p, `axe.run(%s, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
		.then((r) => r.violations.flatMap((v) => v.nodes.map((n) => v.id + ': ' + n.target.join(' ') + ' ' + n.failureSummary)))`, append(part, "html")[0])
	for _, f := range found {
		p.t.Errorf("axe: %s", f)
	}
}

func TestAxe(t *testing.T) {
	source := axe(t)
	dark := phone
	dark.name, dark.dark = "dark phone", true
	for _, d := range []device{phone, dark, desktop} {
		for _, lang := range languages {
			t.Run(d.name+" "+lang, func(t *testing.T) {
				server, _ := withTalks(t)
				p := open(t, d, server.URL+"/?lang="+lang)
				p.accessible(source)
				p.tap("#languages summary")
				p.accessible(source, "#languages") // it lies over the rest
				p.do(chromedp.Navigate(server.URL + "/?topic=atm&lang=" + lang))
				p.accessible(source)
				p.do(chromedp.Navigate(server.URL + "/?article=mobile-bind-failed&lang=" + lang))
				p.until("the card", `!!document.querySelector('#log button.show')`)
				p.ask("alipay")
				p.until("choices", `!!document.querySelector('#log .choices')`)
				p.tap(`[data-act="nearby"]`)
				p.until("places", `!!document.querySelector('#log .places')`)
				p.tap(`[data-act="person"]`)
				p.until("the queue", `!!document.querySelector('#status .with')`)
				p.accessible(source)
				p.tap(`#log button.show`)
				p.until("the sign", `!!document.querySelector('dialog[open]')`)
				p.accessible(source)
				p.clean()
			})
		}
	}
	t.Run("other pages", func(t *testing.T) {
		server := serve(t)
		for _, path := range []string{"/c/?lang=ar", "/nothing?lang=zh"} {
			p := open(t, phone, server.URL+path)
			p.accessible(source)
		}
	})
	for _, lang := range languages {
		t.Run("poster "+lang, func(t *testing.T) {
			server := serve(t)
			for _, d := range []device{phone, desktop} {
				p := open(t, d, server.URL+"/poster?place="+airport+"&lang="+lang)
				p.until("the code", `document.querySelector('img').naturalWidth > 0`)
				p.accessible(source)
			}
		})
		t.Run("site with the widget "+lang, func(t *testing.T) {
			var service *site
			hotel := hostIn(t, lang, func() string { return strings.Replace(service.URL, "127.0.0.1", "localhost", 1) })
			service = serve(t, hotel.URL)
			for _, d := range []device{phone, desktop} {
				p := open(t, d, hotel.URL)
				p.until("the launcher", `!!document.querySelector('payhelp-widget')?.shadowRoot.querySelector('button').textContent`)
				p.accessible(source)
				eval[bool](p, `(document.querySelector('payhelp-widget').open(), true)`)
				p.until("the panel", `!document.querySelector('payhelp-widget').shadowRoot.querySelector('.panel').hidden`)
				p.accessible(source)
			}
		})
	}
}

// contrast returns the least contrast of text to its ground in the sign.
const contrast = `(() => {
	const light = (c) => { const [r, g, b] = c.match(/[\d.]+/g).map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 }); return 0.2126 * r + 0.7152 * g + 0.0722 * b }
	const ground = light(getComputedStyle(document.querySelector('.sign')).backgroundColor)
	return Math.min(...[...document.querySelectorAll('.sign p')].map((p) => { const l = light(getComputedStyle(p).color); return (Math.max(l, ground) + 0.05) / (Math.min(l, ground) + 0.05) }))
})()`

func TestSignHasContrastForTheSun(t *testing.T) {
	server := serve(t)
	for _, d := range []device{phone, {name: "dark", width: 390, height: 844, phone: true, dark: true}} {
		p := open(t, d, server.URL+"/?article=atm-fees&lang=en")
		p.tap(`#log button.show`)
		p.until("the sign", `!!document.querySelector('dialog[open]')`)
		if got := eval[float64](p, contrast); got < 7 {
			t.Errorf("on a %s screen the contrast is %.1f, want the 7 of WCAG AAA", d.name, got)
		}
	}
}

// TestNothingIsCutOff looks for what does not fit, at 320 px, which is 1280 px
// at 400 %, at 360 px with large type, and with twice the text size.
func TestNothingIsCutOff(t *testing.T) {
	server := serve(t)
	narrow := device{name: "narrow", width: 320, height: 640, phone: true}
	for _, lang := range append([]string{"de", "ru"}, languages...) {
		for name, tc := range map[string]struct {
			d     device
			query string
			zoom  string
		}{"narrow": {narrow, "", "100%"}, "large type": {small, "&type=large", "100%"}, "twice": {phone, "", "200%"}} {
			t.Run(name+" "+lang, func(t *testing.T) {
				p := tab(t, tc.d)
				for _, what := range []string{"", "&topic=mobile", "&article=mobile-bind-failed", "&nearby=1"} {
					p.do(chromedp.Navigate(server.URL + "/?lang=" + lang + tc.query + what))
					eval[bool](p, `(document.documentElement.style.fontSize = %s === '100%%' ? '' : '200%%', true)`, tc.zoom)
					p.until("the size of text", `document.querySelector('.tools').getBoundingClientRect().height >= (%s === '200%%' ? 80 : 40)`, tc.zoom)
					wide := eval[string](p, `[...document.querySelectorAll('body *')].filter((e) => { const r = e.getBoundingClientRect(); return e.checkVisibility() && r.width && (r.right > innerWidth + 1 || r.left < -1) && getComputedStyle(e).position !== 'absolute' && !e.closest('svg, .hidden') }).map((e) => e.outerHTML.slice(0, 80)).slice(0, 3).join(' ')`)
					if over := eval[int](p, `document.documentElement.scrollWidth - innerWidth`); over > 0 || wide != "" {
						t.Errorf("%q is %d px wider than the screen: %s", what, over, wide)
					}
				}
			})
		}
	}
}

// TestKeyboardAlone goes through the page without a pointer.
func TestKeyboardAlone(t *testing.T) {
	server := serve(t)
	p := open(t, desktop, server.URL+"/?lang=en")
	focus := func() string {
		return eval[string](p, `(() => { const e = document.activeElement; return (e.id || e.dataset?.topic || e.dataset?.article || e.dataset?.act || e.className || e.tagName) + '' })()`)
	}
	tabTo := func(want string) {
		t.Helper()
		var seen []string
		for range 60 {
			p.key("Tab", 9)
			got := focus()
			if got == want {
				if !eval[bool](p, `document.activeElement.matches(':focus-visible')`) {
					t.Errorf("the focus on %s cannot be seen", want)
				}
				return
			}
			seen = append(seen, got)
		}
		t.Fatalf("Tab does not lead to %s, only to %s", want, strings.Join(seen, ", "))
	}
	tabTo("skip")
	tabTo("size")
	tabTo("atm")
	p.enter()
	p.until("the questions", `document.querySelectorAll('.articles a').length > 3`)
	if got := focus(); got != "H2" {
		t.Errorf("after a topic was chosen the focus is on %s, want its heading", got)
	}
	tabTo("atm-limits")
	p.enter()
	p.until("the answer", `!!`+card+`?.querySelector('.answer ol')`)
	p.until("the focus on the answer", `document.activeElement.tagName === 'H2'`)
	tabTo("show")
	p.enter()
	p.until("the sign", `!!document.querySelector('dialog[open]')`)
	p.key("Escape", 27)
	p.until("no sign", `!document.querySelector('dialog')`)
	tabTo("question")
	p.ask("what does an atm withdrawal cost")
	p.until("the next answer", `document.querySelectorAll('#log .bot').length === 2`)
	p.clean()
}

// TestEachMessageIsSpokenOnce holds the live region against what a screen
// reader makes of it.
func TestEachMessageIsSpokenOnce(t *testing.T) {
	server, talk := withTalks(t)
	p := open(t, phone, server.URL+"/?lang=en")
	eval[bool](p, `(window.spoken = [], new MutationObserver((all) => all.forEach((m) => m.addedNodes.forEach((n) => {
		const live = (n.nodeType === 1 ? n : n.parentElement)?.closest('[aria-live], [role=log], [role=status], [role=alert]')
		if (live?.id === 'log' && m.target.id === 'said') window.spoken.push(n.innerText)
		else if (live?.closest('#log') && live.id !== 'log' && live.getAttribute('aria-live') !== 'off') window.spoken.push(n.textContent)
		else if (live?.id === 'log') window.spoken.push('inside: ' + n.textContent)
	}))).observe(document.body, {childList: true, subtree: true}), true)`)
	p.ask("how much cash can I take out at an ATM")
	p.until("sent and answered", `!!document.querySelector('[data-mark="sent"]') && !!`+card)
	spoken := eval[[]string](p, `window.spoken`)
	if len(spoken) != 2 {
		t.Errorf("a screen reader is given %d texts, want the question and the answer once each:\n%s", len(spoken), strings.Join(spoken, "\n---\n"))
	}
	p.tap(`[data-act="person"]`)
	id := talk.claim()
	p.until("who answers", `document.querySelector('#status .with')?.textContent.includes('王芳') && document.querySelectorAll('#log .system').length >= 2 && !!document.querySelector('#log .code')`)
	eval[bool](p, `(window.spoken = [], true)`)
	talk.greet(id)
	p.until("the officer", `!!document.querySelector('#log .staff')`)
	if spoken := eval[[]string](p, `window.spoken`); len(spoken) != 1 {
		t.Errorf("a screen reader is given %d texts, want the officer's message once:\n%s", len(spoken), strings.Join(spoken, "\n---\n"))
	}
	if got := eval[string](p, `document.querySelector('#log .staff .bubble').lang`); got != "en" {
		t.Errorf("the officer's English is marked %q, and would be read aloud in that language", got)
	}
	if got := fmt.Sprint(eval[[]string](p, `['role', 'aria-live'].map((a) => document.querySelector('#log').getAttribute(a))`)); got != "[log polite]" {
		t.Errorf("the conversation is %s", got)
	}
	p.clean()
}
