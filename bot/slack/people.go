package slack

import (
	"context"
	"fmt"

	"github.com/slack-go/slack"

	"payhelp/bot/relay"
)

// Direct returns the channel in which we talk with a person alone; see
// [relay.Messenger].
func (s *Slack) Direct(ctx context.Context, user string) (string, error) {
	c, _, _, err := s.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}})
	if err != nil {
		return "", fmt.Errorf("open a direct conversation: %w", failure(err, "", false))
	}
	return c.ID, nil
}

// Person tells who a user is; see [relay.Messenger].
func (s *Slack) Person(ctx context.Context, user string) (relay.Person, error) {
	me, err := s.identity(ctx)
	if err != nil {
		return relay.Person{}, err
	}
	u, err := s.api.GetUserInfoContext(ctx, user)
	if err != nil {
		return relay.Person{}, fmt.Errorf("ask who a user is: %w", optional(failure(err, "", false)))
	}
	p := relay.Person{Name: u.Profile.DisplayName, Outside: u.IsStranger || u.TeamID != "" && u.TeamID != me.team, Bot: u.IsBot}
	for _, name := range []string{u.RealName, u.Name, u.ID} {
		if p.Name == "" {
			p.Name = name
		}
	}
	p.Name = line(p.Name, mostLabel)
	return p, nil
}

// Respond answers one person alone; see [relay.Messenger]. Where what Slack
// gave for it is used up, the answer goes to where they acted.
func (s *Slack) Respond(ctx context.Context, to relay.Respondent, p relay.Post) error {
	if to.URL != "" {
		err := slack.PostWebhookCustomHTTPContext(ctx, to.URL, s.http, &slack.WebhookMessage{
			ResponseType: slack.ResponseTypeEphemeral, Text: markup(summary(p)), ThreadTimestamp: to.Thread,
			Blocks: &slack.Blocks{BlockSet: blocksOf(p.Parts)},
		})
		if err == nil {
			return nil
		}
		if err = failure(err, to.Channel, true); to.Channel == "" || !refusedBy(err) {
			return fmt.Errorf("answer one person: %w", err)
		}
	}
	options := message("", p)
	if to.Thread != "" {
		options = append(options, slack.MsgOptionTS(to.Thread))
	}
	if _, err := s.api.PostEphemeralContext(ctx, to.Channel, to.User, options...); err != nil {
		return fmt.Errorf("answer one person in %s: %w", to.Channel, failure(err, to.Channel, true))
	}
	return nil
}

// Home makes p a person's App Home; see [relay.Messenger].
func (s *Slack) Home(ctx context.Context, user string, p relay.Post) error {
	b := newBuilder(mostInView)
	b.add(p.Parts)
	_, err := s.api.PublishViewContext(ctx, slack.PublishViewContextRequest{
		UserID: user, View: slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: b.done()}},
	})
	if err != nil {
		return fmt.Errorf("publish App Home: %w", failure(err, "", false))
	}
	return nil
}
