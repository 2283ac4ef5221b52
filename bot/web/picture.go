package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/klauspost/compress/gzhttp"

	"payhelp/bot/desk"
	"payhelp/bot/desk/picture"
	"payhelp/bot/desk/staff"
)

// visitorPicture serves the picture of a message to whoever has the token.
func (s *Server) visitorPicture(w http.ResponseWriter, r *http.Request, c *desk.Conversation) error {
	seq, err := strconv.ParseInt(r.PathValue("seq"), 10, 64)
	if err != nil {
		return desk.ErrNotFound
	}
	p, err := s.desk.Picture(r.Context(), c.ID, seq)
	if err != nil {
		return err
	}
	return writePicture(w, p)
}

// staffPicture serves the picture of a message of a case.
func (s *Server) staffPicture(w http.ResponseWriter, r *http.Request, _ *staff.Identity) error {
	id, seq, err := messageOf(r)
	if err != nil {
		return err
	}
	p, err := s.desk.CasePicture(r.Context(), id, seq)
	if err != nil {
		return err
	}
	return writePicture(w, p)
}

// pictureWrite is how long a picture may take: 750 kB at 50 kbit/s, which is 2G.
const pictureWrite = 2 * time.Minute

// writePicture writes a picture as what it is and nothing else: it came from
// elsewhere, though it was encoded here.
func writePicture(w http.ResponseWriter, p picture.Picture) error {
	h := w.Header()
	h.Set("Content-Type", p.Type)
	h.Set("Content-Length", strconv.Itoa(len(p.Data)))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, no-store") // gone when the conversation is
	h.Set(gzhttp.HeaderNoCompression, "1")
	err := http.NewResponseController(w).SetWriteDeadline(time.Now().Add(pictureWrite))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("write picture: %w", err)
	}
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(p.Data) // the status has been sent: nobody can be told
	return nil
}
