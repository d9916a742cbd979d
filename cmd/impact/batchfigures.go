package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"impact/internal/chart"
	"impact/internal/plan"
	"impact/internal/project"
	"impact/internal/report"
)

// outcomes are what the figures show: by metric and job, what the proposal adds.
type outcomes struct {
	metrics []string
	of      map[string]map[int]addition
}

type addition struct {
	mean, lo80, hi80 float64
	year             string
	hidden           bool // withheld
}

// figureMetrics are those of which there are figures: the plan's, else the first told of
// some that matter most.
func (b *batch) figureMetrics() []string {
	var out []string
	if b.plan.Figures != nil {
		for _, t := range b.plan.Figures.Metrics {
			out = append(out, t.Value)
		}
	}
	for _, m := range []project.Metric{project.Beds, project.FelonyConvictions, project.NewRegistrants} {
		if len(out) < 2 && !slices.Contains(out, m.String()) && (b.plan.Figures == nil || len(b.plan.Figures.Metrics) == 0) && b.asks(m) {
			out = append(out, m.String())
		}
	}
	return out
}

// asks reports whether the results tell a metric.
func (b *batch) asks(m project.Metric) bool {
	if len(b.plan.Metrics) == 0 {
		return m <= project.RegistryStock
	}
	for _, t := range b.plan.Metrics {
		if t.Value == m.String() {
			return true
		}
	}
	return false
}

// metricOf finds a metric by its name.
func metricOf(name string) project.Metric {
	for _, m := range project.Metrics() {
		if m.String() == name {
			return m
		}
	}
	return -1
}

// The places of columns of results that the figures read.
var (
	atTable, atMetric, atYear, atLaw = columnOf("table"), columnOf("metric"), columnOf("fiscal_year"), columnOf("law")
	atMean, atLo80, atHi80           = columnOf("mean"), columnOf("lo80"), columnOf("hi80")
)

func columnOf(name string) int {
	return slices.IndexFunc(resultColumns, func(c report.Column) bool { return c.Name == name })
}

// take keeps of a row of results what the figures show: of flows all projected years
// together, of populations the last year.
func (o *outcomes) take(job int, row []any) {
	metric, _ := row[atMetric].(string)
	if row[atTable] != "projection" || row[atLaw] != project.Difference.String() || !slices.Contains(o.metrics, metric) {
		return
	}
	year, _ := row[atYear].(string)
	if metricOf(metric).Flow() != (year == "all") {
		return
	}
	mean, ok1 := row[atMean].(float64)
	lo, ok2 := row[atLo80].(float64)
	hi, ok3 := row[atHi80].(float64)
	hidden := row[atMean] == report.Withheld{}
	if !hidden && (!ok1 || !ok2 || !ok3) {
		return
	}
	if o.of == nil {
		o.of = map[string]map[int]addition{}
	}
	if o.of[metric] == nil {
		o.of[metric] = map[int]addition{}
	}
	if old, have := o.of[metric][job]; !have || old.year <= year {
		o.of[metric][job] = addition{mean, lo, hi, year, hidden}
	}
}

// A slice of the jobs is those that the figures compare: under one baseline, one choice of
// provisions for each scenario, one file of costs, and one value of each assumption that is
// a word, but for those that are free: what answers to a rule is no mean of two rules.
func (b *batch) slice(free ...string) []int {
	first := map[int]*plan.Job{}
	for i := range b.jobs { // all provisions where there is such a job, else the first choice
		j := &b.jobs[i]
		if f := first[j.Scenario]; f == nil || f.Provisions != nil && j.Provisions == nil {
			first[j.Scenario] = j
		}
	}
	var out []int
	for i := range b.jobs {
		j, f := &b.jobs[i], first[b.jobs[i].Scenario]
		same := j.Baseline == f.Baseline && j.Costs == f.Costs && j.Choice() == f.Choice()
		for n, d := range b.plan.Dials() {
			same = same && (!b.words(d) || slices.Contains(free, d) || j.Assume[n] == f.Assume[n])
		}
		if same {
			out = append(out, i)
		}
	}
	return out
}

