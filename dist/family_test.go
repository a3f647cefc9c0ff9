package dist_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/phlox-ppl/phlox/dist"
	"github.com/phlox-ppl/phlox/dist/bijector"
	"github.com/phlox-ppl/phlox/dist/constraint"
	"github.com/phlox-ppl/phlox/internal/tree"
	"github.com/phlox-ppl/phlox/np"
)

// params are the arrays of a distribution, in the order of its constructor.
type params = []np.Array

// family is a row of the table that the laws are tested on.
type family struct {
	name string // the constructor, and what tells it from others of the same
	make func(p params) dist.Dist
	at   [2]params // two distributions of scalar batch, of the same shapes
}

func one[A ~float64 | ~int](x ...A) params {
	p := make(params, len(x))
	for i := range x {
		p[i] = np.Scalar(float64(x[i]))
	}
	return p
}

var families = []family{
	{"Normal", func(p params) dist.Dist { return dist.Normal(p[0], p[1]) }, [2]params{one(0.5, 2), one(-1., 0.3)}},
	{"LogNormal", func(p params) dist.Dist { return dist.LogNormal(p[0], p[1]) }, [2]params{one(0.5, 0.8), one(-1., 0.3)}},
	{"HalfNormal", func(p params) dist.Dist { return dist.HalfNormal(p[0]) }, [2]params{one(2.), one(0.3)}},
	{"Cauchy", func(p params) dist.Dist { return dist.Cauchy(p[0], p[1]) }, [2]params{one(0.5, 2), one(-1., 0.3)}},
	{"HalfCauchy", func(p params) dist.Dist { return dist.HalfCauchy(p[0]) }, [2]params{one(2.), one(0.3)}},
	{"StudentT", func(p params) dist.Dist { return dist.StudentT(p[0], p[1], p[2]) }, [2]params{one(9., 0.5, 2), one(15., -1, 0.3)}},
	{"Laplace", func(p params) dist.Dist { return dist.Laplace(p[0], p[1]) }, [2]params{one(0.5, 2), one(-1., 0.3)}},
	{"Logistic", func(p params) dist.Dist { return dist.Logistic(p[0], p[1]) }, [2]params{one(0.5, 2), one(-1., 0.3)}},
	{"Exponential", func(p params) dist.Dist { return dist.Exponential(p[0]) }, [2]params{one(2.), one(0.3)}},
	{"Gamma", func(p params) dist.Dist { return dist.Gamma(p[0], p[1]) }, [2]params{one(2.5, 3), one(0.7, 0.5)}},
	{"InverseGamma", func(p params) dist.Dist { return dist.InverseGamma(p[0], p[1]) }, [2]params{one(6.5, 3), one(9., 0.5)}},
	{"Beta", func(p params) dist.Dist { return dist.Beta(p[0], p[1]) }, [2]params{one(2.5, 3), one(1.2, 0.8)}},
	{"Uniform", func(p params) dist.Dist { return dist.Uniform(p[0], p[1]) }, [2]params{one(-1., 2), one(3., 3.5)}},
	{"Weibull", func(p params) dist.Dist { return dist.Weibull(p[0], p[1]) }, [2]params{one(2., 1.5), one(0.5, 3)}},
	{"TruncatedNormal", func(p params) dist.Dist { return dist.TruncatedNormal(p[0], p[1], p[2], p[3]) },
		[2]params{one(0.5, 2, -1, 3), one(-1., 0.3, 0.5, 1)}},
	{"TruncatedNormal left", func(p params) dist.Dist { return dist.TruncatedNormal(p[0], p[1], p[2], math.Inf(1)) },
		[2]params{one(0.5, 2, -1), one(-1., 0.3, 0.5)}},
	{"TruncatedNormal right", func(p params) dist.Dist { return dist.TruncatedNormal(p[0], p[1], np.Array{}, p[2]) },
		[2]params{one(0.5, 2, -1), one(-1., 0.3, 0.5)}},
	{"Bernoulli", func(p params) dist.Dist { return dist.Bernoulli(p[0]) }, [2]params{one(0.3), one(0.9)}},
	{"BernoulliLogits", func(p params) dist.Dist { return dist.BernoulliLogits(p[0]) }, [2]params{one(0.3), one(-2.)}},
	{"Binomial", func(p params) dist.Dist { return dist.Binomial(7, p[0]) }, [2]params{one(0.3), one(0.9)}},
	{"BinomialLogits", func(p params) dist.Dist { return dist.BinomialLogits(7, p[0]) }, [2]params{one(0.3), one(-2.)}},
	{"Categorical", func(p params) dist.Dist { return dist.Categorical(p[0]) },
		[2]params{{np.Vec(0.2, 0.5, 0.3)}, {np.Vec(0.1, 0.1, 0.8)}}},
	{"CategoricalLogits", func(p params) dist.Dist { return dist.CategoricalLogits(p[0]) },
		[2]params{{np.Vec(0.2, 0.5, -0.3)}, {np.Vec(1, -1, 0)}}},
	{"Poisson", func(p params) dist.Dist { return dist.Poisson(p[0]) }, [2]params{one(3.5), one(20.)}},
	{"NegativeBinomial2", func(p params) dist.Dist { return dist.NegativeBinomial2(p[0], p[1]) },
		[2]params{one(3.5, 2), one(5., 14)}},
	{"OrderedLogistic", func(p params) dist.Dist { return dist.OrderedLogistic(p[0], p[1]) },
		[2]params{{np.Scalar(0.3), np.Vec(-1, 0.2, 1)}, {np.Scalar(-0.5), np.Vec(-2, 0.1, 0.5)}}},
	{"Dirichlet", func(p params) dist.Dist { return dist.Dirichlet(p[0]) },
		[2]params{{np.Vec(2, 1.5, 3)}, {np.Vec(1, 0.7, 5)}}},
	{"MultivariateNormal", func(p params) dist.Dist { return dist.MultivariateNormal(p[0], p[1]) },
		[2]params{{np.Vec(1, -1), symmetric(2, 0.6, 1.5)}, {np.Vec(0, 3), symmetric(1, -0.6, 0.5)}}},
	{"MultivariateNormalPrecision", func(p params) dist.Dist { return dist.MultivariateNormalPrecision(p[0], p[1]) },
		[2]params{{np.Vec(1, -1), symmetric(2, 0.6, 1.5)}, {np.Vec(0, 3), symmetric(1, -0.6, 0.5)}}},
	{"MultivariateNormalTril", func(p params) dist.Dist { return dist.MultivariateNormalTril(p[0], p[1]) },
		[2]params{{np.Scalar(1.0), np.Matrix([]float64{2, 0}, []float64{-1, 0.5})}, {np.Scalar(0.5), np.Matrix([]float64{1, 0}, []float64{1, 2})}}},
	{"LKJCholesky", func(p params) dist.Dist { return dist.LKJCholesky(3, p[0]) }, [2]params{one(0.7), one(4.)}},
	{"MixtureSameFamily", func(p params) dist.Dist {
		return dist.MixtureSameFamily(dist.Categorical(p[0]), dist.Normal(p[1], p[2]))
	}, [2]params{{np.Vec(0.2, 0.8), np.Vec(-1, 2), np.Vec(0.5, 1)}, {np.Vec(0.5, 0.5), np.Vec(0, 1), np.Vec(2, 1)}}},
	{"MixtureSameFamily of counts", func(p params) dist.Dist {
		return dist.MixtureSameFamily(dist.CategoricalLogits(p[0]), dist.Poisson(p[1]))
	}, [2]params{{np.Vec(0.2, 0.8), np.Vec(1, 12)}, {np.Vec(0.5, 0.5), np.Vec(3, 5)}}},
	{"Transformed", func(p params) dist.Dist {
		return dist.Transformed(dist.Normal(p[0], p[1]), bijector.Sigmoid{}, bijector.Affine{Loc: np.Of(1.0), Scale: np.Of(-2.0)})
	}, [2]params{one(0.5, 1), one(-1., 0.3)}},
	{"DeltaWith", func(p params) dist.Dist { return dist.DeltaWith(p[0], p[1], 1) },
		[2]params{{np.Vec(1, 2), np.Scalar(0.5)}, {np.Vec(3, 4), np.Scalar(-1.0)}}},
	{"Delta", func(p params) dist.Dist { return dist.Delta(p[0]) }, [2]params{one(0.5), one(-1.)}},
	{"Unit", func(p params) dist.Dist { return dist.Unit(p[0]) }, [2]params{one(0.5), one(-1.)}},
	{"Stacked", func(p params) dist.Dist {
		d := dist.Uniform(-10, p[1])
		arrays := tree.Arrays(d)
		arrays[0] = p[0]
		return dist.Stacked(tree.With(d, arrays), 3, true, false)
	}, [2]params{{np.Vec(0, -1, -2), np.Scalar(2.0)}, {np.Vec(0, -1, 1), np.Scalar(3.0)}}},
}

