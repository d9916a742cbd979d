package project

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"impact/internal/court"
	"impact/internal/law"
)

// A Side is one of the clocks that a projection runs by.
type Side int

// The sides: cases as filed, cases with a conviction, and persons with a
// conviction that may trigger registration, the latter two by the year of the
// disposition. Cases that ended in diversions and in no conviction are counted by the
// year of filing.
const (
	Filed Side = iota
	Disposed
	Registered
	Diverted
	numSides
)

// String names the side.
func (s Side) String() string {
	return [...]string{"cases as filed", "cases with a conviction", "persons with a conviction", "diverted cases"}[s]
}

// stage is the stage whose year the side is counted by.
func (s Side) stage() court.Stage {
	if s == Disposed || s == Registered {
		return court.AsConvicted
	}
	return court.AsCharged
}

// A Window is the fiscal years whose counts a projection rests on, both included;
// From is 0 where there are none. Left says which years at the ends were left out.
type Window struct {
	From, To law.Year
	Left     []law.Year
}

// Years is how many.
func (w Window) Years() int {
	if w.From == 0 {
		return 0
	}
	return int(w.To-w.From) + 1
}

// holds reports whether the year is in the window.
func (w Window) holds(y law.Year) bool { return w.From != 0 && y >= w.From && y <= w.To }

// String is the window in words: "fiscal years 2006 to 2014".
func (w Window) String() string {
	switch {
	case w.From == 0:
		return "no fiscal year"
	case w.From == w.To:
		return "fiscal year " + w.From.String()
	}
	return fmt.Sprintf("fiscal years %s to %s", w.From, w.To)
}

// windowOf finds the complete fiscal years at a stage: from the first to the last
// in which rows are counted, less a year at either end that holds so few rows, beside
// the year next to it, that it must be cut short. It is left out if it holds under
// four fifths of its neighbour and lies more than four standard deviations of a
// difference of Poisson counts below it; so in a small docket none is. It is left out too if
// its months say that the record begins, or ends, within it (see begun). Where a year
// without rows can hardly be chance, what lies beyond it is left out first (see bulkOf).
func windowOf(d *court.Docket, stage court.Stage) Window {
	rows := map[law.Year]float64{}
	var first, last law.Year
	for i := range d.Signatures {
		s := &d.Signatures[i]
		y := s.Year(stage)
		if !s.At(stage) || y == 0 {
			continue
		}
		rows[y] += float64(d.Rows[i])
		if first == 0 || y < first {
			first = y
		}
		last = max(last, y)
	}
	w := bulkOf(rows, first, last)
	short := func(y, next law.Year) bool {
		return y != next && rows[y] < 0.8*rows[next] && rows[next]-rows[y] > 4*math.Sqrt(rows[next]+rows[y])
	}
	months := d.Months[stage]
	var all [12]int64
	for y := w.From; y <= w.To && w.From != 0; y++ {
		for m, n := range months[y] {
			all[m] += n
		}
	}
	for w.From != 0 && (short(w.From, min(w.From+1, w.To)) || begun(months[w.From], all)) {
		w.Left = append(w.Left, w.From)
		w.From++
		if w.From > w.To {
			w.From, w.To = 0, 0
		}
	}
	for w.From != 0 && (short(w.To, max(w.To-1, w.From)) || ended(months[w.To], all)) {
		w.Left = append(w.Left, w.To)
		w.To--
		if w.From > w.To {
			w.From, w.To = 0, 0
		}
	}
	slices.Sort(w.Left)
	return w
}

// begun reports whether a record begins within a year: whether some first months hold
// under a fifth of what they should beside the others, by the months of all years, and
// lie over four standard deviations below it.
func begun(months, all [12]int64) bool {
	sum := func(n [12]int64, from, to int) (s float64) {
		for _, v := range n[from:to] {
			s += float64(v)
		}
		return s
	}
	for k := 1; k < 12; k++ {
		early, usual := sum(months, 0, k), sum(all, k, 12)
		if usual == 0 {
			return false
		}
		due := sum(months, k, 12) * sum(all, 0, k) / usual
		if early < due/5 && due-early > 4*math.Sqrt(due+early) {
			return true
		}
	}
	return false
}

// ended reports whether a record ends within a year.
func ended(months, all [12]int64) bool {
	slices.Reverse(months[:])
	slices.Reverse(all[:])
	return begun(months, all)
}

// sparse is the median of the years that hold rows up to which an empty year is taken
// for chance: with more, one year in 8,000 would be empty.
const sparse = 9

// bulkOf is the run of years without an empty one that holds the most rows, as a wrong
// date stands alone; all years where the record is sparse.
func bulkOf(rows map[law.Year]float64, first, last law.Year) Window {
	w := Window{From: first, To: last}
	sizes := slices.Sorted(maps.Values(rows))
	if len(sizes) == 0 || sizes[len(sizes)/2] <= sparse {
		return w
	}
	best, sum, from := 0.0, 0.0, first
	for y := first; y <= last; y++ {
		if rows[y] == 0 {
			sum, from = 0, y+1
			continue
		}
		if sum += rows[y]; sum > best {
			best, w.From, w.To = sum, from, y
		}
	}
	for y := range rows {
		if !w.holds(y) {
			w.Left = append(w.Left, y)
		}
	}
	return w
}

// Recorded is the first and the last fiscal year in which any row is counted, filed or
// disposed of; From is 0 where no year is known.
func Recorded(d *court.Docket) (w Window) {
	for i := range d.Signatures {
		for _, stage := range court.Stages {
			if y := d.Signatures[i].Year(stage); y != 0 && d.Signatures[i].At(stage) {
				if w.From == 0 || y < w.From {
					w.From = y
				}
				w.To = max(w.To, y)
			}
		}
	}
	return w
}

// Span is how many fiscal years the docket's record spans: of filing, or of
// disposition where no day of filing is recorded; at least 1.
func Span(d *court.Docket) int {
	for _, stage := range court.Stages {
		var first, last law.Year
		for i := range d.Signatures {
			if y := d.Signatures[i].Year(stage); y != 0 && d.Signatures[i].At(stage) {
				if first == 0 || y < first {
					first = y
				}
				last = max(last, y)
			}
		}
		if first != 0 {
			return int(last-first) + 1
		}
	}
	return 1
}
