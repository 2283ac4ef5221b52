package desk

import (
	"context"
	"fmt"

	"payhelp/bot"
	"payhelp/index"
	"payhelp/knowledge"
	"payhelp/locales"
)

// chosenIn returns the language of an article's title as it was shown to who
// tapped it: that whose title it is, the conversation's first. It is an
// [InvalidError] where there is no such article.
func chosenIn(base *knowledge.Base, c *Conversation, title, id string) (string, error) {
	langs := append([]string{c.Memory.Lang, c.Lang}, locales.Supported()...)
	a := base.Article(id)
	switch {
	case id == knowledge.LabelNone:
		for _, lang := range langs {
			if title == locales.Text(lang, "ReplyNoneOfThese", nil) {
				return lang, nil
			}
		}
		return c.Lang, nil
	case a == nil:
		return "", &InvalidError{"article", fmt.Sprintf("there is no article %q; /api/v1/articles lists them", id)}
	}
	for _, lang := range langs {
		if t := a.Text(lang); t.Title == title {
			return t.Lang, nil
		}
	}
	return c.Lang, nil
}

// decideChosen is decide for what was tapped; the engine is not asked.
func (s *Service) decideChosen(ctx context.Context, ix *index.Index, c *Conversation, m *Message, id string, from *index.Point) (Turn, bot.Reply, error) {
	memory, outcome := bot.RefuseAll(c.Memory, m.Lang)
	if id != knowledge.LabelNone {
		memory, outcome = bot.Choose(ix.Base(), c.Memory, id, m.Text, m.Lang)
	}
	if c.Channel == "frontdesk" {
		outcome.Answer = c.Lang
	}
	now := s.now()
	reply := bot.Compose(ix.Base(), m.Text, outcome, knowledge.DateOf(now.In(ChinaTime)))
	if err := s.Holidays.addPlaces(ctx, ix, &reply, from, "", now); err != nil {
		return Turn{}, reply, fmt.Errorf("answer message %d: %w", m.Seq, err)
	}
	t, err := s.turn(ctx, ix, c, m, memory, &reply)
	if err != nil || id != knowledge.LabelNone {
		return t, reply, err
	}
	last, ok, err := s.Store.LastOutcome(ctx, c.ID)
	if err != nil {
		return t, reply, err
	}
	t.Outcome.Kind, t.Outcome.Reason = bot.Chat, "" // no question of its own: the one before has no answer now
	if ok && last.Kind == bot.Choices {
		t.Refuses, t.Outcome.Topic = last.Seq, last.Topic
	}
	return t, reply, nil
}
