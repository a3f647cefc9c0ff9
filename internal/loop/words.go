package loop

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/phlox-ppl/phlox/array"
)

// words reads a text word by word, in lines. It keeps the first error; after that there are no more words.
type words struct {
	lines []string
	line  int      // lines that were begun
	rest  []string // of the line
	err   error
}

// spaced puts spaces around signs that are words of their own.
var spaced = strings.NewReplacer(",", " , ", "[", " [ ", "]", " ] ", "(", " ( ", ")", " ) ", "*", " * ", "@", " @ ")

// next goes on to the next line that is not empty. What is left of this one is an error.
func (w *words) next() {
	if len(w.rest) > 0 {
		w.failf("%q where the line should end", w.rest[0])
	}
	for w.err == nil && len(w.rest) == 0 {
		if w.line == len(w.lines) {
			w.failf("the text ends too early")
			return
		}
		w.rest = strings.Fields(spaced.Replace(w.lines[w.line]))
		w.line++
	}
}

// finish wants nothing to be left.
func (w *words) finish() {
	if text := strings.Join(w.rest, "") + strings.TrimSpace(strings.Join(w.lines[w.line:], "")); text != "" {
		w.failf("text after the end")
	}
}

func (w *words) failf(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf(format, args...)
	}
	w.rest = nil
}

// more reports whether there is another word in the line.
func (w *words) more() bool { return len(w.rest) > 0 }

// peek returns the next word of the line, or "".
func (w *words) peek() string {
	if len(w.rest) == 0 {
		return ""
	}
	return w.rest[0]
}

func (w *words) take() string {
	word := w.peek()
	if word == "" {
		w.failf("the line ends too early")
		return " " // no word
	}
	w.rest = w.rest[1:]
	return word
}

// accept takes the next word if it is this one.
func (w *words) accept(word string) bool {
	if w.peek() != word {
		return false
	}
	w.take()
	return true
}

func (w *words) expect(word string) {
	if got := w.peek(); got != word {
		w.failf("%q where %q should be", got, word)
		return
	}
	w.take()
}

func (w *words) int() int {
	word := w.take()
	x, err := strconv.Atoi(word)
	if err != nil {
		w.failf("%q where a number should be", word)
	}
	return x
}

func (w *words) dtype() array.DType {
	t, err := array.ParseDType(w.take())
	if err != nil {
		w.failf("%w", err)
	}
	return t
}

// literal reads an element: a number, true or false, or bits in hexadecimal.
func (w *words) literal(t array.DType) (bits uint64) {
	word := w.take()
	var err error
	if hex, ok := strings.CutPrefix(word, "0x"); ok {
		bits, err = strconv.ParseUint(hex, 16, 8*t.Size())
	} else {
		bits, err = parseElement(t, word)
	}
	if err != nil {
		w.failf("%q where an element of %v should be", word, t)
	}
	return bits
}

func parseElement(t array.DType, word string) (uint64, error) {
	width := 8 * t.Size()
	switch {
	case t == array.Bool:
		x, err := strconv.ParseBool(word)
		if x {
			return 1, err
		}
		return 0, err
	case t.IsUnsigned():
		return strconv.ParseUint(word, 10, width)
	case t == array.Int32:
		x, err := strconv.ParseInt(word, 10, width)
		return uint64(uint32(x)), err
	case t == array.Int64:
		x, err := strconv.ParseInt(word, 10, width)
		return uint64(x), err
	case t == array.Float32:
		x, err := strconv.ParseFloat(word, width)
		return uint64(math.Float32bits(float32(x))), err
	}
	x, err := strconv.ParseFloat(word, width)
	return math.Float64bits(x), err
}
