package model

import "impact/internal/court"

// Flat are the priors of a docket in which nothing is recorded: every elementary
// fact has the probability 1/2, and the entries that a less exact citation may
// mean have equal shares.
func Flat(d *court.Docket) *Priors {
	p := &Priors{fr: d.Frame, cache: map[poolKey]pool{}}
	for _, stage := range court.Stages {
		p.docket[stage] = newCounts()
	}
	return p
}

// FewProfiles lets few profiles be worth another core, until the function that it gives is
// called.
func FewProfiles(n int) (again func()) {
	was := least
	least = n
	return func() { least = was }
}
