package browser

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"payhelp/index"
	"payhelp/knowledge"
)

// browser is the one Chromium of all tests, and live the index of the program's
// knowledge base.
var (
	browser context.Context
	live    *index.Live
	missing error // why there is no browser
)

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	if flag.Parse(); testing.Short() {
		missing = errors.New("a browser is not for short runs")
		return m.Run(), nil
	}
	path, err := exec.LookPath("chromium")
	if err != nil {
		missing = errors.New("there is no chromium: apt-get install chromium")
		if os.Getenv("PAYHELP_TEST_REQUIRE") == "1" {
			return 0, missing
		}
		return m.Run(), nil
	}
	base, err := knowledge.Load(knowledge.Embedded())
	if err != nil {
		return 0, err
	}
	// Kept between runs, where desktest keeps it too: it is named by what it is built from.
	ix, err := index.Open(context.Background(), base, filepath.Join(os.TempDir(), "payhelp-test-index"), nil)
	if err != nil {
		return 0, err
	}
	live = index.NewLive(ix)
	defer live.Close()
	profile, err := os.MkdirTemp("", "payhelp-chromium-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(profile)
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.UserDataDir(profile), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("hide-scrollbars", true), chromedp.Flag("force-color-profile", "srgb"),
		chromedp.Flag("disable-dev-shm-usage", true))
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	defer cancel()
	var stop context.CancelFunc
	browser, stop = chromedp.NewContext(allocator)
	defer stop()
	if err := chromedp.Do(browser); err != nil {
		return 0, fmt.Errorf("start chromium: %w", err)
	}
	return m.Run(), nil
}

// quiet is the log of a server under test.
var quiet = slog.New(slog.DiscardHandler)

// noon is when the tests take place.
func noon() time.Time { return time.Date(2026, 12, 1, 4, 0, 0, 0, time.UTC) }
