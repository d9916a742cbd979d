package serve

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"html/template"
	"io"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"

	"impact/internal/chart"
	"impact/internal/report"

	"gonum.org/v1/plot/vg"
)

// A comparison is pinned states beside each other.
type comparison struct {
	Year     string // the last fiscal year that all of them project; "" for none
	Apart    bool   // they have none in common: each is told of its own last one
	Several  bool   // the proposal can be read in several ways
	Columns  []column
	Ahead    []compared // of that year
	Rows     []compared // of the whole record
	Pictures []picture
}

// A column is a state that is compared.
type column struct {
	Name, Shown, Reading string  // the reading is the one whose figures of the years ahead are told
	Year                 string  // of which it is told; "" where it projects none
	Session              session // of the state alone
	Lead                 template.HTML
	report               *report.Report
}

// A compared row is a figure under every state that is compared.
type compared struct {
	Says, Metric, Reading, Year, Basis string
	Short                              string // for a picture
	Cells                              []cell
	write                              report.Writing
	signed                             bool
}

// A cell is a figure with its bounds, and what its expectation differs from the first's.
type cell struct {
	Of, Reading            string // the name of the state, and the reading that is told; "" where the row names it, or there is one
	Number, Range, Differs string
	values                 []any // low, central, high; nil where there is no figure
}

// A picture is a figure of the comparison.
type picture struct {
	Name, Title, Subtitle, Note string
	Lines                       []string      // names of its lines, in the order of their looks; nil for none
	SVG, Narrow                 template.HTML // at a desk, and on a phone
}

// full is the table that the page shows of what may come.
func (c *comparison) full() []compared { return slices.Concat(c.Ahead, c.Rows) }

// compared holds pinned states against each other.
func (s *Server) compared(x session) (*comparison, error) {
	c := &comparison{Several: len(x.offer.Readings) > 1}
	for _, p := range x.Pins {
		r, err := x.answer(p.State, report.Glance)
		if err != nil {
			return nil, err
		}
		shown := p.State
		shown.Basis = BothBases // both have a row
		col := column{Name: p.Name, Shown: x.offer.words(shown), Reading: p.State.Reading, Session: session{State: p.State, offer: x.offer, of: x.of}, report: r}
		if col.Reading == All {
			col.Reading = r.Shown()
		}
		if col.Lead, err = r.Fragment(report.LeadPart, col.Reading); err != nil {
			return nil, err
		}
		if col.Year = lastYear(r); col.Year != "" && (c.Year == "" || col.Year < c.Year) {
			c.Year = col.Year
		}
		c.Columns = append(c.Columns, col)
	}
	c.agree()
	c.ahead()
	c.behind()
	for _, rows := range [][]compared{c.Ahead, c.Rows} {
		for i := range rows {
			c.lay(&rows[i])
		}
	}
	return c, nil
}

// agree finds the year of which each state is told: one for all, or the last of each.
func (c *comparison) agree() {
	c.Apart = slices.ContainsFunc(c.Columns, func(col column) bool {
		return col.Year != "" && len(tableOf(col.report, "projection").find("fiscal_year", c.Year)) == 0
	})
	for i := range c.Columns {
		if x := &c.Columns[i]; x.Year != "" && !c.Apart {
			x.Year = c.Year
		}
	}
}

// When says of which year the figures ahead are.
func (c *comparison) When() string {
	if c.Apart {
		return "the last fiscal year of each"
	}
	return "fiscal year " + c.Year
}

// ahead are the figures of the last common year, each state under the reading that it shows.
func (c *comparison) ahead() {
	if c.Year == "" {
		return
	}
	for _, m := range ahead {
		row := compared{Says: m.says, Short: m.short, Metric: m.metric, Year: c.When(), write: report.Means, signed: m.signed}
		c.Ahead = append(c.Ahead, c.fill(row, "", "projection", "mean", "metric", m.metric, "law", "difference"))
	}
	for _, basis := range []string{AverageBasis, MarginalBasis} {
		row := compared{Says: "a year for those beds, at the " + basis + " cost", Metric: "cost_of_beds_" + basis, Year: c.When(), Basis: basis, write: report.Money, signed: true}
		c.Ahead = append(c.Ahead, c.fill(row, "", "fiscal", "central", "basis", basis, "item", "beds"))
	}
	c.Ahead = slices.DeleteFunc(c.Ahead, func(r compared) bool {
		return !slices.ContainsFunc(r.Cells, func(x cell) bool { return x.values != nil })
	})
}

