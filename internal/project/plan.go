package project

import (
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/stats"
)

// plan is the proposals of a run, one for each reading, ready to be drawn beside one
// current law.
type plan struct {
	horizon   horizon
	cal       *calendar
	windows   [numSides]Window
	streams   []*stream
	lumps     []lump         // of the streams in which nothing moves
	told      []*stream      // as the record has them, before what is still was taken apart
	starts    []*[12]float64 // arrival of the first cohorts under the new law
	olds      []*[12]float64 // and of those under the old law in these years
	low, top  float64        // the odds of the outer nodes
	asOf      law.Year       // fiscal year in which the registry was counted
	part      float64        // share of that year that was left
	seed      uint64
	id        uint64 // among all plans of the program
	readings  int
	tallies   []*tally
	cells     int // of their means
	numPools  int
	numSeries int
	common    *common // what its settings have in common; nil to make all anew
}

// ready is a plan under one setting: what does not differ from draw to draw.
type ready struct {
	*plan
	setting
	*mixture
	pools   []*prepared         // by number; nil for those of streams that are left out
	growths [numSides][]float64 // by side and year of the horizon: how much its rates have grown
	amounts [][]amounts         // by lump and sum
	offered []bool              // by metric: told by the projection; nil for all
	wanted  []bool              // by metric: drawn by this part of it; nil for all
	holds   bool                // each draw keeps what the stock of registrants comes from
	lots    *lots               // what chance gives that is kept; nil for nothing
}

// mixture is of which kinds the units of a plan are, under some odds of unknown facts.
type mixture struct {
	shares [][]float64     // by stream and kind
	ends   [][][][]float64 // by stream, kind, reading and end: share of the kind
	rare   [][]bool        // by stream in which something moves, and kind: so few come that they are counted with others
	usual  []float64       // by stream: its mean in the first projected year
	crowds []bool          // by stream in which nothing moves: its sentences are summed at once
}

// ready prepares the plan for a setting. pools may be shared by settings that serve
// the same share of a sentence; nil to make them.
func (p *plan) ready(s setting, pools []*prepared) *ready {
	r := &ready{plan: p, setting: s, mixture: p.mixed(s.odds), pools: pools}
	if pools == nil {
		r.pools = p.poolsAt(s.served)
	}
	for side := range r.growths {
		growth := stats.Pow(1+s.growth, float64(p.cal.years[0]-p.windows[side].To))
		for range p.horizon {
			r.growths[side] = append(r.growths[side], growth)
			growth *= 1 + s.growth
		}
	}
	for i := range p.lumps {
		r.amounts = append(r.amounts, r.amountsOf(&p.lumps[i]))
	}
	return r
}

// mixture mixes the kinds of the plan.
func (p *plan) mixture(odds float64) *mixture {
	m := &mixture{}
	node, part := p.node(odds)
	for _, st := range p.streams {
		total := mix(st.units[node], st.units[node+1], part)
		shares, ends := make([]float64, len(st.kinds)), make([][][]float64, len(st.kinds))
		for i, k := range st.kinds {
			if total > 0 {
				shares[i] = mix(k.mass[node], k.mass[node+1], part) / total
			}
			for reading, moves := range k.moves {
				var of []float64
				if moves {
					of = sharesOf(k.ends[reading], node, part)
				}
				ends[i] = append(ends[i], of)
			}
		}
		m.shares, m.ends = append(m.shares, shares), append(m.ends, ends)
		rate := st.forecast.Mean(p.ahead(st.side) + 1)
		var rare []bool
		if st.moves {
			rare = rareOf(shares, rate)
		}
		m.rare, m.usual, m.crowds = append(m.rare, rare), append(m.usual, rate), append(m.crowds, crowdOf(st, shares, rate))
	}
	return m
}

// rareUnder is the yearly count under which a kind is drawn together with others
// like it: their number first, then which each is of. The counts have the same law.
const rareUnder = 1.5

