package project

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/stats"
)

// Input is what a projection is made from.
type Input struct {
	Code      *law.Code
	Docket    *court.Docket
	Priors    *model.Priors
	Proposals []*law.Proposal // one for each reading
	Effective law.Date        // the day from which the proposal is law
	Dials     []Dial
	Counted   law.Date // the day on which the registry was counted; zero where it was not
	Horizon   int      // fiscal years, at least 1
	Draws     int      // at least 1
	Seed      uint64
	Years     Window // the years of the record to rest on; From 0 for all complete ones

	// Watch, where not nil, sees the sorted draws behind every figure. It must not keep
	// them, and is called by several goroutines at once.
	Watch func(p *law.Proposal, m Metric, y law.Year, l Law, draws []float64)
}

// A Projection is what one proposal may come to.
type Projection struct {
	Proposal  *law.Proposal
	Effective law.Date
	Years     []law.Year
	Windows   [numSides]Window
	Rows      []Row
	Streams   []Stream
	Donors    []Donor
	Sentenced struct{ Recorded, Missing float64 } // convicted rows with a recorded term, and without
	Lagless   bool                                // no row records both the offence and the disposition
	HasStock  bool                                // the registry's stock is known
	Turns     []Turn
	Shares    []Share
}

// A Law says under which law a figure stands.
type Law int

// The laws, and what the one adds to the other.
const (
	Current Law = iota
	Proposed
	Difference
)

// String is the law as tables write it.
func (l Law) String() string { return [...]string{"current", "proposed", "difference"}[l] }

// A Row is one figure: its exact mean, and the median and intervals of the draws.
// The year 0 is all projected years together.
type Row struct {
	Metric                               Metric
	Year                                 law.Year
	Law                                  Law
	Mean, Median, Lo80, Hi80, Lo95, Hi95 float64
}

// A Stream is one of the series that the projection rests on, and how its forecast
// was chosen.
type Stream struct {
	Side   Side
	Group  law.Citation // zero for all other sections
	From   law.Year     // of the first count
	Counts []float64
	Choice stats.Choice
	Mean   float64 // expected count in the first projected year
	Kinds  int
	Moves  bool
}

// Project projects every proposal beside one current law, drawn from the same random
// numbers.
func Project(in Input) []*Projection {
	pl, builders := in.plan()
	dials := dialSet(in.Dials)
	odds := 1.0
	if d := dials.find(PriorOdds); d != nil {
		odds = d.Central
	}
	var out []*Projection
	for i, p := range in.Proposals {
		pr := &Projection{Proposal: p, Effective: in.Effective, Years: pl.cal.years, Windows: pl.windows,
			Lagless: in.Docket.Lags[court.AsConvicted].Rows() == 0, Donors: builders[i].donorList(),
			HasStock: in.Counted != 0 && pl.asOf <= pl.cal.years[0] && dials.find(RegistryStartDial) != nil}
		pr.Sentenced.Recorded, pr.Sentenced.Missing = builders[i].sents.Recorded, builders[i].sents.Missing
		for _, st := range pl.told {
			pr.Streams = append(pr.Streams, Stream{st.side, st.group, pl.windows[st.side].From, rounded(st.counts), st.choice,
				st.forecast.Mean(pl.ahead(st.side) + 1), len(st.kinds), st.moves})
		}
		out = append(out, pr)
	}
	rows := pl.ready(settingOf(dials.central(), odds), nil).rows(&in, out[0].shown(in.Docket))
	turns, shares := pl.turns(dials, odds), pl.variance(dials, odds)
	for i, pr := range out {
		pr.Rows, pr.Turns, pr.Shares = rows[i], turns[i], shares[i]
	}
	return out
}

// windows are the years that each side rests on.
func (in *Input) windows() (out [numSides]Window) {
	for side := range out {
		out[side] = in.Years
		if w := windowOf(in.Docket, Side(side).stage()); in.Years.From == 0 || w.From == 0 {
			out[side] = w
		}
	}
	return out
}

// touched are the sections that some proposal of the run may touch.
func (in *Input) touched() []law.Citation {
	var out []law.Citation
	for _, p := range in.Proposals {
		out = append(out, p.Touches()...)
	}
	slices.SortFunc(out, law.Citation.Compare)
	return slices.Compact(out)
}

