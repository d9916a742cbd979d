package withhold

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"impact/internal/disclose"
	"impact/internal/model"
	"impact/internal/report"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
)

// sorted is what a stranger knows who writes down, for each sort of charge, in which rows of the whole
// window one counts at least, as an expectation, and at most: what is printed of these rows (NaN
// where it is withheld), and what each grows by with one more charge of a sort.
func sorted(d *disclosure, run *report.Run, hides func(disclose.Cell) bool) (w *weighing, printed map[string]float64) {
	w, printed = &weighing{value: map[string]float64{}, grows: map[string][]float64{}}, map[string]float64{}
	var places []*placing
	for i := range run.Results {
		places = append(places, d.placing(0, run, i))
	}
	sorts := slices.DeleteFunc(model.Sorts(run.Code, run.Docket, model.NewPriors(run.Docket), run.Results), func(s model.Sort) bool {
		return slices.ContainsFunc(s.Cells, func(e model.Entered) bool { // one of it would make a row that is not there
			if e.Row < 0 {
				return true
			}
			_, ok := places[e.Result].row(e.List, e.Row)
			return !ok
		})
	})
	w.kinds = make([]kind, len(sorts))
	for n, s := range sorts {
		w.weight = append(w.weight, s.Counts)
		for _, e := range s.Cells {
			row, _ := places[e.Result].row(e.List, e.Row)
			for k, each := range []float64{e.Each.Low, e.Each.Central, e.Each.High} {
				name := fmt.Sprintf("%s of %s, %d", []string{"low", "central", "high"}[k], d.family.Name(row.cell), e.Result)
				if w.grows[name] == nil {
					w.grows[name] = make([]float64, len(sorts))
					w.names = append(w.names, name)
					if printed[name] = 0; hides(row.cell) {
						printed[name] = math.NaN()
					}
				}
				w.grows[name][n] += each
				w.value[name] += each * s.Counts
			}
		}
	}
	return w, printed
}

// simplex is the range of a figure by gonum's simplex method: of all numbers of sorts that print what is known.
func (w *weighing) simplex(t *testing.T, rows [][]float64, name string) (least, most float64) {
	t.Helper()
	a, b := mat.NewDense(len(rows), len(w.kinds), nil), make([]float64, len(rows))
	for i, row := range rows {
		a.SetRow(i, row)
		b[i] = floats.Dot(row, w.weight)
	}
	end := func(sign float64) float64 {
		c := slices.Clone(w.grows[name])
		floats.Scale(sign, c)
		v, _, err := lp.Simplex(c, a, b, 1e-9, nil)
		switch {
		case errors.Is(err, lp.ErrUnbounded):
			return -sign * math.Inf(1)
		case err != nil:
			t.Logf("%s: %v", name, err)
			return math.NaN()
		}
		return sign * v
	}
	return end(1), end(-1)
}

// toldBySorts are the withheld bounds of rows that such a stranger tells to less than threshold - 1.
func toldBySorts(t *testing.T, b *bench, file []byte, swapping bool) (told []string, of int) {
	t.Helper()
	run := b.run(t, file)
	tables := run.Some(countedTables...)
	d := disclosureOf(10, [][]report.Table{tables})
	if swapping {
		d.swaps = d.swapsOf([]*report.Run{run})
	}
	p, err := d.choose()
	if err != nil {
		t.Fatal(err)
	}
	w, printed := sorted(d, run, func(c disclose.Cell) bool { return p.Withheld[c] })
	var names []string
	seen := map[string]bool{}
	for _, name := range w.names {
		key := fmt.Sprint(w.grows[name])
		if central := name[:7] == "central"; !central && math.IsNaN(printed[name]) && floats.Norm(w.grows[name], 1) > 0 && !seen[key] {
			seen[key] = true
			names = append(names, name)
		}
	}
	ranges, err := w.ranges(w.knows(printed), names)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		r := ranges[name]
		if r.Width() < 9-1e-3 && !r.Settled { // another solver is to say
			r.Low, r.High = w.simplex(t, w.knows(printed), name)
		}
		if r.Width() < 9-1e-3 {
			told = append(told, fmt.Sprintf("%s is between %g and %g", name, r.Low, r.High))
		}
	}
	return told, len(names)
}

// The attack of who writes down in which rows each sort of charge counts at least, as an
// expectation, and at most: he tells no withheld low or high of a row of the whole window to
// a range narrower than threshold - 1. Without swaps he does, of plain dockets.
func TestSwaps(t *testing.T) {
	b := newBench(t, "ct-tip-council")
	dockets := []struct {
		rows int64
		seed uint64
	}{{1200, 49}, {1200, 52}, {1500, 32}, {2500, 4}, {5000, 3}, {8000, 13}}
	if testing.Short() {
		dockets = dockets[:1]
	}
	for _, x := range dockets {
		t.Run(fmt.Sprint(x.rows, " charges, ", x.seed), func(t *testing.T) {
			t.Parallel()
			file := charges(t, x.rows, x.seed)
			told, of := toldBySorts(t, b, file, true)
			for _, s := range told {
				t.Error(s)
			}
			careless, _ := toldBySorts(t, b, file, false)
			if len(careless) == 0 {
				t.Error("without swaps nothing is told either: the attack finds too little")
			}
			t.Logf("of %d withheld bounds without swaps %d are told", of, len(careless))
		})
	}
}
