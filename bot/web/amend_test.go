package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
)

// replied makes an officer send free text to a visitor, and returns its number.
func (s *site) replied(t *testing.T, id int64, token, clientID, text string) int64 {
	t.Helper()
	var sent struct{ Message desk.StaffMessage }
	s.call(t, "POST", casePath(id, "/messages"), token, fmt.Sprintf(`{"client_id":%q,"text":%q}`, clientID, text), 201, &sent)
	return sent.Message.Seq
}

func (s *site) view(t *testing.T, id int64, token string) desk.View {
	t.Helper()
	var v desk.View
	s.call(t, "GET", casePath(id, ""), token, "", 200, &v)
	return v
}

func TestWhatStaffWroteIsDeliveredAndRead(t *testing.T) {
	s := serve(t, func(s *site) { s.server.pollEvery = time.Hour })
	_, token := s.officer(t, "li", staff.Officer)
	k, id := s.waiting(t, "ja", "ATMの手数料はいくらですか")
	s.call(t, "POST", casePath(id, "/claim"), token, "", 200, nil)
	s.call(t, "GET", k.path("/messages"), k.Token, "", 200, nil)
	if v := s.view(t, id, token); v.Conversation.Delivered != 0 {
		t.Errorf("without a message of staff %d was delivered", v.Conversation.Delivered)
	}
	seq := s.replied(t, id, token, "a", "请稍等")
	before := s.view(t, id, token)
	if before.Conversation.Delivered != 0 || before.Conversation.Read != 0 {
		t.Errorf("nobody has seen it: delivered %d, read %d", before.Conversation.Delivered, before.Conversation.Read)
	}
	deskEvents, _ := s.stream(t, "/api/v1/desk/events", token, fmt.Sprint(before.Case.Revision))
	next(t, deskEvents) // the status
	s.listen(t, k, fmt.Sprintf("/events?after=%d", seq-1), "")
	if e := next(t, deskEvents); e.Event != "case" {
		t.Errorf("the visitor's page is handed the message, and there comes %+v; want the case", e)
	}
	if v := s.view(t, id, token); v.Conversation.Delivered != seq || v.Conversation.Read != 0 {
		t.Errorf("handed out by the stream: delivered %d, read %d; want %d and 0", v.Conversation.Delivered, v.Conversation.Read, seq)
	}
	s.call(t, "POST", k.path("/read"), k.Token, fmt.Sprintf(`{"seq":%d}`, seq), 204, nil)
	if e := next(t, deskEvents); e.Event != "case" {
		t.Errorf("the visitor reads it, and there comes %+v; want the case", e)
	}
	s.call(t, "POST", k.path("/read"), k.Token, `{"seq":1}`, 204, nil)
	if v := s.view(t, id, token); v.Conversation.Read != seq {
		t.Errorf("read is %d, want %d", v.Conversation.Read, seq)
	}
	second := s.replied(t, id, token, "b", "还在吗")
	s.call(t, "GET", k.path("/messages"), k.Token, "", 200, nil)
	if v := s.view(t, id, token); v.Conversation.Delivered != second || v.Conversation.Read != seq {
		t.Errorf("handed out by the history: delivered %d, read %d; want %d and %d", v.Conversation.Delivered, v.Conversation.Read, second, seq)
	}
	s.call(t, "POST", k.path("/read"), k.Token, `{"seq":0}`, 400, nil)
	s.call(t, "POST", k.path("/read"), token, `{"seq":1}`, 404, nil)
}

func TestOfficerChangesAndWithdrawsFreeText(t *testing.T) {
	s := serve(t, nil)
	_, token := s.officer(t, "li", staff.Officer)
	_, other := s.officer(t, "wang", staff.Officer)
	k, id := s.waiting(t, "ja", "ATMの手数料はいくらですか")
	s.call(t, "POST", casePath(id, "/claim"), token, "", 200, nil)
	at := func(seq int64) string { return casePath(id, fmt.Sprintf("/messages/%d", seq)) }

	unread := s.replied(t, id, token, "a", "上限五千元")
	s.call(t, "PUT", at(unread), other, `{"text":"上限五万元"}`, 403, nil)
	s.call(t, "PUT", at(unread), token, `{"text":" "}`, 400, nil)
	s.call(t, "PUT", at(1), token, `{"text":"别的"}`, 404, nil) // the visitor's
	s.call(t, "PUT", at(99), token, `{"text":"别的"}`, 404, nil)
	var now desk.StaffMessage
	s.call(t, "PUT", at(unread), token, `{"text":"上限五万元, 卡号 4111111111111111"}`, 200, &now)
	if now.Replaces != unread || now.Kind != desk.KindAmended || now.Text != "上限五万元, 卡号 ••••••••••••1111" || now.Author != "小li" {
		t.Errorf("changed: %+v", now.Message)
	}
	s.call(t, "PUT", at(unread), token, `{"text":"上限五万元, 卡号 4111111111111111"}`, 200, &now)
	if now.Seq != unread+1 {
		t.Errorf("the same change again is message %d, want %d", now.Seq, unread+1)
	}
	var history struct{ Messages []desk.Message }
	s.call(t, "GET", k.path("/messages"), k.Token, "", 200, &history)
	if m := history.Messages[unread-1]; m.Text != "" || m.Original != "" {
		t.Errorf("the visitor can read what was changed before: %+v", m)
	}
	s.call(t, "POST", k.path("/read"), k.Token, fmt.Sprintf(`{"seq":%d}`, now.Seq), 204, nil)
	read := now.Seq
	s.call(t, "DELETE", at(read), other, "", 403, nil)
	s.call(t, "DELETE", at(read), token, "", 200, &now)
	if now.Replaces != read || now.Kind != desk.KindWithdrawn || now.From != desk.FromSystem || now.Lang != "ja" || !strings.Contains(now.Text, "取り消し") {
		t.Errorf("withdrawn: %+v", now.Message)
	}
	s.call(t, "PUT", at(read), token, `{"text":"又来"}`, 409, nil)
	s.call(t, "GET", k.path("/messages"), k.Token, "", 200, &history)
	if m := history.Messages[read-1]; !strings.Contains(m.Text, "上限五万元") {
		t.Errorf("what the visitor had read is gone: %+v", m)
	}

	var sent struct{ Message desk.StaffMessage }
	s.call(t, "POST", casePath(id, "/messages"), token, `{"client_id":"c","article":"atm-fees"}`, 201, &sent)
	s.call(t, "DELETE", at(sent.Message.Seq), token, "", 400, nil)
}
