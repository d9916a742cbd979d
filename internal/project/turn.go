package project

import (
	"maps"
	"math"
	"slices"

	"impact/internal/stats"
)

// A Turn is what turning one dial to the ends of its range does to a metric, all
// other dials at their centre.
type Turn struct {
	Assumption          string
	Metric              Metric
	Low, Central, High  float64 // of the metric
	LowValue, HighValue float64 // of the dial
}

// Turned are the metrics that sensitivity and variance are told of: what the
// proposal adds, per projected year; of populations, in the last year.
var Turned = []Metric{ChargesChanged, FelonyConvictions, MinorCasesChanged, NewRegistrants, RegistryStock, Admissions, Beds, Supervision, Fines}

// addsUp is what a reading of the proposal adds to a metric, of one draw.
func (w *worker) addsUp(reading int, m Metric) float64 {
	h := int(w.horizon)
	d := w.difs[reading][int(m)*h:][:h]
	if !m.Flow() {
		return d[h-1]
	}
	sum := 0.0
	for _, v := range d {
		sum += v
	}
	return sum / float64(h)
}

// turns turns each dial that has a range, in exact expectation, by reading.
func (p *plan) turns(dials dialSet, odds float64) [][]Turn {
	values := dials.central()
	served := settingOf(values, odds).served
	pools := p.poolsAt(served)
	var w *worker
	value := func(name string, v float64) (added [][]float64) { // by reading, as Turned
		at := maps.Clone(values)
		if name != "" {
			at[name] = v
		}
		s, of := settingOf(at, odds), pools
		if s.served != served {
			of = nil
		}
		if r := p.ready(s, of).only(Turned); w == nil {
			w = r.worker()
		} else {
			w.under(r)
		}
		w.expected, w.onlyMoves = true, true
		w.draw(0)
		for reading := range p.readings {
			var sums []float64
			for _, m := range Turned {
				sums = append(sums, w.addsUp(reading, m))
			}
			added = append(added, sums)
		}
		return added
	}
	centre := value("", 0)
	out := make([][]Turn, p.readings)
	for _, d := range dials {
		if d.Low == d.High || math.IsNaN(d.Central) {
			continue
		}
		low, high := value(d.Name, d.Low), value(d.Name, d.High)
		for r := range out {
			for i, m := range Turned {
				out[r] = append(out[r], Turn{d.Name, m, low[r][i], centre[r][i], high[r][i], d.Low, d.High})
			}
		}
	}
	return out
}

// A Share is the part of a metric's variance that one source brings: alone (first
// order), and with all its interactions (total). The source "chance" is the draw.
type Share struct {
	Metric       Metric
	Source       string
	First, Total float64
}

// Chance is the source that is not a dial.
const Chance = "chance"

// Points of the global split: sobolPoints evaluations for each column of the design,
// with servedSteps settings of the share served.
const (
	sobolPoints = 512
	servedSteps = 32
)

// variance splits the variance of what each reading of the proposal adds over all
// dials and chance. The dials vary at once, each by its own law. The share of a
// sentence that is served is taken in servedSteps steps. Once nobody waits it draws no more.
func (p *plan) variance(dials dialSet, odds float64, gone func() bool) [][]Share {
	out := make([][]Share, p.readings)
	q := *p // what moves
	q.lumps, q.common = nil, nil
	q.streams = slices.DeleteFunc(slices.Clone(p.streams), func(s *stream) bool { return !s.moves })
	if len(q.streams) == 0 {
		return out
	}
	var vary []Dial
	for _, d := range dials {
		if d.Low != d.High && !math.IsNaN(d.Central) && d.At != nil {
			vary = append(vary, d)
		}
	}
	if len(vary) == 0 {
		return out
	}
	values := dials.central()
	served := []float64{settingOf(values, odds).served}
	if d := dialSet(vary).find(ShareServed); d != nil {
		served = nil
		for k := range servedSteps {
			served = append(served, d.At((float64(k)+0.5)/servedSteps))
		}
	}
	pools := make([][]*prepared, len(served))
	for k, s := range served {
		pools[k] = q.prepareAll(s)
	}
	first, total := stats.Sobol(sobolPoints, len(vary)+1, p.seed, func(x, out []float64) {
		if gone() {
			return
		}
		at, k := maps.Clone(values), 0
		for i, d := range vary {
			at[d.Name] = d.At(x[i])
			if d.Name == ShareServed {
				k = min(servedSteps-1, int(x[i]*servedSteps))
				at[d.Name] = served[k]
			}
		}
		w := q.ready(settingOf(at, odds), pools[k]).only(Turned).worker()
		w.onlyMoves = true
		w.draw(uint64(x[len(vary)] * (1 << 40)))
		for r := range q.readings {
			for i, m := range Turned {
				out[r*len(Turned)+i] = w.addsUp(r, m)
			}
		}
	}, q.readings*len(Turned))
	for r := range out {
		for j, m := range Turned {
			for i := range len(vary) + 1 {
				name := Chance
				if i < len(vary) {
					name = vary[i].Name
				}
				out[r] = append(out[r], Share{m, name, first[i][r*len(Turned)+j], total[i][r*len(Turned)+j]})
			}
		}
	}
	return out
}
