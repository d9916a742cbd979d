package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"impact/internal/assume"
	"impact/internal/ingest"
	"impact/internal/law"

	"github.com/spf13/cobra"
)

func (a *app) checkCommand() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:   "check [FILE…]",
		Short: "What is wrong with scenario, law, map, assumption, cost and plan files, every fault with its place",
		Long: `Reads files of scenarios, column maps, assumptions, costs and plans, and law packs (folders),
as a run would, and tells every fault as file:line:column. The kind of a file is told
by its keys. Without FILE it checks everything that is built in.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error { return a.check(args, dir) },
	}
	c.Flags().StringVar(&dir, "law", "", "folder of the law pack that scenarios are checked against")
	return c
}

func (a *app) check(args []string, dir string) error {
	var errs []error
	for _, c := range checks(args) {
		if err := c.run(dir); err != nil {
			errs = append(errs, err)
			continue
		}
		if !a.quiet {
			fmt.Fprintf(a.stdout, "%s: good\n", c.name)
		}
	}
	if len(errs) > 0 {
		return wrong{errors.Join(errs...)}
	}
	return nil
}

// one is a thing to check.
type one struct {
	name string
	run  func(lawDir string) error
}

func checks(args []string) []one {
	var out []one
	for _, name := range args {
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			out = append(out, one{name, func(string) error {
				if what := folderInstead(name); what != "" {
					return wrongf("%s: %s; a file, or the folder of a law pack, would be right here", name, what)
				}
				_, _, err := pack(filepath.Base(name), name)
				return err
			}})
			continue
		}
		out = append(out, one{name, func(dir string) error {
			b, err := readWhole(name, mostText)
			if err != nil {
				return wrong{plainError(name, err)}
			}
			return checkFile(source{name: name, base: filepath.Base(name), data: b}, dir)
		}})
	}
	if len(args) > 0 {
		return out
	}
	for _, p := range packs() {
		out = append(out, one{"law/" + p, func(string) error { _, _, err := pack(p, ""); return err }})
	}
	for _, folder := range []string{"scenarios", "maps", "assumptions", "costs", "plans"} {
		for _, n := range builtIn(folder) {
			out = append(out, one{path.Join(folder, n), func(string) error {
				src, err := named(folder, n)
				if err != nil {
					return err
				}
				return checkFile(src, "")
			}})
		}
	}
	return out
}

// checkFile reads a file as what its keys say it is.
func checkFile(src source, dir string) (err error) {
	switch kindOf(src.data) {
	case "assumptions":
		_, err = assume.Load(src.name, src.data)
	case "costs":
		_, err = assume.LoadCosts(src.name, src.data)
	case "map":
		_, err = ingest.LoadMap(src.name, src.data)
	case "plan":
		err = checkPlan(src)
	default:
		err = checkScenario(src, dir)
	}
	return err
}

// checkPlan reads a plan with all that it names, and spreads it into jobs; of the charges
// it reads the heads.
func checkPlan(src source) error {
	b, err := readBatch(&batchFlags{}, src, nil)
	if err == nil {
		b.shut()
	}
	return err
}

// checkScenario reads a scenario against its law and proposes each reading.
func checkScenario(src source, dir string) error {
	text, err := law.ReadScenario(src.name, src.data, false)
	if err != nil {
		return err
	}
	code, _, err := pack(text.Pack(), dir)
	if err != nil {
		return err
	}
	s, err := text.Against(code)
	if err != nil {
		return err
	}
	day := s.Baseline
	if day == 0 {
		day = defaultBaseline
	}
	for _, r := range s.ReadingIDs() {
		if _, err := s.Propose(r, nil, day); err != nil {
			return fmt.Errorf("%s:1:1: %w", src.name, err)
		}
	}
	return nil
}

// kinds are the keys that stand at the top of one kind of file alone.
var kinds = map[string]string{
	"assumptions": "assumptions", "dials": "assumptions",
	"costs": "costs", "rows": "costs", "lines": "costs", "footnotes": "costs",
	"map": "map", "columns": "map", "delimiter": "map", "law_date": "map",
	"scenario": "scenario", "pack": "scenario", "provisions": "scenario",
	"plan": "plan", "scenarios": "plan", "hypercube": "plan", "draws": "plan",
}

// kindOf is the kind of a file: a plan where a key of plans alone stands in it, else what
// the first of its keys that tells it says.
func kindOf(b []byte) string {
	for line := range bytes.Lines(b) {
		if key, _, ok := strings.Cut(string(line), ":"); ok && kinds[key] == "plan" {
			return "plan"
		}
	}
	for line := range bytes.Lines(b) {
		if key, _, ok := strings.Cut(string(line), ":"); ok && kinds[key] != "" {
			return kinds[key]
		}
	}
	return "scenario"
}
