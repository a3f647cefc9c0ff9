package loop

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/phlox-ppl/phlox/array"
)

// maxPrinted is how many elements a Data buffer may have to be printed with them.
const maxPrinted = 16

// String returns the text form, which Parse reads:
//
//	func dot {
//	  in x f64[8]
//	  in y f64[8]
//	  out z f64[1]
//	  temp t f64[8] @64
//	  data d f64[3] = 1 2 3
//	  %0 = const i64 0
//	  %1 = const i64 8
//	  %2 = const f64 0
//	  %8 = vector %3 = %0 to %1 carry %4 = %2 add {
//	    %5 = load f64 x[%3]
//	    %6 = load f64 y[%3]
//	    %7 = fma f64 %5 %6 %4
//	    next %7
//	  }
//	  store z[0] = %8
//	}
//
// What stands before the = of a loop or branch is what it gives to the rest. A while has its test first, up to
// the line that says test, and an if ends both sides with the values they give:
//
//	%9 = while carry %4 = %2 {        %9 = if %3 {
//	  %5 = lt bool %4 %1                %5 = neg f64 %4
//	  test %5                           give %5
//	  %6 = mul f64 %4 %4              } else {
//	  next %6                           give %4
//	}                                 }
//
// A fork has a function inside, with buffers and values of its own:
//
//	fork rows 64 (x, y) to (z) {
//	  in k i64[1]
//	  in a f64[640]
//	  ...
//	}
func (f *Func) String() string {
	p := &printer{}
	p.line("func %s {", f.Name)
	p.function(f)
	p.line("}")
	return p.text.String()
}

func (p *printer) function(f *Func) {
	around := p.names
	p.names = map[string]int{}
	for _, b := range f.Buffers {
		p.names[b.Name]++
	}
	p.indent++
	for _, b := range f.Buffers {
		p.buffer(b)
	}
	p.block(f.Body)
	p.indent--
	p.names = around
}

type printer struct {
	text   strings.Builder
	indent int
	names  map[string]int // of buffers: how often there are
}

func (p *printer) line(format string, args ...any) {
	for range p.indent {
		p.text.WriteString("  ")
	}
	fmt.Fprintf(&p.text, format, args...)
	p.text.WriteByte('\n')
}

var kindNames = [...]string{In: "in", Out: "out", Temp: "temp", Data: "data"}

func (p *printer) buffer(b *Buffer) {
	s := fmt.Sprintf("%s %s %v[%d]", kindNames[b.Kind], p.name(b), b.Type, b.Len)
	switch {
	case b.Kind == Temp:
		s += fmt.Sprintf(" @%d", b.Offset)
	case b.Kind == Data && b.Len <= maxPrinted:
		s += " ="
		for i := range b.Len {
			s += " " + literal(b.Type, b.Elems.Bits(i))
		}
	}
	p.line("%s", s)
}

// name returns the name of b, made unique.
func (p *printer) name(b *Buffer) string {
	if b.Name == "" || p.names[b.Name] > 1 {
		return fmt.Sprintf("%s#%d", b.Name, b.ID)
	}
	return b.Name
}

// literal writes an element so that it can be read back exactly.
func literal(t array.DType, bits uint64) string {
	var x float64
	switch t {
	case array.Bool:
		return strconv.FormatBool(bits != 0)
	case array.Int32:
		return strconv.FormatInt(int64(int32(bits)), 10)
	case array.Int64:
		return strconv.FormatInt(int64(bits), 10)
	case array.Uint32, array.Uint64:
		return strconv.FormatUint(bits, 10)
	case array.Float32:
		x = float64(math.Float32frombits(uint32(bits)))
	case array.Float64:
		x = math.Float64frombits(bits)
	}
	if x != x {
		return fmt.Sprintf("0x%x", bits)
	}
	return strconv.FormatFloat(x, 'g', -1, 8*t.Size())
}

func (p *printer) block(b Block) {
	for _, s := range b.List {
		p.stmt(s)
	}
}

