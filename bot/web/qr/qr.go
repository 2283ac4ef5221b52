// Package qr draws QR codes, for a screen as SVG and for a poster dot by dot.
// It reads none.
package qr

import (
	"fmt"
	"strings"

	"github.com/yeqown/go-qrcode/v2"
)

// quiet is the light margin that a reader needs, in dots.
const quiet = 4

// A Code is the dots of a QR code, row by row, true where dark, with the light
// margin around them.
type Code [][]bool

// Encode returns the code of a text; a text too long for any code, some 2000
// bytes, is an error.
func Encode(text string) (Code, error) {
	q, err := qrcode.NewWith(text, qrcode.WithEncodingMode(qrcode.EncModeByte), qrcode.WithErrorCorrectionLevel(qrcode.ErrorCorrectionMedium))
	if err != nil {
		return nil, fmt.Errorf("qr code: %w", err)
	}
	var dots catcher
	if err := q.Save(&dots); err != nil {
		return nil, fmt.Errorf("qr code: %w", err)
	}
	size := len(dots.rows) + 2*quiet
	code := make(Code, size)
	for y := range code {
		code[y] = make([]bool, size)
		if y >= quiet && y < size-quiet {
			copy(code[y][quiet:], dots.rows[y-quiet])
		}
	}
	return code, nil
}

// SVG returns the code as a picture that scales to any size.
func (c Code) SVG() string {
	var path strings.Builder
	c.Runs(func(x, y, n int) { fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x, y, n, n) })
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%[1]dv%[1]dH0z"/><path d="%[3]s"/></svg>`,
		len(c), len(c), path.String())
}

// Runs calls draw for every run of n dark dots in a row that begins at x.
func (c Code) Runs(draw func(x, y, n int)) {
	for y, row := range c {
		for x := 0; x < len(row); x++ {
			n := 0
			for x+n < len(row) && row[x+n] {
				n++
			}
			if n > 0 {
				draw(x, y, n)
				x += n
			}
		}
	}
}

// A catcher takes the dots over from the encoder.
type catcher struct{ rows [][]bool }

// Write implements [qrcode.Writer].
func (c *catcher) Write(m qrcode.Matrix) error {
	c.rows = m.Bitmap()
	return nil
}

// Close implements [qrcode.Writer].
func (c *catcher) Close() error { return nil }
