package main

import (
	"math"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/pbnjay/memory"
	"github.com/spf13/pflag"
)

// memoryFlag is the flag --memory.
func memoryFlag(fl *pflag.FlagSet, to *string) {
	fl.StringVar(to, "memory", "", "memory that the program should stay within, such as 2GB; rows beyond it are put aside in a temporary file (default a quarter of the machine's)")
}

// keepWithin tells the program how much memory it may use, and is that number of bytes.
func keepWithin(text string) (int64, error) {
	n := usualMemory()
	if text != "" {
		var err error
		if n, err = bytesOf(text); err != nil {
			return 0, err
		}
	}
	debug.SetMemoryLimit(n)
	return n, nil
}

// usualMemory is how many bytes the program may use where nobody says: a quarter of the
// machine's, at least 256 MiB, since not every system says.
func usualMemory() int64 { return max(int64(memory.TotalMemory()/4), 256<<20) }

// firstGarbage is how much of what is held while the law is opened may lie beside it unused,
// in percent: it is little, and would be looked through again and again.
const firstGarbage = 400

// early opens what is opened before anything is read.
func early(open func() (*study, error)) (*study, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(firstGarbage))
	return open()
}

// bytesOf reads 512MB, 2GB or a plain number of bytes.
func bytesOf(text string) (int64, error) { return flagSize("memory", text, 32e6) }

// flagSize reads the size that a flag names, in bytes, which is at least so many.
func flagSize(flag, text string, least float64) (int64, error) {
	units := []struct {
		suffix string
		size   float64
	}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"B", 1}, {"", 1}}
	for _, u := range units {
		if number, ok := strings.CutSuffix(text, u.suffix); ok {
			v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
			if err == nil && v*u.size >= least && v*u.size < math.MaxInt64/2 {
				return int64(v * u.size), nil
			}
			break
		}
	}
	return 0, wrongf("--%s %q: a size such as 512MB or 2GB, at least %.0fMB, would be right", flag, text, least/1e6)
}
