package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// An example is command lines that end the help of a command.
type example struct {
	command string
	lines   []string
}

// examples are those of all commands, in an order in which they can be followed in one
// folder; values.csv is what an engine answers to the query of impact sql distinct.
var examples = []example{
	{"impact version", []string{"impact version"}},
	{"impact sample", []string{"impact sample --rows 1000 --seed 2 --out charges.csv"}},
	{"impact inspect", []string{"impact inspect charges.csv"}},
	{"impact check", []string{"impact check"}},
	{"impact schema", []string{"impact schema plan > plan.schema.json"}},
	{"impact law", []string{"impact law 53a-83 --on 2014-05-06"}},
	{"impact explain", []string{"impact explain --statute 53a-83 --offense-date 2014-05-06 --victim-age 16"}},
	{"impact", []string{"impact run"}},
	{"impact run", []string{"impact run charges.csv --reading literal --out literal", "impact run charges.csv --reading minors-only --out minors"}},
	{"impact report", []string{"impact report literal"}},
	{"impact compare", []string{"impact compare literal minors"}},
	{"impact verify", []string{"impact verify literal charges.csv"}},
	{"impact audit", []string{"impact audit literal"}},
	{"impact selftest", []string{"impact selftest"}},
	{"impact reduce", []string{"impact reduce charges.csv --out charges.reduced", "impact run --reduced charges.reduced --provisions rec-3 --out rec-3"}},
	{"impact serve", []string{"impact serve charges.csv --open", "impact serve --reduced charges.reduced --port 8080"}},
	{"impact batch", []string{"impact batch sweep --dry-run", "impact batch sweep --out sweep"}},
	{"impact sql", []string{"impact sql distinct --dialect duckdb --table charges > distinct.sql", "impact sql reduce --dialect duckdb --table charges --distinct values.csv --out sql"}},
	{"impact sql distinct", []string{"impact sql distinct --dialect postgres --table court.charges > distinct.sql"}},
	{"impact sql reduce", []string{"impact sql reduce --dialect spark --distinct values.csv --codes s3://bucket/codes.csv --out spark"}},
}

// exemplify ends the help of each command with its examples.
func exemplify(c *cobra.Command) {
	const heading = `{{if .HasExample}}

Examples:
{{.Example}}{{end}}`
	c.SetUsageTemplate(strings.TrimSuffix(strings.Replace(c.UsageTemplate(), heading, "", 1), "\n") + heading + "\n")
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		for _, e := range examples {
			if e.command == c.CommandPath() {
				c.Example = "  " + strings.Join(e.lines, "\n  ")
			}
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(c)
}
