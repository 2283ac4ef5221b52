package slack_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	slackgo "github.com/slack-go/slack"

	"payhelp/bot/relay"
	"payhelp/bot/slack/slackfake"
)

// answers lets Slack tell the app of a payload, the app work, and returns what
// it answered at once.
func (h *house) answers(p slackfake.Payload) string {
	h.Helper()
	rw := slackfake.Deliver(h.Context(), h.app, p)
	if rw.Code != http.StatusOK {
		h.Fatalf("the app answers %d %s", rw.Code, rw.Body)
	}
	h.work()
	return rw.Body.String()
}

// last is the latest message of a channel.
func (h *house) last(in string) *slackgo.Msg {
	h.Helper()
	all := h.world.Messages(in)
	if len(all) == 0 {
		h.Fatalf("there is no message in %s", in)
	}
	return &all[len(all)-1]
}

// form is what the modal that was opened last shows.
func (h *house) form() string {
	h.Helper()
	v := h.world.View()
	if v == nil {
		h.Fatal("no form was opened")
	}
	return strings.Join(texts(h.T, blocksJSON(h.T, v.Blocks)), "\n")
}

func contains(t *testing.T, what, all string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(all, p) {
			t.Errorf("%s lacks %q:\n%s", what, p, all)
		}
	}
}

// TestAGuestAtTheFrontDesk is the whole way in Slack: a clerk asks for a guest,
// calls the help desk, and an officer answers from the thread and by forms.
func TestAGuestAtTheFrontDesk(t *testing.T) {
	h := openHouse(t)
	h.world.AddUser(slackfake.User{ID: "U0CLERK", Name: "前台小赵", Team: slackfake.Team})

	// The clerk asks in the guest's language, and gets the answer in both.
	h.happens(h.world.Command("U0CLERK", "C0LOBBY", "ATMでいくらまで引き出せますか"))
	const mine = "D0CLERK"
	root := h.world.Messages(mine)[0].Timestamp
	contains(t, "the question", h.shown(&h.world.Messages(mine)[0]), "ATMでいくらまで引き出せますか")
	card := h.last(mine)
	contains(t, "the answer", h.shown(card), "ATM", "取多少钱", "出示给对方看", "联系服务台 ")
	if card.ThreadTimestamp != root {
		t.Errorf("the answer stands in the thread %q, want %q", card.ThreadTimestamp, root)
	}

	// The call has a form, which lacks nothing before it is sent.
	h.answers(h.world.Press(t, "U0CLERK", mine, card.Timestamp, relay.ActCall))
	contains(t, "the form", h.form(), "客人的语言 Guest's language", "日语 日本語", "房号 Room", "已经试过什么 What was tried")
	if got := h.answers(h.world.Submit("U0CLERK", nil)); !strings.Contains(got, `"errors":{"lang":`) {
		t.Errorf("a call without a language is answered with %s", got)
	}
	if got := h.answers(h.world.Submit("U0CLERK", map[string]string{"lang": "ja", "room": "1208", "tried": "换过一张卡"})); got != "" {
		t.Errorf("a call is answered with %s", got)
	}

	// The case stands in the help desk's channel, with all that is known.
	caseRoot := h.roots()[0]
	m, _ := h.world.Message(channel, caseRoot)
	contains(t, "the case", h.shown(&m), "等待中 Waiting", "日语", "1208", "换过一张卡", "ATMでいくらまで引き出せますか", "接手 Claim", "转交 Transfer", "办结 Resolve")
	h.happens(h.world.Press(t, "U0LI", channel, caseRoot, relay.ActTake))
	m, _ = h.world.Message(channel, caseRoot)
	contains(t, "the claimed case", h.shown(&m), "李娜 处理中")

	// The officer searches in Chinese, sees what the guest will read, sends it.
	h.answers(h.world.Press(t, "U0LI", channel, caseRoot, relay.ActReply))
	found := slackfake.Searched(t, []byte(h.answers(h.world.Search("U0LI", relay.ActPick, "取现手续费"))))
	const fees = "article:atm-fees"
	if !slices.Contains(found, fees) {
		t.Fatalf("a search for 取现手续费 finds %q", found)
	}
	picked := map[string]string{relay.ActPick: fees}
	h.answers(h.world.Pick("U0LI", relay.ActPick, fees, picked))
	contains(t, "the preview", h.form(), "访客读到（日语）", "手数料", "中文 Chinese", "手续费")
	if got := h.answers(h.world.Submit("U0LI", picked)); got != "" {
		t.Errorf("a reply is answered with %s", got)
	}
	contains(t, "the clerk's thread", h.shown(h.last(mine)), "李娜", "手数料", "中文 Chinese", "手续费")
	if h.last(mine).ThreadTimestamp != root {
		t.Error("the officer's answer is in another thread")
	}

	// What they write to one another reaches the other's thread, once.
	h.happens(h.world.Say("U0CLERK", mine, root, "ありがとう、もう一つ聞きたいです"))
	h.wantOnce(caseRoot, "ありがとう、もう一つ聞きたいです")
	h.happens(h.world.Say("U0LI", channel, caseRoot, "请讲"))
	contains(t, "the clerk's thread", h.shown(h.last(mine)), "请讲")

	// The case is closed with a reason.
	h.answers(h.world.Press(t, "U0LI", channel, caseRoot, relay.ActResolve))
	contains(t, "the form", h.form(), "已解决 Solved", "与支付无关")
	h.answers(h.world.Submit("U0LI", map[string]string{relay.InReason: "solved", relay.InNote: "客人会了"}))
	m, _ = h.world.Message(channel, caseRoot)
	if shown := h.shown(&m); !strings.Contains(shown, "已办结 · 已解决") || strings.Contains(shown, "办结 Resolve") {
		t.Errorf("the closed case shows\n%s", shown)
	}

	// The app's own page knows what was asked.
	h.happens(h.world.OpenHome("U0CLERK"))
	home, ok := h.world.Home("U0CLERK")
	if !ok {
		t.Fatal("there is no page")
	}
	contains(t, "the page", strings.Join(texts(t, blocksJSON(t, home.Blocks)), "\n"), "支付服务台", "ATMでいくらまで引き出せますか", "未关联服务台账号")
}

