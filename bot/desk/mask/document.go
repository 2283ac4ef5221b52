package mask

import (
	"regexp"
	"strings"
)

// Document numbers that are known by their form alone. The countries are
// those that most visitors come from.
var (
	// One or two letters and six to eight digits: China, Japan, Korea, Russia
	// (old), Thailand, Viet Nam, Indonesia, India, the United States, Canada.
	lettersDigits = regexp.MustCompile(`(?:^|[^A-Z0-9])([A-Z]\d{7,8}|[A-Z]{2}\d{6,7})(?:$|[^A-Z0-9])`)
	// The same set apart, where the letters are capitals as on the document.
	lettersApart = regexp.MustCompile(`(?:^|[^A-Za-z0-9])([A-Z] \d{7,8}|[A-Z]{2} \d{7})(?:$|[^A-Za-z0-9])`)
	french       = regexp.MustCompile(`(?:^|[^A-Z0-9])(\d{2}[A-Z]{2}\d{5})(?:$|[^A-Z0-9])`)
	korean       = regexp.MustCompile(`(?:^|[^A-Z0-9])([A-Z]\d{3}[A-Z]\d{4})(?:$|[^A-Z0-9])`)
	german       = regexp.MustCompile(`(?:^|[^A-Za-z0-9])([CFGHJKLMNPRTVWXYZ][0-9CFGHJKLMNPRTVWXYZ]{8})(?:$|[^A-Za-z0-9])`)
	chineseID    = regexp.MustCompile(`(?:^|[^A-Z0-9])(\d{17}[0-9X])(?:$|[^A-Z0-9])`)
)

// passportWords announce a number of any form, in the languages that are
// served in full.
const passportWords = `passport|护照|護照|パスポート|旅券|여권|паспорт|passeport|reisepass|passnummer|pasaporte|جواز|หนังสือเดินทาง|พาสปอร์ต|hộ chiếu|paspor|` +
	`id number|identity number|身份证号|身份證號|证件号`

var (
	announced = regexp.MustCompile(`(?:` + passportWords + `)[^0-9\n]{0,40}?([a-z]{0,2}\d[0-9a-z]{0,3}[ -]?[0-9a-z]{3,8}[0-9])`)
	following = regexp.MustCompile(`(?:^|[^a-z0-9])([a-z]{0,2}\d{6,10})[^0-9\n]{1,12}(?:` + passportWords + `)`)
)

func (t *reading) documents() {
	t.hideMatches(chineseID, t.upper, checkedID)
	t.hideMatches(lettersDigits, t.upper, nil)
	t.hideMatches(lettersApart, t.exact, nil)
	t.hideMatches(french, t.upper, nil)
	t.hideMatches(korean, t.upper, nil)
	t.hideMatches(german, t.exact, func(s string, _ int) bool { return digitsOf(s) >= 4 })
	t.hideMatches(announced, t.lower, func(s string, _ int) bool { return digitsOf(s) >= 6 })
	t.hideMatches(following, t.lower, func(s string, _ int) bool { return digitsOf(s) >= 7 })
}

func digitsOf(s string) int {
	return strings.Count(strings.Map(func(r rune) rune {
		if isDigit(r) {
			return '0'
		}
		return -1
	}, s), "0")
}

// checkedID reports whether the last character of a Chinese identity number is
// the check character of the others, by GB 11643.
func checkedID(s string, _ int) bool {
	sum := 0
	for i, weight := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
		sum += weight * int(s[i]-'0')
	}
	return "10X98765432"[sum%11] == s[17]
}
