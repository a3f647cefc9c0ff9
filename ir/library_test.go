package ir

import "testing"

func TestIsLibrary(t *testing.T) {
	for _, c := range []struct {
		file, root, main string
		want             bool
	}{
		{"/usr/go/src/sort/slice.go", "/usr/go/src/", "example.com/app", true},
		{"/home/me/app/main.go", "/usr/go/src/", "example.com/app", false},
		{"/home/me/runtime/model.go", "/usr/go/src/", "example.com/app", false},
		// -trimpath
		{"sort/slice.go", "", "example.com/app", true},
		{"internal/runtime/maps/map.go", "", "example.com/app", true},
		{"example.com/app/main.go", "", "example.com/app", false},
		{"example.com/other@v1.2.3/x.go", "", "example.com/app", false},
		{"app/model/x.go", "", "app", false},
		{"application/x.go", "", "app", true},
		{"command-line-arguments/x.go", "", "", false},
		{"./x.go", "", "", false},
	} {
		if got := isLibrary(c.file, c.root, c.main); got != c.want {
			t.Errorf("%s with root %q in module %q: %v", c.file, c.root, c.main, got)
		}
	}
}
