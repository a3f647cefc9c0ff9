package phlox

import (
	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/ir"
	"github.com/phlox-ppl/phlox/np"
)

// packed is the sites of a part of the model with their arrays taken out, to be returned from a traced
// function.
type packed struct {
	sites  []*Msg
	arrays []np.Array
	inside [][]bool // for each site, which arrays of siteArrays are among arrays
}

// siteArrays is what of a site depends on the step.
type siteArrays struct {
	Value, Observation, Scale np.Array
	Dist                      dist.Dist
}

func (m *Msg) arrays() siteArrays { return siteArrays{m.Value, m.Infer.Observation, m.Scale, m.Dist} }

// pack takes the arrays out of the sites of t; those for which inside does not hold are the same for all
// steps and are left.
func pack(t *Trace, inside func(v ir.Value) bool) packed {
	var p packed
	for _, m := range t.Sites() {
		switch m.Kind {
		case Plate:
			continue
		case Param:
			panic(m.Errorf("a parameter inside of a scan or cond; make it outside"))
		}
		values := 1 // those that come first are stacked in any case
		if !m.Infer.Observation.IsZero() {
			values++
		}
		var marks []bool
		for i, a := range tree.Arrays(m.arrays()) {
			in := i < values || inside(a.IR())
			marks = append(marks, in)
			if in {
				p.arrays = append(p.arrays, a)
			}
		}
		p.sites = append(p.sites, m)
		p.inside = append(p.inside, marks)
	}
	return p
}

// report sends the sites from where m was sent, with the arrays that came back. length is the number of
// steps along their leading axis, or 0 if there is no such axis.
func (f packed) report(m *Msg, arrays []np.Array, length int) {
	for i, site := range f.sites {
		old := site.arrays()
		all := tree.Arrays(old)
		for k, in := range f.inside[i] {
			if in {
				all[k], arrays = arrays[0], arrays[1:]
			}
		}
		got := tree.With(old, all)
		done := &Msg{Kind: site.Kind, Name: site.inner, Value: got.Value, Observed: site.Observed, InSupport: site.InSupport,
			Dist: got.Dist, Scale: got.Scale, Plates: site.Plates, Infer: site.Infer, Done: true, File: site.File, Line: site.Line}
		done.Infer.Observation = got.Observation
		if site.Kind == Sample && length > 0 {
			done.stack(f.inside[i], length)
		}
		p := *m.P
		if p.depth = site.depth; site.depth == 0 {
			p.depth = m.depth
		}
		p.send(done)
	}
}

// stack gives the site the scale and distribution of all steps. along says which of its arrays are stacked.
func (m *Msg) stack(along []bool, length int) {
	if along = along[1:]; !m.Infer.Observation.IsZero() {
		along = along[1:]
	}
	if !m.Scale.IsZero() {
		for rank := len(m.Dist.BatchShape()) + 1; along[0] && m.Scale.Rank() < rank; {
			m.Scale = m.Scale.ExpandDims(1) // to broadcast against the batch with the steps in front
		}
		along = along[1:]
	}
	m.Dist = dist.Stacked(m.Dist, length, along...)
}