// held says which values some jobs have in common, of what the plan varies.
func (b *batch) held(jobs []int) string {
	var out []string
	hold := func(name string, of func(*plan.Job) string) {
		values := map[string]bool{}
		for i := range b.jobs {
			values[of(&b.jobs[i])] = true
		}
		one := of(&b.jobs[jobs[0]])
		if len(values) > 1 && !slices.ContainsFunc(jobs, func(i int) bool { return of(&b.jobs[i]) != one }) {
			out = append(out, name+" "+one)
		}
	}
	hold("scenario and reading", b.caseName)
	hold("provisions", func(j *plan.Job) string { return j.Choice() })
	hold("baseline", b.baselineOf)
	hold("costs", func(j *plan.Job) string { return j.Costs })
	for n, d := range b.plan.Dials() {
		hold(inWords(d), func(j *plan.Job) string { return inWords(j.Assume[n]) })
	}
	return strings.Join(out, ", ")
}

// charts are the figures: a response curve for each metric and each assumption that is a
// number, and a heat map for each metric.
func (b *batch) charts(o *outcomes) []chart.Figure {
	var out []chart.Figure
	if b.plan.DrawCount() == 0 || b.plan.YearCount() == 0 || !b.plan.Tells("projection") {
		return nil
	}
	for _, metric := range o.metrics {
		for i, d := range b.plan.Dials() {
			if !b.words(d) {
				out = append(out, b.curve(o, metric, i, b.slice()))
			}
		}
		if f, ok := b.heat(o, metric); ok {
			out = append(out, f)
		}
	}
	return out
}

// what says in words what a figure shows of a metric.
func what(metric string, o *outcomes) (title, subtitle string) {
	m := metricOf(metric)
	title = strings.ToUpper(m.Words()[:1]) + m.Words()[1:]
	if m.Flow() {
		return title, "What the proposal adds, over all projected fiscal years"
	}
	for _, x := range o.of[metric] {
		return title, "What the proposal adds in fiscal year " + x.year
	}
	return title, "What the proposal adds"
}

// said is a dial's name in words.
func inWords(dial string) string { return strings.ReplaceAll(dial, "_", " ") }

// spot is the jobs at a place of a figure, and the mean of their outcomes.
func spot(o *outcomes, metric string, jobs []int, at func(job int) bool) (span chart.Span, n int) {
	var of []addition
	for _, i := range jobs {
		if !at(i) {
			continue
		}
		n++
		if x, ok := o.of[metric][i]; ok {
			of = append(of, x)
		}
	}
	switch {
	case n == 0:
		return chart.Missing("the plan has no job here"), 0
	case len(of) == 0:
		return chart.Missing("no job was done"), n
	case slices.ContainsFunc(of, func(x addition) bool { return x.hidden }):
		return chart.Missing(report.Plain(report.Withheld{})), n // a mean of the others would be another thing
	}
	var s addition
	for _, x := range of {
		s.mean += x.mean / float64(len(of))
		s.lo80 += x.lo80 / float64(len(of))
		s.hi80 += x.hi80 / float64(len(of))
	}
	mid := report.Round(s.mean)
	return chart.Between(min(mid, report.Round(s.lo80)), mid, max(mid, report.Round(s.hi80))), n
}

// mostLines is the most lines of a curve, mostPlaces the most places of its axis and of a
// side of a heat map; where there are more values they are put together in so many groups.
const (
	mostLines  = 4
	mostPlaces = 12
	groups     = 8
)

// A side is a way to part jobs: the place of each, and the names of the places.
type side struct {
	name   string
	places []string
	x      []float64 // of the places, where they are numbers
	at     map[int]int
}

