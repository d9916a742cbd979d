package model_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/model"
)

// A cell is one cell of one table, in words.
type cell struct {
	table, window, unit, stage, a, b, c, d, e string
}

type counts map[cell]model.Count

// stageName is the stage as tables write it.
func stageName(convicted bool) string {
	if convicted {
		return "convicted"
	}
	return "charged"
}

func yearName(y int) string {
	if y == 0 {
		return "unknown"
	}
	return strconv.Itoa(y)
}

// most is how many ways of a docket are tried at most.
const most = 1000

// count tries every way in which the unknown facts can be, counts every cell in
// each, and keeps the least, the most and the mean. It reports false where the
// ways are too many.
func (t *trial) count() (counts, bool) {
	out := counts{}
	for _, convicted := range []bool{false, true} {
		blocks := t.blocks(convicted)
		if !convicted {
			t.charged = blocks
		}
		ways := 1
		for _, b := range blocks {
			if ways *= len(b.lots); ways > most {
				return nil, false
			}
		}
		t.enumerate(out, blocks, convicted)
		t.young(out, convicted)
	}
	return out, true
}

// enumerate visits the product of the blocks' lots.
func (t *trial) enumerate(out counts, blocks []block, convicted bool) {
	fates := make([]*fate, len(t.rows))
	seen := map[cell]int{}
	n := 0
	var visit func(i int, p float64)
	visit = func(i int, p float64) {
		if i < len(blocks) {
			for _, l := range blocks[i].lots {
				for j, c := range blocks[i].charges {
					fates[c] = &l.fates[j]
				}
				visit(i+1, p*l.p)
			}
			return
		}
		here := map[cell]float64{}
		t.tables(here, fates, convicted)
		for k, v := range here {
			c, old := out[k]
			switch {
			case old:
				c.Low, c.High = min(c.Low, v), max(c.High, v)
			case n == 0:
				c.Low, c.High = v, v
			default:
				c.Low, c.High = min(0, v), max(0, v)
			}
			c.Central += p * v
			out[k] = c
			seen[k]++
		}
		n++
	}
	visit(0, 1)
	for k, times := range seen {
		if c := out[k]; times < n {
			c.Low, c.High = min(c.Low, 0), max(c.High, 0)
			out[k] = c
		}
	}
}

// tables counts one way in which all charges of a stage can fare.
func (t *trial) tables(here map[cell]float64, fates []*fate, convicted bool) {
	stage := stageName(convicted)
	t.chargeTables(here, fates, convicted, stage)
	t.groupTables(here, fates, convicted, stage)
	if convicted {
		t.registryTables(here, fates)
	}
}

