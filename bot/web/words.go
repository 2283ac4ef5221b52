package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"

	"payhelp/locales"
)

// sharedWords are the messages without the prefix Ui that the pages' script
// uses as well.
var sharedWords = []string{"ReplyShow", "ReplyRelated", "ReplySources", "ReplyPlaces", "ReplyNoneOfThese", "ReplyChoices"}

// wordsOf returns the words of the interface in lang, by message id.
func wordsOf(lang string) map[string]string {
	words := locales.Messages(lang, "Ui")
	for _, id := range sharedWords {
		words[id] = locales.Text(lang, id, nil)
	}
	return words
}

// wordsVersion changes with the words of any language.
var wordsVersion = sync.OnceValue(func() string {
	sum := sha256.New()
	for _, lang := range locales.Supported() {
		_ = json.NewEncoder(sum).Encode(wordsOf(lang)) // a hash never fails
	}
	return hex.EncodeToString(sum.Sum(nil)[:6])
})

// words serves the interface's words in one language, for a card in a language
// that is not the page's.
func (s *Server) words(w http.ResponseWriter, r *http.Request) error {
	lang := r.PathValue("lang")
	if !locales.IsSupported(lang) {
		return notFound("there are no words in %q", lang)
	}
	data, err := json.Marshal(wordsOf(lang))
	if err != nil {
		return fmt.Errorf("encode words: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == wordsVersion() {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	return writeTagged(w, r, wordsVersion(), data)
}
