package locales

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// units are the duration units that the catalogues have messages for.
var units = map[string]string{
	"minute": "DurationMinute", "hour": "DurationHour", "day": "DurationDay", "workday": "DurationWorkday",
	"week": "DurationWeek", "month": "DurationMonth", "year": "DurationYear",
}

// moneyMessages are the currencies whose name the catalogues have in words;
// any other is written with its ISO code.
var moneyMessages = map[string]string{"CNY": "MoneyCNY", "USD": "MoneyUSD", "EUR": "MoneyEUR"}

// CheckCurrency returns an error unless code is an ISO 4217 currency.
func CheckCurrency(code string) error {
	if _, err := currency.ParseISO(code); err != nil {
		return fmt.Errorf("%q is not an ISO 4217 currency", code)
	}
	return nil
}

// CheckUnit returns an error unless unit is one that Duration writes.
func CheckUnit(unit string) error {
	if units[unit] == "" {
		return fmt.Errorf("%q is not a unit of duration (minute, hour, day, workday, week, month, year)", unit)
	}
	return nil
}

// Units returns the units of duration, sorted.
func Units() []string { return slices.Sorted(maps.Keys(units)) }

// NamedCurrencies returns the codes of the currencies that are written with
// their name, sorted; others are written with their code.
func NamedCurrencies() []string { return slices.Sorted(maps.Keys(moneyMessages)) }

// printer writes numbers with the digits that visitors compare with a screen
// or a price tag in China, the European ones, in every language.
func printer(lang string) *message.Printer {
	tag, err := language.Parse(lang + "-u-nu-latn")
	if err != nil {
		tag = language.English
	}
	return message.NewPrinter(tag)
}

// Number writes n with the grouping and decimal signs of lang.
func Number(lang string, n float64) string {
	digits := 0
	for digits < 3 && math.Abs(n*math.Pow10(digits)-math.Round(n*math.Pow10(digits))) > 1e-9 {
		digits++
	}
	return printer(lang).Sprint(number.Decimal(n, number.MinFractionDigits(digits), number.MaxFractionDigits(digits)))
}

// Percent writes n per cent: 3 is "3%" in English and "3 %" in German.
func Percent(lang string, n float64) string {
	return printer(lang).Sprint(number.Percent(n/100, number.MaxFractionDigits(2)))
}

// Money writes an amount in units of an ISO 4217 currency, in words that
// cannot be mistaken: "5,000 US dollars", "200元".
func Money(lang string, amount float64, code string) string {
	n := Number(lang, amount)
	id := moneyMessages[code]
	if id == "" {
		return n + " " + code
	}
	return Plural(lang, id, amount, map[string]any{"N": n})
}

// Duration writes n units of time; see CheckUnit for the units.
func Duration(lang string, n int, unit string) string {
	return Plural(lang, units[unit], float64(n), map[string]any{"N": Number(lang, float64(n))})
}

// Date writes a day in lang's long form: "12 May 2026", "2026年5月12日".
func Date(lang string, t time.Time) string {
	month := Text(lang, fmt.Sprintf("Month%02d", int(t.Month())), nil)
	return Text(lang, "Date", map[string]any{"Day": t.Day(), "Month": month, "Year": t.Year()})
}

// PartialDate writes YYYY, YYYY-MM or YYYY-MM-DD in lang; anything else is
// returned as it is.
func PartialDate(lang, s string) string {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return Date(lang, t)
	}
	if t, err := time.Parse("2006-01", s); err == nil {
		month := Text(lang, fmt.Sprintf("Month%02d", int(t.Month())), nil)
		return Text(lang, "DateMonth", map[string]any{"Month": month, "Year": t.Year()})
	}
	return s
}

// List joins names with the list separator of lang.
func List(lang string, names []string) string {
	return strings.Join(names, Text(lang, "ListSeparator", nil))
}
