package knowledge

import (
	"bufio"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// importedTopic is the topic of articles that were made from labels.
const importedTopic = "imported"

// ReadExamples reads labelled questions, JSON lines {"lang","text","label"}.
// The label "oos" of other data sets is read as [LabelNone].
func ReadExamples(in io.Reader) ([]Example, error) {
	var out []Example
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<22)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var row struct{ Lang, Text, Label string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		switch {
		case row.Lang == "" || strings.TrimSpace(row.Text) == "" || row.Label == "":
			return nil, fmt.Errorf(`line %d: "lang", "text" and "label" are all needed`, n)
		case row.Label == "oos":
			row.Label = LabelNone
		}
		out = append(out, Example{Lang: row.Lang, Text: strings.Join(strings.Fields(row.Text), " "), Label: row.Label})
	}
	return out, lines.Err()
}

// Import writes a knowledge base made of labelled questions into the directory
// dir, which must not exist or be empty: each label becomes an Article whose
// variants its questions are. It returns the number of articles.
func Import(examples []Example, dir string) (articles int, err error) {
	if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return 0, fmt.Errorf("%s is not empty; name a new directory", dir)
	}
	byLabel := map[string]map[string][]string{}
	for _, e := range examples {
		if byLabel[e.Label] == nil {
			byLabel[e.Label] = map[string][]string{}
		}
		byLabel[e.Label][e.Lang] = append(byLabel[e.Label][e.Lang], e.Text)
	}
	for _, label := range slices.Sorted(maps.Keys(byLabel)) {
		write := importArticle
		if slices.Contains([]string{LabelNone, LabelGreeting, LabelCapabilities}, label) {
			write = importExamples
		} else {
			articles++
		}
		if err := write(dir, label, byLabel[label]); err != nil {
			return 0, fmt.Errorf("import label %q: %w", label, err)
		}
	}
	return articles, nil
}

func importExamples(dir, label string, byLang map[string][]string) error {
	for lang, texts := range byLang {
		if err := writeFile(filepath.Join(dir, "examples", label, lang+".txt"), []byte(strings.Join(texts, "\n")+"\n")); err != nil {
			return err
		}
	}
	return nil
}

func importArticle(dir, label string, byLang map[string][]string) error {
	folder := filepath.Join(dir, "articles", importedTopic, folderName(label))
	meta, err := yaml.Dump(struct {
		ID string `yaml:"id"`
	}{label})
	if err != nil {
		return err
	}
	if err := writeFile(filepath.Join(folder, "article.yaml"), meta); err != nil {
		return err
	}
	title := strings.Join(strings.FieldsFunc(label, func(r rune) bool { return r == '_' || r == '-' || r == ' ' }), " ")
	for lang, texts := range byLang {
		front, err := yaml.Dump(struct {
			Title     string   `yaml:"title"`
			Questions []string `yaml:"questions"`
		}{title, texts})
		if err != nil {
			return err
		}
		file := fmt.Appendf(nil, "---\n%s---\n%s\n", front, title)
		if err := writeFile(filepath.Join(folder, lang+".md"), file); err != nil {
			return err
		}
	}
	return nil
}

var unsafeInName = regexp.MustCompile(`[^A-Za-z0-9_-]+`)

// folderName returns a name that every file system takes, and that no other
// label has.
func folderName(label string) string {
	safe := unsafeInName.ReplaceAllString(label, "_")
	if safe == label && len(safe) < 100 && safe == strings.ToLower(safe) {
		return safe
	}
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(label)) // a hash never fails
	return fmt.Sprintf("%.80s-%08x", safe, sum.Sum32())
}

func writeFile(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}
