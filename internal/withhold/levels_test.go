package withhold

import (
	"bytes"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"impact/data"
	"impact/internal/court"
	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/project"
	"impact/internal/report"
)

// projected is the run of a docket with what it may come to.
func (b *bench) projected(t testing.TB, docket *court.Docket, provisions []string) *report.Run {
	t.Helper()
	run := b.judged(t, docket, provisions)
	in := project.Input{Code: b.code, Docket: docket, Priors: model.NewPriors(docket), Beside: b.proposals,
		Effective: law.Date(20171001), Horizon: 2, Draws: 10, Seed: 1, Undiverted: true, NoShares: true, NoTurns: true}
	return foresee(run, in)
}

// foresee projects a run's proposals.
func foresee(run *report.Run, in project.Input) *report.Run {
	for _, r := range run.Results {
		in.Proposals = append(in.Proposals, r.Proposal)
	}
	run.Projections = project.Project(in)
	return run
}

// told are the tables of a run as a folder has them, those of the projection too.
func told(t testing.TB, run *report.Run) []report.Table {
	t.Helper()
	return asWritten(t, run, "projection")
}

// asWritten are the tables that are printed of a run, and others by name, as they are read back.
func asWritten(t testing.TB, run *report.Run, others ...string) []report.Table {
	t.Helper()
	out := printed(t, run)
	for _, made := range run.Some(others...) {
		var b bytes.Buffer
		if err := made.WriteCSV(&b); err != nil {
			t.Fatal(err)
		}
		back, err := Read(made.Name, &b)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, back)
	}
	return out
}

// What is projected under current law is a count of the record in another form: where it
// stands for a small one it is withheld, and what is withheld in one reading is so in all.
// These dockets told such counts, to a person, before levels were cells.
func TestLevelsAreCounts(t *testing.T) {
	b := newBench(t, "ct-tip-council")
	for _, x := range []struct {
		rows int64
		seed uint64
	}{{237, 101}, {877, 111}, {1128, 26}} {
		run := b.projected(t, b.docket(t, charges(t, x.rows, x.seed)), nil)
		bare := told(t, run)
		if found := disclosureOf(10, [][]report.Table{bare}).projected(0, bare); len(found) == 0 {
			t.Errorf("%v: nothing is told where nothing is withheld: the docket tests nothing", x)
		}
		if found := torn([][]report.Table{bare}); len(found) > 0 {
			t.Errorf("%v: nothing is withheld, and yet %s", x, found[0])
		}
		if err := Runs(10, run); err != nil {
			t.Fatal(err)
		}
		tables := told(t, run)
		found, err := Attack(10, tables)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range slices.Concat(found.Half, found.Small) {
			t.Errorf("%v: %s", x, s)
		}
		for _, c := range found.Narrow {
			t.Errorf("%v: told: %s", x, c)
		}
		tearsShow(t, tables)
	}
}

// tearsShow prints a figure of the current law that is withheld, in one reading alone.
func tearsShow(t *testing.T, tables []report.Table) {
	t.Helper()
	for _, name := range []string{"equity", "projection", "class_level"} {
		table := &tables[slices.IndexFunc(tables, func(x report.Table) bool { return x.Name == name })]
		value := column(table, map[string]string{"equity": "current", "projection": "mean", "class_level": "central"}[name])
		under := column(table, "law")
		n := slices.IndexFunc(table.Rows, func(row []any) bool {
			return row[value] == Word && (under < 0 || row[under] == "current")
		})
		if n < 0 {
			continue
		}
		table.Rows[n][value] = "41"
		if found := torn([][]report.Table{tables}); len(found) != 1 || !strings.HasPrefix(found[0], "choice 1, "+name) {
			t.Errorf("%s: a withheld figure is printed in one reading, and found is %q", name, found)
		}
		table.Rows[n][value] = Word
	}
}

