package dialect

import (
	"fmt"
	"strings"
)

// A Column of the table is listed under this name by Distinct, as a value.
const Column = "(column)"

// key is the SQL of a field's key over the columns of t.
func (d Dialect) key(sources []string) string {
	var parts []string
	for _, s := range sources {
		text := fmt.Sprintf(d.trim, fmt.Sprintf(d.text, "t."+d.Ident(s)))
		parts = append(parts, "COALESCE("+text+", '')")
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return "CONCAT(" + strings.Join(parts, ", "+d.constant(between)+", ") + ")"
}

// Distinct is a query that lists the different texts of each field that is no id,
// with the bytes of the text and how many rows have it, and the table's columns.
func Distinct(d Dialect, table string, header []string, fields []Field) string {
	var parts []string
	names := fmt.Sprintf("%s, %s, %s, %s", d.Ident("column"), d.Ident("value"), d.Ident("hex"), d.Ident("rows"))
	for _, name := range header {
		value := fmt.Sprintf(d.text, d.literal(name))
		parts = append(parts, fmt.Sprintf("SELECT %s AS %s, %s AS %s, %s AS %s, 0 AS %s",
			d.literal(Column), d.Ident("column"), value, d.Ident("value"), fmt.Sprintf(d.hex, value), d.Ident("hex"), d.Ident("rows")))
	}
	for _, f := range fields {
		if f.ID || len(f.Sources) == 0 {
			continue
		}
		parts = append(parts, fmt.Sprintf("SELECT %s, v, %s, COUNT(*)\nFROM (SELECT %s AS v FROM %s AS t) AS x\nGROUP BY v",
			d.literal(f.Name), fmt.Sprintf(d.hex, "v"), d.key(f.Sources), d.Table(table)))
	}
	return fmt.Sprintf("SELECT %s\nFROM (\n%s\n) AS listed", names, indent(strings.Join(parts, "\nUNION ALL\n")))
}

func indent(text string) string { return "  " + strings.ReplaceAll(text, "\n", "\n  ") }
