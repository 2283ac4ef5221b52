package slack_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode"

	"payhelp/bot/relay"
)

// hostile is what a visitor may write to mention, format or hide. Characters
// that turn text around are written as escapes, as they should be in sources.
var hostile = map[string]struct{ text, shown string }{
	"<!channel>":                     {"<!channel> help", "<!channel> help"},
	"<!here|now>":                    {"<!here|now>", "<!here|now>"},
	"<@U…>":                          {"ask <@U0LI>", "ask <@U0LI>"},
	"<#C…>":                          {"in <#C0DESK>", "in <#C0DESK>"},
	"@channel in words":              {"@channel @here @everyone", "@channel @here @everyone"},
	"a link under another name":      {"<https://evil.example|https://icbc.com.cn>", "<https://evil.example|https://icbc.com.cn>"},
	"formats":                        {"*bold* _italic_ ~gone~ `code` ```block``` > quote", "*bold* _italic_ ~gone~ `code` ```block``` > quote"},
	"emoji by name":                  {":rotating_light:", ":rotating_light:"},
	"entities":                       {"&lt;!channel&gt; & <b>", "&lt;!channel&gt; & <b>"},
	"bidi override":                  {"pay \u202e000,1\u202c yuan", "pay 000,1 yuan"},
	"bidi embedding and isolates":    {"\u202aa\u202b \u2066b\u2069 \u2067c\u2068", "a b c"},
	"bidi marks":                     {"a\u200e\u200f\u061cb", "ab"},
	"zero-width characters":          {"<\u200b!chan\u200cnel\u2060>\ufeff", "<!channel>"},
	"invisible letters":              {"\U000e0041\U000e0042 visible \u115f\u3164\u2800!", "visible !"},
	"soft hyphens":                   {"pass\u00adport", "passport"},
	"control characters":             {"a\x00b\x1b[31mc\x7f", "ab[31mc"},
	"line ends of all kinds":         {"a\r\nb\rc\u2028d\u0085e", "a\nb\nc\nd\ne"},
	"a pile of marks":                {"e" + strings.Repeat("\u0301", 40), "e" + strings.Repeat("\u0301", 5)},
	"bytes that are no text":         {"a\xffb", "a�b"},
	"nothing that can be seen":       {"\u200b\u2060\u202e", "…"},
	"Arabic stays as it is":          {"رُفضت بطاقتي", "رُفضت بطاقتي"},
	"Persian keeps its joiners":      {"نمی\u200cخواهم", "نمی\u200cخواهم"},
	"Hindi keeps its joiners":        {"क्\u200dष", "क्\u200dष"},
	"Thai stays as it is":            {"จ่ายเงินไม่ได้", "จ่ายเงินไม่ได้"},
	"families of emoji stay whole":   {"\U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f", "\U0001f468\u200d\U0001f469\u200d\U0001f467 \u2764\ufe0f"},
	"a joiner between Latin letters": {"chan\u200dnel", "channel"},
}

func TestVisitorTextCanNeitherMentionNorFormatNorHide(t *testing.T) {
	for name, tc := range hostile {
		t.Run(name, func(t *testing.T) {
			w, s := start(t)
			p := relay.Post{Summary: tc.text, Parts: []relay.Part{
				{Kind: relay.Heading, Text: tc.text},
				{Kind: relay.Text, Text: tc.text},
				{Kind: relay.Quote, Text: tc.text},
				{Kind: relay.Large, Text: tc.text},
				{Kind: relay.Small, Text: tc.text},
				{Kind: relay.Fields, Fields: []relay.Field{{Label: "语言", Text: tc.text}}},
				{Kind: relay.Buttons, Buttons: []relay.Button{{Action: "choose", Value: "1", Label: tc.text}}},
			}}
			at, err := s.Post(t.Context(), relay.Ref{Channel: "C0DESK"}, "k", p)
			if err != nil {
				t.Fatal(err)
			}
			call := w.Calls("chat.postMessage")[0].Params
			m, _ := w.Message(at.Channel, at.ID)
			if strings.ContainsAny(m.Text, "<>") || strings.Contains(strings.NewReplacer("&amp;", "", "&lt;", "", "&gt;", "").Replace(m.Text), "&") {
				t.Errorf("text for notifications %q has markup", m.Text)
			}
			if call.Get("mrkdwn") != "false" || call.Get("link_names") != "" || call.Get("parse") != "" || call.Get("unfurl_links") != "false" {
				t.Errorf("posted with %v: formats, mentions by words or unfurled links are not off", call)
			}
			all := texts(t, []byte(call.Get("blocks")))
			lines := strings.Split(tc.shown, "\n") // each of which is shown large
			if want := 6 + len(lines); len(all) != want {
				t.Errorf("%d texts in the blocks, want %d: %q", len(all), want, all)
			}
			for _, got := range all {
				if flat(got) != flat(tc.shown) && got != "语言\n"+tc.shown && !slices.Contains(lines, got) {
					t.Errorf("shown %+q, want %+q", got, tc.shown)
				}
			}
		})
	}
}

// flat is a text as a heading or a label has it.
func flat(s string) string { return strings.Join(strings.FieldsFunc(s, unicode.IsSpace), " ") }

// texts returns what blocks show, and fails the test where any of it is
// markup.
func texts(t *testing.T, blocks []byte) []string {
	t.Helper()
	var all any
	if err := json.Unmarshal(blocks, &all); err != nil {
		t.Fatal(err)
	}
	var out []string
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, one := range v {
				walk(one)
			}
		case map[string]any:
			if s, ok := v["text"].(string); ok {
				if kind := v["type"]; kind != "plain_text" && kind != "text" || v["emoji"] == true {
					t.Errorf("%v is markup", v)
				}
				out = append(out, s)
			}
			for _, one := range v {
				walk(one)
			}
		}
	}
	walk(all)
	return out
}
