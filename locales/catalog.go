package locales

import (
	"embed"
	"fmt"
	"io/fs"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"
)

//go:embed messages/*.yaml
var messageFiles embed.FS

// catalogue loads the embedded message files once. They are part of the
// program, so one that does not parse is a bug, found by any test.
var catalogue = sync.OnceValue(func() map[string]*i18n.Localizer {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("yaml", func(data []byte, v any) error { return yaml.Load(data, v) })
	names, err := fs.Glob(messageFiles, "messages/*.yaml")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		if _, err := bundle.LoadMessageFileFS(messageFiles, name); err != nil {
			panic(fmt.Sprintf("locales: load %s: %v", name, err))
		}
	}
	out := map[string]*i18n.Localizer{}
	for _, l := range supported {
		out[l] = i18n.NewLocalizer(bundle, l)
	}
	return out
})

// Text returns the message id in lang, with data for its template. A message
// that lang lacks comes in English; one that English lacks too comes as its
// id, which the package's tests refuse for every id of the catalogues.
func Text(lang, id string, data map[string]any) string {
	return localize(lang, &i18n.LocalizeConfig{MessageID: id, TemplateData: data})
}

// Plural is Text with the plural form that n takes in lang.
func Plural(lang, id string, n float64, data map[string]any) string {
	var count any = strconv.FormatFloat(n, 'f', -1, 64)
	if n == math.Trunc(n) {
		count = int(n)
	}
	return localize(lang, &i18n.LocalizeConfig{MessageID: id, TemplateData: data, PluralCount: count})
}

func localize(lang string, config *i18n.LocalizeConfig) string {
	localizer := catalogue()[lang]
	if localizer == nil {
		lang, _ = Match(lang)
		localizer = catalogue()[lang]
	}
	text, _, err := localizer.LocalizeWithTag(config)
	if text == "" && err != nil {
		return config.MessageID
	}
	return text
}

// Messages returns every message of lang whose id begins with prefix, by id,
// for an interface that carries its own texts. Messages with plural forms are
// left out.
func Messages(lang, prefix string) map[string]string {
	out := map[string]string{}
	for _, id := range ids() {
		if strings.HasPrefix(id, prefix) {
			out[id] = Text(lang, id, nil)
		}
	}
	return out
}

// ids returns the ids of the English catalogue, in file order.
var ids = sync.OnceValue(func() []string {
	data, err := messageFiles.ReadFile("messages/en.yaml")
	if err != nil {
		panic(err)
	}
	var root yaml.Node
	if err := yaml.Load(data, &root); err != nil {
		panic(err)
	}
	var out []string
	for i := 0; i < len(root.Content[0].Content); i += 2 {
		out = append(out, root.Content[0].Content[i].Value)
	}
	return out
})
