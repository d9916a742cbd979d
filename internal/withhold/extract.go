package withhold

import (
	"slices"
	"strings"

	"impact/internal/report"
)

// Where non-convictions are erased, a docket is an extract of convictions: what is charged is what
// is convicted, row by row over all years, which whoever reads the tables sees, and nothing says so. A
// figure of the one is then the cell of the other. Years are not alike: a charge is of that in which it was
// filed, a conviction of that in which it was entered.

// staged are the tables by which an extract of convictions is known.
var staged = []string{"class_shift", "section_shift", "class_level"}

// isExtract reports whether all choices are of an extract of convictions. Who has a folder from which rows
// are withheld takes it for none: rows of both stages that are withheld are not the same for that.
func isExtract(choices [][]report.Table) bool {
	return !slices.ContainsFunc(choices, func(tables []report.Table) bool {
		return !allConvicted(tables) || slices.ContainsFunc(tables, func(t report.Table) bool {
			return slices.Contains(staged, t.Name) && slices.ContainsFunc(t.Rows, func(row []any) bool { return slices.Contains(row, any(Word)) })
		})
	})
}

// allConvicted reports whether each row of the charged, over all years, has one of the convicted that is the same,
// and the other way round.
func allConvicted(tables []report.Table) bool {
	seen := false
	for i := range tables {
		t := &tables[i]
		if !slices.Contains(staged, t.Name) {
			continue
		}
		one := map[string]int{}
		for _, is := range textsOf(t) {
			if is.at("fiscal_year") != "all" {
				continue
			}
			var key strings.Builder
			for n, text := range is.texts {
				if is.columns[n] != "stage" {
					key.WriteString(text + "|")
				}
			}
			one[key.String()] += 2*int(unit(is.at("stage") == "charged")) - 1
			seen = true
		}
		for _, n := range one {
			if n != 0 {
				return false
			}
		}
	}
	return seen
}

// stages are names of what is convicted, by those of what is charged.
var stages = map[string]string{"convicted": "charged", "convictions_changed": "charges_changed", "felony_convictions": "felony_charges"}

// stageless is a text of the name of a row; of all years in an extract of convictions one for both stages.
func (d *disclosure) stageless(text string, is texts) string {
	if d.extract && (is.at("fiscal_year") == "all" || is.at("fiscal_year") == "") {
		if charged, ok := stages[text]; ok {
			return charged
		}
	}
	return text
}
