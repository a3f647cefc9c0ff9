package array

import (
	"fmt"
	"strconv"
	"strings"
)

// FormatElem returns element i in the shortest form that reads back as the same value.
func (b *Buffer) FormatElem(i int) string {
	switch b.dtype {
	case Float64:
		return strconv.FormatFloat(view[float64](b)[i], 'g', -1, 64)
	case Float32:
		return strconv.FormatFloat(float64(view[float32](b)[i]), 'g', -1, 32)
	case Int32:
		return strconv.FormatInt(int64(view[int32](b)[i]), 10)
	case Int64:
		return strconv.FormatInt(view[int64](b)[i], 10)
	case Uint32:
		return strconv.FormatUint(uint64(view[uint32](b)[i]), 10)
	case Uint64:
		return strconv.FormatUint(view[uint64](b)[i], 10)
	}
	return strconv.FormatBool(view[bool](b)[i])
}

// ParseElem sets element i from the text that FormatElem wrote.
func (b *Buffer) ParseElem(i int, s string) (err error) {
	switch b.dtype {
	case Float64:
		view[float64](b)[i], err = strconv.ParseFloat(s, 64)
	case Float32:
		var x float64
		x, err = strconv.ParseFloat(s, 32)
		view[float32](b)[i] = float32(x)
	case Int32:
		var x int64
		x, err = strconv.ParseInt(s, 10, 32)
		view[int32](b)[i] = int32(x)
	case Int64:
		view[int64](b)[i], err = strconv.ParseInt(s, 10, 64)
	case Uint32:
		var x uint64
		x, err = strconv.ParseUint(s, 10, 32)
		view[uint32](b)[i] = uint32(x)
	case Uint64:
		view[uint64](b)[i], err = strconv.ParseUint(s, 10, 64)
	default:
		view[bool](b)[i], err = strconv.ParseBool(s)
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
