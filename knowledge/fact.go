package knowledge

import (
	"errors"
	"fmt"
	"time"

	"payhelp/locales"
)

// A Fact is one typed value of the ledger, with where it comes from. Texts
// call it by ID, so that editing the ledger corrects every text.
type Fact struct {
	ID         string `yaml:"id"`
	Value      Value  `yaml:"value"`
	Conditions string `yaml:"conditions"` // when it holds, for writers and staff
	Ref        string `yaml:"ref"`        // row of the research sheet it was taken from
	Source     Source `yaml:"source"`
	Checked    Date   `yaml:"checked"`   // when it was last held against Source
	ReviewBy   Date   `yaml:"review_by"` // after this day it is stale
}

// Stale reports whether the Fact should have been checked again by today.
func (f *Fact) Stale(today Date) bool {
	return !f.ReviewBy.IsZero() && f.ReviewBy.Before(today)
}

// A Value is a typed value: exactly one field is set.
type Value struct {
	Money    *MoneyValue    `yaml:"money,omitempty"`
	Percent  *float64       `yaml:"percent,omitempty"` // 3 means 3 %
	Count    *float64       `yaml:"count,omitempty"`
	Duration *DurationValue `yaml:"duration,omitempty"`
	Phone    string         `yaml:"phone,omitempty"` // as dialled
	List     []string       `yaml:"list,omitempty"`  // names that are the same in every language
	Date     *Date          `yaml:"date,omitempty"`
	Time     *TimeValue     `yaml:"time,omitempty"`
}

// A MoneyValue is an amount in units (not cents) of an ISO 4217 currency.
type MoneyValue struct {
	Amount   float64 `yaml:"amount"`
	Currency string  `yaml:"currency"`
}

// A DurationValue is a number of calendar or clock units.
type DurationValue struct {
	N    int    `yaml:"n"`
	Unit string `yaml:"unit"` // minute hour day workday week month year
}

// A TimeValue is a span of clock times in China, HH:MM.
type TimeValue struct {
	From string `yaml:"from"`
	To   string `yaml:"to"`
}

func (v Value) check() error {
	n := 0
	for _, set := range []bool{
		v.Money != nil, v.Percent != nil, v.Count != nil, v.Duration != nil,
		v.Phone != "", v.List != nil, v.Date != nil, v.Time != nil,
	} {
		if set {
			n++
		}
	}
	if n != 1 {
		return fmt.Errorf("a value has exactly one type, this one has %d", n)
	}
	switch {
	case v.Money != nil:
		return locales.CheckCurrency(v.Money.Currency)
	case v.Duration != nil:
		return locales.CheckUnit(v.Duration.Unit)
	case v.List != nil && len(v.List) == 0:
		return errors.New("the list is empty")
	case v.Time != nil:
		for _, s := range []string{v.Time.From, v.Time.To} {
			if _, err := time.Parse("15:04", s); err != nil {
				return fmt.Errorf("time %q is not HH:MM", s)
			}
		}
	}
	return nil
}

// Format writes the value the way lang writes it.
func (v Value) Format(lang string) string {
	switch {
	case v.Money != nil:
		return locales.Money(lang, v.Money.Amount, v.Money.Currency)
	case v.Percent != nil:
		return locales.Percent(lang, *v.Percent)
	case v.Count != nil:
		return locales.Number(lang, *v.Count)
	case v.Duration != nil:
		return locales.Duration(lang, v.Duration.N, v.Duration.Unit)
	case v.Phone != "":
		return v.Phone
	case v.List != nil:
		return locales.List(lang, v.List)
	case v.Date != nil:
		return locales.Date(lang, v.Date.Time())
	case v.Time != nil:
		return v.Time.From + "–" + v.Time.To
	}
	return ""
}
