package slack

import (
	"context"
	"fmt"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"payhelp/bot/relay"
)

// Slack's limits of a modal, in characters.
const (
	mostTitle       = 24 // and of the labels of its buttons
	mostPlaceholder = 150
	mostOptionValue = 150
	mostOptions     = 100
	mostInput       = 3000
	mostInputLabel  = 200 // Slack takes more, but nobody reads it
)

// Show opens a form or replaces the one that was acted in; see
// [relay.Messenger].
func (s *Slack) Show(ctx context.Context, t relay.Trigger, f relay.Form) error {
	var err error
	if t.View != "" {
		_, err = s.api.UpdateViewContext(ctx, modal(f), "", t.Hash, t.View)
	} else {
		_, err = s.api.OpenViewContext(ctx, t.ID, modal(f))
	}
	if err != nil {
		return fmt.Errorf("show form %s: %w", f.ID, failure(err, "", false))
	}
	return nil
}

// modal renders a Form. The id of an Input is that of its block and of its
// element, so that errors and values are told by it.
func modal(f relay.Form) slack.ModalViewRequest {
	b := newBuilder(mostInView)
	b.add(f.Parts)
	for _, in := range f.Inputs {
		b.blocks = append(b.blocks, inputBlock(in))
	}
	b.add(f.Below)
	v := slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: f.ID, PrivateMetadata: f.State, Title: plain(line(f.Title, mostTitle)),
		Blocks: slack.Blocks{BlockSet: b.done()},
	}
	if f.Submit != "" {
		v.Submit = plain(line(f.Submit, mostTitle))
	}
	if f.Close != "" {
		v.Close = plain(line(f.Close, mostTitle))
	}
	return v
}

func inputBlock(in relay.Input) *slack.InputBlock {
	block := slack.NewInputBlock(in.ID, plain(line(in.Label, mostInputLabel)), nil, element(in))
	block.Optional = in.Optional
	block.DispatchAction = in.Kind == relay.Search // what is picked shows a preview
	return block
}

func element(in relay.Input) slack.BlockElement {
	var hint *slack.TextBlockObject
	if in.Hint != "" {
		hint = plain(line(in.Hint, mostPlaceholder))
	}
	switch in.Kind {
	case relay.Select:
		e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, hint, in.ID)
		e.Options, e.OptionGroups = options(in.Options)
		e.InitialOption = chosen(in)
		return e
	case relay.Search:
		e := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, hint, in.ID)
		atOnce := 0 // what is used often is offered before a letter was typed
		e.MinQueryLength = &atOnce
		e.InitialOption = chosen(in)
		return e
	}
	e := slack.NewPlainTextInputBlockElement(hint, in.ID)
	e.Multiline = in.Kind == relay.Area
	e.InitialValue = cut(clean(in.Value), mostInput)
	if in.Most > 0 {
		e.MaxLength = min(in.Most, mostInput)
	}
	return e
}

// chosen is the Option that an Input has at first; nil for none.
func chosen(in relay.Input) *slack.OptionBlockObject {
	if in.Value == "" {
		return nil
	}
	o := relay.Option{Value: in.Value, Label: in.Value}
	for _, one := range in.Options {
		if one.Value == in.Value {
			o = one
		}
	}
	return option(o)
}

// option renders an Option; nil for one that Slack would refuse.
func option(o relay.Option) *slack.OptionBlockObject {
	label := line(o.Label, mostLabel)
	if label == "" || o.Value == "" || utf8.RuneCountInString(o.Value) > mostOptionValue {
		return nil
	}
	return slack.NewOptionBlockObject(o.Value, plain(label), nil)
}

// options renders Options: in groups where any of them has one, in the order
// in which each group was first named.
func options(all []relay.Option) ([]*slack.OptionBlockObject, []*slack.OptionGroupBlockObject) {
	var flat []*slack.OptionBlockObject
	var groups []*slack.OptionGroupBlockObject
	at := map[string]*slack.OptionGroupBlockObject{}
	grouped := false
	for _, o := range all {
		grouped = grouped || o.Group != ""
	}
	for _, o := range all {
		rendered := option(o)
		switch {
		case rendered == nil || len(flat) >= mostOptions:
			continue
		case !grouped:
			flat = append(flat, rendered)
			continue
		}
		g := at[o.Group]
		if g == nil {
			g = slack.NewOptionGroupBlockElement(plain(line(labelOf(o.Group), mostLabel)))
			at[o.Group] = g
			groups = append(groups, g)
		}
		if len(g.Options) < mostOptions {
			g.Options = append(g.Options, rendered)
		}
	}
	return flat, groups[:min(len(groups), mostOptions)]
}

// labelOf is what a group of Options without a name is called.
func labelOf(group string) string {
	if group == "" {
		return nothing
	}
	return group
}
