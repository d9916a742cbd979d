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

// withheldChoices are every choice of provisions, and what is withheld of those that are told.
type withheldChoices struct {
	choices model.Choices
	settled chan struct{}  // is closed once the pattern is chosen, and the two below stand
	same    map[string]int // from a choice that is told to its number in the pattern
	pattern *withhold.Pattern
}

// done reports whether the pattern is chosen.
func (c *withheldChoices) done() bool {
	select {
	case <-c.settled:
		return true
	default:
		return false
	}
}

// at is the number of the choice that a state's provisions stand for: those that lack what
// they need change nothing, and are left out. It is asked once the pattern is chosen.
func (c *withheldChoices) at(s *law.Scenario, ids []string) (int, bool) {
	i, ok := c.same[c.name(s, ids)]
	return i, ok
}

// name is the name of the choice that provisions stand for.
func (c *withheldChoices) name(s *law.Scenario, ids []string) string {
	return model.ChoiceName(c.choices.With(s, nil, c.choices.Standing(s, ids)))
}

// steps are choices of provisions to be told, from all of them to the whole act alone.
func (c *withheldChoices) steps() [][][]string {
	whole := c.choices.Sets[0]
	of := func(sizes ...int) (out [][]string) {
		for _, set := range c.choices.Sets {
			if slices.Contains(sizes, len(set)) {
				out = append(out, set)
			}
		}
		return out
	}
	n := len(whole)
	out := [][][]string{c.choices.Sets}
	for _, step := range [][][]string{of(n, n-1, 0), of(n, 0), of(n)} {
		if len(step) < len(out[len(out)-1]) {
			out = append(out, step)
		}
	}
	return out
}

// tells reports whether a choice is one of those that are told.
func (c *withheldChoices) tells(with []string) bool {
	_, ok := c.same[model.ChoiceName(with)]
	return ok
}

// told are the choices that are told, where not every one is. It is asked once the pattern is chosen.
func (c *withheldChoices) told(s *law.Scenario) [][]string {
	if len(c.same) == len(c.choices.Sets) && !c.choices.Partial {
		return nil
	}
	return c.tellable(s)
}

// tellable are the choices that are told.
func (c *withheldChoices) tellable(s *law.Scenario) (out [][]string) {
	for _, set := range c.choices.Sets {
		if with := c.choices.With(s, nil, set); c.tells(with) {
			out = append(out, with)
		}
	}
	return out
}

// near are the covered choices that differ from one in the fewest provisions, few of them.
func (c *withheldChoices) near(s *law.Scenario, ids []string) [][]string {
	out := c.tellable(s)
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
	out := &withheldChoices{settled: make(chan struct{})}
	var err error
	if out.choices, err = model.ChoicesOf(s.code, s.scenario, readings, nil, s.baseline); err != nil {
		return nil, err
	}
	if len(out.choices.Sets) == 0 {
		out.choices.Sets = [][]string{{}}
	}
	return out, nil
}

// leastTold is the part of what is told of the whole act alone (totals, and changes that are
// projected) that must be told
// beside other choices too, or fewer of these are told.
const leastTold = 0.75

// settle counts every choice of provisions in every reading and chooses what is withheld of
// them all. No count is told before. What is told of one choice beside another says what
// their difference does, so that of few charges all choices together would tell nothing:
// then fewer choices are told, and more of each.
func (e *served) settle() error {
	c := e.pattern
	if c == nil {
		return nil
	}
	runs, err := e.everyChoice()
	if err != nil {
		return err
	}
	alone, err := withhold.Choose(e.flags.threshold, runs[0])
	if err != nil {
		return err
	}
	for _, step := range c.steps() {
		var told []*report.Run
		c.same = map[string]int{}
		for i, set := range c.choices.Sets {
			if slices.ContainsFunc(step, func(x []string) bool { return slices.Equal(x, set) }) {
				c.same[model.ChoiceName(c.choices.With(e.base.scenario, nil, set))] = len(told)
				told = append(told, runs[i])
			}
		}
		if c.pattern = alone; len(told) > 1 {
			if c.pattern, err = withhold.Choose(e.flags.threshold, told...); err != nil {
				return err
			}
		}
		if float64(c.pattern.Told(0)) >= leastTold*float64(alone.Told(0)) {
			break
		}
	}
	close(c.settled)
	return nil
}

// everyChoice counts every choice of provisions.
func (e *served) everyChoice() ([]*report.Run, error) {
	c := e.pattern
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
	return runs, g.Wait()
}
