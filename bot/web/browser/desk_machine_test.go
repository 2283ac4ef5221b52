package browser

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"payhelp/bot/desk"
	"payhelp/bot/desk/translate"
)

// libre is a small server that speaks LibreTranslate's protocol: POST /translate
// with q, source, target and format, as https://docs.libretranslate.com has it.
func libre(t *testing.T, words map[string]string) (service *translate.Service, fails *atomic.Bool) {
	t.Helper()
	fails = new(atomic.Bool)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			Q, Source, Target, Format string
			Key                       string `json:"api_key"`
		}
		err := json.NewDecoder(r.Body).Decode(&in)
		out, known := words[in.Source+">"+in.Target+" "+in.Q]
		w.Header().Set("Content-Type", "application/json")
		switch {
		case err != nil || r.Method != http.MethodPost || r.URL.Path != "/translate" || in.Format != "text":
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"error":"Invalid request: missing q parameter"}`))
		case in.Key != "key":
			w.WriteHeader(http.StatusForbidden)
			_, _ = w.Write([]byte(`{"error":"Invalid API key"}`))
		case fails.Load() || !known:
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = w.Write([]byte(`{"error":"Cannot translate text: model not loaded"}`))
		default:
			_ = json.NewEncoder(w).Encode(map[string]string{"translatedText": out})
		}
	}))
	t.Cleanup(server.Close)
	service, err := translate.New(translate.Config{Kind: "libretranslate", URL: server.URL + "/", Key: "key"})
	if err != nil {
		t.Fatal(err)
	}
	return service, fails
}

func TestDeskTranslates(t *testing.T) {
	service, fails := libre(t, map[string]string{
		"th>zh-Hans " + samples[3].text: "泰餐馆不收<i>现金</i>",
		"zh-Hans>th 请稍等，我问一下店家。":        "กรุณารอสักครู่ ฉันจะถามร้านให้",
	})
	o, guests := withSamples(withOffice(t, func(c *desk.Config) { c.Translator = service }))
	p := o.atDesk(console, "li", "zh")
	p.toClaimed("4")
	p.tap(`.said.visitor .link`)
	p.until("the translation as it is written, marked", `document.querySelector('.machine')?.textContent.startsWith('泰餐馆不收<i>现金</i>') && document.querySelector('.badge.machine').textContent.includes('LibreTranslate')`)
	p.somewhere("the translation")
	if !eval[bool](p, `document.querySelector('.said.visitor .original').textContent.includes('ร้านอาหาร') && document.querySelector('.said.visitor .original').getClientRects().length > 0`) {
		t.Error("the original does not stand beside the translation")
	}
	p.out()
	p.press("f")
	p.write("请稍等，我问一下店家。")
	p.until("the preview: both texts, marked", `document.querySelector('.preview:not([aria-busy]) .side-theirs .text')?.textContent === 'กรุณารอสักครู่ ฉันจะถามร้านให้' && document.querySelector('.side-zh').textContent.includes('请稍等') && !!document.querySelector('.preview .badge.machine')`)
	p.shoot("desk-translated")
	fails.Store(true)
	p.control()
	p.until("that the service failed", `document.querySelector('.toast.wrong')?.textContent !== undefined`)
	if got := eval[string](p, `document.querySelector('.free textarea').value`); got != "请稍等，我问一下店家。" {
		t.Errorf("after the failure the draft is %q", got)
	}
	if got := guests[3].reads(); len(got) != 0 {
		t.Errorf("the visitor reads %q", got)
	}
	fails.Store(false)
	p.control()
	p.until("it is sent, both texts side by side, marked", `document.querySelector('.said.staff .original')?.lang === 'th' && document.querySelector('.said.staff .zh').textContent === '请稍等，我问一下店家。' && !!document.querySelector('.said.staff .badge.machine')`)
	if got := guests[3].reads(); len(got) != 1 || got[0] != "th translated กรุณารอสักครู่ ฉันจะถามร้านให้" {
		t.Errorf("the visitor reads %q", got)
	}

	eval[bool](p, `(document.querySelector('.free [type=checkbox]').click(), true)`)
	eval[bool](p, `(document.querySelector('.free textarea').focus(), true)`)
	p.write("OK")
	p.until("it is free text where the officer chose so", `!!document.querySelector('.preview:not([aria-busy]) .badge.free')`)
	p.clean()
}

func TestDeskTranslatesOnlyWhereConfigured(t *testing.T) {
	o, _ := withSamples(withOffice(t, nil))
	p := o.atDesk(console, "li", "en")
	p.toClaimed("4")
	p.press("f")
	p.until("the free text", `document.activeElement?.tagName === 'TEXTAREA'`)
	if eval[bool](p, `!!document.querySelector('.said .link') || !!document.querySelector('.free [type=checkbox]')`) {
		t.Error("machine translation is offered, and none is configured")
	}
	p.clean()
}
