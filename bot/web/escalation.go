package web

import (
	"net/http"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/index"
)

func (s *Server) escalate(w http.ResponseWriter, r *http.Request, c *desk.Conversation) error {
	var in struct {
		Contact  string       `json:"contact"`
		Note     string       `json:"note"`
		Location *index.Point `json:"location"`
	}
	if err := readOptionalJSON(r, &in); err != nil {
		return err
	}
	if err := checkLocation(in.Location); err != nil {
		return err
	}
	h, err := s.desk.Escalate(r.Context(), c.ID, desk.Asking{Contact: in.Contact, Note: in.Note, Location: in.Location}, bot.Asked)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, h)
}

func (s *Server) feedback(w http.ResponseWriter, r *http.Request, c *desk.Conversation) error {
	var in struct {
		Message int64  `json:"message"`
		Helpful *bool  `json:"helpful"`
		Reason  string `json:"reason"`
		Comment string `json:"comment"`
	}
	if err := readJSON(r, &in); err != nil {
		return err
	}
	if in.Helpful == nil {
		return badRequest("helpful", "helpful is true or false")
	}
	h, err := s.desk.Feedback(r.Context(), desk.Feedback{
		Conversation: c.ID, Seq: in.Message, Helpful: *in.Helpful, Reason: in.Reason, Comment: in.Comment,
	})
	if err != nil {
		return err
	}
	out := map[string]any{}
	if h != nil {
		out["handover"] = h
	}
	return writeJSON(w, http.StatusCreated, out)
}

func (s *Server) rate(w http.ResponseWriter, r *http.Request, c *desk.Conversation) error {
	var in struct {
		Score int `json:"score"`
	}
	if err := readJSON(r, &in); err != nil {
		return err
	}
	if err := s.desk.Rate(r.Context(), c, in.Score); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Server) visitorTyping(w http.ResponseWriter, r *http.Request, c *desk.Conversation) error {
	s.desk.VisitorTyping(r.Context(), c)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Server) newReturnCode(w http.ResponseWriter, r *http.Request, c *desk.Conversation) error {
	code, expires, err := s.desk.NewReturnCode(r.Context(), c.ID)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusCreated, map[string]any{"return_code": code, "return_expires": expires})
}

func (s *Server) reopen(w http.ResponseWriter, r *http.Request) error {
	var in struct {
		Code string `json:"code"`
	}
	if err := readJSON(r, &in); err != nil {
		return err
	}
	c, token, err := s.desk.Reopen(r.Context(), in.Code, addressOf(r))
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, map[string]string{"id": c.ID, "token": token})
}

// addressOf names the address of a request, for counting its attempts.
func addressOf(r *http.Request) string {
	prefix, ok := prefixOf(r)
	if !ok {
		return "unknown"
	}
	return prefix.String()
}

func (s *Server) deskHours(w http.ResponseWriter, _ *http.Request) error {
	return writeJSON(w, http.StatusOK, s.desk.Hours.At(s.now()))
}
