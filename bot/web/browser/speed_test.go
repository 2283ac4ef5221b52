package browser

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// slow makes the tab that of a cheap phone on a bad network: 400 kbit/s, 400 ms
// round trip, a processor four times slower.
func (p *page) slow() {
	p.t.Helper()
	const bytesPerSecond = 400_000 / 8
	send(p, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{{
		Latency: 400, DownloadThroughput: bytesPerSecond, UploadThroughput: bytesPerSecond,
	}}})
	send(p, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: 4})
}

// shifts collects how much of the layout jumps while the page is used.
const shifts = `(window.shift = 0, new PerformanceObserver((l) => l.getEntries().forEach((e) => { if (!e.hadRecentInput) window.shift += e.value })).observe({type: 'layout-shift', buffered: true}), true)`

// TestFirstAnswerOnABadNetwork measures both ways to a first answer: a link to
// it, and a question written on the page.
func TestFirstAnswerOnABadNetwork(t *testing.T) {
	server, _ := withTalks(t)
	const most = 2 * time.Second

	p := tab(t, phone)
	p.slow()
	start := time.Now()
	p.do(chromedp.Navigate(server.URL + "/?article=atm-fees&lang=en"))
	p.until("the answer", `!!document.querySelector('#log .card .answer')`)
	t.Logf("a link to an answer: loaded after %v, painted after %.0f ms", time.Since(start), eval[float64](p, firstPaint))
	if got := eval[float64](p, firstPaint); got > float64(most.Milliseconds()) {
		t.Errorf("an answer that was linked to is painted after %.0f ms, want at most %v", got, most)
	}

	eval[bool](p, shifts)
	p.until("the script", `!!document.querySelector('#log button.show')`)
	start = time.Now()
	p.ask("the machine ate my card")
	p.until("the answer", `document.querySelectorAll('#log .bot .card').length === 2`)
	took := time.Since(start)
	t.Logf("a question: answered after %v; layout shift %.3f", took, eval[float64](p, `window.shift`))
	if took > most {
		t.Errorf("a question is answered after %v, want at most %v", took, most)
	}
	cards := eval[int](p, `document.querySelectorAll('#log .bot .card .answer').length`)
	start = time.Now()
	p.tap(`#log .related button`)
	p.until("the answer that was tapped", `document.querySelectorAll('#log .bot .card .answer').length > %s`, cards)
	took = time.Since(start)
	t.Logf("a tap: answered after %v; layout shift %.3f", took, eval[float64](p, `window.shift`))
	if took > most {
		t.Errorf("a tap is answered after %v, want at most %v", took, most)
	}
	if got := eval[float64](p, `window.shift`); got > 0.1 {
		t.Errorf("the layout shifts by %.3f, want at most the 0.1 that is called good", got)
	}
}

// firstPaint is when the page had content on the screen, in milliseconds.
const firstPaint = `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity`
