package storetest

import (
	"bytes"
	"testing"
	"time"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/bot/desk/picture"
	"payhelp/bot/store/sqlstore"
)

// picturesGo: a picture is read with its message, and goes with it, where it is
// withdrawn and where the conversation is erased.
func picturesGo(t *testing.T, s *sqlstore.Store) {
	start(t, s, "c1")
	c := escalate(t, s, call("c1", bot.Asked))
	claim(t, s, c.ID, "li", noon)
	want := picture.Picture{Type: picture.JPEG, Width: 40, Height: 30, Data: []byte{0xff, 0xd8, 0, 1, 2}}
	show := func(clientID string) desk.Message {
		t.Helper()
		m, _, err := s.AddStaffMessage(t.Context(), c.ID, desk.Message{
			From: desk.FromStaff, Kind: desk.KindPicture, Text: "李さんからの画像", Lang: "ja", Original: "李发来的图片",
			Author: "li", Staff: officer("li").Staff, ClientID: clientID, At: noon, Picture: &want,
		}, officer("li"))
		if err != nil {
			t.Fatalf("AddStaffMessage: %v", err)
		}
		return m
	}
	first, second := show("p1"), show("p2")
	if again := show("p1"); again.Seq != first.Seq {
		t.Errorf("sent again, it is message %d, want %d", again.Seq, first.Seq)
	}
	got, err := s.Picture(t.Context(), "c1", first.Seq)
	if err != nil || got.Type != want.Type || got.Width != 40 || got.Height != 30 || !bytes.Equal(got.Data, want.Data) {
		t.Errorf("Picture = %+v, %v; want %+v", got, err, want)
	}
	plain := reply(t, s, c.ID, "s1", "見えますか", officer("li"))
	all, err := s.Messages(t.Context(), "c1", first.Seq-1, 10)
	if err != nil || len(all) != 3 || all[2].Picture != nil || all[0].Picture == nil || all[0].Picture.Width != 40 || all[0].Picture.Data != nil {
		t.Fatalf("Messages = %+v, %v; want two that say how large their pictures are, without them, and one that has none", all, err)
	}
	_, err = s.Picture(t.Context(), "c1", plain.Seq)
	wantError(t, "the picture of a message that has none", err, desk.ErrNotFound)
	_, err = s.Picture(t.Context(), "c2", first.Seq)
	wantError(t, "the picture in another conversation", err, desk.ErrNotFound)

	if _, _, err := s.Receipt(t.Context(), desk.Receipt{Conversation: "c1", Seq: plain.Seq, Read: true, At: noon}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Amend(t.Context(), withdrawal(c.ID, "p2", officer("li"))); err != nil {
		t.Fatalf("Amend: %v", err)
	}
	_, err = s.Picture(t.Context(), "c1", second.Seq)
	wantError(t, "a picture that was read and is withdrawn", err, desk.ErrNotFound)
	if m, err := s.Message(t.Context(), "c1", second.Seq); err != nil || m.Picture != nil || m.Text == "" {
		t.Errorf("its message is %+v, %v; want its words, which were read, without a picture", m, err)
	}
	if err := s.Erase(t.Context(), "c1"); err != nil {
		t.Fatalf("Erase: %v", err)
	}
	_, err = s.Picture(t.Context(), "c1", first.Seq)
	wantError(t, "the picture of what is erased", err, desk.ErrNotFound)

	start(t, s, "c3")
	c = escalate(t, s, call("c3", bot.Asked))
	claim(t, s, c.ID, "li", noon)
	idle := show("p1")
	if n, err := s.Sweep(t.Context(), noon.Add(time.Hour), noon); err != nil || n != 1 {
		t.Errorf("Sweep = %d, %v", n, err)
	}
	_, err = s.Picture(t.Context(), "c3", idle.Seq)
	wantError(t, "the picture of what was swept", err, desk.ErrNotFound)
}
