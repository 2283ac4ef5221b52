package slack

import (
	"testing"
	"unicode"
	"unicode/utf8"
)

// FuzzClean: cleaning twice is cleaning once, and what is left is text without
// anything that turns it around.
func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "hello", "a\u202eb", "नमस्ते क्\u200dष", "\u2764\ufe0f", "e\u0301\u0301\u0301\u0301\u0301\u0301", "a\r\n\u2028b", "\xff", "1\ufe0f\u20e3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once := clean(text)
		if twice := clean(once); twice != once {
			t.Errorf("clean(%+q) = %+q, and cleaned again %+q", text, once, twice)
		}
		if !utf8.ValidString(once) {
			t.Errorf("clean(%+q) = %+q, which is no text", text, once)
		}
		for _, r := range once {
			if unicode.Is(unicode.Bidi_Control, r) || unicode.IsControl(r) && r != '\n' && r != '\t' {
				t.Errorf("clean(%+q) = %+q, which has %+q", text, once, r)
			}
		}
	})
}

// FuzzMarkup: what we escape, Slack reads as it was.
func FuzzMarkup(f *testing.F) {
	for _, s := range []string{"<@U0PAYHELP> & <!here>", "&lt;b&gt;", "<https://a.example|a>", "a > b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got, named := unmarked(markup(text), "U0PAYHELP"); got != tidy(text) || named {
			t.Errorf("%q is read as %q, naming us: %v", text, got, named)
		}
	})
}

func TestPieces(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		want []string
	}{
		"short":             {"abc", []string{"abc"}},
		"at the end of one": {"abcd\nef", []string{"abcd", "ef"}},
		"without lines":     {"abcdefgh", []string{"abcde", "fgh"}},
		"in characters":     {"很长的文字在这里", []string{"很长的文字", "在这里"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := pieces(tc.text, 5)
			if len(got) != len(tc.want) {
				t.Fatalf("pieces(%q) = %q, want %q", tc.text, got, tc.want)
			}
			for i := range got {
				if got[i] != tc.want[i] {
					t.Errorf("pieces(%q) = %q, want %q", tc.text, got, tc.want)
				}
			}
		})
	}
}
