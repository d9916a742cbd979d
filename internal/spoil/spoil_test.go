package spoil

import (
	"bytes"
	"testing"
)

// A seed makes one file and no other, most seeds make different ones, and none grows
// without bound.
func TestOne(t *testing.T) {
	good := [][]byte{[]byte("statute,court\n53a-82,GA-1\n"), bytes.Repeat([]byte{7}, 500), {}}
	seen := map[string]bool{}
	for seed := uint64(1); seed <= 1000; seed++ {
		a, b := One(seed, good, []string{"\"", "\x00"}), One(seed, good, []string{"\"", "\x00"})
		if !bytes.Equal(a, b) {
			t.Fatalf("seed %d makes %q and %q", seed, a, b)
		}
		if len(a) > 2*500+most {
			t.Fatalf("seed %d makes %d bytes", seed, len(a))
		}
		seen[string(a)] = true
	}
	if len(seen) < 500 {
		t.Errorf("%d different files of 1000 seeds", len(seen))
	}
	if !bytes.Equal(good[1], bytes.Repeat([]byte{7}, 500)) {
		t.Error("a good file was changed")
	}
}

// What is wrong is found: a panic and an error are told with their seed.
func TestWatched(t *testing.T) {
	_, err := watched("x", 1, nil, func([]byte) (bool, error) { panic("no") })
	if err == nil || !bytes.Contains([]byte(err.Error()), []byte("panic: no")) {
		t.Errorf("%v", err)
	}
	if ok, err := watched("x", 1, nil, func([]byte) (bool, error) { return true, nil }); !ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
}
