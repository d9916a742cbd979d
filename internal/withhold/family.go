// Package withhold says which counts a run prints and what ties them, has disclose choose
// which of them are withheld, and takes those out of the run before a report is made of it.
// It makes the same family of a result folder, to attack it.
package withhold

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"impact/internal/disclose"
	"impact/internal/report"
	"impact/internal/stats"
)

// A disclosure is the family of all counts that a run prints, with the ties that hold
// between them whatever the data are. It is made of tables alone, those of the run and
// those of every choice of its page's switches, so that whoever has a result folder can
// make it again.
type disclosure struct {
	family  *disclose.Family
	cells   map[string]disclose.Cell      // by table, dimensions and values: the same figure is one cell wherever it stands
	hidden  map[string]disclose.Cell      // by what they count
	rows    map[tableAt][][]disclose.Cell // by row
	said    map[tableAt][]texts           // by row
	tied    map[string]bool
	same    map[string]disclose.Cell    // a row in the first reading and choice that has it
	levels  map[levelAt]disclose.Cell   // what metrics rest on: levels under a law, and for the difference totals
	parts   map[levelAt][]disclose.Cell // what is withheld with a level if any of them is, beyond what it is a sum of
	wholes  map[levelAt][]disclose.Term // the rows that a level is the sum of
	windows map[levelAt]worth           // what projections rest on: of a level, or of what changes, the years that they take
	order   []levelAt                   // of years
	years   map[levelAt][]single        // that levels under current law are the sum of
	flows   map[levelAt][]disclose.Cell // registrants by year, whatever becomes of them

	besides map[string][]beside // rows that are alike but for their reading and choice of provisions

	swaps   *swaps  // nil where they are not known: to whom attacks
	extract bool    // of convictions: whoever is charged is convicted as charged
	taken   []taken // up so far
	choice  int     // whose tables are taken up
	spans   map[string]span
	reading string

	effects   []effects
	newcomers []newcomers
}

// A taken is a reading of a choice of provisions whose tables are taken up.
type taken struct {
	choice  int
	reading string
}

// A worth is a cell and what it holds.
type worth struct {
	cell  disclose.Cell
	value float64
}

// A tableAt is a table of a choice of provisions.
type tableAt struct {
	choice int
	table  string
}

// A counting says which columns of a table hold counts, and what is lost with them.
type counting struct {
	counts []string // the first is that which sums are made of; the others are its bounds, or counts of their own
	apart  bool     // the others are counts of their own
	signed bool
	years  bool // sums over years are tied: all is the sum of the years
	cost   float64
	all    float64 // cost of a row of all years
}

var countings = map[string]counting{
	"totals":              {counts: []string{"central", "low", "high"}, signed: true, cost: 3000},
	"class_shift":         {counts: []string{"central", "low", "high"}, years: true, cost: 2, all: 150},
	"class_level":         {counts: []string{"central", "low", "high"}, years: true, cost: 6, all: 300},
	"section_shift":       {counts: []string{"central", "low", "high"}, years: true, cost: 1, all: 20},
	"registry":            {counts: []string{"central", "low", "high"}, years: true, cost: 3, all: 60},
	"registry_flow":       {counts: []string{"central", "low", "high"}, years: true, cost: 6, all: 300},
	"registry_discretion": {counts: []string{"persons_at_most"}, cost: 2},
	"minor_victims":       {counts: []string{"central", "low", "high"}, years: true, cost: 1, all: 8},
	"minor_moves":         {counts: []string{"central", "low", "high"}, cost: 150},
	"coverage":            {counts: []string{"central", "low", "high"}, years: true, cost: 4, all: 200},
	"minors_charged":      {counts: []string{"central", "low", "high"}, years: true, cost: 2, all: 20},
	"substituted":         {counts: []string{"charges"}, years: true, cost: 1, all: 10},
	"ledger":              {counts: []string{"counts", "charges"}, apart: true, cost: 300},
	"overlap":             {counts: []string{"charges", "low", "high"}, cost: 20},
	"victim_composition":  {counts: []string{"central", "low", "high"}, cost: 40},
	"attribution":         {counts: []string{"alone", "last", "shapley"}, apart: true, signed: true, cost: 60},
	"equity":              {counts: []string{"current", "proposed", "difference"}, apart: true, signed: true, cost: 10},
	"streams":             {counts: []string{"counts"}, cost: 4},
	"donors":              {counts: []string{"convictions"}, cost: 20},
}

// countedTables are the tables of countings, in the order in which they are taken up.
var countedTables = []string{"totals", "class_shift", "class_level", "section_shift", "registry", "registry_flow", "registry_discretion", "minor_victims",
	"minor_moves", "coverage", "minors_charged", "substituted", "ledger", "overlap", "victim_composition", "attribution", "equity", "streams", "donors"}

const noCell disclose.Cell = -1

