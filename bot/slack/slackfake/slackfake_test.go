package slackfake_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"payhelp/bot/slack/slackfake"
)

func client(e slackfake.Endpoint) *slack.Client {
	return slack.New(slackfake.BotToken, slack.OptionAPIURL(e.API), slack.OptionHTTPClient(e.Client), slack.OptionAppLevelToken(slackfake.AppToken))
}

func TestPostsStandInThreads(t *testing.T) {
	w := slackfake.New(time.Now)
	api := client(w.Start(t))
	_, root, err := api.PostMessageContext(t.Context(), "C0DESK", slack.MsgOptionText("root", false),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "payhelp", EventPayload: map[string]any{"key": "k1"}}))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := api.PostMessageContext(t.Context(), "C0DESK", slack.MsgOptionText("reply", false), slack.MsgOptionTS(root)); err != nil {
		t.Fatal(err)
	}
	w.Say("U0LI", "C0DESK", root, "from a person")
	for _, metadata := range []bool{false, true} {
		got, _, _, err := api.GetConversationRepliesContext(t.Context(), &slack.GetConversationRepliesParameters{
			ChannelID: "C0DESK", Timestamp: root, IncludeAllMetadata: metadata,
		})
		if err != nil || len(got) != 3 {
			t.Fatalf("replies: %d messages, %v; want 3", len(got), err)
		}
		if key := got[0].Metadata.EventPayload["key"]; (key == "k1") != metadata {
			t.Errorf("metadata asked for: %v; key is %v", metadata, key)
		}
	}
	history, err := api.GetConversationHistoryContext(t.Context(), &slack.GetConversationHistoryParameters{ChannelID: "C0DESK"})
	if err != nil || len(history.Messages) != 1 {
		t.Errorf("history: %d messages, %v; want the root alone", len(history.Messages), err)
	}
}

func TestRefusals(t *testing.T) {
	for name, tc := range map[string]struct {
		set  func(*slackfake.Workspace)
		want string
	}{
		"archived channel": {func(w *slackfake.Workspace) {
			w.AddChannel(slackfake.Channel{ID: "C0DESK", Archived: true, Member: true})
		}, "is_archived"},
		"not in the channel": {func(w *slackfake.Workspace) { w.AddChannel(slackfake.Channel{ID: "C0DESK"}) }, "not_in_channel"},
		"revoked token":      {func(w *slackfake.Workspace) { w.Revoke(true) }, "token_revoked"},
		"missing scope":      {func(w *slackfake.Workspace) { w.SetScopes("commands") }, "missing_scope"},
		"Slack's own error":  {func(w *slackfake.Workspace) { w.FailNext("chat.postMessage", slackfake.Fault{Error: "fatal_error"}) }, "fatal_error"},
	} {
		t.Run(name, func(t *testing.T) {
			w := slackfake.New(time.Now)
			tc.set(w)
			_, _, err := client(w.Start(t)).PostMessageContext(t.Context(), "C0DESK", slack.MsgOptionText("hello", false))
			var refused slack.SlackErrorResponse
			if !errors.As(err, &refused) || refused.Err != tc.want {
				t.Errorf("post: %v, want %s", err, tc.want)
			}
			if got := w.Messages("C0DESK"); len(got) != 0 {
				t.Errorf("%d messages stand in the channel, want none", len(got))
			}
		})
	}
}

func TestACallIsCutOffAfterItWasDone(t *testing.T) {
	w := slackfake.New(time.Now)
	w.FailNext("chat.postMessage", slackfake.Fault{Drop: true})
	_, _, err := client(w.Start(t)).PostMessageContext(t.Context(), "C0DESK", slack.MsgOptionText("hello", false))
	if err == nil || len(w.Messages("C0DESK")) != 1 {
		t.Errorf("post: error %v and %d messages, want an error and one message", err, len(w.Messages("C0DESK")))
	}
}

func TestTimeInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := slackfake.New(time.Now)
		w.LimitPosts(time.Second, 1)
		api := client(w.StartInMemory(t))
		var limited *slack.RateLimitedError
		for i, want := range []bool{false, true, false} {
			_, _, err := api.PostMessageContext(t.Context(), "C0DESK", slack.MsgOptionText("hello", false))
			if got := errors.As(err, &limited); got != want {
				t.Fatalf("post %d is limited: %v (%v), want %v", i, got, err, want)
			}
			if want {
				time.Sleep(limited.RetryAfter)
			}
		}
	})
}
