package loop

import "slices"

// contents is what the Builder knows of a buffer's memory. The values that it holds are among those that are known,
// under keys with the stamp: with another stamp all of them are forgotten.
//
// Addresses with the same terms are the same place if their offsets are the same, and else different ones. Of
// addresses with different terms neither is sure.
type contents struct {
	region int32 // the loop or branch where that is so, by number
	stamp  int32
	any    bool   // something is known
	mixed  bool   // there are other terms too
	stored bool   // to it, in the region
	terms  []Term // of what is known
}

// change is what was known of a buffer before a region changed that.
type change struct {
	buffer int
	before contents
}

// contents returns what is known here of a buffer. What a loop loads may be stored later in it: of what memory held before
// nothing is known inside.
func (b *Builder) contents(buffer *Buffer) *contents {
	m := &b.memory[buffer.ID]
	if m.region < b.region {
		b.changes = append(b.changes, change{buffer.ID, *m})
		if m.region < b.innermost && (buffer.Kind == Out || buffer.Kind == Temp) {
			b.forget(m)
		}
		m.region, m.stored = b.region, false
	}
	return m
}

// read notes that what is at an address is going to be known.
func (b *Builder) read(at Address) {
	m := b.contents(at.Buffer)
	switch {
	case !m.any:
		m.any, m.terms = true, at.Terms
	case !slices.Equal(m.terms, at.Terms):
		m.mixed = true
	}
}

// written forgets what a store to an address may change.
func (b *Builder) written(at Address) {
	m := b.contents(at.Buffer)
	m.stored = true
	if m.any && (m.mixed || !slices.Equal(m.terms, at.Terms)) {
		b.forget(m)
	}
}

// overwritten forgets what buffers held.
func (b *Builder) overwritten(buffers ...*Buffer) {
	for _, buffer := range buffers {
		m := b.contents(buffer)
		m.stored = true
		b.forget(m)
	}
}

// Holds says that memory holds x at an address, put there by a store that the Builder has forgotten.
func (b *Builder) Holds(at Address, x *Value) {
	b.read(at)
	if k, ok := b.key(&Value{Op: Load, Type: at.Buffer.Type, At: at}); ok {
		b.know(k, x)
	} else {
		b.forget(b.contents(at.Buffer))
	}
}

// forget notes that nothing is known of a buffer.
func (b *Builder) forget(m *contents) {
	b.stamp++
	*m = contents{stamp: b.stamp, region: m.region, stored: m.stored}
}

// looping calls f, which makes the body of a loop. After it, what it did not store to is as before.
func (b *Builder) looping(f func()) {
	around := b.innermost
	b.innermost = b.regions + 1
	stored := b.inRegion(f)
	b.innermost = around
	b.overwritten(stored...)
}

// branching calls f and then g, of which one will be executed.
func (b *Builder) branching(f, g func()) {
	stored := slices.Concat(b.inRegion(f), b.inRegion(g))
	b.overwritten(stored...)
}

// inRegion calls f, goes back to what was known before, and returns the buffers that f stored to, of those that there were.
func (b *Builder) inRegion(f func()) (stored []*Buffer) {
	around, mark, n := b.region, len(b.changes), len(b.memory)
	b.regions++
	b.region = b.regions
	f()
	b.region = around
	for _, c := range b.changes[mark:] {
		if c.buffer >= n {
			continue
		}
		if b.memory[c.buffer].stored {
			stored = append(stored, b.f.Buffers[c.buffer])
		}
		b.memory[c.buffer] = c.before
	}
	b.changes = b.changes[:mark]
	return stored
}
