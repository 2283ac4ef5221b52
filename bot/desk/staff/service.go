package staff

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"payhelp/bot/desk"
)

// A store keeps accounts; sqlstore.Store is the one in production, and what its
// methods promise is said there.
type store interface {
	AnyAccount(ctx context.Context) (bool, error)
	Account(ctx context.Context, id string) (Account, error)
	AccountByLogin(ctx context.Context, login string) (Account, error)
	AccountBySubject(ctx context.Context, subject string) (Account, error)
	Accounts(ctx context.Context) ([]Account, error)
	AddAccount(ctx context.Context, a Account, by desk.Actor) error
	ChangeAccount(ctx context.Context, a Account, ends bool, by desk.Actor, act string, now time.Time) error
	AddInvitation(ctx context.Context, i Invitation) error
	Accept(ctx context.Context, secret []byte, a Account, by desk.Actor) (Account, error)
	AddSession(ctx context.Context, n Session, by desk.Actor) error
	Session(ctx context.Context, secret []byte, now time.Time) (Session, Account, error)
	TouchSession(ctx context.Context, id string, seen, expires time.Time) error
	Sessions(ctx context.Context, account string, now time.Time) ([]Session, error)
	EndSession(ctx context.Context, account, id string, by desk.Actor, now time.Time) error
	AddToken(ctx context.Context, t Token, by desk.Actor) error
	Token(ctx context.Context, secret []byte, now time.Time) (Token, Account, error)
	TouchToken(ctx context.Context, id string, now time.Time) error
	Tokens(ctx context.Context) ([]Token, error)
	RevokeToken(ctx context.Context, id string, by desk.Actor, now time.Time) error
	AddAudit(ctx context.Context, by desk.Actor, act, subject string, now time.Time) error
	Attempt(ctx context.Context, name string, most int, window time.Duration, now time.Time) (bool, error)
	Forgive(ctx context.Context, name string) error
	AddLinkCode(ctx context.Context, c desk.LinkCode) error
	Link(ctx context.Context, code []byte, l desk.Link) (Account, error)
	Linked(ctx context.Context, messenger, team, user string) (Account, error)
	Links(ctx context.Context, account string) ([]desk.Link, error)
	Unlink(ctx context.Context, account, id string, by desk.Actor, now time.Time) error
}

// A Service knows who may work at the help desk. It is safe for concurrent use.
type Service struct {
	store  store
	now    func() time.Time
	random io.Reader
	hash   hashing
	// decoy is the hash that the password of nobody is held against, so that
	// an unknown login takes as long as a known one.
	decoy func() (string, error)
}

// New returns a Service. random is what secrets are made of: crypto/rand.
func New(store store, now func() time.Time, random io.Reader) *Service {
	s := &Service{store: store, now: func() time.Time { return now().UTC().Truncate(time.Millisecond) }, random: random}
	s.hash = make(hashing, runtime.GOMAXPROCS(0))
	s.decoy = sync.OnceValues(func() (string, error) { return s.hash.hashPassword(rand.Text(), random) })
	return s
}

// An Identity is who makes a request.
type Identity struct {
	Account Account
	Role    Role   // of a token, not above the Account's
	Via     string // session, token, command or slack
	Session string // id of the Session; "" where there is none
}

// Actor is the Identity as the audit log names it.
func (i *Identity) Actor() desk.Actor {
	return desk.Actor{Staff: i.Account.ID, Name: i.Account.Name, Via: i.Via}
}

// ByCommand is who acts from the command line, where whoever may run the
// program on its data may do everything.
func ByCommand() desk.Actor { return desk.Actor{Name: "command line", Via: "command"} }

var secretEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// secret returns prefix and 32 random lower-case letters and digits.
func (s *Service) secret(prefix string) (string, error) {
	b := make([]byte, 20)
	if _, err := io.ReadFull(s.random, b); err != nil {
		return "", fmt.Errorf("make secret: %w", err)
	}
	return prefix + strings.ToLower(secretEncoding.EncodeToString(b)), nil
}

