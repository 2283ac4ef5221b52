package relay

import (
	"fmt"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/locales"
)

// How much of a message a thread shows, in characters.
const (
	mostLine    = 3000 // of what people wrote
	mostReplied = 1200 // of an answer that is in the knowledge base
	mostGlance  = 300  // of what the bot said
)

// caseLines is what a message adds to a case's thread; nil for nothing.
func caseLines(m *desk.StaffMessage) []Part {
	switch m.From {
	case desk.FromVisitor:
		head := small(dots(both("DeskVisitor"), languageName(m.Lang), clock(m.At)))
		return append(append(head, quote(short(m.Text, mostLine))...), small(gloss(m.Terms))...)
	case desk.FromBot:
		return botLine(m)
	case desk.FromStaff:
		return staffLine(m)
	case desk.FromSystem:
	}
	return systemLine(m)
}

// botLine says in short what the bot answered.
func botLine(m *desk.StaffMessage) []Part {
	out := small(dots(both("DeskBot"), clock(m.At)))
	switch {
	case m.Zh != "":
		return append(out, text(short(m.ArticleTitle+"\n"+m.Zh, mostGlance))...)
	case m.Reply != nil:
		return append(out, text(word("DeskBotSaid", string(m.Reply.Kind)))...)
	}
	return append(out, quote(short(m.Text, mostGlance))...)
}

// staffLine is what an officer wrote, in Chinese and as the visitor reads it.
func staffLine(m *desk.StaffMessage) []Part {
	out := small(dots(m.Author, kindName(m.Kind), clock(m.At)))
	if m.Text == "" {
		return append(out, small("（"+gone+"）")...) // it was amended or withdrawn before the visitor read it
	}
	if m.Original != "" && m.Original != m.Text {
		out = append(out, text(short(m.Original, mostReplied))...)
		out = append(out, small(zh("DeskVisitorWillRead", "language", languageName(m.Lang)))...)
	}
	return append(out, quote(short(m.Text, mostReplied))...)
}

// gone stands for a text that was taken back.
const gone = "已撤回 withdrawn"

// kindName is how a message of staff came about, in Chinese.
func kindName(k desk.MessageKind) string {
	switch k {
	case desk.KindArticle:
		return zh("DeskArticle")
	case desk.KindPhrase:
		return zh("DeskPhrase")
	case desk.KindText:
		return zh("DeskFreeText")
	case desk.KindTranslated:
		return zh("DeskMachine")
	case desk.KindAmended:
		return "已修改 amended"
	}
	return ""
}

// systemLine is what the visitor was told; that a person was called stands in
// the case's first message.
func systemLine(m *desk.StaffMessage) []Part {
	switch m.Kind {
	case desk.KindCalled:
		return nil
	case desk.KindCorrection:
		return append(small(dots(zh("DeskNoticeCorrection"), clock(m.At))), quote(short(original(&m.Message), mostGlance))...)
	case desk.KindWithdrawn:
		return small(dots(m.Author, gone, clock(m.At)))
	case desk.KindJoined, desk.KindQueued, desk.KindResolved:
		return small(dots(both(messageOf("DeskNotice", string(m.Kind))), clock(m.At)))
	}
	return small(dots(short(original(&m.Message), mostGlance), clock(m.At)))
}

// original is a message in Chinese, where that is known.
func original(m *desk.Message) string {
	if m.Original != "" {
		return m.Original
	}
	return m.Text
}

// guestLines is what staff or the system say in a clerk's thread: as the guest
// reads it, and in Chinese.
func guestLines(m *desk.Message) []Part {
	who := zh("DeskSystem")
	if m.From == desk.FromStaff || m.Author != "" {
		who = dots(m.Author, both("DeskOfficer"))
	}
	out := small(dots(who, clock(m.At)))
	if m.Text == "" {
		return append(out, small("（"+gone+"）")...)
	}
	out = append(out, text(short(m.Text, mostLine))...)
	if m.Original != "" && m.Original != m.Text {
		out = append(out, small(both("DeskChinese"))...)
		out = append(out, quote(short(m.Original, mostLine))...)
	}
	return out
}

