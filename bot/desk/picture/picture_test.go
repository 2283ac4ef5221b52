package picture_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"

	"payhelp/bot/desk/picture"
)

// photo is a picture with many colours: red at the left, blue at the top.
func photo(w, h int) *image.RGBA {
	r := rand.New(rand.NewPCG(1, 2))
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			out.Set(x, y, color.RGBA{uint8(255 - 255*x/w), uint8(r.IntN(32)), uint8(255 - 255*y/h), 255})
		}
	}
	return out
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// What a phone writes into a picture.
const (
	camera = "Xiaomi 13 Ultra"
	place  = "37.8706N 112.5489E" // Taiyuan
)

// withExif puts Exif with camera, place and orientation into a JPEG, and a
// comment behind its end.
func withExif(t testing.TB, file []byte, orientation uint16) []byte {
	t.Helper()
	tiff := []byte("MM\x00*\x00\x00\x00\x08\x00\x03")
	entry := func(tag, kind uint16, n uint32, value uint32) {
		tiff = binary.BigEndian.AppendUint16(tiff, tag)
		tiff = binary.BigEndian.AppendUint16(tiff, kind)
		tiff = binary.BigEndian.AppendUint32(tiff, n)
		tiff = binary.BigEndian.AppendUint32(tiff, value)
	}
	entry(0x0110, 2, uint32(len(camera)), 50)    // Model
	entry(0x0112, 3, 1, uint32(orientation)<<16) // Orientation
	entry(0x8825, 4, 1, 50+uint32(len(camera)))  // GPS
	tiff = append(append(binary.BigEndian.AppendUint32(tiff, 0), camera...), place...)
	body := append([]byte("Exif\x00\x00"), tiff...)
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2))
	out := append(append(append([]byte{}, file[:2]...), segment...), body...)
	return append(append(out, file[2:]...), place...)
}

// bomb is a PNG of a few hundred bytes that says it is w pixels wide and high.
func bomb(t testing.TB, w uint32) []byte {
	t.Helper()
	out := asPNG(t, image.NewGray(image.Rect(0, 0, 8, 8)))
	binary.BigEndian.PutUint32(out[16:], w)
	binary.BigEndian.PutUint32(out[20:], w)
	binary.BigEndian.PutUint32(out[29:], crc32.ChecksumIEEE(out[12:29]))
	return out
}

func asGIF(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := gif.Encode(&out, photo(8, 8), nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestWhatIsTaken(t *testing.T) {
	glass := image.NewNRGBA(image.Rect(0, 0, 40, 20))
	glass.Set(3, 3, color.NRGBA{200, 0, 0, 128})
	for name, tc := range map[string]struct {
		file          []byte
		kind          string
		width, height int
	}{
		"a photograph":                     {asJPEG(t, photo(40, 20)), picture.JPEG, 40, 20},
		"a large one is scaled down":       {asJPEG(t, photo(3000, 1500)), picture.JPEG, 1600, 800},
		"a very long one":                  {asJPEG(t, photo(7000, 10)), picture.JPEG, 1600, 2},
		"a PNG that is a photograph":       {asPNG(t, photo(60, 60)), picture.JPEG, 60, 60},
		"a PNG with few colours":           {asPNG(t, image.NewGray(image.Rect(0, 0, 30, 30))), picture.PNG, 30, 30},
		"a PNG that one sees through":      {asPNG(t, glass), picture.PNG, 40, 20},
		"a large PNG of one colour":        {asPNG(t, image.NewGray(image.Rect(0, 0, 1700, 17))), picture.PNG, 1600, 16},
		"a phone that was held upright":    {withExif(t, asJPEG(t, photo(40, 20)), 6), picture.JPEG, 20, 40},
		"an orientation that there is not": {withExif(t, asJPEG(t, photo(40, 20)), 77), picture.JPEG, 40, 20},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := picture.Clean(tc.file)
			if err != nil || got.Type != tc.kind || got.Width != tc.width || got.Height != tc.height {
				t.Fatalf("Clean = %s %d×%d, %v; want %s %d×%d", got.Type, got.Width, got.Height, err, tc.kind, tc.width, tc.height)
			}
			same(t, got)
		})
	}
}

// same fails the test unless the file of a picture is what the picture says.
func same(t *testing.T, p picture.Picture) {
	t.Helper()
	config, kind, err := image.DecodeConfig(bytes.NewReader(p.Data))
	if err != nil || "image/"+kind != p.Type || config.Width != p.Width || config.Height != p.Height {
		t.Errorf("the file is %s %d×%d, %v; the picture says %s %d×%d", kind, config.Width, config.Height, err, p.Type, p.Width, p.Height)
	}
}

