package browser

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdppage "github.com/chromedp/cdproto/page"
)

var update = flag.Bool("update", false, "draw the pictures of the icon again")

const statics = "../ui/static"

// TestIconsAreTheDrawing holds the pictures for phones that take no SVG against
// the drawing, and draws them with -update. A maskable one fills the square, its
// drawing within the circle that no mask cuts.
func TestIconsAreTheDrawing(t *testing.T) {
	if missing != nil {
		t.Skip(missing)
	}
	drawing, err := os.ReadFile(filepath.Join(statics, "icon.svg"))
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		size     int64
		maskable bool
	}{
		"icon-192.png": {192, false}, "icon-512.png": {512, false}, "icon-maskable-192.png": {192, true}, "icon-maskable-512.png": {512, true},
	} {
		t.Run(name, func(t *testing.T) {
			got := draw(t, string(drawing), tc.size, tc.maskable)
			path := filepath.Join(statics, name)
			if *update {
				if err := os.WriteFile(path, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatalf("%v; draw it with -update", err)
			}
			if d := difference(t, got, want, int(tc.size)); d > 0.01 {
				t.Errorf("%s differs from the drawing by %.3f; draw it again with -update", name, d)
			}
		})
	}
}

func draw(t *testing.T, svg string, size int64, maskable bool) []byte {
	t.Helper()
	p := tab(t, device{name: "icon", width: size, height: size})
	if maskable {
		svg = strings.Replace(svg, `rx="8"`, `rx="0"`, 1)
		svg = strings.Replace(svg, "<path ", `<path transform="translate(16 16) scale(.88) translate(-16 -16)" `, 1)
	}
	send(p, emulation.SetDefaultBackgroundColorOverride, emulation.SetDefaultBackgroundColorOverrideParams{Color: &cdp.RGBA{}})
	eval[bool](p, `(document.documentElement.innerHTML = %s, true)`, fmt.Sprintf(`<style>html,body{margin:0;background:transparent}svg{display:block;width:%dpx;height:%dpx}</style>%s`, size, size, svg))
	shot := send(p, cdppage.CaptureScreenshot, cdppage.CaptureScreenshotParams{Format: "png", Clip: &cdppage.Viewport{Width: float64(size), Height: float64(size), Scale: 1}})
	return shot.Data
}

// difference is how far two pictures are apart, from 0 to 1: browsers smooth
// edges in their own ways.
func difference(t *testing.T, a, b []byte, size int) float64 {
	t.Helper()
	one, two := decode(t, a), decode(t, b)
	if one.Bounds() != two.Bounds() || one.Bounds().Dx() != size || one.Bounds().Dy() != size {
		t.Fatalf("the pictures are %v and %v, want %d by %d", one.Bounds(), two.Bounds(), size, size)
	}
	sum := 0.0
	for y := range size {
		for x := range size {
			p, q := color.NRGBAModel.Convert(one.At(x, y)).(color.NRGBA), color.NRGBAModel.Convert(two.At(x, y)).(color.NRGBA)
			for _, d := range [][2]uint8{{p.R, q.R}, {p.G, q.G}, {p.B, q.B}, {p.A, q.A}} {
				sum += max(float64(d[0])-float64(d[1]), float64(d[1])-float64(d[0])) / 255 / 4
			}
		}
	}
	return sum / float64(size*size)
}

func decode(t *testing.T, data []byte) image.Image {
	t.Helper()
	im, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return im
}
