package project

import (
	"impact/internal/court"
	"impact/internal/law"
)

// A calendar is the projected fiscal years and how much of each falls under the
// new law at each stage. What falls under it hangs on the day of the offence: of
// the charges filed, or disposed of, some months after the proposal takes effect,
// those are of an earlier offence whose lag is longer than these months.
type calendar struct {
	years []law.Year
	start float64          // months from the first 1 July to the day the law takes effect
	under [2][]float64     // by stage and year: the share of the year's flow that is under the new law
	fresh [2][][12]float64 // by stage and year: the share of each month's flow that is under the new law
}

// calendarOf makes the calendar of a horizon from the day the proposal takes
// effect. Without recorded lags the law holds from that day for what is filed or
// disposed of.
func calendarOf(effective law.Date, horizon int, lags [2]court.Lag) *calendar {
	c := &calendar{}
	first := effective.FiscalYear()
	_, month, day := effective.Parts()
	start := float64((month+5)%12) + float64(day-1)/31 // months after 1 July
	c.start = start
	for y := range horizon {
		c.years = append(c.years, first+law.Year(y))
	}
	for stage := range c.fresh {
		upTo := cumulative(&lags[stage])
		for y := range horizon {
			var months [12]float64
			sum := 0.0
			for m := range months {
				months[m] = averageOver(upTo, float64(12*y+m)-start)
				sum += months[m]
			}
			c.under[stage] = append(c.under[stage], sum/12)
			c.fresh[stage] = append(c.fresh[stage], months)
		}
	}
	return c
}

// cumulative is the share of rows whose lag is under k+1 months, by k.
func cumulative(l *court.Lag) []float64 {
	n := l.Rows()
	if n == 0 {
		return []float64{1}
	}
	out := make([]float64, len(l))
	var sum int64
	for k, rows := range l {
		sum += rows
		out[k] = float64(sum) / float64(n)
	}
	return out
}

// averageOver is the mean, over the month that begins x months after the law does,
// of the share whose lag is shorter than the time since. Within a month of lag the
// share grows evenly.
func averageOver(upTo []float64, x float64) float64 {
	const parts = 8
	sum := 0.0
	for i := range parts {
		t := x + (float64(i)+0.5)/parts
		if t <= 0 {
			continue
		}
		if len(upTo) == 1 {
			sum += upTo[0]
			continue
		}
		k := int(t)
		if k >= len(upTo)-1 {
			sum++ // the last place holds every longer lag; none is known to be longer than that
			continue
		}
		below := 0.0
		if k > 0 {
			below = upTo[k-1]
		}
		sum += below + (t-float64(k))*(upTo[k]-below)
	}
	return sum / parts
}

// share is the part of a year's flow that is under the new law.
func (c *calendar) share(s Side, year int) float64 { return c.under[s.stage()][year] }

// since is the part of a year that lies after the day the law takes effect.
func (c *calendar) since(year int) float64 {
	return min(1, max(0, float64(year)+1-c.start/12))
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
