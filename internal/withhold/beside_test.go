package withhold

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"impact/internal/disclose"
	"impact/internal/report"
	"impact/internal/sample"
)

// withheldFrom are the tables of a file of charges, with what is small withheld.
func withheldFrom(t *testing.T, b *bench, file []byte) (before, after []report.Table) {
	t.Helper()
	run := b.run(t, file)
	before = printed(t, run)
	if err := Runs(10, run); err != nil {
		t.Fatal(err)
	}
	after = printed(t, run)
	nothingTold(t, after)
	return before, after
}

// nothingTold fails where an attack finds something in tables.
func nothingTold(t *testing.T, tables []report.Table) {
	t.Helper()
	found, err := Attack(10, tables)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range slices.Concat(found.Half, found.Small) {
		t.Error(s)
	}
	for _, c := range found.Narrow {
		t.Errorf("told: %s", c)
	}
}

func rowsOf(tables []report.Table, name string) []texts {
	return textsOf(&tables[slices.IndexFunc(tables, func(x report.Table) bool { return x.Name == name })])
}

// groupsLeft are, of each grouping of charges that change, by the most of them, what is left of the
// whole for the groups that are withheld: less those that are told, in the same reading or in another.
func groupsLeft(tables []report.Table) (few []string) {
	most, whole := map[string]float64{}, map[string]float64{}
	for _, is := range rowsOf(tables, "totals") {
		if is.at("metric") == "charges_changed" {
			whole[is.at("reading")] = number0(is.at("high"))
		}
	}
	rows := rowsOf(tables, "victim_composition")
	for _, is := range rows {
		if v := number0(is.at("high")); !math.IsNaN(v) {
			most[is.at("group_by")+is.at("group")] = v
		}
	}
	left, hidden := map[string]float64{}, map[string]int{}
	for _, is := range rows {
		key := is.at("reading") + " " + is.at("group_by")
		if _, ok := left[key]; !ok {
			left[key] = whole[is.at("reading")]
		}
		v := number0(is.at("high"))
		if math.IsNaN(v) {
			other, ok := most[is.at("group_by")+is.at("group")]
			if !ok {
				hidden[key]++
				continue
			}
			v = other
		}
		left[key] -= v
	}
	for _, key := range sortedKeys(left) {
		if v := left[key]; hidden[key] > 0 && v > 0.5 && v < 9.5 {
			few = append(few, fmt.Sprintf("%s: %g are left for %d", key, v, hidden[key]))
		}
	}
	return few
}

// What may change is, of all charges, what may of each group of victims. Ages of one child or two
// were told so.
func TestGroupsLeft(t *testing.T) {
	b := newBench(t, "ct-tip-council")
	for _, x := range []struct {
		rows int64
		seed uint64
	}{{1200, 49}, {1500, 32}} {
		_, after := withheldFrom(t, b, charges(t, x.rows, x.seed))
		for _, s := range groupsLeft(after) {
			t.Errorf("%v: %s", x, s)
		}
	}
}

// Of rows of which a few more may be in one reading than in another, one is told.
func TestTooNear(t *testing.T) {
	b := newBench(t, "ct-tip-council")
	before, after := withheldFrom(t, b, charges(t, 8000, 13))
	of := func(tables []report.Table) (out []string) {
		return disclosureOf(10, [][]report.Table{tables}).besidesTold()
	}
	if found := of(before); !slices.ContainsFunc(found, func(s string) bool { return strings.HasPrefix(s, "class_level|all|convicted|felony C") }) {
		t.Errorf("where nothing is withheld no rows of felonies C are near each other: the docket tests nothing (%d found)", len(found))
	}
	for _, s := range of(after) {
		t.Error(s)
	}
}

