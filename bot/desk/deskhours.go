package desk

import (
	"fmt"
	"slices"
	"time"
)

// Hours are when the help desk answers. On a public holiday it does only where
// its rules say so (PH), and a weekend day that is worked in exchange counts as
// a Monday.
type Hours struct {
	text     string
	rules    []rule
	holidays *Calendar
}

// ParseHours reads hours in the opening_hours syntax of OpenStreetMap, as far
// as places use it, in China time.
func ParseHours(text string) (Hours, error) {
	rules, ok := parseHours(text)
	if !ok {
		return Hours{}, fmt.Errorf("hours %q are not understood; write them as in \"Mo-Fr 09:00-18:00; Sa 10:00-16:00; PH off\"", text)
	}
	return Hours{text, rules, Holidays()}, nil
}

// An Opening is whether the help desk is open, and until or from when.
type Opening struct {
	Open     bool      `json:"open"`
	Hours    string    `json:"hours"`
	OpensAt  time.Time `json:"opens_at,omitzero"` // zero while it is open
	ClosesAt time.Time `json:"closes_at,omitzero"`
}

// horizon is how far ahead a change is looked for: beyond the longest holiday.
const horizon = 30 // days

// At returns the status at now. A desk that never opens has no OpensAt, one
// that never closes no ClosesAt.
func (h Hours) At(now time.Time) Opening {
	s := Opening{Hours: h.text}
	t := now.In(ChinaTime)
	minute := t.Hour()*60 + t.Minute()
	midnight := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, ChinaTime)
	s.Open = openAt(h.rules, h.ruleDay(t), minute)
	for d := range horizon {
		day := midnight.AddDate(0, 0, d)
		for _, edge := range h.edges() {
			at := day.Add(time.Duration(edge) * time.Minute)
			if !at.After(now) || edge == 24*60 || openAt(h.rules, h.ruleDay(day), edge) == s.Open {
				continue
			}
			if s.Open {
				s.ClosesAt = at.UTC()
			} else {
				s.OpensAt = at.UTC()
			}
			return s
		}
	}
	return s
}

// edges are the minutes of a day at which something may open or close.
func (h Hours) edges() []int {
	out := []int{0}
	for _, r := range h.rules {
		out = append(out, r.from, r.to)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ruleDay is the index of t's day among the days of a rule.
func (h Hours) ruleDay(t time.Time) int {
	switch h.holidays.kind(t) {
	case publicHoliday:
		return holidayRule
	case swappedWorkday:
		return int(time.Monday)
	case ordinaryDay:
	}
	return int(t.Weekday())
}
