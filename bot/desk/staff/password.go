package staff

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"payhelp/bot/desk"
)

// Cost of a password hash, as OWASP recommends for argon2id (Password Storage
// Cheat Sheet, 2025): 19 MiB, two passes, one lane.
const (
	hashMemory = 19 * 1024 // KiB
	hashTime   = 2
	hashLanes  = 1
	hashLength = 32 // bytes
	saltLength = 16
)

// Lengths of a password, in characters. There are no other rules: length is
// what counts.
const (
	ShortestPassword = 12
	LongestPassword  = 200
)

// hashing bounds how many hashes are computed at once, and so their memory.
type hashing chan struct{}

func (h hashing) key(password string, salt []byte, memory, time uint32, lanes uint8, length uint32) []byte {
	h <- struct{}{}
	defer func() { <-h }()
	return argon2.IDKey([]byte(password), salt, time, memory, lanes, length)
}

// CheckPassword returns a [desk.InvalidError] for a password that is too short
// or too long.
func CheckPassword(password string) error {
	if n := utf8.RuneCountInString(password); n < ShortestPassword || n > LongestPassword {
		return &desk.InvalidError{Field: "password", Detail: fmt.Sprintf("a password has %d to %d characters", ShortestPassword, LongestPassword)}
	}
	return nil
}

// hashPassword returns the hash of a password in PHC string format.
func (h hashing) hashPassword(password string, random io.Reader) (string, error) {
	salt := make([]byte, saltLength)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", fmt.Errorf("make salt: %w", err)
	}
	key := h.key(password, salt, hashMemory, hashTime, hashLanes, hashLength)
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashTime, hashLanes, encode(salt), encode(key)), nil
}

var errHash = errors.New("not an argon2id hash in PHC string format")

// matches reports whether password is the one that hash was made of, with the
// cost that the hash names.
func (h hashing) matches(password, hash string) (bool, error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, errHash
	}
	var version int
	var memory, time uint32
	var lanes uint8
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return false, errHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &lanes); err != nil || time < 1 || lanes < 1 {
		return false, errHash
	}
	salt, errSalt := base64.RawStdEncoding.DecodeString(parts[4])
	want, errKey := base64.RawStdEncoding.DecodeString(parts[5])
	if errSalt != nil || errKey != nil || len(want) == 0 {
		return false, errHash
	}
	got := h.key(password, salt, memory, time, lanes, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}
