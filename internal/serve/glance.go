package serve

import (
	"fmt"
	"math"
	"strconv"

	"impact/internal/report"
)

// A glance is a figure that is read from the back of a room: the expectation, its
// interval, and what it counts.
type glance struct {
	Number, Range, Says, Short, Basis string
	Was                               string // at the start, where that is another number
}

// A view of a table asks for its rows by the names of their columns.
type view struct {
	t  *report.Table
	at map[string]int
}

// tableOf is a table of a report; one without rows where the report has it not.
func tableOf(r *report.Report, name string) view {
	v := view{t: r.Table(name), at: map[string]int{}}
	if v.t == nil {
		v.t = &report.Table{}
	}
	for i, c := range v.t.Columns {
		v.at[c.Name] = i
	}
	return v
}

// get is a cell; nil where the table has no such column.
func (v view) get(row []any, name string) any {
	if i, ok := v.at[name]; ok {
		return row[i]
	}
	return nil
}

// find are the rows whose cells are those named, "column", "text", in their order.
func (v view) find(cells ...string) (out [][]any) {
	for _, row := range v.t.Rows {
		fits := true
		for i := 0; i < len(cells) && fits; i += 2 {
			fits = textOf(v.get(row, cells[i])) == cells[i+1]
		}
		if fits {
			out = append(out, row)
		}
	}
	return out
}

// textOf is a cell as text.
func textOf(cell any) string {
	if s, ok := cell.(string); ok {
		return s
	}
	return fmt.Sprint(cell)
}

// last is the last fiscal year of a table; "" for none.
func (v view) last() (year string) {
	for _, row := range v.t.Rows {
		text := textOf(v.get(row, "fiscal_year"))
		if _, err := strconv.Atoi(text); err == nil && text > year {
			year = text
		}
	}
	return year
}

// A measured metric is shown at a glance.
type measured struct {
	metric, says, short string
	signed              bool // it says what is added
}

// ahead are the metrics of a projection that are shown at a glance, in their order.
var ahead = []measured{
	{"felony_convictions", "felony convictions a year", "felony convictions", true},
	{"new_registrants", "new persons on the registry a year", "new on the registry", true},
	{"minor_victim_cases_changed", "cases a year with a victim under 18 that are reclassified", "cases, victim under 18", false},
	{"beds", "prison beds", "prison beds", true},
}

// behind are those of the record, where nothing is projected.
var behind = []measured{
	{"charges_changed", "charges that would change", "charges change", false},
	{"felony_charges", "felony charges", "felony charges", true},
	{"minor_victim_charges_changed", "charges with a victim under 18 that would change", "victim under 18", false},
	{"registrants", "persons on the registry", "on the registry", true},
}

// glancesOf are the figures of a report at a glance under a reading.
func glancesOf(r *report.Report, reading string) (out []glance) {
	if year := lastYear(r); year != "" {
		t := tableOf(r, "projection")
		for _, m := range ahead {
			for _, row := range t.find("reading", reading, "metric", m.metric, "fiscal_year", year, "law", "difference") {
				out = append(out, glanceOf(m, t.get(row, "lo80"), t.get(row, "mean"), t.get(row, "hi80"), report.Means))
			}
		}
		t = tableOf(r, "fiscal")
		for _, basis := range []string{AverageBasis, MarginalBasis} {
			for _, row := range t.find("reading", reading, "basis", basis, "fiscal_year", year, "item", "beds") {
				g := glanceOf(measured{says: "a year for those beds, at the " + basis + " cost", short: basis + " cost", signed: true}, t.get(row, "lo80"), t.get(row, "central"), t.get(row, "hi80"), report.Money)
				g.Basis = basis
				out = append(out, g)
			}
		}
		return out
	}
	t := tableOf(r, "totals")
	for _, m := range behind {
		for _, row := range t.find("reading", reading, "metric", m.metric) {
			out = append(out, glanceOf(m, t.get(row, "low"), t.get(row, "central"), t.get(row, "high"), report.Totals))
		}
	}
	return out
}

// stated is the state of the start that differs from that of a session in switches, assumptions and
// the shown basis or reading alone; nil for none. It has been counted before.
func (x session) stated() *State {
	s, from := x.State, x.offer.Start
	s.Provisions, s.Assume, s.Basis = from.Provisions, from.Assume, from.Basis
	if from.Reading == All {
		s.Reading = All
	}
	if x.offer.Key(s) != x.offer.Key(from) || x.offer.Key(x.State) == x.offer.Key(from) {
		return nil
	}
	return &from
}

// since says of figures what they were at the start.
func since(now, start []glance) {
	for i := range now {
		for _, g := range start {
			if g.Says == now[i].Says && g.Number != now[i].Number {
				now[i].Was = g.Number
			}
		}
	}
}

// lastYear is the last projected fiscal year of a report; "" where nothing is projected.
func lastYear(r *report.Report) string { return tableOf(r, "projection").last() }

