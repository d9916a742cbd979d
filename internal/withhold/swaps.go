package withhold

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"impact/internal/disclose"
	"impact/internal/model"
	"impact/internal/report"
	"impact/internal/stats"
)

// Low, expectation and high of a row are sums over the same charges as those of every other row, in
// every reading, and the ties of expectations do not say so: a docket of other expectations may print
// other bounds. So each row of the whole window that counts charges and is withheld is to have a swap
// too: some charges of one sort more and as many of others fewer, by which the row moves far enough and
// no row that is printed moves, in low, expectation or high. Charges of which the record says all
// that matters count alike in the three; a row in which none such stand is moved by others.

// swaps are what is needed to find them.
type swaps struct {
	d      *disclosure
	rows   []rowIn
	sorts  []sortOf
	layers [2]*layer // of known sorts and of all; nil before they are asked
}

// A sortOf is a sort of charges of a docket.
type sortOf struct {
	count  float64 // how many there are that could be fewer
	known  bool    // the record says all that matters of them
	stands []standing
}

// A standing is what one charge adds to a row.
type standing struct {
	row  int
	each model.Count
}

// numbers are what it adds to the cells of the row.
func (s *standing) numbers() [3]float64 {
	return [3]float64{central: s.each.Central, low: s.each.Low, high: s.each.High}
}

// swapsOf finds the sorts of the charges of runs of one docket.
func (d *disclosure) swapsOf(runs []*report.Run) *swaps {
	var results []*model.Result
	var places []*placing
	for choice, r := range runs {
		for i := range r.Results {
			places = append(places, d.placing(choice, r, i))
		}
		results = append(results, r.Results...)
	}
	x := &swaps{d: d}
	type at struct {
		result int
		list   model.List
		row    int
	}
	number := map[at]int{}
	var entered [][]model.Entered
	var counts []float64
	for _, s := range model.Sorts(runs[0].Code, runs[0].Docket, model.NewPriors(runs[0].Docket), results) {
		if slices.ContainsFunc(s.Cells, func(e model.Entered) bool { return e.Row < 0 }) {
			continue // one of it would make a row that is not there
		}
		for _, e := range s.Cells {
			k := at{e.Result, e.List, e.Row}
			if _, ok := number[k]; !ok {
				row, ok := places[e.Result].row(e.List, e.Row)
				if !ok {
					row.cell = noCell
				}
				number[k] = len(x.rows)
				x.rows = append(x.rows, row)
			}
		}
		entered, counts = append(entered, s.Cells), append(counts, s.Counts)
	}
	for i, cells := range entered {
		s, ok := sortOf{count: counts[i], known: true}, true
		for _, e := range cells {
			n := number[at{e.Result, e.List, e.Row}]
			ok = ok && x.rows[n].cell != noCell
			s.known = s.known && e.Each.Low == e.Each.High
			s.stands = append(s.stands, standing{n, e.Each})
		}
		if ok {
			x.sorts = append(x.sorts, s)
		}
	}
	x.same()
	for _, s := range x.sorts {
		for _, st := range s.stands {
			x.rows[st.row].known = x.rows[st.row].known || s.known
		}
	}
	return x
}

// same leaves one of rows that are the same figure of the same sorts, as in several readings.
func (x *swaps) same() {
	keys := make([][]byte, len(x.rows))
	for i, s := range x.sorts {
		for _, st := range s.stands {
			k := &keys[st.row]
			*k = binary.LittleEndian.AppendUint32(*k, uint32(i))
			for _, v := range []float64{st.each.Low, st.each.Central, st.each.High} {
				*k = binary.LittleEndian.AppendUint64(*k, math.Float64bits(v))
			}
		}
	}
	type alike struct {
		cell disclose.Cell
		key  string
	}
	first, place := map[alike]bool{}, make([]int, len(x.rows))
	var rows []rowIn
	for n, r := range x.rows {
		place[n] = -1
		if k := (alike{r.cell, string(keys[n])}); r.cell != noCell && len(keys[n]) > 0 && !first[k] {
			first[k] = true
			place[n] = len(rows)
			rows = append(rows, r)
		}
	}
	x.rows = rows
	for i := range x.sorts {
		s := &x.sorts[i]
		for n := range s.stands {
			s.stands[n].row = place[s.stands[n].row]
		}
		s.stands = slices.DeleteFunc(s.stands, func(st standing) bool { return st.row < 0 })
	}
}

