package slackfake

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/slack-go/slack"
)

// kind is how scopes call what a channel is.
func (w *Workspace) kind(channel string) string {
	switch c := w.channels[channel]; {
	case c == nil:
		return "channels"
	case c.With != "":
		return "im"
	case c.Private:
		return "groups"
	}
	return "channels"
}

func allScopes() []string {
	return []string{
		"app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "files:read", "groups:history", "groups:read",
		"im:history", "im:read", "im:write", "reactions:write", "users:read",
	}
}

// shown is a message as a call returns it.
func shown(m *slack.Msg, metadata bool) slack.Msg {
	out := *m
	if !metadata {
		out.Metadata = slack.SlackMetadata{}
	}
	return out
}

// page cuts out of all the messages what the parameters of a call ask for,
// and returns the cursor of the next page.
func page(all []*slack.Msg, p url.Values, root string) map[string]any {
	all = slices.DeleteFunc(slices.Clone(all), func(m *slack.Msg) bool {
		if m.Timestamp == root {
			return false // the root comes with every page of its thread
		}
		oldest, latest, inclusive := p.Get("oldest"), p.Get("latest"), p.Get("inclusive") == "1"
		return oldest != "" && (m.Timestamp < oldest || m.Timestamp == oldest && !inclusive) ||
			latest != "" && (m.Timestamp > latest || m.Timestamp == latest && !inclusive)
	})
	limit, err := strconv.Atoi(p.Get("limit"))
	if err != nil || limit <= 0 {
		limit = 100
	}
	from, err := strconv.Atoi(p.Get("cursor"))
	if err != nil {
		from = 0
	}
	to, cursor := min(from+limit, len(all)), ""
	if to < len(all) {
		cursor = strconv.Itoa(to)
	}
	out := []slack.Msg{}
	for _, m := range all[min(from, to):to] {
		out = append(out, shown(m, p.Get("include_all_metadata") == "1"))
	}
	return map[string]any{"messages": out, "has_more": cursor != "", "response_metadata": map[string]any{"next_cursor": cursor}}
}

func (w *Workspace) readable(id string) error {
	c := w.channels[id]
	switch {
	case c == nil || c.Private && !c.Member:
		return refuse("channel_not_found")
	case !c.Member && c.With == "":
		return refuse("not_in_channel")
	}
	return nil
}

func replies(w *Workspace, p url.Values) (map[string]any, error) {
	id, root := p.Get("channel"), p.Get("ts")
	if err := w.readable(id); err != nil {
		return nil, err
	}
	if w.message(id, root) == nil {
		return nil, refuse("thread_not_found")
	}
	var all []*slack.Msg
	for _, m := range w.messages[id] {
		if m.Timestamp == root || m.ThreadTimestamp == root {
			all = append(all, m)
		}
	}
	return page(all, p, root), nil
}

func channelHistory(w *Workspace, p url.Values) (map[string]any, error) {
	id := p.Get("channel")
	if err := w.readable(id); err != nil {
		return nil, err
	}
	var all []*slack.Msg
	for _, m := range slices.Backward(w.messages[id]) {
		if m.ThreadTimestamp == "" || m.ThreadTimestamp == m.Timestamp {
			all = append(all, m)
		}
	}
	return page(all, p, ""), nil
}

func conversationInfo(w *Workspace, p url.Values) (map[string]any, error) {
	c := w.channels[p.Get("channel")]
	if c == nil || c.Private && !c.Member {
		return nil, refuse("channel_not_found")
	}
	return map[string]any{"channel": map[string]any{
		"id": c.ID, "name": c.Name, "is_channel": c.With == "", "is_im": c.With != "", "is_private": c.Private, "is_archived": c.Archived,
		"is_member": c.Member && c.With == "", "is_ext_shared": c.Shared, "user": c.With,
	}}, nil
}

// direct returns the conversation between the app and a user.
func (w *Workspace) direct(user string) *Channel {
	id := "D" + user[1:]
	if w.channels[id] == nil {
		w.channels[id] = &Channel{ID: id, With: user, Member: true}
	}
	return w.channels[id]
}

func openConversation(w *Workspace, p url.Values) (map[string]any, error) {
	u := w.users[p.Get("users")]
	if u == nil {
		return nil, refuse("user_not_found")
	}
	return map[string]any{"channel": map[string]any{"id": w.direct(u.ID).ID}}, nil
}

func userInfo(w *Workspace, p url.Values) (map[string]any, error) {
	u := w.users[p.Get("user")]
	if u == nil {
		return nil, refuse("user_not_found")
	}
	return map[string]any{"user": map[string]any{
		"id": u.ID, "team_id": u.Team, "name": u.Name, "real_name": u.Name, "deleted": u.Deleted, "is_stranger": u.Team != Team,
		"profile": map[string]any{"display_name": u.Name, "real_name": u.Name},
	}}, nil
}

// AddFile puts a file into the Workspace and returns it as events tell of it.
func (w *Workspace) AddFile(name, mimetype string, content []byte) slack.File {
	w.mu.Lock()
	defer w.mu.Unlock()
	id := w.nextID("F")
	w.files[id] = content
	at := w.base + "/files/" + id + "/" + url.PathEscape(name)
	return slack.File{ID: id, Name: name, Title: name, Mimetype: mimetype, Size: len(content), URLPrivate: at, URLPrivateDownload: at, Mode: "hosted"}
}

// serveFile is Slack's host of files; a [Fault] knows it as the method "file".
func (w *Workspace) serveFile(rw http.ResponseWriter, r *http.Request) {
	if f := w.fault("file"); f.Status != 0 {
		f.refuse(rw)
		return
	}
	w.mu.Lock()
	content, ok := w.files[r.PathValue("id")]
	revoked := w.revoked
	w.mu.Unlock()
	switch {
	case r.Header.Get("Authorization") != "Bearer "+BotToken || revoked || !slices.Contains(w.Scopes(), "files:read"):
		http.Redirect(rw, r, "/?redir="+url.QueryEscape(r.URL.Path), http.StatusFound)
	case !ok:
		http.NotFound(rw, r)
	default:
		_, _ = rw.Write(content)
	}
}
