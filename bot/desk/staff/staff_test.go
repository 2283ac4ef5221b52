package staff_test

import (
	"crypto/rand"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"payhelp/bot/desk"
	"payhelp/bot/desk/desktest"
	"payhelp/bot/desk/staff"
	"payhelp/bot/store/sqlite"
)

const password = "correct horse battery"

func service(t *testing.T) (*staff.Service, *desktest.Clock) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "payhelp.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	clock := desktest.NewClock()
	return staff.New(store, clock.Now, rand.Reader), clock
}

func add(t *testing.T, s *staff.Service, login string, role staff.Role) staff.Account {
	t.Helper()
	a, made, err := s.Add(t.Context(), login, "小"+login, role, password, staff.ByCommand())
	if err != nil || made != "" {
		t.Fatalf("Add(%s) made up %q, %v", login, made, err)
	}
	return a
}

func signIn(t *testing.T, s *staff.Service, login string) (staff.Identity, string) {
	t.Helper()
	who, secret, err := s.SignIn(t.Context(), login, password, "10.0.0.1", "Firefox")
	if err != nil {
		t.Fatalf("SignIn(%s): %v", login, err)
	}
	return who, secret
}

func want(t *testing.T, what string, got, want error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func TestSignIn(t *testing.T) {
	s, clock := service(t)
	a := add(t, s, "Li.Na", staff.Officer)
	if !strings.HasPrefix(a.Password, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(a.Password, password) {
		t.Errorf("the password is kept as %q", a.Password)
	}
	who, secret := signIn(t, s, " LI.NA ")
	if who.Account.ID != a.ID || who.Role != staff.Officer || who.Actor().Via != "session" {
		t.Errorf("signed in as %+v", who)
	}
	if got, err := s.BySession(t.Context(), secret); err != nil || got != who {
		t.Errorf("BySession = %+v, %v; want %+v", got, err, who)
	}
	_, err := s.BySession(t.Context(), secret+"x")
	want(t, "another secret", err, desk.ErrNotFound)
	for name, c := range map[string][2]string{"a wrong password": {"li.na", "wrong horse battery"}, "nobody": {"nobody", password}, "no password": {"li.na", ""}} {
		_, _, err := s.SignIn(t.Context(), c[0], c[1], "10.0.0.1", "")
		want(t, name, err, staff.ErrSignIn)
	}

	// A session that is used goes on, for a week at most.
	for range 16 {
		clock.Advance(11 * time.Hour)
		_, err = s.BySession(t.Context(), secret)
	}
	want(t, "a session of more than a week", err, desk.ErrNotFound)
	_, secret = signIn(t, s, "li.na")
	clock.Advance(13 * time.Hour)
	_, err = s.BySession(t.Context(), secret)
	want(t, "a session that was not used", err, desk.ErrNotFound)
}

func TestSignInIsThrottled(t *testing.T) {
	s, clock := service(t)
	add(t, s, "li", staff.Administrator)
	add(t, s, "wang", staff.Officer)
	try := func(login, pass, from string) error {
		_, _, err := s.SignIn(t.Context(), login, pass, from, "")
		return err
	}
	for range 8 {
		want(t, "guessing", try("li", "a wrong password", "10.0.0.9"), staff.ErrSignIn)
	}
	want(t, "the ninth guess", try("li", password, "10.0.0.9"), desk.ErrTooMany)
	want(t, "from elsewhere", try("li", password, "10.0.0.8"), desk.ErrTooMany)
	want(t, "another login", try("wang", password, "10.0.0.9"), nil)
	clock.Advance(15 * time.Minute)
	want(t, "after the window", try("li", password, "10.0.0.9"), nil)
	for range 7 {
		want(t, "guessing", try("li", "a wrong password", "10.0.0.9"), staff.ErrSignIn)
	}
	want(t, "the right one", try("li", password, "10.0.0.9"), nil)
	want(t, "a wrong one after it", try("li", "a wrong password", "10.0.0.9"), staff.ErrSignIn)
}

func TestWhatEndsSessions(t *testing.T) {
	yes, officer, fresh := true, staff.Officer, "a fresh password"
	for name, change := range map[string]staff.Change{
		"disabling": {Disabled: &yes}, "a lower role": {Role: &officer}, "a new password": {Password: &fresh},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := service(t)
			add(t, s, "boss", staff.Administrator)
			a := add(t, s, "li", staff.Supervisor)
			who, secret := signIn(t, s, "li")
			_, token, err := s.AddToken(t.Context(), &who, "reports", staff.Officer, 0)
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := s.Change(t.Context(), a.ID, change, staff.ByCommand()); err != nil {
				t.Fatal(err)
			}
			_, err = s.BySession(t.Context(), secret)
			want(t, "the session", err, desk.ErrNotFound)
			_, err = s.ByToken(t.Context(), token)
			want(t, "the token", err, desk.ErrNotFound)
		})
	}
	s, _ := service(t)
	a := add(t, s, "li", staff.Administrator)
	who, secret := signIn(t, s, "li")
	name := "李娜"
	if _, _, err := s.Change(t.Context(), a.ID, staff.Change{Name: &name}, staff.ByCommand()); err != nil {
		t.Fatal(err)
	}
	if got, err := s.BySession(t.Context(), secret); err != nil || got.Account.Name != name {
		t.Errorf("after a new name: %+v, %v", got, err)
	}
	_, _, err := s.Change(t.Context(), a.ID, staff.Change{Disabled: &yes}, staff.ByCommand())
	want(t, "disabling the last administrator", err, staff.ErrLastAdministrator)
	want(t, "ending it", s.EndSession(t.Context(), &who, who.Session), nil)
	_, err = s.BySession(t.Context(), secret)
	want(t, "a session that was ended", err, desk.ErrNotFound)
}

