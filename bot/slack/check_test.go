package slack_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	goslack "github.com/slack-go/slack"
	"go.yaml.in/yaml/v4"

	"payhelp/bot/relay"
	"payhelp/bot/slack"
	"payhelp/bot/slack/slackfake"
)

func TestExamineSaysWhatIsMissing(t *testing.T) {
	without := func(scope string) func(*slackfake.Workspace, *slack.Config) {
		return func(w *slackfake.Workspace, _ *slack.Config) {
			w.SetScopes(slices.DeleteFunc(w.Scopes(), func(s string) bool { return s == scope })...)
		}
	}
	channel := func(c slackfake.Channel) func(*slackfake.Workspace, *slack.Config) {
		return func(w *slackfake.Workspace, _ *slack.Config) { w.AddChannel(c) }
	}
	for name, tc := range map[string]struct {
		set    func(*slackfake.Workspace, *slack.Config)
		what   string // that is wrong; "" for nothing
		says   string
		fix    string
		reason relay.Reason
		blocks bool // all, or the channel
	}{
		"all is well":           {func(*slackfake.Workspace, *slack.Config) {}, "", "", "", "", false},
		"by HTTP":               {func(_ *slackfake.Workspace, c *slack.Config) { c.AppToken = "" }, "", "", "", "", false},
		"reactions are missing": {without("reactions:write"), "scope reactions:write", "delivered, read and failed are not shown", "install the app again", relay.NoScope, false},
		"posting is missing":    {without("chat:write"), "scope chat:write", "nothing can be posted", "OAuth & Permissions", relay.NoScope, true},
		"token of nobody":       {func(_ *slackfake.Workspace, c *slack.Config) { c.BotToken = "xoxb-typo" }, "bot token", "does not know it", "PAYHELP_SLACK_BOT_TOKEN", relay.Revoked, true},
		"no token":              {func(_ *slackfake.Workspace, c *slack.Config) { c.BotToken = "" }, "bot token", "does not know it", "PAYHELP_SLACK_BOT_TOKEN", relay.Revoked, true},
		"revoked token":         {func(w *slackfake.Workspace, _ *slack.Config) { w.Revoke(true) }, "bot token", "revoked", "install the app again", relay.Revoked, true},
		"Slack is away":         {func(w *slackfake.Workspace, _ *slack.Config) { w.FailAll("", slackfake.Fault{Status: 503}) }, "bot token", "cannot be reached", "HTTPS_PROXY", relay.Unreachable, true},
		"app token of nobody":   {func(_ *slackfake.Workspace, c *slack.Config) { c.AppToken = "xapp-typo" }, "app token", "does not take it", "PAYHELP_SLACK_APP_TOKEN", relay.Revoked, false},
		"app token without scope": {func(w *slackfake.Workspace, _ *slack.Config) {
			w.FailAll("apps.connections.open", slackfake.Fault{Error: "missing_scope"})
		}, "app token", "connections:write", "Basic Information", relay.NoScope, false},
		"no events at all":        {func(_ *slackfake.Workspace, c *slack.Config) { c.AppToken, c.SigningSecret = "", "" }, "events", "none arrive", "PAYHELP_SLACK_APP_TOKEN", relay.Revoked, false},
		"archived channel":        {channel(slackfake.Channel{ID: "C0DESK", Name: "help-desk", Archived: true, Member: true}), "channel C0DESK", "#help-desk is archived", "unarchive", relay.Archived, true},
		"not in the channel":      {channel(slackfake.Channel{ID: "C0DESK", Name: "help-desk"}), "channel C0DESK", "not in #help-desk", "/invite @payhelp", relay.NotInChannel, true},
		"private, not a member":   {channel(slackfake.Channel{ID: "C0DESK", Name: "help-desk", Private: true}), "channel C0DESK", "none of that id, or it is private", "invite", relay.NoChannel, true},
		"channels cannot be read": {without("channels:read"), "channel C0DESK", "channels:read", "add the scope", relay.NoScope, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := slackfake.New(time.Now)
			e := w.Start(t)
			c := slack.Config{
				BotToken: slackfake.BotToken, AppToken: slackfake.AppToken, SigningSecret: slackfake.SigningSecret, APIURL: e.API, HTTPClient: e.Client,
			}
			tc.set(w, &c)
			s := slack.New(c)
			all, err := s.Examine(t.Context(), []string{"C0DESK"})
			if err != nil {
				t.Fatal(err)
			}
			wrong := slices.DeleteFunc(slices.Clone(all), func(f slack.Finding) bool { return f.OK })
			if (len(wrong) == 0) != (tc.what == "") {
				t.Fatalf("found %+v", wrong)
			}
			var b *relay.BlockedError
			switch err := s.Check(t.Context(), []string{"C0DESK"}); {
			case !tc.blocks && err != nil:
				t.Errorf("check: %v", err)
			case tc.blocks && (!errors.As(err, &b) || b.Reason != tc.reason || (b.Channel != "") != strings.HasPrefix(tc.what, "channel")):
				t.Errorf("check: %v, want %s", err, tc.reason)
			}
			if tc.what == "" {
				return
			}
			if i := slices.IndexFunc(wrong, func(f slack.Finding) bool { return f.What == tc.what }); i < 0 ||
				!strings.Contains(wrong[i].Text, tc.says) || !strings.Contains(wrong[i].Fix, tc.fix) || wrong[i].Reason != tc.reason {
				t.Errorf("found %+v, want %q: %q, %q", wrong, tc.what, tc.says, tc.fix)
			}
			if len(w.Messages("C0DESK")) > 0 || w.Opened() > 0 {
				t.Error("looking left something behind")
			}
		})
	}
}

