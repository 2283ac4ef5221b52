package browser

import (
	"net/http"
	"time"
)

// A sample is a visitor who waits for a person.
type sample struct {
	text, lang, zone, place string
	waits                   time.Duration // when the test begins
	tried                   bool          // the answer was followed in vain, which calls the person
}

// samples are the cases 1 to 5 of an office.
var samples = []sample{
	{"ابتلع الصراف بطاقتي Visa في بنك الصين ولا أستطيع السفر غدا", "ar", "Asia/Riyadh", "airport-taiyuan-wusu", 95 * time.Second, false},
	{"I can't link my Mastercard to Alipay, it says the verification failed and I need to pay 350 yuan at the hotel", "en", "Europe/London", "hotel-yuci-wanhao-meiyue", 412 * time.Second, true},
	{"ウィーチャットペイで支払えません。<b>上限</b>に達したと出ます", "ja", "Asia/Tokyo", "", 130 * time.Second, false},
	{"ร้านอาหารไม่รับเงินสด", "th", "Asia/Bangkok", "scenic-pingyao-ancient-city", 40 * time.Second, false},
	{"Где обменять 500 долларов в Датуне в воскресенье?", "ru", "Europe/Moscow", "", 15 * time.Second, false},
}

// withSamples is an office in which the samples wait.
func withSamples(o *office) (*office, []*visitor) {
	o.t.Helper()
	var out []*visitor
	for _, s := range samples {
		out = append(out, o.arrive(s))
	}
	return o, out
}

// arrive makes a sample ask and wait.
func (o *office) arrive(s sample) *visitor {
	o.t.Helper()
	now := o.clock.Now()
	defer o.clock.Set(now)
	o.clock.Set(now.Add(-s.waits))
	v := o.visit(object{"lang": s.lang, "time_zone": s.zone, "place": s.place})
	v.write(s.text, "1")
	if s.tried {
		v.call(http.MethodPost, v.path("/feedback"), object{"message": 2, "helpful": false, "reason": "did-not-work"}, nil)
		v.write("I did all of that. It still does not work. Please help!", "2")
		return v
	}
	v.askForPerson()
	return v
}
