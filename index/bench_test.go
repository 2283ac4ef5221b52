package index

import (
	"context"
	"testing"

	"payhelp/knowledge"
)

// BenchmarkSearch measures one question against the whole built-in base.
func BenchmarkSearch(b *testing.B) {
	base, err := knowledge.Load(knowledge.Embedded())
	if err != nil {
		b.Fatal(err)
	}
	ix, err := Open(context.Background(), base, b.TempDir(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer ix.Close()
	for lang, text := range map[string]string{
		"en": "the machine at the bank swallowed my card, what can I do now?",
		"zh": "我的外国银行卡在支付宝里绑定不了怎么办",
		"de": "Wie hoch ist die Gebühr, wenn ich mit meiner Visa-Karte bezahle?",
	} {
		b.Run(lang, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ix.Search(context.Background(), Query{Text: text}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