// fill finds the figure of a row in a table of each state, of one year, or "" for that of which
// each is told.
func (c *comparison) fill(row compared, year, table, mid string, cells ...string) compared {
	for _, col := range c.Columns {
		t, at := tableOf(col.report, table), cell{}
		for _, r := range t.find(append([]string{"reading", col.Reading, "fiscal_year", cmp.Or(year, col.Year)}, cells...)...) {
			at.values = []any{t.get(r, "lo80"), t.get(r, mid), t.get(r, "hi80")}
		}
		row.Cells = append(row.Cells, at)
	}
	return row
}

// behind are the totals of the record, in every reading that a state counts.
func (c *comparison) behind() {
	for i, col := range c.Columns {
		t := tableOf(col.report, "totals")
		for _, r := range t.t.Rows {
			reading, metric := textOf(t.get(r, "reading")), textOf(t.get(r, "metric"))
			at := slices.IndexFunc(c.Rows, func(o compared) bool { return o.Reading == reading && o.Metric == metric })
			if at < 0 {
				at = len(c.Rows)
				c.Rows = append(c.Rows, compared{Says: totalOf(metric), Metric: metric, Reading: reading, Cells: make([]cell, len(c.Columns)), write: report.Totals})
			}
			c.Rows[at].Cells[i].values = []any{t.get(r, "low"), t.get(r, "central"), t.get(r, "high")}
		}
	}
}

// totals are the totals of the record in words.
var totals = map[string]string{
	"charges_changed":              "charges that change",
	"convictions_changed":          "convictions that change",
	"felony_charges":               "felony charges, net",
	"felony_convictions":           "felony convictions, net",
	"minor_victim_charges_changed": "charges with a victim under 18 that change",
	"registrants":                  "persons on the registry, net",
}

// totalOf is a total of the record in words.
func totalOf(metric string) string {
	if words := totals[metric]; words != "" {
		return words
	}
	return strings.ReplaceAll(metric, "_", " ")
}

// lay writes the cells of a row.
func (c *comparison) lay(r *compared) {
	for i := range r.Cells {
		x := &r.Cells[i]
		if x.Of = c.Columns[i].Name; c.Several && r.Reading == "" {
			x.Reading = c.Columns[i].Reading
		}
		if x.values == nil {
			x.Number = "not counted"
			continue
		}
		g := glanceOf(measured{signed: r.signed}, x.values[0], x.values[1], x.values[2], r.write)
		x.Number, x.Range = g.Number, g.Range
		if _, told := x.values[1].(float64); told && x.Range == "" && r.Year == "" {
			x.Range = "exact"
		}
		if i > 0 {
			x.Differs = r.differs(*x, r.Cells[0])
		}
	}
}

// differs says what an expectation differs from the first one; "" where one is not known. Same is
// what is printed alike, the bounds too.
func (r *compared) differs(x, first cell) string {
	if first.values == nil {
		return ""
	}
	_, a, _, isA := numbers(x.values[0], x.values[1], x.values[2])
	_, b, _, isB := numbers(first.values[0], first.values[1], first.values[2])
	if !isA || !isB {
		return ""
	}
	d, text := r.write.Apart(a, b)
	switch {
	case d == 0 && x.Range == first.Range:
		return "same"
	case d == 0 && r.Year == "":
		return "same, but for the bounds"
	case d == 0:
		return "same, but for the interval"
	case d > 0:
		return text + " more"
	case r.Basis != "":
		return text + " less"
	}
	return text + " fewer"
}

// Read says of which reading the figures ahead are: of all columns, or column by column; "" where
// the proposal can be read in one way.
func (c *comparison) Read() string {
	if !c.Several {
		return ""
	}
	var readings []string
	names := map[string][]string{}
	for _, col := range c.Columns {
		if !slices.Contains(readings, col.Reading) {
			readings = append(readings, col.Reading)
		}
		names[col.Reading] = append(names[col.Reading], col.Name)
	}
	if len(readings) == 1 {
		return "reading " + readings[0]
	}
	for i, r := range readings {
		readings[i] = strings.Join(names[r], ", ") + ": reading " + r
	}
	return strings.Join(readings, "; ")
}

