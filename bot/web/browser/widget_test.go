package browser

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// host starts another site, whose policy is strict and allows the service
// alone, with the widget on it.
func host(t *testing.T, service func() string) *site {
	t.Helper()
	return hostIn(t, "en", service)
}

// hostIn is host for a site in lang.
func hostIn(t *testing.T, lang string, service func() string) *site {
	t.Helper()
	return connect(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Security-Policy", "default-src 'self'; script-src "+service()+"; frame-src "+service())
		_, _ = w.Write([]byte(`<!doctype html><html lang="` + lang + `" dir="auto"><meta name="viewport" content="width=device-width"><title>A hotel</title><main><h1>A hotel</h1></main><script src="` + service() + `/widget.js" async></script></html>`))
	}))
}

const frameElement = `document.querySelector('payhelp-widget').shadowRoot.querySelector('iframe')`

func TestWidget(t *testing.T) {
	for _, d := range []device{phone, desktop} {
		t.Run(d.name, func(t *testing.T) {
			var service *site
			hotel := host(t, func() string { return strings.Replace(service.URL, "127.0.0.1", "localhost", 1) })
			service = serve(t, hotel.URL)
			p := open(t, d, hotel.URL)
			p.until("the launcher", `document.querySelector('payhelp-widget')?.shadowRoot.querySelector('button').textContent === 'Payment help'`)
			if eval[bool](p, `!!`+frameElement) {
				t.Error("the page is loaded before anybody opened it")
			}
			p.shoot(d.name + "-widget-closed")
			eval[bool](p, `(window.events = [], ['payhelp-open', 'payhelp-ready', 'payhelp-close'].forEach((e) => addEventListener(e, () => window.events.push(e))), true)`)
			eval[bool](p, `(document.querySelector('payhelp-widget').style.setProperty('--payhelp-accent', '#7a1f5c'), document.querySelector('payhelp-widget').prefill('the machine ate my card'), true)`)
			p.until("the page in its frame", `window.events.includes('payhelp-ready')`)
			inner := p.frame(strings.Replace(service.URL, "127.0.0.1", "localhost", 1))
			inner.until("the question", `document.querySelector('#question').value === 'the machine ate my card'`)
			inner.until("the site's colour", `getComputedStyle(document.documentElement).getPropertyValue('--accent') === '#7a1f5c'`)
			inner.do(chromedp.Focus(chromedp.CSS("#question")))
			inner.enter()
			inner.until("an answer", `!!document.querySelector('#log .bot .card')`)
			p.shoot(d.name + "-widget-open")
			inner.key("Escape", 27)
			p.until("closed", `window.events.at(-1) === 'payhelp-close' && document.querySelector('payhelp-widget').shadowRoot.activeElement?.tagName === 'BUTTON'`)
			if n := eval[int](p, stored); n != 0 {
				t.Errorf("%d things are stored with the site", n)
			}
			p.clean()
			inner.clean()
		})
	}
}

// frame returns the page in the widget's frame.
func (p *page) frame(of string) *page {
	p.t.Helper()
	targets, err := chromedp.Targets(p.ctx)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, info := range targets {
		if info.Type == "iframe" && strings.HasPrefix(info.URL, of) {
			inner := &page{t: p.t}
			var cancel context.CancelFunc
			inner.ctx, cancel = chromedp.NewContext(p.ctx, chromedp.WithTargetID(info.TargetID), chromedp.WithListener(inner.listen))
			p.t.Cleanup(cancel)
			if err := chromedp.Do(inner.ctx); err != nil {
				p.t.Fatal(err)
			}
			return inner
		}
	}
	p.t.Fatalf("there is no frame of %s", of)
	return nil
}

// TestOnlyAllowedSitesFrameThePage tries it from one that is not.
func TestOnlyAllowedSitesFrameThePage(t *testing.T) {
	service := serve(t, "https://hotel.example")
	for path, want := range map[string]string{"/?embed=1": "frame-ancestors 'self' https://hotel.example", "/": "frame-ancestors 'none'"} {
		r, err := http.Get(service.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if got := r.Header.Get("Content-Security-Policy"); !strings.Contains(got, want) {
			t.Errorf("%s: the policy is %q, want %q in it", path, got, want)
		}
	}
}
