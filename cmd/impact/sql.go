package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"impact/internal/dialect"
	"impact/internal/ingest"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// sqlFlags are what both steps ask.
type sqlFlags struct {
	dialect string
	table   string
	mapName string
	allow   []string
	d       dialect.Dialect
	m       *ingest.Map
}

func (f *sqlFlags) flags(fl *pflag.FlagSet) {
	fl.StringVar(&f.dialect, "dialect", "", "whose SQL: "+strings.Join(dialect.Names(), ", "))
	fl.StringVar(&f.table, "table", "charges", "table or view of charges, as schema.table where it has a schema")
	fl.StringVar(&f.mapName, "map", "", "column map, built in or a file: "+strings.Join(builtIn("maps"), ", "))
	fl.StringSliceVar(&f.allow, "allow-column", nil, "columns that look like identifiers and have been reviewed")
}

func (f *sqlFlags) check() error {
	var known bool
	if f.d, known = dialect.Find(f.dialect); !known {
		return wrongf("--dialect %q: one of %s would be right", f.dialect, strings.Join(dialect.Names(), ", "))
	}
	for _, part := range strings.Split(f.table, ".") {
		if strings.TrimSpace(part) == "" {
			return wrongf("--table %q: a name, or a part of it, is blank; charges, or court.charges, would be right", f.table)
		}
	}
	return nil
}

func (a *app) sqlCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "sql distinct|reduce --dialect D",
		Short: "SQL that reduces charges on an engine that holds them",
		Long: `Writes SQL for an engine that already holds the charges (` + strings.Join(dialect.Names(), ", ") + `),
in two steps. impact sql distinct writes a query for the different texts of the
columns that matter; impact sql reduce understands its result and writes the codes
of the texts and the queries that count kinds of charges, cases and persons.
impact run --reduced takes the answer and gives what a run on the rows would give.
docs/scale.md shows the whole path.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(a.sqlDistinct(), a.sqlReduce())
	return c
}

func (a *app) sqlDistinct() *cobra.Command {
	f := &sqlFlags{}
	var columns []string
	c := &cobra.Command{
		Use:   "distinct --dialect D",
		Short: "A query for the different texts of the columns that matter",
		Long: `Prints a query that lists the table's columns and, for each column that the program
reads and that is no id, its different texts and how many rows have them: columns
column, value, hex (the bytes of the text, which no export can spoil) and rows.
Export its result as CSV or Parquet, with a header, for impact sql reduce.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := f.check(); err != nil {
				return err
			}
			var err error
			if f.m, _, err = loadMap(f.mapName); err != nil {
				return err
			}
			if err := wholeColumns(columns, c.Flags().Changed("columns")); err != nil {
				return err
			}
			if len(columns) == 0 {
				columns = f.columns()
			}
			fields, _, err := ingest.Fields("--columns", columns, ingest.Options{Map: f.m, Allow: f.allow})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.pipe, "%s;\n", dialect.Distinct(f.d, f.table, columns, neededOf(fields)))
			return err
		},
	}
	f.flags(c.Flags())
	c.Flags().StringSliceVar(&columns, "columns", nil, "the table's columns (default those that the map reads; without a map those of the contract but victim_id)")
	return c
}

// wholeColumns refuses a list of columns that names none, a blank one, or one twice.
func wholeColumns(columns []string, given bool) error {
	if given && len(columns) == 0 {
		return wrongf("--columns: names such as charge_id,case_id,statute would be right")
	}
	for i, name := range columns {
		switch {
		case strings.TrimSpace(name) == "":
			return wrongf("--columns %s: a name is blank; names such as charge_id,case_id,statute would be right", strings.Join(columns, ","))
		case slices.Contains(columns[:i], name):
			return wrongf("--columns: %s is named twice; once would be right", name)
		}
	}
	return nil
}