// rareOf tells the kinds of which few come in a year.
func rareOf(shares []float64, rate float64) []bool {
	rare := make([]bool, len(shares))
	for k, p := range shares {
		rare[k] = p*rate < rareUnder
	}
	return rare
}

// sharesOf are the shares of the ends of a kind.
func sharesOf(ends []end, node int, part float64) []float64 {
	out, total := make([]float64, len(ends)), 0.0
	for i := range ends {
		out[i] = mix(ends[i].mass[node], ends[i].mass[node+1], part)
		total += out[i]
	}
	for i := range out {
		if total > 0 {
			out[i] /= total
		}
	}
	return out
}

// prepareAll makes ready every pool of the plan.
func (p *plan) prepareAll(served float64) []*prepared {
	out := make([]*prepared, p.numPools)
	put := func(x *pool, starts, olds []*[12]float64) {
		if x != nil && out[x.number] == nil {
			out[x.number] = p.horizon.prepare(x, served, starts, olds)
		}
	}
	for _, st := range p.streams {
		for _, k := range st.kinds {
			if !st.moves || st.tallied {
				continue
			}
			put(k.own, p.starts, p.olds)
			for _, ends := range k.ends {
				for i := range ends {
					put(ends[i].then, p.starts, p.olds)
				}
			}
		}
	}
	for _, st := range p.streams {
		for _, own := range st.pools {
			put(own, nil, nil)
		}
	}
	return out
}

// of is a pool made ready; nil for none.
func (r *ready) of(p *pool) *prepared {
	if p == nil {
		return nil
	}
	return r.pools[p.number]
}

// node finds the nodes between which odds lie, and how far from the lower one, on
// the scale of logarithms.
func (p *plan) node(odds float64) (lower int, part float64) {
	switch {
	case odds < 1 && p.low < 1:
		return 0, max(0, 1-math.Log(odds)/math.Log(p.low))
	case odds > 1 && p.top > 1:
		return middle, min(1, math.Log(odds)/math.Log(p.top))
	}
	return middle, 0
}

// mix is a straight line between two values.
func mix(a, b, part float64) float64 {
	if part == 0 {
		return a
	}
	return a + part*(b-a)
}

// ahead is how many years lie between the last year of the window and the first
// that is projected; at least 0.
func (p *plan) ahead(s Side) int {
	return max(0, int(p.cal.years[0]-p.windows[s].To)-1)
}

// plan makes the streams of the proposals, at every node of the odds.
func (in *Input) plan() *plan {
	pl, streams, _ := in.outline()
	return pl.of(in, streams)
}

// outline is a plan without its streams, and the streams of the proposals as the record
// has them, at every node of the odds, before anything hangs on a seed.
func (in *Input) outline() (*plan, []*stream, []*builder) {
	windows, touched := in.windows(), in.touched()
	pl := &plan{horizon: horizon(in.Horizon), windows: windows, low: 1, top: 1,
		cal: calendarOf(in.Effective, in.Horizon, in.Docket.Lags), readings: len(in.Proposals)}
	pl.starts, pl.olds = pl.cal.arrivals()
	if in.Counted != 0 {
		pl.asOf, pl.part = in.Counted.FiscalYear(), leftOfYear(in.Counted)
	}
	priors := [nodes]*model.Priors{in.Priors, in.Priors, in.Priors}
	if odds := dialSet(in.Dials).find(PriorOdds); odds != nil && odds.Central > 0 && !(in.NoTurns && in.NoShares) {
		pl.low, pl.top = min(1, odds.Low/odds.Central), max(1, odds.High/odds.Central)
		for node, by := range map[int]float64{0: pl.low, 2: pl.top} {
			if by != 1 {
				priors[node] = in.Priors.Scaled(by)
			}
		}
	}
	builders, shelves := make([]*builder, len(in.Proposals)), make([]*shelf, len(in.Proposals))
	for i := range in.Proposals {
		b := &builder{code: in.Code, effective: in.Effective, windows: windows, undiverted: in.Undiverted, donors: map[place]Donor{}, barred: map[barKey]*pool{}, stranger: halfUnit / float64(max(1, len(touched)))}
		if i > 0 {
			b.sents = builders[0].sents // the baseline law's
		}
		if i == 0 && len(in.Beside) > 0 { // so that they are the same for every choice of provisions
			b.sents = sentencesOf(model.NewBench(in.Code, in.Docket, in.Priors, in.Beside[0]).Forward(touched))
		}
		builders[i], shelves[i] = b, &shelf{b: b, streams: map[streamKey]*gathering{}}
		b.gather(shelves[i], in, i, touched, priors)
	}
	streams := merge(shelves)
	for _, st := range streams {
		st.settle(priors[0] == in.Priors, priors[2] == in.Priors)
		st.count()
	}
	return pl, streams, builders
}

