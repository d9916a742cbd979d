package project

import "impact/internal/stats"

// stocked is what the stock of registrants of a projection came from in each draw, so that
// another can be told under other dials of the registry, which move nothing else.
type stocked struct {
	held  [][]float64 // by draw, as worker.hold keeps them
	whole bool        // all draws were made
}

// stocksKept is of how many settings of a plan the stock is kept so.
const stocksKept = 3

// besideRegistry is the setting but for the dials that only the stock of registrants hangs on,
// and that on which no count of persons does.
func (r *ready) besideRegistry() setting {
	out := r.setting
	out.stock, out.inflow, out.completion, out.served = 0, 0, 0, 0
	if !out.retro { // else those convicted before are counted by them
		out.mortality, out.forLife = 0, false
	}
	return out
}

// comes are the metrics that the stock of a reading comes from.
var comes = [...]Metric{tenYear, life, RegistryStock}

// hold keeps what the stock of registrants comes from in the draw at hand: under the current
// law its years, then by reading those of each metric of comes.
func (w *worker) hold() {
	h := int(w.horizon)
	w.held = append(w.held[:0], w.cur[int(RegistryStock)*h:][:h]...)
	for _, dif := range w.difs {
		for _, m := range comes {
			w.held = append(w.held, dif[int(m)*h:][:h]...)
		}
	}
}

// resume takes the worker to where a draw was held.
func (w *worker) resume(number uint64, held []float64) {
	h := int(w.horizon)
	take := func(to []float64, m Metric) {
		copy(to[int(m)*h:][:h], held)
		held = held[h:]
	}
	w.number = number
	take(w.cur, RegistryStock)
	for _, dif := range w.difs {
		for _, m := range comes {
			take(dif, m)
		}
	}
}

// restock is the rows of the stock of registrants under this setting.
func (r *ready) restock(in *Input, s *stocked) [][]Row {
	h, draws := int(r.horizon), in.Draws
	stock := []Metric{RegistryStock}
	r.wanted, r.holds = setOf(stock), false
	exact := r.worker()
	exact.expected = true
	exact.draw(0)
	room, cur, difs := seriesOf(h+1, draws, r.readings)
	defer seriesRooms.Put(room)
	stats.Parallel(draws, func(from, to int) {
		w := r.worker()
		for n := from; n < to && !in.gone(); n++ {
			w.resume(uint64(n), s.held[n])
			w.registry()
			file(cur, w.cur[int(RegistryStock)*h:][:h], n)
			for d := range difs {
				file(difs[d], w.difs[d][int(RegistryStock)*h:][:h], n)
			}
		}
	})
	if in.gone() {
		return nil
	}
	return r.summed(in, stock, exact, cur, difs)
}
