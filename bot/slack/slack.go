package slack

import (
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"

	"payhelp/bot/relay"
)

var _ relay.Messenger = (*Slack)(nil)

// Config is what a Slack is made of. All of it but BotToken may be left out.
type Config struct {
	BotToken      string // xoxb-…
	AppToken      string // xapp-…; "" for a Slack that gets its events by HTTP
	SigningSecret string // of requests; "" refuses all of them
	Log           *slog.Logger

	APIURL     string            // in place of Slack's own, with a slash at its end
	HTTPClient *http.Client      // default: one with a timeout of 10 s
	Dialer     *websocket.Dialer // of Socket Mode
}

// callTimeout is how long one call to Slack may take.
const callTimeout = 10 * time.Second

// Slack talks with one workspace. It is safe for concurrent use.
type Slack struct {
	config Config
	api    *slack.Client
	files  *slack.Client // the same, with more time
	http   *http.Client

	mu sync.Mutex
	me identity // zero until it was asked for
}

// identity is who we are in Slack.
type identity struct {
	team, teamName string
	user, userName string
	bot            string
}

// New returns a Slack; it does not connect yet.
func New(c Config) *Slack {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.HTTPClient == nil {
		c.HTTPClient = &http.Client{Timeout: callTimeout}
	}
	options := []slack.Option{
		slack.OptionHTTPClient(c.HTTPClient), slack.OptionAppLevelToken(c.AppToken),
		slack.OptionLog(log.New(io.Discard, "", 0)), // it would print what people write
	}
	if c.APIURL != "" {
		options = append(options, slack.OptionAPIURL(c.APIURL))
	}
	patient := *c.HTTPClient
	patient.Timeout = max(patient.Timeout, fileTimeout)
	return &Slack{
		config: c, http: c.HTTPClient,
		api: slack.New(c.BotToken, options...), files: slack.New(c.BotToken, append(options, slack.OptionHTTPClient(&patient))...),
	}
}

// Name is what the store calls Slack.
func (s *Slack) Name() string { return "slack" }

// identity returns who we are; Slack is asked once.
func (s *Slack) identity(ctx context.Context) (identity, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.me != (identity{}) {
		return s.me, nil
	}
	me, _, err := s.whoAmI(ctx)
	if err == nil {
		s.me = me
	}
	return me, err
}

// whoAmI asks Slack who we are and which scopes our token has.
func (s *Slack) whoAmI(ctx context.Context) (identity, http.Header, error) {
	got, err := s.api.AuthTestContext(ctx)
	if err != nil {
		return identity{}, nil, fmt.Errorf("ask who we are: %w", failure(err, "", false))
	}
	return identity{team: got.TeamID, teamName: got.Team, user: got.UserID, userName: got.User, bot: got.BotID}, got.Header, nil
}
