package court

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"testing"

	"impact/internal/law"
	"impact/internal/spoil"

	"github.com/klauspost/compress/zstd"
)

// goodDockets are dockets as they are written, and the same before they are packed.
func goodDockets(t testing.TB) (packed, bare [][]byte) {
	for _, n := range []int{1, 12, 40} {
		d := messyDocket(uint64(n), n)
		var b, g bytes.Buffer
		if err := d.Write(&b); err != nil {
			t.Fatal(err)
		}
		if err := gob.NewEncoder(&g).Encode(d.keep()); err != nil {
			t.Fatal(err)
		}
		packed, bare = append(packed, b.Bytes()), append(bare, g.Bytes())
	}
	return packed, bare
}

// A docket file that was damaged is refused, or says to the last byte what it said.
func TestSpoiltDocket(t *testing.T) {
	packed, _ := goodDockets(t)
	spoil.Run(t, spoil.Count(2000), packed, nil, func(data []byte) (bool, error) {
		d, err := ReadDocket(bytes.NewReader(data), 1<<24)
		if err != nil {
			return false, nil
		}
		var b bytes.Buffer
		if err := d.Write(&b); err != nil {
			return true, err
		}
		for _, p := range packed {
			if bytes.Equal(p, b.Bytes()) {
				return true, nil
			}
		}
		return true, fmt.Errorf("a docket that nobody wrote was read")
	})
}

// pack packs a docket, whose checksum is right whatever stands in it.
func pack(bare []byte) (*bytes.Buffer, error) {
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	_, err = z.Write(bare)
	return &b, errors.Join(err, z.Close())
}

// forged reads a docket whose checksum is right whatever stands in it.
func forged(bare []byte) (bool, error) {
	b, err := pack(bare)
	if err != nil {
		return false, err
	}
	d, err := ReadDocket(b, 1<<24)
	if err != nil {
		return false, nil
	}
	if err := d.Balance(); err != nil {
		return true, err
	}
	fewer := *d.Frame
	if len(fewer.Days) > 0 {
		fewer.Days = fewer.Days[:len(fewer.Days)-1]
	}
	for _, frame := range []*law.Frame{d.Frame, &fewer} {
		if out, ok := d.Recut(frame, 20161231); ok && out.Kept() != d.Kept() {
			return true, fmt.Errorf("%v rows are kept, and %v when cut anew", d.Kept(), out.Kept())
		}
	}
	for i := range d.Signatures {
		s := &d.Signatures[i] // whose values have words, or this panics
		_ = s.RecordClass.String() + s.Disposition.String() + s.Facts.Means.String()
		for _, side := range []Side{s.Charged, s.Final} {
			_ = side.Cite.String() + side.Inchoate.String() + side.Status.String()
		}
	}
	for _, list := range [][]Profile{d.Cases, d.Persons, d.Victims} {
		for i := range list {
			if n := list[i].Units(); n < 1 || n > len(list[i].Members) {
				return true, fmt.Errorf("a profile of %d charges has %d units", len(list[i].Members), n)
			}
		}
	}
	return true, d.Write(&bytes.Buffer{})
}

// A docket that was forged, its checksum with it, is refused or balances.
func TestForgedDocket(t *testing.T) {
	_, bare := goodDockets(t)
	spoil.Run(t, spoil.Count(2000), bare, nil, forged)
}

func FuzzForgedDocket(f *testing.F) {
	_, bare := goodDockets(f)
	for _, b := range bare {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, bare []byte) {
		if _, err := forged(bare); err != nil {
			t.Error(err)
		}
	})
}
