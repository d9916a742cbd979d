package ingest

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// Groups of eight are unpacked with wide registers as with a plain loop, and that as one by
// one; nothing is written behind them.
func TestUnpackGroups(t *testing.T) {
	const mark = 0xdeadbeef
	r := rand.New(rand.NewPCG(4, 4))
	for range 5000 {
		width := 1 + r.UintN(widest)
		data := make([]byte, r.IntN(120))
		for i := range data {
			data[i] = byte(r.Uint32())
		}
		room := slices.Repeat([]uint32{mark}, r.IntN(60)+8)
		for name, unpack := range map[string]func([]uint32, []byte, uint) int{"plain": plainGroups, "wide": unpackGroups} {
			if name == "wide" && !eightfold {
				continue
			}
			got := slices.Clone(room)
			n := unpack(got[:len(got)-8], data, width)
			if want := min((len(room)-8)/8, max(0, len(data)-groupRead+int(width))/int(width)); len(data) >= groupRead && n != want || len(data) < groupRead && n != 0 {
				t.Fatalf("%s: %d groups of %d bytes, width %d, for %d numbers", name, n, len(data), width, len(room)-8)
			}
			one := hybrid{data: data, width: width, left: 8 * n, packed: true}
			for i, x := range got {
				want := uint32(mark)
				if i < 8*n {
					want, _ = one.next()
				}
				if x != want {
					t.Fatalf("%s: width %d: number %d of %d groups is %d, not %d", name, width, i, n, x, want)
				}
			}
		}
	}
}

// What is looked up with wide registers is what stands in the table, and that something is
// not there is seen.
func TestLookUp(t *testing.T) {
	if !eightfold {
		t.Skip("this machine looks up one by one")
	}
	r := rand.New(rand.NewPCG(5, 5))
	for range 5000 {
		table, index := make([]uint32, r.IntN(30)), make([]uint32, r.IntN(40))
		for i := range table {
			table[i] = 1 + r.Uint32N(9)
		}
		for i := range index {
			index[i] = r.Uint32N(uint32(max(1, len(table))))
		}
		if len(table) > 0 && r.IntN(3) == 0 {
			table[r.IntN(len(table))] = 0
		}
		if len(index) > 0 && r.IntN(3) == 0 {
			index[r.IntN(len(index))] = uint32(len(table)) + r.Uint32()>>r.IntN(32)
		}
		var want []uint32
		for _, n := range index {
			if uint64(n) < uint64(len(table)) && table[n] > 0 {
				want = append(want, table[n]-1)
			}
		}
		out := slices.Repeat([]uint32{77}, len(index)+8)
		fit := lookUp(out[:len(index)], index, table)
		if fit != (len(table) > 0 && len(want) == len(index)) || fit && !slices.Equal(out[:len(index)], want) || slices.Max(out[len(index):]) != 77 || slices.Min(out[len(index):]) != 77 {
			t.Fatalf("%d at %d: %d, %t", table, index, out, fit)
		}
	}
}
