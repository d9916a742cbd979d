package withhold

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"impact/internal/disclose"
	"impact/internal/report"
)

// Counted are the tables that hold counts, by name: what an attack reads.
func Counted() []string { return slices.Clone(countedTables) }

// OnlySmall withholds from a run what is small and nothing else. That is not safe: it is
// there to be attacked, so that an attack which finds nothing can be seen to find something.
func OnlySmall(threshold int, run *report.Run) {
	d := disclosureOf(threshold, [][]report.Table{run.Some(countedTables...)})
	run.Withholding = report.Withholding{Threshold: threshold}
	blank(run, &reader{d: d, pattern: d.family.Primary(), next: map[string]int{}})
}

// Printed are the tables of a run that hold counts, as a result folder has them, read back.
func Printed(run *report.Run) (out []report.Table, err error) {
	for _, made := range run.Some(countedTables...) {
		var b bytes.Buffer
		if err := made.WriteCSV(&b); err != nil {
			return nil, err
		}
		back, err := Read(made.Name, &b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", made.Name, err)
		}
		out = append(out, back)
	}
	return out, nil
}

// Read reads a table as a result folder holds it. In a table of counts a row that counts what
// one before it counts is refused: no run wrote it.
func Read(name string, r io.Reader) (report.Table, error) {
	t := report.Table{Name: name}
	in := csv.NewReader(r)
	heads, err := in.Read()
	if errors.Is(err, io.EOF) {
		return t, errors.New("no header; the names of the columns would be right")
	}
	if err != nil {
		return t, err
	}
	for _, c := range heads {
		t.Columns = append(t.Columns, report.Column{Name: c})
	}
	lines := map[string]int{}
	counts := countings[name].counts
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return t, err
		}
		if len(counts) > 0 {
			line, _ := in.FieldPos(0)
			key := whatOf(&t, record, counts)
			if first, ok := lines[key]; ok {
				return t, fmt.Errorf("line %d: it counts what line %d counts; one row of each would be right", line, first)
			}
			lines[key] = line
		}
		row := make([]any, len(record))
		for i, v := range record {
			row[i] = v
		}
		t.Rows = append(t.Rows, row)
	}
}

// whatOf is what a row says but for its counts.
func whatOf(t *report.Table, record, counts []string) string {
	var key strings.Builder
	for i, v := range record {
		if !slices.Contains(counts, t.Columns[i].Name) {
			key.WriteString(v + "\x00")
		}
	}
	return key.String()
}

// A Finding is what an attack tells of a folder.
type Finding struct {
	Cells, Withheld, Ties int
	Half                  []string // rows and series of which a part is withheld and a part printed
	Small                 []string // counts that are small and printed
	Narrow                []Told   // withheld cells that are told to less than threshold-1
	Unsettled             int      // of Narrow, those of which the range may be wider
}

// Told is a withheld cell and what is told of it.
type Told struct {
	Cell      string
	Low, High float64
	Settled   bool
}

// Attack tells what a stranger finds out who has the tables of a run, knows the threshold,
// and knows how the tables hang together. It fails where the tables contradict each other;
// what is half withheld is told even then.
func Attack(threshold int, tables []report.Table) (Finding, error) {
	return AttackAll(threshold, [][]report.Table{tables})
}

// AttackAll is an attack by who has the tables of several choices of provisions.
func AttackAll(threshold int, choices [][]report.Table) (Finding, error) {
	d := disclosureOf(threshold, choices)
	var half []string
	for i, tables := range choices {
		half = append(append(half, Halves(tables)...), d.projected(i, tables)...)
	}
	half = slices.Concat(half, torn(choices), d.effectsTold(), d.besidesTold(), d.newcomersTold())
	f, err := attackOn(d)
	if f.Withheld > 0 || d.asidesSmall(choices) {
		half = append(half, asidesTold(choices)...)
	}
	f.Half = half
	return f, err
}

func attackOn(d *disclosure) (f Finding, err error) {
	f.Cells, f.Ties = d.family.Cells(), d.family.Ties()
	withheld := make([]bool, f.Cells)
	for i := range withheld {
		c := disclose.Cell(i)
		if withheld[i] = !d.family.Told(c) && !d.family.Hidden(c); withheld[i] {
			f.Withheld++
		} else if d.family.IsSmall(c) {
			f.Small = append(f.Small, d.family.Name(c))
		}
	}
	ranges, err := d.family.Attack(withheld)
	if err != nil {
		return f, err
	}
	for _, r := range d.family.Narrow(ranges) {
		f.Narrow = append(f.Narrow, Told{d.family.Name(r.Cell), r.Low, r.High, r.Settled})
		if !r.Settled {
			f.Unsettled++
		}
	}
	return f, nil
}

// String is a finding on one withheld cell, in words.
func (t Told) String() string {
	if math.Abs(t.High-t.Low) < 0.01 {
		return fmt.Sprintf("%s is %.4g", t.Cell, t.Low)
	}
	return fmt.Sprintf("%s lies between %.4g and %.4g", t.Cell, t.Low, t.High)
}
