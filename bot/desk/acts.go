package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"payhelp/bot/desk/mask"
)

// Limits of what staff write on a Case.
const (
	mostTags    = 20
	mostTagText = 40 // characters
)

// Claim gives a Case that waits to the officer. It is [ErrNotOwner] where
// another was quicker, and no change where the officer has it already.
func (s *Service) Claim(ctx context.Context, id int64, by Actor) (Case, error) {
	return s.assign(ctx, Assignment{Case: id, To: by.Staff, ToName: by.Name, By: by, Act: "claim"}, KindJoined, "CaseJoined")
}

// TakeOver gives a Case to the officer that from, by the officer's knowledge,
// owns; it is [ErrNotOwner] where another does by now.
func (s *Service) TakeOver(ctx context.Context, id int64, from string, by Actor) (Case, error) {
	return s.assign(ctx, Assignment{Case: id, From: from, To: by.Staff, ToName: by.Name, By: by, Act: "takeover"}, KindJoined, "CaseJoined")
}

// A Transfer hands a Case on.
type Transfer struct {
	To     string // account; "" for back into the queue
	ToName string
	Note   string // internal
}

// Transfer hands the officer's Case to a colleague or back into the queue; a
// supervisor may hand on those of others.
func (s *Service) Transfer(ctx context.Context, id int64, t Transfer, by Actor, supervisor bool) (Case, error) {
	note, err := optionalText("note", t.Note, mostNote)
	if err != nil {
		return Case{}, err
	}
	from, err := s.ownerFor(ctx, id, by, supervisor)
	if err != nil {
		return Case{}, err
	}
	if from == "" {
		return Case{}, ErrNotOwner // it waits: there is nothing to hand on
	}
	a := Assignment{Case: id, From: from, To: t.To, ToName: t.ToName, By: by, Act: "transfer"}
	kind, text := KindJoined, "CaseJoined"
	if t.To == "" {
		a.Act, kind, text = "requeue", KindQueued, "CaseQueued"
	}
	c, err := s.assign(ctx, a, kind, text)
	if err != nil || note == "" {
		return c, err
	}
	_, err = s.Store.AddNote(ctx, id, note, by, s.now())
	return c, err
}

// ownerFor returns the owner that an act on a Case is refused without: the
// officer, or for a supervisor whoever it is.
func (s *Service) ownerFor(ctx context.Context, id int64, by Actor, supervisor bool) (string, error) {
	if !supervisor {
		return by.Staff, nil
	}
	c, err := s.Store.Case(ctx, id)
	return c.Officer, err
}

func (s *Service) assign(ctx context.Context, a Assignment, kind MessageKind, text string) (Case, error) {
	conversation, err := s.conversationOf(ctx, a.Case)
	if err != nil {
		return Case{}, err
	}
	a.At = s.now()
	a.Notice = notice(kind, conversation.Lang, text, map[string]any{"Name": a.ToName})
	a.Notice.At, a.Notice.Author = a.At, a.ToName
	c, err := s.Store.Assign(ctx, a)
	if err == nil {
		s.wakeCase(ctx, &c)
	}
	return c, err
}

func (s *Service) conversationOf(ctx context.Context, id int64) (Conversation, error) {
	c, err := s.Store.Case(ctx, id)
	if err != nil {
		return Conversation{}, err
	}
	return s.Store.Conversation(ctx, c.Conversation)
}

func (s *Service) wakeCase(ctx context.Context, c *Case) {
	s.Waker.Wake(ctx, Event{Kind: Changed, Conversation: c.Conversation, Case: c.ID})
}

// An Ending is how a Case is closed.
type Ending struct {
	Reason    string // one of Resolutions
	Note      string // internal
	AskRating bool   // whether the visitor is asked how satisfied they are
	Seen      int64  // Seq of the latest Message that the officer has read; 0 where that is not known
}

