package web

import (
	"net/http"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
)

// amendReply replaces the text of what the officer wrote freely.
func (s *Server) amendReply(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	var in struct {
		Text string `json:"text"`
	}
	if err := readJSON(r, &in); err != nil {
		return err
	}
	return s.replaceReply(w, r, who, func(id int64, clientID string) (desk.Message, error) {
		return s.desk.Amend(r.Context(), id, clientID, in.Text, who.Actor())
	})
}

// withdrawReply takes back what the officer wrote freely.
func (s *Server) withdrawReply(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	return s.replaceReply(w, r, who, func(id int64, clientID string) (desk.Message, error) {
		return s.desk.Withdraw(r.Context(), id, clientID, who.Actor())
	})
}

// replaceReply answers with the message that replaces the one that the path
// names.
func (s *Server) replaceReply(w http.ResponseWriter, r *http.Request, who *staff.Identity, do func(id int64, clientID string) (desk.Message, error)) error {
	id, seq, err := messageOf(r)
	if err != nil {
		return err
	}
	clientID, err := s.desk.SentAs(r.Context(), id, seq)
	if err != nil {
		return err
	}
	m, err := do(id, clientID)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, s.desk.StaffMessage(m, who.Account.ID))
}

// markRead notes up to which message the visitor has read.
func (s *Server) markRead(w http.ResponseWriter, r *http.Request, c *desk.Conversation) error {
	var in struct {
		Seq int64 `json:"seq"`
	}
	if err := readJSON(r, &in); err != nil {
		return err
	}
	if err := s.desk.MarkRead(r.Context(), c, in.Seq); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
