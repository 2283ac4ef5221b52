package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
)

// deskEvents streams what changes at the desk: the cases that changed since a
// revision, each as it is now, who is typing, what was erased, and the counts.
func (s *Server) deskEvents(w http.ResponseWriter, r *http.Request, who *staff.Identity) error {
	// Woken first and read then: what changes in between is read.
	sub, err := s.events.Desk()
	if err != nil {
		return err
	}
	defer sub.Close()
	now, err := s.desk.Revision(r.Context())
	if err != nil {
		return err
	}
	after, err := lastEventID(r, now)
	if err != nil {
		return err
	}
	st, err := openStream(w)
	if err != nil {
		return s.streamEnded(r, err)
	}
	var told []byte        // the status, as last told
	read := func() error { //nolint:contextcheck // the request carries it
		if _, err := s.identify(r); errors.Is(err, desk.ErrNotFound) {
			return errStreamEnds // signed out, or disabled, meanwhile
		}
		for {
			rows, err := s.desk.Rows(r.Context(), desk.CaseFilter{ByRevision: true, After: after, Limit: streamBatch}, who.Account.ID)
			if err != nil {
				return err
			}
			for _, row := range rows {
				if err := st.event("case", row.Revision, row); err != nil {
					return err
				}
				after = row.Revision
			}
			if len(rows) < streamBatch {
				break
			}
		}
		status, err := s.status(r, who)
		if err != nil {
			return err
		}
		data, err := json.Marshal(status)
		if err != nil || bytes.Equal(data, told) {
			return err
		}
		told = data
		return st.event("status", 0, json.RawMessage(data))
	}
	heard := func(e desk.Event) (bool, error) {
		switch {
		case e.Case == 0:
			return false, nil // a conversation that the bot has alone
		case e.Kind == desk.Typing:
			if e.From != desk.FromVisitor {
				return false, nil
			}
			return false, st.event("typing", 0, map[string]any{"case": e.Case})
		case e.Kind == desk.Erased:
			return true, st.event("erased", 0, map[string]any{"case": e.Case})
		}
		return true, nil
	}
	return s.follow(r, st, sub, heard, read)
}
