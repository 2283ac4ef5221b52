package picture

import (
	"bytes"
	"encoding/binary"
	"iter"
)

// What is looked for in a JPEG, as Exif 2.3 (CIPA DC-008) and TIFF 6.0 say.
const (
	markerSOF2     = 0xc2 // the picture comes in several passes
	markerSOS      = 0xda // a pass begins
	markerAPP1     = 0xe1
	tagOrientation = 0x0112
	typeShort      = 3
	entrySize      = 12 // bytes of one entry of a directory
)

// segments are what stands in a JPEG before the picture itself, by marker.
func segments(file []byte) iter.Seq2[byte, []byte] {
	return func(yield func(byte, []byte) bool) {
		for at := 2; at+4 <= len(file) && file[at] == 0xff && file[at+1] != markerSOS; {
			size := int(binary.BigEndian.Uint16(file[at+2:]))
			if size < 2 || at+2+size > len(file) || !yield(file[at+1], file[at+4:at+2+size]) {
				return
			}
			at += 2 + size
		}
	}
}

// progressive reports whether a JPEG comes in several passes.
func progressive(file []byte) bool {
	for marker := range segments(file) {
		if marker == markerSOF2 {
			return true
		}
	}
	return false
}

// orientation returns which way up a JPEG is meant: 1 as it is, 2 to 8 turned or
// mirrored, 0 where it says nothing that makes sense.
func orientation(file []byte) int {
	for marker, body := range segments(file) {
		if exif, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00")); ok && marker == markerAPP1 {
			return orientationIn(exif)
		}
	}
	return 0
}

// orientationIn reads the first directory of a TIFF.
func orientationIn(tiff []byte) int {
	if len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder
	switch string(tiff[:2]) {
	case "II":
		order = binary.LittleEndian
	case "MM":
		order = binary.BigEndian
	default:
		return 0
	}
	first := int64(order.Uint32(tiff[4:]))
	if first+2 > int64(len(tiff)) {
		return 0
	}
	entries := tiff[first+2:]
	for range order.Uint16(tiff[first:]) {
		if len(entries) < entrySize {
			return 0
		}
		if order.Uint16(entries) == tagOrientation && order.Uint16(entries[2:]) == typeShort {
			return int(order.Uint16(entries[8:]))
		}
		entries = entries[entrySize:]
	}
	return 0
}
