package staff

import (
	"context"
	"strings"
	"time"

	"payhelp/bot/desk"
)

// Lives of a session: it ends when it was not used for so long, and at the
// latest so long after the sign-in. Uses are noted to a minute.
const (
	sessionIdle  = 12 * time.Hour
	sessionMost  = 7 * 24 * time.Hour
	touchedEvery = time.Minute
)

// Limits of signing in. A right password is let through by the first as soon
// as its window is over; by the second a whole office shares one address.
const (
	tryWindow   = 15 * time.Minute
	triesLogin  = 8
	triesFrom   = 60
	mostAgent   = 200 // bytes of what a browser calls itself
	tokenPrefix = "pht_"
)

// SignIn begins a session for who knows the password of login, and returns the
// secret of its cookie. from is the address that asks. It is [ErrSignIn] where
// login or password is wrong, and [desk.ErrTooMany] after some of these.
func (s *Service) SignIn(ctx context.Context, login, password, from, agent string) (Identity, string, error) {
	login = strings.ToLower(strings.TrimSpace(login))
	now := s.now()
	for name, most := range map[string]int{"sign-in of " + login: triesLogin, "sign-in from " + from: triesFrom} {
		allowed, err := s.store.Attempt(ctx, name, most, tryWindow, now)
		if err != nil {
			return Identity{}, "", err
		}
		if !allowed {
			return Identity{}, "", desk.ErrTooMany
		}
	}
	a, err := s.store.AccountByLogin(ctx, login)
	if err != nil && !isNotFound(err) {
		return Identity{}, "", err
	}
	right, err := s.checkPassword(&a, password)
	if err != nil {
		return Identity{}, "", err
	}
	if !right || a.Disabled {
		if err := s.store.AddAudit(ctx, desk.Actor{Staff: a.ID, Name: a.Name, Via: "session"}, "sign-in-refused", login, now); err != nil {
			return Identity{}, "", err
		}
		return Identity{}, "", ErrSignIn
	}
	if err := s.store.Forgive(ctx, "sign-in of "+login); err != nil {
		return Identity{}, "", err
	}
	return s.begin(ctx, a, agent)
}

// checkPassword takes as long for an account that is none.
func (s *Service) checkPassword(a *Account, password string) (bool, error) {
	if a.Password != "" {
		return s.hash.matches(password, a.Password)
	}
	decoy, err := s.decoy()
	if err != nil {
		return false, err
	}
	_, err = s.hash.matches(password, decoy)
	return false, err
}

// begin begins a session and returns its secret.
func (s *Service) begin(ctx context.Context, a Account, agent string) (Identity, string, error) {
	secret, err := s.secret("")
	if err != nil {
		return Identity{}, "", err
	}
	id, err := s.secret("")
	if err != nil {
		return Identity{}, "", err
	}
	now := s.now()
	who := Identity{Account: a, Role: a.Role, Via: "session", Session: id}
	agent = strings.ToValidUTF8(agent[:min(len(agent), mostAgent)], "")
	return who, secret, s.store.AddSession(ctx, Session{
		ID: id, Hash: desk.HashSecret(secret), Staff: a.ID, Agent: agent, Created: now, Seen: now, Expires: now.Add(sessionIdle),
	}, who.Actor())
}

// BySession returns who has the secret of a session, or [desk.ErrNotFound].
func (s *Service) BySession(ctx context.Context, secret string) (Identity, error) {
	now := s.now()
	n, a, err := s.store.Session(ctx, desk.HashSecret(secret), now)
	if err != nil {
		return Identity{}, err
	}
	if now.Sub(n.Seen) >= touchedEvery {
		expires := now.Add(sessionIdle)
		if last := n.Created.Add(sessionMost); expires.After(last) {
			expires = last
		}
		if err := s.store.TouchSession(ctx, n.ID, now, expires); err != nil {
			return Identity{}, err
		}
	}
	return Identity{Account: a, Role: a.Role, Via: "session", Session: n.ID}, nil
}