// Of who comes onto the registry and who is convicted of what moves one is told where few lie
// between them: beside a row, and beside rows together.
func TestNewcomers(t *testing.T) {
	row := func(cell disclose.Cell, n, cost float64) counted { return counted{cell, [3]float64{n, n, n}, cost} }
	few := disclose.New(10).Small
	for _, x := range []struct {
		name   string
		moved  []counted
		hidden disclose.Cell
		want   []disclose.Cell
	}{
		{"a row", []counted{row(1, 85, 2), row(2, 3, 2)}, 2, []disclose.Cell{1}},
		{"a row that costs more", []counted{row(1, 85, 150), row(2, 3, 150)}, 2, []disclose.Cell{0}},
		{"the same", []counted{row(1, 88, 2)}, 2, nil},
		{"far from each other", []counted{row(1, 78, 2), row(2, 10, 2)}, noCell, nil},
		{"rows together", []counted{row(1, 60, 2), row(2, 25, 2), row(3, 40, 2), row(4, 3, 2)}, 4, []disclose.Cell{0}},
		{"rows together, and none is withheld", []counted{row(1, 60, 2), row(2, 25, 2), row(3, 40, 2)}, noCell, nil},
		{"bounds of a row", []counted{{1, [3]float64{70, 60, 90}, 2}}, noCell, []disclose.Cell{1}},
	} {
		n := newcomers{added: []counted{row(0, 88, 3)}, moved: [][]counted{x.moved}}
		if got := n.tooNear(func(c disclose.Cell) bool { return c == x.hidden }, few); !slices.Equal(got, x.want) {
			t.Errorf("%s: withheld are %v, not %v", x.name, got, x.want)
		}
	}
	for _, x := range brokens(t) {
		if !strings.HasPrefix(x.name, "who is added") {
			continue
		}
		m := &made{}
		x.make(m)
		told := func(tables []report.Table) []string {
			return disclosureOf(10, [][]report.Table{tables}).newcomersTold()
		}
		before, after := withheldFrom(t, x.bench, m.file(t))
		if len(told(before)) == 0 {
			t.Error("where nothing is withheld few lie nowhere between: the docket tests nothing")
		}
		for _, s := range told(after) {
			t.Error(s)
		}
		return
	}
	t.Error("no docket has such rows")
}

// An extract of convictions: what is withheld of the charged is withheld of the convicted.
func TestExtract(t *testing.T) {
	rows, err := csv.NewReader(bytes.NewReader(charges(t, 4000, 23))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := func(column string) int { return slices.Index(sample.Columns, column) }
	rows = slices.DeleteFunc(rows, func(row []string) bool {
		if row[at("disposition")] == "convicted" {
			row[at("final_statute")] = ""
		}
		return row[at("disposition")] != "convicted" && row[0] != "charge_id"
	})
	var file bytes.Buffer
	if err := csv.NewWriter(&file).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	before, after := withheldFrom(t, newBench(t, "ct-tip-council"), file.Bytes())
	if !allConvicted(before) {
		t.Fatal("what is charged is not what is convicted: the docket tests nothing")
	}
	if !allConvicted(after) {
		t.Error("of the charged something else is withheld than of the convicted")
	}
	totals := map[string]string{}
	for _, is := range rowsOf(after, "totals") {
		totals[is.at("reading")+is.at("metric")] = is.at("central")
	}
	for _, x := range [][2]string{{"charges_changed", "convictions_changed"}, {"felony_charges", "felony_convictions"}} {
		for _, reading := range []string{"trafficked-person", "minors-only", "literal"} {
			if a, b := totals[reading+x[0]], totals[reading+x[1]]; a != b || a == "" {
				t.Errorf("%s: %s are %q, %s %q", reading, x[0], a, x[1], b)
			}
		}
	}
}

// Where what is charged contradicts the age on record, moves of minors and the composition of
// victims are of other ages, and the ties between them still hold.
func TestContradicted(t *testing.T) {
	b := newBench(t, "ct-tip-council")
	m := &made{}
	m.years(24, "statute=53a-61")
	m.years(12, "statute=53a-89 victim_age=30 victim_trafficked=false means=none")
	m.years(24, "statute=53a-83a"+minor)
	m.add(2010, 3, "statute=53a-86(a)(2) victim_age=16 means=none disposition=nolle") // it was of victims under 16 then
	before, _ := withheldFrom(t, b, m.file(t))
	if err := disclosureOf(10, [][]report.Table{before}).family.Check(); err != nil {
		t.Error(err)
	}
	contradicted := slices.ContainsFunc(rowsOf(before, "minor_moves"), func(is texts) bool { return is.at("age_band") == "under 18 age not recorded" })
	if !contradicted {
		t.Error("no record is contradicted: the docket tests nothing")
	}
}
