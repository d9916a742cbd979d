package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"impact/internal/court"
	"impact/internal/ingest"
	"impact/internal/law"
	"impact/internal/report"

	"github.com/spf13/cobra"
)

// inspectFlags are the flags of the inspect command.
type inspectFlags struct {
	mapName, mapOut  string
	packName, lawDir string
	allow, show      []string
}

func (a *app) inspectCommand() *cobra.Command {
	f := &inspectFlags{}
	c := &cobra.Command{
		Use:   "inspect FILE…",
		Short: "What files of charges hold, and a column map for them",
		Long: `Looks at files of charges (CSV or Parquet) as they are: their columns and values,
the statutes that the code has, has more than once or has not, the rows that a run
would refuse, and the columns that may identify people, whose values are never
shown. Proposes a column map for impact run --map, and says how sure it is of each
column. With --map it tells how the files are read by that map instead.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return a.inspect(f, args) },
	}
	fl := c.Flags()
	fl.StringVar(&f.mapName, "map", "", "column map to read the files by, built in or a file: "+strings.Join(builtIn("maps"), ", "))
	fl.StringVar(&f.mapOut, "map-out", "", "new file for the proposed map; - prints the map and nothing else")
	fl.StringVar(&f.packName, "pack", "ct", "the built-in law pack")
	fl.StringVar(&f.lawDir, "law", "", "folder of a law pack to use instead")
	fl.StringSliceVar(&f.allow, "allow-column", nil, "columns that look like identifiers and have been reviewed")
	fl.StringSliceVar(&f.show, "show-values", nil, "columns from which nothing is read and whose most frequent values are shown all the same")
	return c
}

func (a *app) inspect(f *inspectFlags, args []string) error {
	if f.mapName != "" && f.mapOut != "" {
		return wrongf("--map reads the files by a map and --map-out proposes one; one of the two would be right")
	}
	code, _, err := pack(f.packName, f.lawDir)
	if err != nil {
		return err
	}
	m, _, err := loadMap(f.mapName)
	if err != nil {
		return err
	}
	files, shut, err := a.openData(args, code.Sample)
	defer shut()
	if err != nil {
		return err
	}
	o := ingest.Options{Map: m, Resolve: code, Allow: f.allow}
	profiles, err := ingest.Look(files, o)
	if err != nil {
		return err
	}
	if f.mapOut != "" && len(profiles) > 1 {
		return wrongf("--map-out: the files have different columns, and one map cannot fit them; inspect them one at a time")
	}
	if f.mapOut == "-" {
		_, err := a.stdout.Write(profiles[0].Propose(code).YAML())
		return err
	}
	i := inspector{printer: printer{w: a.stdout}, code: code, options: o, show: f.show}
	for _, p := range profiles {
		if err := i.profile(p, f.mapOut); err != nil {
			return err
		}
	}
	return i.err
}

// An inspector prints what files hold.
type inspector struct {
	printer
	code    *law.Code
	options ingest.Options
	show    []string // columns
}

// profile tells all of files that share their columns.
func (i *inspector) profile(p *ingest.Profile, mapOut string) error {
	proposal := p.Propose(i.code)
	shown := proposal
	if i.options.Map != nil {
		shown = p.Follow(i.options.Map)
	}
	i.head(p)
	i.columns(shown)
	i.suspects(p)
	i.values(p, shown)
	if err := i.trial(p, proposal); err != nil {
		return err
	}
	switch {
	case mapOut != "":
		if err := putFile(mapOut, proposal.YAML(), false); err != nil {
			return err
		}
		i.line("\nThe proposed map is in %s: impact run --map %s FILE", mapOut, mapOut)
	case i.options.Map == nil:
		i.line("\nProposed map (--map-out FILE writes it, impact run --map FILE uses it)\n\n%s", proposal.YAML())
	}
	return i.err
}

func (i *inspector) head(p *ingest.Profile) {
	about := p.Format
	if p.Encoding != "" {
		about += ", " + p.Encoding
	}
	if p.Delimiter != 0 {
		about += fmt.Sprintf(", fields parted by %q", p.Delimiter)
	}
	if p.Synthetic {
		about += ", declared synthetic"
	}
	i.line("%s: %s", fileNames(p.Files), about)
	i.line("%s, %s", rowsOf(p.Rows), plural(len(p.Values), "column"))
	for _, n := range p.Notes {
		i.line("note: %s", n)
	}
	for _, r := range p.Malformed {
		i.line("not well formed: %s", refusal(r))
	}
}

func refusal(r ingest.Refusal) string {
	return fmt.Sprintf("%s: %s (first %s)", rowsOf(r.Rows), r.Reason, r.First)
}

// rowsOf writes a number of rows.
func rowsOf(n int64) string {
	if n == 1 {
		return "1 row"
	}
	return report.Figure(float64(n)) + " rows"
}

// table prints rows of cells under one another; a tab parts cells.
func (i *inspector) table(title string, rows []string) {
	i.line("\n%s", title)
	w := tabwriter.NewWriter(i.w, 0, 8, 2, ' ', 0)
	for _, r := range rows {
		fmt.Fprintf(w, "  %s\n", r)
	}
	if err := w.Flush(); i.err == nil {
		i.err = err
	}
}

func (i *inspector) columns(p *ingest.Proposal) {
	rows := []string{"column\tbecomes\thow sure\twhy"}
	for n, g := range p.Guesses {
		rows = append(rows, fmt.Sprintf("%s\t%s\t%s\t%s", cellText(p.Profile.Values[n].Label), cmp.Or(g.To, "-"), g.Sure, g.Why))
	}
	i.table("Columns", rows)
}

// suspects lists the columns that may identify people.
func (i *inspector) suspects(p *ingest.Profile) {
	rows := []string{"column\tlooks like\trows"}
	for _, v := range p.Values {
		if v.Suspect != "" {
			rows = append(rows, fmt.Sprintf("%s\t%s\t%s", cellText(v.Label), v.Suspect, report.Figure(float64(v.SuspectRows))))
		}
	}
	if len(rows) > 1 {
		i.table("Columns that may identify people (a run stops at them until a map drops them, or a reviewer allows them)", rows)
	}
}

// cellText is a text that cannot break a table.
func cellText(text string) string {
	if quoted := fmt.Sprintf("%q", text); len(quoted) != len(text)+2 || text == "" {
		return quoted
	}
	return text
}

func (i *inspector) values(p *ingest.Profile, by *ingest.Proposal) {
	rows := []string{"column\tfilled\tempty\tdifferent\tmost frequent"}
	for n, v := range p.Values {
		different := report.Figure(float64(v.Different))
		if v.More {
			different = "over " + different
		}
		rows = append(rows, fmt.Sprintf("%s\t%s\t%s\t%s\t%s", cellText(v.Label),
			report.Figure(float64(v.Filled)), report.Figure(float64(v.Empty)), different, i.frequent(&v, by.Guesses[n])))
	}
	i.table("Values", rows)
}

// frequent are the most frequent values, where they may be shown: days, ages and sums
// only if many rows have them, else their form.
func (i *inspector) frequent(v *ingest.Values, g ingest.Guess) string {
	switch {
	case v.Suspect != "" || g.Sure == ingest.Dropped:
		return "(not shown: may identify people)"
	case strings.HasSuffix(g.To, "_id"):
		return "(not shown: ids)"
	case v.Filled == 0:
		return ""
	case g.To == "" && !slices.Contains(i.show, v.Column):
		return "(not shown: nothing is read from it)"
	case v.Shy():
		return "(not shown: most differ)"
	}
	var out []string
	for _, t := range v.Texts[:min(5, len(v.Texts))] {
		text := ingest.ShownOf(g.To, t.Text, t.Rows)
		if t.Rows >= crowdThreshold {
			text = ingest.Common(g.To, t.Text)
		}
		if g.To == "" {
			text = t.Text // asked for
		}
		out = append(out, fmt.Sprintf("%s ×%s", cellText(text), report.Figure(float64(t.Rows))))
	}
	return strings.Join(out, ", ")
}

// trial reads the files by the map, the proposed one if none was named, and
// tells what would come of it.
func (i *inspector) trial(p *ingest.Profile, proposal *ingest.Proposal) error {
	o, by := i.options, "By this map"
	if o.Map == nil {
		m, err := ingest.LoadMap("proposed map", proposal.YAML())
		if err != nil {
			return err
		}
		o.Map, by = m, "By the proposed map"
	}
	crowd := ingest.NewCrowd(takenAs(p.Follow(o.Map)))
	charged, final := &resolved{forms: map[string]bool{}}, &resolved{forms: map[string]bool{}}
	q, err := ingest.Read(p.Files, o, func(c *court.Charge) error {
		charged.add(&c.Statute)
		final.add(&c.Final)
		crowd.Add(c)
		return nil
	})
	if err != nil {
		i.line("\n%s a run would stop:\n  %s", by, strings.ReplaceAll(err.Error(), "\n", "\n  "))
		return i.err
	}
	i.line("\n%s a run keeps %s of %s", by, report.Figure(float64(q.Kept.Rows)), rowsOf(q.Read.Rows))
	for _, w := range q.Warnings {
		i.line("  warning: %s", w)
	}
	if !slices.ContainsFunc([]string{"offense_date", "filed_date", "disposition_date"}, func(d string) bool { return slices.Contains(q.Present, d) }) {
		i.line("  warning: no column is read as a date: every charge is governed by the law of the baseline, and its year is unknown")
	}
	for _, r := range q.Refused {
		i.line("  refused: %s", refusal(r))
	}
	i.line("\nStatutes")
	i.statutes("statute", charged, q)
	i.statutes("final_statute", final, q)
	i.codes("Codes that no rule knows (kept)", q.Unknown)
	i.codes("Read as not recorded", q.Unrecorded)
	i.codes("Inchoate column against the statute (the statute prevails)", q.Contradictions)
	if len(q.Absent) > 0 {
		i.line("\nNot in the file: %s", strings.Join(q.Absent, ", "))
	}
	i.crowd(crowd)
	return i.err
}

// takenAs are the canonical columns that columns of the file are read as.
func takenAs(p *ingest.Proposal) (out []string) {
	for _, g := range p.Guesses {
		if g.To != "" && g.Sure >= ingest.Likely {
			out = append(out, g.To)
		}
	}
	return out
}

// resolved counts the statutes of a column that the code has.
type resolved struct {
	rows  int64
	forms map[string]bool
}

func (r *resolved) add(ref *law.Reference) {
	if ref.Status == law.Found {
		r.rows++
		r.forms[ref.Text] = true
	}
}

// statutes tells of a column which the code has, and lists the others.
func (i *inspector) statutes(column string, seen *resolved, q *ingest.Quality) {
	if !slices.Contains(q.Present, column) {
		return
	}
	i.line("  %s: %s resolved, %s", column, rowsOf(seen.rows), plural(len(seen.forms), "form"))
	for _, s := range []law.Status{law.Ambiguous, law.NotInCode, law.Unreadable} {
		i.unresolved(s, column, q.Unresolved)
	}
}

// mostForms is how many forms of a kind are listed.
const mostForms = 10

func (i *inspector) unresolved(s law.Status, column string, all []ingest.Tally) {
	var rows int64
	var forms []ingest.Tally
	for _, t := range all {
		if t.Status == s && t.Column == column {
			rows, forms = rows+t.Rows, append(forms, t)
		}
	}
	if len(forms) == 0 {
		return
	}
	i.line("    %s: %s, %s", s, rowsOf(rows), plural(len(forms), "form"))
	for n, t := range forms {
		if n == mostForms {
			i.line("      … and %s more", plural(len(forms)-n, "form"))
			break
		}
		near := ""
		if len(t.Candidates) > 0 || !t.Other && s != law.Ambiguous && len(i.code.Near(t.Text)) > 0 {
			near = candidates(i.code, law.Reference{Text: t.Text, Status: t.Status, Candidates: t.Candidates})
		}
		text := fmt.Sprintf("%q", t.Text)
		if t.Other {
			text = "(others)"
		}
		i.line("      %s ×%s%s", text, report.Figure(float64(t.Rows)), near)
	}
}

func (i *inspector) codes(title string, tallies []ingest.Tally) {
	if len(tallies) > 0 {
		i.line("\n%s: %s", title, mostFrequent(tallies))
	}
}
