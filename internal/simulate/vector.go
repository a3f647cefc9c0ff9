package simulate

// Vector is a vector register. Narrower ones are its first bytes.
type Vector [64]byte

// element returns element i of some size.
func (v *Vector) element(i, size int) uint64 { return element(v[i*size : (i+1)*size]) }

func (v *Vector) set(i, size int, x uint64) { setElement(v[i*size:(i+1)*size], x) }

// address returns where the operand in memory is.
func (m *Machine) address(in *instruction) uint64 {
	a := uint64(in.disp)
	switch {
	case in.base == nextAddress:
		a += m.program.address + uint64(in.next)
	case in.base != none:
		a += m.R[in.base]
	}
	if in.index != none && !in.vectored {
		a += m.R[in.index] * in.scale
	}
	return a
}

// on reports whether element i is in the write mask.
func (m *Machine) on(in *instruction, i int) bool { return in.mask == 0 || m.K[in.mask]>>i&1 != 0 }

// source returns the last operand, n elements of some size. Of memory only elements in the mask are read.
func (m *Machine) source(in *instruction, n, size int) (z Vector) {
	switch {
	case !in.inMemory:
		return m.V[in.rm]
	case in.mask == 0 && !in.splat:
		copy(z[:], m.bytes(m.address(in), n*size, false))
		return z
	}
	a := m.address(in)
	for i := range n {
		if m.on(in, i) {
			at := a + uint64(i*size)
			if in.splat {
				at = a
			}
			z.set(i, size, m.load(at, size))
		}
	}
	return z
}

// whole is source of all elements, whatever the mask, for instructions that move them about.
func (m *Machine) whole(in *instruction, n, size int) Vector {
	unmasked := *in
	unmasked.mask = 0
	return m.source(&unmasked, n, size)
}

// write makes n elements of a register those of z, in the mask. What is above them becomes zero.
func (m *Machine) write(in *instruction, dst, n, size int, z *Vector) {
	old := &m.V[dst]
	clear(z[n*size:])
	if in.mask != 0 {
		for i := range n {
			switch {
			case m.on(in, i):
			case in.zero:
				z.set(i, size, 0)
			default:
				z.set(i, size, old.element(i, size))
			}
		}
	}
	*old = *z
}

// put makes the last operand, which is the result, n elements of z. Those not in the mask are not touched in memory.
func (m *Machine) put(in *instruction, n, size int, z *Vector) {
	if !in.inMemory {
		m.write(in, in.rm, n, size, z)
		return
	}
	a := m.address(in)
	if in.mask == 0 {
		copy(m.bytes(a, n*size, true), z[:n*size])
		return
	}
	for i := range n {
		if m.on(in, i) {
			m.store(a+uint64(i*size), size, z.element(i, size))
		}
	}
}
