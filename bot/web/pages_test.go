package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"payhelp/locales"
)

func TestPages(t *testing.T) {
	s := testServer(t)
	for name, tc := range map[string]struct {
		target string
		status int
		want   string
	}{
		"a place":                  {"/p/bank?lang=zh", 200, "您所在的位置：银行"},
		"no such place":            {"/p/gone?lang=zh", 404, "这里没有内容"},
		"a topic":                  {"/?topic=atm&lang=en", 200, "About atm-fees"},
		"no such topic":            {"/?topic=gone&lang=en", 404, "There is nothing here"},
		"places without a script":  {"/?nearby=1&lang=zh", 200, "银行"},
		"a return code":            {"/c/ACDEFG?lang=en", 200, `value="ACDEFG"`},
		"a language keeps article": {"/?article=atm-fees&lang=en&type=large", 200, `href="/?article=atm-fees&amp;lang=ar&amp;type=large"`},
		"front desk":               {"/frontdesk?place=bank", 200, "前台助手"},
		"front desk of nobody":     {"/frontdesk?place=gone", 404, "There is nothing here"},
		"poster":                   {"/poster?place=bank&lang=en", 200, "/qr.svg?path=%2fp%2fbank"},
		"a code":                   {"/qr.svg?path=/p/bank", 200, "<svg"},
		"a code of another site":   {"/qr.svg?path=//evil.example", 400, "path is not"},
		"a code with a scheme":     {"/qr.svg?path=https://evil.example", 400, "path is not"},
		"a pack":                   {"/pack/zh.json", 200, `"articles":[`},
		"a pack of no language":    {"/pack/tlh.json", 404, "there is no pack"},
		"words":                    {"/words/zh", 200, "找人工服务"},
		"words of no language":     {"/words/tlh", 404, "no words"},
		"manifest, for old phones": {"/manifest.webmanifest", 200, `/static/icon-maskable-512.png?v=`},
		"an icon in dots":          {"/static/icon-192.png", 200, "PNG"},
		"manifest":                 {"/manifest.webmanifest?lang=ar", 200, `"dir":"rtl"`},
		"service worker":           {"/sw.js", 200, "payhelp-pack"},
		"no such file":             {"/static/gone.js", 404, "no file"},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest("GET", tc.target, nil)
			if tc.status == 404 && !strings.Contains(tc.want, "no ") {
				r.Header.Set("Accept", "text/html,*/*")
			}
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code != tc.status || !strings.Contains(w.Body.String(), tc.want) {
				t.Errorf("%d, want %d with %q in\n%s", w.Code, tc.status, tc.want, w.Body)
			}
		})
	}
}

// TestFilesAreLoadedOnce holds how long a browser may keep what.
func TestFilesAreLoadedOnce(t *testing.T) {
	s := testServer(t)
	url := s.pages.assets.url("visitor.js")
	w := do(s, "GET", url, "", "")
	if got := w.Header().Get("Cache-Control"); !strings.Contains(got, "immutable") {
		t.Errorf("%s: Cache-Control is %q, want it kept for good", url, got)
	}
	if got := do(s, "GET", "/static/visitor.js?v=old", "", "").Header().Get("Cache-Control"); got != "no-cache" {
		t.Errorf("another version: Cache-Control is %q, want no-cache", got)
	}
	r := httptest.NewRequest("GET", "/pack/en.json", nil)
	first := httptest.NewRecorder()
	s.ServeHTTP(first, r)
	r.Header.Set("If-None-Match", first.Header().Get("ETag"))
	again := httptest.NewRecorder()
	s.ServeHTTP(again, r)
	if again.Code != http.StatusNotModified {
		t.Errorf("a pack that the phone has: %d, want 304", again.Code)
	}
}

// TestWidgetScript holds that the launcher speaks every language by itself.
func TestWidgetScript(t *testing.T) {
	s := testServer(t)
	body := do(s, "GET", "/widget.js", "", "").Body.String()
	head, _, _ := strings.Cut(body, "\n")
	var labels map[string]string
	if err := json.Unmarshal([]byte(strings.TrimSuffix(strings.TrimPrefix(head, "var payhelpLabels="), ";")), &labels); err != nil {
		t.Fatalf("%v in %q", err, head)
	}
	for _, lang := range locales.Supported() {
		if labels[lang] == "" {
			t.Errorf("the launcher has no word in %s", lang)
		}
	}
}