// TestAnswersInAllLanguagesFitIntoSlack asks in each language; Slack's limits
// are held by the test server.
func TestAnswersInAllLanguagesFitIntoSlack(t *testing.T) {
	h := openHouse(t)
	for lang, text := range map[string]string{
		"en": "how much can I withdraw at an ATM", "zh": "取款机一次能取多少钱", "ja": "ATMでいくらまで引き出せますか", "ko": "ATM에서 얼마까지 인출할 수 있나요",
		"ru": "сколько можно снять в банкомате", "fr": "combien puis-je retirer au distributeur", "de": "wie viel kann ich am Geldautomaten abheben",
		"es": "cuánto puedo sacar del cajero", "ar": "كم يمكنني أن أسحب من الصراف الآلي", "th": "ถอนเงินจากตู้เอทีเอ็มได้เท่าไหร่",
		"vi": "tôi có thể rút bao nhiêu tiền ở máy ATM", "id": "berapa banyak yang bisa saya tarik di ATM",
	} {
		t.Run(lang, func(t *testing.T) {
			h.T = t
			h.happens(h.world.SayDirect("U0LI", "", text))
			m := h.last("D0LI")
			raw, err := json.Marshal(m.Blocks)
			if err != nil || m.BotID == "" || len(m.Blocks.BlockSet) < 2 {
				t.Fatalf("answered with %s (%v)", raw, err)
			}
			if shown := h.shown(m); !strings.Contains(shown, "联系服务台") || len([]rune(shown)) < 40 {
				t.Errorf("answered with\n%s", shown)
			}
		})
	}
	if failed := h.refusedCalls(); len(failed) > 0 {
		t.Errorf("Slack refused %q", failed)
	}
}

// refusedCalls are the calls that Slack answered with an error, but for marks
// that were not there to be taken off.
func (h *house) refusedCalls() []string {
	var out []string
	for _, c := range h.world.Calls("") {
		if c.Error != "" && c.Error != "no_reaction" && c.Error != "already_reacted" {
			out = append(out, c.Method+": "+c.Error)
		}
	}
	return out
}

// TestVisitorTextInACaseCanNeitherMentionNorHide goes the whole way from the
// visitor's page into the channel.
func TestVisitorTextInACaseCanNeitherMentionNorHide(t *testing.T) {
	h := openHouse(t)
	conversation, _, root := h.called("en", "<!channel> my card \u202e000,1\u202c was de\u200bclined <@U0LI> *now* & &lt;!here&gt;")
	h.says(conversation, "second", "<!here> <@U0WANG> zero\u200bwidth \u2067turned\u2069")
	h.work()
	for _, m := range h.world.Thread(channel, root) {
		shown := h.shown(&m)
		if strings.ContainsAny(shown+m.Text, "\u202e\u202c\u200b\u2067\u2069") {
			t.Errorf("what hides or turns around is shown: %+q", shown)
		}
		if strings.Contains(m.Text, "<") {
			t.Errorf("the text for notifications mentions: %q", m.Text)
		}
	}
	all := h.shown(must(h.world.Message(channel, root))) + h.ours(root)
	contains(t, "the thread", all, "<!channel> my card 000,1 was declined <@U0LI> *now* &", "<!here> <@U0WANG> zerowidth turned")
}

func must(m slackgo.Msg, _ bool) *slackgo.Msg { return &m }

// TestNoneOfWhatIsOffered presses one of the choices, and none of them.
func TestNoneOfWhatIsOffered(t *testing.T) {
	h := openHouse(t)
	h.happens(h.world.SayDirect("U0LI", "", "card"))
	offer := h.last("D0LI")
	contains(t, "the offer", h.shown(offer), "都不是 None of these", "联系服务台 Talk to a person")
	h.happens(h.world.Press(t, "U0LI", "D0LI", offer.Timestamp, relay.ActChoose))
	if shown := h.shown(h.last("D0LI")); shown == h.shown(offer) || !strings.Contains(shown, "出示给对方看") {
		t.Errorf("a choice is answered with\n%s", shown)
	}
	n := len(h.world.Messages("D0LI"))
	none := ""
	for _, b := range offer.Blocks.BlockSet {
		if row, ok := b.(*slackgo.ActionBlock); ok {
			for _, e := range row.Elements.ElementSet {
				if button, ok := e.(*slackgo.ButtonBlockElement); ok && button.Value == "none" {
					none = button.ActionID
				}
			}
		}
	}
	h.happens(h.world.Press(t, "U0LI", "D0LI", offer.Timestamp, none))
	if got := h.world.Messages("D0LI"); len(got) != n+1 || !strings.Contains(h.shown(h.last("D0LI")), "联系服务台") {
		t.Errorf("none of them is answered with\n%s", h.shown(h.last("D0LI")))
	}
	if failed := h.refusedCalls(); len(failed) > 0 {
		t.Errorf("Slack refused %q", failed)
	}
}
