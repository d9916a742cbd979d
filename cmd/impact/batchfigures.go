package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

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

// A slice of the jobs is those that a figure compares, which draws some sides and holds the
// others: at the value that the plan says; else at one baseline, one choice of provisions
// for each scenario, one file of costs, and one value of each assumption that is a word,
// for what answers to a rule is no mean of two rules. Without the side of scenarios it is
// of one scenario and reading.
func (b *batch) slice(drawn ...string) []int {
	var jobs []int
	for i := range b.jobs {
		if b.holds(&b.jobs[i], drawn) {
			jobs = append(jobs, i)
		}
	}
	first := map[int]*plan.Job{}
	for _, i := range jobs { // all provisions where there is such a job, else the first choice
		j := &b.jobs[i]
		if f := first[j.Scenario]; f == nil || f.Provisions != nil && j.Provisions == nil {
			first[j.Scenario] = j
		}
	}
	var out []int
	one := ""
	for _, i := range jobs {
		j := &b.jobs[i]
		if !b.alike(j, first[j.Scenario], drawn) {
			continue
		}
		name := b.caseName(j)
		if one == "" {
			one = name
		}
		if name == one || slices.Contains(drawn, plan.ScenarioSide) {
			out = append(out, i)
		}
	}
	return out
}

// holds reports whether a job has the values that the plan holds of what is not drawn. A
// scenario or a reading that is held is so where they are drawn too.
func (b *batch) holds(j *plan.Job, drawn []string) bool {
	for _, of := range append(b.plan.Sides(), plan.ReadingSide, plan.SeedSide) {
		if (of == plan.ScenarioSide || !slices.Contains(drawn, of)) && !b.plan.Holds(j, of) {
			return false
		}
	}
	return true
}

// alike reports whether two jobs of a scenario can be told by one number, in what is not
// drawn.
func (b *batch) alike(j, other *plan.Job, drawn []string) bool {
	for _, of := range b.plan.Sides() {
		if of == plan.ScenarioSide || slices.Contains(drawn, of) || slices.Contains(b.plan.Dials(), of) && !b.words(of) {
			continue
		}
		if b.plan.Setting(j, of) != b.plan.Setting(other, of) {
			return false
		}
	}
	return true
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
	hold("scenario", func(j *plan.Job) string { return b.studies[j.Scenario].scenario.ID })
	hold("reading", func(j *plan.Job) string { return j.Reading })
	hold("provisions", b.choiceName)
	hold("baseline", b.baselineOf)
	hold("costs", b.costsOf)
	for n, d := range b.plan.Dials() {
		hold(inWords(d), func(j *plan.Job) string {
			if v, ok := b.dialValue(d, j.Assume[n]).(float64); ok {
				return b.dialText(d, v)
			}
			return inWords(j.Assume[n])
		})
	}
	hold("seed", func(j *plan.Job) string { return b.plan.Setting(j, plan.SeedSide) })
	return strings.Join(out, "; ")
}

// choiceName names a choice of provisions in few words: by what it leaves out where that is
// less.
func (b *batch) choiceName(j *plan.Job) string {
	ids := b.studies[j.Scenario].scenario.Provisions
	if j.Provisions == nil || 2*len(j.Provisions) <= len(ids)+1 {
		return strings.ReplaceAll(j.Choice(), ",", ", ")
	}
	var out []string
	for _, p := range ids {
		if !slices.Contains(j.Provisions, p.ID) {
			out = append(out, p.ID)
		}
	}
	return "all but " + strings.Join(out, ", ")
}

// costsOf is the name of a job's file of costs.
func (b *batch) costsOf(j *plan.Job) string {
	return b.costs[costKey{b.studies[j.Scenario].code.Pack, j.Costs}].base
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
			if lines := b.linesSide(); !b.words(d) && d != lines {
				out = append(out, b.curve(o, metric, i, lines))
			}
		}
		if f, ok := b.heat(o, metric); ok {
			out = append(out, f)
		}
	}
	return out
}