// The current law is the same whatever provisions are chosen: nothing of it is withheld under
// one choice and printed under another.
func TestLevelsOfChoices(t *testing.T) {
	b := newBench(t, "ct-tip-council")
	docket := b.docket(t, charges(t, 600, 5))
	runs := []*report.Run{b.projected(t, docket, nil), b.projected(t, docket, []string{"rec-1", "rec-6", "rec-7"})}
	if err := Runs(10, runs...); err != nil {
		t.Fatal(err)
	}
	var choices [][]report.Table
	for _, r := range runs {
		choices = append(choices, told(t, r))
	}
	hidden := 0
	for _, row := range choices[0][len(choices[0])-1].Rows {
		if slices.Contains(row, any(Word)) {
			hidden++
		}
	}
	if hidden == 0 {
		t.Error("nothing that is projected is withheld: the docket tests nothing")
	}
	for _, s := range torn(choices) {
		t.Error(s)
	}
}

// A year that a projection leaves out is all years less those that it rests on: where it is
// withheld, what is projected under the current law is too, or all years are.
func TestYearsLeftOut(t *testing.T) {
	b := newBench(t, "ct-tip-council")
	run := b.projected(t, b.docket(t, charges(t, 4000, 8)), nil)
	whole := yearsLeftOut(t, run)
	if len(whole) == 0 {
		t.Fatal("no year is left out of what is projected: the docket tests nothing")
	}
	if err := Runs(10, run); err != nil {
		t.Fatal(err)
	}
	tables, shown := told(t, run), 0
	levels := &tables[slices.IndexFunc(tables, func(x report.Table) bool { return x.Name == "class_level" })]
	faults := func() int { return len(disclosureOf(10, [][]report.Table{tables}).projected(0, tables)) }
	none, central := faults(), column(levels, "central")
	for n, is := range textsOf(levels) { // all years printed beside a projection from all but one
		key := is.at("reading") + "|convictions_" + strings.ReplaceAll(is.at("class"), " ", "_")
		if is.at("fiscal_year") != "all" || is.at("stage") != "convicted" || is.at("law") != "current" || is.at("central") != Word || !projectedFrom(tables)[key] {
			continue
		}
		row := levels.Rows[n]
		levels.Rows[n] = slices.Clone(row)
		levels.Rows[n][central], levels.Rows[n][central-1], levels.Rows[n][central+1] = "1000", "1000", "1000"
		if shown++; faults() <= none {
			t.Errorf("%s of all years is printed beside what is projected from all but one, and the audit does not find it", key)
		}
		levels.Rows[n] = row
	}
	if none > 0 || shown == 0 {
		t.Errorf("%d faults, %d levels of all years that are withheld so that their projection is not", none, shown)
	}
	hidden := 0
	for key, tells := range yearsLeftOut(t, run) {
		if tells {
			t.Errorf("%s is withheld, and what is projected from the other years and all years are printed", key)
		}
		hidden++
	}
	if hidden == 0 {
		t.Error("no year that is left out is withheld")
	}
}

// yearsLeftOut are the classes of which a year is recorded that their projection does not rest
// on: whether that year is withheld, and the projection and all years are printed.
func yearsLeftOut(t *testing.T, run *report.Run) map[string]bool {
	t.Helper()
	tables := told(t, run)
	of := func(name string) []texts {
		return textsOf(&tables[slices.IndexFunc(tables, func(x report.Table) bool { return x.Name == name })])
	}
	printed := projectedFrom(tables)
	first, last := map[string]string{}, map[string]string{}
	for _, is := range of("streams") {
		first[is.at("side")], last[is.at("side")] = is.at("from_year"), is.at("to_year")
	}
	out, all := map[string]bool{}, map[string]bool{}
	for _, is := range of("class_level") {
		side, metric := "cases as filed", "charges_"
		if is.at("stage") == "convicted" {
			side, metric = "cases with a conviction", "convictions_"
		}
		y := is.at("fiscal_year")
		if is.at("law") == "current" && y == "all" && is.at("central") != Word {
			all[is.at("reading")+"|"+metric+strings.ReplaceAll(is.at("class"), " ", "_")] = true
		}
		if is.at("law") != "current" || y == "all" || y == "unknown" || y >= first[side] && y <= last[side] {
			continue
		}
		key := is.at("reading") + "|" + metric + strings.ReplaceAll(is.at("class"), " ", "_")
		out[key] = out[key] || is.at("central") == Word && printed[key]
	}
	for key := range out {
		out[key] = out[key] && all[key]
	}
	return out
}

