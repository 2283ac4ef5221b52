package desk

import "sync"

// turns lets the messages of one Conversation be answered one after the other
// in this process, so that they do not decide on what the others change. It
// saves work alone: between replicas the store sees to it.
type turns struct {
	mu sync.Mutex
	of map[string]*turnLock
}

type turnLock struct {
	sync.Mutex
	users int
}

// take waits for the Conversation's turn and returns what ends it.
func (t *turns) take(conversation string) (end func()) {
	t.mu.Lock()
	if t.of == nil {
		t.of = map[string]*turnLock{}
	}
	l := t.of[conversation]
	if l == nil {
		l = &turnLock{}
		t.of[conversation] = l
	}
	l.users++
	t.mu.Unlock()
	l.Lock()
	return func() {
		l.Unlock()
		t.mu.Lock()
		defer t.mu.Unlock()
		if l.users--; l.users == 0 {
			delete(t.of, conversation)
		}
	}
}
