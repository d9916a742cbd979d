package court

import (
	"syscall"
	"unsafe"
)

// slabBytes is how much memory is asked for at a time, whole pages of the greater kind.
const slabBytes = 8 << 20

// mapSlab is zeroed chunks outside of the collected heap, of which the collector knows
// nothing and in which a page is 2 MiB where the system can; nil where it gives none.
func mapSlab() (memory []byte, chunks []chunk) {
	memory, err := syscall.Mmap(-1, 0, slabBytes, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return nil, nil
	}
	_ = syscall.Madvise(memory, 14) // MADV_HUGEPAGE, or else pages of the usual size
	return memory, unsafe.Slice((*chunk)(unsafe.Pointer(&memory[0])), slabBytes/int(unsafe.Sizeof(chunk{})))
}

func unmapSlab(memory []byte) { _ = syscall.Munmap(memory) }
