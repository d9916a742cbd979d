package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"impact/data"
	"impact/internal/compare"
	"impact/internal/held"
	"impact/internal/report"
	"impact/internal/withhold"

	"github.com/spf13/cobra"
)

// auditFlags say how a result folder is attacked.
type auditFlags struct {
	threshold int
}

func (a *app) auditCommand() *cobra.Command {
	f := &auditFlags{}
	c := &cobra.Command{
		Use:   "audit RUN",
		Short: "Attacks a result folder: can a withheld count be told from what is printed?",
		Long: `Does to a result folder what a stranger would do who has nothing else, but knows the
threshold, the method and how the tables hang together: solves for the least and the most
that each withheld count can be. A count that is told to a range narrower than the
threshold less one, a small count that is printed, and a row or a series of years of which
a part is withheld and a part printed, are faults (exit 4).

What else is in the folder must be as its tables are (exit 4 otherwise): Parquet and the
sheets of the workbook cell by cell, what its formulas came to and what its charts keep, the
tables in the page, the words and numbers of pictures, the figures that the note's annex names
and the numbers of its sentences. A PNG must be drawn of the figure of the SVG beside it. The
sentences of the page are not read.

The attack is a linear program over every withheld count of every table and reading at
once. Of a count whose range is narrow it says whether that is the exact range, or one
that may be wider.`,
		Example: `  impact run charges.csv --out impact-out
  impact audit impact-out`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return a.audit(f, args[0]) },
	}
	c.Flags().IntVar(&f.threshold, "threshold", 0, "counts from 1 to one less than this are small; 0 for that of the run")
	return c
}

// saidOf is what the manifest of a folder says of small counts.
func saidOf(dir string) (report.WithheldCells, error) {
	var m struct {
		Withheld *report.WithheldCells `json:"withheld"`
		Settings struct {
			Threshold int `json:"threshold"`
		} `json:"settings"`
	}
	name := filepath.Join(dir, manifestName)
	b, err := readWhole(name, mostWritten)
	if err != nil {
		return report.WithheldCells{}, plainError(name, err)
	}
	if err := json.Unmarshal(b, &m); err != nil || m.Withheld == nil {
		return report.WithheldCells{}, wrongf("%s: it does not say what became of small counts; --threshold N would be right", name)
	}
	if said := m.Withheld; !said.Synthetic && said.Threshold > 0 && said.Threshold != m.Settings.Threshold {
		return *said, differs{fmt.Errorf("%s: it says that the threshold is %d and that the run was asked for %d", name, said.Threshold, m.Settings.Threshold)}
	}
	return *m.Withheld, nil
}

// mostTold is how many faults are listed.
const mostTold = 20

// tablesWithin reads the tables of a result folder, in the order of their names.
func tablesWithin(dir string, tree *foreign) (out []report.Table, err error) {
	files, err := tree.ReadDir("tables")
	if err != nil {
		return nil, plainError(filepath.Join(dir, "tables"), err)
	}
	for _, f := range files {
		name, ok := strings.CutSuffix(f.Name(), ".csv")
		if !ok {
			continue
		}
		path := filepath.Join(dir, "tables", f.Name())
		data, err := tree.ReadFile("tables/" + f.Name())
		if err != nil {
			return nil, plainError(path, err)
		}
		t, err := withhold.Read(name, bytes.NewReader(data))
		if err != nil {
			return nil, wrongf("%s: %v", path, err)
		}
		out = append(out, t)
	}
	return out, nil
}

// faults lists some faults of a kind.
func (p *printer) faults(kind string, list []string) {
	for i, c := range list {
		if i == mostTold {
			p.line("  …")
			break
		}
		p.line("  %s: %s", kind, c)
	}
}

// quotable is the text of a folder's scenario, which its note quotes, if it is a built-in one.
func quotable(folder *compare.Folder) (out []string) {
	for _, in := range folder.Manifest.Input("scenario") {
		b, err := fs.ReadFile(data.FS, path.Join("scenarios", in.Name+".yaml"))
		if err == nil && (source{data: b}).input().SHA256 == in.SHA256 {
			out = append(out, string(b))
		}
	}
	return out
}

func (a *app) audit(f *auditFlags, dir string) error {
	folder, err := readFolder(dir)
	if err != nil {
		return err
	}
	if len(folder.Touched) > 0 {
		return differs{fmt.Errorf("%s: not as its run left it: %s", dir, strings.Join(folder.Touched, "; "))}
	}
	threshold := f.threshold
	if threshold == 0 {
		said, err := saidOf(dir)
		if err != nil {
			return err
		}
		if said.Synthetic && said.Threshold == 0 {
			p := printer{w: a.stdout}
			p.line("%s: the data are synthetic and nothing is withheld; --threshold N attacks it as if they were not.", dir)
			return p.err
		}
		if threshold = said.Threshold; threshold < 2 {
			return differs{fmt.Errorf("%s: nothing is withheld, by the choice of whoever ran it: for internal use; --threshold N says what is small", dir)}
		}
	}
	tree, err := openFolder(dir, mostWritten)
	if err != nil {
		return wrong{plainError(dir, err)}
	}
	defer tree.close()
	tables, err := tablesWithin(dir, tree)
	if err != nil {
		return err
	}
	found, err := withhold.Attack(threshold, tables)
	p := printer{w: a.stdout}
	p.faults("half withheld", found.Half)
	untrue := held.To(tree, tables, quotable(folder)...)
	p.faults("not as the tables", untrue)
	if err != nil {
		return differs{errors.Join(fmt.Errorf("%s: %v", dir, err), p.err)}
	}
	p.line("%s: %s counts of which %s are withheld, in %s sums; threshold %d.", dir, report.Figure(float64(found.Cells)), report.Figure(float64(found.Withheld)), report.Figure(float64(found.Ties)), threshold)
	p.faults("small and printed", found.Small)
	for i, c := range found.Narrow {
		if i == mostTold {
			p.line("  …")
			break
		}
		sure := "exactly"
		if !c.Settled {
			sure = "or wider"
		}
		p.line("  told: %s (%s)", c, sure)
	}
	if p.err != nil {
		return p.err
	}
	if len(untrue) > 0 {
		return differs{fmt.Errorf("%s: not everything in it is as its tables are: %s", dir, untrue[0])}
	}
	if n := len(found.Half) + len(found.Small) + len(found.Narrow); n > 0 {
		return differs{fmt.Errorf("%s: %d counts that should not be known are printed or told", dir, n)}
	}
	p.line("No withheld count can be told to a range narrower than %d.", threshold-1)
	p.line("Not read here: the sentences of the page, the words of the note, and what stands in the workbook beside its tables and costs; impact verify makes all of it again.")
	return p.err
}
