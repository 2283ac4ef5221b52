package web

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"strings"
	"testing"

	"payhelp/bot/desk"
	"payhelp/bot/desk/picture"
	"payhelp/bot/desk/staff"
)

// photo is a picture of w by h pixels.
func photo(t *testing.T, w, h int) picture.Picture {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	p, err := picture.Clean(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// fetch is a request for something that is no JSON.
func (s *site) fetch(t *testing.T, path, token string) (int, http.Header, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Accept-Encoding", "gzip")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header, data
}

func TestPictureIsForThoseOfTheConversation(t *testing.T) {
	s := serve(t, nil)
	li, token := s.officer(t, "li", staff.Officer)
	k, id := s.waiting(t, "ja", "カードが使えません")
	other, _ := s.waiting(t, "ja", "カードが使えません")
	by := desk.Actor{Staff: li.ID, Name: "李静", Via: "slack"}
	if _, err := s.Claim(t.Context(), id, by); err != nil {
		t.Fatal(err)
	}
	want := photo(t, 640, 480)
	sent, _, err := s.SendPicture(t.Context(), id, "p1", want, by)
	if err != nil {
		t.Fatal(err)
	}
	var history struct{ Messages []desk.Message }
	s.call(t, "GET", k.path("/messages"), k.Token, "", 200, &history)
	m := history.Messages[len(history.Messages)-1]
	if m.Kind != desk.KindPicture || m.Picture == nil || m.Picture.Width != 640 || m.Picture.Height != 480 || m.Picture.Type != picture.JPEG || !strings.Contains(m.Text, "李静") {
		t.Errorf("the message is %+v; want that it says what the picture is, and whose", m)
	}
	if v := s.view(t, id, token); v.Messages[len(v.Messages)-1].Picture == nil {
		t.Error("the desk is not told of the picture")
	}
	at := fmt.Sprintf("/messages/%d/picture", sent.Seq)
	for name, tc := range map[string]struct {
		path, token string
		want        int
	}{
		"the visitor":                   {k.path(at), k.Token, 200},
		"an officer":                    {casePath(id, at), token, 200},
		"another visitor":               {k.path(at), other.Token, 404},
		"their own, which is none":      {other.path(at), other.Token, 404},
		"the visitor, at the desk":      {casePath(id, at), k.Token, 401},
		"an officer, at the visitor's":  {k.path(at), token, 404},
		"a message without a picture":   {k.path("/messages/1/picture"), k.Token, 404},
		"no number":                     {k.path("/messages/x/picture"), k.Token, 404},
		"nobody":                        {k.path(at), "", 401},
		"of a case that there is not":   {"/api/v1/desk/cases/999" + at, token, 404},
		"of a message that is not a no": {casePath(id, "/messages/0/picture"), token, 404},
	} {
		t.Run(name, func(t *testing.T) {
			status, h, data := s.fetch(t, tc.path, tc.token)
			if status != tc.want {
				t.Fatalf("%d %s, want %d", status, data, tc.want)
			}
			if status != http.StatusOK {
				return
			}
			if !bytes.Equal(data, want.Data) {
				t.Errorf("%d bytes, want those of the picture, %d", len(data), len(want.Data))
			}
			for name, value := range map[string]string{
				"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store",
				"Content-Length": fmt.Sprint(len(want.Data)), "Content-Encoding": "", "Cross-Origin-Resource-Policy": "same-origin",
				"Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
			} {
				if got := h.Get(name); got != value {
					t.Errorf("%s: %q, want %q", name, got, value)
				}
			}
		})
	}
	s.call(t, "DELETE", k.path(""), k.Token, "", 204, nil)
	for path, token := range map[string]string{k.path(at): k.Token, casePath(id, at): token} {
		if status, _, _ := s.fetch(t, path, token); status != http.StatusNotFound {
			t.Errorf("%s after erasing: %d, want 404", path, status)
		}
	}
}

func TestWhatOfAPictureIsRefused(t *testing.T) {
	s := serve(t, nil)
	li, token := s.officer(t, "li", staff.Officer)
	k, id := s.waiting(t, "en", "my card does not work")
	by := desk.Actor{Staff: li.ID, Name: "李静", Via: "slack"}
	if _, _, err := s.SendPicture(t.Context(), id, "p1", photo(t, 8, 8), by); err == nil {
		t.Error("a picture of somebody who does not own the case is sent")
	}
	if _, err := s.Claim(t.Context(), id, by); err != nil {
		t.Fatal(err)
	}
	sent, _, err := s.SendPicture(t.Context(), id, "p1", photo(t, 8, 8), by)
	if err != nil {
		t.Fatal(err)
	}
	at := casePath(id, fmt.Sprint("/messages/", sent.Seq))
	s.call(t, "PUT", at, token, `{"text":"other words"}`, 400, nil)
	s.call(t, "DELETE", at, token, "", 200, nil)
	if status, _, _ := s.fetch(t, k.path(fmt.Sprintf("/messages/%d/picture", sent.Seq)), k.Token); status != http.StatusNotFound {
		t.Errorf("the picture that was withdrawn: %d, want 404", status)
	}
}
