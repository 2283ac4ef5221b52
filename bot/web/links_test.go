package web

import (
	"net/http"
	"testing"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
)

func TestMessengerLinks(t *testing.T) {
	s := serve(t, nil)
	_, token := s.officer(t, "li", staff.Officer)
	_, other := s.officer(t, "wang", staff.Officer)
	const path = "/api/v1/desk/me/messenger-links"
	var made struct {
		Code    string    `json:"code"`
		Expires time.Time `json:"expires"`
	}
	s.call(t, "POST", path, token, "", 201, &made)
	if _, err := s.people.Link(t.Context(), staff.HideLinkCode(made.Code), "slack", "T1", "U1"); err != nil {
		t.Fatalf("the code %q links nobody: %v", made.Code, err)
	}
	var list struct {
		Links []desk.Link `json:"links"`
	}
	s.call(t, "GET", path, other, "", 200, &list)
	if len(list.Links) != 0 {
		t.Errorf("another account has the links %+v", list.Links)
	}
	s.call(t, "GET", path, token, "", 200, &list)
	if len(list.Links) != 1 || list.Links[0].Messenger != "slack" || list.Links[0].User != "U1" {
		t.Fatalf("the links are %+v, want U1 of slack", list.Links)
	}
	if got := s.status(t, "DELETE", path+"/"+list.Links[0].ID, other); got != http.StatusNotFound {
		t.Errorf("another account ends the link: %d", got)
	}
	s.call(t, "DELETE", path+"/"+list.Links[0].ID, token, "", 204, nil)
	if _, err := s.people.LinkedAs(t.Context(), "slack", "T1", "U1"); err == nil {
		t.Error("the user is still linked")
	}
}

func TestStatusTellsOfMessengersThatDoNotWork(t *testing.T) {
	s := serve(t, func(s *site) {
		s.server.messengers = func() []desk.MessengerHealth {
			return []desk.MessengerHealth{{Name: "slack", Reason: "archived", Channel: "C1", Since: s.Clock.Now()}}
		}
	})
	_, token := s.officer(t, "li", staff.Officer)
	var status struct {
		Messengers []desk.MessengerHealth `json:"messengers"`
	}
	s.call(t, "GET", "/api/v1/desk/status", token, "", 200, &status)
	if len(status.Messengers) != 1 || status.Messengers[0].Healthy || status.Messengers[0].Reason != "archived" {
		t.Errorf("the messengers are %+v, want that the channel is archived", status.Messengers)
	}
}
