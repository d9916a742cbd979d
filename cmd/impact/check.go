package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"impact/internal/ingest"
	"impact/internal/law"

	"github.com/spf13/cobra"
)

func (a *app) checkCommand() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:   "check [FILE…]",
		Short: "What is wrong with scenario, law and map files, every fault with its place",
		Long: `Reads scenario and map files, and law packs (folders), as a run would, and tells
every fault as file:line:column. Without FILE it checks everything that is built in.`,
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
			out = append(out, one{name, func(string) error { _, _, err := pack(filepath.Base(name), name); return err }})
			continue
		}
		out = append(out, one{name, func(dir string) error {
			b, err := os.ReadFile(name)
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
	for _, folder := range []string{"scenarios", "maps"} {
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

// checkFile tells a map from a scenario by its first key.
func checkFile(src source, dir string) error {
	if kindOf(src.data) == "map" {
		_, err := ingest.LoadMap(src.name, src.data)
		return err
	}
	name, err := law.PackOf(src.name, src.data)
	if err != nil {
		return err
	}
	code, _, err := pack(name, dir)
	if err != nil {
		return err
	}
	s, err := law.LoadScenario(code, src.name, src.data)
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

// kindOf is the kind of a file: what its first line that is a key says.
func kindOf(b []byte) string {
	for line := range bytes.Lines(b) {
		if key, _, ok := strings.Cut(string(line), ":"); ok && key != "" && !strings.ContainsAny(key, "# \t-") {
			switch key {
			case "map", "columns", "delimiter", "law_date":
				return "map"
			}
			return "scenario"
		}
	}
	return "scenario"
}