// Sessions returns the sessions of who asks, latest use first.
func (s *Service) Sessions(ctx context.Context, who *Identity) ([]Session, error) {
	all, err := s.store.Sessions(ctx, who.Account.ID, s.now())
	for i := range all {
		all[i].Current = all[i].ID == who.Session
	}
	return all, err
}

// EndSession ends a session of who asks, or [desk.ErrNotFound].
func (s *Service) EndSession(ctx context.Context, who *Identity, id string) error {
	return s.store.EndSession(ctx, who.Account.ID, id, who.Actor(), s.now())
}

// ChangePassword gives who asks a new password. All their sessions and tokens
// end; one begins anew, whose secret is returned.
func (s *Service) ChangePassword(ctx context.Context, who *Identity, old, fresh, agent string) (string, error) {
	allowed, err := s.store.Attempt(ctx, "sign-in of "+who.Account.Login, triesLogin, tryWindow, s.now())
	if err != nil {
		return "", err
	}
	if !allowed {
		return "", desk.ErrTooMany
	}
	a, err := s.store.Account(ctx, who.Account.ID)
	if err != nil {
		return "", err
	}
	right, err := s.checkPassword(&a, old)
	if err != nil {
		return "", err
	}
	if !right {
		return "", &desk.InvalidError{Field: "old", Detail: "the old password is wrong"}
	}
	if fresh == "" {
		return "", CheckPassword(fresh)
	}
	if a, _, err = s.Change(ctx, a.ID, Change{Password: &fresh}, who.Actor()); err != nil {
		return "", err
	}
	if err := s.store.Forgive(ctx, "sign-in of "+a.Login); err != nil {
		return "", err
	}
	_, secret, err := s.begin(ctx, a, agent)
	return secret, err
}

// AddToken makes a token that acts as who asks, with a role that is not above
// theirs; days is its life, 0 for no end. It returns the secret, which is shown
// nowhere else.
func (s *Service) AddToken(ctx context.Context, who *Identity, name string, role Role, days int) (Token, string, error) {
	name = strings.Join(strings.Fields(name), " ")
	switch {
	case name == "" || len(name) > mostAgent:
		return Token{}, "", &desk.InvalidError{Field: "name", Detail: "name says what the token is for"}
	case !role.Valid() || !who.Account.Role.Includes(role):
		return Token{}, "", &desk.InvalidError{Field: "role", Detail: "role is officer, supervisor or administrator, and not above your own"}
	case days < 0:
		return Token{}, "", &desk.InvalidError{Field: "days", Detail: "days is the life of the token; 0 is without end"}
	}
	secret, err := s.secret(tokenPrefix)
	if err != nil {
		return Token{}, "", err
	}
	id, err := s.secret("")
	if err != nil {
		return Token{}, "", err
	}
	t := Token{ID: id, Hash: desk.HashSecret(secret), Name: name, Staff: who.Account.ID, Role: role, Created: s.now()}
	if days > 0 {
		t.Expires = t.Created.AddDate(0, 0, days)
	}
	return t, secret, s.store.AddToken(ctx, t, who.Actor())
}

// ByToken returns who has the secret of an API token, or [desk.ErrNotFound].
func (s *Service) ByToken(ctx context.Context, secret string) (Identity, error) {
	now := s.now()
	t, a, err := s.store.Token(ctx, desk.HashSecret(secret), now)
	if err != nil {
		return Identity{}, err
	}
	if now.Sub(t.Used) >= touchedEvery {
		if err := s.store.TouchToken(ctx, t.ID, now); err != nil {
			return Identity{}, err
		}
	}
	if !a.Role.Includes(t.Role) {
		t.Role = a.Role // the account was lowered since
	}
	return Identity{Account: a, Role: t.Role, Via: "token"}, nil
}

// Tokens returns all tokens, oldest first.
func (s *Service) Tokens(ctx context.Context) ([]Token, error) { return s.store.Tokens(ctx) }

// RevokeToken ends a token, or [desk.ErrNotFound].
func (s *Service) RevokeToken(ctx context.Context, who *Identity, id string) error {
	return s.store.RevokeToken(ctx, id, who.Actor(), s.now())
}
