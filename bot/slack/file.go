package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/slack-go/slack"

	"payhelp/bot/relay"
)

// fileTimeout is how long one file may take: 5 MB at 1.5 Mbit/s.
const fileTimeout = 30 * time.Second

// errEnough ends what has as many bytes as were wanted.
var errEnough = errors.New("that is enough")

// File returns the first most bytes of a file; see [relay.Messenger]. The token
// goes along, which slack-go sends to hosts of Slack alone. What is wrong with a
// file is wrong with it alone: it never says that Slack cannot be reached.
func (s *Slack) File(ctx context.Context, f relay.File, most int) ([]byte, error) {
	if f.At == "" {
		return nil, &relay.RefusedError{Detail: "Slack does not say where the file is"}
	}
	into := &limited{most: most}
	err := s.files.GetFileContext(ctx, f.At, into)
	var busy *slack.RateLimitedError
	var status slack.StatusCodeError
	switch {
	case err == nil, errors.Is(err, errEnough):
		return into.got, nil
	case errors.As(err, &busy):
		return nil, &relay.LaterError{After: busy.RetryAfter}
	case errors.As(err, &status) && status.Code < http.StatusInternalServerError && status.Code != http.StatusTooManyRequests:
		return nil, &relay.RefusedError{Detail: status.Status}
	}
	return nil, fmt.Errorf("fetch a file: %w", err)
}

// limited takes so many bytes and no more.
type limited struct {
	got  []byte
	most int
}

// Write implements [io.Writer].
func (l *limited) Write(p []byte) (int, error) {
	if room := l.most - len(l.got); len(p) > room {
		l.got = append(l.got, p[:room]...)
		return room, errEnough
	}
	l.got = append(l.got, p...)
	return len(p), nil
}
