package plan

import (
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"impact/internal/strict"
)

// checker finds the faults that a plan shows by itself.
type checker struct{ faults strict.Faults }

func (c *checker) fault(at strict.Pos, format string, args ...any) {
	c.faults = append(c.faults, at.Fault(format, args...))
}

var word = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)

func (c *checker) plan(p *Plan) {
	if p.Name.Pos.Line > 0 && !word.MatchString(p.Name.Value) {
		c.fault(p.Name.Pos, "the name %q is not one word; letters, digits, - and _ would be right", p.Name.Value)
	}
	for _, list := range []struct {
		what  string
		texts Texts
	}{{"file", p.Data}, {"scenario", p.Scenarios}, {"reading", p.Readings}, {"choice of provisions", p.Provisions}, {"baseline", p.Baselines},
		{"file of costs", p.Costs}, {"table", p.Tables}, {"metric", p.Metrics}} {
		c.texts(list.what, list.texts)
	}
	if p.Scenarios != nil && len(p.Scenarios) == 0 {
		c.fault(p.at, "no scenario is named; scenarios: [ct-tip-council] would be right")
	}
	for _, t := range p.Tables {
		if !slices.Contains(TableNames, t.Value) {
			c.fault(t.Pos, "no table %q can be told of each job%s", t.Value, strict.Suggest(t.Value, TableNames))
		}
	}
	var seen []string
	for _, s := range p.Seeds {
		if _, err := strconv.ParseUint(s.Value, 10, 63); err != nil {
			c.fault(s.Pos, "the seed %q is not a whole number from 0 on; 1 would be right", s.Value)
		}
		if slices.Contains(seen, s.Value) {
			c.fault(s.Pos, "the seed %s stands twice; once would be right", s.Value)
		}
		seen = append(seen, s.Value)
	}
	c.wholeFrom(p.Draws, "draws", 0, mostDraws)
	if n := p.DrawCount(); p.Draws.stated() && n > 0 && n < leastDraws {
		c.fault(p.Draws.Pos, "%d draws have no 80 %% interval; 0, or a number from %d to %d, would be right", n, leastDraws, mostDraws)
	}
	c.wholeFrom(p.Horizon, "horizon", 0, mostHorizon)
	c.drawless(p)
	c.axes(p)
	c.figures(p)
}

// drawless tells what a plan that projects nothing asks of projections.
func (c *checker) drawless(p *Plan) {
	why := "draws: 0"
	switch {
	case p.Projects():
		return
	case p.DrawCount() > 0:
		why = "horizon: 0"
	}
	for _, t := range p.Tables {
		if slices.Contains(projected, t.Value) {
			c.fault(t.Pos, "the table %s would be empty: with %s nothing is projected; more of them, or a table of the record such as totals, would be right", t.Value, why)
		}
	}
	for _, t := range p.Metrics {
		c.fault(t.Pos, "%s is of projections, and with %s nothing is projected; more of them, or no metrics, would be right", t.Value, why)
	}
	if p.Figures != nil {
		c.fault(p.at, "figures show projections, and with %s nothing is projected; more of them, or no figures, would be right", why)
	}
	if p.Sensitivity {
		c.fault(p.at, "sensitivity is of projections, and with %s nothing is projected; more of them, or no sensitivity, would be right", why)
	}
}

// texts tells what stands twice, or says nothing.
func (c *checker) texts(what string, texts Texts) {
	for i, t := range texts {
		switch {
		case strings.TrimSpace(t.Value) == "":
			c.fault(t.Pos, "the name of a %s is blank; a name would be right", what)
		case slices.ContainsFunc(texts[:i], func(o strict.Text) bool { return o.Value == t.Value }):
			c.fault(t.Pos, "the %s %q stands twice; once would be right", what, t.Value)
		}
	}
}

func (c *checker) wholeFrom(v Value, what string, least, most int) {
	if !v.stated() {
		return
	}
	if n, err := strconv.Atoi(v.Value); err != nil || n < least || n > most {
		c.fault(v.Pos, "%s: %q is not a whole number from %d to %d", what, v.Value, least, most)
	}
}

