package spoil

import (
	"flag"
	"fmt"
	"runtime/debug"
	"testing"
	"time"
)

// hang is how long one damaged file may take.
const hang = 10 * time.Second

var (
	spoilt = flag.Int("spoilt", 0, "damaged files that a test of a format makes; 0: a few")
	only   = flag.Uint64("seed", 0, "the one damaged file to make; 0: all")
)

// Count is how many damaged files a test makes: what -args -spoilt says, else few.
func Count(few int) int {
	switch {
	case *spoilt > 0:
		return *spoilt
	case testing.Short():
		return few / 4
	}
	return few
}

// Run makes n damaged files and gives each to try, which says whether the file was
// accepted and what is wrong. A panic, and a file that takes longer than 10 s, end the test
// with the seed that makes the file. -args -seed N tries that one alone.
func Run(t *testing.T, n int, good [][]byte, words []string, try func(data []byte) (accepted bool, err error)) {
	t.Helper()
	first, last := uint64(1), uint64(n)
	if *only > 0 {
		first, last = *only, *only
	}
	accepted := 0
	for seed := first; seed <= last; seed++ {
		data := One(seed, good, words)
		ok, err := watched(t.Name(), seed, data, try)
		if err != nil {
			t.Fatalf("seed %d (go test -run '^%s$' . -args -seed %[1]d): %[3]v", seed, t.Name(), err)
		}
		if ok {
			accepted++
		}
	}
	t.Logf("%d damaged files: %d accepted, %d refused", last-first+1, accepted, int(last-first+1)-accepted)
}

// watched tries one file.
func watched(name string, seed uint64, data []byte, try func([]byte) (bool, error)) (ok bool, err error) {
	watch := time.AfterFunc(hang, func() { panic(fmt.Sprintf("%s: seed %d takes longer than %v", name, seed, hang)) })
	defer watch.Stop()
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return try(data)
}
