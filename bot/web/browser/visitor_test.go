package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

var languages = []string{"en", "zh", "ar", "th"}

// card is the latest answer on the page.
const card = `[...document.querySelectorAll('#log .bot .card')].at(-1)`

func TestTopicsThenAnAnswer(t *testing.T) {
	server := serve(t)
	for _, d := range []device{phone, desktop} {
		for _, lang := range languages {
			t.Run(d.name+" "+lang, func(t *testing.T) {
				p := open(t, d, server.URL+"/?lang="+lang)
				p.tap(`[data-topic="atm"]`)
				p.until("the topic's questions", `document.querySelectorAll('#list .articles a').length > 3`)
				p.tap(`[data-article="atm-card-swallowed"]`)
				p.until("the answer", `!!`+card+`?.querySelector('.answer ol li') && !!`+card+`.querySelector('button.show') && `+card+`.querySelector('.foot')`)
				if got := eval[string](p, `location.search`); !strings.Contains(got, "article=atm-card-swallowed") {
					t.Errorf("the address %q does not name the answer, so it cannot be shared", got)
				}
				p.do(chromedp.NavigateBack())
				p.until("the topics again", `document.querySelector('.topics').getClientRects().length > 0`)
				p.clean()
			})
		}
	}
}

func TestQuestionInAnyLanguage(t *testing.T) {
	server := serve(t)
	for _, d := range []device{phone, desktop} {
		for _, question := range []string{"the machine ate my card", "取款机吞卡了怎么办"} {
			t.Run(d.name+" "+question, func(t *testing.T) {
				p := open(t, d, server.URL+"/?lang=en")
				p.ask(question)
				p.until("a card", `!!`+card+`?.querySelector(".answer")`)
				want := "en"
				if question != "the machine ate my card" {
					want = "zh"
				}
				if got := eval[string](p, card+`.lang`); got != want {
					t.Errorf("the card is in %q, want %q: the question's language", got, want)
				}
				// Its words are in its language as well.
				if want == "zh" && !eval[bool](p, `/[\u4e00-\u9fff]/.test(`+card+`.querySelector('.foot, .none').textContent)`) {
					t.Error("a Chinese card has words of another language")
				}
				p.clean()
			})
		}
	}
}

func TestChoicesAndNoneOfThese(t *testing.T) {
	server := serve(t)
	p := open(t, phone, server.URL+"/?lang=en")
	p.ask("alipay")
	p.until("choices", `document.querySelectorAll('#log .choices button').length >= 3`)
	p.tap(`#log .choices .none`)
	p.until("what to do now", `!!`+card+`.querySelector('button.primary')`)
	p.until("the question field has focus", `document.activeElement.id === 'question'`)
	p.tap(`#log .choices button`)
	p.until("the chosen answer", `!!`+card+`.querySelector('.answer ol')`)
	p.clean()
}

func TestSignFillsTheScreen(t *testing.T) {
	server := serve(t)
	for _, d := range []device{phone, small, desktop} {
		for _, lang := range languages {
			t.Run(d.name+" "+lang, func(t *testing.T) {
				p := open(t, d, server.URL+"/?article=mobile-bind-failed&lang="+lang)
				p.tap(`#log button.show`)
				p.until("the sign", `!!document.querySelector('dialog.sign[open]')`)
				fits := eval[bool](p, `(() => { const s = document.querySelector('.sign .sheet'); const r = document.querySelector('.sign').getBoundingClientRect();
					return s.scrollHeight <= s.clientHeight + 1 && s.scrollWidth <= s.clientWidth + 1 && r.width >= innerWidth - 1 && r.height >= innerHeight - 1 })()`)
				if !fits {
					t.Error("the sign does not fill the screen, or does not fit on it")
				}
				if size := eval[float64](p, `parseFloat(getComputedStyle(document.querySelector('.sign .zh')).fontSize)`); size < 30 {
					t.Errorf("the Chinese is %v px large, which nobody reads over a counter", size)
				}
				if !eval[bool](p, `document.querySelector('.sign').contains(document.activeElement)`) {
					t.Error("the focus is not in the sign")
				}
				p.key("Escape", 27)
				p.until("the sign is closed", `!document.querySelector('dialog')`)
				if !eval[bool](p, `document.activeElement.matches('button.show')`) {
					t.Error("the focus did not return to the button")
				}
				p.clean()
			})
		}
	}
}

