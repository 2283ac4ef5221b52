package browser

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"payhelp/bot/desk"
	"payhelp/bot/desk/picture"
)

// photo is a picture of 640 by 480 pixels.
func photo(t *testing.T) picture.Picture {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for y := range 480 {
		for x := range 640 {
			m.Set(x, y, color.RGBA{uint8(x / 3), uint8(y / 2), 120, 255})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, nil); err != nil {
		t.Fatal(err)
	}
	p, err := picture.Clean(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// held keeps the page from getting pictures until it calls letPicturesCome.
const held = `(() => {
	const real = window.fetch, waiting = []
	window.fetch = (at, options) => String(at).endsWith('/picture') ? new Promise((done) => waiting.push(() => done(real(at, options)))) : real(at, options)
	window.letPicturesCome = () => waiting.forEach((go) => go())
	return true
})()`

// TestAPictureOfAnOfficer: it is on the visitor's page in the room that was kept
// for it, at the desk, large on a tap, and nowhere once the visitor erases.
func TestAPictureOfAnOfficer(t *testing.T) {
	for _, lang := range languages {
		t.Run(lang, func(t *testing.T) {
			o := withOffice(t, nil)
			p := open(t, phone, o.URL+"/?lang="+lang)
			p.tap(`[data-act="person"]`)
			conversation := strings.Split(o.call(t, http.MethodPost, "/escalations"), "/")[4]
			open, err := o.store.OpenCase(t.Context(), conversation)
			if err != nil {
				t.Fatal(err)
			}
			id, by := open.ID, o.actor("li")
			if _, err := o.service.Claim(t.Context(), id, by); err != nil {
				t.Fatal(err)
			}
			p.until("who answers", `document.querySelector('#status .with')?.textContent.includes('李静')`)
			eval[bool](p, held)
			sent, _, err := o.service.SendPicture(t.Context(), id, "p1", photo(t), by)
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := o.service.Reply(t.Context(), id, desk.StaffReply{ClientID: "t1", Text: "就是这台机器。"}, by); err != nil {
				t.Fatal(err)
			}
			p.until("the picture's room, and what came after it", `!!document.querySelector('#log .picture') && document.querySelectorAll('#log .staff').length === 2`)
			const where = `JSON.stringify([...document.querySelectorAll('#log .staff')].map((e) => { const b = e.getBoundingClientRect(); return [b.left, b.top + scrollY, b.width, b.height].map(Math.round) }))`
			before := eval[string](p, where)
			eval[bool](p, shifts)
			eval[bool](p, `(window.shift = 0, letPicturesCome(), true)`)
			p.until("the picture", `document.querySelector('#log .picture img').naturalWidth === 640 && document.querySelector('#log .picture img').naturalHeight === 480`)
			if after := eval[string](p, where); after != before {
				t.Errorf("when the picture comes, messages move from %s to %s", before, after)
			}
			if shift := eval[float64](p, `window.shift`); shift != 0 {
				t.Errorf("the layout shifts by %v when the picture comes", shift)
			}
			for what, ok := range map[string]string{
				"its proportions":            `(() => { const b = document.querySelector('#log .picture img').getBoundingClientRect(); return Math.abs(b.width / b.height - 640 / 480) < 0.02 && b.width > 200 })()`,
				"no wider than the page":     `document.documentElement.scrollWidth <= innerWidth`,
				"whose it is, in words":      `document.querySelector('#log .picture img').alt.includes('李静')`,
				"the language of the words":  `document.querySelector('#log .picture').lang === document.documentElement.lang.slice(0, 2)`,
				"a file of the page's own":   `document.querySelector('#log .picture img').src.startsWith('blob:')`,
				"its width and height":       `document.querySelector('#log .picture img').width > 0 && document.querySelector('#log .picture img').getAttribute('height') === '480'`,
				"its place before the words": `!!document.querySelector('#log .picture').closest('.said').nextElementSibling?.textContent.includes('就是这台机器')`,
			} {
				if !eval[bool](p, ok) {
					t.Errorf("the picture lacks %s", what)
				}
			}
			p.shoot("phone-" + lang + "-picture")
			p.tap(`#log .picture`)
			p.until("it is large", `document.querySelector('dialog.large[open] img')?.getBoundingClientRect().width > 300`)
			p.accessible(axe(t))
			p.shoot("phone-" + lang + "-picture-large")
			p.tap(`dialog.large .shut`)
			p.until("it is small again", `!document.querySelector('dialog') && document.activeElement.classList.contains('picture')`)
			if eval[string](p, `document.querySelector('#log .picture img').src`) == "" {
				t.Error("the picture has no file any more")
			}

			li := o.atDesk(console, "li", "zh")
			li.toClaimed(fmt.Sprint(id))
			li.until("the picture at the desk", `document.querySelector('.said.staff .picture img')?.naturalWidth === 640`)
			if !eval[bool](li, `(() => { const log = document.querySelector('.thread .log'); return log.scrollHeight - log.scrollTop - log.clientHeight < 2 })()`) {
				t.Error("the picture pushes the latest message out of the officer's view")
			}
			li.shoot("desk-picture")
			li.clean()

			p.do(chromedp.Reload())
			p.until("the picture after a reload", `document.querySelector('#log .picture img')?.naturalWidth === 640`)
			const file = `fetch('/api/v1/conversations/%s/messages/%d/picture', {headers: {Authorization: 'Bearer ' + window.token}}).then((r) => r.status)`
			eval[bool](p, `(window.token = Object.values(localStorage).map((v) => { try { return JSON.parse(v).token } catch { return '' } }).find(Boolean), true)`)
			if status := eval[int](p, fmt.Sprintf(file, conversation, sent.Seq)); status != http.StatusOK {
				t.Errorf("the picture is answered with %d, want 200", status)
			}
			if err := o.service.Erase(t.Context(), &desk.Conversation{ID: conversation}); err != nil {
				t.Fatal(err)
			}
			if status := eval[int](p, fmt.Sprintf(file, conversation, sent.Seq)); status != http.StatusNotFound {
				t.Errorf("after erasing, the picture is answered with %d, want 404", status)
			}
		})
	}
}

// TestAPictureThatIsWithdrawn is gone from the page, read or not, and its file
// from the page's memory; its words stay struck through.
func TestAPictureThatIsWithdrawn(t *testing.T) {
	server, talk := withTalks(t)
	p := open(t, phone, server.URL+"/?lang=en")
	p.tap(`[data-act="person"]`)
	id := talk.claim()
	p.until("who answers", `document.querySelector('#status .with')?.textContent.includes('王芳')`)
	sent, _, err := talk.SendPicture(t.Context(), id, "p1", photo(t), officer)
	if err != nil {
		t.Fatal(err)
	}
	p.until("the picture", `document.querySelector('#log .picture img')?.naturalWidth === 640`)
	talk.receipts(id, sent.Seq, sent.Seq)
	old := eval[string](p, `document.querySelector('#log .picture img').src`)
	if _, err := talk.Withdraw(t.Context(), id, "p1", officer); err != nil {
		t.Fatal(err)
	}
	p.until("its words, struck through", staffTexts+` === '-Picture from 王芳' && !document.querySelector('#log .picture')`)
	if eval[bool](p, `fetch(%s).then(() => true, () => false)`, old) {
		t.Error("the page still has the file of the picture that was withdrawn")
	}
	p.shoot("phone-en-picture-withdrawn")
}

func TestAPictureAtTheFrontDesk(t *testing.T) {
	server, talk := withTalks(t)
	p := open(t, tablet, server.URL+"/frontdesk?place=airport-taiyuan-wusu")
	p.tap(`[data-lang="th"]`)
	p.until("the guest's topics", `document.querySelectorAll('#guest-stage .picks button').length === 10`)
	p.tap(`#clerk-stage .picks button`)
	p.tap(`#clerk-stage .picks.wide button`)
	p.until("the answer", `!!document.querySelector('#guest-stage .card')`)
	p.tap("#call")
	id := talk.claim()
	sent, _, err := talk.SendPicture(t.Context(), id, "p1", photo(t), officer)
	if err != nil {
		t.Fatal(err)
	}
	p.until("the picture on both halves", `[...document.querySelectorAll('.stage .staff .picture img')].filter((i) => i.naturalWidth === 640).length === 2`)
	talk.receipts(id, sent.Seq, sent.Seq)
	if got := eval[string](p, `[...document.querySelectorAll('.stage .staff .picture')].map((b) => b.lang).sort().join()`); got != "th,zh" {
		t.Errorf("the words of the picture are in %s, want th,zh", got)
	}
	p.shoot("tablet-th-frontdesk-picture")
	p.clean()
}
