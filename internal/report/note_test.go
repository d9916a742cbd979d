package report

import (
	"cmp"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"impact/internal/law"
	"impact/internal/paper"
)

// noteReport is the report of a trial as the program makes it, with what it was made of.
func noteReport(t *testing.T, name string) *Report {
	t.Helper()
	run := runOf(t, name)
	rep := Build(run)
	rep.Manifest = Manifest{Program: "impact", Version: "1", Scenario: Input{Name: run.Scenario.ID, SHA256: "1f"}, Law: Input{Name: "ct", SHA256: "2e"},
		Settings: Settings{Baseline: run.Docket.Baseline.String(), Draws: trials[name].draws, Horizon: trials[name].horizon, Seed: 1}}
	for _, p := range run.Scenario.Provisions {
		if only := trials[name].only; only == nil || slices.Contains(only, p.ID) {
			rep.Manifest.Settings.Provisions = append(rep.Manifest.Settings.Provisions, p.ID)
		}
	}
	return rep
}

// linesOf are the texts of a document, one for each paragraph, point, cell, head,
// caption and note, as runs.
func linesOf(d *paper.Document) [][]paper.Run {
	out := [][]paper.Run{paper.Text(d.Title), paper.Text(d.Head)}
	add := func(runs []paper.Run) {
		out = append(out, runs)
		for _, r := range runs {
			if r.Note != nil {
				out = append(out, r.Note)
			}
		}
	}
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case paper.Heading:
			add(paper.Text(b.Text))
		case paper.Paragraph:
			add(b.Runs)
		case paper.List:
			for _, item := range b.Items {
				add(item)
			}
		case paper.Table:
			add(paper.Text(b.Caption))
			add(paper.Text(b.Note))
			for _, c := range b.Columns {
				add(paper.Text(c.Head))
			}
			for _, r := range b.Rows {
				for _, c := range r.Cells {
					add(c)
				}
			}
		}
	}
	return out
}

func textOf(runs []paper.Run) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.Text)
	}
	return b.String()
}

// body is a document without its annex, whose rows are numbers.
func body(d *paper.Document) *paper.Document {
	out := *d
	i := slices.IndexFunc(out.Blocks, func(b paper.Block) bool { h, ok := b.(paper.Heading); return ok && strings.HasPrefix(h.Text, "Annex") })
	if i >= 0 {
		out.Blocks = out.Blocks[:i]
	}
	return &out
}

var printedNumber = regexp.MustCompile(`^([+−]?)(\$?)([0-9,]+(?:\.([0-9]+))?)( million| billion| %)?$`)

// printed reads a figure as a reader does: its size, whether it has a sign, and how far
// off the exact value may be: half a unit of the last digit, of money half a unit of
// the third.
func printed(t *testing.T, text string) (size, slack float64, negative bool) {
	t.Helper()
	m := printedNumber.FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("%q is no figure", text)
	}
	size, err := strconv.ParseFloat(strings.ReplaceAll(m[3], ",", ""), 64)
	if err != nil {
		t.Fatal(err)
	}
	slack = 0.5 * math.Pow(10, -float64(len(m[4])))
	unit := map[string]float64{" million": 1e6, " billion": 1e9, " %": 0.01}[m[5]]
	if unit == 0 {
		unit = 1
	}
	size, slack = size*unit, slack*unit
	if m[2] == "$" && size > 0 {
		slack = max(0.5, 0.5*math.Pow(10, math.Floor(math.Log10(size))-2))
	}
	return size, slack, m[1] == "−"
}

