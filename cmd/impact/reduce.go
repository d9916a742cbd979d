package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"impact/internal/court"

	"impact/internal/report"

	"github.com/spf13/cobra"
)

type reductionFlags struct {
	question
	dataFlags
	scenarios []string
	baselines []string
	out       string
	count     string
	force     bool
}

func (a *app) reduceCommand() *cobra.Command {
	f := &reductionFlags{}
	c := &cobra.Command{
		Use:   "reduce [FILE…]",
		Short: "Read charges once and keep what scenarios need of them, for impact run --reduced",
		Long: `Reads charges (CSV or Parquet; without FILE the built-in sample) and reduces them to
the kinds of charges, cases and persons in them, each with its number. The file that
it writes holds no row, id, name or exact date. impact run --reduced FILE takes it in
place of the charges, any number of times, for the scenarios that are named here. A file
that is there already is written over only if it holds reduced charges.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error { return a.reduce(f, args) },
	}
	fl := c.Flags()
	fl.StringSliceVar(&f.scenarios, "scenario", []string{usualScenario}, "scenarios that will be asked, built in or files: "+strings.Join(builtIn("scenarios"), ", "))
	fl.StringSliceVar(&f.baselines, "baseline", nil, "days of the law that history will be carried to (default the scenario's, else "+defaultBaseline.String()+")")
	fl.StringVar(&f.lawDir, "law", "", "folder of a law pack to use instead of the built-in one")
	fl.StringVar(&f.mapName, "map", "", "column map, built in or a file: "+strings.Join(builtIn("maps"), ", "))
	fl.StringSliceVar(&f.allow, "allow-column", nil, "columns that look like identifiers and have been reviewed")
	fl.StringVar(&f.out, "out", "charges.reduced", "the file to write")
	fl.BoolVar(&f.force, "force", false, "write over a file that holds something else than reduced charges")
	fl.StringVar(&f.count, "count", "", "write no file; print as JSON how many kinds of cases and persons there are (cases), or of charges too (charges)")
	fl.Lookup("count").NoOptDefVal = "cases"
	fl.BoolVar(&f.noBar, "no-progress", false, "show no progress")
	memoryFlag(fl, &f.memory)
	return c
}

func (a *app) reduce(f *reductionFlags, args []string) (err error) {
	if f.within, err = keepWithin(f.memory); err != nil {
		return err
	}
	if _, known := extents[f.count]; !known {
		return wrongf("--count=%s: --count=cases or --count=charges would be right", f.count)
	}
	var c *claim
	if f.count == "" {
		if err := ownsReduced(f.out, f.force, args); err != nil {
			return err
		}
		if c, err = take(f.out); err != nil {
			return err
		}
		defer c.release()
	}
	s, err := early(f.openAll)
	if err != nil {
		return err
	}
	in, err := a.read(f.dataFlags, s, args, extents[f.count])
	if err != nil {
		return err
	}
	k := countKinds(in.roll)
	if f.count != "" {
		return json.NewEncoder(a.stdout).Encode(k)
	}
	in.widen()
	stop := a.busy("writing", f.noBar)
	err = in.write(c)
	if stop(); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%s: %s\n", f.out, k)
	return nil
}

// extents are what --count asks of a roll.
var extents = map[string]court.Extent{"": court.InFull, "cases": court.CountUnits, "charges": court.CountCharges}

// openAll opens the scenarios as one study with the cuts of them all.
func (f *reductionFlags) openAll() (*study, error) {
	days := f.baselines
	if len(days) == 0 {
		days = []string{""}
	}
	var all *study
	for _, name := range f.scenarios {
		for _, day := range days {
			q := f.question
			q.scenario, q.reading, q.baseline = name, "all", day
			s, err := q.open()
			if err != nil {
				return nil, err
			}
			switch {
			case all == nil:
				all = s
			case !all.readsAs(s):
				return nil, wrongf("--scenario %s: it reads statutes otherwise than %s; impact reduce once for each", name, f.scenarios[0])
			default:
				all.whole = append(all.whole, s.whole...)
			}
		}
	}
	if all == nil {
		return nil, wrongf("--scenario: the name of a scenario would be right")
	}
	return all, nil
}

// kindCounts is how far charges were reduced.
type kindCounts struct {
	Read       int64 `json:"rows_read"`
	Kept       int64 `json:"rows_kept"`
	Signatures int   `json:"kinds_of_charges,omitempty"`
	Cases      units `json:"cases"`
	Persons    units `json:"persons"`
}

// units is how many cases or persons there are, of how many kinds, and the sum of the
// squares of the kinds' numbers, by which two reductions can be held against each other.
type units struct {
	Number  int64 `json:"number"`
	Kinds   int   `json:"kinds"`
	Squares int64 `json:"sum_of_squares"`
	Largest int64 `json:"largest"`
}

func countKinds(r *court.Roll) kindCounts {
	count := func(sort court.Sort) (u units) {
		r.Each(sort, func(together int, weight, kinds int64) {
			u.Kinds += int(kinds)
			u.Number, u.Squares, u.Largest = u.Number+kinds*weight*int64(together), u.Squares+kinds*weight*weight, max(u.Largest, weight)
		})
		return u
	}
	return kindCounts{r.Read().Rows, r.Kept().Rows, r.Signatures(), count(court.OfCases), count(court.OfPersons)}
}

func (k kindCounts) String() string {
	text := fmt.Sprintf("%s read, %s kept: %s of charges, %s of %s", plural(k.Read, "row"), report.Figure(float64(k.Kept)), plural(k.Signatures, "kind"),
		plural(k.Cases.Number, "case"), plural(k.Cases.Kinds, "kind"))
	if k.Persons.Kinds > 0 {
		text += fmt.Sprintf(", %s of %s", plural(k.Persons.Number, "person"), plural(k.Persons.Kinds, "kind"))
	}
	return text
}
