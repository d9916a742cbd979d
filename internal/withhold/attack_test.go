package withhold

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"impact/data"
	"impact/internal/court"
	"impact/internal/ingest"
	"impact/internal/law"
	"impact/internal/model"
	"impact/internal/project"
	"impact/internal/report"
	"impact/internal/sample"
)

// A bench judges dockets under every reading of a scenario.
type bench struct {
	code      *law.Code
	scenario  *law.Scenario
	proposals []*law.Proposal
	plain     bool // no parts of variances are drawn
}

func newBench(t testing.TB, scenario string) *bench {
	t.Helper()
	code, err := law.LoadCode(data.FS, "law/ct")
	if err != nil {
		t.Fatal(err)
	}
	text, err := fs.ReadFile(data.FS, "scenarios/"+scenario+".yaml")
	if err != nil {
		t.Fatal(err)
	}
	return benchOf(t, code, scenario, text)
}

// benchOf is the bench of a scenario of a code.
func benchOf(t testing.TB, code *law.Code, name string, text []byte) *bench {
	t.Helper()
	s, err := law.LoadScenario(code, name, text)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{code: s.Code(), scenario: s}
	for _, r := range s.ReadingIDs() {
		p, err := s.Propose(r, nil, s.Baseline)
		if err != nil {
			t.Fatal(err)
		}
		b.proposals = append(b.proposals, p)
	}
	return b
}

