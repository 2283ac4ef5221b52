package slack

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"payhelp/bot/relay"
)

// limitedFor is how long is waited where Slack limits a call without saying
// for how long.
const limitedFor = time.Minute

// failure turns an error of slack-go into one that the relay acts on. channel
// is the one that was called about. posting says that the call is not to be
// done twice, so that an outcome that is not known matters.
func failure(err error, channel string, posting bool) error {
	if err == nil {
		return nil
	}
	var limited *slack.RateLimitedError
	var refused slack.SlackErrorResponse
	var status slack.StatusCodeError
	var dial *net.OpError
	var at *url.Error
	if errors.As(err, &at) {
		err = at.Err // without the address: that of an answer to one person is a secret
	}
	switch {
	case errors.As(err, &limited):
		return &relay.LaterError{After: limited.RetryAfter}
	case errors.As(err, &refused):
		return refusal(refused, channel, posting)
	case errors.As(err, &status) && status.Code == http.StatusTooManyRequests:
		return &relay.LaterError{After: limitedFor}
	case errors.As(err, &dial) && dial.Op == "dial":
		return &relay.BlockedError{Reason: relay.Unreachable, Detail: "no connection"} // the error has addresses
	case errors.As(err, &status) && status.Code < http.StatusInternalServerError:
		return &relay.RefusedError{Detail: status.Status}
	case posting:
		return fmt.Errorf("%w: %w", relay.ErrUnknown, err)
	case errors.As(err, &status):
		return &relay.BlockedError{Reason: relay.Unreachable, Detail: status.Status}
	}
	return fmt.Errorf("call Slack: %w", err)
}

// reasons are the codes that a person has to do something about.
var reasons = map[string]relay.Reason{
	"is_archived":                         relay.Archived,
	"channel_not_found":                   relay.NoChannel,
	"not_in_channel":                      relay.NotInChannel,
	"restricted_action":                   relay.NotInChannel,
	"restricted_action_read_only_channel": relay.NotInChannel,
	"invalid_auth":                        relay.Revoked,
	"not_authed":                          relay.Revoked,
	"token_revoked":                       relay.Revoked,
	"token_expired":                       relay.Revoked,
	"account_inactive":                    relay.Revoked,
	"app_uninstalled":                     relay.Revoked,
	"org_login_required":                  relay.Revoked,
	"access_denied":                       relay.Revoked,
	"team_access_not_granted":             relay.Revoked,
	"missing_scope":                       relay.NoScope,
	"no_permission":                       relay.NoScope,
	"not_allowed_token_type":              relay.NoScope,
}

// aboutChannel says whether a Reason concerns one channel alone. A scope does
// where it is for reading channels of a kind; posting is one for all.
func aboutChannel(r relay.Reason, posting bool) bool {
	return r == relay.Archived || r == relay.NoChannel || r == relay.NotInChannel || r == relay.NoScope && !posting
}

// unsure are the codes after which the call may have been done all the same,
// as Slack's reference says.
var unsure = map[string]bool{"internal_error": true, "fatal_error": true, "service_unavailable": true, "request_timeout": true}

func refusal(r slack.SlackErrorResponse, channel string, posting bool) error {
	code, _, _ := strings.Cut(r.Err, ":")
	if reason, ok := reasons[code]; ok {
		b := &relay.BlockedError{Reason: reason, Detail: code}
		if aboutChannel(reason, posting) {
			b.Channel = channel
		}
		if r.Needed != "" {
			b.Detail += ", needed: " + r.Needed
		}
		return b
	}
	switch {
	case code == "ratelimited" || code == "rate_limited" || code == "message_limit_exceeded":
		return &relay.LaterError{After: limitedFor}
	case unsure[code] && posting:
		return fmt.Errorf("%w: %w", relay.ErrUnknown, r)
	case unsure[code]:
		return fmt.Errorf("call Slack: %w", r)
	}
	return &relay.RefusedError{Detail: r.Err}
}

// answered returns whether Slack refused with one of codes.
func answered(err error, codes ...string) bool {
	var refused slack.SlackErrorResponse
	if !errors.As(err, &refused) {
		return false
	}
	for _, c := range codes {
		if refused.Err == c {
			return true
		}
	}
	return false
}

// refusedBy returns whether an error of failure says that the call will never
// be taken.
func refusedBy(err error) bool {
	var refused *relay.RefusedError
	return errors.As(err, &refused)
}

// optional turns a scope that is missing into a refusal of this one call: what
// is done with it is nice to have, and must not stop what is not.
func optional(err error) error {
	var blocked *relay.BlockedError
	if errors.As(err, &blocked) && blocked.Reason == relay.NoScope {
		return &relay.RefusedError{Detail: blocked.Detail}
	}
	return err
}
