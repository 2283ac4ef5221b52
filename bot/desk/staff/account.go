package staff

import (
	"errors"
	"time"
)

// A Role is what an Account may do. Each may do what the one before it may.
type Role string

// The roles.
const (
	Officer       Role = "officer"       // answers visitors
	Supervisor    Role = "supervisor"    // takes over, reads reports and the audit log
	Administrator Role = "administrator" // keeps accounts and tokens
)

var ranks = map[Role]int{Officer: 1, Supervisor: 2, Administrator: 3}

// Valid reports whether the Role is one of the three.
func (r Role) Valid() bool { return ranks[r] > 0 }

// Includes reports whether the Role may do what other may.
func (r Role) Includes(other Role) bool { return ranks[r] >= ranks[other] }

// An Account is one person of the staff.
type Account struct {
	ID       string    `json:"id"`
	Login    string    `json:"login"` // lower case, unique
	Name     string    `json:"name"`  // shown to visitors and colleagues
	Role     Role      `json:"role"`
	Password string    `json:"-"` // its hash in PHC form; "" where only single sign-on signs in
	Subject  string    `json:"-"` // issuer and subject of single sign-on; "" where not used
	Disabled bool      `json:"disabled"`
	Created  time.Time `json:"created"`
}

// A Session is one browser that an Account is signed in with.
type Session struct {
	ID      string    `json:"id"` // to revoke it by; opens nothing
	Hash    []byte    `json:"-"`  // of the secret in the cookie
	Staff   string    `json:"-"`
	Agent   string    `json:"agent"` // the browser, as it calls itself
	Created time.Time `json:"created"`
	Seen    time.Time `json:"seen"` // last use, to a minute
	Expires time.Time `json:"expires"`
	Current bool      `json:"current"` // whether it is the one that asks
}

// A Token lets another system act as an Account, with a role of its own that is
// not above the Account's.
type Token struct {
	ID      string    `json:"id"`
	Hash    []byte    `json:"-"`
	Name    string    `json:"name"` // what it is for
	Staff   string    `json:"staff"`
	Role    Role      `json:"role"`
	Created time.Time `json:"created"`
	Used    time.Time `json:"used,omitzero"` // last use, to a minute
	Expires time.Time `json:"expires,omitzero"`
}

// An Invitation lets whoever has its secret make an Account, once.
type Invitation struct {
	Hash    []byte
	Role    Role
	Expires time.Time
}

// What callers ask for with [errors.Is].
var (
	// ErrLoginTaken: another Account has the login, or the single sign-on.
	ErrLoginTaken = errors.New("the login is taken")
	// ErrLastAdministrator: nobody could keep accounts after the change.
	ErrLastAdministrator = errors.New("it is the last administrator")
	// ErrSignIn: login or password is wrong, or the account is disabled; which
	// of these is not told.
	ErrSignIn = errors.New("login or password is wrong")
	// ErrForbidden: the role does not allow it.
	ErrForbidden = errors.New("the role does not allow it")
)
