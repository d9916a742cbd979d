package project

import (
	"slices"
	"sync"
)

// rowsKept are the rows of metrics under settings that were asked for last, by reading.
type rowsKept struct {
	mu    sync.Mutex
	asked []digest // the last asked for last
	rows  map[digest][][]Row
}

// mostRows is of how many metrics and settings the rows are kept.
const mostRows = 256

// find is what is kept of a key; nil for nothing. It must not be changed.
func (k *rowsKept) find(key digest) [][]Row {
	k.mu.Lock()
	defer k.mu.Unlock()
	out := k.rows[key]
	if i := slices.Index(k.asked, key); i >= 0 {
		k.asked = append(slices.Delete(k.asked, i, i+1), key)
	}
	return out
}

// keep keeps rows in place of those not asked for the longest.
func (k *rowsKept) keep(key digest, rows [][]Row) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.rows == nil {
		k.rows = map[digest][][]Row{}
	}
	if k.rows[key] == nil {
		k.asked = append(k.asked, key)
	}
	k.rows[key] = rows
	for len(k.asked) > mostRows {
		delete(k.rows, k.asked[0])
		k.asked = slices.Delete(k.asked, 0, 1)
	}
}

// keyOf tells apart settings under which the rows of a metric differ.
func (r *ready) keyOf(m Metric, draws int) digest {
	return digestOf(r.bearing(m), draws, m)
}

// bearing is the part of the setting that bears on a metric.
func (r *ready) bearing(m Metric) setting {
	s := r.setting
	if m == RegistryStock {
		s.served = 0
		return s
	}
	s.stock, s.inflow, s.completion, s.mortality, s.forLife = 0, 0, 0, 0, false
	if m.side() != Registered {
		s.retro = false
	}
	if m != Beds && m != Supervision {
		s.served = 0
	}
	if m.side() == Filed {
		s.donor = false
	}
	return s
}

// only leaves all but some metrics undrawn.
func (r *ready) only(of []Metric) *ready {
	r.offered = setOf(of)
	r.wanted = r.offered
	return r
}

// drawsOn reports whether a metric that is drawn hangs on a stream in which something moves.
func (r *ready) drawsOn(st *stream) bool {
	registered := r.holds || r.asked(NewRegistrants, RegistryStock)
	switch {
	case st.side == Registered:
		return registered
	case st.sentencing != nil:
		return r.asked(Admissions, Fines, Beds, Supervision)
	case st.side == Diverted:
		return registered || r.asked(ofConvictions...)
	}
	return true
}

// ofConvictions are the metrics of cases with a conviction.
var ofConvictions = slices.DeleteFunc(Metrics(), func(m Metric) bool { return m.side() != Disposed })