// of is the plan with streams of its own: their forecasts chosen, and what is still taken
// apart. The streams that it is made of stay as they are.
func (p *plan) of(in *Input, streams []*stream) *plan {
	pl := *p
	pl.seed, pl.id, pl.streams = in.Seed, plans.Add(1), nil
	for _, from := range streams {
		st := *from
		pl.streams = append(pl.streams, &st)
	}
	for _, st := range pl.streams {
		st.choice = in.choose(st, pl.ahead(st.side)+1)
		st.forecast = meansOf(pl.fit(st), pl.ahead(st.side)+in.Horizon)
	}
	for _, st := range slices.Clone(pl.streams) {
		told := *st
		pl.told = append(pl.told, &told)
		still := st.part()
		still.choice, still.forecast = st.choice, st.forecast
		pl.streams = append(pl.streams, still)
	}
	pl.streams = slices.DeleteFunc(pl.streams, func(s *stream) bool { return len(s.kinds) == 0 })
	pl.split()
	pl.numPools, pl.numSeries = number(pl.streams)
	for _, st := range pl.streams {
		st.lay(pl.readings)
	}
	pl.lumps, pl.common = lumpsOf(pl.streams), &common{}
	for _, st := range pl.streams {
		st.print = sync.OnceValue(func() digest { return pl.printOf(st) })
	}
	return &pl
}

// plans numbers plans.
var plans atomic.Uint64

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

// told is a forecast whose means are worked out.
type told struct {
	stats.Forecast
	means []float64
}

// meansOf works out the means of so many years.
func meansOf(f stats.Forecast, years int) stats.Forecast {
	out := told{Forecast: f}
	for y := range years {
		out.means = append(out.means, f.Mean(y+1))
	}
	return out
}

// Mean is the expected count h years after the last.
func (f told) Mean(h int) float64 { return f.means[h-1] }

// halfUnit is what the priors add to a side, shared by its sections: half an event to
// the rates, and half a unit to the kinds.
const halfUnit = 0.5

// gather fills the shelf of the i-th reading.
func (b *builder) gather(s *shelf, in *Input, i int, touched []law.Citation, priors [nodes]*model.Priors) {
	var like *model.Forward
	for _, node := range []int{middle, 0, 2} {
		if node != middle && priors[node] == in.Priors {
			continue
		}
		s.node = node
		f := in.bench(i, node, priors).Forward(touched)
		if b.sents == nil {
			b.sents = sentencesOf(f)
		}
		f.Like = like
		b.fill(s, f)
		if node == middle {
			like = f
		}
		b.strangers(s, f, touched)
	}
}

// bench is that of the i-th reading under the priors of a node.
func (in *Input) bench(i, node int, priors [nodes]*model.Priors) *model.Bench {
	if node == middle && in.Benches != nil {
		return in.Benches[i]
	}
	return model.NewBench(in.Code, in.Docket, priors[node], in.Proposals[i])
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

// rounded are counts that were summed from probabilities.
func rounded(counts []float64) []float64 {
	out := make([]float64, len(counts))
	for i, n := range counts {
		out[i] = float64(int64(n + 0.5))
	}
	return out
}
