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
	for _, x := range []struct {
		side project.Side
		what string
	}{{project.Filed, "filings"}, {project.Disposed, "convictions"}} {
		var years []string
		for _, y := range w[x.side].Left {
			years = append(years, y.String())
		}
		if len(years) > 0 {
			left = append(left, strings.Join(years, ", ")+" of "+x.what)
		}
	}
	if len(left) > 0 {
		text += " (left out as cut short or standing alone: " + strings.Join(left, "; ") + ")"
	}
	text += "."
	if n := w[project.Disposed].Years(); n > 0 && n < 3 {
		text += fmt.Sprintf(" %s cannot show how years differ: the intervals suppose what years usually do.", capital(many(float64(n), "years")))
	}
	if o.p.Lagless {
		text += " No row records both the offence and its disposition: whatever is disposed of from the effective day on is taken to be under the new law."
	}
	return text
}

// chosen says which forecast stands for how many of the streams that can move.
func (b *builder) chosen() string {
	total, kept := 0, 0
	type other struct {
		name, model   string
		sides, scores []string
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
		x := other{s.Name(b.Code), s.Choice.Chosen.Name(), []string{s.Side.String()}, nil}
		if own := score(s); own != nil && unknown(own.CRPS, s.Choice.Scores[0].CRPS) {
			x.scores = []string{withheld}
		} else if own != nil {
			x.scores = []string{fmt.Sprintf("%.3g against %.3g", own.CRPS, s.Choice.Scores[0].CRPS)}
		}
		if i := slices.IndexFunc(others, func(o other) bool { return o.name == x.name && o.model == x.model }); i >= 0 {
			others[i].sides, others[i].scores = append(others[i].sides, x.sides...), append(others[i].scores, x.scores...)
			return
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
		error := strings.Join(x.scores, " and ") + " of the flat rate"
		if slices.Contains(x.scores, withheld) {
			error = "less than that of the flat rate (by how much is " + withheld + ")"
		}
		text += fmt.Sprintf("; the %s was chosen for %s (%s), because its error in the back-test was %s, a gain of over %d standard errors, though origins are few and share years",
			x.model, x.name, strings.Join(x.sides, ", "), error, stats.TestErrors)
	}
	return text + "."
}

// lowCover is the coverage of an 80 % interval under which a series is named.
const lowCover = 0.60

// telling is how many counts a back-test must foretell for its coverage to be told.
const telling = 10

// held says how often the intervals of the chosen models held in the back-test. A
// series of less than one count a year is left out: its interval holds by construction.
func (b *builder) held() string {
	type name struct {
		side  project.Side
		group law.Citation
	}
	var seen []name
	var kept, trials float64
	least, worst, tested, left := lowCover, "", false, 0 // left are the series that are withheld
	b.series(func(_ []any, s *project.Stream) {
		x, key := score(s), name{s.Side, s.Group}
		if x == nil || !s.Moves || slices.Contains(seen, key) {
			return
		}
		seen, tested = append(seen, key), true
		n := float64(x.Counts)
		if b.hidden(x.Cover80) || b.hidden(meanCount(s)) {
			left++
			return
		}
		if n == 0 || meanCount(s) < 1 || math.IsNaN(x.Cover80) {
			return
		}
		kept, trials = kept+x.Cover80*n, trials+n
		if x.Cover80 < least {
			least = x.Cover80
			worst = fmt.Sprintf("; worst: %s, %s, %.0f %% of %s", s.Name(b.Code), s.Side, 100*x.Cover80, Figure(n))
		}
	})
	switch {
	case !tested:
		return "No back-test: it needs six years of counts."
	case left > 0 && trials < telling:
		return "How the intervals held in the back-test is " + withheld + "."
	case trials == 0:
		return "No back-test that tells: every series has less than one count a year."
	case trials < telling:
		return fmt.Sprintf("No back-test that tells: it could foretell %s only.", many(trials, "counts"))
	}
	return fmt.Sprintf("In the back-test the 80 %% intervals held %.0f %% of the counts that followed (%s%s%s).", 100*kept/trials, many(trials, "counts"), worst, leftOut(left))
}

// leftOut says that series of the back-test are withheld.
func leftOut(series int) string {
	if series == 0 {
		return ""
	}
	return fmt.Sprintf("; %d more series withheld", series)
}

// meanCount is the mean count of a year of a stream.
func meanCount(s *project.Stream) float64 {
	sum := 0.0
	for _, n := range s.Counts {
		sum += n
	}
	return sum / float64(max(len(s.Counts), 1))
}

// matters says which assumption moves the beds most, or else the felony convictions;
// where the beds cannot be projected, the new registrants.
func (o *outlook) matters() {
	type subject struct {
		m     project.Metric
		words string
	}
	beds, felonies, registrants := subject{project.Beds, "the beds added"}, subject{project.FelonyConvictions, "the felony convictions added"}, subject{project.NewRegistrants, "the new registrants"}
	list := []subject{beds, felonies, registrants}
	if o.untold(o.p, project.Beds) {
		list = []subject{registrants, felonies}
	}
	for _, x := range list {
		turn, ok := o.strongest(x.m)
		if !ok || mid(turn.Low) == mid(turn.High) || o.unshared(x.m) {
			continue
		}
		when := fmt.Sprintf("in fiscal year %s", lastYear(o.p))
		if x.m.Flow() {
			when = "a year"
		}
		text := fmt.Sprintf("Of the assumptions, %s moves %s %s most: %s at %s, %s at %s, others %s",
			spaced(turn.Assumption), x.words, when, mid(turn.Low), o.dialText(turn.Assumption, turn.LowValue), mid(turn.High), o.dialText(turn.Assumption, turn.HighValue), o.elsewhere())
		o.say("%s.", text)
		if share := o.explained(x.m); share != "" {
			o.say("With all assumptions varied at once, %s of the variance of %s.", share, x.words)
			o.out[len(o.out)-1].Split = true
		}
		return
	}
}

// moved reports whether the analyst set an assumption.
func (b *builder) moved() bool {
	return len(b.asSet()) > 0
}

// elsewhere is where assumptions are that are not at an end of their range.
func (b *builder) elsewhere() string {
	if b.moved() {
		return "as set or stated"
	}
	return "at their central value"
}

// unshared reports whether a metric's variance was split and every share is 0.
func (o *outlook) unshared(m project.Metric) bool {
	told := false
	for _, s := range o.p.Shares {
		if s.Metric != m {
			continue
		}
		if told = true; s.First != 0 || s.Total != 0 {
			return false
		}
	}
	return told
}

// strongest is the turn that moves a metric most; none where one of them is withheld.
func (o *outlook) strongest(m project.Metric) (best project.Turn, ok bool) {
	for _, t := range o.p.Turns {
		if t.Metric == m && unknown(t.Low, t.Central, t.High) {
			return best, false
		}
		if t.Metric == m && math.Abs(t.High-t.Low) > math.Abs(best.High-best.Low) {
			best, ok = t, true
		}
	}
	return best, ok
}

// explained says which source explains most of a metric's variance, and what chance does.
func (o *outlook) explained(m project.Metric) string {
	if slices.ContainsFunc(o.p.Shares, func(s project.Share) bool { return s.Metric == m && unknown(s.First, s.Total) }) {
		return "" // the greatest share may be one that is withheld
	}
	shares := slices.DeleteFunc(slices.Clone(o.p.Shares), func(s project.Share) bool { return s.Metric != m || !(s.First > 0) })
	slices.SortStableFunc(shares, func(x, y project.Share) int { return cmp.Compare(y.First, x.First) })
	// The shares have errors of some hundredths.
	part := func(s project.Share) string {
		if tens := 10 * math.Round(10*min(s.First, 1)); tens > 0 {
			return fmt.Sprintf("about %.0f %%", tens)
		}
		return "less than 5 %"
	}
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
