package browser

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"payhelp/knowledge"
)

// csv returns the file that the page's link leads to.
func (p *page) csv() string {
	p.t.Helper()
	return eval[string](p, `fetch(document.querySelector('main a[download]').href).then((r) => r.arrayBuffer()).then((b) => new TextDecoder('utf-8', {ignoreBOM: true}).decode(b))`)
}

// report shows one of the reports.
func (p *page) report(n int, ready string) {
	p.t.Helper()
	p.tap(`.page-head .modes button:nth-child(` + string(rune('0'+n)) + `)`)
	p.until("the report", ready)
}

func TestDeskReports(t *testing.T) {
	o, _ := withSamples(withOffice(t, nil))
	for _, q := range []string{"who won the football match yesterday", "=HYPERLINK(\"http://example.org\")", "the shop refuses to take my cash"} {
		v := o.visit(object{"lang": "en", "place": "scenic-pingyao-ancient-city"})
		v.write(q, "1")
	}
	const elsewhere = "晋祠" // where the visitor was who erases everything
	guest := o.visit(object{"lang": "en", "place": "scenic-jinci"})
	guest.write("the shop refuses to take my cash", "1")
	if _, err := o.service.Claim(t.Context(), 2, o.actor("li")); err != nil {
		t.Fatal(err)
	}
	p := o.atDesk(console, "zhang", "en")
	p.toPage("reports", `!!document.querySelector('.report table')`)
	p.days()
	p.until("the numbers", `document.querySelector('.report tbody tr:last-child').innerText.includes('Total')`)
	if got := eval[string](p, `document.querySelector('svg.chart').getAttribute('role') + ' ' + document.querySelector('svg.chart').getAttribute('aria-label')`); !strings.HasPrefix(got, "img 10 questions, ") {
		t.Errorf("a screen reader is told of the chart: %q", got)
	}
	if got := p.csv(); !strings.HasPrefix(got, "\ufeffday,name,questions,answered,") || !strings.Contains(got, "\r\n2026-12-01,2026-12-01,10,") {
		t.Errorf("the CSV is %q", got)
	}
	for by, want := range map[string]string{"lang": "Russian", "place": "平遥古城", "topic": "Cash"} {
		p.choose("[name=by]", by)
		p.until("by "+by, `document.querySelector('.report:not([aria-busy]) tbody')?.innerText.includes(%s) && !!document.querySelector('svg.chart .name')`, want)
	}

	p.report(2, `!!document.querySelector('.report:not([aria-busy]) .groups')`)
	if got := p.csv(); !strings.Contains(got, "who won the football match yesterday") || strings.Contains(got, "\r\n=") || strings.Contains(got, ",=") || strings.Contains(got, `,"=`) {
		t.Errorf("the CSV of questions is %q", got)
	}
	p.tap(`.groups .quiet`)
	p.until("the draft", `document.querySelectorAll('dialog[open] pre').length >= 2 && document.querySelector('dialog[open]').textContent.includes('required before it is published')`)
	p.shoot("desk-draft")
	p.key("Escape", 27)
	p.until("no draft", `!document.querySelector('dialog')`)
	p.somewhere("the draft")

	p.report(3, `document.querySelector('.report:not([aria-busy]) .groups')?.textContent.includes('平遥')`)
	if got := p.csv(); !strings.Contains(got, "the shop refuses to take my cash") || !strings.Contains(got, elsewhere) {
		t.Errorf("the CSV of refusals is %q", got)
	}
	guest.call(http.MethodDelete, guest.path(""), object{}, nil)
	p.report(1, `!!document.querySelector('.report table')`)
	p.report(3, `document.querySelector('.report:not([aria-busy]) .groups')?.textContent.includes('my cash')`)
	if got := eval[string](p, `document.body.innerText`) + p.csv(); strings.Contains(got, elsewhere) {
		t.Error("what was erased is still in a report")
	}
	p.clean()
}

// TestDeskCorrectsAFact is a fee that changed since a visitor was told of it.
func TestDeskCorrectsAFact(t *testing.T) {
	o := withOffice(t, nil)
	ix, done := o.service.Index.Use()
	defer done()
	fact := ix.Base().Facts["mobile.per_payment"]
	if fact == nil || fact.Value.Money == nil {
		t.Fatal("the ledger has no mobile.per_payment")
	}
	before := knowledge.Value{Money: &knowledge.MoneyValue{Amount: 7, Currency: fact.Value.Money.Currency}}
	guest := o.visit(object{"lang": "ja"})
	// As if the ledger had said so until now.
	if err := o.store.RecordFacts(t.Context(), map[string]string{fact.ID: before.Format("en")}, noon().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	o.tell(guest, fact.ID, before)
	if err := o.service.KnowledgeChanged(t.Context(), ix.Base()); err != nil {
		t.Fatal(err)
	}
	p := o.atDesk(console, "zhang", "zh")
	p.toPage("reports", `!!document.querySelector('.report table')`)
	p.report(4, `!!document.querySelector('.was ins')`)
	if got := eval[string](p, `document.querySelector('.was').textContent`); got != before.Format("zh")+" → "+fact.Value.Format("zh") {
		t.Errorf("the change is %q, want it in Chinese", got)
	}
	p.shoot("desk-facts")
	p.tap(`.groups .quiet`)
	p.until("the question", `!!document.querySelector('dialog[open]')`)
	p.tap(`dialog .primary`)
	p.until("that one was told", `document.querySelector('.toast')?.textContent.includes('1')`)
	p.somewhere("the correction")
	all := guest.history()
	if m := all[len(all)-1]; m.Kind != "correction" || m.Lang != "ja" || !strings.Contains(m.Text, before.Format("ja")) || !strings.Contains(m.Text, fact.Value.Format("ja")) {
		t.Errorf("the visitor reads %+v, want both values as Japanese writes them", m)
	}
	p.clean()
}

func TestDeskAudit(t *testing.T) {
	o, _ := withSamples(withOffice(t, nil))
	officer := o.actor("li")
	for range 120 {
		if _, err := o.service.SetTags(t.Context(), 1, []string{"x"}, officer); err != nil {
			t.Fatal(err)
		}
	}
	p := o.atDesk(console, "zhang", "zh")
	p.toPage("audit", `document.querySelectorAll('main.page tbody tr').length === 100`)
	if got := strings.Count(p.csv(), "\r\n"); got < 123 { // the names of the columns, 120 tags, accounts and the sign-in
		t.Errorf("the CSV has %d lines, want every act", got)
	}
	p.tap(`main .buttons .quiet`)
	p.until("the earlier acts", `document.querySelectorAll('main.page tbody tr').length > 120`)
	p.choose(`main select`, officer.Staff)
	p.until("those of one officer", `document.querySelectorAll('main.page tbody tr').length === 100 && !document.querySelector('main tbody').innerText.includes('张莉')`)
	p.clean()
}
