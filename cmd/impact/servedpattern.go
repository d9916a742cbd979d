package main

import (
	"runtime"

	"impact/internal/model"
	"impact/internal/report"
	"impact/internal/serve"
	"impact/internal/withhold"

	"golang.org/x/sync/errgroup"
)

// withheldChoices are every choice of provisions, counted, and what is withheld of them all.
type withheldChoices struct {
	choices model.Choices
	same    map[string]int // from a choice to its number
	pattern *withhold.Pattern
}

// at is the number of a state's choice of provisions.
func (c *withheldChoices) at(s serve.State) (int, bool) {
	i, ok := c.same[model.ChoiceName(s.Provisions)]
	return i, ok
}

// choosePattern counts every choice of provisions in every reading and chooses what is
// withheld of them all.
func (e *served) choosePattern() (*withheldChoices, error) {
	s := e.base
	var readings []string
	for _, p := range s.proposals {
		readings = append(readings, p.Reading)
	}
	out := &withheldChoices{same: map[string]int{}}
	var err error
	if out.choices, err = model.ChoicesOf(s.code, s.scenario, readings, nil, s.baseline); err != nil {
		return nil, err
	}
	if len(out.choices.Sets) == 0 {
		out.choices.Sets = [][]string{{}}
	}
	runs := make([]*report.Run, len(out.choices.Sets))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, set := range out.choices.Sets {
		state := e.offer.Start
		state.Draws, state.Horizon = max(state.Draws, leastDraws), max(state.Horizon, 1) // what a projection tells of the record is of the pattern too
		state.Provisions = out.choices.With(s.scenario, nil, set)
		out.same[model.ChoiceName(state.Provisions)] = i
		g.Go(func() error {
			stage, err := e.stage(state)
			if err == nil {
				runs[i], err = e.run(state, stage, serve.Apart)
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	out.pattern, err = withhold.Choose(e.flags.threshold, runs...)
	return out, err
}
