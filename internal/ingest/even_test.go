package ingest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"

	"impact/internal/court"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/parquet"
)

// A surveyor notes the ids of batches and how they stand.
type surveyor struct {
	counter
	stands *[]court.Stand
	hashes *[]any
}

func (s surveyor) Take(b *court.Batch) error {
	stand := b.Stand
	stand.First, stand.Last = slices.Clone(stand.First), slices.Clone(stand.Last)
	if stand.Orders == 0 {
		stand.First, stand.Last = nil, nil // which nobody asks for then
	}
	*s.stands = append(*s.stands, stand)
	for _, h := range b.Case {
		*s.hashes = append(*s.hashes, h)
	}
	return nil
}

// evenIDsOf are ids of one length for long stretches, which rise, fall or come by chance, and
// repeat, with others among them.
func evenIDsOf(r *rand.Rand, rows int) (ids []any) {
	size, odd, falls := 8+r.IntN(9), r.IntN(3), r.IntN(3)
	others := []string{"short", "naive-00000000", "123-45-6789", "078_05_1120", "n0000000000", "u12345678901", `\0000000000`,
		"not_known", "nullnull", "unknown0", "00000@000000", "a much longer one than sixteen", "é0000000000", "NULL", " 0000000000", "00000000000000 "}
	born, order := r.IntN(6) == 0, r.IntN(3)
	for n := 0; len(ids) < rows; n++ {
		id := any(fmt.Sprintf("%0*d", size, []int{n, rows - n, r.IntN(rows)}[order]))
		switch {
		case born: // which is refused
			id = fmt.Sprintf("%d%02d%02d", 1940+r.IntN(70), 1+r.IntN(12), 1+r.IntN(28))
		case odd > 0 && r.IntN(200*odd) == 0:
			other := others[r.IntN(len(others))]
			id = other
			if r.IntN(2) == 0 && len(other) >= 8 && len(other) <= 16 {
				size, id = len(other), other
			}
		case odd > 1 && r.IntN(300) == 0:
			id = nil
		case falls == 1 && r.IntN(900) == 0:
			id = fmt.Sprintf("%0*d", size, r.IntN(n+1))
		case odd > 1 && r.IntN(500) == 0:
			size = 7 + r.IntN(11)
		}
		for range 1 + r.IntN(4)*r.IntN(2) {
			ids = append(ids, id)
		}
	}
	return ids[:rows]
}

// Ids that are taken many at a time have the hashes, and stand, as those taken one by one: by
// rows, and from a dictionary, which knows of no lengths.
func TestEvenIDs(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 1))
	read := 0
	for range 60 {
		rows := 1 + r.IntN(2500)
		ids := field{"case_id", arrow.BinaryTypes.String, evenIDsOf(r, rows)}
		laws := field{name: "statute", kind: arrow.BinaryTypes.String}
		for range rows {
			laws.values = append(laws.values, "53a-82")
		}
		l := limits{rows: []int{64, 700, 4096}[r.IntN(3)], texts: 1 << 16, long: 4 << 20}
		o := Options{Resolve: resolver{}}
		var stands [2][]court.Stand
		var hashes [2][]any
		for i, coded := range []bool{false, true} {
			file := inMemory("x.parquet", parquetOf(t, []field{ids, laws}, int64(rows), []parquet.WriterProperty{parquet.WithDictionaryDefault(coded)}))
			if !agree(t, []File{file}, o, 1, l) {
				break // by both, for signs of persons
			}
			read++
			of := surveyor{counter{new(atomic.Int64)}, &stands[i], &hashes[i]}
			if _, err := readBatches([]File{file}, o, 1, func(int) court.Learner { return of }, l); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(hashes[0], hashes[1]) {
			t.Fatal("ids have other hashes")
		}
		if fmt.Sprint(stands[0]) != fmt.Sprint(stands[1]) {
			t.Fatalf("plain ids stand %v, coded ones %v", stands[0], stands[1])
		}
	}
	if read < 40 {
		t.Errorf("%d files of 120 could be read", read)
	}
}

// An id begins where any of its bits differs from that before, whichever.
func TestEvenBegins(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 1))
	words := func() (x [2]uint64) {
		for i := range x { // of few bits, so that one is often a part of another
			x[i] = r.Uint64() & r.Uint64() & r.Uint64() & 0xf
		}
		return x
	}
	for range 200 {
		var e evenIDs
		for row := range evenRows {
			w := words()
			e.first[row], e.last[row] = w[0], w[1]
		}
		want := []uint16{0}
		for row := 1; row < evenRows; row++ {
			if e.first[row] != e.first[row-1] || e.last[row] != e.last[row-1] {
				want = append(want, uint16(row))
			}
		}
		if got := e.find(evenRows); !slices.Equal(got, want) {
			t.Fatalf("ids begin at %v, want %v", got, want)
		}
	}
}
