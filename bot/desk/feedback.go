package desk

import (
	"context"
	"fmt"
	"strings"
)

// FeedbackReasons say why a Message did not help. DidNotWork calls a person.
var FeedbackReasons = []string{DidNotWork, "wrong-question", "unclear", "other"}

// Feedback stores what a visitor thinks of a Message of the bot or of staff. A
// Message that was followed in vain calls a person, whose Handover is returned;
// it is nil otherwise. Errors: [InvalidError], [ErrNotFound].
func (s *Service) Feedback(ctx context.Context, f Feedback) (*Handover, error) {
	if f.Reason != "" && !contains(FeedbackReasons, f.Reason) {
		return nil, &InvalidError{"reason", fmt.Sprintf("reason is one of %s", strings.Join(FeedbackReasons, ", "))}
	}
	var err error
	if f.Comment, err = optionalText("comment", f.Comment, mostNote); err != nil {
		return nil, err
	}
	if f.Reason == "" && !f.Helpful && saysDidNotWork(f.Comment) {
		f.Reason = DidNotWork
	}
	f.At = s.now()
	if err := s.Store.AddFeedback(ctx, f); err != nil {
		return nil, err
	}
	if f.Helpful || f.Reason != DidNotWork {
		return nil, nil
	}
	h, err := s.Escalate(ctx, f.Conversation, Asking{Note: f.Comment}, DidNotWork)
	return &h, err
}

// saysDidNotWork reports whether a comment is the words of the button, which
// programs that know no reason send.
func saysDidNotWork(comment string) bool {
	words := strings.NewReplacer("’", "'", ".", "", "!", "", "-", " ").Replace(strings.ToLower(comment))
	return words == "did not work" || words == "didn't work" || words == "it did not work" || words == "it didn't work"
}
