package locales

import (
	"testing"
	"time"
)

func TestFormats(t *testing.T) {
	for name, tc := range map[string]struct{ got, want string }{
		"money, plural":           {Money("en", 5000, "USD"), "5,000 US dollars"},
		"money, singular":         {Money("en", 1, "USD"), "1 US dollar"},
		"money, unknown in words": {Money("en", 20, "SGD"), "20 SGD"},
		"percent":                 {Percent("en", 1.5), "1.5%"},
		"duration":                {Duration("en", 90, "day"), "90 days"},
		"date":                    {Date("en", time.Date(2026, 5, 12, 0, 0, 0, 0, time.UTC)), "12 May 2026"},
		"month":                   {PartialDate("en", "2026-05"), "May 2026"},
		"year":                    {PartialDate("en", "2026"), "2026"},
		"list":                    {List("en", []string{"Visa", "JCB"}), "Visa, JCB"},
		"fraction":                {Number("en", 0.5), "0.5"},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.got != tc.want {
				t.Errorf("got %q, want %q", tc.got, tc.want)
			}
		})
	}
}
