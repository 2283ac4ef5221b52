package web

import (
	"net/http/httptest"
	"testing"
)

func TestAddressOf(t *testing.T) {
	for name, tc := range map[string]struct {
		remote    string
		forwarded []string
		want      string
	}{
		"a client":                        {"203.0.113.7:1234", nil, "203.0.113.7/32"},
		"a client that says it is others": {"203.0.113.7:1234", []string{"198.51.100.1"}, "203.0.113.7/32"},
		"through a proxy here":            {"127.0.0.1:1234", []string{"203.0.113.7"}, "203.0.113.7/32"},
		"the same, over IPv6":             {"[::1]:1234", []string{"2001:db8:1:2:3::4"}, "2001:db8:1:2::/64"},
		"what the client wrote comes first": {
			"127.0.0.1:1234", []string{"198.51.100.1, 198.51.100.2", "198.51.100.3, 203.0.113.7"}, "203.0.113.7/32",
		},
		"a proxy that says nothing":  {"127.0.0.1:1234", nil, "127.0.0.1/32"},
		"a proxy that says nonsense": {"127.0.0.1:1234", []string{"unknown"}, "127.0.0.1/32"},
		"no address":                 {"@", nil, "unknown"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = tc.remote
		r.Header["X-Forwarded-For"] = tc.forwarded
		if got := addressOf(r); got != tc.want {
			t.Errorf("%s: %s, want %s", name, got, tc.want)
		}
	}
}
