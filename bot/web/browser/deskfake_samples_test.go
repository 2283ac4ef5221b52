package browser

import (
	"strings"
	"unicode/utf16"
)

// sample is a case to begin with.
type sample struct {
	text, lang, langName, topic string
	reason                      string
	urgent                      bool
	place, placeName            string
	waited                      int // seconds
	summary                     object
	glosses                     [][3]string // text, Chinese, kind
	article, then               string
	zone, localTime, amount     string
}

func (s sample) goal() int {
	if s.urgent {
		return 60
	}
	return 300
}

// terms are the glosses at their places in the text.
func (s sample) terms() []object {
	out := []object{}
	for _, g := range s.glosses {
		at := strings.Index(s.text, g[0])
		start := len(utf16.Encode([]rune(s.text[:at])))
		out = append(out, object{"start": start, "end": start + len(utf16.Encode([]rune(g[0]))), "text": g[0], "concept": g[1], "kind": g[2], "zh": g[1], "en": g[0]})
	}
	return out
}

func (s sample) card() object {
	c := object{"lang": s.lang, "lang_name": s.langName, "reads": s.lang, "reads_name": s.langName, "local_time": s.localTime, "time_zone": s.zone, "waiting_seconds": s.waited, "concepts": s.terms(), "amounts": []object{}, "tried": []object{}}
	fields := map[string]string{"app": "app", "step": "step", "symptom": "symptom", "card": "brand", "bank": "bank", "thing": "thing"}
	for _, t := range s.terms() {
		if f := fields[t["kind"].(string)]; f != "" {
			c[f] = t
		}
	}
	if s.amount != "" {
		c["amounts"] = []object{{"text": s.amount}}
	}
	if s.article != "" {
		c["article"] = object{"id": s.article, "title": "境外卡绑定失败怎么办", "confidence": 0.87}
		c["tried"] = []object{{"article": s.article, "title": "境外卡绑定失败怎么办", "at": noon(), "helpful": false, "reason": "did-not-work"}}
	}
	if s.place != "" {
		c["place"] = object{"id": s.place, "name": s.placeName, "name_zh": s.placeName, "kind": "hotel", "distance_m": nil, "open_now": nil, "address": "太原市迎泽区迎泽大街189号"}
	}
	return c
}

var sampleCases = []sample{
	{
		text: "ابتلع الصراف بطاقتي Visa في بنك الصين ولا أستطيع السفر غدا", lang: "ar", langName: "阿拉伯语", topic: "atm", reason: "urgent", urgent: true, waited: 95,
		place: "hotel-yingze", placeName: "迎泽宾馆", summary: object{"step": "吞卡", "brand": "Visa", "article": "取款机吞卡怎么办"},
		glosses: [][3]string{{"ابتلع", "吞卡", "symptom"}, {"الصراف", "取款机", "thing"}, {"Visa", "Visa", "card"}, {"بنك الصين", "中国银行", "bank"}}, zone: "Asia/Riyadh", localTime: "2026-12-01T07:00:00+03:00",
	},
	{
		text: "I can't link my Mastercard to Alipay, it says the verification failed and I need to pay 350 yuan at the hotel", lang: "en", langName: "英语", topic: "mobile", reason: "did-not-work", waited: 412,
		place: "hotel-yingze", placeName: "迎泽宾馆", summary: object{"app": "支付宝", "step": "绑卡", "symptom": "验证失败", "brand": "万事达", "amount": "350 yuan", "article": "境外卡绑定失败怎么办"},
		glosses: [][3]string{{"link", "绑卡", "step"}, {"Mastercard", "万事达", "card"}, {"Alipay", "支付宝", "app"}, {"verification failed", "验证失败", "symptom"}, {"hotel", "酒店", "place"}},
		article: "mobile-bind-failed", then: "I did all of that. It still does not work. Please help!", zone: "Europe/London", localTime: "2026-12-01T04:00:00Z", amount: "350 yuan",
	},
	{
		text: "ウィーチャットペイで支払えません。<b>上限</b>に達したと出ます", lang: "ja", langName: "日语", topic: "mobile", reason: "unsure", waited: 130,
		summary: object{"app": "微信支付", "symptom": "超过限额"}, glosses: [][3]string{{"ウィーチャットペイ", "微信支付", "app"}, {"上限", "限额", "thing"}}, zone: "Asia/Tokyo", localTime: "2026-12-01T13:00:00+09:00",
	},
	{
		text: "ร้านอาหารไม่รับเงินสด", lang: "th", langName: "泰语", topic: "cash", reason: "asked", waited: 40, place: "pingyao", placeName: "平遥古城游客中心",
		summary: object{"symptom": "拒收现金"}, glosses: [][3]string{{"ไม่รับ", "拒收", "symptom"}, {"เงินสด", "现金", "thing"}}, zone: "Asia/Bangkok", localTime: "2026-12-01T11:00:00+07:00",
	},
	{
		text: "Где обменять доллары в Датуне в воскресенье?", lang: "ru", langName: "俄语", topic: "exchange", reason: "unknown", waited: 15,
		summary: object{"step": "换汇", "amount": "500 USD"}, glosses: [][3]string{{"обменять", "换汇", "step"}, {"Датуне", "大同", "place"}}, zone: "Europe/Moscow", localTime: "2026-12-01T07:00:00+03:00",
	},
}

