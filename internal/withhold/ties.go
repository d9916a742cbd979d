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
)

// A disclosure is the family of all counts that a run prints, with the ties that hold
// between them whatever the data are. It is made of tables alone, those of the run and
// those of every choice of its page's switches, so that whoever has a result folder can
// make it again.
type disclosure struct {
	family *disclose.Family
	cells  map[string]disclose.Cell // by table, dimensions and values: the same figure is one cell wherever it stands
	hidden map[string]disclose.Cell // by what they count
	rows   map[rowAt][]disclose.Cell
	tied   map[string]bool
	levels map[levelAt]disclose.Cell

	choice  int // whose tables are taken up
	reading string

	effects []effects
}

// A rowAt is a row of a table of a choice of provisions.
type rowAt struct {
	choice int
	table  string
	row    int
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

// Texts are what a row of a table holds, by the names of the columns.
type texts struct {
	place map[string]int
	texts []string
}

// at is the text of a column; "" where the table has none of that name.
func (t texts) at(column string) string {
	if i, ok := t.place[column]; ok {
		return t.texts[i]
	}
	return ""
}

// textsOf are the rows of a table as texts.
func textsOf(t *report.Table) []texts {
	place := map[string]int{}
	for c, col := range t.Columns {
		place[col.Name] = c
	}
	out := make([]texts, len(t.Rows))
	all := make([]string, len(t.Rows)*len(t.Columns))
	for n, row := range t.Rows {
		out[n] = texts{place, all[n*len(t.Columns) : (n+1)*len(t.Columns)]}
		for c := range t.Columns {
			out[n].texts[c] = report.Plain(row[c])
		}
	}
	return out
}

// A line is a row of counts: what it counts, and its cells (-1 where a count is zero).
type line struct {
	is    texts
	cells []disclose.Cell
	value []float64
}

const noCell disclose.Cell = -1

// disclosureOf makes the family of the tables of each choice of provisions.
func disclosureOf(threshold int, choices [][]report.Table) *disclosure {
	d := &disclosure{family: disclose.New(threshold), cells: map[string]disclose.Cell{}, hidden: map[string]disclose.Cell{},
		rows: map[rowAt][]disclose.Cell{}, tied: map[string]bool{}, levels: map[levelAt]disclose.Cell{}}
	for i, tables := range choices {
		d.choice = i
		byReading := d.lines(i, tables)
		for _, r := range sortedKeys(byReading) {
			d.reading = r
			d.tie(byReading[r])
			d.effects = append(d.effects, effectsOf(byReading[r])...)
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
		for n, is := range textsOf(t) {
			reading := is.at("reading")
			if out[reading] == nil {
				out[reading] = map[string][]line{}
			}
			l := d.line(t, is)
			d.rows[rowAt{choice, name, n}] = l.cells
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
	for _, col := range t.Columns[2:] { // but scenario and reading: the same figure is the same cell in each
		if col.Name == "why" || col.Name == "outcome" {
			continue
		}
		key.WriteString("|" + is.at(col.Name))
	}
	numbers := d.numbers(t.Name, is)
	switch {
	case x.apart || t.Name == "streams":
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
			if c != noCell && t.Name != "streams" {
				together = append(together, c)
			}
		}
		d.family.Together(together...)
	case len(numbers) > 0:
		l.add(d.put(key.String(), numbers[0], numbers[1:], x, is), numbers[0])
	}
	return l
}

func (l *line) add(c disclose.Cell, v float64) {
	l.cells, l.value = append(l.cells, c), append(l.value, v)
}

// numbers are the counts of a row. Those of an average year are made whole again.
func (d *disclosure) numbers(table string, is texts) []float64 {
	if table == "streams" {
		var out []float64
		for _, f := range strings.Split(is.at("counts"), ";") {
			out = append(out, number0(f))
		}
		return out
	}
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

// number0 is a number as tables write it; 0 for none, NaN for one that is withheld.
func number0(s string) float64 {
	if s == Word {
		return math.NaN()
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
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
	if v == 0 && !slices.ContainsFunc(bounds, func(b float64) bool { return b != 0 }) {
		return noCell
	}
	if c, ok := d.cells[key]; ok {
		return c
	}
	cost := x.cost
	if is.at("fiscal_year") == "all" && x.all > 0 {
		cost = x.all
	}
	if is.at("metric") == "convictions_changed" { // beds and money rest on it
		cost *= 4
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
	if v == 0 {
		return noCell
	}
	if c, ok := d.hidden[key]; ok {
		return c
	}
	c := d.family.Hide(key, v)
	d.hidden[key] = c
	return c
}

// A sum is a whole and its parts, as they are found.
type sum struct {
	terms []disclose.Term
	total float64
}

func (s *sum) put(c disclose.Cell, v, of float64) {
	if c != noCell {
		s.terms = append(s.terms, disclose.Term{Cell: c, Of: of})
	}
	s.total += v * of
}

// zero ties a sum of which nothing, or with atMost nothing more than zero, is left. A tie
// that is known already is not stated again.
func (d *disclosure) zero(s *sum, atMost bool) {
	if s == nil || len(s.terms) < 2 {
		return
	}
	merged := map[disclose.Cell]float64{}
	for _, t := range s.terms {
		merged[t.Cell] += t.Of
	}
	terms := s.terms[:0:0]
	key := strings.Builder{}
	fmt.Fprint(&key, atMost)
	cells := make([]disclose.Cell, 0, len(merged))
	for c := range merged {
		cells = append(cells, c)
	}
	slices.Sort(cells)
	for _, c := range cells {
		if of := merged[c]; of != 0 {
			terms = append(terms, disclose.Term{Cell: c, Of: of})
			fmt.Fprintf(&key, " %d*%g", c, of)
		}
	}
	if len(terms) == 0 || len(terms) < 2 && atMost || d.tied[key.String()] {
		return
	}
	d.tied[key.String()] = true
	d.family.Tie(terms, atMost)
}

// sums collects sums by key, and ties them in the order of first appearance.
type sums struct {
	by    map[string]*sum
	order []string
}

func newSums() *sums { return &sums{by: map[string]*sum{}} }

func (s *sums) at(key string) *sum {
	if s.by[key] == nil {
		s.by[key] = &sum{}
		s.order = append(s.order, key)
	}
	return s.by[key]
}

func (s *sums) zero(d *disclosure, atMost bool) {
	for _, k := range s.order {
		d.zero(s.by[k], atMost)
	}
}

// of joins what a row holds in some columns.
func (l *line) of(columns ...string) string {
	var b strings.Builder
	for _, c := range columns {
		b.WriteString(l.is.at(c))
		b.WriteByte('|')
	}
	return b.String()
}

// into adds the first count of a line to a sum.
func (l *line) into(s *sum, of float64) { s.put(l.cells[0], l.value[0], of) }

// tie states what ties the tables of one reading under one choice of provisions. Every
// tie is one of definition: it holds in every docket (family.Check).
func (d *disclosure) tie(t map[string][]line) {
	d.tieYears(t)
	d.tieSections(t)
	d.tieUnits(t)
	d.tieRegistry(t)
	d.tieMinors(t)
	d.tieTotals(t)
	d.tieLedger(t)
	d.tieEdges(t)
	d.tieRest(t)
	d.tieGroups(t)
	d.tieLevels(t)
	d.tieDonors(t)
	d.tieProvisions(t)
}

// notOfSeries are the columns that do not tell one series of years from another.
var notOfSeries = []string{"scenario", "reading", "fiscal_year", "low", "central", "high", "charges"}

// tieYears: of charges and cases, and of events that a person has once, all years
// together are the sum of the years.
func (d *disclosure) tieYears(t map[string][]line) {
	series := newSums()
	for _, name := range countedTables {
		if !countings[name].years {
			continue
		}
		s := newSums()
		var same []string // the columns in which the years of a series are alike
		for i := range t[name] {
			l := &t[name][i]
			if i == 0 {
				same = slices.DeleteFunc(sortedKeys(l.is.place), func(col string) bool { return slices.Contains(notOfSeries, col) })
			}
			key := l.of(same...)
			of := 1.0
			if l.is.at("fiscal_year") == "all" {
				of = -1
			} else if l.cells[0] != noCell {
				series.at(name+"|"+key).put(l.cells[0], 0, 1)
			}
			if l.is.at("unit") != "person" && l.is.at("unit") != "victim" {
				l.into(s.at(key), of)
			}
		}
		s.zero(d, false)
	}
	for _, k := range series.order {
		var cells []disclose.Cell
		for _, t := range series.by[k].terms {
			cells = append(cells, t.Cell)
		}
		d.family.Together(cells...)
	}
}

// tieSections: the sections of two classes make up the shift between them; what a shift
// starts from is the same in every reading, under every choice; the levels are its
// margins.
func (d *disclosure) tieSections(t map[string][]line) {
	shifts, levels, from := newSums(), newSums(), newSums()
	for i := range t["section_shift"] {
		l := &t["section_shift"][i]
		l.into(shifts.at(l.of("fiscal_year", "stage", "from_class", "to_class")), 1)
		l.into(from.at("section|"+l.of("fiscal_year", "stage", "from_section", "from_class")), 1)
	}
	for i := range t["class_shift"] {
		l := &t["class_shift"][i]
		if l.is.at("unit") == "charge" {
			if len(t["section_shift"]) > 0 {
				l.into(shifts.at(l.of("fiscal_year", "stage", "from_class", "to_class")), -1)
			}
			l.into(levels.at(l.of("fiscal_year", "stage", "from_class")+"current"), 1)
			l.into(levels.at(l.of("fiscal_year", "stage", "to_class")+"proposed"), 1)
			continue
		}
		l.into(from.at("class|"+l.of("unit", "fiscal_year", "stage", "from_class")), 1)
	}
	for i := range t["class_level"] {
		l := &t["class_level"][i]
		l.into(levels.at(l.of("fiscal_year", "stage", "class")+l.is.at("law")), -1)
	}
	shifts.zero(d, false)
	levels.zero(d, false)
	d.conserve(from)
}

// conserve ties each sum to what it is a split of.
func (d *disclosure) conserve(from *sums) {
	for _, k := range from.order {
		s := from.by[k]
		s.put(d.hide(k, s.total), s.total, -1)
		d.zero(s, false)
	}
}

// tieUnits: no more cases, and no more persons, than charges stand at a class over all
// years, before as after.
func (d *disclosure) tieUnits(t map[string][]line) {
	many := newSums()
	for i := range t["class_shift"] {
		l := &t["class_shift"][i]
		if l.is.at("fiscal_year") != "all" {
			continue
		}
		for _, end := range []string{"from_class", "to_class"} {
			if l.is.at(end) == "none" || l.is.at(end) == "unknown" {
				continue
			}
			for _, u := range []string{"case", "person"} {
				switch l.is.at("unit") {
				case u:
					l.into(many.at(u+end+l.of("stage", end)), 1)
				case "charge":
					l.into(many.at(u+end+l.of("stage", end)), -1)
				}
			}
		}
	}
	many.zero(d, true)
}

// tieRegistry: the events are the terms' sums; who is registered under current law is the
// same in every reading.
func (d *disclosure) tieRegistry(t map[string][]line) {
	flow, from := newSums(), newSums()
	for i := range t["registry"] {
		l := &t["registry"][i]
		l.into(flow.at(l.of("fiscal_year", "event")), 1)
		if l.is.at("fiscal_year") == "all" && l.is.at("event") != "added" {
			l.into(from.at("registered|"+l.of("term_before")), 1)
		}
	}
	for i := range t["registry_flow"] {
		l := &t["registry_flow"][i]
		l.into(flow.at(l.of("fiscal_year", "event")), -1)
	}
	flow.zero(d, false)
	d.conserve(from)
	many := newSums()
	for i := range t["registry_discretion"] { // who is of all years is of one
		l := &t["registry_discretion"][i]
		of := -1.0
		if l.is.at("fiscal_year") == "all" {
			of = 1
		}
		l.into(many.at(l.of("law")), of)
	}
	many.zero(d, true)
}

// changes reports whether a row's section or class changes.
func (l *line) changes() bool {
	return l.is.at("from_section") != l.is.at("to_section") || l.is.at("from_class") != l.is.at("to_class")
}

// tieMinors: charges with a victim under 18 are some of all charges; their moves are sums
// of them; and they start from the same in every reading.
func (d *disclosure) tieMinors(t map[string][]line) {
	moves, within, from := newSums(), newSums(), newSums()
	const path = "fiscal_year stage from_section from_class to_section to_class"
	for i := range t["minor_victims"] {
		l := &t["minor_victims"][i]
		if l.is.at("unit") != "charge" {
			continue
		}
		if l.is.at("fiscal_year") == "all" {
			l.into(moves.at(l.of("stage", "age_band")+yesNo(l.changes())), 1)
		}
		l.into(within.at(l.of(strings.Fields(path)...)), 1)
		l.into(from.at("minor|"+l.of("fiscal_year", "stage", "age_band", "from_section", "from_class")), 1)
	}
	for i := range t["minor_moves"] {
		l := &t["minor_moves"][i]
		if len(t["minor_victims"]) > 0 {
			l.into(moves.at(l.of("stage", "age_band")+l.is.at("changed")), -1)
		}
	}
	for i := range t["section_shift"] {
		l := &t["section_shift"][i]
		if k := l.of(strings.Fields(path)...); within.by[k] != nil {
			l.into(within.by[k], -1)
		}
	}
	moves.zero(d, false)
	if len(t["section_shift"]) > 0 {
		within.zero(d, true)
	}
	d.conserve(from)
}

// felony reports whether a class is one of felonies.
func felony(class string) bool { return strings.HasPrefix(class, "felony") }

func yesNo(v bool) string {
	if v {
		return "yes"
	}
	return "no"
}

func unit(v bool) float64 {
	if v {
		return 1
	}
	return 0
}

// tieTotals: the totals are sums of the tables.
func (d *disclosure) tieTotals(t map[string][]line) {
	parts := newSums()
	for i := range t["class_shift"] {
		l := &t["class_shift"][i]
		if l.is.at("fiscal_year") != "all" || l.is.at("unit") != "charge" {
			continue
		}
		if net := unit(felony(l.is.at("to_class"))) - unit(felony(l.is.at("from_class"))); net != 0 {
			l.into(parts.at(map[string]string{"charged": "felony_charges", "convicted": "felony_convictions"}[l.is.at("stage")]), net)
		}
	}
	for i := range t["section_shift"] {
		l := &t["section_shift"][i]
		if l.is.at("fiscal_year") == "all" && l.is.at("provision") != "" {
			l.into(parts.at(map[string]string{"charged": "charges_changed", "convicted": "convictions_changed"}[l.is.at("stage")]), 1)
		}
	}
	for i := range t["registry_flow"] {
		l := &t["registry_flow"][i]
		if l.is.at("fiscal_year") == "all" && (l.is.at("event") == "added" || l.is.at("event") == "removed") {
			l.into(parts.at("registrants"), 2*unit(l.is.at("event") == "added")-1)
		}
	}
	for i := range t["minor_moves"] {
		l := &t["minor_moves"][i]
		if l.is.at("stage") == "charged" && l.is.at("changed") == "yes" {
			l.into(parts.at("minor_victim_charges_changed"), 1)
		}
	}
	for i := range t["totals"] {
		l := &t["totals"][i]
		if k := l.is.at("metric"); parts.by[k] != nil {
			l.into(parts.at(k), -1)
		}
	}
	for _, l := range t["totals"] {
		if s := parts.by[l.is.at("metric")]; s != nil {
			d.zero(s, false)
		}
	}
}

// edge is the cell of a bound of the charges that change. It is withheld with them.
func (d *disclosure) edge(l *line, bound string) (disclose.Cell, float64) {
	v := number0(l.is.at(bound))
	if v == 0 || l.cells[0] == noCell {
		return noCell, v
	}
	key := fmt.Sprintf("%s of %s|%s", bound, l.is.at("metric"), l.of("low", "central", "high"))
	if math.IsNaN(v) {
		key = fmt.Sprintf("%s|%s|%d", key, l.is.at("reading"), d.choice)
	}
	c, ok := d.cells[key]
	if !ok {
		c = d.family.Put(disclose.Count{Name: key, Value: v})
		d.cells[key] = c
		d.family.Together(l.cells[0], c)
	}
	return c, v
}

// tieEdges: what certainly changes is at least what the books say moved, and what may
// change is no more than that and what is undetermined.
func (d *disclosure) tieEdges(t map[string][]line) {
	var total *line
	for i := range t["totals"] {
		if l := &t["totals"][i]; l.is.at("metric") == "charges_changed" {
			total = l
		}
	}
	if total == nil || len(t["ledger"]) == 0 {
		return
	}
	var low, high sum
	for i := range t["ledger"] {
		switch l := &t["ledger"][i]; l.is.at("kind") {
		case "moved", "repealed":
			l.into(&low, 1)
			l.into(&high, -1)
		case "undetermined":
			l.into(&high, -1)
		}
	}
	c, v := d.edge(total, "low")
	low.put(c, v, -1)
	d.zero(&low, true)
	c, v = d.edge(total, "high")
	high.put(c, v, 1)
	d.zero(&high, true)
}

// tieLedger: the books balance, in rows and in counts; what they say moved is what the
// sections say, but for what is undetermined.
func (d *disclosure) tieLedger(t map[string][]line) {
	var read, kept [2]sum
	var all, least, most sum
	for i := range t["ledger"] {
		l := &t["ledger"][i]
		for n := range read {
			put := func(s *sum, of float64) { s.put(l.cells[n], l.value[n], of) }
			switch l.is.at("kind") {
			case "read":
				put(&read[n], -1)
			case "refused":
				put(&read[n], 1)
			case "kept":
				put(&read[n], 1)
				put(&kept[n], -1)
			case "unchanged", "moved", "repealed", "undetermined", "out_of_catalogue":
				put(&kept[n], 1)
			}
		}
		switch l.is.at("kind") {
		case "kept":
			l.into(&all, -1)
		case "moved", "repealed":
			l.into(&least, 1)
			l.into(&most, -1)
		case "undetermined":
			l.into(&most, -1)
		}
	}
	for n := range read {
		d.zero(&read[n], false)
		d.zero(&kept[n], false)
	}
	for i := range t["class_shift"] {
		if l := &t["class_shift"][i]; l.is.at("fiscal_year") == "all" && l.is.at("unit") == "charge" && l.is.at("stage") == "charged" {
			l.into(&all, 1)
		}
	}
	d.zero(&all, false)
	for i := range t["section_shift"] {
		if l := &t["section_shift"][i]; l.is.at("fiscal_year") == "all" && l.is.at("stage") == "charged" && l.is.at("provision") != "" {
			l.into(&least, -1)
			l.into(&most, 1)
		}
	}
	if len(t["section_shift"]) > 0 {
		d.zero(&least, true)
		d.zero(&most, true)
	}
}

// tieGroups: groups make up the whole, whatever they are groups of, under current law, as
// proposed and in what is between.
func (d *disclosure) tieGroups(t map[string][]line) {
	by := newSums()
	for i := range t["equity"] {
		l := &t["equity"][i]
		var net sum
		for n, of := range []float64{1, -1, 1} {
			net.put(l.cells[n], l.value[n], of)
		}
		d.zero(&net, false)
		d.oneWay(l, t)
		k := l.of("metric", "group_by")
		by.at(k).put(l.cells[2], l.value[2], 1)
	}
	for _, k := range by.order {
		metric := strings.Split(k, "|")[0]
		for i := range t["totals"] {
			if l := &t["totals"][i]; l.is.at("metric") == metric || l.is.at("metric") == "registrants" && metric == "new_registrants" {
				l.into(by.at(k), -1)
				d.zero(by.at(k), false)
			}
		}
	}
	victims := newSums()
	for i := range t["victim_composition"] {
		l := &t["victim_composition"][i]
		l.into(victims.at(l.of("group_by")), 1)
	}
	for _, k := range victims.order {
		for i := range t["totals"] {
			if l := &t["totals"][i]; l.is.at("metric") == "charges_changed" {
				l.into(victims.at(k), -1)
				d.zero(victims.at(k), false)
			}
		}
	}
}

// oneWay says of what is between that it is no fall where no row of the tables tells of one,
// and no rise likewise: rows of nothing do not stand there.
func (d *disclosure) oneWay(l *line, t map[string][]line) {
	if l.cells[2] == noCell {
		return
	}
	up, down := false, false
	switch metric := l.is.at("metric"); metric {
	case "new_registrants":
		for i := range t["registry_flow"] {
			if x := &t["registry_flow"][i]; x.is.at("fiscal_year") == "all" {
				up, down = up || x.is.at("event") == "added", down || x.is.at("event") == "removed"
			}
		}
	case "felony_charges", "felony_convictions":
		stage := map[string]string{"felony_charges": "charged", "felony_convictions": "convicted"}[metric]
		for i := range t["class_shift"] {
			x := &t["class_shift"][i]
			if x.is.at("fiscal_year") != "all" || x.is.at("unit") != "charge" || x.is.at("stage") != stage {
				continue
			}
			net := unit(felony(x.is.at("to_class"))) - unit(felony(x.is.at("from_class")))
			up, down = up || net > 0, down || net < 0
		}
	default:
		return
	}
	for _, x := range []struct {
		never bool
		of    float64
	}{{down, -1}, {up, 1}} {
		key := fmt.Sprintf("one way %d %g", l.cells[2], x.of)
		if !x.never && !(x.of*l.value[2] > 0) && !d.tied[key] {
			d.tied[key] = true
			d.family.Tie([]disclose.Term{{Cell: l.cells[2], Of: x.of}}, true)
		}
	}
}

// tieRest: what the others do without a provision is the whole less what it does last. No
// table has it, and yet it is a count: where it is small, it is to be protected as if one had.
func (d *disclosure) tieRest(t map[string][]line) {
	whole := map[string]*line{}
	for i := range t["totals"] {
		whole[t["totals"][i].is.at("metric")] = &t["totals"][i]
	}
	for i := range t["attribution"] {
		l := &t["attribution"][i]
		total := whole[totalOf[l.is.at("metric")]]
		if total == nil || total.cells[0] == noCell || l.cells[1] == noCell {
			continue
		}
		v := total.value[0] - l.value[1]
		if !math.IsNaN(v) && math.Abs(v) < 1e-6 {
			continue
		}
		key := fmt.Sprintf("without|%s|%s|%s|%s", l.is.at("provision"), l.is.at("metric"), total.of("low", "central", "high"), l.of("alone", "last", "shapley"))
		if math.IsNaN(v) {
			key = fmt.Sprintf("%s|%s|%d", key, l.is.at("reading"), d.choice)
		}
		c, ok := d.cells[key]
		switch {
		case !ok && d.family.Small(v):
			c = d.family.Put(disclose.Count{Name: key, Value: v, Signed: true})
		case !ok:
			c = d.family.HideNet(key, v)
		}
		d.cells[key] = c
		var s sum
		s.put(c, v, 1)
		s.put(total.cells[0], total.value[0], -1)
		s.put(l.cells[1], l.value[1], 1)
		d.zero(&s, false)
	}
}

// totalOf is the total that the effects on a metric add up to.
var totalOf = map[string]string{"charges_changed": "charges_changed", "felony_charges": "felony_charges", "felony_convictions": "felony_convictions",
	"minor_charges_changed": "minor_victim_charges_changed", "new_registrants": "registrants"}

// tieProvisions: Shapley values add up to the whole; what a provision reaches is what it
// does alone.
func (d *disclosure) tieProvisions(t map[string][]line) {
	shapley := newSums()
	alone := map[string]*line{}
	for i := range t["attribution"] {
		l := &t["attribution"][i]
		shapley.at(totalOf[l.is.at("metric")]).put(l.cells[2], l.value[2], 1)
		if l.is.at("metric") == "charges_changed" {
			alone[l.is.at("provision")] = l
		}
	}
	for i := range t["totals"] {
		l := &t["totals"][i]
		if s := shapley.by[l.is.at("metric")]; s != nil {
			l.into(s, -1)
			d.zero(s, false)
		}
	}
	for i := range t["overlap"] {
		l := &t["overlap"][i]
		a := alone[l.is.at("provision_a")]
		if a == nil || l.is.at("provision_a") != l.is.at("provision_b") {
			continue
		}
		var s sum
		l.into(&s, 1)
		s.put(a.cells[0], a.value[0], -1)
		if math.Abs(s.total) < 1e-6*(1+math.Abs(a.value[0])) {
			d.zero(&s, false)
		}
	}
}
