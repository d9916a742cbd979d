package withhold

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"impact/internal/disclose"
	"impact/internal/report"

	"golang.org/x/sync/errgroup"
	"gonum.org/v1/gonum/floats"
)

// exact are the columns of tables that hold exact figures: counts, and what expectations come
// to. Those that chance drew are not of them.
var exact = []string{"low", "central", "high", "persons_at_most", "charges", "counts", "alone", "last", "shapley", "current", "proposed", "difference",
	"convictions", "expected_a_year", "mean", "at_low", "at_central", "at_high"}

// figures are the exact numbers of tables, by what they are; NaN where they are withheld.
// Zeros are left out.
func figures(tables []report.Table) map[string]float64 {
	out := map[string]float64{}
	for i := range tables {
		t := &tables[i]
		for _, is := range textsOf(t) {
			key := t.Name
			for c, col := range t.Columns {
				if !slices.Contains(exact, col.Name) && !slices.Contains(drawn, col.Name) {
					key += "|" + is.texts[c]
				}
			}
			for c, col := range t.Columns {
				if !slices.Contains(exact, col.Name) {
					continue
				}
				for n, text := range strings.Split(is.texts[c], ";") {
					name := fmt.Sprintf("%s|%s %d", key, col.Name, n)
					for _, taken := out[name]; taken; _, taken = out[name] {
						name += "'"
					}
					if v := number0(text); v != 0 {
						out[name] = v
					}
				}
			}
		}
	}
	return out
}

var drawn = []string{"median", "lo80", "hi80", "lo95", "hi95", "outcome", "why", "share_current", "share_proposed", "first_order", "total"}

// more is the file with units added, by kind.
func (m *made) more(add map[kind]int) *made {
	out := &made{rows: slices.Clone(m.rows), kinds: slices.Clone(m.kinds)}
	for _, k := range slices.SortedFunc(maps.Keys(add), compareKind) {
		for range add[k] {
			out.unit(k)
		}
	}
	return out
}

func compareKind(a, b kind) int {
	return cmp.Or(cmp.Compare(a.year, b.year), cmp.Compare(unit(a.late), unit(b.late)), strings.Compare(a.columns, b.columns), cmp.Compare(a.form, b.form), strings.Compare(a.beside, b.beside))
}

// universe are the kinds of units that a file has in any year, and those of other facts, in each
// of its years and forms, and how many there are. Where a file has persons with victims in common
// they are of it in pairs, and each person may be charged with the next section too.
func (m *made) universe() (all []kind, weight []float64) {
	years, columns, count := map[kind]bool{}, map[string]bool{}, map[kind]float64{}
	sharing := false
	for _, k := range m.kinds {
		count[k]++
		columns[k.columns] = true
		years[kind{year: k.year, late: k.late}] = true
		sharing = sharing || k.form == shared
	}
	for _, f := range m.may {
		columns[f] = true
	}
	every := slices.Sorted(maps.Keys(columns))
	add := func(k kind) {
		if !slices.Contains(all, k) {
			all, weight = append(all, k), append(weight, count[k])
		}
	}
	for _, y := range slices.SortedFunc(maps.Keys(years), compareKind) {
		for n, c := range every {
			k := kind{year: y.year, late: y.late, columns: c}
			if count[k] == 0 && strings.Contains(c, "_date=") {
				continue
			}
			add(k)
			if k.form = twice; k.year > 0 {
				add(k)
			}
			if k.form = again; years[kind{year: k.year + 1}] {
				add(k)
			}
			if sharing {
				k.form = shared
				add(k)
				k.form, k.beside = twice, every[(n+1)%len(every)]
				add(k)
			}
		}
	}
	return all, weight
}

// A weighing is what an attacker knows who weighs kinds of charges: what each figure of a run
// grows by with one more charge of a kind.
type weighing struct {
	kinds  []kind
	weight []float64
	names  []string // of figures, in order
	value  map[string]float64
	grows  map[string][]float64
	wide   []string // what lies between low and high of a row, which is a count too
}