func TestExamineSaysThatOthersReadAlong(t *testing.T) {
	w, s := start(t)
	w.AddChannel(slackfake.Channel{ID: "C0DESK", Name: "help-desk", Member: true, Shared: true})
	all, err := s.Examine(t.Context(), []string{"C0DESK"})
	if last := all[len(all)-1]; err != nil || !last.OK || !strings.Contains(last.Text, "shared with another organisation") {
		t.Errorf("found %+v, %v", last, err)
	}
}

func TestExamineWithoutAChannel(t *testing.T) {
	_, s := start(t)
	all, err := s.Examine(t.Context(), nil)
	if err != nil || all[len(all)-1].OK || !strings.Contains(all[len(all)-1].Fix, "--slack-channel") {
		t.Errorf("found %+v, %v", all, err)
	}
	if err := s.Check(t.Context(), nil); err != nil {
		t.Errorf("check without a channel: %v", err)
	}
}

func TestManifest(t *testing.T) {
	read := func(url string) goslack.Manifest {
		var m goslack.Manifest
		if err := yaml.Unmarshal([]byte(slack.Manifest(url)), &m); err != nil {
			t.Fatal(err)
		}
		return m
	}
	socket, web := read(""), read("https://pay.example/")
	if !socket.Settings.SocketModeEnabled || socket.Settings.EventSubscriptions.RequestUrl != "" || socket.Settings.OrgDeployEnabled {
		t.Errorf("settings %+v", socket.Settings)
	}
	if web.Settings.SocketModeEnabled || web.Settings.EventSubscriptions.RequestUrl != "https://pay.example/slack/events" ||
		web.Settings.Interactivity.RequestUrl != "https://pay.example/slack/interactive" ||
		web.Settings.Interactivity.MessageMenuOptionsUrl != "https://pay.example/slack/interactive" ||
		web.Features.SlashCommands[0].Url != "https://pay.example/slack/commands" {
		t.Errorf("settings by HTTP %+v, %+v", web.Settings, web.Features.SlashCommands)
	}
	for name, m := range map[string]goslack.Manifest{"socket": socket, "HTTP": web} {
		scopes := m.OAuthConfig.Scopes.Bot
		if want := slackfake.New(time.Now).Scopes(); !slices.Equal(scopes, want) {
			t.Errorf("%s: scopes %q, want %q", name, scopes, want)
		}
		for event, scope := range map[string]string{
			"app_mention": "app_mentions:read", "message.channels": "channels:history", "message.groups": "groups:history", "message.im": "im:history",
		} {
			if !slices.Contains(m.Settings.EventSubscriptions.BotEvents, event) || !slices.Contains(scopes, scope) {
				t.Errorf("%s: event %s or scope %s is missing", name, event, scope)
			}
		}
		if m.Features.SlashCommands[0].Command != "/payhelp" || !m.Features.AppHome.HomeTabEnabled || !m.Features.AppHome.MessagesTabEnabled || !m.Settings.Interactivity.IsEnabled {
			t.Errorf("%s: features %+v", name, m.Features)
		}
		if n := len(m.Display.Description); n == 0 || n > 140 || len(m.Display.LongDescription) < 175 {
			t.Errorf("%s: description of %d bytes, long one of %d; Slack takes at most 140 and at least 175", name, n, len(m.Display.LongDescription))
		}
	}
}
