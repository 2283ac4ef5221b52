package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A limiter bounds how often one address may ask. A hotel shares one address,
// so the bound is wide: it stops floods, not guests.
type limiter struct {
	now    func() time.Time
	mu     sync.Mutex
	byAddr map[netip.Prefix]*allowance
	swept  time.Time
}

type allowance struct {
	*rate.Limiter
	used time.Time
}

// Limits of one address.
const (
	perSecond = 20
	burst     = 100
	forget    = 10 * time.Minute // an address that has not asked
	mostAddrs = 100_000
)

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, byAddr: map[netip.Prefix]*allowance{}}
}

// allow returns a problem where the request's address asks too often.
func (l *limiter) allow(r *http.Request) error {
	prefix, ok := prefixOf(r)
	if !ok || prefix.Addr().IsLoopback() {
		return nil // a reverse proxy on this machine limits for itself
	}
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(now)
	a := l.byAddr[prefix]
	if a == nil {
		a = &allowance{Limiter: rate.NewLimiter(perSecond, burst)}
		l.byAddr[prefix] = a
	}
	a.used = now
	if !a.AllowN(now, 1) {
		return &problemError{http.StatusTooManyRequests, "too-many-requests", "too many questions from this address; wait a few seconds"}
	}
	return nil
}

func (l *limiter) sweep(now time.Time) {
	if now.Sub(l.swept) < time.Minute && len(l.byAddr) < mostAddrs {
		return
	}
	l.swept = now
	for p, a := range l.byAddr {
		if now.Sub(a.used) > forget || len(l.byAddr) >= mostAddrs {
			delete(l.byAddr, p)
		}
	}
}

// prefixOf returns the address of a request, of IPv6 the network that one
// customer has. Of what a reverse proxy on this machine hands on it is the
// address that the proxy saw: the last of X-Forwarded-For, since those before
// it are whatever the client wrote.
func prefixOf(r *http.Request) (netip.Prefix, bool) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return netip.Prefix{}, false
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Prefix{}, false
	}
	if addr.Unmap().IsLoopback() {
		all := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if seen, err := netip.ParseAddr(strings.TrimSpace(all[len(all)-1])); err == nil {
			addr = seen
		}
	}
	bits := 32
	if addr = addr.Unmap().WithZone(""); addr.Is6() {
		bits = 64
	}
	p, err := addr.Prefix(bits)
	return p, err == nil
}
