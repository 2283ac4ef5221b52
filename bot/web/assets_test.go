package web

import (
	"bytes"
	"compress/gzip"
	"testing"

	"payhelp/knowledge"
	"payhelp/locales"
)

// gzipped returns how many bytes of data go over the line.
func gzipped(t *testing.T, data []byte) int {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Len()
}

// TestBudgets holds what a visitor on roaming pays for. KiB, gzip.
func TestBudgets(t *testing.T) {
	base, err := knowledge.Load(knowledge.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	s := testServer(t)
	size := func(names ...string) (sum int) {
		for _, name := range names {
			data := s.pages.assets.byName[name].data
			if data == nil {
				t.Errorf("%s is not built", name)
			}
			sum += gzipped(t, data)
		}
		return sum
	}
	within := func(what string, got, most int) {
		t.Helper()
		t.Logf("%-40s %6d bytes of %d", what, got, most<<10)
		if got > most<<10 {
			t.Errorf("%s: %d bytes gzip, the budget is %d", what, got, most<<10)
		}
	}
	page := do(s, "GET", "/?lang=en", "", "").Body.Bytes()
	launcher := gzipped(t, do(s, "GET", "/widget.js", "", "").Body.Bytes())
	within("launcher of the widget", launcher, 5)
	within("widget, opened, one language", launcher+size("visitor.js", "visitor.css")+gzipped(t, page), 40)
	within("visitor's page, script and style", size("visitor.js", "visitor.css"), 24)
	within("front desk, script and style", size("frontdesk.js", "frontdesk.css"), 24)
	largest := 0
	for _, lang := range locales.Supported() {
		_, data, err := new(packs).get(base, lang, noon())
		if err != nil {
			t.Fatal(err)
		}
		largest = max(largest, gzipped(t, data))
	}
	within("arrival pack, the largest language", largest, 150)
}
