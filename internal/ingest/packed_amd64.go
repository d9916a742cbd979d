package ingest

import "golang.org/x/sys/cpu"

// eightfold is whether the machine can do what unpackGroups and lookUp ask for.
var eightfold = cpu.X86.HasAVX2

// An unpacking is how the bytes of a group of eight numbers become eight words of 32 bits.
type unpacking struct {
	bytes [32]uint8 // of each half which of the group's bytes go where; above 127: none
	down  [8]uint32 // by how many bits each word is moved
	mask  [8]uint32
}

// unpackings are by the width of the numbers.
var unpackings = func() (all [widest + 1]unpacking) {
	for width := range all {
		u := &all[width]
		for i := range u.down {
			bit := i * width
			u.down[i], u.mask[i] = uint32(bit%8), 1<<width-1
			for j := range 4 {
				if u.bytes[4*i+j] = uint8(bit/8 + j); bit/8+j >= groupRead {
					u.bytes[4*i+j] = 0xff
				}
			}
		}
	}
	return all
}()

//go:noescape
func unpackAVX2(data *byte, groups int, width uint64, of *unpacking, out *uint32)

// unpackGroups reads groups of eight numbers of a width, from 1 to widest, as many as dst has
// room for and as groupRead bytes from where each begins are there, and returns how many.
func unpackGroups(dst []uint32, data []byte, width uint) int {
	if len(dst) < 8 || len(data) < groupRead {
		return 0
	}
	n := min(len(dst)/8, (len(data)-groupRead)/int(width)+1)
	unpackAVX2(&data[0], n, uint64(width), &unpackings[width], &dst[0])
	return n
}

//go:noescape
func lookUpAVX2(index *uint32, eights int, table *uint32, last uint32, out *uint32) (fit bool)

// lookUp writes to out what stands in a table at each index, less 1. It reports whether the
// table has all that is asked for and nothing of it is 0; if not, out is of no use.
func lookUp(out, index, table []uint32) bool {
	eights := len(index) / 8
	if len(table) == 0 || eights > 0 && !lookUpAVX2(&index[0], eights, &table[0], uint32(len(table)-1), &out[:len(index)][0]) {
		return false
	}
	for i := 8 * eights; i < len(index); i++ {
		n := index[i]
		if uint64(n) >= uint64(len(table)) || table[n] == 0 {
			return false
		}
		out[i] = table[n] - 1
	}
	return true
}
