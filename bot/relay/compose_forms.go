package relay

import (
	"strings"

	"payhelp/bot/desk"
	"payhelp/locales"
)

// replyInput is what an officer has put into the reply form so far.
type replyInput struct {
	Lang    string            // that the visitor reads
	Choice  *Option           // Article or Phrase that was picked; nil for none
	Text    string            // free
	Slots   []string          // that the Phrase has
	Values  map[string]string // of Slots
	Preview *desk.Preview     // of Choice; nil for none
}

// Lengths of what is put in and shown in forms, in characters.
const (
	mostFree    = 2000
	mostRemark  = 1000
	mostSlot    = 200
	mostPreview = 2000
)

// replyForm is where an officer picks an article or a phrase and sees what the
// visitor will read, or writes freely.
func replyForm(state string, in *replyInput) Form {
	f := Form{
		ID: FormReply, State: state, Title: both("DeskReply"), Submit: both("DeskSend"), Close: both("DeskCancel"),
		Parts: small(zh("DeskVisitorReads", "language", languageName(in.Lang))),
	}
	pick := Input{ID: ActPick, Label: both("DeskArticlesPhrases"), Kind: Search, Hint: both("RelayHintSearch"), Optional: true}
	if in.Choice != nil {
		pick.Value, pick.Options = in.Choice.Value, []Option{*in.Choice}
	}
	f.Inputs = append(f.Inputs, pick)
	for _, s := range in.Slots {
		f.Inputs = append(f.Inputs, Input{ID: InSlot + s, Label: s, Kind: Line, Value: in.Values[s], Hint: zh("DeskSlotHint"), Most: mostSlot})
	}
	f.Inputs = append(f.Inputs, Input{
		ID: InText, Label: both("DeskFreeText"), Kind: Area, Value: in.Text, Hint: zh("RelayHintText"), Optional: true, Most: mostFree,
	})
	f.Below = preview(in.Preview)
	return f
}

// preview is what the visitor will read, with the Chinese of it.
func preview(p *desk.Preview) []Part {
	if p == nil {
		return nil
	}
	out := []Part{{Kind: Rule}}
	out = append(out, small(zh("DeskVisitorWillRead", "language", languageName(p.Lang)))...)
	out = append(out, quote(short(p.Text, mostPreview))...)
	if p.Original != p.Text {
		out = append(out, small(both("DeskChinese"))...)
		out = append(out, quote(short(p.Original, mostPreview))...)
	}
	return out
}

// replyOptions are what a search for replies found.
func replyOptions(found []desk.ReplyChoice) []Option {
	var out []Option
	for _, c := range found {
		group := both("DeskPhrase")
		if c.Kind == desk.KindArticle {
			group = both("DeskArticle")
		}
		out = append(out, Option{Value: string(c.Kind) + ":" + c.ID, Label: c.Title, Group: group})
	}
	return out
}

// resolveForm asks how a case ended.
func resolveForm(state string) Form {
	var reasons []Option
	for _, r := range desk.Resolutions {
		reasons = append(reasons, Option{Value: r, Label: both(messageOf("DeskResolution", r))})
	}
	return Form{
		ID: FormResolve, State: state, Title: both("DeskResolve"), Submit: both("DeskResolve"), Close: both("DeskCancel"),
		Inputs: []Input{{ID: InReason, Label: both("DeskResolveReason"), Kind: Select, Options: reasons}, noteInput()},
	}
}

// passForm asks who takes a case over; colleagues are accounts with names.
func passForm(state string, colleagues []Option) Form {
	to := append([]Option{{Value: InQueue, Label: both("DeskToQueue")}}, colleagues...)
	return Form{
		ID: FormPass, State: state, Title: both("DeskTransfer"), Submit: both("DeskTransfer"), Close: both("DeskCancel"),
		Inputs: []Input{{ID: InTo, Label: both("DeskTransferTo"), Kind: Select, Options: to}, noteInput()},
	}
}

func noteInput() Input {
	return Input{ID: InNote, Label: both("DeskNoteOptional"), Kind: Area, Hint: zh("DeskNoteHint"), Optional: true, Most: mostRemark}
}

// callForm asks a clerk what the help desk should know of a guest. lang is the
// language of what was asked so far.
func callForm(state, lang string) Form {
	var langs []Option
	for _, l := range locales.Supported() {
		label := locales.Name(l, locales.Chinese)
		if self := locales.SelfName(l); self != label {
			label += " " + self
		}
		langs = append(langs, Option{Value: l, Label: label})
	}
	if !locales.IsSupported(lang) {
		lang = ""
	}
	return Form{
		ID: FormCall, State: state, Title: both("RelayCall"), Submit: both("DeskSend"), Close: both("DeskCancel"),
		Inputs: []Input{
			{ID: InLang, Label: both("RelayGuestLanguage"), Kind: Select, Options: langs, Value: lang},
			{ID: InRoom, Label: both("RelayRoom"), Kind: Line, Hint: zh("RelayHintRoom"), Optional: true, Most: 60},
			{ID: InTried, Label: both("RelayTried"), Kind: Area, Hint: zh("RelayHintTried"), Optional: true, Most: mostRemark},
		},
	}
}

// mostListed is how many topics and questions the app's own page lists.
const mostListed = 20

// homePage is the app's own page: how to ask, what one asked last, and what can
// be asked about. name is that of the account that the person is linked with;
// "" for none.
func homePage(topics, recent []string, name string) Post {
	parts := []Part{{Kind: Heading, Text: both("DeskTitle")}, {Kind: Text, Text: told(saidHelp)}}
	link := both("RelayNotLinked")
	if name != "" {
		link = zh("RelayLinked", "name", name)
	}
	parts = append(parts, small(link)...)
	parts = append(parts, list(both("RelayRecent"), recent)...)
	parts = append(parts, list(both("RelayTopics"), topics)...)
	return Post{Summary: both("DeskTitle"), Parts: parts}
}

func list(heading string, lines []string) []Part {
	if len(lines) == 0 {
		return nil
	}
	var out []string
	for _, l := range lines[:min(len(lines), mostListed)] {
		out = append(out, "• "+short(strings.Join(strings.Fields(l), " "), mostGlance))
	}
	return []Part{{Kind: Rule}, {Kind: Heading, Text: heading}, {Kind: Text, Text: strings.Join(out, "\n")}}
}
