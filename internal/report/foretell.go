package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"impact/internal/assume"
	"impact/internal/chart"
	"impact/internal/model"
	"impact/internal/project"
	"impact/internal/stats"
)

// forefigures draws what may come under the default reading.
func (b *builder) forefigures() []chart.Figure {
	r := b.main()
	p := b.ahead(r)
	out := []chart.Figure{b.bedsFan(r, p), b.registryFan(r, p), b.felonyFan(r, p)}
	for _, basis := range []string{assume.Average, assume.Marginal} {
		out = append(out, b.costFan(r, p, basis))
	}
	return append(out, b.tornado(r, p, project.Beds), b.tornado(r, p, project.NewRegistrants),
		b.trials(r), b.parts(r), b.shares(r))
}

// notProjected is why there is no projection to draw.
const notProjected = "Not projected: the run made no draws (--draws 0 or --horizon 0)."

// noChange is why there is no difference to draw.
const noChange = "No change: the difference is exactly 0 in every year and every draw."

// band is one year of a fan: a middle and two intervals around it.
type band struct{ mean, median, lo80, hi80, lo95, hi95 float64 }

// hidden reports whether the year is withheld.
func (x band) hidden() bool { return unknown(x.mean, x.median, x.lo80, x.hi80, x.lo95, x.hi95) }

// allHidden says of a fan that every year of it is withheld.
const allHidden = "Withheld in every projected year."

// fan makes a fan of bands over the projected years, out of the year before the law.
// Its line is the expectation, or the median where the expectation of small counts
// leaves an interval; about says which.
func fan(p *project.Projection, name string, bands []band) (body chart.Fan, about string) {
	mean := true
	for _, x := range bands {
		mean = mean && (x.hidden() || x.lo80 <= x.mean && x.mean <= x.hi80)
	}
	about = "The line is the expected value"
	if !mean {
		about = "The line is the median draw"
	}
	line := chart.Line{Name: name, Ink: chart.Blue, Past: []chart.Span{chart.Exact(0)}, Future: make([][]chart.Span, 2)}
	body = chart.Fan{Categories: []string{(firstYear(p) - 1).String()}, Levels: []string{"80 %", "95 %"}}
	for i, x := range bands {
		mid := x.median
		if mean {
			mid = x.mean
		}
		body.Categories = append(body.Categories, p.Years[i].String())
		if x.hidden() {
			line.Future[0] = append(line.Future[0], chart.Missing(withheld))
			line.Future[1] = append(line.Future[1], chart.Missing(withheld))
			continue
		}
		line.Future[0] = append(line.Future[0], chart.Between(Round(x.lo80), Round(mid), Round(x.hi80)))
		line.Future[1] = append(line.Future[1], chart.Between(Round(x.lo95), Round(mid), Round(x.hi95)))
	}
	body.Lines = []chart.Line{line}
	return body, about + ", the bands are the 80 % and 95 % intervals of chance; the number at its end has the 95 % interval. Before the law there is no difference."
}

// bandsOf are the years of what a proposal adds to a metric; none where it is not
// projected.
func bandsOf(p *project.Projection, m project.Metric) []band {
	if p == nil {
		return nil
	}
	var out []band
	for _, y := range p.Years {
		r, ok := added(p, m, y)
		if !ok {
			return nil
		}
		out = append(out, band{r.Mean, r.Median, r.Lo80, r.Hi80, r.Lo95, r.Hi95})
	}
	return out
}

// fanFigure is the fan of one metric, with what its note says beside the bands.
func (b *builder) fanFigure(r *model.Result, p *project.Projection, m project.Metric, f chart.Figure, note string) chart.Figure {
	bands := bandsOf(p, m)
	f.Body = chart.Fan{}
	switch {
	case p == nil:
		f.Empty = notProjected
	case b.silent(p) != "":
		f.Empty = b.silent(p)
	case len(bands) == 0:
		f.Empty = "Not projected: " + b.missing(p, m) + "."
	case b.untold(p, m):
		f.Empty = "Cannot be projected: " + b.noSentence(p) + "."
	case unmoved(p, m):
		f.Empty = noChange
	case !slices.ContainsFunc(bands, func(x band) bool { return !x.hidden() }):
		f.Empty = allHidden
	default:
		var about string
		f.Body, about = fan(p, "difference", bands)
		note = about + " " + note
		if last, ok := added(p, m, lastYear(p)); ok {
			f.Alt += fmt.Sprintf(" In fiscal year %s: %s.", lastYear(p), expected(last))
		}
	}
	f.Note = b.note(r, b.underSet(note))
	return f
}