func symmetric(a, b, c float64) np.Array { return np.Matrix([]float64{a, b}, []float64{b, c}) }

// each runs f on both distributions of every row.
func each(t *testing.T, f func(t *testing.T, c family, p params, d dist.Dist)) {
	for _, c := range families {
		for _, p := range c.at {
			t.Run(c.name, func(t *testing.T) {
				d := c.make(p)
				if err := d.Err(); err != nil {
					t.Fatal(err)
				}
				f(t, c, p, d)
			})
		}
	}
}

// TestTableIsComplete finds exported functions that return a Dist and are in no row.
func TestTableIsComplete(t *testing.T) {
	rows := map[string]bool{
		"New":             true, // what constructors call
		"ImproperUniform": true, // has no sampler and no parameters: TestImproperUniform
	}
	for _, c := range families {
		rows[strings.Fields(c.name)[0]] = true
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range f.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Recv != nil || !fn.Name.IsExported() || fn.Type.Results.NumFields() != 1 {
				continue
			}
			if id, ok := fn.Type.Results.List[0].Type.(*ast.Ident); ok && id.Name == "Dist" && !rows[fn.Name.Name] {
				t.Errorf("%s: %s is in no row of families", name, fn.Name.Name)
			}
		}
	}
}

func TestImproperUniform(t *testing.T) {
	d := dist.ImproperUniform(constraint.Positive{}, np.Shape{2}, np.Shape{3})
	if !d.BatchShape().Equal(np.Shape{2}) || !d.EventShape().Equal(np.Shape{3}) || d.Support().EventDim() != 1 {
		t.Errorf("%v with support %v", d, d.Support())
	}
	lp := d.LogProb(np.Matrix([]float64{1, 2, 3}, []float64{1, -2, 3})).Float64s()
	if lp[0] != 0 || !math.IsInf(lp[1], -1) {
		t.Errorf("log prob %v, want [0 -Inf]", lp)
	}
	if err := dist.Try(func() { d.Sample(key(0)) }); err == nil {
		t.Error("a draw from it")
	}
	if err := dist.ImproperUniform(constraint.Simplex{}, nil, nil).Err(); err == nil {
		t.Error("no error for a scalar simplex")
	}
}
