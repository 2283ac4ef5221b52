package knowledge

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"payhelp/locales"
)

// Read returns the value of v's type that English writes as text; ok is false
// where it writes none so. It reads what Format wrote before the ledger was
// edited, so that an old value can be written in another language.
func (v Value) Read(text string) (old Value, ok bool) {
	for _, old = range v.readings(text) {
		if old.check() == nil && old.Format(locales.English) == text {
			return old, true
		}
	}
	return Value{}, false
}

var englishNumber = regexp.MustCompile(`-?[0-9][0-9,]*(?:\.[0-9]+)?`)

// readings are values that English might write as text.
func (v Value) readings(text string) []Value {
	n, err := strconv.ParseFloat(strings.ReplaceAll(englishNumber.FindString(text), ",", ""), 64)
	number := err == nil
	var out []Value
	switch {
	case v.Money != nil && number:
		// Those that have a name, and a code that is written as it is.
		code := text[strings.LastIndexByte(text, ' ')+1:]
		for _, c := range append(locales.NamedCurrencies(), code) {
			out = append(out, Value{Money: &MoneyValue{n, c}})
		}
	case v.Percent != nil && number:
		out = append(out, Value{Percent: &n})
	case v.Count != nil && number:
		out = append(out, Value{Count: &n})
	case v.Duration != nil && number:
		for _, unit := range locales.Units() {
			out = append(out, Value{Duration: &DurationValue{int(n), unit}})
		}
	case v.Phone != "":
		out = append(out, Value{Phone: text})
	case v.List != nil:
		out = append(out, Value{List: strings.Split(text, locales.List(locales.English, []string{"", ""}))})
	case v.Date != nil:
		if t, err := time.Parse("2 January 2006", text); err == nil {
			d := DateOf(t)
			out = append(out, Value{Date: &d})
		}
	case v.Time != nil:
		if from, to, cut := strings.Cut(text, "–"); cut {
			out = append(out, Value{Time: &TimeValue{from, to}})
		}
	}
	return out
}
