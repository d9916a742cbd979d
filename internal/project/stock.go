package project

import (
	"math"

	"impact/internal/law"
	"impact/internal/stats"
)

// retroact registers those convicted before the law took effect who would have been
// added, and releases those who would have been removed: for life, or until ten years
// after the conviction. They are those of the window, and those foretold of the years
// between it and the law.
func (w *worker) retroact(st *stream, of []end, ends, rates []float64, share float64) {
	window := w.windows[st.side]
	for i, n := range st.counts {
		w.reachBack(of, ends, n*share, st.year(window, i))
	}
	ahead := w.ahead(st.side)
	for i := range ahead + 1 {
		n := rates[i] * stats.Pow(1+w.growth, float64(i+1))
		if i == ahead {
			n *= 1 - w.cal.since(0)
		}
		w.reachBack(of, ends, n*share, window.To+law.Year(i+1))
	}
}

// reachBack adds n persons convicted in a year before the law to the stock.
func (w *worker) reachBack(of []end, ends []float64, n float64, convicted law.Year) {
	h := int(w.horizon)
	for y := range h {
		since := float64(w.cal.years[y]) - float64(convicted)
		if since < 0 {
			continue
		}
		lives := w.livesAfter(int(since))
		for j := range of {
			if !of[j].changed {
				continue
			}
			for _, e := range of[j].entries {
				if e.metric == life || e.metric == tenYear && (since < registrationYears || w.forLife) {
					w.dif[int(RegistryStock)*h+y] += w.charging * n * ends[j] * e.amount * lives
				}
			}
		}
	}
}

// livesAfter is the share of persons that lives so many years after a conviction.
func (w *worker) livesAfter(years int) float64 {
	for n := len(w.lives); n <= years; n++ {
		w.lives = append(w.lives, stats.Pow(1-w.mortality, float64(n)))
	}
	return w.lives[years]
}

// registrationYears is the shorter of the two terms of registration.
const registrationYears = 10

// year is the fiscal year of the i-th count.
func (s *stream) year(w Window, i int) law.Year { return w.From + law.Year(i) }

// registry turns the flows of registrants into the stock: under the current law from
// the counted stock by its published inflow and completions, under the proposal with
// what it adds, less those who die or whose term ends.
func (w *worker) registry() {
	h := int(w.horizon)
	for _, dif := range w.difs {
		ten, forLife, stock := dif[int(tenYear)*h:], dif[int(life)*h:], dif[int(RegistryStock)*h:]
		for y := range h {
			sum := stock[y] // those of before the law, where it reaches back
			for i := 0; i <= y; i++ {
				n := forLife[i]
				if y-i < registrationYears || w.forLife {
					n += ten[i]
				}
				sum += n * w.living[y-i]
			}
			stock[y] = sum
		}
	}
	if math.IsNaN(w.stock) || w.onlyMoves || w.asOf > w.cal.years[0] {
		return
	}
	w.src.Key(w.seed, w.number, stockKey)
	s, part := w.stock, w.part
	for year := w.asOf; year < w.cal.years[0]+law.Year(h); year++ {
		s += w.count(w.inflow*part) - w.count(w.completion*part) - w.count(w.mortality*s*part)
		s, part = max(s, 0), 1
		if year >= w.cal.years[0] {
			w.cur[int(RegistryStock)*h+int(year-w.cal.years[0])] = s
		}
	}
}

var stockKey = stats.StreamKey("registry stock")
