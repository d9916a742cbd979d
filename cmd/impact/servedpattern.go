package main

import (
	"runtime"

	"impact/internal/model"
	"impact/internal/report"
	"impact/internal/serve"
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

// at is the number of a state's choice of provisions.
func (c *withheldChoices) at(s serve.State) (int, bool) {
	i, ok := c.same[model.ChoiceName(s.Provisions)]
	return i, ok
}

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
				runs[i], err = e.run(state, stage, report.Page)
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