// weigh finds it by trying each kind. Figures that do not grow by as much again when many are
// added at once are no sums of kinds, and are left out.
func weigh(t testing.TB, x *broken, m *made) *weighing {
	plain := *x.bench
	plain.plain = true
	run := func(m *made) map[string]float64 {
		return figures(foretold(t, plain.foreseen(t, m.file(t), x.horizon, true)))
	}
	w := &weighing{value: run(m), grows: map[string][]float64{}}
	w.kinds, w.weight = m.universe()
	tried := make([]map[string]float64, len(w.kinds))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, k := range w.kinds {
		g.Go(func() error {
			tried[i] = run(m.more(map[kind]int{k: 1}))
			return nil
		})
	}
	_ = g.Wait()
	random := rand.New(rand.NewPCG(1, 2))
	many, by := map[kind]int{}, make([]float64, len(w.kinds))
	for i, k := range w.kinds {
		many[k] = random.IntN(3)
		by[i] = float64(many[k])
	}
	at := run(m.more(many))
	names := map[string]bool{}
	for _, one := range append(slices.Clone(tried), w.value, at) {
		for name := range one {
			names[name] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		grows, sum := make([]float64, len(w.kinds)), w.value[name]
		for i := range grows {
			grows[i] = tried[i][name] - w.value[name]
			sum += by[i] * grows[i]
		}
		if math.Abs(sum-at[name]) > 1e-6*(1+math.Abs(sum)) {
			continue
		}
		w.names, w.grows[name] = append(w.names, name), grows
	}
	w.widths()
	return w
}

// widths adds what lies between the bounds of each row.
func (w *weighing) widths() {
	for _, high := range w.names {
		low := strings.Replace(high, "|high ", "|low ", 1)
		if low == high || w.grows[low] == nil && w.value[low] != 0 {
			continue
		}
		wide := slices.Clone(w.grows[high])
		if w.grows[low] != nil {
			floats.Sub(wide, w.grows[low])
		}
		name := strings.Replace(high, "|high ", "|high less low ", 1)
		w.wide, w.grows[name], w.value[name] = append(w.wide, name), wide, w.value[high]-w.value[low]
	}
}

// knows are the rows of the linear program: what is printed does not move.
func (w *weighing) knows(printed map[string]float64) [][]float64 {
	var rows, reduced [][]float64
	for _, name := range w.names {
		if v, ok := printed[name]; ok && math.IsNaN(v) || !ok && w.value[name] != 0 {
			continue
		}
		row := slices.Clone(w.grows[name])
		if r, ok := reduce(row, reduced); ok {
			rows, reduced = append(rows, row), append(reduced, r)
		}
	}
	return rows
}

// reduce takes from a row what others have of it; false where nothing is left.
func reduce(row []float64, by [][]float64) ([]float64, bool) {
	r := slices.Clone(row)
	size := floats.Norm(r, math.Inf(1))
	for _, q := range by {
		lead := floats.MaxIdx(absolute(q))
		if r[lead] != 0 {
			floats.AddScaled(r, -r[lead]/q[lead], q)
			r[lead] = 0
		}
	}
	return r, floats.Norm(r, math.Inf(1)) > 1e-7*max(size, 1e-3)
}

func absolute(x []float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = math.Abs(v)
	}
	return out
}