func (b *builder) bedsFan(r *model.Result, p *project.Projection) chart.Figure {
	return b.fanFigure(r, p, project.Beds, chart.Figure{Name: "beds_fan", Title: "Prison beds that the proposal adds",
		Subtitle: "Average daily population, by fiscal year", Alt: "Prison beds added by the proposal, by fiscal year, with 80 % and 95 % intervals."}, b.sentenced(p))
}

// sentenced says whose sentences the beds rest on, and how much of them is served.
func (b *builder) sentenced(p *project.Projection) string {
	if p == nil || b.Assumptions == nil {
		return ""
	}
	rule, served := b.Assumptions.Value(project.SentenceRule), b.Assumptions.Value(project.ShareServed)
	text := fmt.Sprintf("Sentences: %s rule; share served: %s.", b.dialText(project.SentenceRule, rule), b.dialText(project.ShareServed, served))
	var from []string
	for _, d := range p.Donors {
		who := fmt.Sprintf("those of %s of the section", many(math.Round(d.Rows), "convictions"))
		switch d.By {
		case "class":
			who = fmt.Sprintf("those of %s of its class, for the section has too few", many(math.Round(d.Rows), "convictions"))
		case noDonor:
			who = "the record's own"
		}
		if math.IsNaN(d.Rows) {
			who = "the number of their convictions is " + withheld
		}
		from = append(from, fmt.Sprintf("%s, %s: %s", b.cite(d.Section), d.Class, who))
	}
	if len(from) > 0 && rule == assume.Donor {
		text += " Donors: " + strings.Join(from, "; ") + "."
	}
	return text
}

func (b *builder) registryFan(r *model.Result, p *project.Projection) chart.Figure {
	note := "How many are on the registry today is not known; the difference does not depend on it."
	if p != nil && p.HasStock {
		if now, ok := rowOf(p, project.RegistryStock, lastYear(p), project.Current); ok && veiled(now) {
			note = fmt.Sprintf("How many are expected on it on 30 June %s under current law is %s.", lastYear(p), withheld)
		} else if ok {
			note = fmt.Sprintf("Under current law %s are expected on it on 30 June %s (80 %% interval %s to %s).",
				Figure(math.Round(now.Mean)), lastYear(p), Figure(math.Round(now.Lo80)), Figure(math.Round(now.Hi80)))
		}
	}
	return b.fanFigure(r, p, project.RegistryStock, chart.Figure{Name: "registry_fan", Title: "Persons on the registry that the proposal adds",
		Subtitle: "Persons on 30 June of each fiscal year, beside current law", Alt: "Persons added to the registry by the proposal, by fiscal year, with 80 % and 95 % intervals."}, note)
}

func (b *builder) felonyFan(r *model.Result, p *project.Projection) chart.Figure {
	note := ""
	if t := r.Totals.Felony[1]; t.Withheld() {
		note = fmt.Sprintf("What the record allows over all its years is %s.", withheld)
	} else if t.Low < t.High {
		note = fmt.Sprintf("It supposes that facts are %s; over all years of the record the change lies between %s and %s.", b.likeness(), signed(t.Low), signed(t.High))
	}
	return b.fanFigure(r, p, project.FelonyConvictions, chart.Figure{Name: "felony_convictions_fan", Title: "Felony convictions that the proposal adds",
		Subtitle: "Convictions, net, by fiscal year", Alt: "Felony convictions added by the proposal, by fiscal year, with 80 % and 95 % intervals."}, note)
}

