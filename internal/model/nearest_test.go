package model_test

import (
	"slices"
	"testing"

	"impact/internal/law"
	"impact/internal/model"
)

// A section is out of force from 2016-01-02 to 2017-01-04. An offence in the
// middle of December 2016 is nearer to the new law than to the old.
func TestTheNearestDayInForceIsCountedInDays(t *testing.T) {
	l := smallLaw
	l.sections = append(slices.Clone(l.sections),
		refSection{"1-90(a)", always, []stretch{{0, 20160101, just(law.MisdemeanorD)}}},
		refSection{"1-90(b)", always, []stretch{{20170105, 0, just(law.FelonyD)}}})
	l.acts = append(slices.Clone(l.acts),
		refAct{"PA 16-1", 20160102, []refMove{{"ended", "1-90(a)", "", always, false}}},
		refAct{"PA 16-2", 20161201, nil}) // cuts the days, and nothing else
	p := proposal{names: []string{"nothing"}}
	code, prop := p.propose(t, l.pack(), &l)
	d := reduce(code, prop, l.baseline, []refCharge{{id: "a", cite: "1-90", offense: 20161215, counts: 1}})
	for _, s := range model.Evaluate(code, d, model.NewPriors(d), prop).SectionShifts {
		if got, want := s.From.Section.String(), "1-90(b)"; got != want {
			t.Errorf("governed by %q, want %q", got, want)
		}
	}
}