// charges is a file of so many charges of the sample's making.
func charges(t testing.TB, rows int64, seed uint64) []byte {
	t.Helper()
	if rows == 0 {
		b, err := fs.ReadFile(data.FS, "sample/charges.csv")
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.Write(sample.Columns); err != nil {
		t.Fatal(err)
	}
	if err := sample.Generate(sample.Config{Rows: rows, Seed: seed}, func(r *sample.Record) error { return w.Write(r.Row) }); err != nil {
		t.Fatal(err)
	}
	w.Flush()
	return out.Bytes()
}

// run is the run of a file of charges, as if they were real.
func (b *bench) run(t testing.TB, file []byte) *report.Run {
	t.Helper()
	return b.judged(t, b.docket(t, file), nil)
}

// docket reduces a file of charges.
func (b *bench) docket(t testing.TB, file []byte) *court.Docket {
	t.Helper()
	reducer := court.NewReducer(b.code.Frame(model.AgeCuts, model.DefendantCuts, b.proposals...), b.scenario.Baseline, 0)
	q, err := ingest.Read([]ingest.File{{Name: "charges.csv", Size: int64(len(file)), R: bytes.NewReader(file)}},
		ingest.Options{Resolve: b.code}, func(c *court.Charge) error { reducer.Add(c); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return reducer.Docket(court.Tally(q.Read), nil)
}

// judged is the run of a docket under some provisions; nil for all.
func (b *bench) judged(t testing.TB, docket *court.Docket, provisions []string) *report.Run {
	t.Helper()
	run := &report.Run{Code: b.code, Scenario: b.scenario, Docket: docket}
	priors := model.NewPriors(run.Docket)
	for _, p := range b.proposals {
		p, err := b.scenario.Propose(p.Reading, provisions, b.scenario.Baseline)
		if err != nil {
			t.Fatal(err)
		}
		res := model.Evaluate(b.code, run.Docket, priors, p)
		parts, err := model.Attribute(b.code, run.Docket, priors, b.scenario, p.Reading, provisions, b.scenario.Baseline)
		if err != nil {
			t.Fatal(err)
		}
		both, err := model.Overlaps(b.code, run.Docket, priors, b.scenario, p.Reading, provisions, b.scenario.Baseline)
		if err != nil {
			t.Fatal(err)
		}
		run.Results, run.Attributions, run.Overlaps = append(run.Results, res), append(run.Attributions, parts), append(run.Overlaps, both)
		run.Equities = append(run.Equities, project.Equity(res.Equities, project.Span(run.Docket), 1))
	}
	return run
}

// printed are the tables of a run as a result folder has them, read back.
func printed(t testing.TB, run *report.Run) []report.Table {
	t.Helper()
	out, err := Printed(run)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// attacked withholds and attacks a run; it fails the test where a count is told.
func attacked(t *testing.T, name string, run *report.Run) {
	t.Helper()
	if err := disclosureOf(10, [][]report.Table{run.Some(countedTables...)}).family.Check(); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if err := Runs(10, run); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	found, err := Attack(10, printed(t, run))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, c := range found.Half {
		t.Errorf("%s: half withheld: %s", name, c)
	}
	for _, c := range found.Small {
		t.Errorf("%s: small and printed: %s", name, c)
	}
	for _, c := range found.Narrow {
		t.Errorf("%s: told: %s", name, c)
	}
}

// The attacker's test: what is withheld of the sample, and of 200 dockets of other charges,
// cannot be told from what is printed. With the small counts withheld and nothing else it
// can, of nearly all of them.
func TestAttack(t *testing.T) {
	b := newBench(t, "ct-tip-council")
	const lots = 10
	dockets := 200
	if testing.Short() {
		dockets = lots
	}
	var broken atomic.Int64
	t.Run("dockets", func(t *testing.T) {
		if !testing.Short() {
			t.Run("sample", func(t *testing.T) {
				t.Parallel()
				attacked(t, "sample", b.run(t, charges(t, 0, 0)))
			})
		}
		for lot := range lots {
			t.Run(fmt.Sprint(lot), func(t *testing.T) {
				t.Parallel()
				for seed := lot; seed < dockets; seed += lots {
					run := b.run(t, charges(t, 20+int64(lot)*20, 1000+uint64(seed)))
					bare := *run
					attacked(t, fmt.Sprintf("docket %d", seed), run)
					if OnlySmall(10, &bare); isBroken(t, &bare) {
						broken.Add(1)
					}
				}
			})
		}
	})
	if n := broken.Load(); n < int64(dockets)*9/10 {
		t.Errorf("with small counts alone withheld, only %d of %d dockets are broken: the attack is too weak", n, dockets)
	}
}

// isBroken reports whether an attack tells a withheld count of a run.
func isBroken(t *testing.T, run *report.Run) bool {
	t.Helper()
	found, err := Attack(10, printed(t, run))
	if err != nil {
		t.Fatal(err)
	}
	return len(found.Narrow) > 0
}

// A cell of a row that is withheld, and a year of a series that is, is a fault when it is
// turned into a number, whatever the number is; as the run left them none is.
func TestHalf(t *testing.T) {
	run := newBench(t, "ct-tip-council").run(t, charges(t, 120, 7))
	if err := Runs(10, run); err != nil {
		t.Fatal(err)
	}
	tables := append(printed(t, run), report.Table{Name: "projection", Columns: columnsOf("scenario reading metric mean median lo80 hi80 lo95 hi95"),
		Rows: [][]any{{"s", "r", "beds", Word, Word, Word, Word, Word, Word}}})
	if half := Halves(tables); len(half) > 0 {
		t.Fatalf("as the run left them: %v", half)
	}
	altered, series := map[string]bool{}, map[string]bool{}
	for i := range tables {
		x := &tables[i]
		for n, row := range x.Rows {
			for c, col := range x.Columns {
				if row[c] != Word || col.Name == "why" || col.Name == "outcome" || len(countings[x.Name].counts) == 1 {
					continue
				}
				row[c] = "4"
				half := strings.Join(Halves(tables[i:i+1]), "\n")
				row[c] = Word
				if !strings.Contains(half, fmt.Sprintf("%s, row %d ", x.Name, n+1)) || !strings.Contains(half, col.Name) {
					if follows := slices.Contains(followers[x.Name], col.Name); !follows {
						t.Errorf("%s of row %d of %s is a number: %q", col.Name, n+1, x.Name, half)
					}
					continue
				}
				altered[x.Name+" "+col.Name] = true
			}
			if year := column(x, "fiscal_year"); year < 0 || row[year] == "all" || !slices.Contains(row, any(Word)) {
				continue
			}
			whole := x.Rows[n]
			x.Rows[n] = slices.Clone(whole)
			for c := range whole {
				if whole[c] == Word {
					x.Rows[n][c] = "4"
				}
			}
			if half := Halves(tables[i : i+1]); len(half) > 0 && strings.Contains(half[0], fmt.Sprintf("%s, row %d ", x.Name, n+1)) {
				series[x.Name] = true // of a series of one year none is beside it
			}
			x.Rows[n] = whole
		}
	}
	for _, want := range []string{"totals low", "class_shift central", "section_shift high", "ledger charges", "equity lo80", "projection median"} {
		if !altered[want] {
			t.Errorf("no %s was withheld, or none was found altered: %v", want, altered)
		}
	}
	for _, want := range []string{"class_shift", "section_shift", "minor_victims"} {
		if !series[want] {
			t.Errorf("no year of a series of %s was found altered", want)
		}
	}
	whole := tables[1].Rows
	for n := range whole { // what contradicts itself as well is still told
		if c := slices.Index(whole[n], any(Word)); c >= 0 {
			whole[n][c] = "1000000"
			if found, err := Attack(10, tables); len(found.Half) == 0 {
				t.Errorf("a row that is half withheld is not told: %+v, %v", found, err)
			}
			break
		}
	}
}

func columnsOf(names string) (out []report.Column) {
	for _, n := range strings.Fields(names) {
		out = append(out, report.Column{Name: n})
	}
	return out
}

// The same run is withheld in the same way, whatever the order of its rows, and zeros are
// shown.
func TestSamePattern(t *testing.T) {
	b := newBench(t, "ct-tip-council")
	file := charges(t, 300, 7)
	lines := strings.SplitAfter(strings.TrimSpace(string(file))+"\n", "\n")
	head, rows := lines[0], lines[1:len(lines)-1]
	slices.Reverse(rows)
	one, two := b.run(t, file), b.run(t, []byte(head+strings.Join(rows, "")))
	for _, r := range []*report.Run{one, two} {
		if err := Runs(10, r); err != nil {
			t.Fatal(err)
		}
	}
	a, c := printed(t, one), printed(t, two)
	for i := range a {
		for n := range a[i].Rows {
			if !slices.Equal(a[i].Rows[n], c[i].Rows[n]) {
				t.Fatalf("%s: %v and %v", a[i].Name, a[i].Rows[n], c[i].Rows[n])
			}
		}
	}
	if one.Withholding != two.Withholding || one.Withholding.Primary == 0 {
		t.Errorf("%+v and %+v", one.Withholding, two.Withholding)
	}
}

// Synthetic data and a threshold of 0 leave a run as it is.
func TestNothingWithheld(t *testing.T) {
	b := newBench(t, "ct-tip-council")
	run := b.run(t, charges(t, 100, 3))
	before := printed(t, run)
	for _, synthetic := range []bool{true, false} {
		run.Synthetic = synthetic
		threshold := 10
		if !synthetic {
			threshold = 0
		}
		if err := Runs(threshold, run); err != nil {
			t.Fatal(err)
		}
		for i, x := range printed(t, run) {
			if !slices.EqualFunc(x.Rows, before[i].Rows, func(p, q []any) bool { return slices.Equal(p, q) }) {
				t.Errorf("%s changed", x.Name)
			}
		}
	}
}

// What a run of the sample costs more where counts are withheld.
func BenchmarkWithhold(b *testing.B) {
	x := newBench(b, "ct-tip-council")
	run := x.run(b, charges(b, 0, 0))
	for b.Loop() {
		own := *run
		if err := Runs(10, &own); err != nil {
			b.Fatal(err)
		}
	}
}
