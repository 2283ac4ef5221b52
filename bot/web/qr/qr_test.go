package qr

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestCodeIsReadable(t *testing.T) {
	for _, text := range []string{"https://payhelp.example/c/ACDEFG", "https://payhelp.example/p/airport-taiyuan-wusu?lang=en", strings.Repeat("a", 300)} {
		code, err := Encode(text)
		if err != nil {
			t.Fatal(err)
		}
		size := len(code)
		if size < 21+2*quiet || (size-2*quiet-21)%4 != 0 {
			t.Errorf("Encode(%q) is %d dots wide, which no code is", text, size)
		}
		for _, at := range [][2]int{{quiet, quiet}, {size - quiet - 1, quiet}, {quiet, size - quiet - 1}} {
			if !code[at[1]][at[0]] {
				t.Errorf("Encode(%q): the corner %v of a finder pattern is light", text, at)
			}
		}
		read(t, code, text)
	}
}

// read holds the code against a reader, where there is one.
func read(t *testing.T, code Code, want string) {
	t.Helper()
	zbar, err := exec.LookPath("zbarimg")
	if err != nil {
		t.Logf("not read back: there is no zbarimg")
		return
	}
	const scale = 6
	var picture strings.Builder
	size := len(code) * scale
	picture.WriteString("P1\n" + strconv.Itoa(size) + " " + strconv.Itoa(size) + "\n")
	for y := range size {
		for x := range size {
			if code[y/scale][x/scale] {
				picture.WriteString("1 ")
			} else {
				picture.WriteString("0 ")
			}
		}
	}
	name := filepath.Join(t.TempDir(), "code.pbm")
	if err := os.WriteFile(name, []byte(picture.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := exec.Command(zbar, "--quiet", "--raw", name).Output()
	if err != nil || strings.TrimSpace(string(got)) != want {
		t.Errorf("read back %q (%v), want %q", got, err, want)
	}
}

func TestTooLong(t *testing.T) {
	if _, err := Encode(strings.Repeat("a", 5000)); err == nil {
		t.Error("a text that fits in no code was encoded")
	}
}
