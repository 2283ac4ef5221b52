package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"payhelp/bot/relay"
)

// A Finding is one thing that was looked at, in plain words.
type Finding struct {
	What   string       `json:"what"` // bot token, scope im:write, channel C0123
	OK     bool         `json:"ok"`
	Text   string       `json:"text"`
	Fix    string       `json:"fix,omitempty"` // what to do; "" where it is OK
	Reason relay.Reason `json:"-"`             // "" where it is OK
}

// uses says what a scope is for: what does not work without it.
var uses = map[string]string{
	"app_mentions:read": "a question that names the app gets no answer",
	"channels:history":  "what officers write in public channels does not arrive",
	"channels:read":     "it cannot be told whether a public channel is archived",
	"chat:write":        "nothing can be posted",
	"commands":          "/payhelp does not exist",
	"files:read":        "files go unseen, and pictures of officers do not reach visitors",
	"groups:history":    "what officers write in private channels does not arrive",
	"groups:read":       "it cannot be told whether a private channel is archived",
	"im:history":        "direct messages do not arrive",
	"im:read":           "direct messages cannot be told from others",
	"im:write":          "nobody can be written to directly",
	"reactions:write":   "delivered, read and failed are not shown",
	"users:read":        "names are not known, nor who is of another workspace",
}

// Examine looks at tokens, scopes and channels and says all that it finds. It
// posts nothing. Its error is that of ctx alone.
func (s *Slack) Examine(ctx context.Context, channels []string) ([]Finding, error) {
	me, header, err := s.whoAmI(ctx)
	if err != nil {
		return []Finding{tokenFinding(err)}, ctx.Err()
	}
	out := []Finding{{What: "bot token", OK: true, Text: fmt.Sprintf("works: @%s in the workspace %s", me.userName, me.teamName)}}
	scopes, err := scopeFindings(scopesOf(header))
	if err != nil {
		return nil, err
	}
	out = append(out, scopes...)
	out = append(out, s.eventFinding(ctx))
	if len(channels) == 0 {
		out = append(out, Finding{
			What: "channel", Text: "none is set: cases of the help desk are not posted", Fix: "give one with --slack-channel", Reason: relay.NoChannel,
		})
	}
	for _, c := range channels {
		out = append(out, s.channelFinding(ctx, c))
	}
	return out, ctx.Err()
}

func tokenFinding(err error) Finding {
	f := Finding{What: "bot token", Text: "Slack does not take it", Reason: relay.Revoked, Fix: reinstall}
	var blocked *relay.BlockedError
	if !errors.As(err, &blocked) || blocked.Reason == relay.Unreachable {
		f.Text, f.Reason = "Slack cannot be reached", relay.Unreachable
		f.Fix = "see whether this machine may connect to https://slack.com, by a proxy (HTTPS_PROXY) if need be"
		return f
	}
	switch blocked.Detail {
	case "token_revoked", "account_inactive", "app_uninstalled":
		f.Text = "it was revoked, or the app was removed from the workspace"
	case "invalid_auth", "not_authed":
		f.Text, f.Fix = "Slack does not know it", "copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions into PAYHELP_SLACK_BOT_TOKEN"
	}
	return f
}

const reinstall = "install the app again under OAuth & Permissions, and put the new token into PAYHELP_SLACK_BOT_TOKEN"

// posting is the scope without which nothing can be done at all.
const posting = "chat:write"

// scopesOf are the scopes that a token has, as Slack tells with every answer.
func scopesOf(h http.Header) []string {
	return strings.FieldsFunc(h.Get("X-OAuth-Scopes"), func(r rune) bool { return r == ',' || r == ' ' })
}

// scopeFindings compares the scopes that the token has with the manifest's.
func scopeFindings(have []string) ([]Finding, error) {
	m, err := readManifest()
	if err != nil {
		return nil, err
	}
	var out []Finding
	for _, scope := range m.OAuthConfig.Scopes.Bot {
		if !slices.Contains(have, scope) {
			out = append(out, Finding{
				What: "scope " + scope, Text: "is missing: " + uses[scope], Reason: relay.NoScope,
				Fix: "add it under OAuth & Permissions, then install the app again",
			})
		}
	}
	if out == nil {
		out = []Finding{{What: "scopes", OK: true, Text: fmt.Sprintf("all %d are there", len(m.OAuthConfig.Scopes.Bot))}}
	}
	return out, nil
}

