package slack

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/slack-go/slack"

	"payhelp/bot/relay"
)

// interaction reads what a person pressed, picked, searched or sent.
func (me identity) interaction(payload []byte) (relay.Event, bool, error) {
	var c slack.InteractionCallback
	if err := json.Unmarshal(payload, &c); err != nil {
		return relay.Event{}, false, fmt.Errorf("read an interaction: %w", err)
	}
	e := relay.Event{
		Team: me.team, User: c.User.ID, Outside: me.outside(c.User.TeamID), Trigger: relay.Trigger{ID: c.TriggerID},
	}
	if c.View.Type == slack.VTModal {
		e.Form, e.State, e.Values = c.View.CallbackID, c.View.PrivateMetadata, values(&c.View)
		e.Trigger.View, e.Trigger.Hash = c.View.ID, c.View.Hash
	}
	switch c.Type {
	case slack.InteractionTypeBlockActions:
		return me.pressed(e, &c)
	case slack.InteractionTypeBlockSuggestion:
		e.Kind, e.Key, e.Action, e.Text = relay.Searched, me.key("search", c.View.ID, c.ActionID, c.Value), c.ActionID, c.Value
		return e, true, nil
	case slack.InteractionTypeViewSubmission:
		e.Kind, e.Key = relay.Submitted, me.key("view", c.View.ID, digest(e.Values))
		return e, true, nil
	}
	return relay.Event{}, false, nil
}

// pressed reads a press of a button or the choice of an option.
func (me identity) pressed(e relay.Event, c *slack.InteractionCallback) (relay.Event, bool, error) {
	if len(c.ActionCallback.BlockActions) == 0 {
		return e, false, nil
	}
	a := c.ActionCallback.BlockActions[0] // Slack sends one at a time
	e.Kind, e.Action, e.Value = relay.Pressed, actionOf(a.ActionID), a.Value
	if v := a.SelectedOption.Value; v != "" {
		e.Value = v
	}
	at := c.Container
	if at.MessageTs == "" {
		e.Key = me.key("view", c.View.ID, a.ActionTs, c.User.ID)
		return e, true, nil
	}
	e.Key = me.key(at.ChannelID, at.MessageTs, a.ActionTs, c.User.ID)
	threadTS := at.ThreadTs
	if threadTS == "" {
		threadTS = c.Message.ThreadTimestamp
	}
	e.At = relay.Ref{Channel: at.ChannelID, Thread: thread(threadTS, at.MessageTs), ID: at.MessageTs}
	e.Respond = relay.Respondent{User: c.User.ID, Channel: at.ChannelID, Thread: e.At.Thread, URL: c.ResponseURL}
	return e, true, nil
}

// digest names what a modal holds. Where our answer was late Slack keeps the
// modal open, and whoever sends it again means the same thing.
func digest(values map[string]string) string {
	var b []byte
	for _, id := range slices.Sorted(maps.Keys(values)) {
		b = fmt.Appendf(b, "%q=%q ", id, values[id])
	}
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:16])
}

// values returns what a modal's inputs hold, by their id.
func values(v *slack.View) map[string]string {
	out := map[string]string{}
	if v.State == nil {
		return out
	}
	for _, block := range v.State.Values {
		for id, a := range block {
			out[id] = a.Value
			if a.SelectedOption.Value != "" {
				out[id] = a.SelectedOption.Value
			}
		}
	}
	return out
}
