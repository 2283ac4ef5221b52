package desk

import (
	"context"

	"payhelp/bot/desk/picture"
)

// SendPicture sends a picture of an officer who owns the Case. The message says
// in words whose it is, for those who cannot see it. A clientID that was sent
// before changes nothing. Errors: those of [Service.Reply].
func (s *Service) SendPicture(ctx context.Context, id int64, clientID string, p picture.Picture, by Actor) (Message, Case, error) {
	if err := checkClientID(clientID); err != nil {
		return Message{}, Case{}, err
	}
	conversation, err := s.conversationOf(ctx, id)
	if err != nil {
		return Message{}, Case{}, err
	}
	m := notice(KindPicture, conversation.Lang, "CasePicture", map[string]any{"Name": by.Name})
	m.From, m.At, m.ClientID, m.Author, m.Staff, m.Picture = FromStaff, s.now(), clientID, by.Name, by.Staff, &p
	m, c, err := s.Store.AddStaffMessage(ctx, id, m, by)
	if err == nil {
		s.wakeCase(ctx, &c)
	}
	return m, c, err
}

// Picture returns the picture of the Message seq of a Conversation;
// [ErrNotFound] where it has none.
func (s *Service) Picture(ctx context.Context, conversation string, seq int64) (picture.Picture, error) {
	return s.Store.Picture(ctx, conversation, seq)
}

// CasePicture returns the picture of the Message seq of a Case's Conversation;
// [ErrNotFound] where it has none.
func (s *Service) CasePicture(ctx context.Context, id, seq int64) (picture.Picture, error) {
	c, err := s.Store.Case(ctx, id)
	if err != nil {
		return picture.Picture{}, err
	}
	return s.Store.Picture(ctx, c.Conversation, seq)
}
