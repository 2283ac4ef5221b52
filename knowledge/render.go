package knowledge

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

var factCall = regexp.MustCompile(`\{\{\s*fact\s+"([^"{}]+)"\s*\}\}`)

// factCalls returns the ids that body calls, in order, with repetitions.
func factCalls(body string) []string {
	var out []string
	for _, m := range factCall.FindAllStringSubmatch(body, -1) {
		out = append(out, m[1])
	}
	return out
}

// Render returns the Text's answer as Markdown, its Facts written the way its
// language writes them.
func (b *Base) Render(t *Text) string {
	return factCall.ReplaceAllStringFunc(t.Body, func(call string) string {
		if f := b.Facts[factCall.FindStringSubmatch(call)[1]]; f != nil {
			return f.Value.Format(t.Lang)
		}
		return call // loading refuses unknown facts
	})
}

// Plain returns Markdown as plain text: paragraphs apart, list items on lines
// of their own with their number or a dash, no emphasis marks.
func Plain(markdown string) string {
	src := []byte(markdown)
	doc := goldmark.DefaultParser().Parse(text.NewReader(src))
	var out strings.Builder
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if out.Len() > 0 {
			out.WriteString("\n\n")
		}
		list, ok := n.(*ast.List)
		if !ok {
			out.WriteString(inline(n, src))
			continue
		}
		number := list.Start
		for item := list.FirstChild(); item != nil; item = item.NextSibling() {
			if item != list.FirstChild() {
				out.WriteByte('\n')
			}
			if list.IsOrdered() {
				out.WriteString(strconv.Itoa(number) + ". ")
				number++
			} else {
				out.WriteString("- ")
			}
			out.WriteString(inline(item, src))
		}
	}
	return out.String()
}

func inline(n ast.Node, src []byte) string {
	var out strings.Builder
	// Walk only fails if the callback does.
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			out.Write(util.ResolveEntityNames(util.UnescapePunctuations(n.Value(src))))
			if n.SoftLineBreak() || n.HardLineBreak() {
				out.WriteByte(' ')
			}
		case *ast.String:
			out.Write(n.Value)
		case *ast.AutoLink:
			out.Write(n.URL(src))
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(out.String())
}
