package slackfake

import (
	"encoding/json"
	"net/url"

	"github.com/slack-go/slack"
)

// trigger makes a permission to open a view, which lives for three seconds.
func (w *Workspace) trigger() string {
	id := w.nextID("trigger.")
	w.triggers[id] = w.now().Add(triggerLife)
	return id
}

// parseView reads a view and holds it to Slack's limits.
func parseView(p url.Values, most limits) (*slack.View, error) {
	raw := []byte(p.Get("view"))
	if code := checkView(raw, most); code != "" {
		return nil, refuse(code)
	}
	v := &slack.View{}
	if err := json.Unmarshal(raw, v); err != nil {
		return nil, refuse("invalid_arguments")
	}
	return v, nil
}

func openView(w *Workspace, p url.Values) (map[string]any, error) {
	until, ok := w.triggers[p.Get("trigger_id")]
	switch {
	case !ok:
		return nil, refuse("invalid_trigger_id")
	case w.now().After(until):
		return nil, refuse("expired_trigger_id")
	}
	v, err := parseView(p, modalLimits)
	if err != nil {
		return nil, err
	}
	delete(w.triggers, p.Get("trigger_id"))
	v.ID, v.TeamID, v.Hash = w.nextID("V"), Team, w.nextID("hash.")
	w.views[v.ID] = v
	return map[string]any{"view": v}, nil
}

func updateView(w *Workspace, p url.Values) (map[string]any, error) {
	old := w.views[p.Get("view_id")]
	switch {
	case old == nil:
		return nil, refuse("not_found")
	case p.Get("hash") != "" && p.Get("hash") != old.Hash:
		return nil, refuse("hash_conflict")
	}
	v, err := parseView(p, modalLimits)
	if err != nil {
		return nil, err
	}
	v.ID, v.TeamID, v.Hash = old.ID, Team, w.nextID("hash.")
	w.views[v.ID] = v
	return map[string]any{"view": v}, nil
}

func publishView(w *Workspace, p url.Values) (map[string]any, error) {
	if w.users[p.Get("user_id")] == nil {
		return nil, refuse("user_not_found")
	}
	v, err := parseView(p, homeLimits)
	if err != nil {
		return nil, err
	}
	v.ID, v.TeamID, v.Hash = w.nextID("V"), Team, w.nextID("hash.")
	w.homes[p.Get("user_id")] = *v
	return map[string]any{"view": v}, nil
}
