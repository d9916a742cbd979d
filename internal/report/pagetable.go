package report

import (
	"html"
	"math"
	"slices"
	"strconv"
	"strings"
)

// An exhibit is the rows of a table that a figure rests on, or that stand in the page to
// be opened: those of the reading that is shown, and of every reading where they are the
// same.
type exhibit struct {
	Name  string // of the exhibit; no other has it
	Table string
	Says  string
	Where []condition
	Every bool // the rows of every reading
}

// A condition is what a column of a row must hold, or must not.
type condition struct {
	column, value string
	not           bool
}

// restOn says which rows of which table a figure rests on: "class_shift unit=charge".
var restOn = map[string]string{
	"readings":               "totals",
	"class_flow":             "class_shift fiscal_year=all unit=charge stage=charged",
	"class_by_year":          "class_shift fiscal_year!=all unit=charge stage=charged",
	"registry_flow":          "registry fiscal_year!=all",
	"minor_victims":          "minor_moves stage=charged",
	"felony_convictions_fan": "projection metric=felony_convictions fiscal_year!=all",
	"registry_fan":           "projection metric=registry_stock fiscal_year!=all",
	"beds_fan":               "projection metric=beds fiscal_year!=all",
	"cost_average":           "fiscal item=beds basis=average",
	"cost_marginal":          "fiscal item=beds basis=marginal",
	"tornado":                "sensitivity metric=beds",
	"tornado_registrants":    "sensitivity metric=new_registrants",
	"backtest":               "backtest",
	"attribution":            "attribution",
	"equity":                 "equity group_by=race",
}

// cut are the tables of which the page shows some rows only.
var cut = map[string]string{
	"coverage": "coverage fiscal_year=all",
	"variance": "variance metric=beds",
}

// exhibitUnder is what a figure rests on; false where it rests on no table of the report.
func (r *Report) exhibitUnder(figure string) (exhibit, bool) {
	spec, known := restOn[figure]
	e := parseExhibit(spec)
	t := r.Table(e.Table)
	if !known || t == nil {
		return exhibit{}, false
	}
	e.Name, e.Says, e.Every = figure, t.Says, figure == "readings"
	return e, true
}

// exhibitOf is a table that stands in the page to be opened.
func exhibitOf(t Table) exhibit {
	spec := t.Name
	if s, ok := cut[t.Name]; ok {
		spec = s
	}
	e := parseExhibit(spec)
	e.Name, e.Says = "table-"+t.Name, t.Says
	return e
}

func parseExhibit(spec string) exhibit {
	words := strings.Fields(spec)
	if len(words) == 0 {
		return exhibit{}
	}
	e := exhibit{Table: words[0]}
	for _, w := range words[1:] {
		column, value, _ := strings.Cut(w, "=")
		c := condition{column: strings.TrimSuffix(column, "!"), value: value, not: strings.HasSuffix(column, "!")}
		e.Where = append(e.Where, c)
	}
	return e
}

// Rows says in words which rows of the table it is.
func (e exhibit) Rows() string {
	parts := []string{"Rows of tables/" + e.Table + ".csv"}
	var where []string
	for _, c := range e.Where {
		is := " is "
		if c.not {
			is = " is not "
		}
		where = append(where, c.column+is+c.value)
	}
	if len(where) > 0 {
		parts = append(parts, " where "+listOf(where, "and"))
	}
	if e.Every {
		return strings.Join(parts, "") + ", every reading."
	}
	return strings.Join(parts, "") + ", of the reading shown."
}

// of are the rows of a report under a reading.
func (e exhibit) of(r *Report, reading string) Table {
	t := r.Table(e.Table)
	if t == nil {
		return Table{Name: e.Table}
	}
	at := make([]int, len(e.Where))
	for i, c := range e.Where {
		at[i] = slices.IndexFunc(t.Columns, func(x Column) bool { return x.Name == c.column })
	}
	out := Table{Name: t.Name, Says: t.Says, Columns: t.Columns}
	for _, row := range t.Rows {
		keep := e.Every || row[1] == reading || row[1] == allReadings
		for i, c := range e.Where {
			keep = keep && (row[at[i]] == c.value) != c.not
		}
		if keep {
			out.Rows = append(out.Rows, row)
		}
	}
	return out
}

// Skip is how many of the first columns, scenario and reading, the page leaves out.
func (e exhibit) Skip() int {
	if e.Every {
		return 1
	}
	return 2
}

// csvText is a table as its file has it.
func csvText(t Table) (string, error) {
	var b strings.Builder
	err := t.WriteCSV(&b)
	return b.String(), err
}

// htmlTable is a table for reading, without its first columns. Names of columns lose
// their underscores. The page's script builds the same from the CSV.
func htmlTable(t Table, skip int) string {
	if len(t.Rows) == 0 {
		return "<p>No rows.</p>"
	}
	var b strings.Builder
	b.WriteString("<table><thead><tr>")
	for _, c := range t.Columns[skip:] {
		b.WriteString(`<th scope="col"` + side(c) + ">" + html.EscapeString(spaced(c.Name)) + "</th>")
	}
	b.WriteString("</tr></thead><tbody>")
	for _, row := range t.Rows {
		b.WriteString("<tr>")
		for i, v := range row[skip:] {
			b.WriteString("<td")
			b.WriteString(side(t.Columns[skip+i]))
			b.WriteString(">")
			b.WriteString(html.EscapeString(cellText(v)))
			b.WriteString("</td>")
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</tbody></table>")
	return b.String()
}

// side marks the cells of numbers, which stand on the right.
func side(c Column) string {
	if c.Kind == Text {
		return ""
	}
	return ` class="n"`
}

// kinds is one letter for each column: n for numbers, t for text.
func kinds(t Table) string {
	var b strings.Builder
	for _, c := range t.Columns {
		if c.Kind == Text {
			b.WriteByte('t')
		} else {
			b.WriteByte('n')
		}
	}
	return b.String()
}

// cellText writes a table's value for reading: numbers with two decimals, below one with
// four.
func cellText(v any) string {
	switch v := v.(type) {
	case int64:
		return Figure(float64(v))
	case float64:
		if v = Round(v); v <= -1 || v == 0 || v >= 1 {
			return Figure(v)
		}
		text := strconv.FormatFloat(math.Floor(math.Abs(v)*1e4+0.5)/1e4, 'f', -1, 64)
		if v < 0 && text != "0" {
			text = "−" + text
		}
		return text
	}
	return Plain(v)
}
