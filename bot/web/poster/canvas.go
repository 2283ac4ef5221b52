package poster

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"unicode/utf16"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"

	"payhelp/bot/web/qr"
	"payhelp/locales"
)

type rgb struct{ r, g, b float64 }

// A canvas is one page of a PDF; y counts from its foot.
type canvas struct{ content bytes.Buffer }

func (c *canvas) op(format string, args ...any) { fmt.Fprintf(&c.content, format+"\n", args...) }

func (c *canvas) color(v rgb) { c.op("%.3f %.3f %.3f rg", v.r, v.g, v.b) }

func (c *canvas) rect(v rgb, x, y, width, height float64) {
	c.color(v)
	c.op("%.2f %.2f %.2f %.2f re f", x, y, width, height)
}

// logo draws the roof of the service's mark.
func (c *canvas) logo(v rgb, x, y, size float64) {
	c.op("q %.3f %.3f %.3f RG 2 w 1 J 1 j", v.r, v.g, v.b)
	s := size / 32
	c.op("%.3f 0 0 %.3f %.2f %.2f cm", s, -s, x, y+size)
	c.op("5 13.5 m 10.2 13.2 13.6 11 16 7 c 18.400 11 21.800 13.2 27 13.5 c S")
	c.op("9 13 m 9 24 l 23 13 m 23 24 l 7 24.5 m 25 24.5 l 13 18 m 19 18 l 16 15 m 16 21 l S Q")
}

// code draws a QR code as one path.
func (c *canvas) code(code qr.Code, x, y, size float64) {
	dot := size / float64(len(code))
	c.color(black)
	code.Runs(func(cx, cy, n int) {
		c.op("%.3f %.3f %.3f %.3f re", x+float64(cx)*dot, y+size-float64(cy+1)*dot, float64(n)*dot, dot)
	})
	c.op("f")
}

// A style is how a text is set.
type style struct {
	size     float64 // points
	bold     bool
	color    rgb
	x, width float64 // of the column, in points
	start    bool    // at the column's start, rather than in its middle
}

// leading is the distance of two lines, as a multiple of the size. Thai and
// Arabic need more, for what stands above and below their letters.
func leading(lang string) float64 {
	if lang == "th" || lang == "ar" {
		return 1.6
	}
	return 1.35
}

// block sets a text below *y and moves *y to its foot.
func (c *canvas) block(letters *Letters, line Line, s style, y *float64) error {
	lines, err := letters.set(line, s.size, s.bold, s.width)
	if err != nil {
		return err
	}
	for _, l := range lines {
		*y -= s.size * leading(line.Lang)
		c.line(l, s, line.Lang, *y)
	}
	return nil
}

// text sets a text of one line with its baseline at y.
func (c *canvas) text(letters *Letters, line Line, s style, y float64) error {
	lines, err := letters.set(line, s.size, s.bold, s.width)
	if err != nil {
		return err
	}
	for _, l := range lines[:1] {
		c.line(l, s, line.Lang, y)
	}
	return nil
}

func (c *canvas) line(l setLine, s style, lang string, y float64) {
	x := s.x + (s.width-l.width)/2
	if s.start {
		x = s.x
		if locales.IsRightToLeft(lang) {
			x = s.x + s.width - l.width
		}
	}
	c.color(s.color)
	for _, g := range l.glyphs {
		c.outline(g.outline, x+g.x, y+g.y, g.scale)
	}
}

// outline draws a letter; PDF has cubic curves alone.
func (c *canvas) outline(o font.GlyphOutline, x, y, scale float64) {
	if len(o.Segments) == 0 {
		return
	}
	at := func(p opentype.SegmentPoint) (float64, float64) {
		return x + float64(p.X)*scale, y + float64(p.Y)*scale
	}
	var px, py float64
	for _, s := range o.Segments {
		x1, y1 := at(s.Args[0])
		x2, y2 := at(s.Args[1])
		x3, y3 := at(s.Args[2])
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			c.op("%.2f %.2f m", x1, y1)
			px, py = x1, y1
		case opentype.SegmentOpLineTo:
			c.op("%.2f %.2f l", x1, y1)
			px, py = x1, y1
		case opentype.SegmentOpQuadTo:
			c.op("%.2f %.2f %.2f %.2f %.2f %.2f c", px+(x1-px)*2/3, py+(y1-py)*2/3, x2+(x1-x2)*2/3, y2+(y1-y2)*2/3, x2, y2)
			px, py = x2, y2
		case opentype.SegmentOpCubeTo:
			c.op("%.2f %.2f %.2f %.2f %.2f %.2f c", x1, y1, x2, y2, x3, y3)
			px, py = x3, y3
		}
	}
	c.op("f")
}

// write writes the page as a PDF of its own. The same page gives the same bytes.
func (c *canvas) write(w io.Writer, title string) error {
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	if _, err := z.Write(c.content.Bytes()); err != nil {
		return fmt.Errorf("pdf: %w", err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("pdf: %w", err)
	}
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R/Lang(zh-Hans)/ViewerPreferences<</DisplayDocTitle true>>>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Resources<<>>/Contents 4 0 R>>", pageWidth, pageHeight),
		fmt.Sprintf("<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream", packed.Len(), packed.Bytes()),
		fmt.Sprintf("<</Title<%s>/Producer(payhelp)>>", utf16Hex(title)),
	}
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	var offsets []int
	for i, o := range objects {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d/Root 1 0 R/Info 5 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	if _, err := out.WriteTo(w); err != nil {
		return fmt.Errorf("pdf: %w", err)
	}
	return nil
}

// utf16Hex writes a text string as PDF has it, with a byte order mark.
func utf16Hex(s string) string {
	out := "FEFF"
	for _, u := range utf16.Encode([]rune(s)) {
		out += fmt.Sprintf("%04X", u)
	}
	return out
}
