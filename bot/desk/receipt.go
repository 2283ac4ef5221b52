package desk

import (
	"context"
	"time"
)

// A Receipt says how far the visitor was handed, or has read, what is written.
type Receipt struct {
	Conversation string
	Seq          int64 // of the latest Message
	Read         bool  // read, rather than only handed to the visitor's device
	At           time.Time
}

// Delivered notes that messages were handed to the visitor's device. It costs
// nothing unless there are some of staff beyond what was handed out before.
func (s *Service) Delivered(ctx context.Context, c *Conversation, messages []Message) error {
	latest := int64(0)
	for i := range messages {
		if messages[i].From == FromStaff {
			latest = max(latest, messages[i].Seq)
		}
	}
	if latest <= c.Delivered {
		return nil
	}
	return s.receipt(ctx, Receipt{Conversation: c.ID, Seq: latest})
}

// MarkRead notes that the visitor has read up to the Message seq: forward only,
// and not beyond the latest.
func (s *Service) MarkRead(ctx context.Context, c *Conversation, seq int64) error {
	if seq < 1 {
		return &InvalidError{"seq", "seq is the number of a message, 1 or more"}
	}
	if seq <= c.Read {
		return nil
	}
	return s.receipt(ctx, Receipt{Conversation: c.ID, Seq: seq, Read: true})
}

func (s *Service) receipt(ctx context.Context, r Receipt) error {
	r.At = s.now()
	id, changed, err := s.Store.Receipt(ctx, r)
	if err == nil && changed {
		s.Waker.Wake(ctx, Event{Kind: Changed, Conversation: r.Conversation, Case: id})
	}
	return err
}