// checkCell holds a printed figure against its cell.
func checkCell(t *testing.T, rep *Report, r paper.Run, around string) {
	t.Helper()
	s, ok := rep.under(rep.main()).cell(r.Cell)
	if !ok {
		t.Errorf("%s: no such cell", r.Cell)
		return
	}
	if v, words := s.value().(string); words {
		if r.Text != v {
			t.Errorf("%s prints %q, the cell holds %q", r.Cell, r.Text, v)
		}
		return
	}
	if r.Text == Plain(s.value()) {
		return
	}
	v := s.number()
	size, slack, negative := printed(t, r.Text)
	if math.Abs(math.Abs(v)-size) > slack*(1+1e-9) {
		t.Errorf("%s prints %q, the cell holds %v", r.Cell, r.Text, v)
	}
	if size == 0 && math.Abs(v) >= 0.05 && !strings.HasPrefix(r.Text, "$") {
		t.Errorf("%s prints nought for %v", r.Cell, v)
	}
	if said := strings.Contains(around, "fewer") || strings.Contains(around, "sav") || strings.Contains(around, Plain(v)+" → "+r.Text); v < 0 && size > 0 && !negative && !said {
		t.Errorf("%s prints %q without a sign, in %q", r.Cell, r.Text, around)
	}
	if negative && v >= 0 {
		t.Errorf("%s prints %q, the cell holds %v", r.Cell, r.Text, v)
	}
}

// Every figure of the note is the cell that it names, rightly rounded, with its sign or
// a word for it.
func TestNoteCells(t *testing.T) {
	if testing.Short() {
		t.Skip("takes minutes under the race detector, and has nothing for it to see; go test without -short runs it")
	}
	for name := range trials {
		rep := noteReport(t, name)
		figures := 0
		for _, runs := range linesOf(rep.Note()) {
			for _, r := range runs {
				if r.Cell != "" {
					figures++
					checkCell(t, rep, r, textOf(runs))
				}
			}
		}
		if figures == 0 {
			t.Errorf("%s: the note has no figure", name)
		}
	}
}

