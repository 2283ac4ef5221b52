package staff

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"payhelp/bot/desk"
)

// SignOnConfig says by whom staff are signed on.
type SignOnConfig struct {
	Issuer       string // URL of the OpenID Connect provider
	ClientID     string
	ClientSecret string
	RedirectURL  string // https://…/api/v1/desk/sign-on/callback
}

// A SignOn signs staff on by OpenID Connect. Accounts are made here, not there:
// somebody that the provider knows is let in whose verified e-mail address, or
// whose user name at the provider, is the login of an account.
type SignOn struct {
	service  *Service
	issuer   string
	oauth    oauth2.Config
	verifier *oidc.IDTokenVerifier
}

// NewSignOn finds the provider and returns a SignOn.
func NewSignOn(ctx context.Context, s *Service, c SignOnConfig) (*SignOn, error) {
	provider, err := oidc.NewProvider(ctx, c.Issuer)
	if err != nil {
		return nil, fmt.Errorf("find single sign-on provider %s: %w", c.Issuer, err)
	}
	return &SignOn{
		service: s, issuer: c.Issuer,
		oauth: oauth2.Config{
			ClientID: c.ClientID, ClientSecret: c.ClientSecret, RedirectURL: c.RedirectURL, Endpoint: provider.Endpoint(),
			Scopes: []string{oidc.ScopeOpenID, "profile", "email"},
		},
		verifier: provider.Verifier(&oidc.Config{ClientID: c.ClientID}),
	}, nil
}

// Begin returns the provider's page to go to, and what the browser has to keep
// until it comes back.
func (o *SignOn) Begin() (page, kept string, err error) {
	state, err := o.service.secret("")
	if err != nil {
		return "", "", err
	}
	nonce, err := o.service.secret("")
	if err != nil {
		return "", "", err
	}
	verifier := oauth2.GenerateVerifier()
	page = o.oauth.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier))
	return page, strings.Join([]string{state, nonce, verifier}, "."), nil
}

var errSignOn = errors.New("single sign-on was not begun in this browser, or took too long")

// Finish signs in who comes back with code and state, and returns the secret of
// the session. Whoever has no account is refused with [ErrSignIn].
func (o *SignOn) Finish(ctx context.Context, kept, state, code, agent string) (Identity, string, error) {
	parts := strings.SplitN(kept, ".", 3)
	if len(parts) != 3 || parts[0] == "" || parts[0] != state {
		return Identity{}, "", fmt.Errorf("%w: %w", ErrSignIn, errSignOn)
	}
	answer, err := o.oauth.Exchange(ctx, code, oauth2.VerifierOption(parts[2]))
	if err != nil {
		return Identity{}, "", fmt.Errorf("%w: exchange code: %w", ErrSignIn, err)
	}
	raw, ok := answer.Extra("id_token").(string)
	if !ok {
		return Identity{}, "", fmt.Errorf("%w: the provider sent no id_token", ErrSignIn)
	}
	token, err := o.verifier.Verify(ctx, raw)
	if err != nil || token.Nonce != parts[1] {
		return Identity{}, "", fmt.Errorf("%w: verify id_token: %w", ErrSignIn, errors.Join(err))
	}
	a, err := o.account(ctx, token)
	if err != nil {
		return Identity{}, "", err
	}
	if a.Disabled {
		return Identity{}, "", ErrSignIn
	}
	return o.service.begin(ctx, a, agent)
}

// account returns the account of somebody that the provider knows.
func (o *SignOn) account(ctx context.Context, token *oidc.IDToken) (Account, error) {
	var claims struct {
		Email    string `json:"email"`
		Verified bool   `json:"email_verified"`
		User     string `json:"preferred_username"`
	}
	if err := token.Claims(&claims); err != nil {
		return Account{}, fmt.Errorf("%w: read claims: %w", ErrSignIn, err)
	}
	subject := token.Issuer + " " + token.Subject
	a, err := o.service.store.AccountBySubject(ctx, subject)
	if !isNotFound(err) {
		return a, err
	}
	// The first time: the login tells, and from then on the subject does.
	logins := []string{claims.User}
	if claims.Verified {
		logins = append(logins, claims.Email)
	}
	for _, login := range logins {
		if a, err = o.service.ByLogin(ctx, login); err == nil && a.Subject == "" && !a.Disabled {
			a.Subject = subject
			by := desk.Actor{Staff: a.ID, Name: a.Name, Via: "session"}
			return a, o.service.store.ChangeAccount(ctx, a, false, by, "link-sign-on", o.service.now())
		}
		if err != nil && !isNotFound(err) {
			return Account{}, err
		}
	}
	return Account{}, ErrSignIn
}
