package web

import (
	"fmt"
	"strings"
	"testing"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
)

const pingyao, airport = "scenic-pingyao-ancient-city", "airport-taiyuan-wusu"

func TestPlaceSeesItsOwnNumbers(t *testing.T) {
	s := serve(t, nil)
	_, officer := s.officer(t, "li", staff.Officer)
	_, supervisor := s.officer(t, "wang", staff.Supervisor)
	s.waiting(t, "ja", "ATMの手数料はいくらですか")
	elsewhere := s.start(t, fmt.Sprintf(`{"lang":"en","place":%q}`, airport))
	s.say(t, elsewhere, "1", "What is the ATM limit?")

	link := func(place string) string { return "/api/v1/desk/places/" + place + "/link" }
	s.call(t, "POST", link(pingyao), officer, "", 403, nil)
	s.call(t, "POST", link("nowhere"), supervisor, "", 404, nil)
	var made struct{ URL string }
	s.call(t, "POST", link(pingyao), supervisor, "", 201, &made)
	page, secret, _ := strings.Cut(made.URL, "#")
	if page != s.url+"/frontdesk/numbers?place="+pingyao || len(secret) < 32 {
		t.Fatalf("the link is %q", made.URL)
	}
	if html := s.page(t, strings.TrimPrefix(page, s.url), ""); strings.Contains(html, secret) || !strings.Contains(html, "本店数据") {
		t.Error("the page has the secret, or is another page")
	}
	numbers := func(place string) string { return "/api/v1/places/" + place + "/numbers" }
	var n desk.Numbers
	s.call(t, "GET", numbers(pingyao), secret, "", 200, &n)
	if n.Total.Questions != 1 || n.Total.Answered != 1 || n.Total.HandedOn != 1 || n.Waiting != 1 || n.To != "2026-05-12" || n.From != "2026-04-13" {
		t.Errorf("the numbers are %+v", n)
	}
	if len(n.Days) != 1 || n.Days[0].Key != "2026-05-12" || len(n.Topics) != 1 || n.Topics[0].Key != "atm" || len(n.Langs) != 1 || n.Langs[0].Key != "ja" {
		t.Errorf("the numbers are %+v", n)
	}
	s.call(t, "GET", numbers(pingyao)+"?from=2026-05-01&to=2026-05-11", secret, "", 200, &n)
	if n.Total.Questions != 0 || n.Waiting != 1 || n.Days == nil {
		t.Errorf("of other days the numbers are %+v", n)
	}
	s.call(t, "GET", numbers(airport), secret, "", 404, nil)
	s.call(t, "GET", numbers(pingyao), supervisor, "", 404, nil)
	s.call(t, "GET", numbers(pingyao), "", "", 401, nil)
	s.call(t, "GET", numbers(pingyao)+"?from=x", secret, "", 400, nil)
	s.call(t, "POST", link(pingyao), supervisor, "", 201, nil)
	s.call(t, "GET", numbers(pingyao), secret, "", 404, nil)
	s.call(t, "DELETE", link(pingyao), supervisor, "", 204, nil)
}
