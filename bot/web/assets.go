package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
)

// An asset is one built file.
type asset struct {
	data    []byte
	kind    string // media type
	version string // of its content
}

// assets are the built files. Their address carries the content's version, so
// that a phone loads each of them once.
type assets struct {
	byName  map[string]asset
	version string // of all of them together
}

func newAssets(files fs.FS, dir string) (*assets, error) {
	a := &assets{byName: map[string]asset{}}
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		return nil, fmt.Errorf("built files: %w", err)
	}
	all := sha256.New()
	for _, e := range entries {
		data, err := fs.ReadFile(files, path.Join(dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("built file: %w", err)
		}
		sum := sha256.Sum256(data)
		_, _ = all.Write(sum[:]) // a hash never fails
		a.byName[e.Name()] = asset{data, mediaType(e.Name()), hex.EncodeToString(sum[:6])}
	}
	a.version = hex.EncodeToString(all.Sum(nil)[:6])
	return a, nil
}

// mediaType does not depend on what the machine knows.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return mime.TypeByExtension(path.Ext(name))
}

// url returns the address of a built file.
func (a *assets) url(name string) string {
	return "/static/" + name + "?v=" + a.byName[name].version
}

// serve writes the built file name. It may be kept for good where the request
// names its version, and is asked for again where it does not.
func (a *assets) serve(w http.ResponseWriter, r *http.Request, name string) error {
	f, ok := a.byName[name]
	if !ok || f.kind == "" {
		return notFound("there is no file %q", name)
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == f.version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	return writeTagged(w, r, f.version, f.data)
}

// writeTagged writes data, or that the asker has it.
func writeTagged(w http.ResponseWriter, r *http.Request, version string, data []byte) error {
	tag := `W/"` + version + `"`
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	_, _ = w.Write(data) //nolint:gosec // a built file or encoded JSON, with its own type; nobody can be told of a broken connection
	return nil
}

func (s *Server) static(w http.ResponseWriter, r *http.Request) error {
	return s.pages.assets.serve(w, r, r.PathValue("file"))
}
