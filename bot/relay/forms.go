package relay

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"payhelp/bot/desk"
	"payhelp/bot/desk/staff"
	"payhelp/locales"
)

// formState is what a Form carries: where it was opened, and for what.
type formState struct {
	Case         int64    `json:"case,omitempty"`
	Conversation string   `json:"conversation,omitempty"`
	Channel      string   `json:"channel"`
	Thread       string   `json:"thread"`
	Slots        []string `json:"slots,omitempty"` // of the Phrase that was picked
	Seen         int64    `json:"seen,omitempty"`  // latest Message when FormResolve was opened
}

func (s *formState) String() string {
	data, err := json.Marshal(s)
	if err != nil {
		return "" // numbers and strings: cannot fail
	}
	return string(data)
}

func stateOf(e *Event) formState {
	var s formState
	if json.Unmarshal([]byte(e.State), &s) != nil {
		return formState{}
	}
	return s
}

// openForm opens the form that a button is for, or shows what was picked in
// one. shown is false where the event is for the worker.
func (r *Relay) openForm(ctx context.Context, e *Event) (shown bool, err error) {
	switch e.Action {
	case ActPick:
		return true, r.preview(ctx, e)
	case ActCall:
		return true, r.openCall(ctx, e)
	case ActReply, ActPass, ActResolve:
		return true, r.openCase(ctx, e)
	}
	return false, nil
}

// openCase opens a form for the officer who owns a case; others are told why
// not.
func (r *Relay) openCase(ctx context.Context, e *Event) error {
	who, ok, err := r.officer(ctx, e)
	if err != nil || !ok {
		return err
	}
	id := caseOf(e.Value)
	c, err := r.Store.Case(ctx, id)
	if err == nil {
		err = mayAct(&c, e.Action, &who)
	}
	if isRefusal(err) {
		return r.late(ctx, e, id, err)
	}
	if err != nil {
		return err
	}
	state := formState{Case: id, Channel: e.At.Channel, Thread: e.At.Thread}
	switch e.Action {
	case ActReply:
		return r.show(ctx, e, replyForm(state.String(), &replyInput{Lang: c.Lang}))
	case ActResolve:
		conversation, err := r.Store.Conversation(ctx, c.Conversation)
		if err != nil {
			return ignoreNotFound(err)
		}
		state.Seen = conversation.LastSeq
		return r.show(ctx, e, resolveForm(state.String()))
	}
	colleagues, err := r.colleagues(ctx, &who)
	if err != nil {
		return err
	}
	return r.show(ctx, e, passForm(state.String(), colleagues))
}

// mayAct is the error with which the desk would refuse an act: a supervisor may
// hand on and close what others own.
func mayAct(c *desk.Case, action string, who *staff.Identity) error {
	switch {
	case c.State == desk.Resolved:
		return desk.ErrClosed
	case c.State == desk.Claimed && c.Officer == who.Account.ID:
		return nil
	case action == ActResolve && who.Role.Includes(staff.Supervisor),
		action == ActPass && who.Role.Includes(staff.Supervisor) && c.State == desk.Claimed:
		return nil
	}
	return desk.ErrNotOwner
}

// show opens a form. A trigger that is over is nobody's fault: they press again.
func (r *Relay) show(ctx context.Context, e *Event, f Form) error {
	if err := r.Messenger.Show(ctx, e.Trigger, f); err != nil {
		r.leftOut(ctx, "form", err)
	}
	return nil
}

func (r *Relay) colleagues(ctx context.Context, who *staff.Identity) ([]Option, error) {
	all, err := r.Staff.All(ctx)
	var out []Option
	for _, a := range all {
		if !a.Disabled && a.ID != who.Account.ID {
			out = append(out, Option{Value: a.ID, Label: a.Name})
		}
	}
	return out, err
}

// mostOptions is how many articles, and as many phrases, a search offers.
const mostOptions = 20

// search answers what an officer types into the reply form.
func (r *Relay) search(ctx context.Context, e *Event) (Response, error) {
	if _, err := r.who(ctx, e); err != nil {
		return Response{}, ignoreNotFound(err)
	}
	c, err := r.Store.Case(ctx, stateOf(e).Case)
	if err != nil {
		return Response{}, ignoreNotFound(err)
	}
	found, err := r.Desk.SearchReplies(ctx, e.Text, c.Lang, "", mostOptions)
	return Response{Options: replyOptions(found)}, err
}

func ignoreNotFound(err error) error {
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	return err
}