// dialSide parts jobs by the value of a dial.
func (b *batch) dialSide(dial int, jobs []int) side {
	name := b.plan.Dials()[dial]
	s := side{name: inWords(name), at: map[int]int{}}
	var values []float64
	words := map[string]int{}
	number := map[int]float64{}
	for _, i := range jobs {
		switch v := b.dialValue(name, b.jobs[i].Assume[dial]).(type) {
		case float64:
			number[i] = v
			values = append(values, v)
		case string:
			if _, known := words[v]; !known {
				words[v] = len(s.places)
				s.places = append(s.places, v)
			}
			s.at[i] = words[v]
		}
	}
	if len(values) == 0 {
		return s
	}
	slices.Sort(values)
	values = slices.Compact(values)
	if len(values) <= mostPlaces {
		for _, v := range values {
			s.places, s.x = append(s.places, b.dialText(name, v)), append(s.x, v)
		}
		for i, v := range number {
			s.at[i], _ = slices.BinarySearch(values, v)
		}
		return s
	}
	for g := range groups {
		of := values[g*len(values)/groups : (g+1)*len(values)/groups]
		mid := 0.0
		for _, v := range of {
			mid += v / float64(len(of))
		}
		mid, _ = strconv.ParseFloat(strconv.FormatFloat(mid, 'g', 3, 64), 64)
		s.places = append(s.places, fmt.Sprintf("%s to %s", b.dialText(name, rough(of[0])), b.dialText(name, rough(of[len(of)-1]))))
		s.x = append(s.x, mid)
		for i, v := range number {
			if v >= of[0] && v <= of[len(of)-1] {
				s.at[i] = g
			}
		}
	}
	if len(slices.Compact(slices.Clone(s.x))) < groups { // too near to each other for three digits
		for g := range groups {
			s.x[g] = values[(2*g+1)*len(values)/(2*groups)]
		}
	}
	return s
}

// rough keeps three digits.
func rough(v float64) float64 {
	x, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 3, 64), 64)
	return x
}

