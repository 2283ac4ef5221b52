package index

import (
	"sync"
	"sync/atomic"
)

// A Live is the Index in use. It can be swapped for another at any time; the
// old one is closed when the last search in it has ended.
type Live struct {
	mu      sync.Mutex
	current *held
}

type held struct {
	ix   *Index
	uses atomic.Int64 // one for being current, one for each use
}

// NewLive returns a Live that ix is in use of.
func NewLive(ix *Index) *Live {
	l := &Live{current: &held{ix: ix}}
	l.current.uses.Store(1)
	return l
}

// Use returns the Index and a function to call when done with it.
func (l *Live) Use() (ix *Index, done func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	h := l.current
	h.uses.Add(1)
	return h.ix, h.release
}

// Swap puts ix in use.
func (l *Live) Swap(ix *Index) {
	next := &held{ix: ix}
	next.uses.Store(1)
	l.mu.Lock()
	old := l.current
	l.current = next
	l.mu.Unlock()
	old.release()
}

// Close releases the Index in use; no search may follow.
func (l *Live) Close() { l.current.release() }

func (h *held) release() {
	if h.uses.Add(-1) == 0 {
		_ = h.ix.Close() // opened for reading: nothing can be lost
	}
}
