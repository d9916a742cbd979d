package stats

import (
	"runtime"
	"sync"
)

// Parallel runs parts of a job of n pieces on all cores, each from a piece up to
// another, and returns when all are done. What the pieces come to must not depend on
// each other.
func Parallel(n int, part func(from, to int)) {
	var wait sync.WaitGroup
	cores := min(runtime.GOMAXPROCS(0), n)
	for c := range cores {
		wait.Add(1)
		go func() {
			defer wait.Done()
			part(n*c/cores, n*(c+1)/cores)
		}()
	}
	wait.Wait()
}