// costFan is the cost of the beds on one basis.
func (b *builder) costFan(r *model.Result, p *project.Projection, basis string) chart.Figure {
	f := chart.Figure{Name: "cost_" + basis, Title: fmt.Sprintf("Cost of the prison beds, at the %s cost", basis),
		Subtitle: "Thousand dollars a year, by fiscal year", Body: chart.Fan{}, Empty: notProjected,
		Alt: fmt.Sprintf("The yearly cost of the added prison beds at the %s cost, with 80 %% and 95 %% intervals.", basis)}
	note := ""
	if len(b.bedBases()) > 1 {
		note = "The two bases are different things, not the ends of one range."
	}
	if p != nil {
		f.Empty = "Not projected: " + b.missing(p, project.Beds) + "."
	}
	if p != nil && b.silent(p) != "" {
		f.Empty = b.silent(p)
	} else if b.untold(p, project.Beds) && len(bandsOf(p, project.Beds)) > 0 {
		f.Empty = "Cannot be determined: " + b.noSentence(p) + "."
	} else if c := b.bedCost(basis); c == nil {
		if p != nil {
			f.Empty = fmt.Sprintf("No %s cost of a prison bed is stated.", basis)
		}
	} else if p != nil && unmoved(p, project.Beds) && len(bandsOf(p, project.Beds)) > 0 {
		f.Empty = noChange
	} else if bands := bandsOf(p, project.Beds); len(bands) > 0 && !slices.ContainsFunc(bands, func(x band) bool { return !x.hidden() }) {
		f.Empty = allHidden
	} else if len(bands) > 0 {
		for i, x := range bands {
			k := func(v float64) float64 { return c.Of(v) / 1000 }
			bands[i] = band{k(x.mean), k(x.median), k(x.lo80), k(x.hi80), k(x.lo95), k(x.hi95)}
		}
		var about string
		f.Body, about = fan(p, "difference", bands)
		note = fmt.Sprintf("%s %s %s a %s (%s). %s", about, capital(basis+" cost:"), c.Text(), strings.TrimPrefix(c.Per, "a "), c.Source, note)
		note = strings.TrimSuffix(note, " ")
		if c.Footnote != "" {
			note += " " + c.Footnote
		}
	}
	f.Note = b.note(r, b.underSet(note))
	return f
}

func (b *builder) bedCost(basis string) *assume.Cost {
	if b.Costs == nil {
		return nil
	}
	return b.Costs.For(assume.Incarceration, basis, b.Session)
}

// bedBases are those on which a prison bed has a cost.
func (b *builder) bedBases() (out []string) {
	for _, basis := range []string{assume.Average, assume.Marginal} {
		if b.bedCost(basis) != nil {
			out = append(out, basis)
		}
	}
	return out
}

// tornado is what each assumption alone makes of a metric.
func (b *builder) tornado(r *model.Result, p *project.Projection, m project.Metric) chart.Figure {
	f := chart.Figure{Name: "tornado", Title: "Which assumption moves the prison beds most", Subtitle: "Beds added in the last projected year",
		Alt: "For each assumption, the prison beds at both ends of its range."}
	if m == project.NewRegistrants {
		f = chart.Figure{Name: "tornado_registrants", Title: "Which assumption moves the new registrants most", Subtitle: "Persons added a year, on average of the projected years",
			Alt: "For each assumption, the new registrants at both ends of its range."}
	}
	body := chart.Tornado{CentreName: "at the central values"}
	if b.moved() {
		body.CentreName = "as set"
	}
	var idle, hidden []string
	if p != nil && b.silent(p) == "" && !b.untold(p, m) {
		turns := slices.DeleteFunc(slices.Clone(p.Turns), func(t project.Turn) bool { return t.Metric != m })
		slices.SortStableFunc(turns, func(x, y project.Turn) int {
			return cmp.Compare(math.Abs(y.High-y.Low), math.Abs(x.High-x.Low))
		})
		for _, t := range turns {
			if unknown(t.Low, t.Central, t.High) {
				hidden = append(hidden, spaced(t.Assumption))
				continue
			}
			body.Centre = Round(t.Central)
			if s := b.swing(t); s.Low < s.High {
				body.Swings = append(body.Swings, s)
			} else {
				idle = append(idle, spaced(t.Assumption))
			}
		}
	}
	note := "One assumption at a time goes to the ends of its range, all others " + b.elsewhere() + "; no chance is drawn."
	if len(idle) > 0 && len(body.Swings) > 0 {
		note += " Without effect: " + strings.Join(idle, ", ") + "."
	}
	if len(hidden) > 0 && len(body.Swings) > 0 {
		note += " " + capital(withheld) + ": " + strings.Join(hidden, ", ") + "."
	}
	f.Body, f.Note, f.Empty = body, b.note(r, b.underSet(note)), notProjected
	if p != nil {
		f.Empty = "No assumption moves it: the proposal adds nothing, or it is not projected."
		if why := b.silent(p); why != "" {
			f.Empty = why
		} else if b.untold(p, m) {
			f.Empty = "Cannot be projected: " + b.noSentence(p) + "."
		} else if len(hidden) > 0 {
			f.Empty = "What the assumptions make of it is " + withheld + "."
		}
	}
	return f
}