// glanceOf is a figure with its bounds; what is withheld says so.
func glanceOf(m measured, low, mid, high any, write report.Writing) glance {
	g := glance{Says: m.says, Short: m.short}
	l, c, h, ok := numbers(low, mid, high)
	if !ok {
		g.Number = report.Plain(mid)
		if _, told := mid.(float64); told { // its bounds are not
			g.Number = report.Plain(report.Withheld{})
		}
		return g
	}
	g.Number = write.Mid(c)
	if m.signed && c > 0 && g.Number != write.Mid(0) {
		g.Number = "+" + g.Number
	}
	if l != h {
		g.Range = write.Bound(l) + " to " + write.Bound(h)
	}
	return g
}

// numbers are three cells of a table; ok is false where one of them is no number.
func numbers(low, mid, high any) (l, c, h float64, ok bool) {
	cells := []any{low, mid, high}
	out := make([]float64, len(cells))
	for i, x := range cells {
		v, is := x.(float64)
		if !is || math.IsNaN(v) {
			return 0, 0, 0, false
		}
		out[i] = v
	}
	return out[0], out[1], out[2], true
}

// A slide is an assumption as a slider: its ends, its step and where it stands. The number
// beside it is what is sent.
type slide struct {
	Min, Max, Step, At string
	Mark               int // twentieths of the way at which the stated value lies; 0 where it is at an end or there is none
}

// slideOf is the slider of a dial at a value, "" for the stated one; nil where its ends are
// not known. It reaches from the least to the most that is taken as possible.
func slideOf(d Dial, at string) *slide {
	low, high := d.Low, d.High
	if low == "" || high == "" {
		low, high = d.Least, d.Most
	}
	l, errLow := strconv.ParseFloat(low, 64)
	h, errHigh := strconv.ParseFloat(high, 64)
	if errLow != nil || errHigh != nil || !(l < h) || d.Words != nil {
		return nil
	}
	if at == "" {
		at = d.Value
	}
	if d.Open {
		step := stepOf(l, h)
		l, h = l+step, h-step
	}
	if v, err := strconv.ParseFloat(at, 64); err != nil {
		at = plainNumber((l + h) / 2)
	} else {
		l, h = min(l, v), max(h, v)
	}
	step := stepOf(l, h)
	out := &slide{Min: plainNumber(l), Max: plainNumber(h), Step: plainNumber(step), At: at}
	if v, err := strconv.ParseFloat(d.Value, 64); err == nil && v > l && v < h {
		out.Mark = min(max(1, int(math.Round((v-l)/(h-l)*20))), 19)
	}
	return out
}

// stepOf is how far one step of a slider goes: 20 to 200 of them reach from end to end.
func stepOf(low, high float64) float64 { return math.Pow(10, math.Floor(math.Log10((high-low)/20))) }

// plainNumber is a number without an exponent and without what rounding left of it.
func plainNumber(v float64) string {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 12, 64), 64)
	if err != nil {
		r = v
	}
	return strconv.FormatFloat(r, 'f', -1, 64)
}

// A share is what a provision does of a total: alone, after all others, and its part when
// the order in which they come is left out.
type share struct{ ID, Metric, Alone, Last, Share string }

// Shares are those of a provision that are not nothing.
func (p page) Shares(id string) (out []share) {
	t := tableOf(p.Report, "attribution")
	for _, row := range t.find("reading", p.Reading, "provision", id) {
		s := share{ID: id, Metric: textOf(t.get(row, "metric"))}
		still := true
		for _, x := range []struct {
			column string
			to     *string
		}{{"alone", &s.Alone}, {"last", &s.Last}, {"shapley", &s.Share}} {
			v := t.get(row, x.column)
			n, is := v.(float64)
			if *x.to = report.Plain(v); is {
				*x.to = report.Figure(n)
			}
			still = still && is && n == 0
		}
		if !still {
			out = append(out, s)
		}
	}
	return out
}

// Still reports whether a provision is counted apart and changes no figure.
func (p page) Still(id string) bool {
	return len(tableOf(p.Report, "attribution").find("reading", p.Reading, "provision", id)) > 0 && len(p.Shares(id)) == 0
}

// Years are the fiscal years of the record, the first and the last; "" for none.
func (p page) Years() string {
	first, last := "", ""
	t := tableOf(p.Report, "class_shift")
	for _, row := range t.t.Rows {
		year := textOf(t.get(row, "fiscal_year"))
		if _, err := strconv.Atoi(year); err != nil {
			continue
		}
		if first == "" || year < first {
			first = year
		}
		last = max(last, year)
	}
	if first == last {
		return first
	}
	return first + " to " + last
}

// BothCosts reports whether figures of both costs are shown at a glance.
func (p page) BothCosts() bool {
	bases := map[string]bool{}
	for _, g := range p.Glances {
		bases[g.Basis] = g.Basis != ""
	}
	return bases[AverageBasis] && bases[MarginalBasis] && p.Session.State.Basis == BothBases
}

// LastYear is the last projected fiscal year of the page; "" for none.
func (p page) LastYear() string { return lastYear(p.Report) }
