package compile

import (
	"crypto/sha256"
	"fmt"
	"os"
	"slices"
	"sync"

	"github.com/phlox-ppl/phlox/ir"
)

// cache has what was compiled last, by what it depends on: programs of the same text are the same. A model that is made
// ready again, for other data of the same shapes, has its text again. It holds code, not the memory of machines, and few enough
// that what they take does not matter; what it lets go of is freed when its last Executable is.
type cache struct {
	mu     sync.Mutex
	recent []*entry // the last used first
}

type entry struct {
	key  [sha256.Size]byte
	code func() (*code, error)
}

const (
	cached    = 32   // entries
	constants = 4096 // elements: a program with more is not kept, nor is its long text made
)

var compiled cache

// get returns what p is compiled to for a back end. Of callers at the same time one compiles.
func (c *cache) get(p *ir.Program, b Backend) (*code, error) {
	if b == Eval || numbers(p) > constants {
		return compile(p, b, nil)
	}
	key := sha256.Sum256(fmt.Appendf(nil, "%s %s\n%v", b, os.Getenv("PHLOX_CPU"), p))
	return c.entry(key, func() (*code, error) { return compile(p, b, nil) }).code()
}

// entry returns the entry of a key, which is new if there is none.
func (c *cache) entry(key [sha256.Size]byte, f func() (*code, error)) *entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	var e *entry
	if i := slices.IndexFunc(c.recent, func(e *entry) bool { return e.key == key }); i >= 0 {
		e = c.recent[i]
		c.recent = slices.Delete(c.recent, i, i+1)
	} else {
		e = &entry{key, sync.OnceValues(f)}
		if len(c.recent) == cached {
			c.recent = slices.Delete(c.recent, cached-1, cached)
		}
	}
	c.recent = slices.Insert(c.recent, 0, e)
	return e
}

// numbers returns how many elements the constants of p have, those of programs in it included.
func numbers(p *ir.Program) int {
	n := 0
	count := func(vars []*ir.Var) {
		for _, v := range vars {
			if b := v.Buffer(); b != nil {
				n += b.Size()
			}
		}
	}
	for _, e := range p.Eqns {
		count(e.In)
		for _, q := range ir.Programs(e.Op) {
			n += numbers(q)
		}
	}
	count(p.Out)
	return n
}
