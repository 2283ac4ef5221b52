// Package poster draws the A4 poster of a place: a QR code that opens the page
// with the place known, and one line in each language. Its letters are shaped
// as their scripts need and drawn as outlines, so that the PDF prints the same
// everywhere and needs no font. Drawing it needs fonts: Noto, as Debian's
// fonts-noto-core and fonts-noto-cjk have it, or others with the same scripts.
package poster

import (
	"io"

	"payhelp/bot/web/qr"
)

// A Line is one language's invitation.
type Line struct {
	Lang string // BCP 47
	Text string
}

// A Poster is what stands on it.
type Poster struct {
	Title string // of the document, for whoever lists files
	URL   string // that the code opens
	Place []Line // the place's name, in one or two languages
	Lines []Line // in the order of the poster; the first two are large
}

// Sizes in points, 1/72 inch.
const (
	pageWidth  = 595.28
	pageHeight = 841.89
	margin     = 54
	bandHeight = 92
	codeSize   = 232
	gap        = 24
)

// The colours of the service.
var (
	accent = rgb{0.043, 0.365, 0.341}
	ink    = rgb{0.11, 0.14, 0.153}
	soft   = rgb{0.31, 0.35, 0.36}
	white  = rgb{1, 1, 1}
	black  = rgb{0, 0, 0}
)

// Write draws the poster as a PDF. It fails where no font of this machine has a
// letter of one of the texts, and says which.
func (p *Poster) Write(w io.Writer, letters *Letters) error {
	code, err := qr.Encode(p.URL)
	if err != nil {
		return err
	}
	page := &canvas{}
	page.rect(accent, 0, pageHeight-bandHeight, pageWidth, bandHeight)
	page.logo(white, margin, pageHeight-bandHeight/2-22, 44)
	if err := page.text(letters, Line{"en", "payhelp"}, style{size: 30, bold: true, color: white, x: margin + 58, width: 300, start: true}, pageHeight-bandHeight/2-10); err != nil {
		return err
	}
	y := pageHeight - bandHeight - 50
	for i, line := range p.Lines[:min(2, len(p.Lines))] {
		s := style{size: 30, bold: true, color: ink, x: margin, width: pageWidth - 2*margin}
		if i > 0 {
			s.size, s.bold = 19, false
		}
		if err := page.block(letters, line, s, &y); err != nil {
			return err
		}
		y -= 6
	}
	y -= codeSize + 4
	page.code(code, (pageWidth-codeSize)/2, y, codeSize)
	y -= 14
	for i, line := range append(p.Place, Line{"en", p.URL}) {
		s := style{size: 15, bold: i == 0, color: ink, x: margin, width: pageWidth - 2*margin}
		if i == len(p.Place) {
			s.size, s.color = 10, soft
		}
		if err := page.block(letters, line, s, &y); err != nil {
			return err
		}
	}
	y -= 16
	page.rect(accent, margin, y+4, pageWidth-2*margin, 1)
	y -= 22
	if err := p.columns(page, letters, y); err != nil {
		return err
	}
	return page.write(w, p.Title)
}

// columns sets the lines of the other languages in two columns.
func (p *Poster) columns(page *canvas, letters *Letters, y float64) error {
	const width = (pageWidth - 2*margin - gap) / 2
	rest := p.Lines[min(2, len(p.Lines)):]
	for i := 0; i < len(rest); i += 2 {
		lowest := y
		for column, line := range rest[i:min(i+2, len(rest))] {
			at := y
			s := style{size: 13.5, color: ink, x: margin + float64(column)*(width+gap), width: width}
			if err := page.block(letters, line, s, &at); err != nil {
				return err
			}
			lowest = min(lowest, at)
		}
		y = lowest - 7
	}
	return nil
}
