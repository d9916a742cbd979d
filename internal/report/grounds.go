package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"impact/internal/law"
	"impact/internal/project"
	"impact/internal/stats"
)

// basis says which years of the record the projection rests on.
func (o *outlook) basis() string {
	w := o.p.Windows
	text := "Projected from " + w[project.Filed].String() + " of filings"
	switch {
	case w[project.Filed].From == 0:
		text = "Projected from " + w[project.Disposed].String() + " of convictions"
	case w[project.Disposed].From != 0:
		text += fmt.Sprintf(" and %s of convictions", w[project.Disposed])
	}
	var left []string
	for _, side := range []project.Side{project.Filed, project.Disposed} {
		for _, y := range w[side].Left {
			if !slices.Contains(left, y.String()) {
				left = append(left, y.String())
			}
		}
	}
	if len(left) > 0 {
		text += " (" + strings.Join(left, ", ") + " left out as cut short)"
	}
	return text + "."
}

// chosen says which forecast stands for how many of the streams that can move.
func (b *builder) chosen() string {
	total, kept := 0, 0
	type other struct {
		name, model, why string
		sides            []string
	}
	var others []other
	b.series(func(_ []any, s *project.Stream) {
		if !s.Moves {
			return
		}
		total++
		if s.Choice.Chosen.Name() == stats.Models[0].Name() {
			kept++
			return
		}
		x := other{s.Name(b.Code), s.Choice.Chosen.Name(), "", []string{s.Side.String()}}
		if i := slices.IndexFunc(others, func(o other) bool { return o.name == x.name && o.model == x.model }); i >= 0 {
			others[i].sides = append(others[i].sides, x.sides...)
			return
		}
		if _, why, found := strings.Cut(s.Choice.Why, ": "); found {
			x.why = ", because " + why
		}
		others = append(others, x)
	})
	if total == 0 {
		return ""
	}
	text := fmt.Sprintf("Forecast: a flat Gamma-Poisson rate for %d of %d series that the proposals touch", kept, total)
	for i, x := range others {
		if i == 2 {
			text += fmt.Sprintf("; another model for %d more sections (table backtest)", len(others)-i)
			break
		}
		text += fmt.Sprintf("; the %s was chosen for %s (%s)%s", x.model, x.name, strings.Join(x.sides, ", "), x.why)
	}
	return text + "."
}

// held says how often the intervals of the chosen models held in the back-test.
func (b *builder) held() string {
	var kept, trials float64
	b.series(func(_ []any, s *project.Stream) {
		if x := score(s); x != nil && s.Moves {
			kept += x.Cover80 * float64(x.Origins)
			trials += float64(x.Origins)
		}
	})
	if trials == 0 || math.IsNaN(kept) {
		return "No back-test: it needs six years of counts."
	}
	return fmt.Sprintf("In the back-test the 80 %% intervals held %.0f %% of the counts that followed (%s forecasts).", 100*kept/trials, Figure(trials))
}

// matters says which assumption moves the beds most, or else the felony convictions.
func (o *outlook) matters() {
	for _, x := range []struct {
		m     project.Metric
		words string
	}{{project.Beds, "the beds added"}, {project.FelonyConvictions, "the felony convictions added"}, {project.NewRegistrants, "the new registrants"}} {
		turn, ok := o.strongest(x.m)
		if !ok {
			continue
		}
		when := fmt.Sprintf("in fiscal year %s", lastYear(o.p))
		if x.m.Flow() {
			when = "a year"
		}
		text := fmt.Sprintf("Of the assumptions, %s moves %s %s most: %s at %s, %s at %s, others at their central value",
			spaced(turn.Assumption), x.words, when, mid(turn.Low), o.dialText(turn.Assumption, turn.LowValue), mid(turn.High), o.dialText(turn.Assumption, turn.HighValue))
		if share := o.explained(x.m); share != "" {
			text += "; with all of them varied, " + share + " of the variance"
		}
		o.say("%s.", text)
		return
	}
}

// strongest is the turn that moves a metric most.
func (o *outlook) strongest(m project.Metric) (best project.Turn, ok bool) {
	for _, t := range o.p.Turns {
		if t.Metric == m && math.Abs(t.High-t.Low) > math.Abs(best.High-best.Low) {
			best, ok = t, true
		}
	}
	return best, ok
}

// explained says which source explains most of a metric's variance, and what chance does.
func (o *outlook) explained(m project.Metric) string {
	shares := slices.DeleteFunc(slices.Clone(o.p.Shares), func(s project.Share) bool { return s.Metric != m || !(s.First > 0) })
	slices.SortStableFunc(shares, func(x, y project.Share) int { return cmp.Compare(y.First, x.First) })
	part := func(s project.Share) string { return fmt.Sprintf("%.0f %%", 100*min(s.First, 1)) }
	var text, chance string
	for _, s := range shares {
		switch {
		case s.Source == project.Chance:
			chance = "chance alone explains " + part(s)
		case text == "":
			text = fmt.Sprintf("%s alone explains %s", spaced(s.Source), part(s))
		}
	}
	return strings.Join(slices.DeleteFunc([]string{text, chance}, func(s string) bool { return s == "" }), " and ")
}

// columnsOf are the projected years that a grid has room for: the first, the last and
// some between.
func columnsOf(years []law.Year) []law.Year {
	const most, room = 6, 5
	if len(years) <= most {
		return years
	}
	var out []law.Year
	for i := range room {
		out = append(out, years[i*(len(years)-1)/(room-1)])
	}
	return out
}
