package mask

import "regexp"

// Words that announce a card verification value or a PIN, and a one-time code,
// in the languages that are served in full. The patterns match in lower case.
const (
	valueWords = `cvv2?|cvc2?|cvn2?|cid|csc|security code|pin|pin code|安全码|安全碼|背面三位|卡背|密码|密碼|セキュリティコード|暗証番号|보안 ?코드|비밀번호|` +
		`код безопасности|пин|пин-код|cryptogramme|code de sécurité|code secret|code pin|prüfziffer|prüfnummer|sicherheitscode|geheimzahl|` +
		`código de seguridad|clave|رمز الأمان|الرقم السري|รหัสความปลอดภัย|รหัส ?pin|mã bảo mật|mã pin|kode keamanan`
	codeWords = `verification code|one.time code|sms code|otp|passcode|code|验证码|驗證碼|校验码|动态码|認証コード|確認コード|ワンタイムパスワード|` +
		`인증 ?번호|인증 ?코드|код подтверждения|код из смс|код из sms|код|code de vérification|code de confirmation|bestätigungscode|sms-code|tan|` +
		`código de verificación|código|رمز التحقق|رمز التأكيد|الرمز|كود|รหัสยืนยัน|รหัส otp|รหัส|mã xác minh|mã xác nhận|mã otp|kode verifikasi|kode otp|kode`
)

// notCodes are what is called a code and is none that must be kept.
const notCodes = `error|fehler|erreur|ошибк|error de|de error|d'erreur|错误|錯誤|エラー|오류|lỗi|ผิดพลาด|kesalahan|الخطأ|qr|post|zip|postal|area|country|bar|promo|swift|bic|branch`

var (
	value       = regexp.MustCompile(`(?:^|[^a-z])(?:` + valueWords + `)(?:[^0-9a-z\n](?:[^0-9\n]{0,18}[^0-9a-z\n])?)?(\d{3,6})(?:$|[^0-9])`)
	valueBefore = regexp.MustCompile(`(?:^|[^0-9])(\d{3,4})[^0-9a-z\n]{0,3}(?:is (?:my|the) |ist (?:mein|der|die) |это |是|は|가 |est (?:mon|le) |es (?:mi|el) )?(?:cvv2?|cvc2?|csc)`)
	code        = regexp.MustCompile(`(?:^|[^a-z])((?:` + notCodes + `)[^0-9\n]{0,12})?(?:` + codeWords + `)((?:[^0-9a-z\n]{0,3}(?:` + notCodes + `))?)(?:[^0-9a-z\n](?:[^0-9\n]{0,18}[^0-9a-z\n])?)?((?:[a-z]-)?\d{3}[ -]\d{3}|\d{4,8})(?:$|[^0-9])`)
)

func (t *reading) codes() {
	t.hideMatches(value, t.lower, nil)
	t.hideMatches(valueBefore, t.lower, func(_ string, from int) bool { return !t.endsCard(from) })
	t.oneTimeCodes()
}

// endsCard reports whether the digits at from are the end of a card number,
// which stays.
func (t *reading) endsCard(from int) bool {
	for from > 0 && t.joined(from-1, from) {
		from--
	}
	return from > 0 && t.plain[from-1] == bullet
}

// oneTimeCodes masks what a one-time code is announced before, except where
// the words say that it is the code of an error, a post office and so on.
func (t *reading) oneTimeCodes() {
	changed := false
	for _, m := range code.FindAllStringSubmatchIndex(t.lower, -1) {
		if m[2] >= 0 || m[4] < m[5] {
			continue
		}
		from := len([]rune(t.lower[:m[6]]))
		t.hide(from, from+len([]rune(t.lower[m[6]:m[7]])))
		changed = true
	}
	if changed {
		t.refresh()
	}
}
