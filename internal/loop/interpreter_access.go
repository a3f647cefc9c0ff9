package loop

// address returns an address by the chunk.
func (v *vectorizer) address(code []instr, a Address) ([]instr, *address) {
	at := &address{buffer: int32(a.Buffer.ID), offset: a.Offset}
	for _, t := range a.Terms {
		var r int32
		switch {
		case t.Index == v.loop.Index:
			at.stride = t.Stride
			at.terms = append(at.terms, addend{v.reg(t.Index), t.Stride})
		case v.varying[t.Index]:
			code, r = v.operand(code, t.Index)
			at.varying = append(at.varying, addend{r, t.Stride})
		default:
			at.terms = append(at.terms, addend{v.reg(t.Index), t.Stride})
		}
	}
	return code, at
}

func (v *vectorizer) load(code []instr, s *Value, life lifetime) []instr {
	code, at := v.address(code, s.At)
	access := laneLoads[s.Type.Size()]
	in := access.instr(at)
	if len(at.varying) == 0 && at.stride == 1 && life.unchanged(s) {
		in.run = access.view
		v.lane[s] = v.vector(vectorReg{kind: view})
	}
	in.z = v.result(s)
	return append(code, in)
}

func (v *vectorizer) store(code []instr, s *Store) []instr {
	code, at := v.address(code, s.At)
	if !v.varying[s.X] && at.stride == 0 && len(at.varying) == 0 {
		return v.compiler.stmt(code, s)
	}
	in := laneStores[s.X.Type.Size()].instr(at)
	code, in.x = v.operand(code, s.X)
	return append(code, in)
}
