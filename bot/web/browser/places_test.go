package browser

import (
	"context"
	"strings"
	"testing"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// permit grants or denies the page its location.
func (p *page) permit(setting cdpbrowser.PermissionSetting) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	_, err := chromedp.CallBrowser(ctx, cdpbrowser.SetPermission, cdpbrowser.SetPermissionParams{
		Permission: &cdpbrowser.PermissionDescriptor{Name: "geolocation"}, Setting: setting,
		BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID,
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

func TestPlacesByDistance(t *testing.T) {
	server := serve(t)
	for _, lang := range languages {
		t.Run(lang, func(t *testing.T) {
			p := tab(t, phone)
			p.permit(cdpbrowser.PermissionSettingGranted)
			lat, lon, accuracy := 37.75, 112.63, 20.0
			send(p, emulation.SetGeolocationOverride, emulation.SetGeolocationOverrideParams{Latitude: &lat, Longitude: &lon, Accuracy: &accuracy})
			p.do(chromedp.Navigate(server.URL + "/?lang=" + lang))
			p.tap(`[data-act="nearby"]`)
			p.until("places", `document.querySelectorAll('#log .places > li').length > 5`)
			if eval[bool](p, `!!document.querySelector('.far')`) {
				t.Error("there are distances, although nobody has tapped for the location")
			}
			p.tap(`.nearby > .buttons button`)
			p.until("distances", `!!document.querySelector('.places .far')`)
			if got := eval[string](p, `document.querySelector('.places .name').textContent`); !strings.ContainsAny(got, "0123456789") {
				t.Errorf("the nearest place %q has no distance in the digits of signs", got)
			}
			if got := eval[string](p, `document.querySelector('.places a[href^="geo:"]').href`); !strings.HasPrefix(got, "geo:37.7") {
				t.Errorf("the map link is %q", got)
			}
			p.shoot("phone-" + lang + "-places")
			p.tap(`.places > li .buttons button`)
			p.until("the name for the driver", `document.querySelector('.sign .zh')?.textContent.startsWith('请送我到')`)
			p.shoot("phone-" + lang + "-taxi")
			p.clean()
		})
	}
}

func TestPlacesWithoutLocation(t *testing.T) {
	server := serve(t)
	p := tab(t, phone)
	p.permit(cdpbrowser.PermissionSettingDenied)
	p.do(chromedp.Navigate(server.URL + "/?lang=en"))
	p.tap(`[data-act="nearby"]`)
	p.tap(`.nearby > .buttons button`)
	p.until("why there is no distance", `document.querySelector('.nearby [role=status]').textContent.includes('could not be found')`)
	if !eval[bool](p, `document.querySelectorAll('.places > li').length > 5`) {
		t.Error("without a location there are no places")
	}
	p.clean()
}
