//go:build !linux

package court

func mapSlab() (memory []byte, chunks []chunk) { return nil, nil }

func unmapSlab([]byte) {}