// span is a cell as a figure draws it.
func (c cell) span() chart.Span {
	if c.values == nil {
		return chart.Missing("not counted")
	}
	low, mid, high, ok := numbers(c.values[0], c.values[1], c.values[2])
	switch {
	case !ok:
		return chart.Missing(report.Plain(c.values[1]))
	case low > mid || mid > high:
		return chart.Missing("skewed")
	}
	return chart.Between(low, mid, high)
}

// figures are the pictures of a comparison: the last year, state by state, and each measure
// year by year, all states on one axis.
func (c *comparison) figures() (out []chart.Figure) {
	if len(c.Ahead) == 0 {
		return nil
	}
	body := chart.Dots{FreeX: true, Series: []chart.Series{{Name: "proposal against current law", Ink: chart.Blue}}}
	var alt []string
	for _, col := range c.Columns {
		body.Rows = append(body.Rows, col.Name)
	}
	for _, r := range c.Ahead {
		if r.Basis != "" {
			continue
		}
		p := chart.Panel{Name: r.Short, Values: make([][]chart.Span, 1)}
		for i, x := range r.Cells {
			p.Values[0] = append(p.Values[0], x.span())
			alt = append(alt, c.Columns[i].named(c.Several)+", "+r.Says+": "+x.Number)
		}
		body.Panels = append(body.Panels, p)
	}
	out = append(out, chart.Figure{Name: "compared", Title: "What each what-if adds in " + c.When(), Subtitle: c.of("against current law, a year"),
		Note: "The dot is the expectation, the bar its 80 % interval of chance." + c.skewed(), Alt: strings.Join(alt, "; ") + ".", Body: body})
	for _, m := range ahead {
		if f, ok := c.byYear(m); ok {
			out = append(out, f)
		}
	}
	return out
}

// of is what a picture shows, with the readings that are told.
func (c *comparison) of(shows string) string {
	if read := c.Read(); read != "" {
		return shows + "; " + read
	}
	return shows
}

// named is a column with its reading, where there are several.
func (col column) named(several bool) string {
	if several {
		return col.Name + " (reading " + col.Reading + ")"
	}
	return col.Name
}

// skewed says what the word in a picture means, where it stands in one.
func (c *comparison) skewed() string {
	for _, r := range c.Ahead {
		for _, x := range r.Cells {
			if x.values == nil {
				continue
			}
			if low, mid, high, ok := numbers(x.values[0], x.values[1], x.values[2]); ok && (low > mid || mid > high) {
				return " Skewed: a few draws are so far out that the expectation lies beside its interval; the table has both."
			}
		}
	}
	return ""
}

// byYear is one measure year by year, a line for each state; ok is false for fewer than two
// years.
func (c *comparison) byYear(m measured) (f chart.Figure, ok bool) {
	var years []string
	for _, col := range c.Columns {
		t := tableOf(col.report, "projection")
		for _, r := range t.find("reading", col.Reading, "metric", m.metric, "law", "difference") {
			year := textOf(t.get(r, "fiscal_year"))
			if _, err := strconv.Atoi(year); err == nil && !slices.Contains(years, year) {
				years = append(years, year)
			}
		}
	}
	slices.Sort(years)
	if len(years) < 2 {
		return f, false
	}
	body := chart.Curve{XName: "fiscal year", Level: "80 % interval", XText: years}
	for _, y := range years {
		n, _ := strconv.Atoi(y) // it was one above
		body.X = append(body.X, float64(n))
	}
	var alt []string
	for i, col := range c.Columns {
		line := chart.CurveLine{Name: col.Name}
		for _, y := range years {
			at := c.fill(compared{}, y, "projection", "mean", "metric", m.metric, "law", "difference").Cells[i]
			if line.Points = append(line.Points, at.span()); at.values != nil {
				line.Until = len(line.Points)
			}
		}
		if line.Until == 0 {
			line.Until = len(years)
		}
		alt = append(alt, col.named(c.Several)+": "+line.Points[line.Until-1].Text()+" in fiscal year "+years[line.Until-1])
		body.Lines = append(body.Lines, line)
	}
	title := "Year by year: " + m.says
	return chart.Figure{Name: "compared_" + m.metric, Title: title, Subtitle: c.of("proposal against current law, all what-ifs on one axis"),
		Note: "Lines are expectations, bands 80 % intervals of chance.", Alt: strings.Join(alt, "; ") + ".", Body: body}, true
}

