package relay

import (
	"payhelp/bot/desk"
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
		return append(out, small("（"+both("RelayGone")+"）")...) // it was amended or withdrawn before the visitor read it
	}
	if m.Original != "" && m.Original != m.Text {
		out = append(out, text(short(m.Original, mostReplied))...)
		out = append(out, small(zh("DeskVisitorWillRead", "language", languageName(m.Lang)))...)
	}
	return append(out, quote(short(m.Text, mostReplied))...)
}

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
		return both("RelayAmended")
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
		return small(dots(m.Author, both("RelayGone"), clock(m.At)))
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
		return append(out, small("（"+both("RelayGone")+"）")...)
	}
	out = append(out, text(short(m.Text, mostLine))...)
	if m.Original != "" && m.Original != m.Text {
		out = append(out, small(both("DeskChinese"))...)
		out = append(out, quote(short(m.Original, mostLine))...)
	}
	return out
}