// swing is one turned assumption, its ends named by the values that give them.
func (b *builder) swing(t project.Turn) chart.Swing {
	s := chart.Swing{Name: spaced(t.Assumption), Low: Round(t.Low), High: Round(t.High),
		LowName: b.dialText(t.Assumption, t.LowValue), HighName: b.dialText(t.Assumption, t.HighValue)}
	if s.Low > s.High {
		s.Low, s.High, s.LowName, s.HighName = s.High, s.Low, s.HighName, s.LowName
	}
	return s
}

// trials is how the models of forecast did on the streams that can move.
func (b *builder) trials(r *model.Result) chart.Figure {
	d := chart.Dots{FreeX: true}
	sides := []project.Side{project.Filed, project.Disposed, project.Registered, project.Diverted}
	spans := map[[2]string][]chart.Span{}
	var used []string
	b.series(func(_ []any, s *project.Stream) {
		name := s.Name(b.Code)
		if !s.Moves || len(s.Choice.Scores) == 0 || !slices.Contains(sides, s.Side) {
			return
		}
		if !slices.Contains(d.Rows, name) {
			d.Rows = append(d.Rows, name)
		}
		if !slices.Contains(used, s.Side.String()) {
			used = append(used, s.Side.String())
		}
		for _, x := range s.Choice.Scores {
			spans[[2]string{s.Side.String(), name}] = append(spans[[2]string{s.Side.String(), name}], exact(x.CRPS))
		}
	})
	for _, m := range stats.Models {
		d.Series = append(d.Series, chart.Series{Name: m.Name()})
	}
	for _, side := range used {
		panel := chart.Panel{Name: side, Values: make([][]chart.Span, len(d.Series))}
		for _, name := range d.Rows {
			for i := range d.Series {
				span := chart.Missing("no back-test")
				if list := spans[[2]string{side, name}]; i < len(list) {
					span = list[i]
				}
				panel.Values[i] = append(panel.Values[i], span)
			}
		}
		d.Panels = append(d.Panels, panel)
	}
	f := chart.Figure{Name: "backtest", Title: "How well each model forecast years that are known", Subtitle: "Error of the forecast (CRPS, in counts a year; less is better), by section that the proposals touch",
		Body: d, Empty: notProjected, Note: b.note(nil, b.chosen()+" "+b.held()),
		Alt: "For each section, the error of three models of forecast. " + b.held()}
	if len(b.Projections) > 0 {
		f.Empty = "No section that the proposals touch has the six years of counts that a back-test needs."
	}
	return f
}

// metricWords are the metrics of the record in a few words.
var metricWords = map[string]string{
	model.ChargesChanged:      "charges that change",
	model.FelonyCharges:       "felony charges",
	model.FelonyConvictions:   "felony convictions",
	model.MinorChargesChanged: "charges with a victim under 18",
	model.NewRegistrants:      "persons on the registry",
}

