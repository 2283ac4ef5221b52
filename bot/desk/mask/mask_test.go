package mask

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestText(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		// Card numbers are the published test numbers of the networks.
		"visa in groups":            {"my card 4111 1111 1111 1111 was declined", "my card •••• •••• •••• 1111 was declined"},
		"visa in one":               {"4012888888881881", "••••••••••••1881"},
		"mastercard with dashes":    {"5555-5555-5555-4444.", "••••-••••-••••-4444."},
		"amex":                      {"Amex 3782 822463 10005?", "Amex •••• •••••• •0005?"},
		"jcb, full width":           {"カード３５３０１１１３３３３０００００です", "カード••••••••••••００００です"},
		"arabic digits":             {"بطاقتي ٤١١١ ١١١١ ١١١١ ١١١١ مرفوضة", "بطاقتي •••• •••• •••• ١١١١ مرفوضة"},
		"thai digits":               {"บัตร ๔๑๑๑๑๑๑๑๑๑๑๑๑๑๑๑", "บัตร ••••••••••••๑๑๑๑"},
		"unionpay, no check digit":  {"银联 6222 0200 0000 0000 123", "银联 •••• •••• •••• •••0 123"},
		"mir":                       {"карта 2200 0000 0000 0004", "карта •••• •••• •••• 0004"},
		"across a line":             {"4111 1111\n1111 1111", "•••• ••••\n•••• 1111"},
		"zero-width between":        {"4111\u200b1111\u200b1111\u200b1111", "••••\u200b••••\u200b••••\u200b1111"},
		"after another number":      {"room 1204 4111 1111 1111 1111", "room 1204 •••• •••• •••• 1111"},
		"two cards":                 {"4111111111111111 and 5555555555554444", "••••••••••••1111 and ••••••••••••4444"},
		"commas between":            {"4111,1111,1111,1111", "••••,••••,••••,1111"},
		"bars and spaces between":   {"4111 | 1111 | 1111 | 1111", "•••• | •••• | •••• | 1111"},
		"stars between":             {"4111*1111*1111*1111", "••••*••••*••••*1111"},
		"a japanese long mark":      {"4111ー1111ー1111ー1111", "••••ー••••ー••••ー1111"},
		"a minus sign":              {"4111−1111−1111−1111", "••••−••••−••••−1111"},
		"full-width commas":         {"４１１１，１１１１，１１１１，１１１１", "••••，••••，••••，１１１１"},
		"bullets":                   {"4111•1111•1111•1111", "•••••••••••••••1111"},
		"brackets":                  {"4111(1111)11111111", "••••(••••)••••1111"},
		"every digit apart":         {"4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "• • • • • • • • • • • • 1 1 1 1"},
		"direction marks":           {"بطاقة \u200f٤١١١\u200e \u200f١١١١\u200e \u200f١١١١\u200e \u200f١١١١", "بطاقة \u200f••••\u200e \u200f••••\u200e \u200f••••\u200e \u200f١١١١"},
		"keycaps":                   {"4\ufe0f\u20e3111 1111 1111 1111", "•\ufe0f\u20e3••• •••• •••• 1111"},
		"a soft hyphen":             {"4111\u00ad1111\u00ad1111\u00ad1111", "••••\u00ad••••\u00ad••••\u00ad1111"},
		"devanagari digits":         {"कार्ड ४१११ ११११ ११११ ११११", "कार्ड •••• •••• •••• ११११"},
		"amounts in a list":         {"1000, 2000, 3000 or 4000 yuan", "1000, 2000, 3000 or 4000 yuan"},
		"a date with its time":      {"2026-05-12 14:30:55.124", "2026-05-12 14:30:55.124"},
		"a german telephone":        {"+49 1512 345678 7", "+49 1512 345678 7"},
		"wrong check digit":         {"4111 1111 1111 1112", "4111 1111 1111 1112"},
		"alipay transaction number": {"订单 2026051222001476181402839145", "订单 2026051222001476181402839145"},
		"telephone with country":    {"+86 138 0013 8000", "+86 138 0013 8000"},
		"hotline":                   {"call 95516 or 12345", "call 95516 or 12345"},
		"amount":                    {"I paid 1,500.00 yuan twice", "I paid 1,500.00 yuan twice"},

		"chinese passport":        {"passport E12345678", "passport •••••••••"},
		"japanese passport":       {"旅券番号TR1234567です", "旅券番号•••••••••です"},
		"lower case":              {"g12345678", "•••••••••"},
		"letters apart":           {"AB 1234567", "•• •••••••"},
		"words are no passport":   {"in 1000000 cases", "in 1000000 cases"},
		"french passport":         {"mon passeport 12AB34567", "mon passeport •••••••••"},
		"korean passport":         {"M123A4567", "•••••••••"},
		"german passport":         {"Pass C01X00T47", "Pass •••••••••"},
		"us passport, announced":  {"my passport number is 123456789", "my passport number is •••••••••"},
		"russian passport":        {"паспорт 75 1234567", "паспорт •• •••••••"},
		"arabic, announced":       {"رقم جواز السفر 123456789", "رقم جواز السفر •••••••••"},
		"number before the word":  {"123456789 (passport)", "••••••••• (passport)"},
		"chinese identity number": {"身份证11010519491231002X", "身份证••••••••••••••••••"},
		"eighteen other digits":   {"110105194912310021", "110105194912310021"},
		"nine digits alone":       {"booking 123456789", "booking 123456789"},
		"train and flight":        {"G1234 and CA1234 and 晋A12345", "G1234 and CA1234 and 晋A12345"},

		"cvv":                     {"cvv 123, thanks", "cvv •••, thanks"},
		"cvv with words":          {"CVC: it is 4567", "CVC: it is ••••"},
		"card and cvv":            {"4111 1111 1111 1111 cvv 123", "•••• •••• •••• 1111 cvv •••"},
		"cvv before":              {"123 is my CVV", "••• is my CVV"},
		"cvv in chinese":          {"安全码是123", "安全码是•••"},
		"cvv in korean":           {"보안코드는 123", "보안코드는 •••"},
		"pin":                     {"my PIN is 4821", "my PIN is ••••"},
		"pin in chinese":          {"密码123456", "密码••••••"},
		"one-time code":           {"the verification code is 482913", "the verification code is ••••••"},
		"one-time code, grouped":  {"OTP 482-913", "OTP •••-•••"},
		"code in chinese":         {"验证码:482913", "验证码:••••••"},
		"code in japanese":        {"認証コードは482913でした", "認証コードは••••••でした"},
		"code in russian":         {"код подтверждения 4829", "код подтверждения ••••"},
		"code in vietnamese":      {"mã xác minh là 482913", "mã xác minh là ••••••"},
		"error code":              {"error code 4201 again", "error code 4201 again"},
		"error code in german":    {"Fehlercode 4201", "Fehlercode 4201"},
		"error code in russian":   {"код ошибки 4201", "код ошибки 4201"},
		"error code in chinese":   {"错误代码 4201", "错误代码 4201"},
		"qr code":                 {"QR code 2000 yuan", "QR code 2000 yuan"},
		"code that did not come":  {"no sms code arrived for 20 minutes", "no sms code arrived for 20 minutes"},
		"pinyin is no pin":        {"pinyin 1234", "pinyin 1234"},
		"shopping is no pin":      {"shopping 5000 yuan", "shopping 5000 yuan"},
		"no digits":               {"My card was declined", "My card was declined"},
		"empty":                   {"", ""},
		"what is masked stays so": {"•••• •••• •••• 1111", "•••• •••• •••• 1111"},
	} {
		got, found := Text(tc.text)
		if got != tc.want || found != (tc.text != tc.want) {
			t.Errorf("%s: Text(%q) = %q, %v; want %q", name, tc.text, got, found, tc.want)
		}
	}
}