// Resolve closes the officer's Case; a supervisor may close those of others and
// those that wait. Where the visitor has written after e.Seen it is [ErrUnread]:
// what was written to a person is for a person to read.
func (s *Service) Resolve(ctx context.Context, id int64, e Ending, by Actor, supervisor bool) (Case, error) {
	if !slices.Contains(Resolutions, e.Reason) {
		return Case{}, &InvalidError{"reason", fmt.Sprintf("reason is one of %s", strings.Join(Resolutions, ", "))}
	}
	note, err := optionalText("note", e.Note, mostNote)
	if err != nil {
		return Case{}, err
	}
	from, err := s.ownerFor(ctx, id, by, supervisor)
	if err != nil {
		return Case{}, err
	}
	conversation, err := s.conversationOf(ctx, id)
	if err != nil {
		return Case{}, err
	}
	now := s.now()
	told := notice(KindResolved, conversation.Lang, "CaseResolved", nil)
	told.At = now
	c, err := s.Store.Resolve(ctx, Resolution{Case: id, From: from, Seen: e.Seen, Reason: e.Reason, AskRating: e.AskRating, By: by, Notice: told, At: now})
	if err != nil {
		return c, err
	}
	if note != "" {
		if _, err := s.Store.AddNote(ctx, id, note, by, now); err != nil {
			return c, err
		}
	}
	s.wakeCase(ctx, &c)
	return c, nil
}

// AddNote stores an internal note, which the visitor never sees.
func (s *Service) AddNote(ctx context.Context, id int64, text string, by Actor) (CaseNote, error) {
	text, err := checkText("text", text, mostNote)
	if err != nil {
		return CaseNote{}, err
	}
	c, err := s.Store.Case(ctx, id)
	if err != nil {
		return CaseNote{}, err
	}
	n, err := s.Store.AddNote(ctx, id, text, by, s.now())
	if err == nil {
		s.wakeCase(ctx, &c)
	}
	return n, err
}

// PutNote makes text the internal note that a message of a messenger, named by
// key, is: twice is once, another text replaces it, and "" removes it.
func (s *Service) PutNote(ctx context.Context, id int64, key, text string, by Actor) error {
	text, err := optionalText("text", text, mostNote)
	if err != nil {
		return err
	}
	c, err := s.Store.Case(ctx, id)
	if err != nil {
		return err
	}
	if err := s.Store.PutNote(ctx, id, key, text, by, s.now()); err != nil {
		return err
	}
	s.wakeCase(ctx, &c)
	return nil
}

// SetTags makes tags the tags of a Case.
func (s *Service) SetTags(ctx context.Context, id int64, tags []string, by Actor) (Case, error) {
	tidy := []string{}
	for _, tag := range tags {
		tag, _ = mask.Text(strings.Join(strings.Fields(clean(tag)), " "))
		if tag == "" || utf8.RuneCountInString(tag) > mostTagText {
			return Case{}, &InvalidError{"tags", fmt.Sprintf("a tag has 1 to %d characters", mostTagText)}
		}
		tidy = append(tidy, tag)
	}
	if len(tidy) > mostTags {
		return Case{}, &InvalidError{"tags", fmt.Sprintf("a case has at most %d tags", mostTags)}
	}
	c, err := s.Store.SetTags(ctx, id, tidy, by, s.now())
	if err == nil {
		s.wakeCase(ctx, &c)
	}
	return c, err
}

// StaffTyping tells the visitor that the officer who owns the Case is writing;
// nothing is told of others.
func (s *Service) StaffTyping(ctx context.Context, id int64, by Actor) error {
	c, err := s.Store.Case(ctx, id)
	if err != nil {
		return err
	}
	if c.State == Claimed && c.Officer == by.Staff {
		s.Waker.Wake(ctx, Event{Kind: Typing, Conversation: c.Conversation, Case: id, From: FromStaff})
	}
	return nil
}

// Rate stores how satisfied the visitor is, from 1 to 5; [ErrNotFound] where
// they are not asked, or have answered.
func (s *Service) Rate(ctx context.Context, c *Conversation, score int) error {
	if score < 1 || score > 5 {
		return &InvalidError{"score", "score is 1 to 5"}
	}
	id, err := s.Store.Rate(ctx, c.ID, score)
	if err == nil {
		s.Waker.Wake(ctx, Event{Kind: Changed, Conversation: c.ID, Case: id})
	}
	return err
}
