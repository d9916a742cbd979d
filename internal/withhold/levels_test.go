package withhold

import (
	"bytes"
	"slices"
	"strings"
	"testing"

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
		Effective: law.Date(20171001), Horizon: 2, Draws: 10, Seed: 1, NoShares: true, NoTurns: true}
	for _, r := range run.Results {
		in.Proposals = append(in.Proposals, r.Proposal)
	}
	run.Projections = project.Project(in)
	return run
}

// told are the tables of a run as a folder has them, those of the projection too.
func told(t testing.TB, run *report.Run) []report.Table {
	t.Helper()
	out := printed(t, run)
	for _, made := range run.Some("projection") {
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
		if len(thinRows(10, bare)) == 0 {
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