// preview shows in the reply form what the visitor would read.
func (r *Relay) preview(ctx context.Context, e *Event) error {
	if _, err := r.who(ctx, e); err != nil {
		return ignoreNotFound(err)
	}
	s := stateOf(e)
	c, err := r.Store.Case(ctx, s.Case)
	if err != nil {
		return ignoreNotFound(err)
	}
	in := replyInput{Lang: c.Lang, Text: e.Values[InText], Values: slotsOf(e.Values)}
	reply := picked(e.Value, in.Values)
	p, err := r.Desk.Preview(ctx, s.Case, reply)
	if isRefusal(err) {
		return nil // it was removed from the base since
	}
	if err != nil {
		return err
	}
	in.Preview, in.Choice = &p, &Option{Value: e.Value, Label: title(p.Original)}
	in.Slots = r.slots(reply.Phrase, c.Lang)
	s.Slots = in.Slots
	return r.show(ctx, e, replyForm(s.String(), &in))
}

// slots returns the names of what is filled into a Phrase.
func (r *Relay) slots(phrase, lang string) []string {
	all := r.Desk.Phrases(lang)
	if i := slices.IndexFunc(all, func(c desk.ReplyChoice) bool { return phrase != "" && c.ID == phrase }); i >= 0 {
		return all[i].Slots
	}
	return nil
}

// mostTitle is how much of a text stands in a label, in characters.
const mostTitle = 60

// title is the first line of a text, short enough for a label.
func title(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return shortened(line, mostTitle)
}

// picked is the StaffReply of what was picked; none where value names nothing.
func picked(value string, slots map[string]string) desk.StaffReply {
	kind, id, _ := strings.Cut(value, ":")
	switch kind {
	case string(desk.KindArticle):
		return desk.StaffReply{Article: id}
	case string(desk.KindPhrase):
		return desk.StaffReply{Phrase: id, Slots: slots}
	}
	return desk.StaffReply{}
}

func slotsOf(values map[string]string) map[string]string {
	out := map[string]string{}
	for id, v := range values {
		if name, ok := strings.CutPrefix(id, InSlot); ok {
			out[name] = v
		}
	}
	return out
}

// replyOf is what the reply form says.
func replyOf(e *Event, translate bool) desk.StaffReply {
	out := picked(e.Values[ActPick], slotsOf(e.Values))
	if text := strings.TrimSpace(e.Values[InText]); text != "" {
		out.Text, out.Translate = text, translate
	}
	return out
}

// checkForm returns what is wrong with a form that was sent, by its input.
func (r *Relay) checkForm(ctx context.Context, e *Event) (map[string]string, error) {
	switch e.Form {
	case FormReply:
		return r.checkReply(ctx, e)
	case FormResolve:
		if !slices.Contains(desk.Resolutions, e.Values[InReason]) {
			return map[string]string{InReason: both(wrongReason)}, nil
		}
		return r.checkSeen(ctx, e)
	case FormPass:
		if e.Values[InTo] == "" {
			return map[string]string{InTo: both(wrongSlot)}, nil
		}
	case FormCall:
		if !locales.IsSupported(e.Values[InLang]) {
			return map[string]string{InLang: both(wrongLanguage)}, nil
		}
	}
	return nil, nil
}

// checkSeen refuses to close a case whose visitor has written since the form was
// opened, while what was filled in can still be kept.
func (r *Relay) checkSeen(ctx context.Context, e *Event) (map[string]string, error) {
	s := stateOf(e)
	c, err := r.Store.Case(ctx, s.Case)
	if err != nil {
		return nil, ignoreNotFound(err)
	}
	messages, err := r.Store.Messages(ctx, c.Conversation, s.Seen, batch)
	if err != nil {
		return nil, ignoreNotFound(err)
	}
	for _, m := range messages {
		if m.From == desk.FromVisitor {
			return map[string]string{InReason: both(wrongUnread)}, nil
		}
	}
	return nil, nil
}

func (r *Relay) checkReply(ctx context.Context, e *Event) (map[string]string, error) {
	reply := replyOf(e, false) // a translation takes longer than the form waits
	p, err := r.Desk.Preview(ctx, stateOf(e).Case, reply)
	var invalid *desk.InvalidError
	switch {
	case errors.As(err, &invalid):
		return map[string]string{InText: both(wrongChoice)}, nil
	case err != nil:
		return nil, ignoreNotFound(err)
	}
	if len(p.Missing) == 0 {
		return nil, nil
	}
	wrong := map[string]string{}
	shown := stateOf(e).Slots
	for _, name := range p.Missing {
		if slices.Contains(shown, name) {
			wrong[InSlot+name] = both(wrongSlot)
		} else {
			wrong[ActPick] = both(wrongSlot) + " " + name
		}
	}
	return wrong, nil
}
