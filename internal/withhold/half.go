package withhold

import (
	"fmt"
	"slices"
	"strings"

	"impact/internal/report"
)

// companions are the columns of a table that are withheld together: where one says so, a
// number in another tells of what is withheld. Of tables that count, those are their
// counts; beside them stand here what is reckoned from the counts of the same row.
var companions = map[string][]string{
	"equity":      {"current", "proposed", "difference"},
	"projection":  {"mean", "median", "lo80", "hi80", "lo95", "hi95"},
	"fiscal":      {"central", "lo80", "hi80"},
	"sensitivity": {"at_low", "at_central", "at_high"},
	"variance":    {"first_order", "total"},
}

// followers are columns that are withheld at least where the companions of their row are.
var followers = map[string][]string{"equity": {"lo80", "hi80", "share_current", "share_proposed"}}

// Halves names the rows of the tables of which some values are withheld and others, which
// go together with them, are numbers; and the rows of series of years that are withheld in
// part: a row that is a number beside one that is withheld.
func Halves(tables []report.Table) (out []string) {
	for i := range tables {
		t := &tables[i]
		columns := companions[t.Name]
		if columns == nil {
			columns = countings[t.Name].counts
		}
		out = append(out, halfRows(t, columns)...)
		if countings[t.Name].years {
			out = append(out, halfSeries(t)...)
		}
	}
	return out
}

// halfRows are the numbers that stand in a row beside what is withheld.
func halfRows(t *report.Table, columns []string) (out []string) {
	for n, row := range t.Rows {
		hidden := ""
		var shown []string
		for c, col := range t.Columns {
			own := slices.Contains(columns, col.Name)
			switch text := report.Plain(row[c]); {
			case text == "" || t.Name == "equity" && number0(text) == 0: // zeros are shown
			case !own && !slices.Contains(followers[t.Name], col.Name):
			case text != Word:
				shown = append(shown, col.Name)
			case own:
				hidden = col.Name
			}
		}
		if hidden == "" {
			continue
		}
		for _, s := range shown {
			out = append(out, fmt.Sprintf("%s: %s is a number, and %s is withheld", place(t, n), s, hidden))
		}
	}
	return out
}

// halfSeries are the years that are shown of a series of which another year is withheld.
// Years that are zero belong to no series.
func halfSeries(t *report.Table) (out []string) {
	count, year := column(t, countings[t.Name].counts[0]), column(t, "fiscal_year")
	if count < 0 || year < 0 {
		return nil
	}
	type series struct{ hidden, shown []int }
	by := map[string]*series{}
	var order []string
	for n, row := range t.Rows {
		if report.Plain(row[year]) == "all" {
			continue
		}
		var key strings.Builder
		zero := true
		for c, col := range t.Columns {
			text := report.Plain(row[c])
			switch {
			case slices.Contains(countings[t.Name].counts, col.Name):
				zero = zero && number0(text) == 0
			case c != year:
				key.WriteString(text + "|")
			}
		}
		s := by[key.String()]
		if s == nil {
			s = &series{}
			by[key.String()] = s
			order = append(order, key.String())
		}
		switch {
		case report.Plain(row[count]) == Word:
			s.hidden = append(s.hidden, n)
		case !zero:
			s.shown = append(s.shown, n)
		}
	}
	for _, k := range order {
		s := by[k]
		if len(s.hidden) == 0 {
			continue
		}
		for _, n := range s.shown {
			out = append(out, fmt.Sprintf("%s: it is shown, and another year of its series is withheld (row %d)", place(t, n), s.hidden[0]+1))
		}
	}
	return out
}

// place names a row of a table by its number, the first below the header being 1, and by
// what it counts.
func place(t *report.Table, n int) string {
	var is []string
	for c, col := range t.Columns {
		if text := report.Plain(t.Rows[n][c]); text != "" && !slices.Contains(notIdentity(t.Name), col.Name) && len(is) < 8 {
			is = append(is, text)
		}
	}
	return fmt.Sprintf("%s, row %d (%s)", t.Name, n+1, strings.Join(is, "|"))
}

// notIdentity are the columns that do not say what a row counts.
func notIdentity(table string) []string {
	return slices.Concat(countings[table].counts, companions[table], followers[table], []string{"why", "outcome", "mean", "source"})
}

// column is the place of a column; -1 where a table has none of that name.
func column(t *report.Table, name string) int {
	return slices.IndexFunc(t.Columns, func(c report.Column) bool { return c.Name == name })
}