func TestEnterIsSafeWhileComposing(t *testing.T) {
	server := serve(t)
	p := open(t, desktop, server.URL+"/?lang=zh")
	p.do(chromedp.Focus(chromedp.CSS("#question")))
	send(p, input.ImeSetComposition, input.ImeSetCompositionParams{Text: "bang ka", SelectionStart: 7, SelectionEnd: 7})
	// While composing, a browser reports every key as 229, and Enter takes the candidate.
	key := input.DispatchKeyEventParams{Type: "rawKeyDown", Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 229}
	send(p, input.DispatchKeyEvent, key)
	send(p, input.InsertText, input.InsertTextParams{Text: "绑卡失败"})
	if sent := eval[int](p, `document.querySelectorAll('#log .visitor').length`); sent != 0 {
		t.Error("Enter sent a text that was being composed")
	}
	p.enter()
	p.until("the text is sent", `document.querySelector('#log .visitor .bubble')?.textContent === '绑卡失败'`)
	p.clean()
}

func TestLargerTextAndLanguages(t *testing.T) {
	server := serve(t)
	p := open(t, phone, server.URL+"/?article=atm-limits&lang=en")
	before := eval[float64](p, `parseFloat(getComputedStyle(document.documentElement).fontSize)`)
	p.tap("#size")
	p.until("larger text", `parseFloat(getComputedStyle(document.documentElement).fontSize) > %s * 1.25`, before)
	p.tap("#languages summary")
	names := eval[string](p, `[...document.querySelectorAll('#languages li')].map((l) => l.textContent.trim()).join()`)
	for _, want := range []string{"English", "中文", "日本語", "한국어", "русский", "français", "Deutsch", "español", "العربية", "ไทย", "Tiếng Việt", "Indonesia"} {
		if !strings.Contains(names, want) {
			t.Errorf("the languages %q lack %q", names, want)
		}
	}
	p.tap(`#languages a[lang="ar"]`)
	p.until("the page in Arabic", `document.documentElement.lang === 'ar' && document.documentElement.dir === 'rtl' && document.documentElement.dataset.type === 'large'`)
	p.until("the same answer", `!!`+card)
	if !eval[bool](p, `new DOMMatrix(getComputedStyle(document.querySelector('.send .icon')).transform).a === -1`) {
		t.Error("the arrow of the send button does not point to the left")
	}
	p.clean()
}

func TestWorksWithoutScript(t *testing.T) {
	server := serve(t)
	for _, lang := range languages {
		t.Run(lang, func(t *testing.T) {
			p := tab(t, phone)
			send(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
			p.do(chromedp.Navigate(server.URL+"/?lang="+lang), chromedp.Click(chromedp.CSS(`[data-topic="atm"]`)))
			p.do(chromedp.WaitVisible(chromedp.CSS(`#list .articles a`)), chromedp.Click(chromedp.CSS(`#list .articles a`)))
			p.do(chromedp.WaitVisible(chromedp.CSS(`#log .card .answer`)))
			p.do(chromedp.Focus(chromedp.CSS("#question")))
			send(p, input.InsertText, input.InsertTextParams{Text: "the machine ate my card"})
			p.do(chromedp.Click(chromedp.CSS(".send")), chromedp.WaitVisible(chromedp.CSS(`#log .visitor .bubble`)), chromedp.WaitVisible(chromedp.CSS(`#log .card .answer`)))
			p.do(chromedp.Click(chromedp.CSS(`[data-act="nearby"]`)), chromedp.WaitVisible(chromedp.CSS(`#log .places .name`)))
		})
	}
}

func TestPlacePageAndMissingPage(t *testing.T) {
	server := serve(t)
	p := open(t, phone, server.URL+"/p/airport-taiyuan-wusu?lang=en")
	p.until("the place", `document.querySelector('.here')?.textContent.includes('Taiyuan Wusu')`)
	p.do(chromedp.Navigate(server.URL + "/p/nowhere?lang=zh"))
	p.until("a page that says so", `document.querySelector('.missing h1')?.textContent === '这里没有内容'`)
	p.clean()
}
