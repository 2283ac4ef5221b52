// Package slack is the adapter for Slack: a [payhelp/bot/relay.Messenger] on
// slack-go. It knows how Slack looks and fails, and nothing of cases: which
// words stand in a message, and what a button does, is the relay's.
//
// Events arrive by Socket Mode, for which no public address is needed
// ([Slack.Run]), or by signed requests ([Slack.Handler]); either way Slack is
// told that one was taken only after the relay has stored it.
//
// Texts are shown as they were written: they go out as plain text and rich
// text, never as Slack's markup, and without the characters that hide or turn
// around other ones.
package slack
