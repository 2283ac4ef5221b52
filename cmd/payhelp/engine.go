package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"payhelp/index"
	"payhelp/knowledge"
	"payhelp/locales"
)

// kbFlags are the flags of every command that reads a knowledge base.
type kbFlags struct {
	dir   string // "" for the built-in one
	cache string // where indexes are kept
}

func (f *kbFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.dir, "kb", "", "directory of a knowledge base (default: the one built into the program)")
	cmd.Flags().StringVar(&f.cache, "index", "", "directory to keep built indexes in (default: the user's cache directory)")
	_ = cmd.MarkFlagDirname("kb")
}

// files returns the files of the knowledge base.
func (f *kbFlags) files() (fs.FS, error) {
	if f.dir == "" {
		return knowledge.Embedded(), nil
	}
	info, err := os.Stat(f.dir)
	if err != nil {
		return nil, fmt.Errorf("knowledge base: %w", err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("knowledge base %s is not a directory", f.dir)
	}
	return os.DirFS(f.dir), nil
}

func (f *kbFlags) load() (*knowledge.Base, error) {
	files, err := f.files()
	if err != nil {
		return nil, err
	}
	return knowledge.Load(files)
}

// open loads the base and opens its index, built where there is none yet.
func (f *kbFlags) open(ctx context.Context) (*index.Index, error) {
	base, err := f.load()
	if err != nil {
		return nil, err
	}
	dir := f.cache
	if dir == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			cache = os.TempDir()
		}
		dir = filepath.Join(cache, "payhelp", "index")
	}
	return index.Open(ctx, base, dir, buildProgress("Building the index (once for this knowledge base)"))
}

// buildProgress shows the steps of a build on a terminal.
func buildProgress(what string) index.Progress {
	var bar *progressbar.ProgressBar
	return func(done, total int) {
		if bar == nil {
			bar = newBar(total, what)
		}
		_ = bar.Set(done)
	}
}

// newBar returns a progress bar on standard error, silent where that is not a
// terminal.
func newBar(total int, what string) *progressbar.ProgressBar {
	var out io.Writer = os.Stderr
	if !term.IsTerminal(int(os.Stderr.Fd())) {
		out = io.Discard
	}
	return progressbar.NewOptions(total, progressbar.OptionSetWriter(out), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond))
}

// checkLang refuses a --lang that no text is written in.
func checkLang(lang string) error {
	if lang != "" && !locales.IsSupported(lang) {
		return usageError{fmt.Errorf("--lang %q is not supported; choose one of %s", lang, strings.Join(locales.Supported(), " "))}
	}
	return nil
}

var errNoQuestion = errors.New("the question is empty")
