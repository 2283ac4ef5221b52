package knowledge

import "testing"

func TestPlain(t *testing.T) {
	for name, tc := range map[string]struct{ markdown, want string }{
		"paragraphs":     {"One **bold**\nline.\n\nTwo.", "One bold line.\n\nTwo."},
		"numbered":       {"Do:\n\n1. a\n2. *b*", "Do:\n\n1. a\n2. b"},
		"dashes":         {"- a\n- b", "- a\n- b"},
		"escapes":        {`5 \* 3 & <b>x</b>`, "5 * 3 & x"},
		"arabic":         {"**مهم:** ادفع نقدًا", "مهم: ادفع نقدًا"},
		"link":           {"[site](https://x.example)", "site"},
		"empty":          {"", ""},
		"list from four": {"4. d\n5. e", "4. d\n5. e"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Plain(tc.markdown); got != tc.want {
				t.Errorf("Plain(%q) = %q, want %q", tc.markdown, got, tc.want)
			}
		})
	}
}
