package court

import (
	"bytes"
	"encoding/gob"
	"errors"
	"math/rand/v2"
	"testing"
)

func messyDocket(seed uint64, n int) *Docket {
	r := NewReducer(smallFrame, 20161231, 0)
	charges := messy(rand.New(rand.NewPCG(seed, 1)), n, 15)
	read := Tally{int64(n) + 1, 2} // one row was refused
	for i := range charges {
		r.Add(&charges[i])
		read.Counts += int64(charges[i].Counts)
	}
	return r.Docket(read, []Reason{{"a reason", Tally{1, 2}}})
}

func TestAKeptDocketIsTheSame(t *testing.T) {
	for _, n := range []int{0, 1, 300} {
		want := messyDocket(3, n)
		var b bytes.Buffer
		if err := want.Write(&b); err != nil {
			t.Fatal(err)
		}
		var again bytes.Buffer
		if err := want.Write(&again); err != nil || !bytes.Equal(again.Bytes(), b.Bytes()) {
			t.Errorf("%d charges: written twice, the bytes differ (%v)", n, err)
		}
		got, err := ReadDocket(&b, 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		if diff := unlike(got, want); diff != "" {
			t.Errorf("%d charges: %s", n, diff)
		}
	}
}

// FuzzReadDocket: what is damaged is an error, and what is read can be written.
func FuzzReadDocket(f *testing.F) {
	for _, n := range []int{0, 1, 40} {
		var b bytes.Buffer
		if err := messyDocket(1, n).Write(&b); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		d, err := ReadDocket(bytes.NewReader(in), 1<<24)
		if err != nil {
			return
		}
		if err := d.Write(&bytes.Buffer{}); err != nil {
			t.Error(err)
		}
	})
}

// A docket that unpacks to more than it may take is refused before it is made.
func TestADocketThatDoesNotFit(t *testing.T) {
	const most = 1 << 24
	for members, told := range map[int]bool{1_500_000: true, 4_000_000: false} {
		var bare bytes.Buffer
		k := kept{Cases: keptProfiles{Weight: []int64{1}, Members: []int64{int64(members)}, Sig: make([]int32, members)}}
		if err := gob.NewEncoder(&bare).Encode(&k); err != nil {
			t.Fatal(err)
		}
		packed, err := pack(bare.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		_, err = ReadDocket(packed, most)
		var wide *Wide
		if !errors.As(err, &wide) {
			t.Errorf("%d charges of one case in %d bytes: %v", members, len(bare.Bytes()), err)
		} else if (wide.Bytes > most) != told {
			t.Errorf("%d charges take %d bytes", members, wide.Bytes)
		}
	}
}
