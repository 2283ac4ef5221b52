package relay

import (
	"slices"
	"strings"
	"testing"
	"time"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/locales"
)

var noon = time.Date(2026, 5, 12, 4, 0, 0, 0, time.UTC) // in China

// lines returns what Parts show, one line a text.
func lines(parts []Part) string {
	var out []string
	for _, p := range parts {
		switch p.Kind {
		case Fields:
			for _, f := range p.Fields {
				out = append(out, f.Label+": "+f.Text)
			}
		case Buttons:
			for _, b := range p.Buttons {
				out = append(out, "["+b.Action+" "+b.Value+" "+b.Label+" "+string(b.Style)+"]")
			}
		case Rule:
			out = append(out, "---")
		default:
			out = append(out, string(p.Kind)+": "+p.Text)
		}
	}
	return strings.Join(out, "\n")
}

func card() *desk.View {
	no := false
	return &desk.View{
		Case: desk.Row{
			Case: desk.Case{
				ID: 12, State: desk.Waiting, Urgent: true, Reason: bot.Unsure, Lang: "ja", Channel: "web", Opened: noon.Add(-90 * time.Second),
				Contact: "room 1208", Note: "please hurry", Summary: desk.Summary{App: "支付宝", Step: "绑卡"},
			},
			Goal: 60, TopicTitle: "移动支付",
		},
		Card: desk.Card{
			App: &desk.Term{Zh: "支付宝", Text: "アリペイ"}, Brand: &desk.Term{Zh: "Visa", Text: "visa"}, Amounts: []desk.Amount{{Text: "¥200"}},
			Place:   &bot.AtPlace{Name: "Wusu Airport", NameZh: "武宿机场", Address: "太原市小店区"},
			Article: &desk.CardArticle{Title: "怎样绑外卡", Confidence: 0.42},
			Tried:   []desk.TriedAnswer{{Title: "怎样绑外卡", Helpful: &no, Reason: desk.DidNotWork}},
			Lang:    "en", LangName: "英语", Reads: "ja", ReadsName: "日语", LocalTime: "2026-05-12T13:00:00+09:00", TimeZone: "Asia/Tokyo",
		},
	}
}

func TestCaseCard(t *testing.T) {
	asked := []desk.StaffMessage{
		{Message: desk.Message{Text: "アリペイにカードが登録できない"}, Terms: []desk.Term{{Text: "アリペイ", Zh: "支付宝"}, {Text: "アリペイ", Zh: "支付宝"}, {Text: "Visa", Zh: "Visa"}}},
	}
	p := caseCard(card(), asked, noon)
	want := `heading: #12 · ‼ 紧急 · 等待中 Waiting · 日语
应用 App: 支付宝（アリペイ）
卡组织 Card brand: Visa
金额 Amount: ¥200
地点 Place: 武宿机场
太原市小店区
主题 Topic: 移动支付
匹配条目 Matched article: 怎样绑外卡（把握 42%）
已看过 Was shown: 怎样绑外卡（按答案操作未成功）
语言 Language: 日语 · 书写英语
访客当地时间 Visitor's time: 13:00 · Asia/Tokyo
等待 Waiting: 1 分钟 · 11:58 起 · 目标 1 分钟
转人工原因 Reason: 答案不确定
渠道 Channel: 网页
联系方式 Contact: room 1208
访客留言 Visitor's note: please hurry
small: 访客原话 Visitor's words
quote: アリペイにカードが登録できない
small: アリペイ → 支付宝
[take 12 接手 Claim primary]
[reply 12 回复 Reply ]
[pass 12 转交 Transfer ]
[resolve 12 办结 Resolve ]`
	if got := lines(p.Parts); got != want {
		t.Errorf("card is\n%s\nwant\n%s", got, want)
	}
	if want := "#12 · ‼ 紧急 · 等待中 Waiting · 日语 · 支付宝 · 绑卡"; p.Summary != want {
		t.Errorf("summary %q, want %q", p.Summary, want)
	}
}

func TestCaseCardFollowsTheState(t *testing.T) {
	for name, tc := range map[string]struct {
		set     func(*desk.Row)
		heading string
		buttons []string
	}{
		"waiting":  {func(*desk.Row) {}, "#12 · ‼ 紧急 · 等待中 Waiting · 日语", []string{ActTake, ActReply, ActPass, ActResolve}},
		"claimed":  {func(c *desk.Row) { c.State, c.OfficerName = desk.Claimed, "李娜" }, "#12 · ‼ 紧急 · 李娜 处理中 · 日语", []string{ActReply, ActPass, ActResolve}},
		"resolved": {func(c *desk.Row) { c.State, c.Resolution = desk.Resolved, "not-payment" }, "#12 · ‼ 紧急 · 已办结 · 与支付无关 · 日语", nil},
	} {
		t.Run(name, func(t *testing.T) {
			v := card()
			tc.set(&v.Case)
			p := caseCard(v, nil, noon)
			var got []string
			for _, part := range p.Parts {
				for _, b := range part.Buttons {
					got = append(got, b.Action)
				}
			}
			if p.Parts[0].Text != tc.heading || !slices.Equal(got, tc.buttons) {
				t.Errorf("heading %q with buttons %q, want %q with %q", p.Parts[0].Text, got, tc.heading, tc.buttons)
			}
		})
	}
}

