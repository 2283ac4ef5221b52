package index

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/blevesearch/bleve/v2"

	"payhelp/knowledge"
	"payhelp/locales"
)

// formatVersion changes whenever an Index that is built from the same content
// would be another one.
const formatVersion = 12

// kept is how many earlier indexes stay on disk, so that going back to earlier
// content costs nothing.
const kept = 2

const (
	modelFile    = "models.gob"
	fullTextFile = "text.bleve"
)

// stored is what of an Index is kept on disk beside its full-text index.
type stored struct {
	Labels  []string
	Langs   *identifier
	Pooled  *model
	Topical map[string]float32
	Models  map[string]*model
}

// Open returns the Index of base that dir keeps, or builds it and keeps it
// there. Where an earlier one was learned from the same questions its models
// serve again, so that an edited answer is there at once. Several processes may
// share dir. progress, which may be nil, is only told of learning.
func Open(ctx context.Context, base *knowledge.Base, dir string, progress Progress) (*Index, error) {
	path := filepath.Join(dir, key(base))
	if ix, err := read(base, path); err == nil {
		return ix, nil
	} else if !errors.Is(err, fs.ErrNotExist) {
		// A damaged index is one to build again.
		if err := os.RemoveAll(path); err != nil {
			return nil, fmt.Errorf("remove damaged index: %w", err)
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("create index directory: %w", err)
	}
	temp, err := os.MkdirTemp(dir, "building-")
	if err != nil {
		return nil, fmt.Errorf("create index directory: %w", err)
	}
	defer os.RemoveAll(temp) //nolint:errcheck // gone after the rename below
	ix, err := rebuild(ctx, base, dir, filepath.Join(temp, fullTextFile))
	if err != nil {
		ix, err = Build(ctx, base, filepath.Join(temp, fullTextFile), progress)
	}
	if err != nil {
		return nil, err
	}
	err = errors.Join(write(ix, filepath.Join(temp, modelFile)), ix.Close())
	if err != nil {
		return nil, err
	}
	if err := os.Rename(temp, path); err != nil {
		// Another process may have been quicker; then its index serves.
		if again, readErr := read(base, path); readErr == nil {
			return again, nil
		}
		return nil, fmt.Errorf("keep index: %w", err)
	}
	prune(dir)
	return read(base, path)
}

// rebuild makes the Index of base with the models of an earlier one that was
// learned from the same questions; its error is that there is none.
func rebuild(ctx context.Context, base *knowledge.Base, dir, fullText string) (*Index, error) {
	earlier, err := filepath.Glob(filepath.Join(dir, learnedKey(base)+"-*"))
	if err != nil || len(earlier) == 0 {
		return nil, fmt.Errorf("no earlier index: %w", fs.ErrNotExist)
	}
	ix, err := readModels(base, earlier[0])
	if err != nil {
		return nil, err
	}
	ix.text, err = buildFullText(base, ix.languages(), fullText)
	if err != nil {
		return nil, err
	}
	return ix, ctx.Err()
}

// key names the index of base: it depends on all that an index is made from.
func key(base *knowledge.Base) string {
	return learnedKey(base) + "-" + base.Hash[:16]
}

// learnedKey depends on what models are learned from.
func learnedKey(base *knowledge.Base) string {
	sum := sha256.New()
	fmt.Fprintln(sum, formatVersion)
	samples := locales.Samples()
	for _, lang := range slices.Sorted(maps.Keys(samples)) {
		fmt.Fprintf(sum, "%s %q\n", lang, samples[lang])
	}
	for _, q := range base.Questions() {
		fmt.Fprintf(sum, "%q\n", q)
	}
	for _, a := range base.Articles {
		for _, lang := range a.Languages() {
			fmt.Fprintf(sum, "%s %s %q\n", a.ID, lang, a.Texts[lang].Title)
		}
	}
	for _, c := range base.Glossary.Concepts {
		fmt.Fprintf(sum, "%s %q\n", c.ID, c.Terms)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// prune removes all but the latest few indexes of dir. A process that still
// uses one keeps its open files.
func prune(dir string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return // what is not removed now is next time
	}
	type dated struct {
		path string
		at   int64
	}
	var all []dated
	for _, e := range entries {
		if info, err := e.Info(); err == nil && e.IsDir() && len(e.Name()) == 16+1+16 {
			all = append(all, dated{filepath.Join(dir, e.Name()), info.ModTime().UnixNano()})
		}
	}
	slices.SortFunc(all, func(a, b dated) int { return int(min(1, max(-1, b.at-a.at))) })
	for _, old := range all[min(len(all), 1+kept):] {
		_ = os.RemoveAll(old.path)
	}
}

func write(ix *Index, path string) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write index: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriterSize(f, 1<<20)
	if err := gob.NewEncoder(w).Encode(stored{ix.labels, ix.langs, ix.pooled, ix.topical, ix.models}); err != nil {
		return fmt.Errorf("write index: %w", err)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write index: %w", err)
	}
	return f.Sync()
}

// read loads the index at path; its error is [fs.ErrNotExist] where there is
// none.
func read(base *knowledge.Base, path string) (*Index, error) {
	ix, err := readModels(base, path)
	if err != nil {
		return nil, err
	}
	// Read-only, so that other processes can open it too.
	ix.text, err = bleve.OpenUsing(filepath.Join(path, fullTextFile), map[string]any{"read_only": true})
	if err != nil {
		return nil, fmt.Errorf("open full-text index: %w", err)
	}
	return ix, nil
}

// readModels loads all of the index at path but its full-text index.
func readModels(base *knowledge.Base, path string) (*Index, error) {
	f, err := os.Open(filepath.Join(path, modelFile))
	if err != nil {
		return nil, fmt.Errorf("read index: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read from
	var s stored
	if err := gob.NewDecoder(bufio.NewReaderSize(f, 1<<20)).Decode(&s); err != nil {
		return nil, fmt.Errorf("read index: %w", err)
	}
	ix, err := prepare(base)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(s.Labels, ix.labels) {
		return nil, errors.New("read index: it is of another knowledge base")
	}
	ix.langs, ix.pooled, ix.topical, ix.models = s.Langs, s.Pooled, s.Topical, s.Models
	if err := ix.langs.restore(); err != nil {
		return nil, err
	}
	for _, m := range append(slices.Collect(maps.Values(ix.models)), ix.pooled) {
		if err := m.restore(); err != nil {
			return nil, err
		}
	}
	return ix, nil
}

// Slices of fixed-size numbers are kept as bytes: gob alone would take most of
// a start to read them one by one.
type (
	features []feature
	uint32s  []uint32
	int32s   []int32
	float32s []float32
)

func encodeFixed[T any](s []T) ([]byte, error) {
	return binary.Append(nil, binary.LittleEndian, s)
}

func decodeFixed[T any](data []byte, size int) ([]T, error) {
	out := make([]T, len(data)/size)
	_, err := binary.Decode(data, binary.LittleEndian, out)
	return out, err
}

// GobEncode implements [gob.GobEncoder].
func (s features) GobEncode() ([]byte, error) { return encodeFixed(s) }

// GobEncode implements [gob.GobEncoder].
func (s uint32s) GobEncode() ([]byte, error) { return encodeFixed(s) }

// GobEncode implements [gob.GobEncoder].
func (s int32s) GobEncode() ([]byte, error) { return encodeFixed(s) }

// GobEncode implements [gob.GobEncoder].
func (s float32s) GobEncode() ([]byte, error) { return encodeFixed(s) }

// GobDecode implements [gob.GobDecoder].
func (s *features) GobDecode(data []byte) (err error) {
	*s, err = decodeFixed[feature](data, 8)
	return err
}

// GobDecode implements [gob.GobDecoder].
func (s *uint32s) GobDecode(data []byte) (err error) {
	*s, err = decodeFixed[uint32](data, 4)
	return err
}

// GobDecode implements [gob.GobDecoder].
func (s *int32s) GobDecode(data []byte) (err error) {
	*s, err = decodeFixed[int32](data, 4)
	return err
}

// GobDecode implements [gob.GobDecoder].
func (s *float32s) GobDecode(data []byte) (err error) {
	*s, err = decodeFixed[float32](data, 4)
	return err
}
