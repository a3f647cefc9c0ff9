package loop

import (
	"fmt"
	"strings"
	"testing"
)

const walked = `func walked {
in x f64[10]
out y f64[10]
%0 = const i64 0
%1 = const i64 10
%2 = const bool true
%9 = for %3 = %0 to %1 carry %4 = %0 {
  %5 = load f64 x[%3*2 + %4]
  if %2 {
    store y[%3] = %5
  }
  next %3
}
%8 = while carry %6 = %2 {
  %7 = not bool %6
  test %7
  next %6
}
}`

func TestWalkFollowsTheText(t *testing.T) {
	f, err := Parse(walked, Names{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	f.Walk(func(s Stmt) { got = append(got, strings.TrimPrefix(fmt.Sprintf("%T", s), "*loop.")) })
	if want := "[Value Value Value For Value If Store While Value]"; fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
}

func TestUses(t *testing.T) {
	f, err := Parse(walked, Names{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	f.Walk(func(s Stmt) {
		var uses []string
		Uses(s, func(v *Value) { uses = append(uses, ref(v)) })
		got = append(got, strings.Join(uses, " "))
	})
	want := []string{"", "", "", "%0 %1 %0 %3", "%3 %4", "%2", "%3 %5", "%2 %6 %7", "%6"}
	if strings.Join(got, ", ") != strings.Join(want, ", ") {
		t.Errorf("%q, want %q", got, want)
	}
}