// more are the cells that are to be withheld too, so that each withheld row has a swap: of charges of
// which the record says all that matters, which count alike in low, expectation and high, and where
// a row has none of those, of any.
func (x *swaps) more(p *disclose.Pattern) (out []disclose.Cell, err error) {
	for i, known := range []bool{true, false} {
		if x.layers[i] == nil {
			x.layers[i] = x.layer(p, known)
		}
		if err := x.layers[i].ask(x.rows, p); err != nil {
			return nil, err
		}
	}
	added := map[disclose.Cell]bool{}
	for n, r := range x.rows {
		if p.Withheld[r.cell] || added[r.cell] {
			continue
		}
		for _, l := range x.layers {
			if c := l.cells[n][central]; c != noCell && l.pattern.Withheld[c] && !added[r.cell] {
				added[r.cell] = true
				out = append(out, r.cell)
			}
		}
	}
	return out, nil
}

// A layer is rows tied to sorts: a family of its own.
type layer struct {
	family  *disclose.Family
	cells   [][3]disclose.Cell // by row
	pattern *disclose.Pattern  // nil before it is asked
}

// ask withholds in a layer what is withheld of the whole, and what that asks for.
func (l *layer) ask(rows []rowIn, p *disclose.Pattern) (err error) {
	if l.pattern == nil {
		l.pattern, err = l.family.Choose()
		return err
	}
	var news []disclose.Cell
	for n, r := range rows {
		for _, c := range l.cells[n] {
			if c != noCell && p.Withheld[r.cell] && !l.pattern.Withheld[c] {
				news = append(news, c)
			}
		}
	}
	if len(news) > 0 {
		l.pattern, err = l.pattern.Add(news...)
	}
	return err
}

// The cells of a row.
const (
	central = iota
	low
	high
)

// moved says by row which of its numbers sorts move, those that are known or all. A bound that charges
// which share a victim make up alone is moved by none, and not safe by any swap.
func (x *swaps) moved(known bool) [][3]bool {
	out := make([][3]bool, len(x.rows))
	for _, s := range x.sorts {
		if known && !s.known {
			continue
		}
		for _, st := range s.stands {
			for k, of := range st.numbers() {
				out[st.row][k] = out[st.row][k] || of != 0
			}
		}
	}
	return out
}

// layer makes the family of the rows and of sorts that are known, or of all sorts; then the rows
// that known sorts stand in need not be safe.
func (x *swaps) layer(p *disclose.Pattern, known bool) *layer {
	f := disclose.New(x.d.family.Threshold)
	out := &layer{family: f, cells: make([][3]disclose.Cell, len(x.rows))}
	first, moved := map[disclose.Cell]disclose.Cell{}, x.moved(known)
	for n, r := range x.rows {
		out.cells[n] = [3]disclose.Cell{noCell, noCell, noCell}
		if known && !r.known {
			continue
		}
		name, signed, hidden := x.d.family.Name(r.cell), x.d.family.IsSigned(r.cell), p.Withheld[r.cell]
		put := func(k int, v, cost float64, guarded bool) {
			name := fmt.Sprint(name, " ", n, " ", k)
			c := f.Put(disclose.Count{Name: name, Value: v, Signed: signed, May: true, Loose: !guarded || !moved[n][k], Cost: cost})
			if other, ok := first[r.cell]; ok { // a figure that is the same in several results, and its bounds
				f.Together(other, c)
			} else {
				first[r.cell] = c
			}
			if hidden {
				f.Withhold(c)
			}
			out.cells[n][k] = c
		}
		spread := r.bounded && !stats.IsDust(r.high-r.low)
		put(central, r.central, p.Price(r.cell)/(1+math.Log1p(math.Abs(r.central))), known || !r.known && !spread)
		if !known && spread {
			put(high, r.high, 1e-3, !r.known)
			if !stats.IsDust(r.low) {
				put(low, r.low, 1e-3, !r.known)
			}
		}
	}
	sums := make([][3]sum, len(x.rows))
	for i, s := range x.sorts {
		if known && !s.known {
			continue
		}
		sort := f.Hide(fmt.Sprint("sort ", i), s.count)
		for _, st := range s.stands {
			for k, of := range st.numbers() {
				if of != 0 {
					sums[st.row][k].put(sort, s.count, of)
				}
			}
		}
	}
	for n, r := range x.rows {
		for k, v := range []float64{r.central, r.low, r.high} {
			if out.cells[n][k] == noCell {
				continue
			}
			s := &sums[n][k]
			if rest := v - s.total; math.Abs(rest) > 1e-6 {
				s.put(f.Fix(fmt.Sprint("rest ", n), rest), rest, 1)
			}
			s.put(out.cells[n][k], v, -1)
			f.Tie(s.terms, false)
		}
	}
	return out
}

