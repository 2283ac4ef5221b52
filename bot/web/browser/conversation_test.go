package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const stored = `Object.keys(localStorage).length + Object.keys(sessionStorage).length + document.cookie.length`

func TestNothingIsStoredBeforeTheFirstMessage(t *testing.T) {
	server, _ := withTalks(t)
	p := open(t, phone, server.URL+"/?lang=en")
	p.tap(`[data-topic="atm"]`)
	p.tap(`[data-article="atm-limits"]`)
	p.until("the answer", `!!`+card)
	if n := eval[int](p, stored); n != 0 {
		t.Errorf("%d things are stored before the first message", n)
	}
	p.ask("the machine ate my card")
	p.until("sent", `!!document.querySelector('[data-mark="sent"]')`)
	if n := eval[int](p, stored); n != 1 {
		t.Errorf("%d things are stored after the first message, want the conversation alone", n)
	}
	p.clean()
}

func TestOutboxSurvivesADeadNetwork(t *testing.T) {
	server, talk := withTalks(t)
	for _, d := range []device{phone, desktop} {
		t.Run(d.name, func(t *testing.T) {
			before := len(talk.texts("visitor"))
			p := open(t, d, server.URL+"/?lang=en")
			p.ask("hello")
			p.until("sent", `!!document.querySelector('[data-mark="sent"]')`)
			server.dead.Store(true)
			server.CloseClientConnections()
			p.ask("the machine ate my card")
			p.ask("and the fee?")
			p.until("both wait", `document.querySelectorAll('[data-mark="waiting"]').length === 2`)
			p.shoot(d.name + "-en-outbox")
			server.dead.Store(false)
			p.do(chromedp.Reload()) // the phone had closed the page meanwhile
			p.until("both are sent", `document.querySelectorAll('#log .visitor').length >= 3 && !document.querySelector('[data-mark="waiting"], [data-mark="sending"]')`)
			p.until("both are answered", `document.querySelectorAll('#log .bot').length >= 3`)
			got := talk.texts("visitor")[before:]
			if want := "hello|the machine ate my card|and the fee?"; strings.Join(got, "|") != want {
				t.Errorf("the server has %q, want %q: nothing lost, nothing twice", strings.Join(got, "|"), want)
			}
			for _, text := range got {
				if n := eval[int](p, `[...document.querySelectorAll('#log .visitor .bubble')].filter((b) => b.textContent === %s).length`, text); d == phone && n != 1 {
					t.Errorf("%q is on the page %d times", text, n)
				}
			}
		})
	}
}

// texts returns what was said by from.
func (f *talks) texts(from string) []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []string
	for _, m := range f.messages {
		if m.From == from {
			out = append(out, m.Text)
		}
	}
	return out
}

func TestAPersonTakesOver(t *testing.T) {
	for _, lang := range languages {
		t.Run(lang, func(t *testing.T) {
			server, talk := withTalks(t)
			p := open(t, phone, server.URL+"/?lang="+lang)
			p.tap(`[data-act="person"]`)
			p.until("the place in the queue", `document.querySelector('#status .with')?.textContent.includes('2')`)
			p.shoot("phone-" + lang + "-queue")
			talk.state(`{"owner":"person","officer":"王芳","case":7}`)
			p.until("who answers", `document.querySelector('#status .with')?.textContent.includes('王芳')`)
			talk.say(message{From: "staff", Text: "بطاقتك لا تزال صالحة", Lang: "ar", Author: "王芳", Kind: "translated", Original: "您的卡仍然有效。"})
			p.until("the officer's message", `document.querySelector('#log .staff .bubble')?.dir === 'rtl'`)
			for what, ok := range map[string]string{
				"the language of the message": `document.querySelector('#log .staff .bubble').lang === 'ar'`,
				"who is speaking, in words":   `document.querySelector('#log .staff .who').textContent.includes('王芳')`,
				"the Chinese original":        `document.querySelector('#log .staff .original').textContent.includes('仍然有效')`,
			} {
				if !eval[bool](p, ok) {
					t.Errorf("the message lacks %s", what)
				}
			}
			p.shoot("phone-" + lang + "-officer")
			p.clean()
		})
	}
}

func TestFeedbackReturnAndErase(t *testing.T) {
	server, talk := withTalks(t)
	p := open(t, phone, server.URL+"/?lang=en")
	p.ask("how much cash can I take out at an ATM")
	p.until("an answer", `!!`+card+`?.querySelector('.feedback')`)
	p.tap(`.feedback button:last-of-type`)
	p.until("a person is offered", `!!document.querySelector('.feedback button.primary')`)
	talk.mu.Lock()
	if len(talk.feedback) != 1 || talk.feedback[0] != "2 false" {
		t.Errorf("the server got the feedback %q, want of message 2 that it did not help", talk.feedback)
	}
	talk.mu.Unlock()

	other := open(t, desktop, server.URL+"/c/WRONG?lang=en")
	other.until("the code is wrong", `document.querySelector('#return-wrong').textContent !== ''`)
	other.do(chromedp.Navigate(server.URL + "/c/ABCD?lang=en"))
	other.until("the conversation on another device", `location.pathname === '/' && document.querySelectorAll('#log .said').length >= 2`)

	p.tap(`[data-act="topics"]`)
	p.tap(`.mine .buttons button:last-of-type`)
	p.tap(`.mine .sure`)
	p.until("nothing is left", `document.querySelectorAll('#log .said').length === 0 && localStorage.length === 0`)
	if talk.mu.Lock(); !talk.erased {
		t.Error("the server still has the conversation")
	}
	talk.mu.Unlock()
	p.clean()
}