// parts is what each provision contributes.
func (b *builder) parts(r *model.Result) chart.Figure {
	d := chart.Dots{FreeX: true, Series: []chart.Series{{Name: "Shapley value", Ink: chart.Blue}}}
	list := at(b, b.Attributions, r)
	for _, a := range list {
		if !slices.Contains(d.Rows, a.Provision) {
			d.Rows = append(d.Rows, a.Provision)
		}
		if !slices.ContainsFunc(d.Panels, func(p chart.Panel) bool { return p.Name == metricWords[a.Metric] }) {
			d.Panels = append(d.Panels, chart.Panel{Name: metricWords[a.Metric], Values: make([][]chart.Span, 1)})
		}
	}
	for i := range d.Panels {
		for _, id := range d.Rows {
			span := chart.Missing("not told apart")
			for _, a := range list {
				if a.Provision == id && metricWords[a.Metric] == d.Panels[i].Name {
					span = exact(a.Shapley)
				}
			}
			d.Panels[i].Values[0] = append(d.Panels[i].Values[0], span)
		}
	}
	return chart.Figure{Name: "attribution", Title: "What each provision contributes", Subtitle: "Expected change over all years of the record, net", Body: d,
		Empty: "No provision of this run can change anything.",
		Note:  b.note(r, "Shapley values: the mean of what a provision adds over every order in which the provisions can be switched on, none before what it requires. They add up to the whole effect. Where two provisions reach one charge, the order that the scenario states says which moves it, and so which is credited. What can move no charge is not listed."),
		Alt:   "For each provision, its share of the change in " + strings.Join(panelNames(d.Panels), ", ") + "."}
}

func panelNames(panels []chart.Panel) []string {
	var out []string
	for _, p := range panels {
		out = append(out, p.Name)
	}
	return out
}

// shares is the share of each race before and after.
func (b *builder) shares(r *model.Result) chart.Figure {
	d := chart.Dots{Series: []chart.Series{{Name: "current law"}, {Name: "proposal"}}}
	list := slices.DeleteFunc(slices.Clone(at(b, b.Equities, r)), func(e project.EquityRow) bool { return e.By != model.ByRace })
	for _, e := range list {
		if !slices.Contains(d.Rows, e.Group) {
			d.Rows = append(d.Rows, e.Group)
		}
		name := metricWords[e.Metric]
		if !slices.ContainsFunc(d.Panels, func(p chart.Panel) bool { return p.Name == name }) {
			d.Panels = append(d.Panels, chart.Panel{Name: name, Values: make([][]chart.Span, 2)})
		}
	}
	for i := range d.Panels {
		for _, group := range d.Rows {
			pair := [2]chart.Span{chart.Exact(0), chart.Exact(0)}
			for _, e := range list {
				if e.Group != group || metricWords[e.Metric] != d.Panels[i].Name {
					continue
				}
				pair = [2]chart.Span{percent(e.ShareCurrent), percent(e.ShareProposed)}
				switch {
				case b.secret(e):
					pair[1] = chart.Missing(withheld)
				case !e.Determined:
					pair[1] = chart.Missing("cannot be determined")
				}
			}
			for k, s := range pair {
				d.Panels[i].Values[k] = append(d.Panels[i].Values[k], s)
			}
		}
	}
	note := "Shares of the expected counts, by race as recorded."
	list = slices.DeleteFunc(list, b.secret)
	if open := undetermined(list); open != "" {
		note += " Cannot be determined: " + open + "."
	}
	return chart.Figure{Name: "equity", Title: "Shares by race, before and after", Subtitle: "Per cent of an average year of the record", Body: d,
		Empty: "The data record no race.", Note: b.note(r, note),
		Alt: "For each race as recorded, its share of " + strings.Join(panelNames(d.Panels), ", ") + " under current law and under the proposal."}
}

func percent(share float64) chart.Span { return exact(math.Round(share*1000) / 10) }

// exact is a number that is known, or withheld.
func exact(v float64) chart.Span {
	if math.IsNaN(v) {
		return chart.Missing(withheld)
	}
	return chart.Exact(Round(v))
}

// undetermined says of which groups the outcome cannot be determined, by reason.
func undetermined(list []project.EquityRow) string {
	var reasons []string
	who := map[string][]string{}
	for _, e := range list {
		if e.Determined {
			continue
		}
		if who[e.Why] == nil {
			reasons = append(reasons, e.Why)
		}
		who[e.Why] = append(who[e.Why], fmt.Sprintf("%s (%s)", e.Group, metricWords[e.Metric]))
	}
	var out []string
	for _, why := range reasons {
		out = append(out, strings.Join(who[why], ", ")+", because "+why)
	}
	return strings.Join(out, "; ")
}
