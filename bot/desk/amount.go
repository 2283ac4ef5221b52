package desk

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"payhelp/locales"
)

// An Amount is a sum of money that a visitor named.
type Amount struct {
	Text     string  `json:"text"` // as written
	Amount   float64 `json:"amount"`
	Currency string  `json:"currency,omitempty"` // ISO 4217; "" where not said
	Zh       string  `json:"zh"`                 // as Chinese writes it
}

// currencies are what sums are named in, by ISO 4217 code with the Chinese name,
// as patterns in lower case. Signs stand before or after the number, words after
// it.
var currencies = []struct{ code, zh, sign, word string }{
	{"CNY", "元", `¥|￥|rmb|cny|cn¥`, `元|块|塊|人民币|人民幣|rmb|cny|yuans?|kuai|юан\p{L}*|人民元|위안|หยวน|tệ|nhân dân tệ|يوان`},
	{"USD", "美元", `us\$|usd|\$`, `us dollars?|dollars?|usd|bucks|美元|美金|доллар\p{L}*|ドル|달러|dólares|dolar|دولار|ดอลลาร์|đô la|\$`},
	{"EUR", "欧元", `€|eur`, `€|euros?|eur|欧元|歐元|евро|ユーロ|유로|يورو|ยูโร`},
	{"GBP", "英镑", `£|gbp`, `gbp|pounds?|英镑|фунт\p{L}*|ポンド|파운드`},
	{"JPY", "日元", `jpy`, `円|jpy|yen|日元|日圆|엔`},
	{"KRW", "韩元", `₩|krw`, `원|krw|won|韩元|ウォン`},
	{"RUB", "卢布", `₽|rub`, `₽|руб\p{L}*|rub|卢布`},
	{"HKD", "港元", `hk\$|hkd`, `hkd|港币|港幣|港元`},
	{"THB", "泰铢", `฿|thb`, `บาท|thb|baht|泰铢`},
	{"VND", "越南盾", `₫|vnd`, `₫|đồng|vnd|越南盾`},
	{"IDR", "印尼盾", `rp\.?|idr`, `rupiah|idr|印尼盾`},
}

var amountPattern = func() *regexp.Regexp {
	var signs, words []string
	for _, c := range currencies {
		signs, words = append(signs, c.sign), append(words, c.word)
	}
	return regexp.MustCompile(`(?:^|[^\p{L}\p{N}])?(` + strings.Join(signs, "|") + `)?[ \x{a0}]?(\d(?:[\d.,' \x{a0}\x{202f}]*\d)?)[ \x{a0}]?(万|萬|k\b|тыс\.?)?[ \x{a0}]?(` +
		strings.Join(words, "|") + `)?`)
}()

// amountsOf returns the sums of money in a text, in order: numbers with a
// currency, sign or word.
func amountsOf(text string) []Amount {
	var out []Amount
	lower := strings.Map(func(r rune) rune {
		if l := unicode.ToLower(r); len(string(l)) == len(string(r)) {
			return l // positions stay
		}
		return r
	}, text)
	for _, m := range amountPattern.FindAllStringSubmatchIndex(lower, -1) {
		code, zh := currencyOf(part(lower, m, 1), part(lower, m, 4))
		n, ok := parseNumber(part(lower, m, 2))
		if code == "" || !ok {
			continue
		}
		switch part(lower, m, 3) {
		case "万", "萬":
			n *= 10_000
		case "":
		default:
			n *= 1000
		}
		from := m[4]
		if m[2] >= 0 {
			from = m[2]
		}
		out = append(out, Amount{Text: strings.TrimSpace(text[from:m[1]]), Amount: n, Currency: code, Zh: locales.Number(locales.Chinese, n) + zh})
	}
	return out
}

// part returns what a group of a match m of s is; "" where it is none.
func part(s string, m []int, group int) string {
	if m[2*group] < 0 {
		return ""
	}
	return s[m[2*group]:m[2*group+1]]
}

// currencyPatterns are the currencies as whole words.
var currencyPatterns = func() []struct {
	code, zh   string
	sign, word *regexp.Regexp
} {
	out := make([]struct {
		code, zh   string
		sign, word *regexp.Regexp
	}, len(currencies))
	for i, c := range currencies {
		out[i].code, out[i].zh = c.code, c.zh
		out[i].sign, out[i].word = regexp.MustCompile(`^(?:`+c.sign+`)$`), regexp.MustCompile(`^(?:`+c.word+`)$`)
	}
	return out
}()

// currencyOf returns the code and the Chinese name of the currency that the sign
// before or the word after a number names; "" where neither does.
func currencyOf(sign, word string) (code, zh string) {
	for _, c := range currencyPatterns {
		if sign != "" && c.sign.MatchString(sign) {
			return c.code, c.zh
		}
	}
	for _, c := range currencyPatterns {
		if word != "" && c.word.MatchString(word) {
			return c.code, c.zh
		}
	}
	return "", ""
}

// parseNumber reads a number with the separators of any language: the last
// point or comma is decimal unless three digits follow it.
func parseNumber(s string) (float64, bool) {
	s = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "'", "").Replace(s)
	last := strings.LastIndexAny(s, ".,")
	whole, decimals := s, ""
	if last >= 0 && (len(s)-last-1 != 3 || strings.Count(s, s[last:last+1]) == 1 && strings.ContainsAny(s[:last], ".,")) {
		whole, decimals = s[:last], "."+s[last+1:]
	}
	n, err := strconv.ParseFloat(strings.NewReplacer(".", "", ",", "").Replace(whole)+decimals, 64)
	return n, err == nil
}
