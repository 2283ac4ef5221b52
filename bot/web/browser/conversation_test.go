package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"payhelp/bot/desk"
)

const stored = `Object.keys(localStorage).length + Object.keys(sessionStorage).length + document.cookie.length`

func TestNothingIsStoredBeforeTheFirstMessage(t *testing.T) {
	server, _ := withTalks(t)
	p := open(t, phone, server.URL+"/?lang=en")
	p.tap(`[data-topic="atm"]`)
	p.until("the questions", `document.querySelectorAll('.articles a').length > 3`)
	p.tap(`[data-act="nearby"]`)
	p.until("places", `!!document.querySelector('#log .places')`)
	if n := eval[int](p, stored); n != 0 {
		t.Errorf("%d things are stored before the first message", n)
	}
	p.ask("what does an atm withdrawal cost")
	p.until("sent", `!!document.querySelector('[data-mark="sent"]')`)
	if n := eval[int](p, stored); n != 1 {
		t.Errorf("%d things are stored after the first message, want the conversation alone", n)
	}
	p.clean()
}

func TestOutboxSurvivesADeadNetwork(t *testing.T) {
	for _, d := range []device{phone, desktop} {
		t.Run(d.name, func(t *testing.T) {
			server, talk := withTalks(t)
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
			p.until("both are sent", `document.querySelectorAll('#log .visitor').length === 3 && !document.querySelector('[data-mark="waiting"], [data-mark="sending"]')`)
			p.until("both are answered", `document.querySelectorAll('#log .bot').length >= 3`)
			got := strings.Join(talk.texts(talk.conversation("POST", "/messages"), desk.FromVisitor), "|")
			if want := "hello|the machine ate my card|and the fee?"; got != want {
				t.Errorf("the server has %q, want %q: nothing lost, nothing twice", got, want)
			}
			if got := eval[string](p, `[...document.querySelectorAll('#log .visitor .bubble')].map((b) => b.textContent).join('|')`); got != "hello|the machine ate my card|and the fee?" {
				t.Errorf("on the page is %q", got)
			}
		})
	}
}

