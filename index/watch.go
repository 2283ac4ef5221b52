package index

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"

	"payhelp/knowledge"
)

// settle is how long a directory has to be quiet before it is read: an editor
// saves in several steps, a copy takes its time.
const settle = 300 * time.Millisecond

// Watch keeps live in step with the knowledge base in the directory kb, whose
// indexes are kept in dir, until ctx ends. changed is called after each attempt:
// with the new base, or with the error for which the old one stays in use.
func Watch(ctx context.Context, live *Live, kb, dir string, changed func(*knowledge.Base, error)) error {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watch knowledge base: %w", err)
	}
	defer watcher.Close() //nolint:errcheck // nothing is written
	if err := watchTree(watcher, kb); err != nil {
		return fmt.Errorf("watch knowledge base: %w", err)
	}
	quiet := time.NewTimer(time.Hour)
	quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-watcher.Errors:
			changed(nil, fmt.Errorf("watch knowledge base: %w", err))
		case event := <-watcher.Events:
			if event.Has(fsnotify.Create) {
				// A new folder may already have files in it; they are read with the rest.
				_ = watchTree(watcher, event.Name)
			}
			quiet.Reset(settle)
		case <-quiet.C:
			base, err := reload(ctx, live, kb, dir)
			if base != nil || err != nil {
				changed(base, err)
			}
		}
	}
}

// reload returns nil and no error where the content is what is in use.
func reload(ctx context.Context, live *Live, kb, dir string) (*knowledge.Base, error) {
	base, err := knowledge.Load(os.DirFS(kb))
	if err != nil {
		return nil, err
	}
	ix, done := live.Use()
	same := ix.Base().Hash == base.Hash
	done()
	if same {
		return nil, nil
	}
	next, err := Open(ctx, base, dir, nil)
	if err != nil {
		return nil, err
	}
	live.Swap(next)
	return base, nil
}

func watchTree(watcher *fsnotify.Watcher, root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		return watcher.Add(path)
	})
}
