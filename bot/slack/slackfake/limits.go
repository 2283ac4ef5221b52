package slackfake

import (
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"
)

// triggerLife is how long a view may be opened after a person acted.
const triggerLife = 3 * time.Second

// limits are what Slack refuses to go beyond, as its reference of Block Kit
// (docs.slack.dev/reference/block-kit) gives them.
type limits struct {
	blocks  int
	code    string // that a violation is answered with
	surface string
}

var (
	messageLimits = limits{blocks: 50, code: "invalid_blocks", surface: "message"}
	modalLimits   = limits{blocks: 100, code: "invalid_arguments", surface: "modal"}
	homeLimits    = limits{blocks: 100, code: "invalid_arguments", surface: "home"}
)

// A node is any JSON object of Block Kit.
type node map[string]any

func (n node) string(key string) string {
	s, _ := n[key].(string)
	return s
}

func (n node) list(key string) []node {
	all, _ := n[key].([]any)
	var out []node
	for _, one := range all {
		if m, ok := one.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

// text returns the text object under a key, its text and how long that is.
func (n node) text(key string) (object node, length int) {
	m, _ := n[key].(map[string]any)
	if m == nil {
		return nil, 0
	}
	return m, utf8.RuneCountInString(node(m).string("text"))
}

// checkBlocks returns Slack's error code where blocks break its rules, with
// what is wrong after a colon; else "".
func checkBlocks(raw []byte, most limits) string {
	var blocks []map[string]any
	if err := json.Unmarshal(raw, &blocks); err != nil {
		return most.code + "_format"
	}
	if len(blocks) > most.blocks {
		return most.wrong("%d blocks", len(blocks))
	}
	seen := map[string]bool{}
	for _, b := range blocks {
		n := node(b)
		if id := n.string("block_id"); id != "" {
			if seen[id] || len(id) > 255 {
				return most.wrong("block_id %q twice or too long", id)
			}
			seen[id] = true
		}
		if code := most.block(n); code != "" {
			return code
		}
	}
	return ""
}

func (l limits) wrong(format string, args ...any) string {
	return l.code + ": " + fmt.Sprintf(format, args...)
}

// sized returns an error code unless the text under a key has 1 to most
// characters, and is plain where it has to be.
func (l limits) sized(n node, key string, most int, plain, optional bool) string {
	object, length := n.text(key)
	switch {
	case object == nil && optional:
		return ""
	case object == nil:
		return l.wrong("%s without %s", n.string("type"), key)
	case length == 0 || length > most:
		return l.wrong("%s of %s has %d characters, of at most %d", key, n.string("type"), length, most)
	case plain && object.string("type") != "plain_text":
		return l.wrong("%s of %s is not plain_text", key, n.string("type"))
	}
	return ""
}

func (l limits) block(n node) string {
	kind := n.string("type")
	switch kind {
	case "header":
		return l.sized(n, "text", 150, true, false)
	case "divider":
		return ""
	case "section":
		fields := n.list("fields")
		if len(fields) > 10 {
			return l.wrong("%d fields", len(fields))
		}
		for _, f := range fields {
			if size := utf8.RuneCountInString(f.string("text")); size == 0 || size > 2000 {
				return l.wrong("a field has %d characters", size)
			}
		}
		return l.sized(n, "text", 3000, false, len(fields) > 0)
	case "context":
		elements := n.list("elements")
		if len(elements) == 0 || len(elements) > 10 {
			return l.wrong("%d elements of context", len(elements))
		}
		for _, e := range elements {
			if size := utf8.RuneCountInString(e.string("text")); size == 0 || size > 3000 {
				return l.wrong("an element of context has %d characters", size)
			}
		}
		return ""
	case "rich_text":
		if len(n.list("elements")) == 0 {
			return l.wrong("rich_text without elements")
		}
		return l.rich(n.list("elements"))
	case "actions":
		elements := n.list("elements")
		if len(elements) == 0 || len(elements) > 25 {
			return l.wrong("%d elements of actions", len(elements))
		}
		seen := map[string]bool{}
		for _, e := range elements {
			if seen[e.string("action_id")] {
				return l.wrong("action_id %q twice in a block", e.string("action_id"))
			}
			seen[e.string("action_id")] = true
			if code := l.element(e); code != "" {
				return code
			}
		}
		return ""
	case "input":
		if l.surface == "message" {
			return l.wrong("input in a message")
		}
		element, _ := n["element"].(map[string]any)
		if element == nil {
			return l.wrong("input without element")
		}
		if code := l.sized(n, "label", 2000, true, false); code != "" {
			return code
		}
		return l.element(element)
	}
	return l.wrong("unknown block %q", kind)
}

// rich holds the elements of rich text: no text of theirs may be empty.
func (l limits) rich(elements []node) string {
	for _, e := range elements {
		switch e.string("type") {
		case "rich_text_section", "rich_text_quote", "rich_text_preformatted", "rich_text_list":
			if code := l.rich(e.list("elements")); code != "" {
				return code
			}
		case "text":
			if e.string("text") == "" {
				return l.wrong("empty text in rich_text")
			}
		default:
			return l.wrong("%q in rich_text", e.string("type"))
		}
	}
	return ""
}

func (l limits) element(n node) string {
	if id := n.string("action_id"); len(id) == 0 || len(id) > 255 {
		return l.wrong("action_id %q", id)
	}
	switch kind := n.string("type"); kind {
	case "button":
		if style := n.string("style"); style != "" && style != "primary" && style != "danger" {
			return l.wrong("style %q", style)
		}
		if len(n.string("value")) > 2000 {
			return l.wrong("value of %d bytes", len(n.string("value")))
		}
		return l.sized(n, "text", 75, true, false)
	case "plain_text_input":
		if utf8.RuneCountInString(n.string("initial_value")) > 3000 {
			return l.wrong("initial_value too long")
		}
		return l.sized(n, "placeholder", 150, true, true)
	case "external_select":
		return l.sized(n, "placeholder", 150, true, true)
	case "static_select":
		options := n.list("options")
		for _, g := range n.list("option_groups") {
			if code := l.sized(g, "label", 75, true, false); code != "" {
				return code
			}
			if inner := g.list("options"); len(inner) == 0 || len(inner) > 100 {
				return l.wrong("%d options in a group", len(inner))
			}
			options = append(options, g.list("options")...)
		}
		if len(options) == 0 || len(n.list("options")) > 100 || len(n.list("option_groups")) > 100 {
			return l.wrong("%d options", len(options))
		}
		for _, o := range options {
			if code := l.option(o); code != "" {
				return code
			}
		}
		return l.sized(n, "placeholder", 150, true, true)
	default:
		return l.wrong("unknown element %q", kind)
	}
}

func (l limits) option(o node) string {
	if v := utf8.RuneCountInString(o.string("value")); v == 0 || v > 150 {
		return l.wrong("value of an option has %d characters", v)
	}
	return l.sized(o, "text", 75, true, false)
}

// checkView is checkBlocks for a modal or a home tab.
func checkView(raw []byte, most limits) string {
	var v map[string]any
	if err := json.Unmarshal(raw, &v); err != nil {
		return most.code
	}
	n := node(v)
	if n.string("type") != most.surface {
		return most.wrong("view of type %q", n.string("type"))
	}
	if len(n.string("private_metadata")) > 3000 || len(n.string("callback_id")) > 255 {
		return most.wrong("private_metadata or callback_id too long")
	}
	blocks, err := json.Marshal(v["blocks"])
	if err != nil {
		return most.code
	}
	if most.surface == "modal" {
		for _, key := range []string{"title", "submit", "close"} {
			if code := most.sized(n, key, 24, true, key != "title"); code != "" {
				return code
			}
		}
		inputs := false
		for _, b := range n.list("blocks") {
			inputs = inputs || b.string("type") == "input"
		}
		if inputs && n["submit"] == nil {
			return most.wrong("inputs without submit")
		}
	}
	return checkBlocks(blocks, most)
}

// checkOptions is what Slack asks of the answer to a search.
func checkOptions(raw []byte) error {
	var v map[string]any
	if err := json.Unmarshal(raw, &v); err != nil {
		return err
	}
	n, l := node(v), modalLimits
	options := n.list("options")
	for _, g := range n.list("option_groups") {
		if code := l.sized(g, "label", 75, true, false); code != "" {
			return fmt.Errorf("%s", code)
		}
		options = append(options, g.list("options")...)
	}
	if len(n.list("options")) > 100 || len(n.list("option_groups")) > 100 {
		return fmt.Errorf("%d options", len(options))
	}
	for _, o := range options {
		if code := l.option(o); code != "" {
			return fmt.Errorf("%s", code)
		}
	}
	return nil
}