func TestAPersonTakesOver(t *testing.T) {
	for _, lang := range languages {
		t.Run(lang, func(t *testing.T) {
			server, talk := withTalks(t)
			p := open(t, phone, server.URL+"/?lang="+lang)
			p.tap(`[data-act="person"]`)
			p.until("the place in the queue", `document.querySelector('#status .with')?.textContent.includes('1')`)
			p.until("the way back", `/[2-9A-Z]{6}/.test(document.querySelector('#log .code')?.textContent)`)
			p.shoot("phone-" + lang + "-queue")
			id := talk.claim()
			p.until("who answers", `document.querySelector('#status .with')?.textContent.includes('王芳')`)
			if err := talk.StaffTyping(t.Context(), id, officer); err != nil {
				t.Fatal(err)
			}
			p.until("that the officer is writing", `document.querySelector('#busy').textContent !== ''`)
			talk.greet(id)
			p.until("the officer's message", `!!document.querySelector('#log .staff .bubble')`)
			for what, ok := range map[string]string{
				"the visitor's language":    `document.querySelector('#log .staff .bubble').lang === '` + lang + `'`,
				"its direction":             `document.querySelector('#log .staff .bubble').dir === (document.documentElement.dir)`,
				"who is speaking, in words": `document.querySelector('#log .staff .who').textContent.includes('王芳')`,
			} {
				if !eval[bool](p, ok) {
					t.Errorf("the message lacks %s", what)
				}
			}
			if lang != "zh" && !eval[bool](p, `document.querySelector('#log .staff .original').textContent.includes('您好')`) {
				t.Error("the message lacks the Chinese that the officer sees")
			}
			p.shoot("phone-" + lang + "-officer")
			p.ask("ok")
			p.until("sent to the officer", `!!document.querySelector('[data-mark="sent"]')`)
			if eval[bool](p, `!!document.querySelector('#log .staff ~ .bot')`) {
				t.Error("the bot speaks while a person does")
			}
			if _, err := talk.Resolve(t.Context(), id, desk.Ending{Reason: "solved", AskRating: true}, officer, false); err != nil {
				t.Fatal(err)
			}
			p.until("the question how satisfied", `document.querySelectorAll('.rating button').length === 5`)
			p.shoot("phone-" + lang + "-rating")
			p.tap(`.rating button:last-child`)
			server.call(t, "POST", "/satisfaction")
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
	server.call(t, "POST", "/feedback")
	p.tap(`[data-act="topics"]`)
	p.tap(`.mine .buttons button`)
	p.until("a return code", `/[2-9A-Z]{6}/.test(document.querySelector('.mine .code')?.textContent)`)
	code := eval[string](p, `document.querySelector('.mine .code').textContent.match(/[2-9A-Z]{6}/)[0]`)

	other := open(t, desktop, server.URL+"/c/WRONGX?lang=en")
	other.until("the code is wrong", `document.querySelector('#return-wrong').textContent !== ''`)
	other.do(chromedp.Navigate(server.URL + "/c/" + code + "?lang=en"))
	other.until("the conversation on another device", `location.pathname === '/' && document.querySelectorAll('#log .said').length >= 2`)

	conversation := talk.conversation("POST", "/messages")
	p.tap(`.mine .buttons button:last-of-type`)
	p.tap(`.mine .sure`)
	p.until("nothing is left", `document.querySelectorAll('#log .said').length === 0 && localStorage.length === 0`)
	if _, err := talk.Store.Conversation(t.Context(), conversation); err == nil {
		t.Error("the server still has the conversation")
	}
	p.clean()
}

// TestTapsCount: what is tapped is shown once and told to the server once, also
// after a dead network, and what is asked next follows from it.
func TestTapsCount(t *testing.T) {
	for _, d := range []device{phone, desktop} {
		t.Run(d.name, func(t *testing.T) {
			server, talk := withTalks(t)
			p := open(t, d, server.URL+"/?lang=en")
			p.tap(`[data-topic="atm"]`)
			p.tap(`[data-article="atm-limits"]`)
			p.until("the answer, and that it is told", `!!`+card+`?.querySelector('.answer ol') && !!document.querySelector('[data-mark="sent"]')`)
			p.until("did this help", `!!`+card+`.querySelector('.feedback')`)
			p.tap(`#log .feedback button`)
			server.call(t, "POST", "/feedback")
			p.until("thanks", `document.querySelector('#log .feedback').querySelectorAll('button').length === 0`)

			server.dead.Store(true)
			server.CloseClientConnections()
			p.tap(`#log .related button`)
			p.until("that it waits", `document.querySelectorAll('[data-mark="waiting"]').length === 1 && !!document.querySelector('#log .wrong')`)
			server.dead.Store(false)
			p.tap(`[data-mark="waiting"] .mark button`)
			p.until("it is sent, and answered", `document.querySelectorAll('[data-mark="sent"]').length === 2 && document.querySelectorAll('#log .bot .card .answer ol').length === 2`)

			p.ask("alipay")
			p.until("choices", `!!`+card+`.querySelector('.choices .none')`)
			p.tap(`#log .choices .none`)
			p.until("a person is offered", `!!`+card+`.querySelector('button.primary') && document.activeElement.id === 'question'`)
			p.tap(`#log .choices button`)
			p.until("all is told", `document.querySelectorAll('[data-mark="sent"]').length === 5`)
			p.shoot(d.name + "-en-taps")
			conversation := talk.conversation("POST", "/messages")
			outcomes, err := talk.Store.Outcomes(t.Context(), conversation)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, o := range outcomes {
				got = append(got, string(o.Kind)+" "+string(o.Reason))
			}
			if got, want := strings.Join(got, "|"), "answer chosen|answer chosen|choices unknown|chat |answer chosen"; got != want {
				t.Errorf("the outcomes are %q, want %q", got, want)
			}
			shown := eval[int](p, `document.querySelectorAll('#log .said').length`)
			p.do(chromedp.Reload())
			p.until("all of it after a reload, once", `document.querySelectorAll('#log .said').length === %s`, shown)
			p.clean()
		})
	}
}
