package array

import (
	"fmt"
	"strconv"
	"strings"
)

// FormatElem returns element i in the shortest form that reads back as the same value.
func (b *Buffer) FormatElem(i int) string {
	switch d := b.data.(type) {
	case []float64:
		return strconv.FormatFloat(d[i], 'g', -1, 64)
	case []float32:
		return strconv.FormatFloat(float64(d[i]), 'g', -1, 32)
	case []int32:
		return strconv.FormatInt(int64(d[i]), 10)
	case []int64:
		return strconv.FormatInt(d[i], 10)
	case []uint32:
		return strconv.FormatUint(uint64(d[i]), 10)
	case []uint64:
		return strconv.FormatUint(d[i], 10)
	}
	return strconv.FormatBool(b.data.([]bool)[i])
}

// ParseElem sets element i from the text that FormatElem wrote.
func (b *Buffer) ParseElem(i int, s string) (err error) {
	switch d := b.data.(type) {
	case []float64:
		d[i], err = strconv.ParseFloat(s, 64)
	case []float32:
		var x float64
		x, err = strconv.ParseFloat(s, 32)
		d[i] = float32(x)
	case []int32:
		var x int64
		x, err = strconv.ParseInt(s, 10, 32)
		d[i] = int32(x)
	case []int64:
		d[i], err = strconv.ParseInt(s, 10, 64)
	case []uint32:
		var x uint64
		x, err = strconv.ParseUint(s, 10, 32)
		d[i] = uint32(x)
	case []uint64:
		d[i], err = strconv.ParseUint(s, 10, 64)
	case []bool:
		d[i], err = strconv.ParseBool(s)
	}
	return err
}

// String prints the elements nested in brackets; axes longer than 8 are shortened in the middle.
func (b *Buffer) String() string {
	var s strings.Builder
	b.format(&s, 0, 0)
	return s.String()
}

const formatEdge = 4 // elements shown at either end of a long axis

func (b *Buffer) format(s *strings.Builder, axis, offset int) {
	if axis == len(b.shape) {
		s.WriteString(b.shortElem(offset))
		return
	}
	n := b.shape[axis]
	stride := b.shape[axis+1:].Size()
	s.WriteByte('[')
	for i := 0; i < n; i++ {
		if i > 0 {
			s.WriteByte(' ')
		}
		if n > 2*formatEdge && i == formatEdge {
			s.WriteString("...")
			i = n - formatEdge - 1
			continue
		}
		b.format(s, axis+1, offset+i*stride)
	}
	s.WriteByte(']')
}

func (b *Buffer) shortElem(i int) string {
	if b.dtype.IsFloat() {
		return fmt.Sprintf("%.6g", b.Float64(i))
	}
	return b.FormatElem(i)
}
