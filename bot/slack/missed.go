package slack

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/slack-go/slack"

	"payhelp/bot/relay"
)

// Missed returns what people wrote in a thread after a message; see
// [relay.Messenger]. What was edited since is told as an edit, too: the event
// that told of it first may have come through.
func (s *Slack) Missed(ctx context.Context, in relay.Ref, after string) ([]relay.Event, error) {
	me, err := s.identity(ctx)
	if err != nil {
		return nil, err
	}
	var out []relay.Event
	err = s.replies(ctx, in, after, func(all []slack.Message) bool {
		for i := range all {
			m := &all[i]
			if m.Timestamp > after && m.Timestamp != in.Thread { // the root comes with each page
				out = append(out, me.told(m, in.Channel)...)
			}
		}
		return false
	})
	if err != nil {
		return nil, fmt.Errorf("read a thread in %s: %w", in.Channel, failure(err, in.Channel, false))
	}
	return out, nil
}

// told returns the events that should have told of a message.
func (me identity) told(m *slack.Message, channel string) []relay.Event {
	raw, err := json.Marshal(m.Msg)
	if err != nil {
		return nil // what was decoded can be encoded
	}
	var one said
	if json.Unmarshal(raw, &one) != nil {
		return nil
	}
	one.Channel, one.UserTeam = channel, m.Team
	e, ok := me.message(&one)
	if !ok || e.Kind != relay.Said {
		return nil
	}
	out := []relay.Event{e}
	if e, ok := me.edited(&one); ok {
		out = append(out, e)
	}
	return out
}
