package staff

import (
	"context"
	"encoding/hex"
	"io"
	"strings"
	"time"

	"payhelp/bot/desk"
)

// A link code is typed by hand: ten characters of which none is taken for
// another, 2^48 of them, which do not fall to guessing within its life.
const (
	linkLetters   = "23456789ACDEFGHJKLMNPQRTVWXY"
	linkLength    = 10
	linkLife      = 10 * time.Minute
	linkTries     = 10 // wrong ones of one user in linkLife
	linkCodesHour = 20 // made for one account
)

// NewLinkCode returns a code with which its holder becomes the account's user
// in a messenger, once, and until when. The codes of the account before it end.
func (s *Service) NewLinkCode(ctx context.Context, account string) (code string, expires time.Time, err error) {
	now := s.now()
	allowed, err := s.store.Attempt(ctx, "link codes of "+account, linkCodesHour, time.Hour, now)
	if err != nil {
		return "", time.Time{}, err
	}
	if !allowed {
		return "", time.Time{}, desk.ErrTooMany
	}
	letters := make([]byte, 0, linkLength)
	var b [1]byte
	for len(letters) < linkLength {
		if _, err := io.ReadFull(s.random, b[:]); err != nil {
			return "", time.Time{}, err
		}
		if n := len(linkLetters); int(b[0]) < 256/n*n { // each as likely
			letters = append(letters, linkLetters[int(b[0])%n])
		}
	}
	expires = now.Add(linkLife)
	code = string(letters)
	return code[:5] + "-" + code[5:], expires, s.store.AddLinkCode(ctx, desk.LinkCode{Hash: linkHash(code), Staff: account, Expires: expires})
}

// linkHash is how a code is stored, however it was typed.
func linkHash(code string) []byte {
	return desk.HashSecret(strings.NewReplacer(" ", "", "-", "").Replace(strings.ToUpper(code)))
}

// HideLinkCode returns what may be kept of a code until [Service.Link] takes it.
func HideLinkCode(code string) string { return hex.EncodeToString(linkHash(code)) }

// Link makes the user of a messenger the account whose code, hidden by
// [HideLinkCode], they gave. It is [desk.ErrNotFound] where the code is wrong,
// was used or has expired, and [desk.ErrTooMany] after some wrong ones.
func (s *Service) Link(ctx context.Context, hidden, messenger, team, user string) (Account, error) {
	now := s.now()
	name := "link codes by " + messenger + " " + team + " " + user
	allowed, err := s.store.Attempt(ctx, name, linkTries, linkLife, now)
	if err != nil {
		return Account{}, err
	}
	if !allowed {
		return Account{}, desk.ErrTooMany
	}
	hash, err := hex.DecodeString(hidden)
	if err != nil {
		return Account{}, desk.ErrNotFound
	}
	id, err := s.secret("")
	if err != nil {
		return Account{}, err
	}
	a, err := s.store.Link(ctx, hash, desk.Link{ID: id, Messenger: messenger, Team: team, User: user, Created: now})
	if err != nil {
		return Account{}, err
	}
	return a, s.store.Forgive(ctx, name)
}

// LinkedAs returns the account that a user of a messenger is, or
// [desk.ErrNotFound].
func (s *Service) LinkedAs(ctx context.Context, messenger, team, user string) (Identity, error) {
	a, err := s.store.Linked(ctx, messenger, team, user)
	return Identity{Account: a, Role: a.Role, Via: messenger}, err
}

// Links returns what an account is linked to.
func (s *Service) Links(ctx context.Context, account string) ([]desk.Link, error) {
	return s.store.Links(ctx, account)
}

// Unlink ends a link of an account, or is [desk.ErrNotFound].
func (s *Service) Unlink(ctx context.Context, account, id string, by desk.Actor) error {
	return s.store.Unlink(ctx, account, id, by, s.now())
}