// plan makes the streams of the proposals, at every node of the odds.
func (in *Input) plan() (*plan, []*builder) {
	windows, touched := in.windows(), in.touched()
	pl := &plan{horizon: horizon(in.Horizon), windows: windows, seed: in.Seed, low: 1, top: 1,
		cal: calendarOf(in.Effective, in.Horizon, in.Docket.Lags)}
	pl.starts, pl.olds = pl.cal.arrivals()
	if in.Counted != 0 {
		pl.asOf, pl.part = in.Counted.FiscalYear(), leftOfYear(in.Counted)
	}
	priors := [nodes]*model.Priors{in.Priors, in.Priors, in.Priors}
	if odds := dialSet(in.Dials).find(PriorOdds); odds != nil && odds.Central > 0 {
		pl.low, pl.top = min(1, odds.Low/odds.Central), max(1, odds.High/odds.Central)
		for node, by := range map[int]float64{0: pl.low, 2: pl.top} {
			if by != 1 {
				priors[node] = in.Priors.Scaled(by)
			}
		}
	}
	builders, shelves := make([]*builder, len(in.Proposals)), make([]*shelf, len(in.Proposals))
	for i, p := range in.Proposals {
		pl.readings = append(pl.readings, stats.StreamKey("reading", p.Reading))
		b := &builder{code: in.Code, effective: in.Effective, windows: windows, donors: map[place]Donor{}, barred: map[barKey]*pool{}, stranger: halfUnit / float64(max(1, len(touched)))}
		if i > 0 {
			b.sents = builders[0].sents // the baseline law's
		}
		builders[i], shelves[i] = b, &shelf{b: b, streams: map[streamKey]*gathering{}}
		b.gather(shelves[i], in, p, touched, priors)
	}
	pl.streams = merge(shelves)
	for _, st := range pl.streams {
		st.settle(priors[0] == in.Priors, priors[2] == in.Priors)
		st.count()
		st.choice = stats.BackTest(rounded(st.counts), pl.ahead(st.side)+1, in.Seed, st.key)
		st.forecast = pl.fit(st)
	}
	for _, st := range slices.Clone(pl.streams) {
		told := *st
		pl.told = append(pl.told, &told)
		still := st.part()
		still.choice, still.forecast = st.choice, st.forecast
		pl.streams = append(pl.streams, still)
	}
	pl.streams = slices.DeleteFunc(pl.streams, func(s *stream) bool { return len(s.kinds) == 0 })
	pl.numPools = number(pl.streams)
	return pl, builders
}

// fit fits the chosen model to a stream. Where it is the flat rate, the half event
// that the prior adds is shared by the sections of its side, whose sum is what a
// report tells.
func (p *plan) fit(st *stream) stats.Forecast {
	m := st.choice.Chosen
	if _, flat := m.(stats.Flat); flat && !st.group.IsZero() {
		sections := 0
		for _, x := range p.streams {
			if x.side == st.side && !x.group.IsZero() {
				sections++
			}
		}
		m = stats.Flat{Prior: halfUnit / float64(sections)}
	}
	return m.Fit(rounded(st.counts))
}

// halfUnit is what the priors add to a side, shared by its sections: half an event to
// the rates, and half a unit to the kinds.
const halfUnit = 0.5

// gather fills the shelf of one reading.
func (b *builder) gather(s *shelf, in *Input, p *law.Proposal, touched []law.Citation, priors [nodes]*model.Priors) {
	for _, node := range []int{middle, 0, 2} {
		if node != middle && priors[node] == in.Priors {
			continue
		}
		s.node = node
		f := model.NewBench(in.Code, in.Docket, priors[node], p).Forward(touched)
		if b.sents == nil {
			b.sents = sentencesOf(f)
		}
		f.OnlyTouched = node != middle
		b.fill(s, f)
		b.strangers(s, f, touched)
	}
}

// settle gives nodes that were not counted the masses of the middle.
func (s *stream) settle(low, top bool) {
	rest := s.group.IsZero()
	for _, k := range s.kinds {
		for _, node := range []int{0, 2} {
			if rest || node == 0 && low || node == 2 && top {
				k.mass[node] = k.mass[middle]
				for _, ends := range k.ends {
					for i := range ends {
						ends[i].mass[node] = ends[i].mass[middle]
					}
				}
			}
		}
	}
}

// leftOfYear is the share of its fiscal year that lies after a day.
func leftOfYear(d law.Date) float64 {
	_, month, day := d.Parts()
	return 1 - (float64((month+5)%12)+float64(day)/31)/12
}

// arrivals are, for each of the first years not all of which is under the new law, in
// which months the cohorts of the new law arrive, and those of the old.
func (c *calendar) arrivals() (fresh, old []*[12]float64) {
	for _, share := range c.fresh[court.AsConvicted] {
		sum := 0.0
		for _, f := range share {
			sum += f
		}
		if sum > 12*(1-1e-9) {
			break
		}
		w, v := &[12]float64{}, &[12]float64{}
		for m, f := range share {
			v[m] = (1 - f) / (12 - sum)
			if w[m] = 1.0 / 12; sum > 0 {
				w[m] = f / sum
			}
		}
		fresh, old = append(fresh, w), append(old, v)
	}
	return fresh, old
}

// rounded are counts that were summed from probabilities.
func rounded(counts []float64) []float64 {
	out := make([]float64, len(counts))
	for i, n := range counts {
		out[i] = float64(int64(n + 0.5))
	}
	return out
}

func (b *builder) donorList() []Donor {
	var out []Donor
	for _, d := range b.donors {
		out = append(out, d)
	}
	slices.SortFunc(out, func(x, y Donor) int {
		if n := x.Section.Compare(y.Section); n != 0 {
			return n
		}
		return int(y.Class) - int(x.Class)
	})
	return out
}

