//go:build unix

package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"impact/data"
)

// processorTime is what this process has taken of all cores, in seconds, user and system.
func processorTime(b *testing.B) float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

// What withholding costs of a whole run on the sample, were it not declared invented: runs
// with the default threshold and with none take turns. share-% is the part of the
// processor time of the former that the latter does not take.
func BenchmarkWithholding(b *testing.B) {
	text, err := fs.ReadFile(data.FS, "sample/charges.csv")
	if err != nil {
		b.Fatal(err)
	}
	_, rows, _ := bytes.Cut(text, []byte("\n")) // no longer declared
	dir := b.TempDir()
	charges := filepath.Join(dir, "charges.csv")
	if err := os.WriteFile(charges, rows, 0o666); err != nil {
		b.Fatal(err)
	}
	for _, switches := range []string{"false", "true"} {
		b.Run("switches="+switches, func(b *testing.B) {
			var took [2]float64
			for b.Loop() {
				for i, threshold := range []string{"10", "0"} {
					before := processorTime(b)
					if _, talk, code := command("run", charges, "--quiet", "--switches="+switches, "--threshold", threshold, "--out", filepath.Join(dir, threshold)); code != exitDone {
						b.Fatalf("exit %d: %s", code, talk)
					}
					took[i] += processorTime(b) - before
				}
			}
			b.ReportMetric(took[0]/float64(b.N), "CPU-s/withheld")
			b.ReportMetric(took[1]/float64(b.N), "CPU-s/bare")
			b.ReportMetric(100*(took[0]-took[1])/took[0], "share-%")
			b.ReportMetric(0, "ns/op")
		})
	}
}