var loginPattern = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{0,58}[a-z0-9]$`)

// mostName is the most characters of a name.
const mostName = 40

func checkAccount(a *Account) error {
	a.Login = strings.ToLower(strings.TrimSpace(a.Login))
	a.Name = strings.Join(strings.Fields(a.Name), " ")
	switch n := utf8.RuneCountInString(a.Name); {
	case !loginPattern.MatchString(a.Login):
		return &desk.InvalidError{Field: "login", Detail: "a login has 2 to 60 of a-z, 0-9, dot, dash, underscore and @"}
	case n < 1 || n > mostName:
		return &desk.InvalidError{Field: "name", Detail: fmt.Sprintf("a name has 1 to %d characters; visitors read it", mostName)}
	case !a.Role.Valid():
		return &desk.InvalidError{Field: "role", Detail: "role is officer, supervisor or administrator"}
	}
	return nil
}

// Add makes an account. With an empty password one is made up and returned:
// it is shown nowhere else.
func (s *Service) Add(ctx context.Context, login, name string, role Role, password string, by desk.Actor) (Account, string, error) {
	a, made, err := s.newAccount(login, name, role, password)
	if err != nil {
		return a, "", err
	}
	return a, made, s.store.AddAccount(ctx, a, by)
}

func (s *Service) newAccount(login, name string, role Role, password string) (a Account, made string, err error) {
	a = Account{Login: login, Name: name, Role: role, Created: s.now()}
	if err := checkAccount(&a); err != nil {
		return a, "", err
	}
	if a.ID, err = s.secret(""); err != nil {
		return a, "", err
	}
	if password == "" {
		if made, err = s.secret(""); err != nil {
			return a, "", err
		}
		made = made[:20]
		password = made
	}
	if err := CheckPassword(password); err != nil {
		return a, "", err
	}
	a.Password, err = s.hash.hashPassword(password, s.random)
	return a, made, err
}

// A Change is what becomes different of an account; nil stays.
type Change struct {
	Name     *string
	Role     *Role
	Disabled *bool
	Password *string // a new one; "" to have one made up
}

// Change changes an account. Its sessions and tokens end where its role or
// password changes or it is disabled. made is the password that was made up.
func (s *Service) Change(ctx context.Context, id string, c Change, by desk.Actor) (a Account, made string, err error) {
	if a, err = s.store.Account(ctx, id); err != nil {
		return a, "", err
	}
	act, ends := "change-account", false
	if c.Name != nil {
		a.Name = *c.Name
	}
	if c.Role != nil && *c.Role != a.Role {
		a.Role, ends = *c.Role, true
	}
	if c.Disabled != nil && *c.Disabled != a.Disabled {
		a.Disabled = *c.Disabled
		act, ends = "enable-account", true
		if a.Disabled {
			act = "disable-account"
		}
	}
	if err := checkAccount(&a); err != nil {
		return a, "", err
	}
	if c.Password != nil {
		fresh, madeUp, err := s.newAccount(a.Login, a.Name, a.Role, *c.Password)
		if err != nil {
			return a, "", err
		}
		a.Password, made = fresh.Password, madeUp
		act, ends = "reset-password", true
	}
	return a, made, s.store.ChangeAccount(ctx, a, ends, by, act, s.now())
}

// ByLogin returns the account with a login, or [desk.ErrNotFound].
func (s *Service) ByLogin(ctx context.Context, login string) (Account, error) {
	return s.store.AccountByLogin(ctx, strings.ToLower(strings.TrimSpace(login)))
}

// ByID returns the account with an id, or [desk.ErrNotFound].
func (s *Service) ByID(ctx context.Context, id string) (Account, error) {
	return s.store.Account(ctx, id)
}

// All returns all accounts by login.
func (s *Service) All(ctx context.Context) ([]Account, error) { return s.store.Accounts(ctx) }

// invitationLife is how long a one-time link works.
const invitationLife = 24 * time.Hour

// Invite returns the secret of a one-time link that makes the first account, an
// administrator; "" where there is an account.
func (s *Service) Invite(ctx context.Context) (string, error) {
	found, err := s.store.AnyAccount(ctx)
	if err != nil || found {
		return "", err
	}
	secret, err := s.secret("")
	if err != nil {
		return "", err
	}
	return secret, s.store.AddInvitation(ctx, Invitation{desk.HashSecret(secret), Administrator, s.now().Add(invitationLife)})
}

// SetUp makes the account that a one-time link lets its holder make, and signs
// it in. It is [desk.ErrNotFound] where the link was used or has expired.
func (s *Service) SetUp(ctx context.Context, link, login, name, password, agent string) (Identity, string, error) {
	if password == "" {
		return Identity{}, "", CheckPassword(password)
	}
	a, _, err := s.newAccount(login, name, Administrator, password)
	if err != nil {
		return Identity{}, "", err
	}
	if a, err = s.store.Accept(ctx, desk.HashSecret(link), a, desk.Actor{Staff: a.ID, Name: a.Name, Via: "invitation"}); err != nil {
		return Identity{}, "", err
	}
	return s.begin(ctx, a, agent)
}

// isNotFound reports whether err says that there is no such thing.
func isNotFound(err error) bool { return errors.Is(err, desk.ErrNotFound) }