// quoted are the texts that a note takes from elsewhere and that may hold digits: of the
// scenario, the law, the cost file, the assumptions, and words of the tables.
func quoted(run Run, rep *Report) []string {
	s := run.Scenario
	out := []string{s.Title, strings.ToUpper(s.Title), s.Summary, s.Source, stop(s.Source), rep.Source, run.Costs.Title, s.ID, "impact " + rep.Manifest.Version + "."}
	for _, p := range s.Provisions {
		out = append(out, p.Title, p.Says, strings.TrimSuffix(p.Says, "."), p.Cite, p.NoEffect)
		if strings.ContainsAny(p.ID, "abcdefghijklmnopqrstuvwxyz") {
			out = append(out, p.ID)
		} else {
			out = append(out, "provision "+p.ID, "Provision "+p.ID)
		}
	}
	for _, r := range rep.Readings {
		out = append(out, r.Title)
	}
	out = append(out, rep.Notes...)
	for _, c := range run.Costs.Rows {
		out = append(out, c.Source, c.Footnote, "of the "+strconv.Itoa(c.Session)+" session")
	}
	for i := range run.Assumptions.Dials {
		out = append(out, run.Assumptions.Dials[i].Source)
	}
	for _, i := range rep.Unverified {
		out = append(out, i.Entry)
	}
	for _, statute := range run.Code.Statutes() {
		out = append(out, run.Code.Name(statute.Cite))
	}
	for _, x := range []struct{ table, column string }{{"registry", "term_before"}, {"registry", "term_after"}, {"victim_composition", "group"}, {"equity", "group"}, {"streams", "stream"}} {
		t := rep.Table(x.table)
		for i := range t.Rows {
			out = append(out, line{t, i}.text(x.column))
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return slices.DeleteFunc(slices.Compact(out), func(s string) bool { return s == "" || !strings.ContainsAny(s, "0123456789") })
}

// allowed are the digits that are no figure: fiscal years and days, the level of an
// interval, ages and days that the law or a table's definition names, and settings.
var allowed = regexp.MustCompile(`FY [0-9]{2}\b|fiscal years? [0-9]{4}( (to|and) [0-9]{4})*|\b[0-9]{1,2} (January|February|March|April|May|June|July|August|September|October|November|December)( [0-9]{4})?` +
	`|80 % interval|under 18\b|SHA-256|--draws 0|--horizon 0|counted from 0`)

// A digit that is not a cell of a table is quoted, or of a kind that is no figure.
func TestNoteDigits(t *testing.T) {
	for name := range trials {
		run := runOf(t, name)
		rep := noteReport(t, name)
		quotes := quoted(run, rep)
		for _, runs := range linesOf(body(rep.Note())) {
			for _, r := range runs {
				if r.Cell != "" || r.Code {
					continue
				}
				rest := r.Text
				for _, q := range quotes {
					if _, err := strconv.Atoi(q); err == nil && q != r.Text {
						continue // a group named by a number, such as an age, is a cell of its own
					}
					rest = strings.ReplaceAll(rest, q, "")
				}
				rest = allowed.ReplaceAllString(rest, "")
				if strings.ContainsAny(rest, "0123456789") {
					t.Errorf("%s: a number of its own: %q (in %q)", name, rest, r.Text)
				}
			}
		}
	}
}

// parts are those of the fiscal note of 2017 on the act that the Council's proposal
// became, in order, and those that this note adds.
var noteParts = []string{"Summary of the Proposal", "State Impact", "Municipal Impact", "Explanation", "The Out Years", "Readings",
	"Racial and Ethnic Impact Statement", "Sources", "Assumptions", "Law Not Verified at Its Source", "How to Reproduce This Note", "Annex: Where Each Figure Stands"}

// Every part stands in every note, once and in order; no part sends the reader elsewhere
// for an amount; and what cannot be determined says why.
func TestNoteParts(t *testing.T) {
	for name := range trials {
		run := runOf(t, name)
		d := noteReport(t, name).Note()
		var parts, subparts []string
		for _, b := range d.Blocks {
			if h, ok := b.(paper.Heading); ok && h.Level == 1 {
				parts = append(parts, h.Text)
			} else if ok {
				subparts = append(subparts, h.Text)
			}
		}
		if n := len(parts) - 1; parts[n] == "Annex: Other Law Not Verified" {
			parts = parts[:n]
		}
		if !slices.Equal(parts, noteParts) {
			t.Errorf("%s: the parts are %q", name, parts)
		}
		for _, p := range run.Scenario.Provisions {
			has := func(h string) bool { return strings.HasPrefix(h, p.ID+": ") || strings.HasPrefix(h, "Provision "+p.ID) }
			if !slices.ContainsFunc(subparts, has) {
				t.Errorf("%s: no part on %s", name, p.ID)
			}
		}
		checkWords(t, name, d)
	}
}

// nonsense is what no sentence of a note holds.
var nonsense = regexp.MustCompile(`(?i)see below|%!|%v|%%|  |\bbecause [.;]|\.\.|\( |,,| ,|\bbecause because\b|NaN|Inf\b|<nil>|−0\b[^.]|\bis are\b|\b1 (charges|persons|cases|years|convictions)\b`)

func checkWords(t *testing.T, name string, d *paper.Document) {
	t.Helper()
	for _, runs := range linesOf(d) {
		if bad := nonsense.FindString(textOf(runs)); bad != "" && !runs[0].Code {
			t.Errorf("%s: %q in %q", name, bad, textOf(runs))
		}
	}
	for _, b := range d.Blocks {
		p, ok := b.(paper.Paragraph)
		if text := textOf(p.Runs); ok && p.Style != paper.Small && strings.Contains(strings.ToLower(text), determined) && !strings.Contains(text, "because") {
			t.Errorf("%s: no reason in %q", name, text)
		}
	}
}

// The State Impact of the sample has the rows of the real note of 2017: judicial
// revenue, correction and probation, in the two fiscal years after the session, and an
// amount in each where that note had none.
func TestStateImpact(t *testing.T) {
	table := tableAfter(t, noteReport(t, "council").Note(), "State Impact")
	if heads := []string{table.Columns[0].Head, table.Columns[1].Head, table.Columns[2].Head, table.Columns[3].Head}; !slices.Equal(heads, []string{"Agency Affected", "Fund-Effect", "FY 18 $", "FY 19 $"}) {
		t.Errorf("the heads are %q", heads)
	}
	for _, agency := range []string{"Correction, Dept.", "Judicial Dept. (Probation)", "Resources of the General Fund"} {
		found := false
		for _, r := range table.Rows {
			if r.Group || !strings.HasPrefix(textOf(r.Cells[0]), agency) {
				continue
			}
			found = true
			for _, c := range r.Cells[2:] {
				if !slices.ContainsFunc(c, func(r paper.Run) bool { return r.Cell != "" }) && !strings.Contains(textOf(c), "etermined") {
					t.Errorf("%s: no amount in %q", agency, textOf(c))
				}
			}
		}
		if !found {
			t.Errorf("no row of %s", agency)
		}
	}
	if !strings.Contains(table.Note, "GF=General Fund") {
		t.Errorf("the note is %q", table.Note)
	}
}

// tableAfter is the first table of a part.
func tableAfter(t *testing.T, d *paper.Document, part string) paper.Table {
	t.Helper()
	in := false
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case paper.Heading:
			in = in || b.Text == part
		case paper.Table:
			if in {
				return b
			}
		}
	}
	t.Fatalf("no table in the part %q", part)
	return paper.Table{}
}

