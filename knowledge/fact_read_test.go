package knowledge

import (
	"testing"
	"time"

	"payhelp/locales"
)

// TestReadIsTheInverseOfFormat holds for every fact of the ledger, and for the
// types that it has none of.
func TestReadIsTheInverseOfFormat(t *testing.T) {
	base, err := Load(Embedded())
	if err != nil {
		t.Fatal(err)
	}
	day := DateOf(time.Date(2026, 5, 2, 0, 0, 0, 0, time.UTC))
	half, million := 1.5, 1_000_000.0
	values := []Value{
		{Money: &MoneyValue{1, "USD"}},
		{Money: &MoneyValue{12345.5, "JPY"}},
		{Percent: &half},
		{Count: &million},
		{Phone: "+86 12345"},
		{Duration: &DurationValue{1, "workday"}},
		{List: []string{"Visa", "Mastercard"}},
		{Date: &day},
		{Time: &TimeValue{"09:00", "17:30"}},
	}
	for _, f := range base.Facts {
		values = append(values, f.Value)
	}
	for _, v := range values {
		text := v.Format(locales.English)
		got, ok := v.Read(text)
		if !ok {
			t.Errorf("Read(%q) finds nothing", text)
			continue
		}
		for _, lang := range locales.Supported() {
			if got.Format(lang) != v.Format(lang) {
				t.Errorf("Read(%q) is %q in %s, want %q", text, got.Format(lang), lang, v.Format(lang))
			}
		}
	}
}

func TestReadRefusesWhatEnglishDoesNotWrite(t *testing.T) {
	for _, text := range []string{"", "many yuan", "5000 yuan", "5,000 Yuan", "5,000 XYZ1", "1 yuans"} {
		if got, ok := (Value{Money: &MoneyValue{1, "CNY"}}).Read(text); ok {
			t.Errorf("Read(%q) = %+v, want nothing", text, got)
		}
	}
}
