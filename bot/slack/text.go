package slack

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// A richNode is any element of rich text; only what plain text needs of it.
type richNode struct {
	Type     string          `json:"type"`
	Text     string          `json:"text"`
	URL      string          `json:"url"`
	User     string          `json:"user_id"`
	Channel  string          `json:"channel_id"`
	Name     string          `json:"name"`    // of an emoji
	Unicode  string          `json:"unicode"` // of an emoji: 1f44d-1f3fd
	Range    string          `json:"range"`   // of a broadcast: here
	Fallback string          `json:"fallback"`
	Style    json.RawMessage `json:"style"` // of a list: "bullet" or "ordered"
	Elements []richNode      `json:"elements"`
}

// plainText returns what a person wrote, without markup and without our own
// name, and whether they named us. Slack's blocks know more than its text:
// which emoji, and what is a format. Where there are none, or other ones than
// people write, the text is taken.
func plainText(blocks json.RawMessage, text, us string) (string, bool) {
	var all []richNode
	if json.Unmarshal(blocks, &all) != nil || len(all) == 0 {
		return unmarked(text, us)
	}
	var b strings.Builder
	named := false
	for _, n := range all {
		if n.Type != "rich_text" {
			return unmarked(text, us)
		}
		for i := range n.Elements {
			named = n.Elements[i].write(&b, us) || named
		}
	}
	return tidy(b.String()), named
}

// write appends what n shows and says whether it names us.
func (n *richNode) write(b *strings.Builder, us string) bool {
	named := false
	switch n.Type {
	case "text":
		b.WriteString(n.Text)
	case "link":
		b.WriteString(link(n.URL, n.Text))
	case "emoji":
		b.WriteString(emojiText(n.Unicode, n.Name))
	case "user":
		if n.User == us {
			return true
		}
		b.WriteString("@" + n.User)
	case "channel":
		b.WriteString("#" + n.Channel)
	case "broadcast":
		b.WriteString("@" + n.Range)
	case "date":
		b.WriteString(n.Fallback)
	case "rich_text_list":
		for i := range n.Elements {
			mark := "• "
			if string(n.Style) == `"ordered"` {
				mark = strconv.Itoa(i+1) + ". "
			}
			b.WriteString(mark)
			named = n.Elements[i].write(b, us) || named
		}
	default: // sections, quotes, preformatted: one under another
		for i := range n.Elements {
			named = n.Elements[i].write(b, us) || named
		}
		if strings.HasPrefix(n.Type, "rich_text_") && !strings.HasSuffix(b.String(), "\n") {
			b.WriteString("\n")
		}
	}
	return named
}

// emojiText returns an emoji by its code points, else by its name.
func emojiText(codes, name string) string {
	var b strings.Builder
	for c := range strings.SplitSeq(codes, "-") {
		n, err := strconv.ParseInt(c, 16, 32)
		if err != nil {
			return ":" + name + ":"
		}
		b.WriteRune(rune(n))
	}
	return b.String()
}

// link returns a link as it is read out: its label, and where that does not
// say it, its address.
func link(url, label string) string {
	bare := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(url, "https://"), "http://"), "mailto:"), "tel:")
	switch {
	case label == "" || label == url:
		return url
	case label == bare || label == strings.TrimSuffix(bare, "/"):
		return label
	}
	return label + " (" + url + ")"
}

// entity is a reference in Slack's markup: <@U1|name>, <#C1|name>, <!here>,
// <https://…|label>.
var entity = regexp.MustCompile(`<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>`)

// unmarked is plainText of Slack's markup.
func unmarked(text, us string) (string, bool) {
	named := false
	text = entity.ReplaceAllStringFunc(text, func(whole string) string {
		m := entity.FindStringSubmatch(whole)
		kind, id, label := m[1], m[2], m[3]
		switch {
		case kind == "@" && id == us:
			named = true
			return ""
		case kind == "!" && label != "": // a date or a group, with what to show instead
			return label
		case kind == "!":
			return "@" + id
		case kind == "":
			return link(id, label)
		case label != "":
			return kind + strings.TrimPrefix(label, kind)
		}
		return kind + id
	})
	return tidy(strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(text)), named
}

// tidy removes what taking our name out leaves behind.
func tidy(text string) string {
	text = strings.TrimSpace(text)
	return strings.TrimSpace(strings.TrimLeft(text, ",，:：、"))
}
