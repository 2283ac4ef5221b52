package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestDeskMorning is an officer's morning: the first account, a case
// that arrives, is claimed, answered and resolved, and what the reports and the
// audit log say of it.
func TestDeskMorning(t *testing.T) {
	server := withOffice(t, nil)
	secret, err := server.people.Invite(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := open(t, console, server.URL+"/desk?lang=zh#setup="+secret)
	p.until("the form", `document.activeElement?.name === 'name'`)
	for _, text := range []string{"李静", "lijing", password} {
		p.write(text)
		p.key("Tab", 9)
	}
	p.enter()
	p.until("an empty queue", `document.querySelector('.queue .nothing')?.textContent === '没有等待的案件。'`)

	guest := server.visit(object{"lang": "ja", "time_zone": "Asia/Tokyo"})
	guest.write("アリペイにVisaカードを登録できません。350元払いたいです <b>!</b>", "1")
	guest.askForPerson()
	p.until("the case, without a reload", `document.querySelectorAll('.rows a').length === 1`)
	p.press("o")
	p.until("its card", `document.querySelector('.facts')?.textContent.includes('支付宝')`)
	for _, want := range []string{"日语", "350", "Asia/Tokyo", "13:00"} {
		if got := eval[string](p, `document.querySelector('.facts').innerText`); !strings.Contains(got, want) {
			t.Errorf("the case card lacks %q:\n%s", want, got)
		}
	}
	if got := eval[int](p, `document.querySelectorAll('.said.visitor .original rt').length`); got == 0 {
		t.Error("no term is glossed in what the visitor wrote")
	}
	p.press("c")
	p.until("claimed", `!!document.querySelector('.chip.state-claimed')`)
	p.press("r")
	p.write("绑卡失败")
	p.until("an article", `document.querySelector('#found:not([aria-busy]) [aria-selected=true] .kind.article')`)
	p.shoot("desk-real-search")
	p.enter()
	p.until("both texts", `document.querySelector('.preview:not([hidden], [aria-busy]) .side-theirs .text')?.lang === 'ja'`)
	p.shoot("desk-real-preview")
	p.control()
	p.until("the article", `document.querySelectorAll('.said.staff').length === 1`)
	p.key("ArrowDown", 40)
	p.until("phrases", `document.querySelector('#found:not([hidden], [aria-busy]) .kind.phrase')`)
	p.key("ArrowDown", 40)
	p.enter()
	p.until("both texts", `document.querySelector('.preview:not([hidden], [aria-busy]) .side-theirs .text')?.lang === 'ja'`)
	p.control()
	p.until("the phrase", `document.querySelectorAll('.said.staff').length === 2`)
	if got := guest.reads(); len(got) != 2 || !strings.HasPrefix(got[0], "ja article ") || !strings.HasPrefix(got[1], "ja phrase ") {
		t.Errorf("the visitor reads %q, want an article and a phrase in Japanese", got)
	}
	guest.write("ありがとう", "2")
	p.until("the visitor's thanks, live", `[...document.querySelectorAll('.said.visitor .original')].some((e) => e.textContent.includes('ありがとう'))`)
	p.shoot("desk-real-case")

	p.key("Escape", 27)
	p.press("f")
	p.write("请稍等")
	p.until("a preview, marked", `!!document.querySelector('.preview .badge.free')`)
	p.control()
	p.until("the free text", `document.querySelectorAll('.said.staff').length === 3 && !!document.querySelector('.said.staff .badge.free')`)
	p.key("Escape", 27)
	p.press("n")
	p.write("已电话联系银行")
	p.control()
	p.until("the note", `document.querySelectorAll('.notes li').length === 1`)
	p.key("Escape", 27)
	p.out()
	p.press("e")
	p.until("the reasons", `!!document.querySelector('dialog[open] [name=reason]')`)
	p.enter()
	p.until("resolved", `!!document.querySelector('.chip.state-resolved')`)

	p.toPage("reports", `!!document.querySelector('.report table')`)
	p.days()
	p.until("the day in the report", `!!document.querySelector('svg.chart') && document.querySelector('.report tbody').innerText.includes('2026-12-01')`)
	p.shoot("desk-real-reports")
	p.toPage("audit", `!!document.querySelector('main.page table')`)
	for _, want := range []string{"接手", "回复", "添加备注", "办结"} {
		if got := eval[string](p, `document.querySelector('main.page tbody').innerText`); !strings.Contains(got, want) {
			t.Errorf("the audit log lacks %q:\n%s", want, got)
		}
	}
	p.toPage("staff", `document.querySelector('main.page table')?.innerText.includes('lijing')`)
	p.toPage("account", `!!document.querySelector('main.page table')`)
	p.clean()

	p.do(chromedp.Navigate(server.URL + "/api/v1/desk/cases/1/transcript"))
	p.until("the transcript", `document.body.innerText.includes('ありがとう') && document.body.innerText.includes('请稍等')`)
	p.shoot("desk-real-transcript")
	p.clean()
}
