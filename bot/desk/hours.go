package desk

import (
	"strconv"
	"strings"
	"time"
)

// ChinaTime is the one time zone of China, without daylight saving.
var ChinaTime = time.FixedZone("Asia/Shanghai", 8*60*60)

// openNow reports whether a Place with hours, in the opening_hours syntax of
// OpenStreetMap, is open at now; nil where they are not known or not
// understood. What a Place does on a public holiday, or on a weekend day that
// is worked in exchange, is known only where its hours say so.
func (c *Calendar) openNow(hours string, now time.Time) *bool {
	rules, ok := parseHours(hours)
	if !ok {
		return nil
	}
	t := now.In(ChinaTime)
	minute := t.Hour()*60 + t.Minute()
	open := openAt(rules, int(t.Weekday()), minute)
	switch c.kind(t) {
	case publicHoliday:
		if !namesHolidays(rules) {
			return nil
		}
		open = openAt(rules, holidayRule, minute)
	case swappedWorkday:
		if openAt(rules, int(time.Monday), minute) != open {
			return nil
		}
	case ordinaryDay:
	}
	return &open
}

// openAt reports whether rules are open at a minute of a weekday or of a
// holiday; of the rules that name the day the first that decides does.
func openAt(rules []rule, day, minute int) bool {
	for _, r := range rules {
		if r.days[day] && r.off {
			return false
		}
		if r.days[day] && r.from <= minute && minute < r.to {
			return true
		}
	}
	return false
}

func namesHolidays(rules []rule) bool {
	for _, r := range rules {
		if r.days[holidayRule] {
			return true
		}
	}
	return false
}

// holidayRule is the index of public holidays among the days of a rule.
const holidayRule = 7

// A rule opens, or closes, some weekdays between two minutes of the day.
type rule struct {
	days     [8]bool // from Sunday on, then public holidays
	from, to int
	off      bool
}

var weekdays = map[string]int{"PH": holidayRule, "Su": 0, "Mo": 1, "Tu": 2, "We": 3, "Th": 4, "Fr": 5, "Sa": 6}

// parseHours reads the part of the syntax that places use: "24/7", and rules
// such as "Mo-Fr 09:00-17:00; Sa,Su 10:00-16:00", "Su off" or "PH off". ok is false for
// anything else, so that nothing is claimed that is not understood.
func parseHours(s string) (rules []rule, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return nil, false
	}
	for part := range strings.SplitSeq(s, ";") {
		part = strings.TrimSpace(part)
		r := rule{from: 0, to: 24 * 60}
		if part == "24/7" {
			r.days = [8]bool{true, true, true, true, true, true, true, true}
			rules = append(rules, r)
			continue
		}
		fields := strings.Fields(part)
		if len(fields) == 1 && strings.Contains(fields[0], ":") {
			fields = []string{"Mo-Su", fields[0]}
		}
		if len(fields) != 2 || !parseDays(fields[0], &r.days) {
			return nil, false
		}
		if fields[1] == "off" {
			r.off = true
			rules = append([]rule{r}, rules...) // it overrides the others
			continue
		}
		for span := range strings.SplitSeq(fields[1], ",") {
			from, to, found := strings.Cut(span, "-")
			one := r
			var okFrom, okTo bool
			one.from, okFrom = parseClock(from)
			one.to, okTo = parseClock(to)
			if !found || !okFrom || !okTo || one.to <= one.from {
				return nil, false
			}
			rules = append(rules, one)
		}
	}
	return rules, true
}

func parseDays(s string, days *[8]bool) bool {
	for span := range strings.SplitSeq(s, ",") {
		from, to, found := strings.Cut(span, "-")
		if !found {
			to = from
		}
		a, okA := weekdays[from]
		b, okB := weekdays[to]
		if !okA || !okB || found && (a == holidayRule || b == holidayRule) {
			return false
		}
		for d := a; ; d = (d + 1) % 7 {
			days[d] = true
			if d == b {
				break
			}
		}
	}
	return true
}

func parseClock(s string) (minute int, ok bool) {
	h, m, found := strings.Cut(s, ":")
	hour, errH := strconv.Atoi(h)
	minute, errM := strconv.Atoi(m)
	if !found || errH != nil || errM != nil || hour < 0 || hour > 24 || minute < 0 || minute > 59 || hour*60+minute > 24*60 {
		return 0, false
	}
	return hour*60 + minute, true
}
