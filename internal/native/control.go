package native

import (
	"github.com/phlox-ppl/phlox/internal/asm/amd64"
	"github.com/phlox-ppl/phlox/internal/loop"
)

// forLoop translates a For: to lanes if it can be, to code without a loop if it is short, and else to a loop.
func (l *lowering) forLoop(f *loop.For) {
	trips, known := l.trips(f)
	switch {
	case known && trips <= 0:
		for _, c := range f.Carry {
			l.same(c.Out, c.Init)
		}
	case f.Vector && l.vectorize(f):
	case known && trips*size(f.Body) <= unrolled:
		l.unroll(f, trips)
	default:
		l.serial(f, known)
	}
}

// unrolled is how many statements a loop may become if it is written out.
const unrolled = 48

// trips returns how many iterations a loop has, if that is known.
func (l *lowering) trips(f *loop.For) (int64, bool) {
	lo, ok := l.number(f.Lo)
	hi, ok2 := l.number(f.Hi)
	return hi - lo, ok && ok2
}

// size returns the number of statements of a block; a loop in it counts a lot.
func size(b loop.Block) int64 {
	n := int64(len(b.List))
	for _, s := range b.List {
		switch s := s.(type) {
		case *loop.For, *loop.While, *loop.Call, *loop.Fork:
			n += 2 * unrolled
		case *loop.If:
			n += size(s.Then) + size(s.Else)
		}
	}
	return n
}

// same says that dst is src.
func (l *lowering) same(dst, src *loop.Value) {
	if src.Op != loop.Const {
		l.bound[dst.ID] = l.bound[src.ID]
		return
	}
	if x, ok := l.number(src); ok && !src.Type.IsFloat() {
		l.bindInt(dst, x)
		return
	}
	l.bind(dst, l.scalar(src))
}

func (l *lowering) unroll(f *loop.For, trips int64) {
	lo, _ := l.number(f.Lo)
	for _, c := range f.Carry {
		l.same(c.Var, c.Init)
	}
	next := make([]binding, len(f.Carry))
	for i := range trips {
		l.bindInt(f.Index, lo+i)
		l.block(f.Body)
		for k, c := range f.Carry {
			l.same(c.Out, c.Next)
			next[k] = l.bound[c.Out.ID]
		}
		for k, c := range f.Carry {
			l.bound[c.Var.ID] = next[k]
		}
	}
}

// serial translates a loop whose iterations come one after the other.
func (l *lowering) serial(f *loop.For, runs bool) {
	vars := l.initVars(f.Carry)
	i := l.newInner(general, 0)
	l.move(i, l.scalar(f.Lo))
	trips, known := l.trips(f)
	l.around(f, i, vars, passage{runs, isShort(f, trips, known)})
}

// around translates a loop from where i and vars are.
func (l *lowering) around(f *loop.For, i reg, vars []reg, p passage) {
	l.repeat(f, i, l.limit(f.Hi, 0), 1, p, func() {
		l.bindVars(f.Carry, vars)
		l.bind(f.Index, i)
		l.inPlaces(f.Carry, f.Body, vars)
		l.block(f.Body)
		l.advance(f.Carry, vars)
	})
	l.bindResults(f.Carry, vars)
}

// bindResults gives what a loop has carried to other registers, so that the life of those that carry it ends with the
// loop: who lives long and is used little does not keep a register.
func (l *lowering) bindResults(carry []*loop.Carry, vars []reg) {
	for k, c := range carry {
		out := l.newScalar(c.Out.Type)
		l.move(out, vars[k])
		l.bind(c.Out, out)
	}
}

// limit is where an index ends: at a register, or, if that is 0, at a number.
type limit struct {
	reg reg
	imm int64
}

// limit returns hi + plus.
func (l *lowering) limit(hi *loop.Value, plus int64) limit {
	if x, ok := l.number(hi); ok {
		if x += plus; x == int64(int32(x)) {
			return limit{imm: x}
		}
		return limit{reg: l.integerConstant(x)}
	}
	x := l.scalar(hi)
	if plus == 0 {
		return limit{reg: x}
	}
	z := l.newGeneral()
	l.add(inst{form: formRM, op: uint16(amd64.LEA), size: amd64.Qword, dst: z, mem: memory{base: x, disp: int32(plus)}})
	return limit{reg: z}
}

