package web

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"payhelp/locales"
)

func TestConsoleIsInChineseOrEnglish(t *testing.T) {
	s := testServer(t)
	for target, want := range map[string]string{"/desk?lang=zh": "zh", "/desk?lang=en": "en", "/desk?lang=ja": "en"} {
		w := do(s, "GET", target, "", "")
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `<html lang="`+want+`"`) {
			t.Errorf("%s answers %d, want a page in %s", target, w.Code, want)
		}
	}
}

func TestConsoleRunsNothingOfItsOwnPage(t *testing.T) {
	w := do(testServer(t), "GET", "/desk?lang=en", "", "")
	policy := w.Header().Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'self'") || strings.Contains(policy, "unsafe") || !strings.Contains(policy, "frame-ancestors 'none'") {
		t.Errorf("Content-Security-Policy = %q, want scripts of the service alone, and no frame around them", policy)
	}
	page := w.Body.String()
	for _, script := range regexp.MustCompile(`<script[^>]*>`).FindAllString(page, -1) {
		if !strings.Contains(script, ` src="/static/`) && !strings.Contains(script, `type="application/json"`) {
			t.Errorf("the page has an inline script: %s", script)
		}
	}
	if found := regexp.MustCompile(`<[^>]+ (on\w+|style)=`).FindString(page); found != "" {
		t.Errorf("the page has %s, which the policy does not let run", found)
	}
}

// TestConsoleWordsAreThere holds the messages that the console's script names
// against the two catalogues.
func TestConsoleWordsAreThere(t *testing.T) {
	files, err := filepath.Glob("ui/src/desk/*.ts")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no sources of the console: ", err)
	}
	english, chinese := locales.Messages(locales.English, "Desk"), locales.Messages(locales.Chinese, "Desk")
	named := regexp.MustCompile(`'(Desk[A-Z]\w+)'`)
	prefixes := map[string]bool{"DeskReason": true, "DeskResolution": true, "DeskChannel": true, "DeskRole": true, "DeskAct": true, "DeskVia": true, "DeskGroup": true, "DeskSlot": true, "DeskNotice": true, "DeskBotSaid": true}
	for _, f := range files {
		source, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(source), -1) {
			id := m[1]
			if prefixes[id] {
				continue
			}
			if english[id] == "" {
				t.Errorf("%s says %s, which has no text", f, id)
			}
			if chinese[id] == english[id] && regexp.MustCompile(`[a-z]{3}`).MatchString(english[id]) {
				t.Errorf("%s has no Chinese text", id)
			}
		}
	}
}