func (c *checker) axes(p *Plan) {
	var dials []string
	dial := func(t strict.Text) {
		if t.Pos.Line > 0 && slices.Contains(dials, t.Value) {
			c.fault(t.Pos, "the assumption %q is varied twice; once would be right", t.Value)
		}
		dials = append(dials, t.Value)
	}
	for _, a := range p.Assumptions {
		dial(a.Dial)
		c.axis(a)
	}
	h := p.Hypercube
	if h == nil {
		return
	}
	c.wholeFrom(h.Points, "points", 1, MostJobs)
	if _, err := strconv.ParseUint(h.Seed.Value, 10, 64); h.Seed.stated() && err != nil {
		c.fault(h.Seed.Pos, "the seed %q is not a whole number from 0 on; 1 would be right", h.Seed.Value)
	}
	if h.Points.stated() && len(h.Over) == 0 {
		c.fault(h.Points.Pos, "the hypercube is over no assumption; over: [{dial: share_served}] would be right")
	}
	for _, r := range h.Over {
		dial(r.Dial)
		if r.From.stated() != r.To.stated() {
			c.fault(r.Dial.Pos, "%s has one end of a range; both from and to, or neither, would be right", r.Dial.Value)
		} else if r.From.stated() {
			c.ends(r.From, r.To)
		}
	}
}

func (c *checker) axis(a Axis) {
	listed, ranged := len(a.Values) > 0, a.From.stated() || a.To.stated() || a.Steps.stated()
	switch {
	case listed == ranged:
		c.fault(a.Dial.Pos, "%s is varied over no values, or in two ways; either values: [0.5, 1], or from, to and steps, would be right", a.Dial.Value)
	case ranged && !(a.From.stated() && a.To.stated() && a.Steps.stated()):
		c.fault(a.Dial.Pos, "the range of %s is not whole; from: 0.5, to: 1 and steps: 6 would be right", a.Dial.Value)
	case ranged:
		c.wholeFrom(a.Steps, "steps", 2, MostJobs)
		c.ends(a.From, a.To)
	}
	for i, v := range a.Values {
		if slices.ContainsFunc(a.Values[:i], func(o Value) bool { return o.Value == v.Value }) {
			c.fault(v.Pos, "the value %s stands twice; once would be right", v.Value)
		}
	}
}

// ends tells a range whose ends are no numbers, or the wrong way round.
func (c *checker) ends(from, to Value) {
	for _, v := range []Value{from, to} {
		if math.IsNaN(v.number()) {
			c.fault(v.Pos, "%q is no number; 0.5 would be right", v.Value)
			return
		}
	}
	if from.number() >= to.number() {
		c.fault(to.Pos, "the range ends at %s, which is not above %s; the greater end last would be right", to.Value, from.Value)
	}
}

// figures tells what the figures are to draw or to hold that the plan does not vary.
func (c *checker) figures(p *Plan) {
	if p.Figures == nil {
		return
	}
	f := p.Figures
	c.texts("metric", f.Metrics)
	c.texts("side of the heat map", f.Heat)
	if n := len(f.Heat); n != 0 && n != 2 {
		c.fault(f.Heat[0].Pos, "a heat map has two sides; heat: [charging_share, share_served] would be right")
	}
	drawn := f.Heat
	if f.Lines.Pos.Line > 0 {
		drawn = append(slices.Clone(drawn), f.Lines)
	}
	for _, t := range drawn {
		if !slices.Contains(p.Sides(), t.Value) {
			c.fault(t.Pos, "the plan does not vary %q%s", t.Value, strict.Suggest(t.Value, p.Sides()))
		}
	}
	known := append(p.Sides(), ReadingSide, SeedSide)
	for _, of := range slices.Sorted(maps.Keys(f.Hold)) {
		if !slices.Contains(known, of) {
			c.fault(f.Hold[of].Pos, "the plan does not vary %q%s", of, strict.Suggest(of, known))
		}
	}
}
