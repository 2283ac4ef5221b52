package picture

import (
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

// scaled returns a picture with at most side pixels a side. It is halved first,
// where each pixel is the mean of four, so that fine lines do not flicker; a
// better filter would hold hundreds of megabytes meanwhile.
func scaled(seen image.Image) image.Image {
	for {
		b := seen.Bounds()
		long := max(b.Dx(), b.Dy())
		if long <= side {
			return seen
		}
		w, h := (b.Dx()+1)/2, (b.Dy()+1)/2
		if long < 2*side {
			w, h = max(1, b.Dx()*side/long), max(1, b.Dy()*side/long)
		}
		smaller := image.NewRGBA(image.Rect(0, 0, w, h))
		draw.ApproxBiLinear.Scale(smaller, smaller.Bounds(), seen, b, draw.Src, nil)
		seen = smaller
	}
}

// onWhite returns a picture that nothing is seen through.
func onWhite(seen image.Image) image.Image {
	if opaque(seen) {
		return seen
	}
	out := image.NewRGBA(seen.Bounds())
	draw.Draw(out, out.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(out, out.Bounds(), seen, seen.Bounds().Min, draw.Over)
	return out
}

// turned returns a picture the way up that its orientation says: what phones
// write instead of turning it. See [orientation].
func turned(seen image.Image, o int) image.Image {
	if o < 2 || o > 8 {
		return seen
	}
	b := seen.Bounds()
	w, h := b.Dx(), b.Dy()
	size := image.Rect(0, 0, w, h)
	if o >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			to := [...]image.Point{
				2: {w - 1 - x, y}, 3: {w - 1 - x, h - 1 - y}, 4: {x, h - 1 - y},
				5: {y, x}, 6: {h - 1 - y, x}, 7: {h - 1 - y, w - 1 - x}, 8: {y, w - 1 - x},
			}[o]
			out.Set(to.X, to.Y, seen.At(b.Min.X+x, b.Min.Y+y))
		}
	}
	return out
}