func TestCaseCardShowsTheLatestWordsOnly(t *testing.T) {
	var asked []desk.StaffMessage
	for _, s := range []string{"1", "2", "3", "4", "5", "6", strings.Repeat("很", 2000)} {
		asked = append(asked, desk.StaffMessage{Message: desk.Message{Text: s}})
	}
	got := lines(caseCard(card(), asked, noon).Parts)
	if strings.Contains(got, "quote: 2") || !strings.Contains(got, "quote: 3\nquote: 4\nquote: 5\nquote: 6") || !strings.Contains(got, "很…") {
		t.Errorf("card shows\n%s", got)
	}
}

func TestCaseLines(t *testing.T) {
	message := func(from desk.Sender, kind desk.MessageKind, text, original string) desk.StaffMessage {
		return desk.StaffMessage{Message: desk.Message{From: from, Kind: kind, Text: text, Original: original, Lang: "ja", At: noon, Author: "李娜"}}
	}
	visitor := message(desk.FromVisitor, "", "両替はどこ", "")
	visitor.Author, visitor.Terms = "", []desk.Term{{Text: "両替", Zh: "兑换外币"}}
	answered := message(desk.FromBot, "", "…", "")
	answered.Zh, answered.ArticleTitle = "机场有兑换点。", "在哪里换钱"
	torn := message(desk.FromBot, "", "どれですか", "")
	torn.Reply = &bot.Reply{Kind: bot.Choices}
	for name, tc := range map[string]struct {
		m    desk.StaffMessage
		want string
	}{
		"visitor":     {visitor, "small: 访客 Visitor · 日语 · 12:00\nquote: 両替はどこ\nsmall: 両替 → 兑换外币"},
		"bot answers": {answered, "small: 自动回答 Automatic answer · 12:00\ntext: 在哪里换钱\n机场有兑换点。"},
		"bot is torn": {torn, "small: 自动回答 Automatic answer · 12:00\ntext: 不确定，请访客选择"},
		"staff, in Chinese and as it is read": {
			message(desk.FromStaff, desk.KindPhrase, "少々お待ちください", "请稍候"),
			"small: 李娜 · 常用语 · 12:00\ntext: 请稍候\nsmall: 访客读到（日语）\nquote: 少々お待ちください",
		},
		"staff, as it stands":  {message(desk.FromStaff, desk.KindText, "请稍候", "请稍候"), "small: 李娜 · 自由文本 · 12:00\nquote: 请稍候"},
		"staff, taken back":    {message(desk.FromStaff, desk.KindText, "", ""), "small: 李娜 · 自由文本 · 12:00\nsmall: （已撤回 withdrawn）"},
		"withdrawn":            {message(desk.FromSystem, desk.KindWithdrawn, "取り消されました", "已撤回"), "small: 李娜 · 已撤回 withdrawn · 12:00"},
		"joined":               {message(desk.FromSystem, desk.KindJoined, "…", "…"), "small: 已告知：工作人员已接入 Told: an officer answers from here · 12:00"},
		"a fact was corrected": {message(desk.FromSystem, desk.KindCorrection, "訂正", "更正：限额 5 万"), "small: 已告知：内容有更正 · 12:00\nquote: 更正：限额 5 万"},
		"called":               {message(desk.FromSystem, desk.KindCalled, "…", "…"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := lines(caseLines(&tc.m)); got != tc.want {
				t.Errorf("lines are\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

func TestAnswerCard(t *testing.T) {
	near, far, open, shut := 850, 12400, true, false
	ja := &bot.Reply{
		Kind: bot.Answer, AnswerLang: "ja", Title: "カードの登録", Text: "できます。", Checked: "2026-05-12", Stale: true,
		Show: &bot.Show{Chinese: "我的外卡绑不上。", Pinyin: "wǒ de", Text: "カードが登録できません。"},
		Places: []bot.AtPlace{
			{Name: "A", Distance: &near, OpenNow: &shut},
			{Name: "空港", NameZh: "武宿机场", Address: "小店区", Phone: "0351-1", Distance: &far, OpenNow: &open},
		},
	}
	zhReply := &bot.Reply{Kind: bot.Answer, AnswerLang: locales.Chinese, Title: "绑卡", Text: "可以。"}
	none := func(string) string { return "" }
	want := `heading: カードの登録
text: できます。
small: 情報が古い可能性があります。ご利用の前に担当者にご確認ください。
---
heading: 绑卡
text: 可以。
small: 出示给对方看 Show this
large: 我的外卡绑不上。
small: wǒ de
quote: カードが登録できません。
small: 最近的服务点 Nearest place
text: 武宿机场
空港
小店区 · 0351-1 · 12.4 公里 · 营业中
small: 2026年5月12日確認
[call  联系服务台 担当者に相談 ]`
	if got := lines(answerCard(&desk.Message{Reply: ja}, zhReply, none)); got != want {
		t.Errorf("card is\n%s\nwant\n%s", got, want)
	}
}

func TestAnswerCardWithoutAnArticle(t *testing.T) {
	title := func(id string) string { return map[string]string{"a": "取现手续费"}[id] }
	choices := []bot.Choice{{Article: "a", Title: "ATM fees"}, {Article: "b", Title: "ATM limits"}}
	call := "\n[call  联系服务台 Talk to a person ]"
	for name, tc := range map[string]struct {
		r    bot.Reply
		want string
	}{
		"choices, which the clerk can read": {
			bot.Reply{Kind: bot.Choices, AnswerLang: "en", Text: "Which one?", Choices: choices},
			"text: Which one?\nsmall: 我不太确定您的意思，是下面哪一个？\n[choose a 取现手续费 ATM fees ]\n[choose b ATM limits ]\n[choose none 都不是 None of these ]" + call,
		},
		"nothing fits": {
			bot.Reply{Kind: bot.Handoff, AnswerLang: "en", Text: "I don't know that."},
			"text: I don't know that.\nsmall: 没有找到合适的回答。请换个说法、选择主题或联系服务台。" + call,
		},
		"small talk": {bot.Reply{Kind: bot.Chat, AnswerLang: "en", Text: "Hello!"}, "text: Hello!" + call},
		"in Chinese": {bot.Reply{Kind: bot.Chat, AnswerLang: "zh", Text: "您好！"}, "text: 您好！\n[call  联系服务台 ]"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := lines(answerCard(&desk.Message{Reply: &tc.r}, nil, title)); got != tc.want {
				t.Errorf("card is\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

func TestGuestLines(t *testing.T) {
	for name, tc := range map[string]struct {
		m    desk.Message
		want string
	}{
		"an officer": {desk.Message{From: desk.FromStaff, Author: "李娜", At: noon, Text: "Please wait.", Original: "请稍候。"}, "small: 李娜 · 工作人员 Officer · 12:00\ntext: Please wait.\nsmall: 中文 Chinese\nquote: 请稍候。"},
		"a notice":   {desk.Message{From: desk.FromSystem, At: noon, Text: "A person was called.", Original: "已联系人工。"}, "small: 给访客的通知 · 12:00\ntext: A person was called.\nsmall: 中文 Chinese\nquote: 已联系人工。"},
		"taken back": {desk.Message{From: desk.FromStaff, Author: "李娜", At: noon}, "small: 李娜 · 工作人员 Officer · 12:00\nsmall: （已撤回 withdrawn）"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := lines(guestLines(&tc.m)); got != tc.want {
				t.Errorf("lines are\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

func TestReplyForm(t *testing.T) {
	empty := replyForm("s", &replyInput{Lang: "ja"})
	if len(empty.Inputs) != 2 || empty.Below != nil || empty.State != "s" || empty.Inputs[0].Value != "" {
		t.Errorf("empty form: %+v", empty)
	}
	f := replyForm("s", &replyInput{
		Lang: "ja", Choice: &Option{Value: "phrase:wait", Label: "请稍候"}, Text: "free", Slots: []string{"minutes"}, Values: map[string]string{"minutes": "5"},
		Preview: &desk.Preview{Text: "5分お待ちください", Lang: "ja", Original: "请等 5 分钟"},
	})
	var ids []string
	for _, in := range f.Inputs {
		ids = append(ids, in.ID+"="+in.Value)
	}
	if want := []string{"pick=phrase:wait", "slot:minutes=5", "text=free"}; !slices.Equal(ids, want) {
		t.Errorf("inputs %q, want %q", ids, want)
	}
	if got, want := lines(f.Below), "---\nsmall: 访客读到（日语）\nquote: 5分お待ちください\nsmall: 中文 Chinese\nquote: 请等 5 分钟"; got != want {
		t.Errorf("preview is\n%s\nwant\n%s", got, want)
	}
	options := replyOptions([]desk.ReplyChoice{{Kind: desk.KindArticle, ID: "atm-fees", Title: "取现手续费"}, {Kind: desk.KindPhrase, ID: "wait", Title: "请稍候"}})
	if options[0] != (Option{"article:atm-fees", "取现手续费", "知识条目 Article"}) || options[1].Value != "phrase:wait" {
		t.Errorf("options %+v", options)
	}
}

func TestOtherForms(t *testing.T) {
	if f := resolveForm("s"); len(f.Inputs[0].Options) != len(desk.Resolutions) || f.Inputs[0].Options[3] != (Option{Value: "not-payment", Label: "与支付无关 Not about payment"}) {
		t.Errorf("resolve: %+v", f.Inputs[0].Options)
	}
	if f := passForm("s", []Option{{Value: "a1", Label: "王"}}); f.Inputs[0].Options[0].Value != InQueue || f.Inputs[0].Options[1].Value != "a1" {
		t.Errorf("pass: %+v", f.Inputs[0].Options)
	}
	f := callForm("s", "ja")
	if len(f.Inputs[0].Options) != len(locales.Supported()) || f.Inputs[0].Value != "ja" || !slices.Contains(f.Inputs[0].Options, Option{Value: "ja", Label: "日语 日本語"}) {
		t.Errorf("call: %+v", f.Inputs[0])
	}
	if f := callForm("s", "sw"); f.Inputs[0].Value != "" {
		t.Errorf("a language that is not offered is chosen: %q", f.Inputs[0].Value)
	}
	for _, f := range []Form{replyForm("s", &replyInput{Lang: "en"}), resolveForm("s"), passForm("s", nil), callForm("s", "en")} {
		for _, label := range []string{f.Title, f.Submit, f.Close} {
			if n := len([]rune(label)); n == 0 || n > 24 {
				t.Errorf("%s: label %q has %d characters, of at most 24", f.ID, label, n)
			}
		}
	}
}

func TestHomePage(t *testing.T) {
	got := lines(homePage([]string{"现金"}, []string{"where to\nexchange?"}, "李娜").Parts)
	for _, want := range []string{"heading: 支付服务台", "small: 已关联服务台账号：李娜", "heading: 最近的提问 Recent questions\ntext: • where to exchange?", "heading: 主题 Topics\ntext: • 现金"} {
		if !strings.Contains(got, want) {
			t.Errorf("page is\n%s\nwithout %q", got, want)
		}
	}
	if got := lines(homePage(nil, nil, "").Parts); !strings.Contains(got, "未关联") || strings.Contains(got, "---") {
		t.Errorf("page without anything is\n%s", got)
	}
}

func TestEveryWordHasAMessage(t *testing.T) {
	for prefix, words := range map[string][]string{
		"DeskResolution": desk.Resolutions, "DeskChannel": desk.Channels,
		"DeskReason":  {string(bot.Asked), string(bot.Unknown), string(bot.Unsure), string(bot.Urgent), desk.DidNotWork},
		"DeskBotSaid": {string(bot.Answer), string(bot.Choices), string(bot.Handoff), string(bot.Chat)},
		"DeskNotice":  {string(desk.KindJoined), string(desk.KindQueued), string(desk.KindResolved), string(desk.KindCorrection)},
	} {
		for _, w := range words {
			if word(prefix, w) == w && w != "slack" {
				t.Errorf("%s has no message for %q", prefix, w)
			}
		}
	}
}

func TestEverythingThatIsToldHasAMessage(t *testing.T) {
	for _, id := range []string{
		saidNotLinked, saidOutside, saidTakeFirst, saidClosed, saidNoCase, saidOnlyNote, saidFailed, saidTranslated, saidFile, whyFileLarge, whyFileType, whyFilePixels, whyFileBroken, whyFileFetch, whyFileFrontDesk, saidLinked, saidWrongCode, saidTooMany, saidUnlinked, saidNoLink, saidHelp, saidAnswered, saidTooLong, saidCalled, saidPosition, saidNotShown, saidCaseNotShown, whyNoTranslation, whyForbidden, whyClosed, whyNotAuthor, whyWithdrawn, whyNotOwner, wrongChoice, wrongSlot, wrongReason, wrongUnread, wrongLanguage, noteFile, noteBy, noteByGuest,
	} {
		if chinese, english, ok := strings.Cut(told(id), "\n"); !ok || strings.Contains(chinese, id) || strings.Contains(english, id) || chinese == english {
			t.Errorf("%s is told as %q", id, told(id))
		}
	}
}

func TestWhyAnActIsRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		err  error
		want string
	}{
		"closed":        {desk.ErrClosed, "没有发给访客：该案件已办结。\nNot sent to the visitor: The case is resolved."},
		"not the owner": {desk.ErrNotOwner, "没有发给访客：案件不由您处理。\nNot sent to the visitor: The case is not yours."},
		"invalid":       {&desk.InvalidError{Field: "text", Detail: "text is {why} too long"}, "没有发给访客：text is {why} too long\nNot sent to the visitor: text is {why} too long"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := toldFailed(tc.err); got != tc.want {
				t.Errorf("told %q, want %q", got, tc.want)
			}
		})
	}
}
