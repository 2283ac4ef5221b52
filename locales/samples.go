package locales

import (
	"embed"
	"io/fs"
	"path"
	"strings"
	"sync"
)

//go:embed all:samples
var sampleFiles embed.FS

// Samples returns everyday sentences by language, also of languages that are
// not served in full, from which the language of a message is learned.
var Samples = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	names, err := fs.Glob(sampleFiles, "samples/*.txt")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		data, err := sampleFiles.ReadFile(name)
		if err != nil {
			panic(err)
		}
		lang := strings.TrimSuffix(path.Base(name), ".txt")
		for line := range strings.Lines(string(data)) {
			if s := strings.TrimSpace(line); s != "" {
				out[lang] = append(out[lang], s)
			}
		}
	}
	return out
})