// ranges are between what a stranger can hold figures, who knows some rows.
func (w *weighing) ranges(rows [][]float64, names []string) (map[string]disclose.Range, error) {
	f := disclose.New(10)
	always := f.Put(disclose.Count{Name: "1", Value: 1})
	cells := make([]disclose.Cell, len(w.kinds))
	for i, k := range w.kinds {
		cells[i] = f.Hide(fmt.Sprint(k), w.weight[i])
	}
	tie := func(row []float64, more ...disclose.Term) {
		terms, total := more, 0.0
		for i, v := range row {
			if v != 0 {
				terms = append(terms, disclose.Term{Cell: cells[i], Of: v})
				total += v * w.weight[i]
			}
		}
		if len(more) > 0 {
			total -= w.value[f.Name(more[0].Cell)]
		}
		f.Tie(append(terms, disclose.Term{Cell: always, Of: -total}), false)
	}
	for _, row := range rows {
		tie(row)
	}
	for _, n := range names {
		tie(w.grows[n], disclose.Term{Cell: f.Put(disclose.Count{Name: n, Value: w.value[n], Signed: true, May: true}), Of: -1})
	}
	withheld := make([]bool, f.Cells())
	for i := f.Cells() - len(names); i < f.Cells(); i++ {
		withheld[i] = true
	}
	if err := f.Check(); err != nil {
		return nil, err
	}
	found, err := f.Attack(withheld)
	out := map[string]disclose.Range{}
	for _, r := range found {
		out[f.Name(r.Cell)] = r
	}
	return out, err
}

// guarded are the small counts that may not be told, one of those that grow alike: those that are
// withheld, and what lies between the bounds of a row. Averages (of a group by year, and
// Shapley's) are no counts.
func (w *weighing) guarded(printed map[string]float64) (names []string) {
	taken := map[string]bool{}
	add := func(name string) {
		v, key := math.Abs(w.value[name]), fmt.Sprint(w.grows[name])
		if v >= 0.5 && v <= 9.5 && floats.Norm(w.grows[name], 1) >= 1e-9 && !taken[key] {
			taken[key] = true
			names = append(names, name)
		}
	}
	for _, name := range w.names {
		table, _, _ := strings.Cut(name, "|")
		isCount := slices.ContainsFunc(countings[table].counts, func(c string) bool { return strings.Contains(name, "|"+c+" ") }) && table != "equity" && !strings.Contains(name, "|shapley ")
		if p, ok := printed[name]; isCount && ok && math.IsNaN(p) {
			add(name)
		}
	}
	for _, name := range w.wide {
		add(name)
	}
	return names
}

// tells are the guarded counts that a run tells to a range narrower than the threshold allows.
func (w *weighing) tells(t testing.TB, run *report.Run) (out []string, of int) {
	t.Helper()
	printed := figures(foretold(t, run))
	names := w.guarded(printed)
	ranges, err := w.ranges(w.knows(printed), names)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if r := ranges[name]; r.Width() < 9-1e-6 {
			out = append(out, fmt.Sprintf("%s = %g is between %g and %g", name, w.value[name], r.Low, r.High))
		}
	}
	return out, len(names)
}

// The attack of who knows the program: he tries what each exact figure of a run grows by
// with one more unit of each kind, of charges that the docket has in any year, alone, twice
// in a case and again in the year after, and asks what numbers of these kinds print the same.
// So no sum need be known to him, and projections, dials and effects are figures as others
// are. He tells no small count to a range narrower than threshold - 1. With the small counts
// withheld and nothing else he does.
func TestKinds(t *testing.T) {
	if testing.Short() {
		t.Skip("each docket is projected a hundred times; go test without -short does it")
	}
	broke := 0
	for _, x := range brokens(t) {
		if x.name == "terms of registration, by a long horizon" {
			continue // convictions less persons is how often persons come back: docs/privacy.md
		}
		t.Run(x.name, func(t *testing.T) {
			m := &made{}
			x.make(m)
			w := weigh(t, &x, m)
			run := x.bench.foreseen(t, m.file(t), x.horizon, true)
			if err := Runs(10, run); err != nil {
				t.Fatal(err)
			}
			told, of := w.tells(t, run)
			for _, s := range told {
				t.Error(s)
			}
			careless := x.bench.foreseen(t, m.file(t), x.horizon, true)
			OnlySmall(10, careless)
			if told, _ = w.tells(t, careless); len(told) > 0 {
				broke++
			}
			t.Logf("%d kinds, %d exact figures that are sums of them of %d; of %d guarded counts a careless run tells %d", len(w.kinds), len(w.names), len(w.value), of, len(told))
		})
	}
	if broke < 8 {
		t.Errorf("careless runs are broken in %d dockets: the attack finds too little", broke)
	}
}