// linesSide is what the lines of a curve tell apart.
func (b *batch) linesSide() string {
	if b.plan.Figures == nil || b.plan.Figures.Lines.Value == "" {
		return plan.ScenarioSide
	}
	return b.plan.Figures.Lines.Value
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

// mostPlaces is the most places of a curve's axis and of a side of a heat map; where there
// are more values they are put together in so many groups. mostName is the longest name of
// a place in letters.
const (
	mostPlaces = 12
	groups     = 8
	mostName   = 36
)

// A side is a way to part jobs: the place of each, and the names of the places.
type side struct {
	name   string
	places []string
	x      []float64 // of the places, where they are numbers
	at     map[int]int
	key    string // what names stand for that are too long for a place
}

// sideOf parts jobs by a dial, or by what else figures draw.
func (b *batch) sideOf(name string, jobs []int) side {
	switch name {
	case plan.ScenarioSide:
		return b.wordSide("scenario and reading", b.caseName, jobs)
	case plan.ProvisionsSide:
		return b.wordSide(name, b.choiceName, jobs)
	case plan.BaselineSide:
		return b.wordSide(name, b.baselineOf, jobs)
	case plan.CostsSide:
		return b.wordSide(name, b.costsOf, jobs)
	}
	return b.dialSide(slices.Index(b.plan.Dials(), name), jobs)
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
	digits := digitsFor(values)
	for g := range groups {
		of := group(values, g)
		mid := 0.0
		for _, v := range of {
			mid += v / float64(len(of))
		}
		s.places = append(s.places, b.rangeText(name, round(of[0], digits), round(of[len(of)-1], digits)))
		s.x = append(s.x, round(mid, 3))
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

// group is the g-th of the groups of sorted values.
func group(values []float64, g int) []float64 {
	return values[g*len(values)/groups : (g+1)*len(values)/groups]
}

// digitsFor is how many digits tell the ends of the groups of sorted values apart.
func digitsFor(values []float64) int {
	for digits := 2; digits < 6; digits++ {
		var ends []float64
		for g := range groups {
			of := group(values, g)
			ends = append(ends, round(of[0], digits), round(of[len(of)-1], digits))
		}
		apart := true
		for i := 1; i < len(ends); i++ { // within a group they may be one
			apart = apart && (ends[i-1] < ends[i] || i%2 == 1 && len(group(values, i/2)) == 1)
		}
		if apart {
			return digits
		}
	}
	return 6
}

// rangeText is a range of a dial, its unit once.
func (b *batch) rangeText(dial string, from, to float64) string {
	low, high := b.dialText(dial, from), b.dialText(dial, to)
	if low == high {
		return low
	}
	if number, unit, ok := strings.Cut(high, " "); ok && strings.HasSuffix(low, " "+unit) && number != "" {
		low = strings.TrimSuffix(low, " "+unit)
	}
	if from < 0 || to < 0 {
		return low + " to " + high
	}
	return low + "–" + high
}

// round keeps so many digits.
func round(v float64, digits int) float64 {
	x, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	return x
}

// dialText is a value of a dial as people write it.
func (b *batch) dialText(dial string, v float64) string {
	if d := b.sets[0].set.Dial(dial); d != nil {
		return d.Text(v)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// wordSide parts jobs by a name. Where names are too long for a place, letters stand for
// them, and the key says for what.
func (b *batch) wordSide(what string, of func(*plan.Job) string, jobs []int) side {
	s := side{name: what, at: map[int]int{}}
	for _, i := range jobs {
		name := of(&b.jobs[i])
		at := slices.Index(s.places, name)
		if at < 0 {
			at = len(s.places)
			s.places = append(s.places, name)
		}
		s.at[i] = at
	}
	return s.shortened()
}

// shortened puts letters in the places of names that are too long.
func (s side) shortened() side {
	var key []string
	for i, name := range s.places {
		if utf8.RuneCountInString(name) > mostName {
			s.places[i] = letters(len(key))
			key = append(key, s.places[i]+": "+name)
		}
	}
	if s.key = strings.Join(key, "; "); s.key != "" {
		s.key += ". "
	}
	return s
}

// letters are A, B, … Z, AA, AB, …
func letters(n int) string {
	if n < 26 {
		return string(rune('A' + n))
	}
	return letters(n/26-1) + letters(n%26)
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
func (b *batch) about(jobs []int, drawn []string, sizes []int, interval bool) string {
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
	text += fmt.Sprintf(" %s a job.", plural(b.plan.DrawCount(), "draw"))
	if c := b.choiceName(&b.jobs[jobs[0]]); c != plan.All && len(jobs) == len(b.jobs) && !slices.Contains(drawn, plan.ProvisionsSide) {
		text += " Provisions: " + c + "."
	}
	if len(jobs) < len(b.jobs) {
		text += fmt.Sprintf(" Shown: %s of %s.", report.Figure(float64(len(jobs))), plural(len(b.jobs), "job"))
	}
	names := b.fileNames()
	source := strings.Join(names, ", ")
	if len(names) == 1 && report.BuiltIn(names[0]) {
		source = "the built-in sample"
	}
	if b.synthetic {
		source += ", invented"
	}
	text += " Charges: " + source + ". Plan: " + b.plan.Name.Value + "."
	if !b.synthetic {
		text += " " + report.Internal + "."
	}
	return text
}

// drawing is a figure of a metric before its body is made: its jobs, and what it draws.
type drawing struct {
	metric string
	drawn  []string
	jobs   []int
}

// figure is a figure with its titles; what is held stands under the title.
func (b *batch) figure(o *outcomes, d drawing, name, by string) chart.Figure {
	title, subtitle := what(d.metric, o)
	if held := b.held(d.jobs); held != "" {
		subtitle += ". Held: " + held
	}
	return chart.Figure{Name: name, Title: title + ", by " + by, Subtitle: subtitle}
}

// curve is how a metric answers to one assumption, a line for each scenario and reading or
// for what else the plan says.
func (b *batch) curve(o *outcomes, metric string, dial int, by string) chart.Figure {
	name := b.plan.Dials()[dial]
	d := drawing{metric, []string{name, by}, b.slice(name, by)}
	x, lines := b.dialSide(dial, d.jobs), b.sideOf(by, d.jobs)
	f := b.figure(o, d, "curve_"+metric+"_"+name, x.name)
	title, _ := what(metric, o)
	f.Alt = fmt.Sprintf("%s that the proposal adds, by %s, with 80 %% intervals.", title, x.name)
	body := chart.Curve{XName: x.name, Level: "80 % interval", X: x.x, XText: x.places}
	var sizes []int
	first := lines.key
	for l, line := range lines.places {
		if l == chart.MostLooks {
			first = fmt.Sprintf("Drawn are the first %d of %d lines. ", l, len(lines.places)) + first
			break
		}
		out := chart.CurveLine{Name: line}
		if len(lines.places) == 1 {
			out.Ink = chart.Blue
		}
		for k := range x.places {
			span, n := spot(o, metric, d.jobs, func(i int) bool { return lines.at[i] == l && x.at[i] == k })
			out.Points, sizes = append(out.Points, span), append(sizes, n)
		}
		body.Lines = append(body.Lines, out)
	}
	f.Body, f.Note = body, first+b.about(d.jobs, d.drawn, sizes, true)
	if len(o.of[metric]) == 0 {
		f.Body, f.Empty = chart.Curve{}, "No job that was done projects it."
	}
	return f
}

// heatSides are the two sides of the heat maps: the plan's; else the first two dials, and
// in place of what is wanting the choices of provisions, or the scenarios and readings.
func (b *batch) heatSides() []string {
	if b.plan.Figures != nil && len(b.plan.Figures.Heat) > 0 {
		return []string{b.plan.Figures.Heat[0].Value, b.plan.Figures.Heat[1].Value}
	}
	names := slices.Clone(b.plan.Dials()[:min(2, len(b.plan.Dials()))])
	for _, more := range []string{plan.ScenarioSide, plan.ProvisionsSide} {
		if all := b.sideOf(more, b.slice(append(names, more)...)); len(names) < 2 && len(all.places) > 1 {
			names = append(names, more)
		}
	}
	if len(names) == 1 && names[0] != plan.ScenarioSide {
		names = append(names, plan.ScenarioSide)
	}
	return names
}

// heat is how a metric answers to two sides; none where the plan varies fewer.
func (b *batch) heat(o *outcomes, metric string) (chart.Figure, bool) {
	names := b.heatSides()
	if len(names) < 2 {
		return chart.Figure{}, false
	}
	d := drawing{metric, names, b.slice(names...)}
	rows, columns := b.sideOf(names[0], d.jobs), b.sideOf(names[1], d.jobs)
	f := b.figure(o, d, "heat_"+metric, rows.name+" and "+columns.name)
	f.Alt = fmt.Sprintf("A table of %s that the proposal adds, by %s and %s; the colour of a cell says its number again.", metricOf(metric).Words(), rows.name, columns.name)
	body := chart.Heat{RowName: rows.name, ColumnName: columns.name, Rows: rows.places, Columns: columns.places}
	var sizes []int
	for r := range rows.places {
		var cells []chart.Span
		for c := range columns.places {
			s, n := spot(o, metric, d.jobs, func(i int) bool { return rows.at[i] == r && columns.at[i] == c })
			sizes = append(sizes, n)
			if s.Why == "" { // what is read in a cell is short
				s = chart.Between(three(s.Low), three(s.Mid), three(s.High))
			}
			cells = append(cells, s)
		}
		body.Cells = append(body.Cells, cells)
	}
	f.Body = body
	f.Note = rows.key + columns.key + b.about(d.jobs, d.drawn, sizes, false) + " Blue is more than under current law, orange less."
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
	return round(v, 3) + 0
}
