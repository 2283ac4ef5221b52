package index

import (
	"slices"
	"testing"
	"unicode/utf8"

	"payhelp/knowledge"
)

func TestAlignIsWhatIsSearched(t *testing.T) {
	base, err := knowledge.Load(knowledge.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{
		"", "   ", "\xff\xfeBad\xff bytes", "ﬁnd ＡＴＭ ①②  now", "e\u0301 Ünïcödé ß Ø ı", "\u200bzero\u200dwidth\u202e", "٤٢ ۴۲ ४२",
		"가나다 각", "銀行卡綁定", "がぎぐ ﾊﾟｽﾎﾟｰﾄ", "أإآ ة ى ٱلبطاقة", "soooooo looooong", "ก็ไม่ได้",
	}
	for _, q := range base.Questions() {
		texts = append(texts, q.Text)
	}
	for _, text := range texts {
		checkAligned(t, text)
	}
}

func FuzzAlign(f *testing.F) {
	for _, s := range []string{"Visa card", "ñ\u0303ﬀ", "\xf0\x28銀", "اَلْبِطَاقَة", "각\u11a8"} {
		f.Add(s)
	}
	f.Fuzz(checkAligned)
}

func checkAligned(t *testing.T, text string) {
	t.Helper()
	a := align(text)
	if want := fold(normalize(text)); a.text != want {
		t.Errorf("align(%q) = %q, searched is %q", text, a.text, want)
	}
	for i := range a.text {
		from, to := a.original(i, i+1)
		if from < 0 || from >= to || to > len(text) || utf8.ValidString(text) && (!utf8.RuneStart(text[from]) || to < len(text) && !utf8.RuneStart(text[to])) {
			t.Errorf("align(%q): byte %d of %q comes from [%d:%d]", text, i, a.text, from, to)
		}
	}
}

func TestGlossPointsIntoTheOriginal(t *testing.T) {
	concept := func(id string, terms ...string) knowledge.Concept {
		return knowledge.Concept{ID: id, Kind: "thing", Terms: map[string][]string{"en": terms}}
	}
	ix := &Index{concepts: newMatcher(&knowledge.Glossary{Concepts: []knowledge.Concept{
		concept("card", "card", "カード", "银行卡", "البطاقه", "карта"), concept("fee", "gebuhr", "fee"), concept("alipay", "alipay"),
	}})}
	for text, want := range map[string][]string{
		"My ＡＬＩＰＡＹ   card!":      {"ＡＬＩＰＡＹ", "card"},
		"Welche Gebühr?":         {"Gebühr"},
		"Gebu\u0308hr bitte":     {"Gebu\u0308hr"},
		"ｶｰﾄﾞが使えない":              {"ｶｰﾄﾞ"},
		"我的銀行卡綁不上":               {"銀行卡"},
		"\u200fالبطاقةُ لا تعمل": {"البطاقةُ"},
		"😀 карта 😀":              {"карта"},
		"nothing":                nil,
	} {
		var got []string
		for _, g := range ix.Gloss(text, "") {
			got = append(got, text[g.Start:g.End])
		}
		if !slices.Equal(got, want) {
			t.Errorf("Gloss(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestGlossReadsShortWordsInTheirLanguage(t *testing.T) {
	ix := &Index{concepts: newMatcher(&knowledge.Glossary{Concepts: []knowledge.Concept{
		{ID: "card", Terms: map[string][]string{"vi": {"thẻ"}, "en": {"card"}}}, {ID: "visa", Terms: map[string][]string{"en": {"visa"}}},
	}})}
	for _, tc := range []struct {
		text, lang string
		want       []string
	}{
		{"the shop refuses my card", "en", []string{"card"}},
		{"The cua toi khong duoc", "vi", []string{"The"}},
		{"thẻ của tôi", "vi", []string{"thẻ"}},
		{"thẻ visa", "en", []string{"thẻ", "visa"}},
		{"la visa", "fr", []string{"visa"}},
	} {
		var got []string
		for _, g := range ix.Gloss(tc.text, tc.lang) {
			got = append(got, tc.text[g.Start:g.End])
		}
		if !slices.Equal(got, tc.want) {
			t.Errorf("Gloss(%q, %s) = %q, want %q", tc.text, tc.lang, got, tc.want)
		}
	}
}