// The bases of money are never in one group, and each agency of the fiscal table has its
// row.
func TestNoteBases(t *testing.T) {
	rep := noteReport(t, "council")
	table := tableAfter(t, rep.Note(), "State Impact")
	basis, seen := "", map[string]bool{}
	for _, r := range table.Rows {
		if r.Group {
			basis = textOf(r.Cells[0])
			continue
		}
		seen[strings.Split(textOf(r.Cells[0]), ": ")[0]] = true
		for _, run := range slices.Concat(r.Cells[2:]...) {
			if s, ok := rep.under(rep.main()).cell(run.Cell); ok && basisWords[s.text("basis")] != basis {
				t.Errorf("%s of the basis %s stands under %q", run.Cell, s.text("basis"), basis)
			}
		}
	}
	for _, r := range rep.Table("fiscal").Rows {
		if !seen[r[2].(string)] {
			t.Errorf("no row of %v", r[2])
		}
	}
}

// The annex has every figure of the note.
func TestNoteAnnex(t *testing.T) {
	for name := range trials {
		d := noteReport(t, name).Note()
		main := body(d)
		listed := map[string]bool{}
		for _, b := range d.Blocks[len(main.Blocks):] {
			eachRun(b, func(r paper.Run) { listed[r.Cell+"|"+r.Text] = true })
		}
		for _, b := range main.Blocks {
			eachRun(b, func(r paper.Run) {
				if r.Cell != "" && !listed[r.Cell+"|"+r.Text] {
					t.Errorf("%s: the annex lacks %s, printed %q", name, r.Cell, r.Text)
				}
			})
		}
	}
}

// The same report makes the same note.
func TestNoteSame(t *testing.T) {
	rep := noteReport(t, "council")
	if !reflect.DeepEqual(rep.Note(), noteReport(t, "council").Note()) {
		t.Error("two notes of one run differ")
	}
}

// A municipality is told to be spared only where no provision that is on changes law.
func TestMunicipal(t *testing.T) {
	for name := range trials {
		run := runOf(t, name)
		rep := noteReport(t, name)
		spared := true
		for _, p := range run.Scenario.Provisions {
			spared = spared && (p.NoEffect != "" || !slices.Contains(rep.Readings[0].Active, p.ID))
		}
		d := rep.Note()
		i := slices.IndexFunc(d.Blocks, func(b paper.Block) bool { h, ok := b.(paper.Heading); return ok && h.Text == "Municipal Impact" })
		text := textOf(d.Blocks[i+1].(paper.Paragraph).Runs)
		if strings.HasPrefix(text, "None") != spared {
			t.Errorf("%s: %q", name, text)
		}
	}
}

