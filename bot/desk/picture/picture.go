// Package picture makes of a file that somebody chose a picture that may be
// shown to somebody else: it is decoded, scaled down and encoded anew, so that
// nothing is left of it but what is seen. Where and with what it was taken, what
// it was called and what else stood in the file is gone. What is seen on it is
// not looked at.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http"
)

// Limits of what is taken.
const (
	MostBytes  = 5 << 20    // of the file
	mostPixels = 24_000_000 // half as many where one takes twice the memory
	mostPasses = 100        // of a JPEG: each goes over all of it, and may take but some bytes
	mostSide   = 8000       // pixels
)

// What a picture is made into.
const (
	side    = 1600    // pixels at most
	quality = 80      // of a JPEG
	mostPNG = 1 << 20 // bytes; what is larger becomes a JPEG
	colours = 256     // what has more, and is opaque, becomes a JPEG
)

// The types of picture, MIME.
const (
	JPEG = "image/jpeg"
	PNG  = "image/png"
)

// A Picture is one that may be shown.
type Picture struct {
	Type   string `json:"type"`  // JPEG or PNG
	Width  int    `json:"width"` // pixels
	Height int    `json:"height"`
	Data   []byte `json:"-"` // the file
}

// A Reason says in a word why a file is refused.
type Reason string

// The Reasons.
const (
	TooLarge      Reason = "too-large"       // more than MostBytes
	NoPicture     Reason = "no-picture"      // neither JPEG nor PNG, whatever it is called
	TooManyPixels Reason = "too-many-pixels" //
	Broken        Reason = "broken"          // such as one that was cut off
)

// A RefusedError is a file that is no picture for others.
type RefusedError struct {
	Reason Reason
	Err    error // of the decoder; nil where it was not asked
}

func (e *RefusedError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("the picture is refused, %s: %v", e.Reason, e.Err)
	}
	return fmt.Sprintf("the picture is refused, %s", e.Reason)
}

func (e *RefusedError) Unwrap() error { return e.Err }

// Clean returns the picture that a file is. What it cannot be made into one it
// refuses with a [RefusedError]. It holds up to some 250 MB while it works;
// callers do one at a time.
func Clean(file []byte) (Picture, error) {
	if len(file) > MostBytes {
		return Picture{}, &RefusedError{Reason: TooLarge}
	}
	kind, decode, measure := http.DetectContentType(file), jpeg.Decode, jpeg.DecodeConfig
	switch kind {
	case JPEG:
	case PNG:
		decode, measure = png.Decode, png.DecodeConfig
	default:
		return Picture{}, &RefusedError{Reason: NoPicture}
	}
	// The size stands at the beginning: what is too large is not unpacked.
	size, err := measure(bytes.NewReader(file))
	if err != nil {
		return Picture{}, &RefusedError{Broken, err}
	}
	if err := bounded(file, kind, size); err != nil {
		return Picture{}, err
	}
	seen, err := decode(bytes.NewReader(file))
	if err != nil {
		return Picture{}, &RefusedError{Broken, err}
	}
	if seen.Bounds().Empty() {
		return Picture{}, &RefusedError{Broken, errors.New("it has no pixels")}
	}
	seen = scaled(seen)
	if kind == JPEG {
		seen = turned(seen, orientation(file))
	}
	return encoded(seen, kind)
}

// bounded refuses what would take too much memory or time to decode.
func bounded(file []byte, kind string, size image.Config) error {
	pixels := mostPixels
	m := size.ColorModel
	if kind == JPEG && progressive(file) || m == color.RGBA64Model || m == color.NRGBA64Model || m == color.Gray16Model {
		pixels /= 2
	}
	switch {
	case size.Width > mostSide, size.Height > mostSide, size.Width*size.Height > pixels:
		return &RefusedError{Reason: TooManyPixels}
	case kind == JPEG && bytes.Count(file, []byte{0xff, markerSOS}) > mostPasses:
		return &RefusedError{Broken, errors.New("it has too many passes")}
	}
	return nil
}

// encoded writes a picture anew. One that was a PNG stays one where that is what
// it is for: few colours, or some that are seen through.
func encoded(seen image.Image, kind string) (Picture, error) {
	var out bytes.Buffer
	p := Picture{Type: JPEG, Width: seen.Bounds().Dx(), Height: seen.Bounds().Dy()}
	if kind == PNG && (!opaque(seen) || few(seen)) {
		p.Type = PNG
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, seen); err != nil {
			return Picture{}, fmt.Errorf("encode picture: %w", err)
		}
		if out.Len() > mostPNG {
			p.Type = JPEG
			out.Reset()
		}
	}
	if p.Type == JPEG {
		if err := jpeg.Encode(&out, onWhite(seen), &jpeg.Options{Quality: quality}); err != nil {
			return Picture{}, fmt.Errorf("encode picture: %w", err)
		}
	}
	p.Data = out.Bytes()
	return p, nil
}

func opaque(seen image.Image) bool {
	o, ok := seen.(interface{ Opaque() bool })
	return ok && o.Opaque()
}

// few reports whether a picture has so few colours that a JPEG would only blur
// them.
func few(seen image.Image) bool {
	found := map[color.Color]struct{}{}
	b := seen.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			found[seen.At(x, y)] = struct{}{}
			if len(found) > colours {
				return false
			}
		}
	}
	return true
}
