package relay

import (
	"time"

	"payhelp/bot"
	"payhelp/bot/desk"
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

// caseCard is the first message of a case's thread. asked are the visitor's
// messages that led to it, oldest first.
func caseCard(v *desk.View, asked []desk.StaffMessage, now time.Time) Post { return Post{} }

// caseLines is what a message adds to a case's thread; nil for nothing.
func caseLines(m *desk.StaffMessage) []Part { return []Part{{Kind: Text, Text: m.Text}} }

func replyForm(state string, in *replyInput) Form     { return Form{} }
func replyOptions(found []desk.ReplyChoice) []Option  { return nil }
func resolveForm(state string) Form                   { return Form{} }
func passForm(state string, colleagues []Option) Form { return Form{} }
func callForm(state, lang string) Form                { return Form{} }
func questionCard(name, text string) Post             { return Post{} }
func answerCard(m *desk.Message, zh *bot.Reply, title func(string) string) []Part {
	return []Part{{Kind: Text, Text: m.Text}}
}
func guestLines(m *desk.Message) []Part                  { return []Part{{Kind: Text, Text: m.Text}} }
func homePage(topics, recent []string, name string) Post { return Post{} }