func TestWhatIsRefused(t *testing.T) {
	whole := asJPEG(t, photo(400, 400))
	for name, tc := range map[string]struct {
		file []byte
		want picture.Reason
	}{
		"nothing":               {nil, picture.NoPicture},
		"a text":                {[]byte("dear visitor"), picture.NoPicture},
		"a page":                {[]byte("<html><svg onload=alert(1)>"), picture.NoPicture},
		"a GIF, named .jpg":     {asGIF(t), picture.NoPicture},
		"a JPEG cut off":        {whole[:len(whole)/2], picture.Broken},
		"a JPEG of its head":    {whole[:3], picture.Broken},
		"a PNG cut off":         {asPNG(t, photo(40, 40))[:200], picture.Broken},
		"a PNG bomb":            {bomb(t, 50_000), picture.TooManyPixels},
		"a smaller PNG bomb":    {bomb(t, 7_000), picture.TooManyPixels},
		"more than five MB":     {append(whole, make([]byte, picture.MostBytes)...), picture.TooLarge},
		"a JPEG of many passes": {bytes.Repeat(asJPEG(t, photo(8, 8)), 200), picture.Broken},
		"passes and 16 M":       {passes(t, 4000), picture.TooManyPixels},
		"16 bits and 16 M":      {deep(t), picture.TooManyPixels},
		"a PNG with no content": {bomb(t, 4_000), picture.Broken},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := picture.Clean(tc.file)
			var refused *picture.RefusedError
			if !errors.As(err, &refused) || refused.Reason != tc.want {
				t.Errorf("Clean = %d bytes, %v; want that it is refused: %s", len(got.Data), err, tc.want)
			}
		})
	}
}

// passes is a JPEG that says it comes in several, w pixels wide and high.
func passes(t testing.TB, w uint16) []byte {
	t.Helper()
	out := asJPEG(t, photo(8, 8))
	at := bytes.Index(out, []byte{0xff, 0xc0})
	out[at+1] = 0xc2
	binary.BigEndian.PutUint16(out[at+5:], w)
	binary.BigEndian.PutUint16(out[at+7:], w)
	return out
}

// deep is a PNG that says it has 4000 × 4000 pixels of 16 bits.
func deep(t testing.TB) []byte {
	t.Helper()
	out := bomb(t, 4_000)
	out[24] = 16
	binary.BigEndian.PutUint32(out[29:], crc32.ChecksumIEEE(out[12:29]))
	return out
}

func TestPlaceAndCameraAreGone(t *testing.T) {
	file := withExif(t, asJPEG(t, photo(64, 64)), 1)
	got, err := picture.Clean(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{camera, place, "Exif"} {
		if !bytes.Contains(file, []byte(secret)) {
			t.Fatalf("the file lacks %q before: the test shows nothing", secret)
		}
		if bytes.Contains(got.Data, []byte(secret)) {
			t.Errorf("the picture still has %q", secret)
		}
	}
}

// TestTurned looks at the corners: the picture is red at the left and blue at
// the top, and what is dark at the lower right must be dark where it is turned.
func TestTurned(t *testing.T) {
	for o, want := range map[uint16][2]bool{ // whether the dark corner is at the right, and at the bottom
		1: {true, true}, 2: {false, true}, 3: {false, false}, 4: {true, false}, 5: {true, true}, 6: {false, true}, 7: {false, false}, 8: {true, false},
	} {
		got, err := picture.Clean(withExif(t, asJPEG(t, photo(80, 48)), o))
		if err != nil {
			t.Fatal(err)
		}
		m, err := jpeg.Decode(bytes.NewReader(got.Data))
		if err != nil {
			t.Fatal(err)
		}
		darkest, at := uint32(1<<32-1), [2]bool{}
		for _, right := range []bool{false, true} {
			for _, bottom := range []bool{false, true} {
				x, y := 2, 2
				if right {
					x = got.Width - 3
				}
				if bottom {
					y = got.Height - 3
				}
				if r, g, b, _ := m.At(x, y).RGBA(); r+g+b < darkest {
					darkest, at = r+g+b, [2]bool{right, bottom}
				}
			}
		}
		if at != want {
			t.Errorf("orientation %d: the dark corner is at right %v, bottom %v; want %v", o, at[0], at[1], want)
		}
	}
}

// FuzzClean holds what comes out to what is promised, whatever goes in.
func FuzzClean(f *testing.F) {
	f.Add(asJPEG(f, photo(20, 10)))
	f.Add(withExif(f, asJPEG(f, photo(20, 10)), 8))
	f.Add(asPNG(f, photo(20, 10)))
	f.Add(bomb(f, 50_000))
	f.Add(asGIF(f))
	f.Fuzz(func(t *testing.T, file []byte) {
		got, err := picture.Clean(file)
		var refused *picture.RefusedError
		if errors.As(err, &refused) {
			return
		}
		if err != nil || got.Width > 1600 || got.Height > 1600 {
			t.Fatalf("Clean = %d×%d, %v", got.Width, got.Height, err)
		}
		same(t, got)
	})
}
