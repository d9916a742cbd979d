package main

import (
	"runtime"
	"slices"

	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/project"
	"impact/internal/report"

	"golang.org/x/sync/errgroup"
)

// switches makes the switchboard of a run, and the run of every other choice of provisions
// that makes different law, as a run with --provisions would tell it; nil stands for the
// choice that is the run's own. Only the split of the variance over all assumptions at once
// is left to such a run.
func (s *study) switches(run report.Run, priors *model.Priors, x *supposed, f *runFlags) (*report.Switchboard, []*report.Run, error) {
	var readings []string
	for _, p := range s.proposals {
		readings = append(readings, p.Reading)
	}
	choices, err := model.ChoicesOf(s.code, s.scenario, readings, f.subset(), s.baseline)
	if err != nil {
		return nil, nil, err
	}
	if len(choices.Sets) < 2 {
		return nil, nil, nil
	}
	runs := make([]*report.Run, len(choices.Sets))
	board := &report.Switchboard{Players: choices.Players, Same: map[string]int{}, Points: make([]report.Point, len(choices.Sets))}
	if choices.Partial {
		board.Partial = "The page holds these choices: all, none, one left out and one alone. There are too many others: impact run --provisions tells of each."
	}
	shared := &project.Shared{Room: switchesRoom}
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, set := range choices.Sets {
		ids := choices.With(s.scenario, f.subset(), set)
		name := model.ChoiceName(ids)
		board.Same[name] = i
		if slices.Equal(ids, run.Manifest.Settings.Provisions) {
			board.Points[i] = report.Point{Choice: name}
			continue
		}
		g.Go(func() error {
			one, err := s.point(run, priors, x, f, ids, shared)
			board.Points[i], runs[i] = report.Point{Choice: name}, one
			return err
		})
	}
	return board, runs, g.Wait()
}

// switchesRoom is how many bytes of what chance gives choices have in common are kept.
const switchesRoom = 160 << 20

// point is the run of one choice of provisions.
func (s *study) point(run report.Run, priors *model.Priors, x *supposed, f *runFlags, ids []string, shared *project.Shared) (*report.Run, error) {
	run.Results, run.Equities, run.Projections, run.Attributions, run.Overlaps = nil, nil, nil, nil, nil
	run.Manifest.Settings.Provisions = ids
	var proposals []*law.Proposal
	for _, p := range s.proposals {
		of, err := s.scenario.Propose(p.Reading, ids, s.baseline)
		if err != nil {
			return nil, err
		}
		proposals = append(proposals, of)
	}
	run.Need = report.Beside
	if err := s.tellApart(&run, priors, ids); err != nil {
		return nil, err
	}
	s.judge(&run, proposals, priors, x, f, shared)
	return &run, nil
}
