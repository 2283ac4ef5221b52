package index

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNormalize(t *testing.T) {
	for name, tc := range map[string]struct{ in, want string }{
		"case and spaces":     {"  Hello\t WORLD\n", "hello world"},
		"full width":          {"ＡＴＭで１００元", "atmで100元"},
		"arabic digits":       {"٢٥٠٠ يوان", "2500 يوان"},
		"thai digits":         {"๒๐๐ หยวน", "200 หยวน"},
		"bidi override":       {"card\u202edrac\u202c", "carddrac"},
		"zero width":          {"al\u200bip\u200day", "alipay"},
		"control":             {"a\x00b\x1bc", "a b c"},
		"invalid UTF-8":       {"a\xff\xfeb", "a b"},
		"stretched":           {"heeeeelp!!!!", "heelp!!!!"},
		"traditional":         {"我要換錢", "我要换钱"},
		"japanese is kept":    {"両替", "両替"},
		"empty":               {"", ""},
		"only what is unseen": {"\u200b\u202e", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := normalize(tc.in); got != tc.want {
				t.Errorf("normalize(%q) = %q, want %q", tc.in, got, tc.want)
			}
		})
	}
}

func TestNormalizeIsBounded(t *testing.T) {
	if got := utf8.RuneCountInString(normalize(strings.Repeat("ab ", 1<<20))); got > maxRunes {
		t.Errorf("%d runes of a megabyte are kept, want at most %d", got, maxRunes)
	}
}

func FuzzNormalize(f *testing.F) {
	for _, s := range []string{"Überweisung", "我的卡", "؟ \xf0\x9f", "กรุงเทพ", "\u202eabc", "ﷺ", "İstanbul ẞ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := normalize(s)
		if !utf8.ValidString(once) {
			t.Fatalf("normalize(%q) is not UTF-8", s)
		}
		if n := utf8.RuneCountInString(once); n > maxRunes {
			t.Fatalf("normalize(%q) has %d runes", s, n)
		}
		if !utf8.ValidString(fold(once)) {
			t.Fatalf("fold(%q) is not UTF-8", once)
		}
	})
}

func TestFold(t *testing.T) {
	for name, tc := range map[string]struct{ in, want string }{
		"french":              {"réglé à l'hôtel", "regle a l'hotel"},
		"vietnamese":          {"đổi tiền ở đâu", "doi tien o dau"},
		"german":              {"straße überall", "strasse uberall"},
		"arabic vowels":       {"بِطَاقَة", "بطاقه"},
		"arabic hamza":        {"أين إلى آخر", "اين الي اخر"},
		"russian yo":          {"счёт", "счет"},
		"russian short i":     {"мой", "мой"},
		"thai vowels stay":    {"ที่นี่", "ที่นี่"},
		"japanese marks stay": {"がぎ", "がぎ"},
		"plain":               {"abc", "abc"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := fold(tc.in); got != tc.want {
				t.Errorf("fold(%q) = %q, want %q", tc.in, got, tc.want)
			}
		})
	}
}
