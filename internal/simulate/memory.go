package simulate

import (
	"encoding/binary"
	"fmt"
)

// region is memory from an address on.
type region struct {
	address  uint64
	bytes    []byte
	writable bool
}

// memory is what a Machine can reach. Regions may lie side by side, or over each other, but an access is to one of them.
type memory struct {
	regions []region
	last    int // the region of the last access
}

func (y *memory) add(r region) { y.regions = append(y.regions, r) }

// holds returns the bytes at an address, or nil.
func (r *region) holds(address uint64, n int, write bool) []byte {
	at := address - r.address
	if at > uint64(len(r.bytes)) || uint64(len(r.bytes))-at < uint64(n) || write && !r.writable {
		return nil
	}
	return r.bytes[at : at+uint64(n)]
}

// bytes returns memory to read or write. If there is none that is an error, and what is returned serves nobody.
func (m *Machine) bytes(address uint64, n int, write bool) []byte {
	y := &m.memory
	if b := y.regions[y.last].holds(address, n, write); b != nil {
		return b
	}
	for i := range y.regions {
		if b := y.regions[i].holds(address, n, write); b != nil {
			y.last = i
			return b
		}
	}
	verb := "reads"
	if write {
		verb = "writes"
	}
	m.fail("%s %d bytes at %#x, outside of memory%s", verb, n, address, y.near(address))
	return make([]byte, n)
}

// near says how far an address is from the region that it is closest to.
func (y *memory) near(address uint64) string {
	best, text := uint64(1<<12), ""
	for _, r := range y.regions {
		if after := address - r.address; after < best+uint64(len(r.bytes)) {
			best, text = max(after, uint64(len(r.bytes)))-uint64(len(r.bytes)), fmt.Sprintf(": at %d of %d bytes", after, len(r.bytes))
		} else if before := r.address - address; before < best {
			best, text = before, fmt.Sprintf(": %d before %d bytes", before, len(r.bytes))
		}
	}
	return text
}

// load returns an integer of 1, 2, 4 or 8 bytes.
func (m *Machine) load(address uint64, n int) uint64 { return element(m.bytes(address, n, false)) }

// store writes an integer of 1, 2, 4 or 8 bytes.
func (m *Machine) store(address uint64, n int, x uint64) { setElement(m.bytes(address, n, true), x) }

// element returns the integer that some bytes are.
func element(b []byte) uint64 {
	switch len(b) {
	case 1:
		return uint64(b[0])
	case 2:
		return uint64(binary.LittleEndian.Uint16(b))
	case 4:
		return uint64(binary.LittleEndian.Uint32(b))
	}
	return binary.LittleEndian.Uint64(b)
}

func setElement(b []byte, x uint64) {
	switch len(b) {
	case 1:
		b[0] = uint8(x)
	case 2:
		binary.LittleEndian.PutUint16(b, uint16(x))
	case 4:
		binary.LittleEndian.PutUint32(b, uint32(x))
	default:
		binary.LittleEndian.PutUint64(b, x)
	}
}
