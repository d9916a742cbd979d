package main

import (
	"cmp"
	"context"
	"runtime"
	"slices"

	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/report"
	"impact/internal/withhold"

	"golang.org/x/sync/errgroup"
)

// withheldChoices are every choice of provisions, and what is withheld of them all.
type withheldChoices struct {
	choices model.Choices
	same    map[string]int // from a choice to its number
	settled chan struct{}  // is closed once the pattern is chosen
	pattern *withhold.Pattern
}

// at is the number of the choice that a state's provisions stand for: those that lack what
// they need change nothing, and are left out.
func (c *withheldChoices) at(s *law.Scenario, ids []string) (int, bool) {
	i, ok := c.same[model.ChoiceName(c.choices.With(s, nil, c.choices.Standing(s, ids)))]
	return i, ok
}

// near are the covered choices that differ from one in the fewest provisions, few of them.
func (c *withheldChoices) near(s *law.Scenario, ids []string) [][]string {
	var out [][]string
	for _, set := range c.choices.Sets {
		out = append(out, c.choices.With(s, nil, set))
	}
	differ := func(set []string) (n int) {
		for _, p := range s.Provisions {
			if slices.Contains(set, p.ID) != slices.Contains(ids, p.ID) {
				n++
			}
		}
		return n
	}
	slices.SortStableFunc(out, func(a, b []string) int { return cmp.Compare(differ(a), differ(b)) })
	return out[:min(len(out), mostNear)]
}

// mostNear is how many choices are offered in place of one that is not covered.
const mostNear = 5

// withholding finds the choices of provisions for which a pattern is to be chosen.
func (e *served) withholding() (*withheldChoices, error) {
	s := e.base
	var readings []string
	for _, p := range s.proposals {
		readings = append(readings, p.Reading)
	}
	out := &withheldChoices{same: map[string]int{}, settled: make(chan struct{})}
	var err error
	if out.choices, err = model.ChoicesOf(s.code, s.scenario, readings, nil, s.baseline); err != nil {
		return nil, err
	}
	if len(out.choices.Sets) == 0 {
		out.choices.Sets = [][]string{{}}
	}
	for i, set := range out.choices.Sets {
		out.same[model.ChoiceName(out.choices.With(s.scenario, nil, set))] = i
	}
	return out, nil
}

// settle counts every choice of provisions in every reading and chooses what is withheld of
// them all. No count is told before.
func (e *served) settle() error {
	c := e.pattern
	if c == nil {
		return nil
	}
	runs := make([]*report.Run, len(c.choices.Sets))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, set := range c.choices.Sets {
		state := e.offer.Start
		state.Draws, state.Horizon = leastDraws, max(state.Horizon, 1) // what a projection tells of the record is of the pattern too, and hangs on no draw
		state.Provisions = c.choices.With(e.base.scenario, nil, set)
		g.Go(func() error {
			stage, err := e.stage(state)
			if err == nil {
				runs[i], err = e.run(context.Background(), state, stage, report.Page)
			}
			return err
		})
	}
	err := g.Wait()
	if err == nil {
		c.pattern, err = withhold.Choose(e.flags.threshold, runs...)
	}
	if err == nil {
		close(c.settled)
	}
	return err
}