// eventFinding says whether events can arrive.
func (s *Slack) eventFinding(ctx context.Context) Finding {
	switch {
	case s.config.AppToken != "":
		return s.socketFinding(ctx)
	case s.config.SigningSecret != "":
		return Finding{What: "events", OK: true, Text: "by HTTP, signed; that the address is public can only be seen in the app's settings"}
	}
	return Finding{
		What: "events", Text: "none arrive: neither an app token nor a signing secret is set", Reason: relay.Revoked,
		Fix: "set PAYHELP_SLACK_APP_TOKEN for Socket Mode, or PAYHELP_SLACK_SIGNING_SECRET for HTTP",
	}
}

func (s *Slack) socketFinding(ctx context.Context) Finding {
	_, _, err := s.api.StartSocketModeContext(ctx)
	f := Finding{What: "app token", OK: err == nil, Text: "works: events arrive by Socket Mode"}
	var blocked *relay.BlockedError
	switch {
	case err == nil:
	case errors.As(failure(err, "", false), &blocked) && blocked.Reason == relay.NoScope:
		f.Text, f.Reason = "lacks the scope connections:write", relay.NoScope
		f.Fix = "make a new app-level token with it under Basic Information, and put it into PAYHELP_SLACK_APP_TOKEN"
	case answered(err, "socket_mode_disabled", "forbidden_team"):
		f.Text, f.Reason, f.Fix = "Socket Mode is off", relay.NoScope, "switch it on under Socket Mode"
	case blocked != nil && blocked.Reason == relay.Revoked:
		f.Text, f.Reason = "Slack does not take it", relay.Revoked
		f.Fix = "copy an app-level token (xapp-…) from Basic Information into PAYHELP_SLACK_APP_TOKEN"
	default:
		f.Text, f.Reason, f.Fix = "no socket could be had", relay.Unreachable, "try again; see status.slack.com where it stays so"
	}
	return f
}

func (s *Slack) channelFinding(ctx context.Context, id string) Finding {
	c, err := s.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
	f := Finding{What: "channel " + id}
	var blocked *relay.BlockedError
	switch {
	case err != nil && errors.As(failure(err, id, false), &blocked):
		f.Reason = blocked.Reason
		switch blocked.Reason {
		case relay.NoChannel:
			f.Text = "there is none of that id, or it is private and the app is not in it"
			f.Fix = "take the id (C…) from the end of the channel's details; invite @payhelp to a private one"
		case relay.NoScope:
			f.Text, f.Fix = "cannot be looked at: "+blocked.Detail, "add the scope under OAuth & Permissions, then install the app again"
		default:
			f.Text, f.Fix = "cannot be looked at: "+blocked.Detail, reinstall
		}
	case err != nil:
		f.Text, f.Reason, f.Fix = "cannot be looked at now", relay.Unreachable, "try again"
	case c.IsArchived:
		f.Text, f.Reason, f.Fix = "#"+c.Name+" is archived: nothing can be posted there", relay.Archived, "unarchive it, or set another channel"
	case !c.IsMember && !c.IsIM: // of those nobody is said to be one
		f.Text, f.Reason, f.Fix = "the app is not in #"+c.Name, relay.NotInChannel, "write /invite @payhelp there"
	default:
		f.OK, f.Text = true, "#"+c.Name+" is there, and the app is in it"
		if c.IsExtShared {
			f.Text += "; it is shared with another organisation, which sees what visitors write"
		}
	}
	return f
}

// Check returns a [relay.BlockedError] for the first thing that keeps cases
// from being posted; see [relay.Messenger]. What is only missed, such as
// reactions, Examine says.
func (s *Slack) Check(ctx context.Context, channels []string) error {
	_, header, err := s.whoAmI(ctx)
	if err != nil {
		return err
	}
	if !slices.Contains(scopesOf(header), posting) {
		return &relay.BlockedError{Reason: relay.NoScope, Detail: "needed: " + posting}
	}
	for _, c := range channels {
		if f := s.channelFinding(ctx, c); !f.OK {
			return &relay.BlockedError{Reason: f.Reason, Channel: c, Detail: f.Text}
		}
	}
	return ctx.Err()
}
