package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/phlox-ppl/phlox/np"
)

// database is a directory with data, references and gradients of posteriordb (Magnusson et al.:
// "posteriordb: Testing, Benchmarking and Developing Bayesian Inference Algorithms", 2025).
type database struct {
	dir        string
	references map[string]reference // by data-model
	gradients  map[string]gradient
}

// reference summarizes 10 000 nearly independent draws.
type reference struct {
	Params map[string]moments `json:"params"` // beta[1]: elements count from 1, as in Stan
}

// moments are the expectations of a parameter and of its square, with their standard errors, which are 0 if
// the expectations are exact.
type moments struct {
	Mean        float64 `json:"mean"`
	MeanError   float64 `json:"mcse_mean"`
	Square      float64 `json:"mean_sq"`
	SquareError float64 `json:"mcse_mean_sq"`
}

// gradient is CmdStan's log density at a fixed point of unconstrained space, and its gradient.
type gradient struct {
	Point  int      `json:"point"`
	Values []string `json:"values"` // the density, then its derivatives
}

// errNoDatabase says that there is nothing to compare with.
var errNoDatabase = errors.New("skipped: there is no posteriordb; PHLOX_POSTERIORDB says where it is")

// open reads what models are compared with. The error wraps errNoDatabase if there is no such directory.
func open() (database, error) {
	dir := os.Getenv("PHLOX_POSTERIORDB")
	if dir == "" {
		root, err := projectRoot()
		if err != nil {
			return database{}, err
		}
		dir = filepath.Join(root, "..", "shared", "posteriordb")
	}
	db := database{dir: dir}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return db, fmt.Errorf("%w: %w", errNoDatabase, err)
	}
	if err := db.read("reference_summaries.json", &db.references); err != nil {
		return db, err
	}
	return db, db.read("gradient_oracle.json", &db.gradients)
}

// projectRoot returns the nearest directory above with a go.mod.
func projectRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("%w: no go.mod above the working directory", errNoDatabase)
		}
		dir = parent
	}
}

func (db database) read(name string, into any) error {
	text, err := os.ReadFile(filepath.Join(db.dir, name))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	return nil
}

// columns are a data set's arrays by Stan's names, all of float64.
type columns map[string]np.Array

// data reads a data set.
func (db database) data(name string) (columns, error) {
	var raw map[string]json.RawMessage
	if err := db.read(filepath.Join("data", name+".json"), &raw); err != nil {
		return nil, err
	}
	c := columns{}
	for key, text := range raw {
		x, err := parseArray(text)
		if err != nil {
			return nil, fmt.Errorf("data set %s, %s: %w", name, key, err)
		}
		c[key] = x
	}
	return c, nil
}

// parseArray reads a number, a list of numbers or a list of rows.
func parseArray(text json.RawMessage) (np.Array, error) {
	var number float64
	if json.Unmarshal(text, &number) == nil {
		return np.Scalar(number), nil
	}
	var list []float64
	if json.Unmarshal(text, &list) == nil {
		return np.Vec(list...), nil
	}
	var rows [][]float64
	if err := json.Unmarshal(text, &rows); err != nil {
		return np.Array{}, err
	}
	return np.Matrix(rows...), nil
}
