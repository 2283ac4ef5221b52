package desk

import (
	"testing"
	"time"
)

func TestOpenNow(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", s, ChinaTime)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	yes, no := true, false
	for name, tc := range map[string]struct {
		hours string
		now   string // 2026-06-01 is a Monday
		want  *bool
	}{
		"always":              {"24/7", "2026-06-01 03:00", &yes},
		"on a weekday":        {"Mo-Fr 09:00-17:00", "2026-06-01 12:00", &yes},
		"the first minute":    {"Mo-Fr 09:00-17:00", "2026-06-01 09:00", &yes},
		"the last minute":     {"Mo-Fr 09:00-17:00", "2026-06-01 17:00", &no},
		"on a weekend":        {"Mo-Fr 09:00-17:00", "2026-06-06 12:00", &no},
		"lunch":               {"Mo-Fr 09:00-12:00,14:00-17:00", "2026-06-01 13:00", &no},
		"after lunch":         {"Mo-Fr 09:00-12:00,14:00-17:00", "2026-06-01 14:30", &yes},
		"two rules":           {"Mo-Fr 09:00-17:00; Sa,Su 10:00-16:00", "2026-06-06 15:00", &yes},
		"over the week's end": {"Fr-Mo 10:00-16:00", "2026-06-07 11:00", &yes},
		"days are all":        {"08:00-20:00", "2026-06-07 11:00", &yes},
		"off":                 {"Mo-Su 10:00-16:00; Mo off", "2026-06-02 11:00", &yes},
		"until midnight":      {"Mo-Su 10:00-24:00", "2026-06-02 23:59", &yes},
		"not known":           {"", "2026-06-01 12:00", nil},
		"not understood":      {"sunrise-sunset", "2026-06-01 12:00", nil},
		"nonsense":            {"Mo-Fr 17:00-09:00", "2026-06-01 12:00", nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := openNow(tc.hours, at(tc.now))
			if (got == nil) != (tc.want == nil) || got != nil && *got != *tc.want {
				t.Errorf("openNow(%q, %s) = %v, want %v", tc.hours, tc.now, show(got), show(tc.want))
			}
		})
	}
}

func show(b *bool) string {
	switch {
	case b == nil:
		return "not known"
	case *b:
		return "open"
	}
	return "closed"
}
