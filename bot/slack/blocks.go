package slack

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"payhelp/bot/relay"
)

// Slack's limits, in characters where nothing else is said; see
// docs.slack.dev/reference/block-kit.
const (
	mostHeader  = 150
	mostSection = 3000
	mostField   = 2000
	mostFields  = 10 // in a section
	mostLabel   = 75 // of a button or option
	mostButtons = 25 // in a row
	mostValue   = 2000
	mostShown   = 12000 // of all blocks: well below where Slack answers msg_blocks_too_long
	mostBlocks  = 50    // of a message
	mostInView  = 100   // of a modal or App Home
	mostSummary = 300
)

// plain is a text object that nothing is read into.
func plain(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, text, false, false)
}

// A builder makes blocks of Parts and keeps them within Slack's limits.
type builder struct {
	blocks  []slack.Block
	left    int // characters that may still be shown
	most    int // blocks
	actions map[string]int
}

func newBuilder(most int) *builder {
	return &builder{left: mostShown, most: most, actions: map[string]int{}}
}

// blocksOf renders what a message shows.
func blocksOf(parts []relay.Part) []slack.Block {
	b := newBuilder(mostBlocks)
	b.add(parts)
	return b.done()
}

func (b *builder) add(parts []relay.Part) {
	for _, p := range parts {
		b.part(p)
	}
}

// done returns the blocks. Where there are too many it leaves out those after
// the first: what is newest, and what is pressed, stands at the end.
func (b *builder) done() []slack.Block {
	if len(b.blocks) <= b.most {
		return b.blocks
	}
	out := []slack.Block{b.blocks[0], small("…")}
	return append(out, b.blocks[len(b.blocks)-b.most+len(out):]...)
}

func small(text string) slack.Block { return slack.NewContextBlock("", plain(text)) }

// take returns as much of text as may still be shown.
func (b *builder) take(text string) string {
	if b.left <= 1 {
		return ""
	}
	text = cut(shown(text), b.left)
	b.left -= utf8.RuneCountInString(text)
	return text
}

func (b *builder) part(p relay.Part) {
	switch p.Kind {
	case relay.Heading:
		if text := line(b.take(p.Text), mostHeader); text != "" {
			b.blocks = append(b.blocks, slack.NewHeaderBlock(plain(text)))
		}
	case relay.Quote:
		if text := b.take(p.Text); text != "" {
			b.blocks = append(b.blocks, quote(text))
		}
	case relay.Large:
		b.large(b.take(p.Text))
	case relay.Small:
		if text := b.take(p.Text); text != "" {
			b.blocks = append(b.blocks, small(cut(text, mostSection)))
		}
	case relay.Fields:
		b.fields(p.Fields)
	case relay.Buttons:
		b.buttons(p.Buttons)
	case relay.Rule:
		b.blocks = append(b.blocks, slack.NewDividerBlock())
	default:
		if text := b.take(p.Text); text != "" {
			for _, piece := range pieces(text, mostSection) {
				b.blocks = append(b.blocks, slack.NewSectionBlock(plain(piece), nil, nil))
			}
		}
	}
}

// quote shows what somebody wrote: rich text that has no formats, behind a bar.
func quote(text string) slack.Block {
	return slack.NewRichTextBlock("", &slack.RichTextQuote{
		Type: slack.RTEQuote, Elements: []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement(text, nil)},
	})
}

// large shows each line as big as Slack can.
func (b *builder) large(text string) {
	for l := range strings.SplitSeq(text, "\n") {
		switch l = strings.TrimSpace(l); {
		case l == "":
		case utf8.RuneCountInString(l) <= mostHeader:
			b.blocks = append(b.blocks, slack.NewHeaderBlock(plain(l)))
		default:
			bold := &slack.RichTextSectionTextStyle{Bold: true}
			b.blocks = append(b.blocks, slack.NewRichTextBlock("", slack.NewRichTextSection(slack.NewRichTextSectionTextElement(l, bold))))
		}
	}
}

func (b *builder) fields(all []relay.Field) {
	var row []*slack.TextBlockObject
	flush := func() {
		if len(row) > 0 {
			b.blocks = append(b.blocks, slack.NewSectionBlock(nil, row, nil))
			row = nil
		}
	}
	for _, f := range all {
		value := b.take(f.Text)
		if value == "" {
			continue
		}
		row = append(row, plain(cut(line(f.Label, mostLabel)+"\n"+value, mostField)))
		if len(row) == mostFields {
			flush()
		}
	}
	flush()
}

func (b *builder) buttons(all []relay.Button) {
	var row []slack.BlockElement
	flush := func() {
		if len(row) > 0 {
			b.blocks = append(b.blocks, slack.NewActionBlock("", row...))
			row = nil
		}
	}
	for _, one := range all {
		label := line(one.Label, mostLabel)
		if label == "" || len(one.Value) > mostValue {
			continue
		}
		button := slack.NewButtonBlockElement(b.actionID(one.Action), one.Value, plain(label))
		button.Style = slack.Style(one.Style)
		row = append(row, button)
		if len(row) == mostButtons {
			flush()
		}
	}
	flush()
}

// actionMark stands between a Button's Action and what makes its id unlike
// those of the other Buttons with the same Action.
const actionMark = "#"

func (b *builder) actionID(action string) string {
	b.actions[action]++
	if n := b.actions[action]; n > 1 {
		return action + actionMark + strconv.Itoa(n)
	}
	return action
}

// actionOf is the Action of a Button by its id.
func actionOf(id string) string {
	action, _, _ := strings.Cut(id, actionMark)
	return action
}
