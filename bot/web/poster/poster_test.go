package poster

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

var invitations = []Line{
	{"zh", "支付有困难？扫码获取帮助"},
	{"en", "Help with paying, in your language: scan here"},
	{"ja", "お支払いの困りごとを日本語で：コードを読み取ってください"},
	{"ko", "결제가 어려우신가요? 코드를 스캔하면 한국어로 도와드립니다"},
	{"ru", "Помощь с оплатой на вашем языке: отсканируйте код"},
	{"fr", "Aide au paiement dans votre langue : scannez ici"},
	{"de", "Hilfe beim Bezahlen in Ihrer Sprache: hier scannen"},
	{"es", "Ayuda para pagar en su idioma: escanee aquí"},
	{"ar", "مساعدة في الدفع عبر Alipay بلغتك: امسح الرمز هنا"},
	{"th", "ช่วยเรื่องการจ่ายเงินเป็นภาษาของคุณ: สแกนที่นี่"},
	{"vi", "Trợ giúp thanh toán bằng ngôn ngữ của bạn: quét mã tại đây"},
	{"id", "Bantuan pembayaran dalam bahasa Anda: pindai di sini"},
}

func letters(t *testing.T) *Letters {
	t.Helper()
	l, err := FindLetters(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range invitations {
		if _, err := l.set(line, 12, false, 400); err != nil {
			if os.Getenv("PAYHELP_TEST_REQUIRE") == "1" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
	return l
}

func TestPosterInAllScripts(t *testing.T) {
	l := letters(t)
	p := Poster{
		Title: "payhelp: 太原", URL: "https://payhelp.example/p/airport-taiyuan-wusu", Lines: invitations,
		Place: []Line{{"zh", "太原武宿国际机场"}, {"en", "Taiyuan Wusu International Airport"}},
	}
	var first, again bytes.Buffer
	for _, out := range []*bytes.Buffer{&first, &again} {
		if err := p.Write(out, l); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.HasPrefix(first.Bytes(), []byte("%PDF-1.7")) || !bytes.HasSuffix(first.Bytes(), []byte("%%EOF\n")) {
		t.Error("that is no PDF")
	}
	if !bytes.Equal(first.Bytes(), again.Bytes()) {
		t.Error("the same poster twice is not the same file")
	}
	if first.Len() > 200<<10 {
		t.Errorf("the poster is %d bytes large", first.Len())
	}
	if name := os.Getenv("PAYHELP_POSTER"); name != "" { // to look at it
		if err := os.WriteFile(name, first.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestShaping holds what makes a script readable: Arabic letters join and run
// from the right, Thai marks take no room of their own.
func TestShaping(t *testing.T) {
	l := letters(t)
	set := func(lang, text string) setLine {
		t.Helper()
		lines, err := l.set(Line{lang, text}, 20, false, 1000)
		if err != nil || len(lines) != 1 {
			t.Fatalf("set %q: %d lines, %v", text, len(lines), err)
		}
		return lines[0]
	}
	if joined, apart := set("ar", "بطاقة").width, set("ar", "ب ط ا ق ة").width-4*set("ar", "ب ب").width+8*set("ar", "ب").width; joined >= apart {
		t.Errorf("joined Arabic is %.1f points wide, single letters %.1f: it is not shaped", joined, apart)
	}
	if with, without := set("th", "ที่").width, set("th", "ท").width; with != without {
		t.Errorf("Thai with marks is %.1f points wide, without %.1f", with, without)
	}
	arabic := set("ar", "الدفع Alipay")
	if n := len(arabic.glyphs); n < 10 || arabic.glyphs[0].x > arabic.glyphs[n-1].x {
		t.Error("the letters are not in their order on paper")
	}
}

func TestLettersThatNoFontHas(t *testing.T) {
	l := letters(t)
	_, err := l.set(Line{"en", "a \U000F1234"}, 12, false, 100)
	if err == nil || !strings.Contains(err.Error(), "U+F1234") {
		t.Errorf("the error is %v, want one that names U+F1234", err)
	}
}
