package array

import (
	"slices"
	"testing"
)

func TestBroadcast(t *testing.T) {
	for _, c := range []struct {
		shapes []Shape
		want   Shape // nil: they don't fit
	}{
		{[]Shape{}, Shape{}},
		{[]Shape{{}, {}}, Shape{}},
		{[]Shape{{3}, {}}, Shape{3}},
		{[]Shape{{2, 3}, {3}}, Shape{2, 3}},
		{[]Shape{{2, 1}, {3}}, Shape{2, 3}},
		{[]Shape{{2, 1}, {1, 3}, {4, 1, 1}}, Shape{4, 2, 3}},
		{[]Shape{{0, 3}, {1}}, Shape{0, 3}},
		{[]Shape{{1}, {0}}, Shape{0}},
		{[]Shape{{0}, {1}}, Shape{0}},
		{[]Shape{{2}, {0}}, nil},
		{[]Shape{{2}, {3}}, nil},
		{[]Shape{{2, 3}, {2}}, nil},
	} {
		got, err := Broadcast(c.shapes...)
		if (err == nil) != (c.want != nil) || !got.Equal(c.want) {
			t.Errorf("%v: %v, %v, want %v", c.shapes, got, err, c.want)
		}
	}
}

func TestShape(t *testing.T) {
	for _, c := range []struct {
		shape   Shape
		text    string
		size    int
		strides []int
	}{
		{nil, "[]", 1, []int{}},
		{Shape{5}, "[5]", 5, []int{1}},
		{Shape{2, 3, 4}, "[2 3 4]", 24, []int{12, 4, 1}},
		{Shape{2, 0, 4}, "[2 0 4]", 0, []int{0, 4, 1}},
	} {
		if c.shape.String() != c.text || c.shape.Size() != c.size || !slices.Equal(c.shape.Strides(), c.strides) {
			t.Errorf("%v: %s, size %d, strides %v", c.text, c.shape, c.shape.Size(), c.shape.Strides())
		}
	}
}

func TestPrependAndWithoutLeaveTheShapeAlone(t *testing.T) {
	s := append(make(Shape, 0, 8), 2, 3, 4)
	p, w := s.Prepend(7), s.Without([]int{1})
	p[1], w[0] = 99, 99
	if !s.Equal(Shape{2, 3, 4}) || !p.Equal(Shape{7, 99, 3, 4}) || !w.Equal(Shape{99, 4}) {
		t.Errorf("%v, %v, %v", s, p, w)
	}
}

func TestAxis(t *testing.T) {
	s := Shape{2, 3}
	for axis, want := range map[int]int{0: 0, 1: 1, -1: 1, -2: 0, 2: -1, -3: -1} {
		got, err := s.Axis(axis)
		if (err != nil) != (want < 0) || err == nil && got != want {
			t.Errorf("Axis(%d) = %d, %v", axis, got, err)
		}
	}
}
