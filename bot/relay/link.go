package relay

import (
	"context"
	"errors"

	"payhelp/bot/desk"
)

// link makes the user the account whose code they gave.
func (r *Relay) link(ctx context.Context, e *Event, hidden string) error {
	if e.Outside {
		r.tell(ctx, respondent(e), told(saidOutside))
		return nil
	}
	a, err := r.Staff.Link(ctx, hidden, r.Messenger.Name(), e.Team, e.User)
	switch {
	case errors.Is(err, desk.ErrTooMany):
		r.tell(ctx, respondent(e), told(saidTooMany))
		return nil
	case errors.Is(err, desk.ErrNotFound):
		// Of a retry the code is used up, and the user linked.
		if who, err := r.who(ctx, e); e.attempts > 0 && err == nil {
			a = who.Account
			break
		}
		r.tell(ctx, respondent(e), told(saidWrongCode))
		return nil
	case err != nil:
		return err
	}
	r.tell(ctx, respondent(e), told(saidLinked, "name", a.Name))
	return nil
}

// unlink ends that the user is an account.
func (r *Relay) unlink(ctx context.Context, e *Event) error {
	who, err := r.who(ctx, e)
	if errors.Is(err, desk.ErrNotFound) {
		r.tell(ctx, respondent(e), told(saidNoLink))
		return nil
	}
	if err != nil {
		return err
	}
	links, err := r.Staff.Links(ctx, who.Account.ID)
	if err != nil {
		return err
	}
	for _, l := range links {
		if l.Messenger == r.Messenger.Name() && l.Team == e.Team && l.User == e.User {
			if err := r.Staff.Unlink(ctx, who.Account.ID, l.ID, who.Actor()); err != nil && !errors.Is(err, desk.ErrNotFound) {
				return err
			}
		}
	}
	r.tell(ctx, respondent(e), told(saidUnlinked))
	return nil
}

// recentQuestions is how many of a person's questions their page has.
const recentQuestions = 5

// home shows a person the app's page: topics, what they asked lately, how to.
func (r *Relay) home(ctx context.Context, user, team string) error {
	threads, err := r.Store.ThreadsBy(ctx, r.Messenger.Name(), user, recentQuestions)
	if err != nil {
		return err
	}
	var recent []string
	for _, t := range threads {
		messages, err := r.Store.Messages(ctx, t.Conversation, 0, 1)
		if err != nil {
			return err
		}
		if len(messages) > 0 {
			recent = append(recent, messages[0].Text)
		}
	}
	name := ""
	who, err := r.Staff.LinkedAs(ctx, r.Messenger.Name(), team, user)
	if err == nil {
		name = who.Account.Name
	} else if !errors.Is(err, desk.ErrNotFound) {
		return err
	}
	return r.Messenger.Home(ctx, user, homePage(r.Desk.TopicTitles(), recent, name))
}
