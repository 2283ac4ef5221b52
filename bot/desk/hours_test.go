package desk

import (
	"testing"
	"time"
)

// china returns a moment in China, YYYY-MM-DD HH:MM.
func china(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", s, ChinaTime)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestHoursAt(t *testing.T) {
	const office = "Mo-Fr 09:00-12:00,13:00-18:00"
	for name, tc := range map[string]struct {
		hours, now string
		open       bool
		change     string // when it opens or closes next; "" for never
	}{
		"a working morning":                        {office, "2026-05-12 09:00", true, "2026-05-12 12:00"},
		"the minute before opening":                {office, "2026-05-12 08:59", false, "2026-05-12 09:00"},
		"lunch":                                    {office, "2026-05-12 12:00", false, "2026-05-12 13:00"},
		"a friday evening":                         {office, "2026-05-15 18:00", false, "2026-05-18 09:00"},
		"a saturday worked in exchange":            {office, "2026-05-09 10:00", true, "2026-05-09 12:00"},
		"an ordinary saturday":                     {office, "2026-05-16 10:00", false, "2026-05-18 09:00"},
		"new year's eve, a thursday holiday ahead": {office, "2025-12-31 18:00", false, "2026-01-04 09:00"},
		"spring festival":                          {office, "2026-02-17 10:00", false, "2026-02-24 09:00"},
		"the eve of national day":                  {office, "2026-09-30 18:01", false, "2026-10-08 09:00"},
		"a holiday that is named":                  {"Mo-Su 09:00-21:00; PH 10:00-16:00", "2026-10-01 09:30", false, "2026-10-01 10:00"},
		"a holiday like any day":                   {"Mo-Su,PH 09:00-21:00", "2026-10-01 09:30", true, "2026-10-01 21:00"},
		"a year that is not announced":             {office, "2027-10-01 10:00", true, "2027-10-01 12:00"}, // a Friday
		"always":                                   {"24/7", "2026-10-01 03:00", true, ""},
		"until midnight":                           {"Mo-Su 18:00-24:00", "2026-05-12 23:59", true, "2026-05-13 00:00"},
		"open through midnight":                    {"Mo-Su 00:00-24:00", "2026-05-12 23:59", true, ""},
		"sunday off":                               {"Mo-Su 09:00-18:00; Su off", "2026-05-17 10:00", false, "2026-05-18 09:00"},
	} {
		h, err := ParseHours(tc.hours)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got := h.At(china(t, tc.now))
		change := got.OpensAt
		if got.Open {
			change = got.ClosesAt
		}
		text := ""
		if !change.IsZero() {
			text = change.In(ChinaTime).Format("2006-01-02 15:04")
		}
		if got.Open != tc.open || text != tc.change {
			t.Errorf("%s: at %s open %v, changes %s; want %v, %s", name, tc.now, got.Open, text, tc.open, tc.change)
		}
	}
}

func TestHoursNotUnderstoodAreRefused(t *testing.T) {
	for _, s := range []string{"", "nine to five", "Mo-Fr", "Mo-Fr 18:00-09:00", "PH-Fr 09:00-10:00", "Mo 9-17", "Mo-Fr 09:00-25:00"} {
		if h, err := ParseHours(s); err == nil {
			t.Errorf("ParseHours(%q) = %v, want an error", s, h)
		}
	}
}

func TestPlacesOnHolidays(t *testing.T) {
	yes, no := true, false
	for name, tc := range map[string]struct {
		hours, now string
		want       *bool
	}{
		"ordinary day":                    {"Mo-Fr 09:00-17:00", "2026-05-12 10:00", &yes},
		"ordinary night":                  {"Mo-Fr 09:00-17:00", "2026-05-12 20:00", &no},
		"holiday, not said":               {"Mo-Fr 09:00-17:00", "2026-10-01 10:00", nil},
		"holiday, said":                   {"Mo-Fr 09:00-17:00; PH off", "2026-10-01 10:00", &no},
		"holiday, always open":            {"24/7", "2026-10-01 10:00", &yes},
		"worked saturday, may be either":  {"Mo-Fr 09:00-17:00", "2026-05-09 10:00", nil},
		"worked saturday, closed in both": {"Mo-Fr 09:00-17:00; Sa 10:00-12:00", "2026-05-09 20:00", &no},
		"not known":                       {"", "2026-05-12 10:00", nil},
	} {
		got := Holidays().openNow(tc.hours, china(t, tc.now))
		if (got == nil) != (tc.want == nil) || got != nil && *got != *tc.want {
			t.Errorf("%s: openNow(%q, %s) = %v, want %v", name, tc.hours, tc.now, show(got), show(tc.want))
		}
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

func TestCalendarRefusesWhatCannotBe(t *testing.T) {
	for name, text := range map[string]string{
		"a workday on a Monday":   "years: [{year: 2026, holidays: [{name: x, from: 2026-01-01, to: 2026-01-01}], workdays: [2026-05-11]}]",
		"a holiday of next year":  "years: [{year: 2026, holidays: [{name: x, from: 2027-01-01, to: 2027-01-01}]}]",
		"a holiday that ends":     "years: [{year: 2026, holidays: [{name: x, from: 2026-01-03, to: 2026-01-01}]}]",
		"a workday of next year":  "years: [{year: 2026, holidays: [{name: x, from: 2026-01-01, to: 2026-01-01}], workdays: [2027-01-02]}]",
		"a year without any":      "years: [{year: 2026}]",
		"a field that is not one": "years: [{year: 2026, holiday: []}]",
	} {
		if _, err := readCalendar([]byte(text)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	days := 0
	for _, kind := range Holidays().years[2026] {
		if kind == publicHoliday {
			days++
		}
	}
	if days != 33 { // 3 + 9 + 3 + 5 + 3 + 3 + 7, as the notice counts them
		t.Errorf("2026 has %d public holidays, the notice 33", days)
	}
}

func TestHolidaysOfAFile(t *testing.T) {
	c, err := ReadHolidays([]byte("years: [{year: 2027, source: {name: a notice, date: 2026-11-04, url: \"https://example.org/\"}, " +
		"holidays: [{name: National Day, from: 2027-10-01, to: 2027-10-07}], workdays: [2027-10-09]}]"))
	if err != nil {
		t.Fatal(err)
	}
	h, err := ParseHours("Mo-Fr 09:00-18:00")
	if err != nil {
		t.Fatal(err)
	}
	d := New(Config{Hours: h, Holidays: c})
	for now, open := range map[string]bool{
		"2026-10-01 10:00": false, // of the program
		"2027-10-01 10:00": false, // a Friday
		"2027-10-09 10:00": true,  // a Saturday
		"2027-10-11 10:00": true,
	} {
		if got := d.Hours.At(china(t, now)).Open; got != open {
			t.Errorf("at %s open is %v, want %v", now, got, open)
		}
	}
	for now, want := range map[string]int{"2027-11-01 23:59": 0, "2027-11-02 00:00": 2028, "2026-12-01 10:00": 0, "2028-05-01 10:00": 2028} {
		if got := c.Missing(china(t, now)); got != want {
			t.Errorf("at %s the year %d is missing, want %d", now, got, want)
		}
	}
	if got := Holidays().Missing(china(t, "2026-11-02 00:00")); got != 2027 {
		t.Errorf("60 days before 2027 the program lacks %d, want 2027", got)
	}
}