// A rowIn is a row of counts: its cell, and its numbers.
type rowIn struct {
	cell      disclose.Cell
	central   float64
	low, high float64
	bounded   bool // it has a low and a high
	known     bool // a known sort stands in it
}

// A placing says which row of the tables an element of the lists of a result is.
type placing struct {
	rows map[model.List][]rowIn // by element; those that have no row have no cell
}

func (p *placing) row(list model.List, n int) (rowIn, bool) {
	rows := p.rows[list]
	if n >= len(rows) || rows[n].cell == noCell {
		return rowIn{}, false
	}
	return rows[n], true
}

// placing finds the rows of a result of a choice.
func (d *disclosure) placing(choice int, run *report.Run, result int) *placing {
	x := run.Results[result]
	of := func(name string) (rows []rowIn, is []texts) {
		return d.rowsIn(choice, name, x.Proposal.Reading)
	}
	p := &placing{rows: map[model.List][]rowIn{}}
	for list, name := range map[model.List]string{model.InClassShifts: "class_shift", model.InSectionShifts: "section_shift",
		model.InMinorVictims: "minor_victims", model.InCoverages: "coverage", model.InLedger: "ledger"} {
		p.rows[list], _ = of(name)
	}
	rows, _ := of("class_level")
	p.rows[model.InClassLevels] = withZeros(rows, x.ClassLevels, func(l *model.ClassLevel) model.Count { return l.Count })
	rows, _ = of("minor_moves")
	p.rows[model.InMinorMoves] = withZeros(rows, x.MinorMoves, func(m *model.MinorMove) model.Count { return m.Count })
	p.rows[model.InTotals] = slices.Repeat([]rowIn{{cell: noCell}}, len(chargeTotals))
	rows, is := of("totals")
	for n, r := range rows {
		if m := slices.Index(chargeTotals, is[n].at("metric")); m >= 0 {
			p.rows[model.InTotals][m] = r
		}
	}
	p.rows[model.InEquities] = slices.Repeat([]rowIn{{cell: noCell}}, len(x.Equities))
	rows, is = of("victim_composition")
	for n, r := range rows {
		at := slices.IndexFunc(x.Equities, func(q model.Equity) bool {
			return q.Metric == model.ChargesChanged && q.By == is[n].at("group_by") && q.Group == is[n].at("group")
		})
		if at >= 0 {
			p.rows[model.InEquities][at] = r
		}
	}
	return p
}

// chargeTotals are the metrics of the totals that count charges, as model.InTotals numbers them.
var chargeTotals = []string{"charges_changed", "convictions_changed", "felony_charges", "felony_convictions", "minor_victim_charges_changed"}

// rowsIn are the rows of a reading in a table of a choice, and what they say.
func (d *disclosure) rowsIn(choice int, name, reading string) (rows []rowIn, said []texts) {
	x, cells := countings[name], d.rows[tableAt{choice, name}]
	for n, is := range d.said[tableAt{choice, name}] {
		if is.at("reading") != reading {
			continue
		}
		r := rowIn{cell: noCell, central: number0(is.at(x.counts[0])), bounded: slices.Contains(x.counts, "low")}
		if len(cells[n]) > 0 {
			r.cell = cells[n][0]
		}
		if r.bounded {
			r.low, r.high = number0(is.at("low")), number0(is.at("high"))
		}
		rows, said = append(rows, r), append(said, is)
	}
	return rows, said
}

// withZeros are the rows of a list whose zero elements have none.
func withZeros[T any](rows []rowIn, list []T, of func(*T) model.Count) (out []rowIn) {
	for i := range list {
		if of(&list[i]).Zero() {
			out = append(out, rowIn{cell: noCell})
			continue
		}
		out, rows = append(out, rows[0]), rows[1:]
	}
	return out
}
