package browser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"payhelp/bot/desk"
)

const airport = "airport-taiyuan-wusu"

// day fills a day of a place: questions in several languages, one of them
// waiting for a person.
func (f *talks) day() {
	f.t.Helper()
	for i, q := range []struct{ lang, text string }{
		{"en", "What is the ATM limit?"},
		{"en", "the machine ate my card"},
		{"ja", "ATMの手数料はいくらですか"},
		{"ar", "ابتلع الصراف بطاقتي"},
		{"th", "แลกเงินได้ที่ไหน"},
		{"en", "qwertz uiop"},
	} {
		c, _, err := f.Start(f.t.Context(), desk.Visit{Lang: q.lang, Place: airport})
		if err != nil {
			f.t.Fatal(err)
		}
		if _, err := f.Post(f.t.Context(), c.ID, desk.Posting{Text: q.text, ClientID: fmt.Sprint(i)}); err != nil {
			f.t.Fatal(err)
		}
	}
}

// TestNumbersOfAPlace opens the link of a hotel: counts, in the language of the
// page, no texts, and nothing without the secret.
func TestNumbersOfAPlace(t *testing.T) {
	source := axe(t)
	for _, d := range []device{phone, desktop} {
		for _, lang := range languages {
			t.Run(d.name+" "+lang, func(t *testing.T) {
				server, talk := withTalks(t)
				talk.day()
				secret, err := talk.LinkPlace(t.Context(), airport, officer)
				if err != nil {
					t.Fatal(err)
				}
				p := tab(t, d)
				// The page's days are those of the browser's clock, the server's those of the desk's.
				p.at(talk.Clock.Now())
				p.do(chromedp.Navigate(server.URL + "/frontdesk/numbers?place=" + airport + "&lang=" + lang))
				p.until("the question for the key", `document.activeElement.id === 'key'`)
				p.accessible(source)
				p.write("wrong")
				p.enter()
				p.until("that it is wrong", `document.querySelector('#wrong').textContent !== ''`)
				p.do(chromedp.SetValue(chromedp.CSS("#key"), server.URL+"/frontdesk/numbers?place="+airport+"#"+secret), chromedp.Focus(chromedp.CSS("#key")))
				p.enter()
				p.until("the numbers", `document.querySelectorAll('table').length === 3`)
				if got := eval[[]string](p, `[...document.querySelectorAll('.totals dd')].map((e) => e.textContent)`); strings.Join(got, " ") != "6 5 2 2" {
					t.Errorf("questions, answered, handed over, waiting are %q", got)
				}
				if text := eval[string](p, `document.body.innerText`); strings.Contains(text, "machine") || strings.Contains(text, "qwertz") {
					t.Error("the page shows what guests wrote")
				}
				if got := eval[string](p, `document.querySelector('table caption').parentElement.closest('#numbers').lang || document.documentElement.lang`); got != lang {
					t.Errorf("the page is in %q, want %q", got, lang)
				}
				if over := eval[int](p, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
					t.Errorf("the page is %d px wider than the screen", over)
				}
				p.accessible(source)
				p.shoot(d.name + "-" + lang + "-numbers")
				p.tap(`[data-days="7"]`)
				p.until("seven days", `document.querySelector('[data-days="7"]').getAttribute('aria-pressed') === 'true' && document.activeElement.dataset.days === '7'`)
				if n := eval[int](p, stored); n != 0 {
					t.Errorf("%d things are stored", n)
				}
				p.clean()
			})
		}
	}
}
