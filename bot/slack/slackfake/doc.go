// Package slackfake is a Slack workspace for tests: slack-go's own test server
// with the calls that it lacks bound over it, and what Slack does around them.
// Messages stay where they were posted, with their threads, metadata and
// reactions; blocks are held to Slack's limits; scopes, archived channels and
// revoked tokens are refused the way Slack refuses them; and a [Fault] makes
// the next call late, limited, failed, or cut off after it was done.
//
// [Workspace.Start] serves it by slacktest on a real socket.
// [Workspace.StartInMemory] serves it without one, so that a test can run in a
// bubble of testing/synctest, where two minutes of silence take no time.
package slackfake