// passage is what is known of how a loop runs.
type passage struct {
	runs  bool // there is a first iteration
	short bool // it is over too soon to poll
}

// repeat writes a loop around body, which comes from f, as long as i is below hi.
func (l *lowering) repeat(f *loop.For, i reg, hi limit, stride int64, p passage, body func()) {
	end := l.asm.Label()
	jumpIf := func(c amd64.Cond, to amd64.Label) {
		in := inst{form: formCmp, size: amd64.Qword, a: i, b: hi.reg}
		if hi.reg == 0 {
			in.form, in.imm = formCmpI, hi.imm
		}
		l.add(in)
		l.jumpIf(c, to)
	}
	if !p.runs {
		jumpIf(amd64.CondGE, end)
	}
	l.branch(func() {
		r := l.enter(i, stride, f.Body)
		top := l.asm.Label()
		l.label(top)
		body()
		r.body = append(r.body, r.step...)
		l.add(inst{form: formRRI2, op: uint16(amd64.ADD), size: amd64.Qword, dst: i, a: i, imm: stride})
		if !p.short {
			l.add(inst{form: formPoll})
		}
		jumpIf(amd64.CondL, top)
		l.leave()
	})
	l.label(end)
}

// newInner returns a register that changes in the loop to come.
func (l *lowering) newInner(c class, w amd64.Width) reg {
	r := l.newReg(c, w)
	l.regs[r].depth++
	return r
}

// initVars returns a register for each Var, set to Init.
func (l *lowering) initVars(carry []*loop.Carry) []reg {
	vars := make([]reg, len(carry))
	for k, c := range carry {
		vars[k] = l.newScalar(c.Var.Type)
		l.regs[vars[k]].depth++
		l.move(vars[k], l.scalar(c.Init))
	}
	return vars
}

func (l *lowering) bindVars(carry []*loop.Carry, vars []reg) {
	for k, c := range carry {
		l.bind(c.Var, vars[k])
	}
}

// inPlaces has each Next that can be computed where its Var is computed there.
func (l *lowering) inPlaces(carry []*loop.Carry, body loop.Block, vars []reg) {
	for k, c := range carry {
		if l.inPlace(c, body) {
			l.target[c.Next.ID] = vars[k : k+1]
		}
	}
}

// advance copies each Next to its Var, at the same time.
func (l *lowering) advance(carry []*loop.Carry, vars []reg) {
	next := make([]reg, len(carry))
	for k, c := range carry {
		next[k] = l.scalar(c.Next)
		l.target[c.Next.ID] = nil
	}
	l.parallel(vars, next)
}

// parallel copies registers to others at the same time: what is both goes through a new one.
func (l *lowering) parallel(dst, src []reg) {
	for k, s := range src {
		for j, d := range dst {
			if s == d && j < k {
				t := l.newReg(l.regs[s].class, l.regs[s].width)
				l.move(t, s)
				src[k] = t
				break
			}
		}
	}
	for k, d := range dst {
		l.move(d, src[k])
	}
}

func (l *lowering) while(w *loop.While) {
	vars := l.initVars(w.Carry)
	end, top := l.asm.Label(), l.asm.Label()
	l.branch(func() {
		l.enter(0, 0, w.Test, w.Body)
		l.label(top)
		l.bindVars(w.Carry, vars)
		l.block(w.Test)
		l.jumpUnless(w.Cond, end)
		l.inPlaces(w.Carry, w.Body, vars)
		l.block(w.Body)
		l.advance(w.Carry, vars)
		l.add(inst{form: formPoll})
		l.jump(top)
		l.leave()
	})
	l.label(end)
	l.bindResults(w.Carry, vars)
}

func (l *lowering) ifElse(s *loop.If) {
	end, otherwise := l.asm.Label(), l.asm.Label()
	out := make([]reg, len(s.Results))
	for k, r := range s.Results {
		out[k] = l.newScalar(r.Out.Type)
	}
	l.jumpUnless(s.Cond, otherwise)
	l.branch(func() {
		l.block(s.Then)
		for k, r := range s.Results {
			l.move(out[k], l.scalar(r.Then))
		}
	})
	l.jump(end)
	l.label(otherwise)
	l.branch(func() {
		l.block(s.Else)
		for k, r := range s.Results {
			l.move(out[k], l.scalar(r.Else))
		}
	})
	l.label(end)
	for k, r := range s.Results {
		l.bind(r.Out, out[k])
	}
}