func TestContact(t *testing.T) {
	for in, want := range map[string]string{
		"+86 138 0013 8000": "+86 138 0013 8000", "wechat E12345678": "wechat E12345678", "ana@example.org": "ana@example.org",
		"4111 1111 1111 1111": "•••• •••• •••• 1111",
	} {
		if got := Contact(in); got != want {
			t.Errorf("Contact(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"4111 1111 1111 1111", "passport 123456789 cvv 123", "код 4829 ١٢٣", "İ4111111111111111ß", "\xff4111111111111111"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if text = strings.ToValidUTF8(text, "?"); len(text) > 4000 {
			t.Skip("longer than any message")
		}
		got, _ := Text(text)
		if utf8.RuneCountInString(got) != utf8.RuneCountInString(text) {
			t.Errorf("Text(%q) = %q: another length", text, got)
		}
		in := []rune(text)
		for i, r := range []rune(got) {
			if r != in[i] && (r != bullet || !unicode.IsLetter(in[i]) && !unicode.IsDigit(in[i])) {
				t.Errorf("Text(%q) = %q: character %d became %q", text, got, i, r)
			}
		}
		if again := read(got); len(again.out) > 0 {
			groups := again.groups()
			for i := range groups {
				if end := again.cardFrom(groups, i); end > i {
					t.Errorf("Text(%q) = %q: a card number is left", text, got)
				}
			}
		}
	})
}
