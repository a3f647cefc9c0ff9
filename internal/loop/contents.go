package loop

import "slices"

// contents is what the Builder knows of a buffer's memory. The values that it holds are among those that are known,
// under keys with the stamp: with another stamp all of them are forgotten.
//
// Addresses with the same terms are the same place if their offsets are the same, and else different ones. Of
// addresses with different terms neither is sure.
type contents struct {
	stamp  int32
	any    bool   // something is known
	terms  []Term // of what is known
	mixed  bool   // there are other terms too
	stores int    // so far
}

// read notes that what is at an address is going to be known.
func (b *Builder) read(at Address) {
	m := &b.memory[at.Buffer.ID]
	switch {
	case !m.any:
		m.any, m.terms = true, at.Terms
	case !slices.Equal(m.terms, at.Terms):
		m.mixed = true
	}
}

// written forgets what a store to an address may change.
func (b *Builder) written(at Address) {
	m := &b.memory[at.Buffer.ID]
	m.stores++
	if m.any && (m.mixed || !slices.Equal(m.terms, at.Terms)) {
		b.forget(m)
	}
}

// Holds says that memory holds x at an address, put there by a store that the Builder has forgotten.
func (b *Builder) Holds(at Address, x *Value) {
	b.read(at)
	if k, ok := b.key(&Value{Op: Load, Type: at.Buffer.Type, At: at}); ok {
		b.know(k, x)
	} else {
		b.forget(&b.memory[at.Buffer.ID])
	}
}

// forget notes that nothing is known of a buffer.
func (b *Builder) forget(m *contents) {
	b.stamp++
	*m = contents{stamp: b.stamp, stores: m.stores}
}

// looping calls f, which makes the body of a loop. What it loads may be stored later in it: nothing that memory
// held before is known inside. After it, what it did not store to is as before.
func (b *Builder) looping(f func()) {
	before := slices.Clone(b.memory)
	for i, buf := range b.f.Buffers {
		if buf.Kind == Out || buf.Kind == Temp {
			b.forget(&b.memory[i])
		}
	}
	f()
	b.restore(before, before)
}

// branching calls f and then g, of which one will be executed.
func (b *Builder) branching(f, g func()) {
	before := slices.Clone(b.memory)
	f()
	after := slices.Clone(b.memory)
	copy(b.memory, before)
	g()
	b.restore(before, after)
}

// restore goes back to what was known before, but for buffers that have been stored to since, or by the other branch.
func (b *Builder) restore(before, other []contents) {
	for i, m := range before {
		if stores := b.memory[i].stores; stores != m.stores || other[i].stores != m.stores {
			b.memory[i].stores += other[i].stores - m.stores
			b.forget(&b.memory[i])
		} else {
			b.memory[i] = m
		}
	}
}