func (p *printer) stmt(s Stmt) {
	switch s := s.(type) {
	case *Value:
		p.value(s)
	case *Store:
		p.line("store %s = %s", p.address(s.At), ref(s.X))
	case *Fetch:
		to := ""
		if s.Second {
			to = " second"
		}
		p.line("fetch %d %s ahead %d%s", s.Len, p.address(s.At), s.Ahead, to)
	case *For:
		kind := "for"
		if s.Vector {
			kind = "vector"
		}
		p.line("%s%s %s = %s to %s%s {", outs(s.Carry), kind, ref(s.Index), ref(s.Lo), ref(s.Hi), carries(s.Carry))
		p.body(s.Body, "next", nextsOf(s.Carry))
		p.line("}")
	case *While:
		p.line("%swhile%s {", outs(s.Carry), carries(s.Carry))
		p.body(s.Test, "test", []*Value{s.Cond})
		p.body(s.Body, "next", nextsOf(s.Carry))
		p.line("}")
	case *If:
		p.branch(s)
	case *Call:
		p.line("call %s(%s) to (%s)", s.Name, p.operands(s.In), p.operands(s.Out))
	case *Fork:
		p.line("fork %s %d (%s) to (%s) {", s.Body.Name, s.N, p.bufferNames(s.In), p.bufferNames(s.Out))
		p.function(s.Body)
		p.line("}")
	}
}

func (p *printer) value(v *Value) {
	switch v.Op {
	case Const:
		p.line("%s = const %v %s", ref(v), v.Type, literal(v.Type, v.Bits))
	case Load:
		p.line("%s = load %v %s", ref(v), v.Type, p.address(v.At))
	default:
		p.line("%s = %v %v %s", ref(v), v.Op, v.Type, refs(v.Args, " "))
	}
}

// body prints the statements of a block and the line that ends it, if there are values for that.
func (p *printer) body(b Block, end string, values []*Value) {
	p.indent++
	p.block(b)
	if len(values) > 0 {
		p.line("%s %s", end, refs(values, ", "))
	}
	p.indent--
}

func (p *printer) branch(s *If) {
	var out, then, els []*Value
	for _, r := range s.Results {
		out, then, els = append(out, r.Out), append(then, r.Then), append(els, r.Else)
	}
	p.line("%sif %s {", defs(out), ref(s.Cond))
	p.body(s.Then, "give", then)
	if len(s.Else.List) > 0 || len(els) > 0 {
		p.line("} else {")
		p.body(s.Else, "give", els)
	}
	p.line("}")
}

// address prints buffer[%1*8 + %2 + 16].
func (p *printer) address(a Address) string {
	var sum []string
	for _, t := range a.Terms {
		if t.Stride == 1 {
			sum = append(sum, ref(t.Index))
		} else {
			sum = append(sum, fmt.Sprintf("%s*%d", ref(t.Index), t.Stride))
		}
	}
	if a.Offset != 0 || len(sum) == 0 {
		sum = append(sum, strconv.Itoa(a.Offset))
	}
	return p.name(a.Buffer) + "[" + strings.Join(sum, " + ") + "]"
}

// operands prints x[2 3], y[].
func (p *printer) operands(list []Operand) string {
	var out []string
	for _, o := range list {
		out = append(out, p.name(o.Buffer)+fmt.Sprint([]int(o.Shape)))
	}
	return strings.Join(out, ", ")
}

func (p *printer) bufferNames(list []*Buffer) string {
	var out []string
	for _, b := range list {
		out = append(out, p.name(b))
	}
	return strings.Join(out, ", ")
}

func ref(v *Value) string {
	if v == nil {
		return "%nil"
	}
	return "%" + strconv.Itoa(v.ID)
}

func refs(values []*Value, sep string) string {
	var out []string
	for _, v := range values {
		out = append(out, ref(v))
	}
	return strings.Join(out, sep)
}

// defs prints what a statement defines and the = after it.
func defs(values []*Value) string {
	if len(values) == 0 {
		return ""
	}
	return refs(values, ", ") + " = "
}

func outs(carry []*Carry) string {
	var out []*Value
	for _, c := range carry {
		out = append(out, c.Out)
	}
	return defs(out)
}

func nextsOf(carry []*Carry) []*Value {
	var out []*Value
	for _, c := range carry {
		out = append(out, c.Next)
	}
	return out
}

// carries prints the carries of a loop: carry %4 = %2 add, %5 = %3.
func carries(carry []*Carry) string {
	var out []string
	for _, c := range carry {
		s := ref(c.Var) + " = " + ref(c.Init)
		if c.Combine != None {
			s += " " + c.Combine.String()
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return ""
	}
	return " carry " + strings.Join(out, ", ")
}
