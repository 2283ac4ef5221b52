package knowledge

import (
	"bytes"
	"fmt"
)

// A Problem is something wrong with one file of a knowledge base.
type Problem struct {
	File string
	Line int // 1-based; 0 where it concerns the whole file
	Text string
}

func (p Problem) String() string {
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s", p.File, p.Text)
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text)
}

// An InvalidError says why a knowledge base does not load. Its message is the
// first problem and the number of the others.
type InvalidError struct {
	Problems []Problem // at least one, sorted by file and line
}

func (e *InvalidError) Error() string {
	s := e.Problems[0].String()
	if n := len(e.Problems) - 1; n > 0 {
		s += fmt.Sprintf(" (and %d more; `payhelp kb lint` lists them)", n)
	}
	return s
}

// lineOf returns the 1-based line of data on which the nth (from 0) line that
// contains all of the parts stands, or 0.
func lineOf(data []byte, nth int, parts ...string) int {
	for line := 1; ; line++ {
		at := bytes.Index(data, []byte(parts[0]))
		if at < 0 {
			return 0
		}
		line += bytes.Count(data[:at], newline)
		start := bytes.LastIndex(data[:at], newline) + 1
		text, rest, _ := bytes.Cut(data[start:], newline)
		found := true
		for _, p := range parts[1:] {
			found = found && bytes.Contains(text, []byte(p))
		}
		if found {
			if nth == 0 {
				return line
			}
			nth--
		}
		data = rest
	}
}

var newline = []byte("\n")