// dialText is a value of a dial as people write it.
func (b *batch) dialText(dial string, v float64) string {
	if d := b.sets[0].set.Dial(dial); d != nil {
		return d.Text(v)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// caseSide parts jobs by scenario and reading.
func (b *batch) caseSide(jobs []int) side {
	s := side{name: "scenario and reading", at: map[int]int{}}
	for _, i := range jobs {
		name := b.caseName(&b.jobs[i])
		at := slices.Index(s.places, name)
		if at < 0 {
			at = len(s.places)
			s.places = append(s.places, name)
		}
		s.at[i] = at
	}
	return s
}

// caseName names the scenario and the reading of a job, that which does not vary left out.
func (b *batch) caseName(j *plan.Job) string {
	one := len(b.studies) == 1
	id := b.studies[j.Scenario].scenario.ID
	switch {
	case one:
		return j.Reading
	case len(b.studies[j.Scenario].scenario.ReadingIDs()) == 1:
		return id
	}
	return id + ", " + j.Reading
}

// about says how many jobs each place stands for, and which are shown at all.
func (b *batch) about(jobs []int, sizes []int, interval bool) string {
	sizes = slices.DeleteFunc(slices.Sorted(slices.Values(sizes)), func(n int) bool { return n == 0 })
	text := "Each number is that of one job."
	if most := sizes[len(sizes)-1]; most > 1 {
		alike := fmt.Sprintf("%d jobs", most)
		if sizes[0] < most {
			alike = fmt.Sprintf("%d to %d jobs", sizes[0], most)
		}
		text = "Each number is the mean over " + alike + " that are alike in what is shown and differ in other numbers that are assumed, or in the seed."
		if interval {
			text += " So are the ends of its interval, which is that of chance."
		}
	} else if interval {
		text = "Each number is that of one job, its interval that of chance."
	}
	text += fmt.Sprintf(" %s draws a job.", report.Figure(float64(b.plan.DrawCount())))
	if c := b.jobs[jobs[0]].Choice(); c != plan.All && len(jobs) == len(b.jobs) {
		text += " Provisions: " + c + "."
	}
	if len(jobs) < len(b.jobs) {
		text += fmt.Sprintf(" Shown are %d of %d jobs: %s.", len(jobs), len(b.jobs), b.held(jobs))
	}
	names := b.fileNames()
	source := strings.Join(names, ", ")
	if len(names) == 1 && report.BuiltIn(names[0]) {
		source = "the built-in sample"
	}
	if b.synthetic {
		source += ", invented"
	}
	return text + " Charges: " + source + ". Plan: " + b.plan.Name.Value + "."
}

// curve is how a metric answers to one assumption, a line for each scenario and reading.
func (b *batch) curve(o *outcomes, metric string, dial int, jobs []int) chart.Figure {
	x, lines := b.dialSide(dial, jobs), b.caseSide(jobs)
	title, subtitle := what(metric, o)
	name := b.plan.Dials()[dial]
	f := chart.Figure{Name: "curve_" + metric + "_" + name, Title: title + ", by " + x.name, Subtitle: subtitle,
		Alt: fmt.Sprintf("%s that the proposal adds, by %s, with 80 %% intervals.", title, x.name)}
	body := chart.Curve{XName: x.name, Level: "80 % interval", X: x.x, XText: x.places}
	var sizes []int
	first := ""
	for l, line := range lines.places {
		if l == mostLines {
			first = fmt.Sprintf("The first %d of %d scenarios and readings. ", mostLines, len(lines.places))
			break
		}
		out := chart.CurveLine{Name: line}
		if len(lines.places) == 1 {
			out.Ink = chart.Blue
		}
		for k := range x.places {
			span, n := spot(o, metric, jobs, func(i int) bool { return lines.at[i] == l && x.at[i] == k })
			out.Points, sizes = append(out.Points, span), append(sizes, n)
		}
		body.Lines = append(body.Lines, out)
	}
	f.Body, f.Note = body, first+b.about(jobs, sizes, true)
	if len(o.of[metric]) == 0 {
		f.Body, f.Empty = chart.Curve{}, "No job that was done projects it."
	}
	return f
}

// heat is how a metric answers to two sides; none where the plan varies fewer.
func (b *batch) heat(o *outcomes, metric string) (chart.Figure, bool) {
	var names []string
	if b.plan.Figures != nil {
		for _, t := range b.plan.Figures.Heat {
			if t.Value == plan.ScenarioSide || slices.Contains(b.plan.Dials(), t.Value) {
				names = append(names, t.Value)
			}
		}
	}
	if len(names) == 0 {
		names = append(names, b.plan.Dials()[:min(2, len(b.plan.Dials()))]...)
	}
	if len(names) == 1 {
		names = append(names, plan.ScenarioSide)
	}
	if len(names) < 2 {
		return chart.Figure{}, false
	}
	jobs := b.slice(names...)
	if cases := b.caseSide(jobs); !slices.Contains(names, plan.ScenarioSide) && len(cases.places) > 1 {
		jobs = slices.DeleteFunc(jobs, func(i int) bool { return cases.at[i] != 0 })
	}
	var sides []side
	for _, name := range names {
		if name == plan.ScenarioSide {
			sides = append(sides, b.caseSide(jobs))
		} else {
			sides = append(sides, b.dialSide(slices.Index(b.plan.Dials(), name), jobs))
		}
	}
	rows, columns := sides[0], sides[1]
	title, subtitle := what(metric, o)
	f := chart.Figure{Name: "heat_" + metric, Title: fmt.Sprintf("%s, by %s and %s", title, rows.name, columns.name), Subtitle: subtitle,
		Alt: fmt.Sprintf("A table of %s that the proposal adds, by %s and %s; the colour of a cell says its number again.", metricOf(metric).Words(), rows.name, columns.name)}
	body := chart.Heat{RowName: rows.name, ColumnName: columns.name, Rows: rows.places, Columns: columns.places}
	var sizes []int
	for r := range rows.places {
		var cells []chart.Span
		for c := range columns.places {
			s, n := spot(o, metric, jobs, func(i int) bool { return rows.at[i] == r && columns.at[i] == c })
			sizes = append(sizes, n)
			if s.Why == "" { // what is read in a cell is short
				s = chart.Between(three(s.Low), three(s.Mid), three(s.High))
			}
			cells = append(cells, s)
		}
		body.Cells = append(body.Cells, cells)
	}
	f.Body = body
	f.Note = b.about(jobs, sizes, false) + " Blue is more than under current law, orange less."
	if len(o.of[metric]) == 0 {
		f.Body, f.Empty = chart.Heat{}, "No job that was done projects it."
	}
	return f, true
}

// three is a number as it is read in a cell: three digits, or all of a whole number.
func three(v float64) float64 {
	if math.Abs(v) >= 100 {
		return math.Round(v)
	}
	return rough(v) + 0
}