func (s *Server) compare(_ *http.Request, x session) (reply, error) {
	p := page{Title: "Compare", At: comparePath, Session: x}
	var err error
	if p.Against, err = s.compared(x); err != nil {
		return reply{}, err
	}
	for _, f := range p.Against.figures() {
		pic := picture{Name: f.Name, Title: f.Title, Subtitle: f.Subtitle, Note: f.Note}
		if curve, is := f.Body.(chart.Curve); is {
			for _, l := range curve.Lines {
				pic.Lines = append(pic.Lines, l.Name)
			}
		}
		if pic.SVG, err = report.Drawn(f); err != nil {
			return reply{}, err
		}
		f.Name, f.Width = f.Name+"_narrow", narrow
		if pic.Narrow, err = report.Drawn(f); err != nil {
			return reply{}, err
		}
		p.Against.Pictures = append(p.Against.Pictures, pic)
	}
	p.Commands, p.CommandsSay = p.Against.commands()
	return s.reply("compare", p)
}

// commands are those that make the states that are compared, each a folder, and hold each against
// the first; says is how what they withhold is to what the page withholds.
func (c *comparison) commands() (all []string, says string) {
	folder := func(i int) string { return "what-if-" + strconv.Itoa(i+1) }
	var held []string
	for i, col := range c.Columns {
		own := page{Report: col.report, Session: col.Session}
		all = append(all, own.Command()+" --out "+folder(i))
		if how := own.Withheld(); how == report.MoreAlone || how == report.OwnPattern {
			says = "The runs count the same, but what they withhold is not what these pages withhold, over every choice that is told at once: of the two, one alone is to be given out."
		}
		if i > 0 {
			held = append(held, "impact compare "+folder(0)+" "+folder(i))
		}
	}
	return append(all, held...), says
}

// compareCSV is the comparison as a table, one row for each figure of each state.
func (s *Server) compareCSV(_ *http.Request, x session) (reply, error) {
	c, err := s.compared(x)
	if err != nil {
		return reply{}, err
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	out := [][]string{{"name", "state", "reading", "metric", "fiscal_year", "low", "central", "high", "mark"}}
	for i, col := range c.Columns {
		for _, r := range c.full() {
			if v := r.Cells[i].values; v != nil {
				out = append(out, []string{safe(col.Name), cmp.Or(x.offer.Query(col.Session.State), "as at the start"), cmp.Or(r.Reading, col.Reading), r.Metric, c.yearOf(r, col),
					report.Plain(v[0]), report.Plain(v[1]), report.Plain(v[2]), x.offer.Mark})
			}
		}
	}
	err = w.WriteAll(out)
	return reply{status: http.StatusOK, kind: kinds[".csv"], file: "compare.csv", body: b.Bytes()}, err
}

// yearOf is the fiscal year of a figure.
func (c *comparison) yearOf(r compared, col column) string {
	if r.Year == "" {
		return "all of the record"
	}
	return col.Year
}

// narrow is the width of a picture on a phone, whose panels then stand below each other.
const narrow = 3.7 * vg.Inch

// compareDPI is the sharpness of a picture of the comparison.
const compareDPI = 200

// compareFigure is a picture of the comparison as a file.
func (s *Server) compareFigure(r *http.Request, x session) (reply, error) {
	c, err := s.compared(x)
	if err != nil {
		return reply{}, err
	}
	name := path.Base(r.URL.Path)
	ext := path.Ext(name)
	for _, f := range c.figures() {
		write := f.SVG
		switch {
		case f.Name != strings.TrimSuffix(name, ext):
			continue
		case ext == ".png":
			write = func(w io.Writer) error { return f.PNG(w, compareDPI) }
		case ext != ".svg":
			return reply{}, errNone
		}
		var b bytes.Buffer
		err := write(&b)
		return reply{status: http.StatusOK, kind: kinds[ext], file: name, body: b.Bytes()}, err
	}
	return reply{}, errNone
}

// safe is a text that a spreadsheet does not take for a formula.
func safe(s string) string {
	if s != "" && strings.ContainsAny(s[:1], "=+-@\t\r") {
		return "'" + s
	}
	return s
}
