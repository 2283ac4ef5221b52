package desk_test

import (
	"slices"
	"testing"
	"time"
	"unicode/utf16"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/bot/desk/desktest"
)

func TestCardNeedsNoCommonLanguage(t *testing.T) {
	d := desktest.New(t, nil)
	c, _ := start(t, d, desk.Visit{Lang: "ja", Place: "scenic-pingyao-ancient-city", TimeZone: "Asia/Tokyo"})
	post(t, d, c, "1", "Visaカードはアリペイに登録できません")
	answered := post(t, d, c, "2", "ATMの手数料はいくらですか")
	if _, err := d.Feedback(t.Context(), desk.Feedback{Conversation: c.ID, Seq: answered.Replies[0].Seq, Reason: "unclear"}); err != nil {
		t.Fatal(err)
	}
	post(t, d, c, "3", "ATMで3000元出金できなかった😀 アリペイ")
	h, err := d.Escalate(t.Context(), c.ID, desk.Asking{}, bot.Asked)
	if err != nil {
		t.Fatal(err)
	}
	d.Clock.Advance(7 * time.Minute)
	v, err := d.View(t.Context(), h.Case, "li")
	if err != nil {
		t.Fatal(err)
	}
	card := v.Card
	for what, got := range map[string]string{
		"app 支付宝":                                   "app " + zh(card.App),
		"brand 维萨 Visa":                             "brand " + zh(card.Brand),
		"step 取款":                                   "step " + zh(card.Step),
		"language 日语":                               "language " + card.LangName,
		"reads 日语":                                  "reads " + card.ReadsName,
		"local time 2026-05-12T13:07:00+09:00":      "local time " + card.LocalTime,
		"place 平遥古城":                                "place " + card.Place.NameZh,
		"topic " + v.Case.TopicTitle:                "topic 取款机取现",
		"place of the row " + v.Case.PlaceName:      "place of the row 平遥古城",
		"summary " + v.Case.Summary.App + " 3,000元": "summary 支付宝 " + v.Case.Summary.Amount,
	} {
		if got != what {
			t.Errorf("the card says %q, want %q", got, what)
		}
	}
	if card.Waiting != 7*60 || !v.Case.Late || v.Case.Goal != 300 {
		t.Errorf("after seven minutes: waiting %d, late %v, goal %d", card.Waiting, v.Case.Late, v.Case.Goal)
	}
	if len(card.Amounts) != 1 || card.Amounts[0] != (desk.Amount{Text: "3000元", Amount: 3000, Currency: "CNY", Zh: "3,000元"}) {
		t.Errorf("amounts are %v", card.Amounts)
	}
	i := slices.IndexFunc(card.Tried, func(a desk.TriedAnswer) bool { return a.Article == "atm-fees" })
	if i < 0 || card.Tried[i].Title == "" || card.Tried[i].Helpful == nil || *card.Tried[i].Helpful || card.Tried[i].Reason != "unclear" {
		t.Errorf("tried are %+v, want atm-fees with what the visitor said of it", card.Tried)
	}
	for _, m := range v.Messages {
		units := utf16.Encode([]rune(m.Text))
		for _, term := range m.Terms {
			if got := string(utf16.Decode(units[term.Start:term.End])); got != term.Text {
				t.Errorf("%q from %d to %d is %q, the term says %q", m.Text, term.Start, term.End, got, term.Text)
			}
		}
		if m.From == desk.FromBot && m.ArticleTitle != "" && m.Zh == "" {
			t.Errorf("the answer %q has no Chinese text", m.ArticleTitle)
		}
	}
	last := v.Messages[slices.IndexFunc(v.Messages, func(m desk.StaffMessage) bool { return m.ClientID == "3" })]
	if n := len(last.Terms); n == 0 || last.Terms[n-1].Text != "アリペイ" || last.Terms[n-1].Zh != "支付宝" {
		t.Errorf("the terms of %q are %+v, want アリペイ after the emoji", last.Text, last.Terms)
	}
}

func zh(t *desk.Term) string {
	if t == nil {
		return "none"
	}
	return t.Zh
}

func TestCardPrefersWhatIsSalient(t *testing.T) {
	d := desktest.New(t, nil)
	c, _ := start(t, d, desk.Visit{Lang: "en"})
	post(t, d, c, "1", "I can't link my Mastercard to Alipay, it says declined, and I need to pay 350 yuan at the hotel with the card")
	h, err := d.Escalate(t.Context(), c.ID, desk.Asking{}, bot.Asked)
	if err != nil {
		t.Fatal(err)
	}
	v, err := d.View(t.Context(), h.Case, "li")
	if err != nil {
		t.Fatal(err)
	}
	if got := zh(v.Card.App) + " " + zh(v.Card.Step) + " " + zh(v.Card.Symptom) + " " + zh(v.Card.Brand); got != "支付宝 绑卡 交易被拒 万事达" {
		t.Errorf("the card says %q", got)
	}
	for _, term := range v.Messages[0].Terms {
		if term.Text == "the" || term.Text == "it" {
			t.Errorf("%q is glossed as %s", term.Text, term.Zh)
		}
	}
}
