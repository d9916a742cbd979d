package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"impact/internal/assume"
	"impact/internal/ingest"
	"impact/internal/law"
	"impact/internal/plan"

	"github.com/spf13/cobra"
)

func (a *app) schemaCommand() *cobra.Command {
	schemas := map[string]func() ([]byte, error){
		"assumptions": assume.Schema, "costs": assume.CostsSchema, "map": ingest.MapSchema, "plan": plan.Schema, "scenario": law.ScenarioSchema,
	}
	names := slices.Sorted(maps.Keys(schemas))
	return &cobra.Command{
		Use:       "schema " + strings.Join(names, "|"),
		Short:     "The JSON Schema of a kind of file, for editors",
		Args:      cobra.ExactArgs(1),
		ValidArgs: names,
		RunE: func(_ *cobra.Command, args []string) error {
			if !slices.Contains(names, args[0]) {
				return wrongf("no schema %q; one of %s would be right", args[0], strings.Join(names, ", "))
			}
			b, err := schemas[args[0]]()
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.stdout, "%s\n", b)
			return err
		},
	}
}