// shown are the metrics that the data let one project.
func (p *Projection) shown(d *court.Docket) []Metric {
	return slices.DeleteFunc(Metrics(), func(m Metric) bool {
		switch {
		case p.Windows[m.side()].From == 0:
			return true
		case m.side() == Registered && !d.Has.Person:
			return true
		case m == Admissions || m == Beds || m == Supervision || m == Fines:
			return p.Sentenced.Recorded == 0
		}
		return false
	})
}

// rows makes the draws and sums them up, by reading.
func (r *ready) rows(in *Input, metrics []Metric) [][]Row {
	h, draws := int(r.horizon), in.Draws
	exact := r.worker()
	exact.expected = true
	exact.draw(0)
	// one series of draws for each metric and year, the last year being all
	cells := len(metrics) * (h + 1)
	series := func() [][]float64 {
		out := make([][]float64, cells)
		for i := range out {
			out[i] = make([]float64, draws)
		}
		return out
	}
	cur, difs := series(), make([][][]float64, len(r.readings))
	for i := range difs {
		difs[i] = series()
	}
	parallel(draws, func(from, to int) {
		w := r.worker()
		for n := from; n < to; n++ {
			w.draw(uint64(n))
			for i, m := range metrics {
				file(cur[i*(h+1):], w.cur[int(m)*h:][:h], n)
				for d := range difs {
					file(difs[d][i*(h+1):], w.difs[d][int(m)*h:][:h], n)
				}
			}
		}
	})
	out := make([][][]Row, len(difs))
	for d := range out {
		out[d] = make([][]Row, cells)
	}
	parallel(cells, func(from, to int) {
		for i := from; i < to; i++ {
			m, y := metrics[i/(h+1)], i%(h+1)
			if y == h && !m.Flow() {
				continue
			}
			year := law.Year(0)
			if y < h {
				year = r.cal.years[y]
			}
			base := mean(exact.cur[int(m)*h:][:h], y)
			sorted := slices.Sorted(slices.Values(cur[i]))
			for d := range difs {
				f := figure{m, year, base, mean(exact.difs[d][int(m)*h:][:h], y), cur[i], sorted, difs[d][i]}
				out[d][i] = f.summarise(func(l Law, draws []float64) {
					if in.Watch != nil {
						in.Watch(in.Proposals[d], m, year, l, draws)
					}
				})
			}
		}
	})
	rows := make([][]Row, len(difs))
	for d := range rows {
		rows[d] = slices.Concat(out[d]...)
	}
	return rows
}

// file puts the years of one draw into the series of a metric, and their sum.
func file(series [][]float64, years []float64, n int) {
	sum := 0.0
	for y, v := range years {
		series[y][n] = v
		sum += v
	}
	series[len(years)][n] = sum
}

// mean is the figure of a year, or the sum of all.
func mean(years []float64, y int) float64 {
	if y < len(years) {
		return years[y]
	}
	sum := 0.0
	for _, v := range years {
		sum += v
	}
	return sum
}

// figure is one metric in one year: the exact means of the current law and of what
// the proposal adds, and their draws, those of the current law as drawn and sorted.
type figure struct {
	m                Metric
	y                law.Year
	base, add        float64
	cur, sorted, dif []float64
}

// summarise makes the three rows of the figure. It sorts the draws of the difference.
func (f *figure) summarise(watch func(Law, []float64)) []Row {
	row := func(l Law, mean float64, draws []float64) Row {
		watch(l, draws)
		q := func(p float64) float64 { return stats.Quantile(draws, p) }
		return Row{f.m, f.y, l, mean, q(0.5), q(0.1), q(0.9), q(0.025), q(0.975)}
	}
	if f.add == 0 && !slices.ContainsFunc(f.dif, func(v float64) bool { return v != 0 }) {
		return []Row{row(Current, f.base, f.sorted), row(Proposed, f.base, f.sorted), row(Difference, 0, f.dif)}
	}
	pro := make([]float64, len(f.cur))
	for i := range pro {
		pro[i] = f.cur[i] + f.dif[i]
	}
	slices.Sort(pro)
	slices.Sort(f.dif)
	return []Row{row(Current, f.base, f.sorted), row(Proposed, f.base+f.add, pro), row(Difference, f.add, f.dif)}
}

// parallel runs parts of a job on all cores. The parts do not depend on each other.
func parallel(n int, part func(from, to int)) {
	var wait sync.WaitGroup
	cores := min(runtime.GOMAXPROCS(0), n)
	for c := range cores {
		wait.Add(1)
		go func() {
			defer wait.Done()
			part(n*c/cores, n*(c+1)/cores)
		}()
	}
	wait.Wait()
}

// Name is the stream in words.
func (s *Stream) Name(code *law.Code) string {
	if s.Group.IsZero() {
		return "all other sections"
	}
	return code.Name(s.Group)
}

// Why says how the forecast of the stream was chosen.
func (s *Stream) Why() string {
	return fmt.Sprintf("%s: %s", s.Choice.Chosen.Name(), strings.TrimSuffix(s.Choice.Why, "."))
}
