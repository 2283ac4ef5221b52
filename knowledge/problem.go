package knowledge

import (
	"bytes"
	"fmt"
	"strings"
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
	for i, line := range bytes.Split(data, []byte("\n")) {
		found := true
		for _, p := range parts {
			found = found && strings.Contains(string(line), p)
		}
		if found {
			if nth == 0 {
				return i + 1
			}
			nth--
		}
	}
	return 0
}
