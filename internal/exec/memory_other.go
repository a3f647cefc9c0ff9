//go:build !(amd64 && (linux || darwin || windows))

package exec

func mapMemory(int) ([]byte, error) { return nil, ErrUnsupported }

func makeExecutable([]byte) error { return ErrUnsupported }

func unmapMemory([]byte) error { return nil }
