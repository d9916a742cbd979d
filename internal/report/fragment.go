package report

import (
	"fmt"
	"html/template"
	"math"
	"slices"
	"strings"

	"impact/internal/chart"
	"impact/internal/paper"
)

// Style is the style sheet of the page.
func Style() string { return pageStyle }

// Shown is the reading that a report shows first.
func (r *Report) Shown() string { return r.main() }

// Quote writes an argument of a command as a shell takes it.
func Quote(arg string) string { return quote(arg) }

// Noun is what the proposal calls its provisions: "recommendation".
func (r *Report) Noun() string { return r.noun() }

// A Writing is how figures of one kind are written: an expectation, and a bound of it.
type Writing struct {
	Mid, Bound func(float64) string
	left       func(float64) float64 // of a number, by Mid
	apart      func(float64) string  // writes a difference
	step       func(float64) float64 // of the last digit that Mid writes; 0 where the difference needs no rounding
}

// The kinds of figures that are read at a glance and held against each other.
var (
	Totals = Writing{Figure, Figure, cents, Figure, none}                                                     // of the record
	Means  = Writing{mid, near, meant, Figure, stepOf}                                                        // of a projection
	Money  = Writing{dollars, dollars, func(v float64) float64 { return cents(digits(v, 3)) }, dollars, none} // three significant digits
)

// Apart is what a is more than b, reckoned between the two as they are written, so that a reader
// who subtracts what is printed finds the same; and that without its sign as a text: to the last
// digit that both have, of money to three.
func (w Writing) Apart(a, b float64) (difference float64, text string) {
	difference = w.left(a) - w.left(b)
	if step := max(w.step(a), w.step(b)); step > 0 {
		difference = math.Round(difference/step) * step
	}
	difference = Round(difference)
	return difference, w.apart(math.Abs(difference))
}

func none(float64) float64 { return 0 }

// stepOf is the step of the last digit that mid writes; 0 of nothing, which is exact.
func stepOf(v float64) float64 {
	switch a := math.Abs(v); {
	case a >= 1000:
		return 1
	case a >= 0.995:
		return 0.1
	case a > 0:
		return 0.01
	}
	return 0
}

// Flag is what stands above all figures, and Facts what the data are and what they lack.
func (r *Report) Flag() string { return r.About()[flagAt] }

// Facts are what the data are and what they lack.
func (r *Report) Facts() []string { return slices.Delete(r.About(), flagAt, flagAt+1) }

// The parts of the page that Fragment makes.
const (
	LeadPart      = "lead"      // the sentences that tell most
	MorePart      = "more"      // all others
	MovesPart     = "moves"     // provision by provision, who moves
	StatementPart = "statement" // whom it concerns
)

// Fragment is a part of the page under a reading, as the page itself has it.
func (r *Report) Fragment(part, reading string) (template.HTML, error) {
	return r.fragment(part, "", reading)
}

func (r *Report) fragment(part, about, reading string) (template.HTML, error) {
	for _, l := range leavesOf(r) {
		if l.Reading != reading {
			continue
		}
		var b strings.Builder
		err := page.ExecuteTemplate(&b, part, slot{l, about})
		return template.HTML(tidy(b.String())), err
	}
	return "", fmt.Errorf("the report has no reading %s; one of its own would be right", reading)
}

// A Part is a section of the page under one reading, for a page without switches.
type Part struct {
	ID, Title, Says string
	Grids           template.HTML // headline tables
	Pictures        []Picture
	Tables          []Rows // to be opened
}

// A Picture is a figure as a page shows it, with the rows that it rests on.
type Picture struct {
	Name, Title, Subtitle, Note string
	SVG                         template.HTML
	Rows                        *Rows // nil for none
}

// Rows are rows of a table of the report.
type Rows struct {
	Table, Says, Which string
	HTML               template.HTML
}

// The sections of the page.
const (
	ReadingsPart   = inReadings
	RecordPart     = inRecord
	ProvisionsPart = "provisions"
	AheadPart      = inAhead
	CostPart       = inCost
	WhomPart       = "whom"
	SupposesPart   = "supposes"
	BooksPart      = inBooks
)

// Parts are sections of the page under a reading, in the order of the page; those that
// the report cannot fill are left out.
func (r *Report) Parts(reading string, ids ...string) ([]Part, error) {
	one := *r
	one.Switch = nil
	s := &sheet{Report: &one, leaves: [][]leaf{leavesOf(&one)}}
	at := slices.IndexFunc(s.leaves[0], func(l leaf) bool { return l.Reading == reading })
	if at < 0 {
		return nil, fmt.Errorf("the report has no reading %s; one of its own would be right", reading)
	}
	l := s.leaves[0][at]
	var out []Part
	for _, x := range s.Sections() {
		if !slices.Contains(ids, x.ID) {
			continue
		}
		p := Part{ID: x.ID, Title: x.Title, Says: x.Says}
		var err error
		if x.Grids {
			if p.Grids, err = one.fragment("grids", x.ID, reading); err != nil {
				return nil, err
			}
		}
		for _, f := range x.Figures {
			pic, err := l.picture(f.Name)
			if err != nil {
				return nil, err
			}
			p.Pictures = append(p.Pictures, pic)
		}
		for _, e := range x.Tables {
			p.Tables = append(p.Tables, e.rows(&one, reading))
		}
		out = append(out, p)
	}
	return out, nil
}

func (l leaf) picture(name string) (Picture, error) {
	f, err := l.figure(name)
	if err != nil {
		return Picture{}, err
	}
	p := Picture{Name: f.Name, Title: f.Title, Subtitle: f.Subtitle, Note: f.Note}
	_, inline, err := drawn(f)
	p.SVG = template.HTML(inline)
	if e, ok := l.exhibitUnder(name); ok {
		rows := e.rows(l.Report, l.Reading)
		p.Rows = &rows
	}
	return p, err
}

// Drawn is a figure as it stands in a page: without its title and its note, which the page
// writes itself.
func Drawn(f chart.Figure) (template.HTML, error) {
	_, inline, err := drawn(f)
	return template.HTML(inline), err
}

func (e exhibit) rows(r *Report, reading string) Rows {
	return Rows{Table: e.Table, Says: e.Says, Which: e.Rows(), HTML: template.HTML(htmlTable(e.of(r, reading), e.Skip()))}
}

// Under is a whole table of the report, those rows of it that belong to a reading.
func (r *Report) Under(table, reading string) (Rows, bool) {
	t := r.Table(table)
	if t == nil {
		return Rows{}, false
	}
	return exhibitOf(*t).rows(r, reading), true
}

// Documented is a document as a fragment of a page, its headings beginning at h3.
func Documented(d *paper.Document) (template.HTML, error) {
	var b strings.Builder
	err := d.WriteHTML(&b, 3)
	return template.HTML(b.String()), err
}
