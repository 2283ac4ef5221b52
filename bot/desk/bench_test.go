package desk_test

import (
	"fmt"
	"testing"

	"payhelp/bot/desk"
	"payhelp/bot/desk/desktest"
)

// BenchmarkPost is one message with its answer, stored on the disk.
func BenchmarkPost(b *testing.B) {
	d := desktest.New(b, nil)
	c, _, err := d.Start(b.Context(), desk.Visit{})
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for b.Loop() {
		if n++; n%20 == 0 {
			if c, _, err = d.Start(b.Context(), desk.Visit{}); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := d.Post(b.Context(), c.ID, desk.Posting{Text: "What is the ATM limit?", ClientID: fmt.Sprint(n)}); err != nil {
			b.Fatal(err)
		}
	}
}
