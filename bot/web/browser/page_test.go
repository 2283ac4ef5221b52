package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A device is what a page is looked at on.
type device struct {
	name          string
	width, height int64
	phone, dark   bool
}

var (
	phone   = device{name: "phone", width: 390, height: 844, phone: true}
	small   = device{name: "small", width: 360, height: 640, phone: true}
	desktop = device{name: "desktop", width: 1280, height: 900}
)

// A page is one tab with storage of its own.
type page struct {
	t   *testing.T
	ctx context.Context //nolint:containedctx // it is the tab

	mu   sync.Mutex
	errs []string // what the page's console and policy complained of
}

// patience is how long a condition may take to come true, on a busy machine.
const patience = 30 * time.Second

// open opens target on d.
func open(t *testing.T, d device, target string) *page {
	t.Helper()
	p := tab(t, d)
	p.do(chromedp.Navigate(target))
	return p
}

// tab opens an empty tab on d, with storage of its own.
func tab(t *testing.T, d device) *page {
	t.Helper()
	p := &page{t: t}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext(), chromedp.WithListener(p.listen))
	t.Cleanup(cancel)
	p.ctx = ctx
	scheme := "light"
	if d.dark {
		scheme = "dark"
	}
	if err := chromedp.Do(ctx); err != nil { // opens the tab, which lives as long as ctx
		t.Fatal(err)
	}
	send(p, network.Enable, network.EnableParams{})
	send(p, cdplog.Enable, cdp.Empty{})
	send(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: d.width, Height: d.height, DeviceScaleFactor: d.scale(), Mobile: d.phone})
	send(p, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: d.phone})
	send(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	return p
}

// scale is how many dots of the screen a pixel has.
func (d device) scale() float64 {
	if d.phone {
		return 2
	}
	return 1
}

// listen collects what goes wrong in the page.
func (p *page) listen(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if o := e.ExceptionDetails.Exception; o != nil {
			text += " " + o.Description
		}
		p.errs = append(p.errs, text)
	case *cdplog.EventEntryAdded:
		if e.Entry.Level == cdplog.EntryLevelError && e.Entry.Source != cdplog.EntrySourceNetwork {
			p.errs = append(p.errs, e.Entry.Text)
		}
	}
}

// complaints returns what went wrong in the page.
func (p *page) complaints() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.errs)
}

// send gives the browser a command of its protocol.
func send[P, R any](p *page, command cdp.Command[P, R], params P) R {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	result, err := chromedp.Call(ctx, command, params)
	if err != nil {
		p.t.Fatal(err)
	}
	return result
}

// do runs actions and fails the test where one fails.
func (p *page) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.t.Fatalf("%v\n%s", err, strings.Join(p.complaints(), "\n"))
	}
}

// eval returns the value of a JavaScript expression, args in the places of
// its %s; a promise is waited for.
func eval[T any](p *page, expression string, args ...any) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	out, err := chromedp.Run(ctx, chromedp.Evaluate[T](fill(expression, args), chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return out
}

// fill puts args into the places of %s, as JavaScript values.
func fill(expression string, args []any) string {
	if len(args) == 0 {
		return expression
	}
	var values []any
	for _, a := range args {
		v, _ := json.Marshal(a) // strings and numbers
		values = append(values, string(v))
	}
	return fmt.Sprintf(expression, values...)
}

// until waits for a JavaScript expression to be true, also while the page goes
// to another address.
func (p *page) until(what, expression string, args ...any) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	condition := fill(expression, args)
	for {
		_, err := chromedp.Run(ctx, chromedp.Poll[chromedp.Void](condition, chromedp.WithPollingTimeout(0)))
		if err == nil {
			return
		}
		if ctx.Err() == nil && (strings.Contains(err.Error(), "context") || strings.Contains(err.Error(), "navigated")) {
			continue // a page that went away while it was asked
		}
		text, _ := chromedp.Run(p.ctx, chromedp.Evaluate[string](`document.body.innerText`))
		p.t.Fatalf("waiting for %s: %v\n%s\nthe page says:\n%s", what, err, strings.Join(p.complaints(), "\n"), text)
	}
}

// tap clicks the element in the middle of the screen, as a finger does.
func (p *page) tap(selector string) {
	p.t.Helper()
	p.until(selector, `(() => { const e = document.querySelector(%s); if (!e || !e.getClientRects().length || e.disabled) return false; e.scrollIntoView({block: 'center'}); return true })()`, selector)
	p.do(chromedp.Click(chromedp.CSS(selector)))
}

// ask writes a question and sends it with Enter.
func (p *page) ask(text string) {
	p.t.Helper()
	p.do(chromedp.Focus(chromedp.CSS("#question")))
	p.write(text)
	p.enter()
}

// write puts a text where the focus is.
func (p *page) write(text string) {
	p.t.Helper()
	send(p, input.InsertText, input.InsertTextParams{Text: text})
}

// digit presses a number key.
func (p *page) digit(d string) {
	p.t.Helper()
	key := input.DispatchKeyEventParams{Type: "keyDown", Key: d, Code: "Digit" + d, Text: d}
	send(p, input.DispatchKeyEvent, key)
	key.Type, key.Text = "keyUp", ""
	send(p, input.DispatchKeyEvent, key)
}

// key presses a key without a text.
func (p *page) key(name string, code int64) {
	p.t.Helper()
	key := input.DispatchKeyEventParams{Type: "rawKeyDown", Key: name, Code: name, WindowsVirtualKeyCode: code}
	send(p, input.DispatchKeyEvent, key)
	key.Type = "keyUp"
	send(p, input.DispatchKeyEvent, key)
}

// enter presses Enter as a keyboard does.
func (p *page) enter() {
	p.t.Helper()
	key := input.DispatchKeyEventParams{Type: "keyDown", Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13}
	send(p, input.DispatchKeyEvent, key)
	key.Type, key.Text = "keyUp", ""
	send(p, input.DispatchKeyEvent, key)
}

// clean fails the test if the page complained of anything.
func (p *page) clean() {
	p.t.Helper()
	for _, e := range p.complaints() {
		p.t.Errorf("the page complains: %s", e)
	}
}

// at sets the browser's clock, which goes on from there, for the pages that are
// opened next.
func (p *page) at(now time.Time) {
	p.t.Helper()
	send(p, cdppage.AddScriptToEvaluateOnNewDocument, cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: fmt.Sprintf(`{
		const Real = Date, ahead = %d - Real.now()
		Date = class extends Real { constructor(...a) { if (a.length) super(...a); else super(Real.now() + ahead) } static now() { return Real.now() + ahead } }
	}`, now.UnixMilli())})
}