func day(key string, questions, answered, handed int) object {
	return object{"key": key, "name": key, "questions": questions, "answered": answered, "answered_share": float64(answered) / float64(questions), "handed_over": handed, "claimed": handed, "wait_median_seconds": 84, "wait_p90_seconds": 260}
}

var sampleQuestion = object{"conversation": "c1", "seq": 1, "at": noon(), "text": "Can I pay with PayPal?", "lang": "en", "place": "pingyao", "place_name": "平遥古城游客中心", "terms": []object{{"start": 15, "end": 21, "text": "PayPal", "concept": "paypal", "kind": "app", "zh": "贝宝", "en": "PayPal"}}}

// samplePages are the answers of pages that only show.
var samplePages = map[string]object{
	"GET /reports/summary": {"from": "2026-11-20", "to": "2026-12-01", "by": "day", "total": day("", 964, 871, 62), "lines": []object{
		day("2026-11-25", 120, 108, 9), day("2026-11-26", 134, 120, 8), day("2026-11-27", 98, 91, 5), day("2026-11-28", 201, 180, 16), day("2026-11-29", 187, 170, 11), day("2026-11-30", 142, 130, 8), day("2026-12-01", 82, 72, 5),
	}},
	"GET /reports/unanswered":                       {"groups": []object{{"id": "g1", "count": 12, "concepts": []object{{"id": "paypal", "zh": "贝宝"}, {"id": "pay", "zh": "付款"}}, "langs": object{"en": 8, "de": 4}, "nearest": object{"id": "mobile-wallets", "title": "境外钱包"}, "samples": []object{sampleQuestion, sampleQuestion, sampleQuestion, sampleQuestion}}}},
	"GET /reports/refused":                          {"places": []object{{"place": "pingyao", "name": "平遥古城游客中心", "count": 3, "reports": []object{sampleQuestion}}}},
	"GET /reports/facts":                            {"changes": []object{{"fact": "mobile.per_payment", "old": "1,000 US dollars", "new": "5,000 US dollars", "new_zh": "5000美元", "at": noon(), "articles": []string{"mobile-limits"}, "told": []object{{"conversation": "0123456789", "seq": 2, "lang": "de", "at": noon()}}}}},
	"POST /reports/unanswered/draft":                {"id": "mobile-paypal", "files": []object{{"name": "mobile/mobile-paypal/article.yaml", "text": "id: mobile-paypal\n"}, {"name": "mobile/mobile-paypal/zh.md", "text": "---\ntitle: 贝宝\n---\n"}}},
	"POST /reports/facts/correct":                   {"corrected": 1},
	"POST /staff":                                   {"account": account("zhao"), "password": "made-up-1234"},
	"PATCH /staff/{id}":                             {"account": account("wang")},
	"POST /cases/{case}/messages/{seq}/translation": {"seq": 1, "zh": "泰餐馆不收<i>现金</i>", "service": "Libre"},
	"GET /audit":                                    {"acts": []object{{"id": 2, "at": noon(), "staff": "li", "name": "李静", "via": "session", "act": "claim", "case": 41}, {"id": 1, "at": noon(), "staff": "li", "name": "李静", "via": "session", "act": "sign-in"}}},
	"GET /staff":                                    {"staff": []object{account("li"), {"id": "wang", "login": "wang", "name": "王伟", "role": "officer", "disabled": true, "created": noon()}}},
	"GET /tokens":                                   {"tokens": []object{{"id": "t1", "name": "12345 hotline", "staff": "li", "role": "officer", "created": noon()}}},
	"GET /sessions":                                 {"sessions": []object{{"id": "s1", "agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0 Safari/537.36", "created": noon(), "seen": noon(), "expires": noon(), "current": true}}},
}
