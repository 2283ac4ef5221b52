package relay

import (
	"fmt"

	"payhelp/bot"
	"payhelp/bot/desk"
	"payhelp/knowledge"
	"payhelp/locales"
)

// questionCard begins a clerk's thread: what they asked, where the question
// does not stand there itself.
func questionCard(name, question string) Post {
	head := both("RelayAsks")
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
	out := append(small(both("RelayShow")), Part{Kind: Large, Text: s.Chinese})
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
	return append(small(both("RelayNearest")), text(fmt.Sprintf("%s\n%s", name, dots(p.Address, p.Phone, far, open)))...)
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
	if len(out) > 0 {
		out = append(out, Button{Action: ActChoose, Value: knowledge.LabelNone, Label: inBoth("ReplyNoneOfThese", "ReplyNoneOfThese", r.AnswerLang)})
	}
	return append(out, Button{Action: ActCall, Label: inBoth("UiDeskCall", "UiPerson", r.AnswerLang)})
}

// inBoth labels a button for the clerk, in Chinese, and for the guest.
func inBoth(clerk, guest, lang string) string {
	if lang == locales.Chinese {
		return zh(clerk)
	}
	return zh(clerk) + " " + say(lang, guest)
}
