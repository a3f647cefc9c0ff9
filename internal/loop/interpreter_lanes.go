package loop

import "unsafe"

// lanes returns the number of the element of the first lane, after checking that all are in the buffer.
func (a *address) lanes(m *machine) int {
	i := a.element(m)
	element[uint8](m, a.buffer, i)
	element[uint8](m, a.buffer, i+(m.n-1)*a.stride)
	return i
}

// strip returns the elements of all lanes of a contiguous address.
func strip[T word](m *machine, a *address) []T {
	return unsafe.Slice((*T)(unsafe.Add(m.mem[a.buffer].p, a.lanes(m)*size[T]())), m.n)
}

func size[T any]() int {
	var x T
	return int(unsafe.Sizeof(x))
}

// laneView makes the register stand for the memory.
func laneView[T word](m *machine, in *instr) {
	m.lanes[in.z] = unsafe.Pointer(unsafe.SliceData(strip[T](m, in.at)))
}

// laneLoad copies from contiguous memory.
func laneLoad[T word](m *machine, in *instr) {
	copy(lanes[T](m.lanes[in.z], m.n), strip[T](m, in.at))
}

func laneStore[T word](m *machine, in *instr) {
	copy(strip[T](m, in.at), lanes[T](m.lanes[in.x], m.n))
}

// stridedLoad copies from equidistant elements.
func stridedLoad[T word](m *machine, in *instr) {
	z := lanes[T](m.lanes[in.z], m.n)
	i, step := in.at.lanes(m), in.at.stride
	memory := elements[T](m, in.at.buffer)
	for k := range z {
		z[k] = memory[i]
		i += step
	}
}

func stridedStore[T word](m *machine, in *instr) {
	x := lanes[T](m.lanes[in.x], m.n)
	i, step := in.at.lanes(m), in.at.stride
	memory := elements[T](m, in.at.buffer)
	for k := range x {
		memory[i] = x[k]
		i += step
	}
}

// gatherLoad copies from elements anywhere.
func gatherLoad[T word](m *machine, in *instr) {
	z := lanes[T](m.lanes[in.z], m.n)
	for k, i := range in.at.each(m) {
		z[k] = *element[T](m, in.at.buffer, int(i))
	}
}

func gatherStore[T word](m *machine, in *instr) {
	x := lanes[T](m.lanes[in.x], m.n)
	for k, i := range in.at.each(m) {
		*element[T](m, in.at.buffer, int(i)) = x[k]
	}
}

// each returns the number of the element of every lane.
func (a *address) each(m *machine) []int64 {
	list := m.places[:m.n]
	i := int64(a.element(m))
	for k := range list {
		list[k] = i
		i += int64(a.stride)
	}
	for _, t := range a.varying {
		stride := int64(t.stride)
		for k, x := range lanes[int64](m.lanes[t.reg], m.n) {
			list[k] += x * stride
		}
	}
	return list
}

// laneAccess is what to run for loads or stores of elements of some size.
type laneAccess struct {
	view, contiguous, strided, gathered func(*machine, *instr)
}

var laneLoads = map[int]laneAccess{
	1: {laneView[uint8], laneLoad[uint8], stridedLoad[uint8], gatherLoad[uint8]},
	4: {laneView[uint32], laneLoad[uint32], stridedLoad[uint32], gatherLoad[uint32]},
	8: {laneView[uint64], laneLoad[uint64], stridedLoad[uint64], gatherLoad[uint64]},
}

var laneStores = map[int]laneAccess{
	1: {nil, laneStore[uint8], stridedStore[uint8], gatherStore[uint8]},
	4: {nil, laneStore[uint32], stridedStore[uint32], gatherStore[uint32]},
	8: {nil, laneStore[uint64], stridedStore[uint64], gatherStore[uint64]},
}

// instr returns the instruction for an address, but for views.
func (l laneAccess) instr(a *address) instr {
	switch {
	case len(a.varying) > 0:
		return instr{run: l.gathered, at: a}
	case a.stride == 1:
		return instr{run: l.contiguous, at: a}
	}
	return instr{run: l.strided, at: a}
}

// elements returns all elements of a buffer.
func elements[T word](m *machine, buffer int32) []T {
	return unsafe.Slice((*T)(m.mem[buffer].p), m.mem[buffer].n)
}
