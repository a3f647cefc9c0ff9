package diagnostics

import (
	"reflect"
	"testing"
)

func TestSplitLeavesOutTheMiddleDraw(t *testing.T) {
	for _, test := range []struct{ chains, want [][]float64 }{
		{[][]float64{{1, 2, 3, 4}}, [][]float64{{1, 2}, {3, 4}}},
		{[][]float64{{1, 2, 3, 4, 5}}, [][]float64{{1, 2}, {4, 5}}},
		{[][]float64{{1, 2}, {3, 4}}, [][]float64{{1}, {2}, {3}, {4}}},
	} {
		if got := split(test.chains); !reflect.DeepEqual(got, test.want) {
			t.Errorf("split(%v) = %v, want %v", test.chains, got, test.want)
		}
	}
}
