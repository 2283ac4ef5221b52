package poster

import (
	"fmt"
	"io"
	"log"
	"slices"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/fontscan"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"

	"payhelp/locales"
)

// Letters are the fonts of this machine and what sets text in them. They are
// not for use by several goroutines at once.
type Letters struct {
	fonts     *fontscan.FontMap
	segmenter shaping.Segmenter
	shaper    shaping.HarfbuzzShaper
	wrapper   shaping.LineWrapper
}

// FindLetters looks for the fonts of this machine; what it finds is remembered
// in cacheDir.
func FindLetters(cacheDir string) (*Letters, error) {
	fonts := fontscan.NewFontMap(log.New(io.Discard, "", 0))
	if err := fonts.UseSystemFonts(cacheDir); err != nil {
		return nil, fmt.Errorf("fonts of this machine: %w", err)
	}
	return &Letters{fonts: fonts}, nil
}

// families are the fonts to take for a language. The same Han characters look
// different in Chinese and Japanese, so their fonts are not exchangeable.
var families = map[string][]string{
	"zh": {"Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC"},
	"ja": {"Noto Sans CJK JP", "Noto Sans JP", "Source Han Sans"},
	"ko": {"Noto Sans CJK KR", "Noto Sans KR", "Source Han Sans K"},
	"ar": {"Noto Sans Arabic", "Noto Naskh Arabic", "DejaVu Sans"},
	"th": {"Noto Sans Thai", "Noto Sans Thai Looped"},
}

// A glyph is a letter's outline and where it stands from the start of its line,
// in points.
type glyph struct {
	outline font.GlyphOutline
	x, y    float64
	scale   float64 // points per font unit
}

// A setLine is one line of a text that was broken to a width.
type setLine struct {
	glyphs []glyph
	width  float64
}

// set breaks a text into lines of at most width points.
func (l *Letters) set(line Line, size float64, bold bool, width float64) ([]setLine, error) {
	aspect := font.Aspect{Weight: font.WeightNormal}
	if bold {
		aspect.Weight = font.WeightBold
	}
	l.fonts.SetQuery(fontscan.Query{Families: slices.Concat(families[line.Lang], []string{"Noto Sans", "DejaVu Sans", "sans-serif"}), Aspect: aspect})
	direction := di.DirectionLTR
	if locales.IsRightToLeft(line.Lang) {
		direction = di.DirectionRTL
	}
	runes := []rune(line.Text)
	input := shaping.Input{
		Text: runes, RunEnd: len(runes), Direction: direction, Language: language.NewLanguage(line.Lang),
		Size: fixed.Int26_6(size * 64),
	}
	var runs []shaping.Output
	for _, run := range l.segmenter.Split(input, l.fonts) {
		if run.Face == nil {
			return nil, noFont(line, runes[run.RunStart])
		}
		out := l.shaper.Shape(run)
		for _, g := range out.Glyphs {
			if r := runes[g.TextIndex()]; g.GlyphID == 0 && r > ' ' {
				return nil, noFont(line, r)
			}
		}
		runs = append(runs, out)
	}
	lines, _ := l.wrapper.WrapParagraphF(shaping.WrapConfig{Direction: direction}, fixed.Int26_6(width*64), runes, shaping.NewSliceIterator(runs))
	var out []setLine
	for _, wrapped := range lines {
		out = append(out, place(wrapped))
	}
	return out, nil
}

func noFont(line Line, r rune) error {
	return fmt.Errorf("no font of this machine has %q (%U) for the text in %s; install fonts-noto-core and fonts-noto-cjk", r, r, line.Lang)
}

// place puts the letters of a line where they stand, from left to right.
func place(runs shaping.Line) setLine {
	var out setLine
	ordered := slices.Clone(runs)
	slices.SortFunc(ordered, func(a, b shaping.Output) int { return int(a.VisualIndex - b.VisualIndex) })
	for _, run := range ordered {
		scale := points(run.Size) / float64(run.Face.Upem())
		for _, g := range run.Glyphs {
			if data, ok := run.Face.GlyphData(g.GlyphID).(font.GlyphOutline); ok {
				out.glyphs = append(out.glyphs, glyph{data, out.width + points(g.XOffset), points(g.YOffset), scale})
			}
			out.width += points(g.Advance)
		}
	}
	return out
}

func points(v fixed.Int26_6) float64 { return float64(v) / 64 }
