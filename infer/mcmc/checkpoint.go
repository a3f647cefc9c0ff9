package mcmc

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"hash/crc64"
	"io"
	"os"
)

// Checkpoint is the whole state of a run, as a file has it. A run that resumes from it draws what the run
// that wrote it would have drawn.
type Checkpoint struct {
	parts  []part
	chains []savedChain
}

// A checkpoint file is magic, then the parts and the number of chains, then the chains, each as one gob
// value, and a checksum of all that, crc64 in little-endian order.
const magic = "phlox checkpoint 2\n"

var checksum = crc64.MakeTable(crc64.ECMA)

type savedHeader struct {
	Parts  []part
	Chains int
}

type savedChain struct {
	State []savedArray
	Warm  store
	Draws store
}

// ReadCheckpoint reads a file that a run has written.
func ReadCheckpoint(name string) (*Checkpoint, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("mcmc: reading a checkpoint: %w", err)
	}
	c, err := parseCheckpoint(data)
	if err != nil {
		return nil, fmt.Errorf("mcmc: reading checkpoint %s: %w", name, err)
	}
	return c, nil
}

func parseCheckpoint(data []byte) (*Checkpoint, error) {
	rest, ok := bytes.CutPrefix(data, []byte(magic))
	if !ok {
		return nil, errors.New("it is not a checkpoint, or one of another version of phlox")
	}
	end := len(data) - crc64.Size
	if len(rest) < crc64.Size || crc64.Checksum(data[:end], checksum) != binary.LittleEndian.Uint64(data[end:]) {
		return nil, errors.New("it is damaged: its checksum is wrong")
	}
	d := gob.NewDecoder(bytes.NewReader(rest[:len(rest)-crc64.Size]))
	var header savedHeader
	if err := d.Decode(&header); err != nil {
		return nil, err
	}
	c := &Checkpoint{parts: header.Parts, chains: make([]savedChain, header.Chains)}
	for k := range c.chains {
		if err := d.Decode(&c.chains[k]); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// write puts the checkpoint in a file. A file that is there is replaced only when the new one is complete.
func (c *Checkpoint) write(name string) error {
	// The name is always the same so that what a killed process leaves behind does not pile up.
	temporary := name + ".tmp"
	f, err := os.Create(temporary)
	if err == nil {
		err = errors.Join(c.encode(f), f.Sync(), f.Close())
		if err == nil {
			err = os.Rename(temporary, name)
		}
		if err != nil {
			err = errors.Join(err, os.Remove(temporary))
		}
	}
	if err != nil {
		return fmt.Errorf("mcmc: writing a checkpoint: %w", err)
	}
	return nil
}

func (c *Checkpoint) encode(f io.Writer) error {
	sum := crc64.New(checksum)
	w := io.MultiWriter(f, sum)
	if _, err := io.WriteString(w, magic); err != nil {
		return err
	}
	e := gob.NewEncoder(w)
	if err := e.Encode(savedHeader{c.parts, len(c.chains)}); err != nil {
		return err
	}
	for _, chain := range c.chains {
		if err := e.Encode(chain); err != nil {
			return err
		}
	}
	return binary.Write(f, binary.LittleEndian, sum.Sum64())
}
