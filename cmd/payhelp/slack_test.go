package main

import (
	"strings"
	"testing"
	"time"

	"payhelp/bot/slack"
	"payhelp/bot/slack/slackfake"
)

func TestSlackCheck(t *testing.T) {
	w := slackfake.New(time.Now)
	e := w.Start(t)
	s := slack.New(slack.Config{BotToken: slackfake.BotToken, AppToken: slackfake.AppToken, APIURL: e.API, HTTPClient: e.Client})
	check := func(asJSON bool, channels ...string) (string, error) {
		var out strings.Builder
		err := checkSlack(t.Context(), &out, s, channels, asJSON)
		return out.String(), err
	}

	out, err := check(false, "C0DESK")
	want := `ok    bot token: works: @payhelp in the workspace payhelp
ok    scopes: all 13 are there
ok    app token: works: events arrive by Socket Mode
ok    channel C0DESK: #help-desk is there, and the app is in it
`
	if err != nil || out != want {
		t.Errorf("printed\n%s(%v), want\n%s", out, err, want)
	}

	w.AddChannel(slackfake.Channel{ID: "C0OLD", Name: "old-desk", Archived: true, Member: true})
	out, err = check(false, "C0DESK", "C0OLD", "C0NONE")
	for _, line := range []string{
		"ok    channel C0DESK", "WRONG channel C0OLD: #old-desk is archived: nothing can be posted there\n      → unarchive it",
		"WRONG channel C0NONE: there is none of that id, or it is private and the app is not in it\n      → take the id",
	} {
		if !strings.Contains(out, line) {
			t.Errorf("printed\n%swithout %q", out, line)
		}
	}
	if err == nil || err.Error() != "2 things are wrong with slack" {
		t.Errorf("error %v", err)
	}

	out, err = check(true, "C0OLD")
	if err == nil || !strings.HasPrefix(out, `{"findings":[{"what":"bot token","ok":true,`) || !strings.Contains(out, `"ok":false}`) {
		t.Errorf("printed %s(%v)", out, err)
	}
}
