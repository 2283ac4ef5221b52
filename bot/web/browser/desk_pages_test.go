package browser

import (
	"strings"
	"testing"
)

// toPage opens another page of the console.
func (p *page) toPage(id, ready string) {
	p.t.Helper()
	eval[bool](p, `(location.hash = %s, true)`, id)
	p.until("the page "+id, ready)
	if got := eval[string](p, `document.activeElement.tagName`); got != "H1" {
		p.t.Errorf("on the page %s the focus is on %s, want its heading", id, got)
	}
}

func TestDeskReports(t *testing.T) {
	server, _ := withDesk(t)
	p := signIn(t, console, server, "li", "en")
	p.toPage("reports", `!!document.querySelector('.report table')`)
	if got := eval[string](p, `document.querySelector('svg.chart').getAttribute('role') + ' ' + document.querySelector('svg.chart').getAttribute('aria-label')`); !strings.HasPrefix(got, "img 964 questions, 871") {
		t.Errorf("a screen reader is told of the chart: %q", got)
	}
	csv := func(want string) {
		t.Helper()
		if got := eval[string](p, `document.querySelector('a[download]').getAttribute('href')`); !strings.HasPrefix(got, "/api/v1/desk/reports/"+want) || !strings.HasSuffix(got, "format=csv") {
			t.Errorf("the CSV is at %s, want %s", got, want)
		}
	}
	csv("summary?from=")
	eval[bool](p, `(() => { const s = document.querySelector('[name=by]'); s.value = 'lang'; s.dispatchEvent(new Event('change')); return true })()`)
	p.until("rows", `document.querySelector('svg.chart .name')`)
	p.tap(`.modes button:nth-child(2)`)
	p.until("groups", `!!document.querySelector('.groups')`)
	csv("unanswered")
	p.tap(`.groups .quiet`)
	p.until("the draft", `document.querySelectorAll('dialog[open] pre').length === 2`)
	p.key("Escape", 27)
	p.until("no draft", `!document.querySelector('dialog')`)
	p.somewhere("the draft")
	p.tap(`.modes button:nth-child(3)`)
	p.until("places", `document.querySelector('.groups')?.textContent.includes('平遥')`)
	csv("refused")
	p.tap(`.modes button:nth-child(4)`)
	p.until("facts", `!!document.querySelector('.was ins')`)
	p.tap(`.groups .quiet`)
	p.until("the question", `!!document.querySelector('dialog[open]')`)
	p.tap(`dialog .primary`)
	p.until("that they were told", `document.querySelector('.toast')?.textContent.includes('1 visitors were told')`)
	p.somewhere("the correction")
	p.clean()
}

func TestDeskStaffPage(t *testing.T) {
	server, _ := withDesk(t)
	p := signIn(t, console, server, "li", "en")
	p.toPage("staff", `!!document.querySelector('main.page table')`)
	p.tap(`.page-head .primary`)
	p.until("the form", `document.activeElement?.name === 'name'`)
	p.write("赵敏")
	p.key("Tab", 9)
	p.write("zhao")
	p.enter()
	p.until("the password, once", `document.querySelector('dialog[open] .secret')?.textContent === 'made-up-1234'`)
	p.key("Escape", 27)
	p.until("no password", `!document.querySelector('dialog') && !document.body.textContent.includes('made-up-1234')`)
	p.somewhere("the password")
	if got := eval[int](p, `[...document.querySelectorAll('main button')].filter((b) => b.textContent === 'Disable').length`); got != 0 {
		t.Error("an administrator is offered to disable the own account")
	}
	p.toPage("audit", `!!document.querySelector('main.page table')`)
	if got := eval[string](p, `document.querySelector('main.page tbody').textContent`); !strings.Contains(got, "Claimed") || !strings.Contains(got, "#41") {
		t.Errorf("the audit log says %q", got)
	}
	p.toPage("account", `!!document.querySelector('main.page table')`)
	p.clean()
}

func TestDeskTranslatesOnlyWhereConfigured(t *testing.T) {
	server, f := withDesk(t)
	p := openCase(t, server, "li", "en", "43")
	if got := eval[bool](p, `!!document.querySelector('.said .link') || !!document.querySelector('.free [type=checkbox]')`); got {
		t.Error("machine translation is offered, and none is configured")
	}
	f.locked(func() { f.translator = "Libre" })
	p = openCase(t, server, "li", "en", "43")
	p.tap(`.said.visitor .link`)
	p.until("the translation as it is written, marked", `document.querySelector('.machine')?.textContent === '泰餐馆不收<i>现金</i>Machine translation · Libre'`)
	p.somewhere("the translation")
	if got := eval[string](p, `document.querySelector('.said.visitor .original').textContent`); !strings.Contains(got, "ร้านอาหาร") {
		t.Errorf("the original is gone: %q", got)
	}
	p.press("f")
	p.until("the choice", `document.querySelector('.free .check')?.textContent.includes('Libre')`)
	p.clean()
}

func TestDeskEnterChoosesNothingThatIsNotShownYet(t *testing.T) {
	server, _ := withDesk(t)
	p := openCase(t, server, "li", "zh", "42")
	p.press("r")
	p.until("phrases", `document.querySelectorAll('#found [role=option]').length > 5`)
	p.write("转给我")
	p.enter()
	p.until("what was asked for", `document.querySelectorAll('#found [role=option]').length === 1`)
	if eval[bool](p, `!document.querySelector('.preview').hidden`) {
		t.Error("Enter chose from the list of an earlier search")
	}
	p.clean()
}
