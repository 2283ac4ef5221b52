package desk

import (
	"context"
)

// An Amendment replaces what an officer wrote freely.
type Amendment struct {
	Case     int64
	ClientID string // that the officer's Message was sent with
	Message  Message
	By       Actor
}

// Withdraws reports whether the Message is taken back and nothing said instead.
func (a *Amendment) Withdraws() bool { return a.Message.Kind == KindWithdrawn }

// Amend says in other words what the officer wrote freely under a client id.
// The visitor is sent a new Message that replaces it; the old one is blanked
// unless it was read. Only the author may, while the Case is theirs; what it
// says already changes nothing. Errors: those of [Service.Reply],
// [ErrNotAuthor], [ErrWithdrawn].
func (s *Service) Amend(ctx context.Context, caseID int64, clientID, text string, by Actor) (Message, error) {
	first, conversation, err := s.ownWords(ctx, caseID, clientID, by)
	if err != nil {
		return Message{}, err
	}
	if first.Kind == KindPicture {
		return Message{}, &InvalidError{"message", "a picture is not changed; withdraw it, and send another"}
	}
	ix, done := s.Index.Use()
	defer done()
	p, err := s.composeText(ctx, ix, conversation.Lang, StaffReply{Text: text, Translate: first.Kind == KindTranslated})
	if err != nil {
		return Message{}, err
	}
	return s.amend(ctx, Amendment{Case: caseID, ClientID: clientID, By: by, Message: Message{
		From: FromStaff, Kind: KindAmended, Text: p.Text, Lang: p.Lang, Original: p.Original, Author: by.Name, Staff: by.Staff,
	}})
}

// Withdraw takes back what the officer wrote freely, or the picture that they
// sent, under a client id. The visitor is told so; the text is blanked unless it
// was read, and a picture is removed in any case. Only the author may, at any
// time; twice is once. Errors: [InvalidError], [ErrNotFound], [ErrNotAuthor].
func (s *Service) Withdraw(ctx context.Context, caseID int64, clientID string, by Actor) (Message, error) {
	_, conversation, err := s.ownWords(ctx, caseID, clientID, by)
	if err != nil {
		return Message{}, err
	}
	m := notice(KindWithdrawn, conversation.Lang, "CaseWithdrawn", nil)
	m.Author, m.Staff = by.Name, by.Staff
	return s.amend(ctx, Amendment{Case: caseID, ClientID: clientID, By: by, Message: m})
}

func (s *Service) amend(ctx context.Context, a Amendment) (Message, error) {
	a.Message.At = s.now()
	m, c, err := s.Store.Amend(ctx, a)
	if err == nil {
		s.wakeCase(ctx, &c)
	}
	return m, err
}

// ownWords returns what the officer wrote freely, or the picture that they sent,
// under a client id, as it was first, and the Conversation.
func (s *Service) ownWords(ctx context.Context, caseID int64, clientID string, by Actor) (Message, Conversation, error) {
	first, err := s.Store.StaffMessage(ctx, caseID, clientID)
	if err != nil {
		return first, Conversation{}, err
	}
	switch {
	case first.Staff != by.Staff:
		return first, Conversation{}, ErrNotAuthor
	case first.Kind != KindText && first.Kind != KindTranslated && first.Kind != KindPicture:
		return first, Conversation{}, &InvalidError{"message", "an article or a phrase is not changed; send another message"}
	}
	c, err := s.Store.Conversation(ctx, first.Conversation)
	return first, c, err
}

// SentAs returns the client id that the Message seq of a Case was sent with, or
// the first of those that it replaces; [ErrNotFound] where staff did not send
// it.
func (s *Service) SentAs(ctx context.Context, caseID, seq int64) (string, error) {
	c, err := s.Store.Case(ctx, caseID)
	if err != nil {
		return "", err
	}
	for {
		m, err := s.Store.Message(ctx, c.Conversation, seq)
		if err != nil {
			return "", err
		}
		if m.Replaces == 0 {
			if m.From != FromStaff || m.ClientID == "" {
				return "", ErrNotFound
			}
			return m.ClientID, nil
		}
		seq = m.Replaces
	}
}