func boolNumber(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func (t *trial) chargeTables(here map[cell]float64, fates []*fate, convicted bool, stage string) {
	for i, f := range fates {
		if f == nil {
			continue
		}
		c := &t.rows[i]
		n := float64(c.counts)
		from, to := f.before.class, f.after.class
		regraded := f.before.section != f.after.section || from != to
		for _, w := range []string{yearName(c.year(convicted)), "all"} {
			here[cell{"class_shift", w, "charge", stage, from.String(), to.String(), "", "", ""}] += n
			here[cell{"section_shift", w, "charge", stage, f.before.section, from.String(), f.after.section, to.String(), f.credit}] += n
			here[cell{"level", w, "current", stage, from.String(), "", "", "", ""}] += n
			here[cell{"level", w, "proposed", stage, to.String(), "", "", "", ""}] += n
			if f.band != "" {
				here[cell{"minor_victims", w, "charge", stage, f.band, f.before.section, from.String(), f.after.section, to.String()}] += n
			}
			if f.covered && !convicted {
				here[cell{"coverage", w, "charge", "", "", "", "", "", ""}] += n
			}
		}
		if f.band != "" {
			here[cell{"minor_moves", "all", "charge", stage, f.band, fmt.Sprint(regraded), "", "", ""}] += n
		}
		for name, v := range map[string]float64{
			"moved": boolNumber(f.changed()), "up": boolNumber(to > from), "down": boolNumber(to < from),
			"felony": boolNumber(to.Felony()) - boolNumber(from.Felony()), "minor": boolNumber(f.band != "" && regraded),
		} {
			here[cell{"total", "all", "charge", stage, name, "", "", "", ""}] += n * v
		}
	}
}

// unitsOf groups the charges of a stage by an id.
func (t *trial) unitsOf(fates []*fate, id func(*refCharge) string) map[string][]int {
	out := map[string][]int{}
	for i, f := range fates {
		if k := id(&t.rows[i]); f != nil && k != "" {
			out[k] = append(out[k], i)
		}
	}
	return out
}

// has reports whether any row has an id.
func (t *trial) has(id func(*refCharge) string) bool {
	return slices.ContainsFunc(t.rows, func(c refCharge) bool { return id(&c) != "" })
}

func personID(c *refCharge) string { return c.person }
func victimID(c *refCharge) string { return c.victim }

// caseID is the case; without any case ids each charge is one.
func (t *trial) caseID(c *refCharge) string {
	if !t.has(func(c *refCharge) string { return c.caze }) {
		return "row " + c.id
	}
	return c.caze
}

func (t *trial) groupTables(here map[cell]float64, fates []*fate, convicted bool, stage string) {
	for _, charges := range t.unitsOf(fates, t.caseID) {
		from, to := topClass(fates, charges)
		for _, w := range []string{yearName(t.firstYear(charges, convicted)), "all"} {
			here[cell{"class_shift", w, "case", stage, from.String(), to.String(), "", "", ""}]++
			t.anyTables(here, fates, charges, w, "case", stage)
		}
		here[cell{"total", "all", "case", stage, "felony", "", "", "", ""}] += boolNumber(to.Felony()) - boolNumber(from.Felony())
	}
	for _, charges := range t.unitsOf(fates, victimID) {
		for _, w := range []string{yearName(t.firstYear(charges, convicted)), "all"} {
			t.anyTables(here, fates, charges, w, "victim", stage)
		}
	}
	for _, all := range t.unitsOf(fates, personID) {
		windows := map[string][]int{"all": all}
		for _, i := range all {
			y := yearName(t.rows[i].year(convicted))
			windows[y] = append(windows[y], i)
		}
		for w, charges := range windows {
			from, to := topClass(fates, charges)
			here[cell{"class_shift", w, "person", stage, from.String(), to.String(), "", "", ""}]++
			t.anyTables(here, fates, charges, w, "person", stage)
		}
	}
}

func topClass(fates []*fate, charges []int) (from, to law.Class) {
	for _, i := range charges {
		from, to = max(from, fates[i].before.class), max(to, fates[i].after.class)
	}
	return from, to
}

// firstYear is the earliest known year of some charges.
func (t *trial) firstYear(charges []int, convicted bool) int {
	first := 0
	for _, i := range charges {
		if y := t.rows[i].year(convicted); y != 0 && (first == 0 || y < first) {
			first = y
		}
	}
	return first
}

// anyTables counts a unit in every cell that one of its charges falls in.
func (t *trial) anyTables(here map[cell]float64, fates []*fate, charges []int, w, unit, stage string) {
	in := map[cell]bool{}
	for _, i := range charges {
		f := fates[i]
		if f.band != "" && unit != "person" {
			in[cell{"minor_victims", w, unit, stage, f.band, f.before.section, f.before.class.String(), f.after.section, f.after.class.String()}] = true
		}
		if f.covered && unit != "victim" && stage == "charged" {
			in[cell{"coverage", w, unit, "", "", "", "", "", ""}] = true
		}
	}
	for k := range in {
		here[k]++
	}
}

// registration is a person's record under one law.
func (t *trial) registration(fates []*fate, charges []int, of func(*fate) place) (term, year int, on bool) {
	cases := map[string]bool{}
	var terms [2]int
	var dated []int
	for _, i := range charges {
		x := of(fates[i]).terms
		if x == [2]int{} {
			continue
		}
		on = true
		id := t.caseID(&t.rows[i])
		if id == "" {
			id = "row " + t.rows[i].id
		}
		cases[id] = true
		terms = [2]int{max(terms[0], x[0]), max(terms[1], x[1])}
		if y := t.rows[i].year(true); y != 0 {
			dated = append(dated, y)
		}
	}
	if len(dated) > 0 {
		year = slices.Min(dated)
	}
	if term = terms[0]; len(cases) > 1 {
		term = max(terms[0], terms[1])
	}
	return term, year, on
}

func (t *trial) registryTables(here map[cell]float64, fates []*fate) {
	for _, charges := range t.unitsOf(fates, personID) {
		was, wasYear, before := t.registration(fates, charges, func(f *fate) place { return f.before })
		is, isYear, after := t.registration(fates, charges, func(f *fate) place { return f.after })
		event, year := "", isYear
		switch {
		case before && after && was == is:
			event = "kept"
		case before && after:
			event = "term_changed"
		case after:
			event = "added"
		case before:
			event, year = "removed", wasYear
		default:
			continue
		}
		for _, w := range []string{yearName(year), "all"} {
			here[cell{"registry", w, "person", "", event, termName(was), termName(is), "", ""}]++
			here[cell{"event", w, "person", "", event, "", "", "", ""}]++
		}
		here[cell{"total", "all", "person", "", "registry", "", "", "", ""}] += boolNumber(after) - boolNumber(before)
	}
}

func termName(years int) string {
	switch years {
	case 0:
		return "none"
	case lifelong:
		return "life"
	}
	return fmt.Sprintf("%d years", years)
}

// young counts defendants under 18. One defendant has one age.
func (t *trial) young(out counts, convicted bool) {
	units := map[string]func(*refCharge) string{"charge": func(c *refCharge) string { return c.id }, "case": t.caseID}
	if t.has(personID) {
		units["person"] = personID
	}
	for unit, id := range units {
		var all []*fate
		for i := range t.rows {
			all = append(all, nil)
			if c := &t.rows[i]; (!convicted || c.convicted()) && c.cited(convicted) != "" && anyCovers(t.p.minors, c.cited(convicted)) {
				if _, some := t.youth(c, convicted); some != (model.Count{}) {
					all[i] = &fate{}
				}
			}
		}
		for _, charges := range t.unitsOf(all, id) {
			t.youngUnit(out, unit, charges, convicted)
		}
	}
}

// youth is a defendant's band, and how sure it is that he is in it.
func (t *trial) youth(c *refCharge, convicted bool) (string, model.Count) {
	if c.knows('d') {
		n := boolNumber(c.facts.defendant < 18)
		return bandName(c.facts.defendant), model.Count{Low: n, Central: n, High: n}
	}
	p := t.priors.of('d', c.cited(convicted), convicted)
	return "under 18 age not recorded", model.Count{Central: sum(p[:4]), High: 1}
}

func (t *trial) youngUnit(out counts, unit string, charges []int, convicted bool) {
	windows := map[string][]int{"all": charges}
	for _, i := range charges {
		y := t.rows[i].year(convicted)
		if unit == "case" {
			y = t.firstYear(charges, convicted)
		}
		windows[yearName(y)] = append(windows[yearName(y)], i)
	}
	for w, charges := range windows {
		in := map[cell]model.Count{}
		n := 1.0
		for _, i := range charges {
			c := &t.rows[i]
			if unit == "charge" {
				n = float64(c.counts)
			}
			band, sure := t.youth(c, convicted)
			in[cell{"minors_charged", w, unit, stageName(convicted), band, c.cited(convicted), "", "", ""}] = sure
		}
		for k, sure := range in {
			c := out[k]
			out[k] = model.Count{Low: c.Low + n*sure.Low, Central: c.Central + n*sure.Central, High: c.High + n*sure.High}
		}
	}
}

// books are the kinds of the ledger, in rows and counts, after count.
func (t *trial) books() map[string]court.Tally {
	out := map[string]court.Tally{}
	add := func(kind, provision string, c *refCharge) {
		k := strings.TrimSpace(kind + " " + provision)
		out[k] = court.Tally{Rows: out[k].Rows + 1, Counts: out[k].Counts + int64(c.counts)}
	}
	for _, b := range t.charged {
		for j, i := range b.charges {
			c := &t.rows[i]
			var ways []fate
			for _, l := range b.lots {
				if !slices.Contains(ways, l.fates[j]) {
					ways = append(ways, l.fates[j])
				}
			}
			kind, provision := bookOf(c, ways)
			add(kind, provision, c)
			if slices.ContainsFunc(ways, func(f fate) bool { return f.carried }) {
				add("carried", "", c)
			}
		}
	}
	return out
}

// bookOf is the kind of a charge that can fare so: undetermined where at least
// two destinations are possible, unless it is unchanged at each.
func bookOf(c *refCharge, ways []fate) (kind, provision string) {
	if c.cite == "9-9" {
		return "out_of_catalogue", ""
	}
	if !slices.ContainsFunc(ways, fate.changed) {
		return "unchanged", ""
	}
	var credits []string
	for _, f := range ways {
		if f.after != ways[0].after || !f.changed() {
			return "undetermined", ""
		}
		if !slices.Contains(credits, f.credit) {
			credits = append(credits, f.credit)
		}
	}
	slices.Sort(credits)
	if ways[0].after.section == "" {
		return "repealed", strings.Join(credits, " or ")
	}
	return "moved", strings.Join(credits, " or ")
}