// questionCard begins a clerk's thread: what they asked, where the question
// does not stand there itself.
func questionCard(name, question string) Post {
	head := labelAsk
	if name != "" {
		head = name + " " + head
	}
	return Post{Summary: short(question, mostGlance), Parts: append(small(head), quote(short(question, mostLine))...)}
}

// answerCard is an answer of the bot in a clerk's thread: in the language of
// the question, with the Chinese of it beside. zh is nil where there is none;
// title gives the Chinese title of an article, "" where there is none.
func answerCard(m *desk.Message, zh *bot.Reply, title func(article string) string) []Part {
	r := m.Reply
	if r == nil {
		return guestLines(m)
	}
	var out []Part
	out = append(out, answer(r)...)
	switch {
	case r.AnswerLang == locales.Chinese:
	case zh != nil:
		out = append(out, Part{Kind: Rule})
		out = append(out, answer(zh)...)
	default:
		out = append(out, small(inShort(r))...)
	}
	out = append(out, showAndSay(r.Show)...)
	out = append(out, nearest(r.Places)...)
	if r.Checked != "" {
		out = append(out, small(say(r.AnswerLang, "UiChecked", "date", locales.PartialDate(r.AnswerLang, r.Checked)))...)
	}
	return append(out, Part{Kind: Buttons, Buttons: answerButtons(r, title)})
}

// inShort says in Chinese what a reply without an article is; "" for small talk.
func inShort(r *bot.Reply) string {
	switch r.Kind {
	case bot.Choices:
		return locales.Text(locales.Chinese, "ReplyChoices", nil)
	case bot.Handoff:
		return zh("UiDeskNothing")
	case bot.Answer, bot.Chat:
	}
	return ""
}

// answer is a reply in one language.
func answer(r *bot.Reply) []Part {
	var out []Part
	if r.Title != "" {
		out = append(out, Part{Kind: Heading, Text: r.Title})
	}
	out = append(out, text(r.Text)...)
	for _, s := range r.Also {
		out = append(out, Part{Kind: Heading, Text: s.Title})
		out = append(out, text(s.Text)...)
	}
	out = append(out, small(r.Notice)...)
	if r.Stale {
		out = append(out, small(say(r.AnswerLang, "UiStale"))...)
	}
	return out
}

// showAndSay is the sentence that is held up at a counter.
func showAndSay(s *bot.Show) []Part {
	if s == nil || s.Chinese == "" {
		return nil
	}
	out := append(small(labelShow), Part{Kind: Large, Text: s.Chinese})
	out = append(out, small(s.Pinyin)...)
	if s.Text != s.Chinese {
		out = append(out, quote(s.Text)...)
	}
	return out
}

// nearest is the first place that may help, open ones before others.
func nearest(all []bot.AtPlace) []Part {
	if len(all) == 0 {
		return nil
	}
	p := all[0]
	for _, one := range all {
		if one.OpenNow != nil && *one.OpenNow {
			p = one
			break
		}
	}
	far, open := "", zh("UiHoursUnknown")
	if p.Distance != nil {
		far = distance(*p.Distance)
	}
	if p.OpenNow != nil {
		open = zh("UiClosedNow")
		if *p.OpenNow {
			open = zh("UiOpenNow")
		}
	}
	name := p.Name
	if p.NameZh != "" && p.NameZh != p.Name {
		name = p.NameZh + "\n" + p.Name
	}
	return append(small(labelNearest), text(fmt.Sprintf("%s\n%s", name, dots(p.Address, p.Phone, far, open)))...)
}

// mostChoices is how many articles are offered at once.
const mostChoices = 4

func answerButtons(r *bot.Reply, title func(string) string) []Button {
	var out []Button
	for _, c := range r.Choices[:min(len(r.Choices), mostChoices)] {
		label := c.Title
		if chinese := title(c.Article); chinese != "" && chinese != c.Title {
			label = short(chinese, 36) + " " + c.Title
		}
		out = append(out, Button{Action: ActChoose, Value: c.Article, Label: label})
	}
	return append(out, Button{Action: ActCall, Label: callLabel(r.AnswerLang)})
}

// callLabel is the button that calls the help desk, for the clerk and the guest.
func callLabel(lang string) string {
	label := zh("UiDeskCall")
	if guest := say(lang, "UiPerson"); guest != zh("UiPerson") {
		label += " " + guest
	}
	return label
}
