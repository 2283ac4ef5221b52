package desk

import (
	_ "embed"
	"fmt"
	"maps"
	"sync"
	"time"

	"go.yaml.in/yaml/v4"

	"payhelp/knowledge"
)

//go:embed holidays.yaml
var holidayFile []byte

// A holidayYear is one year of holidays.yaml.
type holidayYear struct {
	Year     int              `yaml:"year"`
	Source   knowledge.Source `yaml:"source"`
	Holidays []struct {
		Name string         `yaml:"name"`
		From knowledge.Date `yaml:"from"`
		To   knowledge.Date `yaml:"to"`
	} `yaml:"holidays"`
	Workdays []knowledge.Date `yaml:"workdays"`
}

// A Calendar knows the public holidays of China and the weekend days that are
// worked in exchange, of some years. Other years have ordinary weeks. It does
// not change.
type Calendar struct {
	years map[int]map[knowledge.Date]dayKind
}

// Holidays returns the Calendar that is part of the program.
func Holidays() *Calendar { return builtIn() }

// builtIn reads it once; one that does not parse is a bug, found by any test.
var builtIn = sync.OnceValue(func() *Calendar {
	c, err := readCalendar(holidayFile)
	if err != nil {
		panic(err)
	}
	return c
})

// ReadHolidays returns the Calendar of the program with the years of a file in
// the format of holidays.yaml added, or put in the place of its own.
func ReadHolidays(data []byte) (*Calendar, error) {
	more, err := readCalendar(data)
	if err != nil {
		return nil, err
	}
	c := &Calendar{years: maps.Clone(Holidays().years)}
	maps.Copy(c.years, more.years)
	return c, nil
}

func readCalendar(data []byte) (*Calendar, error) {
	var file struct {
		Years []holidayYear `yaml:"years"`
	}
	if err := yaml.Load(data, &file, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("holidays: %w", err)
	}
	c := &Calendar{years: map[int]map[knowledge.Date]dayKind{}}
	for _, y := range file.Years {
		if len(y.Holidays) == 0 {
			return nil, fmt.Errorf("holidays: the year %d has none", y.Year)
		}
		days := map[knowledge.Date]dayKind{}
		for _, h := range y.Holidays {
			if h.From.Time().Year() != y.Year || h.To.Time().Year() != y.Year || h.To.Before(h.From) {
				return nil, fmt.Errorf("holidays: %s from %s to %s is not within %d", h.Name, h.From, h.To, y.Year)
			}
			for day := h.From.Time(); !day.After(h.To.Time()); day = day.AddDate(0, 0, 1) {
				days[knowledge.DateOf(day)] = publicHoliday
			}
		}
		for _, d := range y.Workdays {
			wd := d.Time().Weekday()
			if wd != time.Saturday && wd != time.Sunday || d.Time().Year() != y.Year || days[d] == publicHoliday {
				return nil, fmt.Errorf("holidays: %s is no weekend day of %d that could be worked in exchange", d, y.Year)
			}
			days[d] = swappedWorkday
		}
		c.years[y.Year] = days
	}
	return c, nil
}

// A dayKind is what sort of day opening hours see.
type dayKind int

const (
	ordinaryDay dayKind = iota
	publicHoliday
	swappedWorkday // a Saturday or Sunday that is worked
)

// kind returns what sort of day t is, in t's own location.
func (c *Calendar) kind(t time.Time) dayKind { return c.years[t.Year()][knowledge.DateOf(t)] }

// announced is how long before a year its holidays are wanted: the State Council
// announces them in November.
const announced = 60 // days

// Missing returns the year that the Calendar lacks and that has begun by now, or
// begins within 60 days; 0 where it lacks none.
func (c *Calendar) Missing(now time.Time) int {
	today := now.In(ChinaTime)
	for _, year := range []int{today.Year(), today.AddDate(0, 0, announced).Year()} {
		if c.years[year] == nil {
			return year
		}
	}
	return 0
}
