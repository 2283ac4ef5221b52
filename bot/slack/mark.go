package slack

import (
	"context"
	"fmt"

	"github.com/slack-go/slack"

	"payhelp/bot/relay"
)

// emoji are the reactions that show a Mark.
var emoji = map[relay.Mark]string{
	relay.Delivered: "white_check_mark",
	relay.Read:      "eyes",
	relay.Failed:    "warning",
	relay.Noted:     "memo",
}

// replaced are the Marks of which a message has one at a time.
var replaced = []relay.Mark{relay.Delivered, relay.Read, relay.Failed}

// Mark shows what became of a message by a reaction; see [relay.Messenger].
func (s *Slack) Mark(ctx context.Context, at relay.Ref, m relay.Mark) error {
	item := slack.NewRefToMessage(at.Channel, at.ID)
	err := s.api.AddReactionContext(ctx, emoji[m], item)
	if err != nil && !answered(err, "already_reacted") {
		return fmt.Errorf("mark a message in %s: %w", at.Channel, optional(failure(err, at.Channel, false)))
	}
	if m == relay.Noted {
		return nil
	}
	for _, other := range replaced {
		if other == m {
			continue
		}
		err := s.api.RemoveReactionContext(ctx, emoji[other], item)
		if err != nil && !answered(err, "no_reaction") {
			return fmt.Errorf("take a mark off a message in %s: %w", at.Channel, optional(failure(err, at.Channel, false)))
		}
	}
	return nil
}
