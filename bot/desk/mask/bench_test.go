package mask

import (
	"strings"
	"testing"
)

// The longest message there may be, of what is slowest to look at.
func BenchmarkText(b *testing.B) {
	for name, text := range map[string]string{
		"question": "My Visa card was declined at the hotel, what can I do?",
		"digits":   strings.Repeat("4111 1111 1111 1111 ", 200),
		"words":    strings.Repeat("passport code 1", 266),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Text(text)
			}
		})
	}
}
