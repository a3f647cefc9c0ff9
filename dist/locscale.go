package dist

import (
	"reflect"

	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/np"
)

// LocScale returns the location and scale of a distribution on the reals that has them: its family has
// fields Loc and Scale. They have the batch shape, or broadcast to it.
func (d Dist) LocScale() (loc, scale np.Array, ok bool) {
	if d.err != nil || d.Family == nil {
		return loc, scale, false
	}
	if _, real := d.Family.Support().(constraint.Real); !real {
		return loc, scale, false
	}
	f := reflect.ValueOf(d.Family)
	l, s := f.FieldByName("Loc"), f.FieldByName("Scale")
	if !l.IsValid() || !s.IsValid() {
		return loc, scale, false
	}
	return l.Interface().(np.Array), s.Interface().(np.Array), true
}

// WithLocScale returns d with another location and scale, which broadcast to the batch shape. d must have
// them.
func (d Dist) WithLocScale(loc, scale np.Array) Dist {
	f := reflect.New(reflect.TypeOf(d.Family)).Elem()
	f.Set(reflect.ValueOf(d.Family))
	f.FieldByName("Loc").Set(reflect.ValueOf(loc))
	f.FieldByName("Scale").Set(reflect.ValueOf(scale))
	e := d
	e.Family = f.Interface().(Family)
	return e
}