// projectedFrom are the readings and metrics of which what is projected under the current law is
// printed.
func projectedFrom(tables []report.Table) map[string]bool {
	out := map[string]bool{}
	for i := range tables {
		if tables[i].Name != "projection" {
			continue
		}
		for _, is := range textsOf(&tables[i]) {
			if is.at("law") == "current" && is.at("mean") != Word {
				out[is.at("reading")+"|"+is.at("metric")] = true
			}
		}
	}
	return out
}

// What stands under a law is no net count, and a change of which no row tells a fall is none:
// two groups that are withheld beside others that are printed are told.
func TestGroupsAreNoNetCounts(t *testing.T) {
	b := newBench(t, "ct-tip-council")
	for column, mark := range map[string]string{"current": "|current ", "difference": "#2|"} {
		tables := printed(t, b.run(t, charges(t, 877, 111)))
		equity := &tables[slices.IndexFunc(tables, func(x report.Table) bool { return x.Name == "equity" })]
		hidden := 0
		for n, is := range textsOf(equity) {
			v := number0(is.at(column)) * number0(is.at("years"))
			if is.at("reading") != "literal" || is.at("metric") != "felony_charges" || is.at("group_by") != "race" || v == 0 || v > 20 {
				continue
			}
			hidden++
			for c, col := range equity.Columns {
				if slices.Contains([]string{"current", "proposed", "difference"}, col.Name) {
					equity.Rows[n][c] = Word
				}
			}
		}
		found, err := Attack(1000, tables)
		if err != nil {
			t.Fatal(err)
		}
		told := 0
		for _, c := range found.Narrow {
			if strings.HasPrefix(c.Cell, "equity|felony_charges|race") && strings.Contains(c.Cell, mark) && c.High-c.Low < 60 && c.Low > -0.01 {
				told++
			}
		}
		if hidden < 2 || told < hidden {
			t.Errorf("%s: %d groups are withheld, and %d counts of them told", column, hidden, told)
		}
	}
}

// What binary leaves of nothing is no value: it makes no cell, and a group of which it stands
// in one reading is not withheld where another has nothing.
func TestDustIsNothing(t *testing.T) {
	dusty := func(value string) []report.Table {
		row := []any{"s", "r", "felony_charges", "race", "A", value, value, value, value, value, value, value, "estimated", "", "10"}
		return []report.Table{{Name: "equity", Columns: columnsOf("scenario reading metric group_by group current proposed difference lo80 hi80 share_current share_proposed outcome why years"), Rows: [][]any{row}}}
	}
	for value, cells := range map[string]int{"0": 0, "1e-18": 0, "-3e-17": 0, "0.5": 3} {
		if n := disclosureOf(10, [][]report.Table{dusty(value)}).family.Cells(); n < cells || cells == 0 && n > 0 {
			t.Errorf("%s makes %d cells, not %d", value, n, cells)
		}
	}
	torn := dusty("1e-18")
	torn[0].Rows[0][5] = Word
	if half := Halves(torn); len(half) > 0 {
		t.Errorf("dust beside what is withheld is no number: %v", half)
	}
	e := project.EquityRow{Difference: 1e-18, Current: 12, Proposed: 12}
	if hideGroup(&e, true); e.Difference != 1e-18 || e.Lo80 != 0 || e.Current == 12 {
		t.Errorf("%+v", e)
	}
	if !empty(&project.Row{Mean: 1e-18, Lo95: -1e-17}) || empty(&project.Row{Hi95: 1}) {
		t.Error("dust is projected")
	}
}

// Of dockets of few charges no figure tells how many there are by what adding in binary leaves of
// nothing.
func TestDustIsNotTold(t *testing.T) {
	b := newBench(t, "ct-tip-council")
	text, err := fs.ReadFile(data.FS, "sample/charges.csv")
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	for _, n := range []int{30, 60, 100, 200} {
		run := b.foreseen(t, bytes.Join(lines[1:n+2], nil), 6, true)
		for _, withheld := range []bool{false, true} {
			if withheld {
				if err := Runs(10, run); err != nil {
					t.Fatal(err)
				}
			}
			for _, table := range foretold(t, run) {
				for _, row := range table.Rows {
					for i, cell := range row {
						text := report.Plain(cell)
						if v, err := strconv.ParseFloat(text, 64); err == nil && math.Abs(v) < 1e-9 && text != "0" {
							t.Errorf("%d charges: %s tells %s = %s", n, table.Name, table.Columns[i].Name, text)
						}
					}
				}
			}
		}
	}
}