// columns are the table's columns where none are named: those that the map reads and drops.
// Without a map, or with one that names none, the columns of the contract are read.
func (f *sqlFlags) columns() []string {
	contract := slices.DeleteFunc(ingest.Columns(), func(s string) bool { return s == "victim_id" })
	if f.m == nil {
		return contract
	}
	out := f.m.Reads()
	if f.m.Columns == (ingest.Entries{}) {
		for _, name := range contract {
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	for _, d := range f.m.Drop {
		if !slices.Contains(out, d.Value) {
			out = append(out, d.Value)
		}
	}
	return out
}

// neededOf are the fields that a reduction needs, without their values.
func neededOf(fields []*ingest.Field) []dialect.Field {
	var out []dialect.Field
	for _, f := range fields {
		if dialect.Needed(f.Name) {
			out = append(out, dialect.Field{Name: f.Name, Sources: f.Sources, ID: f.ID, Missing: f.Missing, Marks: f.Marks})
		}
	}
	return out
}

// reduceFlags are the flags of the second step.
type reduceFlags struct {
	sqlFlags
	question
	distinct  string
	codes     string
	out       string
	slices    int
	synthetic bool
	force     bool
}

func (a *app) sqlReduce() *cobra.Command {
	f := &reduceFlags{}
	c := &cobra.Command{
		Use:   "reduce --dialect D --distinct FILE",
		Short: "The codes of the texts, and the queries that count by codes",
		Long: `Understands the texts that the query of impact sql distinct listed, under the law
and the scenario that the flags name, and writes into the folder --out: codes.csv, the
table of codes; reduce.sql, which loads it and reduces the table in tables of its own;
answer.sql, whose result is the answer; and drop.sql. Run reduce.sql and answer.sql in
one session. Without --out all is printed as one script that needs no file.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			f.only = c.Flags().Changed("provisions")
			return a.writeReduction(f)
		},
	}
	f.sqlFlags.flags(c.Flags())
	f.question.flags(c.Flags())
	fl := c.Flags()
	fl.StringVar(&f.distinct, "distinct", "", "what the query of impact sql distinct gave, CSV or Parquet")
	fl.StringVar(&f.codes, "codes", "codes.csv", "where the engine finds the table of codes: a path or address as it takes it")
	fl.StringVar(&f.out, "out", "", "folder to write into")
	fl.IntVar(&f.slices, "slices", 1, "queries among which cases and persons are shared out by the hash of their ids, for an engine with little memory")
	fl.BoolVar(&f.synthetic, "synthetic", false, "the charges are invented")
	fl.BoolVar(&f.force, "force", false, "replace files that exist")
	return c
}

func (a *app) writeReduction(f *reduceFlags) error {
	if err := f.sqlFlags.check(); err != nil {
		return err
	}
	switch {
	case f.distinct == "":
		return wrongf("--distinct: the file that the query of impact sql distinct gave would be right")
	case f.slices < 1 || f.slices > 4096:
		return wrongf("--slices %d: a number from 1 to 4096 would be right", f.slices)
	case f.codes == "":
		return wrongf("--codes: a path would be right")
	}
	s, err := f.open()
	if err != nil {
		return err
	}
	coding, err := a.coding(f, s)
	if err != nil {
		return err
	}
	if f.out == "" {
		script := dialect.Reduce(f.d, coding, f.table, "", f.slices)
		_, err := fmt.Fprintf(a.pipe, "%s%s%s;\n", script.Load, script.Make, strings.Join(script.Queries, ";\n"))
		return err
	}
	return a.writeScript(f, coding)
}

// writeScript writes the folder of the second step.
func (a *app) writeScript(f *reduceFlags, coding *dialect.Coding) error {
	script := dialect.Reduce(f.d, coding, f.table, f.codes, f.slices)
	type file struct{ name, text string }
	files := []file{{"codes.csv", string(coding.CodesCSV(f.d))}, {"reduce.sql", script.Load + script.Make}, {"drop.sql", script.Drop}}
	for i, q := range script.Queries {
		name := "answer.sql"
		if f.slices > 1 {
			name = fmt.Sprintf("answer-%0*d.sql", len(fmt.Sprint(f.slices)), i+1)
		}
		files = append(files, file{name, q + ";\n"})
	}
	if err := os.MkdirAll(f.out, 0o777); err != nil {
		return plainError(f.out, err)
	}
	var puts []*put
	for _, x := range files {
		p, err := newPut(filepath.Join(f.out, x.name), f.force)
		if err != nil {
			return err
		}
		defer p.leave()
		if _, err = io.WriteString(p, x.text); err == nil {
			err = p.whole()
		}
		if err != nil {
			return plainError(p.name, err)
		}
		puts = append(puts, p)
	}
	for _, p := range puts { // all of them are on the disk
		if err := p.settle(); err != nil {
			return err
		}
	}
	answers := "answer.sql"
	if f.slices > 1 {
		answers = fmt.Sprintf("the %d answer queries", f.slices)
	}
	a.talk("%s: %s in codes.csv; reduce.sql, then %s in the same session; drop.sql puts things away", f.out, plural(len(coding.Codes), "code"), answers)
	return nil
}
