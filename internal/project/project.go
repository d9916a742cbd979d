package project

import (
	"fmt"
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

	// Beside are proposals whose sections have a series of their own too, so that the
	// current law is told in the same way for every choice of provisions.
	Beside     []*law.Proposal
	Benches    []*model.Bench // of the proposals under the priors, where they are at hand
	NoShares   bool           // the variance is not split
	NoTurns    bool           // nor is it told what each dial does; with NoShares, odds of unknown facts other than the centre's are not counted
	Metrics    []Metric       // that are told; nil for all
	Undiverted bool           // the convictions in place of diversions that are barred are left out
	Shared     *Shared        // what other projections of the docket have in common; nil for none

	// Gone, where not nil, reports whether nobody waits for the projection any more. Once it
	// does, Project ends soon and returns nil, and keeps nothing that is not whole.
	Gone func() bool

	// Watch, where not nil, sees the sorted draws behind every figure. It must not keep
	// them, and is called by several goroutines at once.
	Watch func(p *law.Proposal, m Metric, y law.Year, l Law, draws []float64)
}

// A Projection is what one proposal may come to.
type Projection struct {
	Proposal   *law.Proposal
	Effective  law.Date
	Years      []law.Year
	Windows    [numSides]Window
	Rows       []Row
	Streams    []Stream
	Donors     []Donor
	Sentenced  struct{ Recorded, Missing float64 } // convicted rows with a recorded term, and without
	Undiverted bool                                // the convictions in place of diversions that are barred are left out
	Lagless    bool                                // no row records both the day of the offence and of the disposition
	HasStock   bool                                // the registry's stock is known
	Turns      []Turn
	Shares     []Share
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

// Zero reports whether nothing is projected, now or ever.
func (r *Row) Zero() bool {
	return r.Mean == 0 && r.Lo95 == 0 && r.Hi95 == 0 && r.Lo80 == 0 && r.Hi80 == 0 && r.Median == 0
}

// YearsOf is how many fiscal years of the record a metric rests on.
func (p *Projection) YearsOf(m Metric) int { return p.Windows[m.side()].Years() }

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
func Project(in Input) []*Projection { return Prepare(in).Project(in) }

// Prepared is what the projections of some proposals have in common whatever their
// dials, draws and seed: the docket, judged and told as streams. It may be used by
// several goroutines.
type Prepared struct {
	pl       *plan
	builders []*builder
	streams  []*stream
	bySeed   recent[uint64, *plan]
	cells    func() int // of what is tallied, about
}

// seedsKept is of how many seeds the plan is kept at once.
const seedsKept = 2

// Prepare judges the docket for projections of an input.
func Prepare(in Input) *Prepared {
	p := &Prepared{}
	p.pl, p.streams, p.builders = in.outline()
	p.cells = sync.OnceValue(func() int { return cellsOf(p.streams, p.pl.readings) })
	return p
}

// Project projects what was prepared. The input may differ from that in its Draws,
// Seed, Metrics, Shared, Gone and Watch, and in the values of its Dials other than PriorOdds.
func (p *Prepared) Project(in Input) []*Projection {
	pl := p.seeded(&in)
	dials := dialSet(in.Dials)
	odds := 1.0
	if d := dials.find(PriorOdds); d != nil {
		odds = d.Central
	}
	var out []*Projection
	for i, proposal := range in.Proposals {
		b := p.builders[i]
		pr := &Projection{Proposal: proposal, Undiverted: b.undiverted, Effective: in.Effective, Years: pl.cal.years, Windows: pl.windows,
			Lagless: in.Docket.Lags[court.AsConvicted].Rows() == 0, Donors: b.donorList(),
			HasStock: in.Counted != 0 && pl.asOf <= pl.cal.years[0] && dials.find(RegistryStartDial) != nil}
		pr.Sentenced.Recorded, pr.Sentenced.Missing = b.sents.Recorded, b.sents.Missing
		for _, st := range pl.told {
			pr.Streams = append(pr.Streams, Stream{st.side, st.group, pl.windows[st.side].From, rounded(st.counts), st.choice,
				st.forecast.Mean(pl.ahead(st.side) + 1), len(st.kinds), st.moves})
		}
		out = append(out, pr)
	}
	metrics := out[0].told(&in)
	rows := pl.ready(settingOf(dials.central(), odds), nil).rows(&in, metrics)
	turns, shares := make([][]Turn, len(out)), make([][]Share, len(out))
	if in.gone() {
		return nil
	}
	if !in.NoTurns {
		turns = pl.turns(dials, odds)
	}
	if !in.NoShares {
		shares = pl.variance(dials, odds, in.gone)
	}
	if in.gone() {
		return nil
	}
	for i, pr := range out {
		pr.Rows, pr.Turns, pr.Shares = rows[i], turns[i], shares[i]
	}
	return out
}

// Cast casts the lots of an input, on which projections under other dials rest too.
func (p *Prepared) Cast(in Input) {
	pl, dials := p.seeded(&in), dialSet(in.Dials)
	odds := 1.0
	if d := dials.find(PriorOdds); d != nil {
		odds = d.Central
	}
	r := pl.ready(settingOf(dials.central(), odds), nil)
	of := Projection{Windows: pl.windows}
	of.Sentenced.Recorded = p.builders[0].sents.Recorded
	r.offered = setOf(of.told(&in))
	r.lots = r.lotsOf(in.Draws, in.Shared)
	r.lots.all()
}

// gone reports whether nobody waits any more.
func (in *Input) gone() bool { return in.Gone != nil && in.Gone() }

// Bytes is about how much memory takes what was prepared, with what it keeps by itself of
// projections of so many draws; and how much room of a Shared is taken by lots of chance with one
// seed. That is room which other choices and settings have in common, for the most part.
func (p *Prepared) Bytes(draws int) (own, lots int64) {
	const entries = 300 // of a kind or an end
	pools := map[*pool]bool{}
	lot, ready := word*p.pl.cellsOver(p.cells()), int64(0)
	put := func(of *pool, moves bool) {
		if of == nil || pools[of] {
			return
		}
		pools[of] = true
		places := 1
		if moves {
			places += len(p.pl.starts) + len(p.pl.olds)
		}
		ready += p.pl.horizon.preparedBytes(of, places)
		if of.n < smallPool {
			lot += weightBytes(of)
		}
	}
	for _, st := range p.streams {
		ends := 0
		for _, k := range st.kinds {
			put(k.own, st.moves)
			for _, of := range k.ends {
				ends += len(of)
				for i := range of {
					put(of[i].then, st.moves)
				}
			}
		}
		kinds := len(st.kinds)
		own += int64(entries * (kinds + ends))
		lot += int64(word*(p.pl.yearsOf(st)+2*kinds+ends) + 3*sourceBytes) // it is one in which something moves, and one in which nothing does
	}
	own = (1+seedsKept)*own + settingsKept*ready // each seed has a plan of its own; most ask for one, and for fewer settings
	if draws > 0 {
		own += int64(seedsKept*stocksKept) * int64(draws) * int64(p.pl.horizon) * int64(1+len(comes)*p.pl.readings) * word
	}
	return own, lot * int64(draws)
}

// seeded is the plan of a seed.
func (p *Prepared) seeded(in *Input) *plan {
	return p.bySeed.of(seedsKept, in.Seed, func() *plan { return p.pl.of(in, p.streams) })
}

// windows are the years that each side rests on.
func (in *Input) windows() (out [numSides]Window) {
	for side := range out {
		out[side] = in.Years
		if w := windowOf(in.Docket, Side(side).stage()); in.Years.From == 0 || w.From == 0 && len(w.Left) == 0 {
			out[side] = w
		}
	}
	return out
}

// touched are the sections that some proposal may touch.
func (in *Input) touched() []law.Citation {
	var out []law.Citation
	for _, p := range slices.Concat(in.Proposals, in.Beside) {
		out = append(out, p.Touches()...)
	}
	slices.SortFunc(out, law.Citation.Compare)
	return slices.Compact(out)
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

// told are the metrics that are asked for and that the data let one project.
func (p *Projection) told(in *Input) []Metric {
	return slices.DeleteFunc(p.shown(in.Docket), func(m Metric) bool { return in.Metrics != nil && !slices.Contains(in.Metrics, m) })
}

// shown are the metrics that the data let one project.
func (p *Projection) shown(d *court.Docket) []Metric {
	return slices.DeleteFunc(Metrics(), func(m Metric) bool {
		switch {
		case p.Windows[m.side()].From == 0:
			return true
		case m.side() == Registered && !d.Has.Person:
			return true
		case m.side() != Filed && !d.Has.Disposition:
			return true
		case m == Fines:
			return !d.Has.Fine || p.Sentenced.Recorded == 0
		case m == Admissions || m == Beds || m == Supervision:
			return p.Sentenced.Recorded == 0
		}
		return false
	})
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