// disclosureOf makes the family of the tables of each choice of provisions.
func disclosureOf(threshold int, choices [][]report.Table) *disclosure {
	d := &disclosure{family: disclose.New(threshold), cells: map[string]disclose.Cell{}, hidden: map[string]disclose.Cell{},
		rows: map[tableAt][][]disclose.Cell{}, said: map[tableAt][]texts{}, tied: map[string]bool{}, same: map[string]disclose.Cell{}, levels: map[levelAt]disclose.Cell{}, years: map[levelAt][]single{}, parts: map[levelAt][]disclose.Cell{}, wholes: map[levelAt][]disclose.Term{}, windows: map[levelAt]worth{}, flows: map[levelAt][]disclose.Cell{}, besides: map[string][]beside{}}
	d.extract = isExtract(choices)
	for i, tables := range choices {
		d.choice, d.spans = i, spansOf(tables)
		byReading := d.lines(i, tables)
		for _, r := range sortedKeys(byReading) {
			d.reading = r
			d.taken = append(d.taken, taken{i, r})
			d.tie(byReading[r])
			d.effects = append(d.effects, effectsOf(byReading[r])...)
			d.newcomers = append(d.newcomers, newcomersOf(byReading[r])...)
		}
	}
	return d
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// lines puts the counts of one choice into the family: by reading and table.
func (d *disclosure) lines(choice int, tables []report.Table) map[string]map[string][]line {
	out := map[string]map[string][]line{}
	for _, name := range countedTables {
		i := slices.IndexFunc(tables, func(t report.Table) bool { return t.Name == name })
		if i < 0 {
			continue
		}
		t := &tables[i]
		rows := make([][]disclose.Cell, len(t.Rows))
		d.rows[tableAt{choice, name}] = rows
		said := textsOf(t)
		d.said[tableAt{choice, name}] = said
		for n, is := range said {
			if isAside(name, is) {
				continue
			}
			reading := is.at("reading")
			if out[reading] == nil {
				out[reading] = map[string][]line{}
			}
			l := d.line(t, is)
			rows[n] = l.cells
			out[reading][name] = append(out[reading][name], l)
		}
	}
	return out
}

// line puts the counts of a row into the family.
func (d *disclosure) line(t *report.Table, is texts) line {
	x := countings[t.Name]
	l := line{is: is}
	key := strings.Builder{}
	key.WriteString(t.Name)
	for n, col := range t.Columns[2:] { // but scenario and reading: the same figure is the same cell in each
		if col.Name == "why" || col.Name == "outcome" {
			continue
		}
		key.WriteByte('|')
		key.WriteString(d.stageless(is.texts[n+2], is))
	}
	numbers := d.numbers(t.Name, is)
	switch {
	case x.apart:
		for i, v := range numbers {
			name := fmt.Sprintf("%s#%d", key.String(), i)
			if t.Name == "equity" && i == 0 { // what stands under current law is the same in every reading
				name = fmt.Sprintf("equity|%scurrent %s", l.of("metric", "group_by", "group", "years"), is.at("current"))
			}
			as := x
			if t.Name == "equity" && i < 2 { // what stands under a law is no net count
				as.signed = false
			}
			l.add(d.put(name, v, nil, as, is), v)
		}
		var together []disclose.Cell
		for _, c := range l.cells {
			if c != noCell {
				together = append(together, c)
			}
		}
		d.family.Together(together...)
	case len(numbers) > 0:
		c := d.put(key.String(), numbers[0], withSpread(numbers[1:]), x, is)
		l.add(c, numbers[0])
		d.beside(t.Name, is, c, numbers)
	}
	return l
}

// withSpread are the bounds of a count, low and high, and how many lie between them: of so many
// the record does not say whether they are of the count, which is a count of its own.
func withSpread(bounds []float64) []float64 {
	if len(bounds) != 2 {
		return bounds
	}
	return append(slices.Clone(bounds), bounds[1]-bounds[0])
}

// numbers are the counts of a row. Those of an average year are made whole again.
func (d *disclosure) numbers(table string, is texts) []float64 {
	var out []float64
	times := 1.0
	if table == "equity" {
		times = max(1, number0(is.at("years")))
	}
	for _, c := range countings[table].counts {
		out = append(out, times*number0(is.at(c)))
	}
	return out
}

// number0 is a number as tables write it; 0 for none and for the dust of nothing, NaN for one that is withheld.
func number0(s string) float64 {
	if s == Word {
		return math.NaN()
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || stats.IsDust(v) {
		return 0
	}
	return v
}

// Word is what stands in a table in place of a number that is withheld.
const Word = "withheld"

// put is the cell of a figure, made where it is new; none for a zero. Of figures that are
// withheld nothing says that they are the same.
func (d *disclosure) put(key string, v float64, bounds []float64, x counting, is texts) disclose.Cell {
	if math.IsNaN(v) {
		key = fmt.Sprintf("%s|%s|%d", key, is.at("reading"), d.choice)
	}
	if stats.IsDust(v) && !slices.ContainsFunc(bounds, func(b float64) bool { return !stats.IsDust(b) }) {
		return noCell
	}
	if c, ok := d.cells[key]; ok {
		return c
	}
	cost := x.cost
	if is.at("fiscal_year") == "all" && x.all > 0 {
		cost = x.all
	}
	if is.at("kind") == "read" || is.at("kind") == "kept" {
		cost *= 10
	}
	c := d.family.Put(disclose.Count{Name: key, Value: v, Others: bounds, Signed: x.signed, Cost: cost})
	d.cells[key] = c
	return c
}

// hide is the hidden cell of what is counted in several ways; none for a zero.
func (d *disclosure) hide(key string, v float64) disclose.Cell {
	if stats.IsDust(v) {
		return noCell
	}
	if c, ok := d.hidden[key]; ok {
		return c
	}
	c := d.family.Hide(key, v)
	d.hidden[key] = c
	return c
}
