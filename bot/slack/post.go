package slack

import (
	"context"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"payhelp/bot/relay"
)

// keyType is the type of the metadata that our messages carry, and keyField
// the field of it that has the key. People do not see either.
const (
	keyType  = "payhelp"
	keyField = "key"
)

// message is what a Post is in Slack. The text besides the blocks is what
// notifications show.
func message(key string, p relay.Post) []slack.MsgOption {
	out := []slack.MsgOption{
		slack.MsgOptionText(markup(summary(p)), false), slack.MsgOptionDisableMarkdown(),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	}
	if blocks := blocksOf(p.Parts); len(blocks) > 0 {
		out = append(out, slack.MsgOptionBlocks(blocks...))
	}
	if key != "" {
		out = append(out, slack.MsgOptionMetadata(slack.SlackMetadata{EventType: keyType, EventPayload: map[string]any{keyField: key}}))
	}
	return out
}

// summary is the line of a Post for notifications; never empty, as Slack
// refuses a message without text.
func summary(p relay.Post) string {
	text := p.Summary
	for _, part := range p.Parts {
		if text == "" {
			text = part.Text
		}
	}
	if text = line(text, mostSummary); text == "" {
		return nothing
	}
	return text
}

// Post posts p; see [relay.Messenger].
func (s *Slack) Post(ctx context.Context, to relay.Ref, key string, p relay.Post) (relay.Ref, error) {
	options := message(key, p)
	if to.Thread != "" {
		options = append(options, slack.MsgOptionTS(to.Thread))
	}
	channel, ts, posted, err := s.api.PostMessageWithResponseContext(ctx, to.Channel, options...)
	if err != nil {
		return relay.Ref{}, fmt.Errorf("post in %s: %w", to.Channel, failure(err, to.Channel, true))
	}
	at := relay.Ref{Channel: channel, Thread: ts, ID: ts}
	if to.Thread == "" {
		return at, nil
	}
	if posted.ThreadTimestamp != to.Thread {
		// Slack posts into the channel itself where the thread is gone.
		if err := s.Delete(ctx, at); err != nil {
			return relay.Ref{}, fmt.Errorf("take back what missed its thread: %w", err)
		}
		return relay.Ref{}, &relay.RefusedError{Detail: "the thread is gone"}
	}
	at.Thread = to.Thread
	return at, nil
}

// Update makes p what a message says; see [relay.Messenger].
func (s *Slack) Update(ctx context.Context, at relay.Ref, key string, p relay.Post) error {
	_, _, _, err := s.api.UpdateMessageContext(ctx, at.Channel, at.ID, message(key, p)...)
	if err != nil {
		return fmt.Errorf("update in %s: %w", at.Channel, failure(err, at.Channel, false))
	}
	return nil
}

// Delete removes a message of ours; see [relay.Messenger].
func (s *Slack) Delete(ctx context.Context, at relay.Ref) error {
	_, _, err := s.api.DeleteMessageContext(ctx, at.Channel, at.ID)
	if err != nil && !answered(err, "message_not_found") {
		return fmt.Errorf("delete in %s: %w", at.Channel, failure(err, at.Channel, false))
	}
	return nil
}

// askew is how far Slack's clock may be behind ours.
const askew = 2 * time.Minute

// pageSize is how many messages are read at once. It holds for internal apps;
// README.md says why this has to be one.
const pageSize = 200

// Find looks for a message of ours by its key; see [relay.Messenger].
func (s *Slack) Find(ctx context.Context, to relay.Ref, key string, since time.Time) (relay.Ref, bool, error) {
	oldest := timestamp(since.Add(-askew))
	var found relay.Ref
	look := func(all []slack.Message) bool {
		for i := range all {
			m := &all[i]
			if m.Metadata.EventType == keyType && m.Metadata.EventPayload[keyField] == key {
				found = relay.Ref{Channel: to.Channel, Thread: thread(m.ThreadTimestamp, m.Timestamp), ID: m.Timestamp}
				return true
			}
		}
		return false
	}
	read := s.history
	if to.Thread != "" {
		read = s.replies
	}
	err := read(ctx, to, oldest, look)
	if err != nil {
		return relay.Ref{}, false, fmt.Errorf("look for a message in %s: %w", to.Channel, failure(err, to.Channel, false))
	}
	return found, found.ID != "", nil
}

// history hands the messages of a channel that begin threads to look, newest
// first, until it says that it has seen enough.
func (s *Slack) history(ctx context.Context, in relay.Ref, oldest string, look func([]slack.Message) bool) error {
	p := &slack.GetConversationHistoryParameters{ChannelID: in.Channel, Oldest: oldest, Limit: pageSize, IncludeAllMetadata: true}
	for {
		got, err := s.api.GetConversationHistoryContext(ctx, p)
		if err != nil {
			return err
		}
		if p.Cursor = got.ResponseMetaData.NextCursor; look(got.Messages) || p.Cursor == "" {
			return nil
		}
	}
}

// replies hands the messages of a thread to look, oldest first, until it says
// that it has seen enough.
func (s *Slack) replies(ctx context.Context, in relay.Ref, oldest string, look func([]slack.Message) bool) error {
	p := &slack.GetConversationRepliesParameters{
		ChannelID: in.Channel, Timestamp: in.Thread, Oldest: oldest, Limit: pageSize, IncludeAllMetadata: true,
	}
	for {
		all, _, cursor, err := s.api.GetConversationRepliesContext(ctx, p)
		if err != nil {
			return err
		}
		if p.Cursor = cursor; look(all) || cursor == "" {
			return nil
		}
	}
}

// timestamp is a time as Slack numbers messages.
func timestamp(t time.Time) string { return fmt.Sprintf("%d.%06d", t.Unix(), t.Nanosecond()/1000) }

// thread is the Thread of a message's Ref.
func thread(threadTS, ts string) string {
	if threadTS == "" {
		return ts
	}
	return threadTS
}