func TestChangePassword(t *testing.T) {
	s, _ := service(t)
	add(t, s, "li", staff.Administrator)
	who, secret := signIn(t, s, "li")
	var invalid *desk.InvalidError
	for name, c := range map[string][2]string{"a wrong old one": {"wrong", "a fresh password"}, "a short new one": {password, "short"}, "none": {password, ""}} {
		if _, err := s.ChangePassword(t.Context(), &who, c[0], c[1], ""); !errors.As(err, &invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	next, err := s.ChangePassword(t.Context(), &who, password, "a fresh password", "Firefox")
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.BySession(t.Context(), secret)
	want(t, "the session before", err, desk.ErrNotFound)
	_, err = s.BySession(t.Context(), next)
	want(t, "the session after", err, nil)
	_, _, err = s.SignIn(t.Context(), "li", password, "x", "")
	want(t, "the old password", err, staff.ErrSignIn)
}

func TestTokenIsNotAboveItsAccount(t *testing.T) {
	s, clock := service(t)
	add(t, s, "boss", staff.Administrator)
	a := add(t, s, "li", staff.Supervisor)
	who, _ := signIn(t, s, "li")
	var invalid *desk.InvalidError
	if _, _, err := s.AddToken(t.Context(), &who, "x", staff.Administrator, 0); !errors.As(err, &invalid) {
		t.Errorf("a token above its account: %v", err)
	}
	made, secret, err := s.AddToken(t.Context(), &who, "reports", staff.Supervisor, 30)
	if err != nil || !strings.HasPrefix(secret, "pht_") {
		t.Fatalf("AddToken = %q, %v", secret, err)
	}
	if got, err := s.ByToken(t.Context(), secret); err != nil || got.Role != staff.Supervisor || got.Via != "token" || got.Account.ID != a.ID {
		t.Errorf("ByToken = %+v, %v", got, err)
	}
	clock.Advance(31 * 24 * time.Hour)
	_, err = s.ByToken(t.Context(), secret)
	want(t, "a token that has expired", err, desk.ErrNotFound)
	want(t, "revoking", s.RevokeToken(t.Context(), &who, made.ID), nil)
	want(t, "revoking again", s.RevokeToken(t.Context(), &who, made.ID), desk.ErrNotFound)
}

func TestFirstAccountByLink(t *testing.T) {
	s, clock := service(t)
	first, err := s.Invite(t.Context())
	if err != nil || first == "" {
		t.Fatalf("Invite = %q, %v", first, err)
	}
	second, err := s.Invite(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	setUp := func(link string) error {
		_, _, err := s.SetUp(t.Context(), link, "boss", "老板", password, "Firefox")
		return err
	}
	want(t, "a link that another start replaced", setUp(first), desk.ErrNotFound)
	clock.Advance(25 * time.Hour)
	want(t, "a link of yesterday", setUp(second), desk.ErrNotFound)
	third, err := s.Invite(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	who, secret, err := s.SetUp(t.Context(), third, "boss", "老板", password, "Firefox")
	if err != nil || who.Role != staff.Administrator {
		t.Fatalf("SetUp = %+v, %v", who, err)
	}
	if _, err := s.BySession(t.Context(), secret); err != nil {
		t.Errorf("the session of the first account: %v", err)
	}
	want(t, "the link again", setUp(third), desk.ErrNotFound)
	if link, err := s.Invite(t.Context()); err != nil || link != "" {
		t.Errorf("with an account there is a link %q, %v", link, err)
	}
}

func TestAddRefuses(t *testing.T) {
	s, _ := service(t)
	add(t, s, "taken", staff.Administrator)
	var invalid *desk.InvalidError
	for name, c := range map[string]struct {
		login, name string
		role        staff.Role
		password    string
	}{
		"a short login":    {"x", "n", staff.Officer, password},
		"a strange login":  {"a b c", "n", staff.Officer, password},
		"no name":          {"abc", " ", staff.Officer, password},
		"no role":          {"abc", "n", "king", password},
		"a short password": {"abc", "n", staff.Officer, "elevenchars"},
	} {
		if _, _, err := s.Add(t.Context(), c.login, c.name, c.role, c.password, staff.ByCommand()); !errors.As(err, &invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, _, err := s.Add(t.Context(), "TAKEN", "n", staff.Officer, password, staff.ByCommand())
	want(t, "a login that is taken", err, staff.ErrLoginTaken)
	_, made, err := s.Add(t.Context(), "free", "n", staff.Officer, "", staff.ByCommand())
	if err != nil || len(made) < staff.ShortestPassword {
		t.Fatalf("made up %q, %v", made, err)
	}
	if _, _, err := s.SignIn(t.Context(), "free", made, "x", ""); err != nil {
		t.Errorf("the password that was made up: %v", err)
	}
}
