package slack

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/slack-go/slack"
)

// errNoSecret: requests cannot be told from forged ones.
var errNoSecret = errors.New("no signing secret is set: requests are refused")

// Verify returns an error unless Slack signed the body with our secret within
// five minutes of now; see [relay.Messenger].
func (s *Slack) Verify(header http.Header, body []byte) error {
	if s.config.SigningSecret == "" {
		return errNoSecret
	}
	v, err := slack.NewSecretsVerifier(header, s.config.SigningSecret)
	if err != nil {
		return fmt.Errorf("verify a request: %w", err)
	}
	if _, err := v.Write(body); err != nil {
		return fmt.Errorf("verify a request: %w", err)
	}
	if err := v.Ensure(); err != nil {
		return fmt.Errorf("verify a request: %w", err)
	}
	return nil
}
