package diagnostics

import (
	"reflect"
	"strings"
	"testing"
)

func TestSiteElements(t *testing.T) {
	site := Site{
		Name:  "w",
		Shape: []int{2, 3},
		Draws: [][]float64{
			{0, 1, 2, 3, 4, 5, 100, 101, 102, 103, 104, 105},
			{10, 11, 12, 13, 14, 15, 110, 111, 112, 113, 114, 115},
		},
	}
	for i, name := range []string{"w[0,0]", "w[0,1]", "w[0,2]", "w[1,0]", "w[1,1]", "w[1,2]"} {
		if got := site.elementName(i); got != name {
			t.Errorf("element %d is %s, want %s", i, got, name)
		}
		x := float64(i)
		if got, want := site.element(i), ([][]float64{{x, x + 100}, {x + 10, x + 110}}); !reflect.DeepEqual(got, want) {
			t.Errorf("draws of element %d are %v, want %v", i, got, want)
		}
	}
	if got := (Site{Name: "mu"}).elementName(0); got != "mu" {
		t.Errorf("the scalar is %s", got)
	}
}

func TestSiteCheck(t *testing.T) {
	for _, test := range []struct {
		site Site
		want string // part of the error; "" for none
	}{
		{Site{Name: "x", Draws: [][]float64{{1, 2}}}, ""},
		{Site{Name: "x", Shape: []int{2}, Draws: [][]float64{{1, 2, 3, 4}}}, ""},
		{Site{Name: "x", Shape: []int{3, 0}, Draws: [][]float64{{}, {}}}, ""},
		{Site{Name: "x"}, "site x: no chains"},
		{Site{Name: "x", Draws: [][]float64{{}}}, "chain 0 has no draws"},
		{Site{Name: "x", Draws: [][]float64{{1, 2}, {1}}}, "chain 1 has 1 numbers and chain 0 has 2"},
		{Site{Name: "x", Shape: []int{2}, Draws: [][]float64{{1, 2, 3}}}, "chain 0 has 3 numbers, not a multiple of the 2 elements of shape [2]"},
		{Site{Name: "x", Shape: []int{-1}, Draws: [][]float64{{1}}}, "shape [-1] has a negative dimension"},
		{Site{Name: "x", Shape: []int{0}, Draws: [][]float64{{1}}}, "shape [0] has no elements but chain 0 has 1 numbers"},
	} {
		err := test.site.check()
		if test.want == "" && err != nil {
			t.Errorf("%+v: %v", test.site, err)
		}
		if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%+v: error %v, want %q", test.site, err, test.want)
		}
	}
}
