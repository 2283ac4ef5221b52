package desk

import (
	_ "embed"
	"fmt"
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

// A calendar knows the public holidays of China and the weekend days that are
// worked in exchange.
type calendar struct {
	holidays map[knowledge.Date]bool
	workdays map[knowledge.Date]bool
}

// publicHolidays is the calendar that is part of the program; one that does not
// parse is a bug, found by any test.
var publicHolidays = sync.OnceValue(func() *calendar {
	c, err := readCalendar(holidayFile)
	if err != nil {
		panic(err)
	}
	return c
})

func readCalendar(data []byte) (*calendar, error) {
	var file struct {
		Years []holidayYear `yaml:"years"`
	}
	if err := yaml.Load(data, &file, yaml.WithKnownFields()); err != nil {
		return nil, fmt.Errorf("holidays: %w", err)
	}
	c := &calendar{holidays: map[knowledge.Date]bool{}, workdays: map[knowledge.Date]bool{}}
	for _, y := range file.Years {
		for _, h := range y.Holidays {
			if h.From.Time().Year() != y.Year || h.To.Time().Year() != y.Year || h.To.Before(h.From) {
				return nil, fmt.Errorf("holidays: %s from %s to %s is not within %d", h.Name, h.From, h.To, y.Year)
			}
			for day := h.From.Time(); !day.After(h.To.Time()); day = day.AddDate(0, 0, 1) {
				c.holidays[knowledge.DateOf(day)] = true
			}
		}
		for _, d := range y.Workdays {
			if wd := d.Time().Weekday(); wd != time.Saturday && wd != time.Sunday || c.holidays[d] {
				return nil, fmt.Errorf("holidays: %s is no weekend day that could be worked in exchange", d)
			}
			c.workdays[d] = true
		}
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
func (c *calendar) kind(t time.Time) dayKind {
	switch d := knowledge.DateOf(t); {
	case c.holidays[d]:
		return publicHoliday
	case c.workdays[d]:
		return swappedWorkday
	}
	return ordinaryDay
}
