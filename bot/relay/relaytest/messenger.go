package relaytest

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"payhelp/bot/relay"
)

var _ relay.Messenger = (*Memory)(nil)

// Name implements [relay.Messenger].
func (m *Memory) Name() string { return "memory" }

// Post implements [relay.Messenger].
func (m *Memory) Post(ctx context.Context, to relay.Ref, key string, p relay.Post) (relay.Ref, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	fault, err := m.call(ctx, "Post", to.Channel)
	if err != nil {
		return relay.Ref{}, err
	}
	at := m.add(Message{At: relay.Ref{Channel: to.Channel, Thread: to.Thread}, User: Us, Text: Words(p), Post: p, Key: key})
	if fault.Err != nil {
		return relay.Ref{}, fault.Err
	}
	return at, nil
}

// Find implements [relay.Messenger].
func (m *Memory) Find(ctx context.Context, to relay.Ref, key string, since time.Time) (relay.Ref, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, err := m.call(ctx, "Find", to.Channel); err != nil {
		return relay.Ref{}, false, err
	}
	for _, one := range m.messages {
		inThread := one.At.Thread == to.Thread || to.Thread == "" && one.At.Thread == one.At.ID
		if one.At.Channel == to.Channel && inThread && one.Key == key && one.User == Us && !one.Deleted && !one.Posted.Before(since) {
			return one.At, true, nil
		}
	}
	return relay.Ref{}, false, nil
}

// Update implements [relay.Messenger].
func (m *Memory) Update(ctx context.Context, at relay.Ref, key string, p relay.Post) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	fault, err := m.call(ctx, "Update", at.Channel)
	if err != nil {
		return err
	}
	one := m.find(at)
	if one == nil || one.User != Us {
		return &relay.RefusedError{Detail: "message_not_found"}
	}
	one.Text, one.Post, one.Key = Words(p), p, key
	one.Edits++
	return fault.Err
}

// Delete implements [relay.Messenger].
func (m *Memory) Delete(ctx context.Context, at relay.Ref) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	fault, err := m.call(ctx, "Delete", at.Channel)
	if err != nil {
		return err
	}
	if one := m.find(at); one != nil {
		one.Deleted = true
	}
	return fault.Err
}

// Mark implements [relay.Messenger].
func (m *Memory) Mark(ctx context.Context, at relay.Ref, mark relay.Mark) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	fault, err := m.call(ctx, "Mark", at.Channel)
	if err != nil {
		return err
	}
	one := m.find(at)
	if one == nil {
		return &relay.RefusedError{Detail: "message_not_found"}
	}
	fate := []relay.Mark{relay.Delivered, relay.Read, relay.Failed}
	if slices.Contains(fate, mark) {
		one.Marks = slices.DeleteFunc(one.Marks, func(other relay.Mark) bool { return slices.Contains(fate, other) })
	}
	if !slices.Contains(one.Marks, mark) {
		one.Marks = append(one.Marks, mark)
	}
	return fault.Err
}

// Respond implements [relay.Messenger].
func (m *Memory) Respond(ctx context.Context, to relay.Respondent, p relay.Post) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, err := m.call(ctx, "Respond", ""); err != nil {
		return err
	}
	m.Privates = append(m.Privates, Private{to, Words(p)})
	return nil
}

// Show implements [relay.Messenger].
func (m *Memory) Show(ctx context.Context, t relay.Trigger, f relay.Form) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, err := m.call(ctx, "Show", ""); err != nil {
		return err
	}
	if t.ID == "" && t.View == "" {
		return &relay.RefusedError{Detail: "expired_trigger_id"}
	}
	m.Forms = append(m.Forms, f)
	return nil
}

// Home implements [relay.Messenger].
func (m *Memory) Home(ctx context.Context, user string, p relay.Post) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, err := m.call(ctx, "Home", ""); err != nil {
		return err
	}
	m.Homes[user] = p
	return nil
}

// Direct implements [relay.Messenger].
func (m *Memory) Direct(ctx context.Context, user string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	_, err := m.call(ctx, "Direct", "")
	return "D-" + user, err
}

// Person implements [relay.Messenger].
func (m *Memory) Person(ctx context.Context, user string) (relay.Person, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, err := m.call(ctx, "Person", ""); err != nil {
		return relay.Person{}, err
	}
	p, known := m.people[user]
	if !known {
		return p, &relay.RefusedError{Detail: "user_not_found"}
	}
	return p, nil
}

// File implements [relay.Messenger].
func (m *Memory) File(ctx context.Context, f relay.File, most int) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, err := m.call(ctx, "File", ""); err != nil {
		return nil, err
	}
	content, ok := m.files[f.At]
	if !ok {
		return nil, &relay.RefusedError{Detail: "file_not_found"}
	}
	return slices.Clone(content[:min(most, len(content))]), nil
}

// Missed implements [relay.Messenger].
func (m *Memory) Missed(ctx context.Context, thread relay.Ref, after string) ([]relay.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, err := m.call(ctx, "Missed", thread.Channel); err != nil {
		return nil, err
	}
	var out []relay.Event
	for _, one := range m.messages {
		if one.At.Channel == thread.Channel && one.At.Thread == thread.Thread && one.At.ID > after && one.User != Us && !one.Deleted {
			out = append(out, m.said(one))
		}
	}
	return out, nil
}

// Check implements [relay.Messenger].
func (m *Memory) Check(ctx context.Context, channels []string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, channel := range channels {
		if _, err := m.call(ctx, "Check", channel); err != nil {
			return err
		}
	}
	return nil
}

// What a request of a Memory is signed with, and how long it is good.
const (
	secret       = "a secret of nobody"
	signature    = "X-Signature"
	signedAt     = "X-Signed-At"
	signedWithin = 5 * time.Minute
)

func (m *Memory) sign(at string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(at + "\n"))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// Request returns the request that tells of events, signed.
func (m *Memory) Request(events ...relay.Event) (http.Header, []byte) {
	body, err := json.Marshal(events)
	if err != nil {
		panic(err) // events are plain
	}
	at := strconv.FormatInt(m.now().Unix(), 10)
	h := http.Header{}
	h.Set(signedAt, at)
	h.Set(signature, m.sign(at, body))
	return h, body
}

// Verify implements [relay.Messenger].
func (m *Memory) Verify(header http.Header, body []byte) error {
	at, err := strconv.ParseInt(header.Get(signedAt), 10, 64)
	if err != nil {
		return errors.New("the request says no time")
	}
	if m.now().Sub(time.Unix(at, 0)).Abs() > signedWithin {
		return errors.New("the request is of another time")
	}
	if !hmac.Equal([]byte(header.Get(signature)), []byte(m.sign(header.Get(signedAt), body))) {
		return errors.New("the signature is wrong")
	}
	return nil
}

// Parse implements [relay.Messenger].
func (m *Memory) Parse(_ http.Header, body []byte) ([]relay.Event, error) {
	var out []relay.Event
	return out, json.Unmarshal(body, &out)
}