func TestByYear(t *testing.T) {
	for _, c := range []struct {
		effects []string
		want    string
	}{
		{[]string{"a", "a"}, "a"}, {[]string{"a", "b"}, "FY 18: a; FY 19: b"},
		{[]string{"a", "a", "b", "b"}, "FY 18 to FY 19: a; FY 20 to FY 21: b"}, {[]string{"a", "b", "a"}, "FY 18: a; FY 19: b; FY 20: a"}, {nil, ""},
	} {
		if got := byYear(c.effects, []string{"2018", "2019", "2020", "2021"}); got != c.want {
			t.Errorf("byYear(%v) = %q, want %q", c.effects, got, c.want)
		}
	}
}

// The words of a figure, from its row.
func TestNoteWords(t *testing.T) {
	row := func(table, cols string, values ...any) line {
		return line{&Table{Name: table, Columns: columns(cols), Rows: [][]any{values}}, 0}
	}
	for _, c := range []struct {
		got  []paper.Run
		want string
	}{
		{limits(row("t", "low# central# high#", 3.0, 3.0, 3.0)), "3"},
		{limits(row("t", "low# central# high#", 0.0, 1.25, 4.0)), "between 0 and 4 (expected 1.3)"},
		{net(row("t", "low# central# high#", 0.0, 0.0, 0.0)), "no change"},
		{net(row("t", "low# central# high#", -1.0, -1.0, -1.0)), "1 fewer"},
		{net(row("t", "low# central# high#", -5.0, -2.0, 0.0)), "between 0 and 5 fewer (expected 2)"},
		{net(row("t", "low# central# high#", -5.0, -2.0, 3.0)), "between 5 fewer and 3 more (expected 2 fewer); the record cannot tell whether they rise or fall"},
		{rise(row("t", "lo80# mean# hi80#", 0.0, 0.1, 0.0)), "none in most years (expected 0.1)"},
		{rise(row("t", "lo80# mean# hi80#", 2.0, 5.04, 9.0)), "between 2 and 9 more (expected 5)"},
		{rise(row("t", "lo80# mean# hi80#", -4.0, -1.5, 0.0)), "between 0 and 4 fewer (expected 1.5)"},
		{rise(row("t", "lo80# mean# hi80#", -4.0, 0.5, 5.0)), "between 4 fewer and 5 more (expected 0.5 more)"},
		{rise(row("t", "lo80# mean# hi80#", 0.0, 0.0, 0.0)), "no change"},
		{spent(row("t", "central# lo80# hi80#", 1234.0, 0.0, 2345678.0)), "cost $1,230 (80 % interval $0 to $2.35 million)"},
		{spent(row("t", "central# lo80# hi80#", -50.4, -99.6, -2.0)), "save $50 (80 % interval $2 to $100)"},
		{spent(row("t", "central# lo80# hi80#", -50.4, -99.6, 20.0)), "be expected to save $50 (80 % interval from a saving of $100 to a cost of $20)"},
	} {
		if got := textOf(c.got); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// Day counts of law, not of a clock: the effective day is the scenario's, or the one
// after the baseline.
func TestEffective(t *testing.T) {
	for _, c := range []struct{ effective, baseline, want law.Date }{
		{20171001, 20161231, 20171001}, {20171001, 20171231, 20180101}, {0, 20161231, 20170101},
	} {
		r := &Report{Scenario: &law.Scenario{Effective: c.effective}, Baseline: c.baseline}
		if got := r.effective(); got != c.want {
			t.Errorf("effective %v at baseline %v: %v, want %v", c.effective, c.baseline, got, c.want)
		}
	}
}
