package assume

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"impact/internal/strict"
)

// costFile is a file of cost constants.
type costFile struct {
	Costs     strict.Text `yaml:"costs"` // the law pack, or any
	Title     strict.Text `yaml:"title"`
	Note      string      `yaml:"note,omitempty"`
	Footnotes []footnote  `yaml:"footnotes,omitempty"`
	Lines     []line      `yaml:"lines,omitempty"`
	Rows      []row       `yaml:"rows,omitempty"`
}

// footnote is a text that several rows share.
type footnote struct {
	ID   strict.Text `yaml:"id"`
	Text strict.Text `yaml:"text"`
}

// line is the wording of an item.
type line struct {
	Item       strict.Text `yaml:"item"`
	Agency     strict.Text `yaml:"agency"`
	Fund       strict.Text `yaml:"fund"`
	Up         strict.Text `yaml:"up"`
	Down       strict.Text `yaml:"down"`
	Source     strict.Text `yaml:"source"`
	Confidence string      `yaml:"confidence" jsonschema:"enum=S,enum=S-partial,enum=D,enum=unverified"`
	Note       string      `yaml:"note,omitempty"`
}

// row is one constant.
type row struct {
	Item       strict.Text `yaml:"item"`
	Basis      strict.Text `yaml:"basis"`
	Dollars    value       `yaml:"dollars"`
	Bound      string      `yaml:"bound,omitempty" jsonschema:"enum=less than,enum=up to"`
	Per        strict.Text `yaml:"per"`
	Session    value       `yaml:"session"`
	Source     strict.Text `yaml:"source"`
	Confidence string      `yaml:"confidence" jsonschema:"enum=S,enum=S-partial,enum=D,enum=unverified"`
	Footnote   strict.Text `yaml:"footnote,omitempty"` // the id of one
	Note       string      `yaml:"note,omitempty"`
}

// CostsSchema is the JSON Schema of files of costs, for editors.
func CostsSchema() ([]byte, error) { return strict.Schema(&costFile{}, "impact costs") }

// LoadCosts reads a file of costs. The error is a strict.Faults with every fault.
func LoadCosts(name string, data []byte) (*Costs, error) {
	f := &costFile{}
	shape, readable, err := strict.DecodeAll(name, data, f)
	if err != nil {
		return nil, err
	}
	if !readable {
		return nil, shape
	}
	l := &costLoader{costs: &Costs{Pack: f.Costs.Value, Title: f.Title.Value}, notes: map[string]string{}}
	l.blank(f.Costs, "name of the law pack")
	l.blank(f.Title, "title")
	l.footnotes(f)
	l.lines(f.Lines)
	l.rows(f.Rows)
	if err := shape.Also(l.faults).Err(); err != nil {
		return nil, err
	}
	return l.costs, nil
}

type costLoader struct {
	loader
	costs *Costs
	notes map[string]string // footnotes by id
}

// footnotes reads the footnotes, and tells those that no row bears or may mean.
func (l *costLoader) footnotes(f *costFile) {
	for _, n := range f.Footnotes {
		if _, twice := l.notes[n.ID.Value]; twice {
			l.fault(n.ID, "the footnote %q stands twice; once would be right", n.ID.Value)
		}
		l.blank(n.ID, "id")
		l.blank(n.Text, "text")
		l.notes[n.ID.Value] = n.Text.Value
		borne := func(r row) bool { return len(strict.Nearest(r.Footnote.Value, []string{n.ID.Value}, 1)) > 0 }
		if n.ID.Pos.Line > 0 && !slices.ContainsFunc(f.Rows, borne) {
			l.fault(n.ID, "no row bears the footnote %q; footnote: %s in a row would be right", n.ID.Value, n.ID.Value)
		}
	}
}

// item tells an item that the program does not know.
func (l *costLoader) item(t strict.Text) {
	if t.Pos.Line > 0 && !slices.Contains(items, t.Value) {
		l.fault(t, "no item %q is known%s", t.Value, strict.Suggest(t.Value, items))
	}
}

func (l *costLoader) lines(lines []line) {
	for _, f := range lines {
		l.item(f.Item)
		if l.costs.Line(f.Item.Value) != nil {
			l.fault(f.Item, "the wording of %q stands twice; once would be right", f.Item.Value)
		}
		l.blank(f.Agency, "agency")
		l.blank(f.Fund, "fund")
		l.blank(f.Source, "source")
		for _, effect := range []strict.Text{f.Up, f.Down} {
			if want := f.Fund.Value + " - "; effect.Pos.Line > 0 && f.Fund.Pos.Line > 0 && !strings.HasPrefix(effect.Value, want) {
				l.fault(effect, "the effect %q does not begin with the fund; %q and then the effect would be right", effect.Value, want)
			}
		}
		l.costs.Lines = append(l.costs.Lines, Line{Item: f.Item.Value, Agency: f.Agency.Value, Fund: f.Fund.Value,
			Up: f.Up.Value, Down: f.Down.Value, Source: f.Source.Value, Confidence: f.Confidence, Note: f.Note})
	}
}

func (l *costLoader) rows(rows []row) {
	at := map[Cost]strict.Text{} // by item, basis and session
	for _, f := range rows {
		c := l.row(f)
		k := Cost{Item: c.Item, Basis: c.Basis, Session: c.Session}
		if other, twice := at[k]; twice && c.Session > 0 {
			l.fault(f.Item, "%s, %s, %d already stands on line %d; one row would be right", c.Item, c.Basis, c.Session, other.Pos.Line)
		} else {
			at[k] = f.Item
		}
		l.costs.Rows = append(l.costs.Rows, c)
	}
}

var bases = []string{Average, Marginal, Statutory}

func (l *costLoader) row(f row) Cost {
	c := Cost{Item: f.Item.Value, Basis: f.Basis.Value, Bound: f.Bound, Per: f.Per.Value,
		Source: f.Source.Value, Confidence: f.Confidence, Footnote: l.notes[f.Footnote.Value], Note: f.Note}
	l.item(f.Item)
	if f.Basis.Pos.Line > 0 && !slices.Contains(bases, c.Basis) {
		l.fault(f.Basis, "the basis %q is not one of %s; a cost is either an average or marginal, a fee or a maximum statutory", c.Basis, strings.Join(bases, ", "))
	}
	if line := l.costs.Line(c.Item); line != nil {
		c.Agency, c.Fund = line.Agency, line.Fund
	} else if slices.Contains(items, c.Item) {
		l.fault(f.Item, "no line words %q; a line with its agency, fund and effects would be right", c.Item)
	}
	if _, ok := l.notes[f.Footnote.Value]; !ok && f.Footnote.Pos.Line > 0 {
		var known []string
		for id := range l.notes {
			known = append(known, id)
		}
		slices.Sort(known)
		l.fault(f.Footnote, "no footnote %q is defined%s", f.Footnote.Value, strict.Suggest(f.Footnote.Value, known))
	}
	l.blank(f.Per, "unit")
	l.blank(f.Source, "source")
	c.Dollars, c.Session = l.dollars(f.Dollars), l.session(f.Session)
	return c
}

// dollars reads an amount of money.
func (l *costLoader) dollars(v value) float64 {
	if !v.stated() {
		return 0
	}
	d, err := strconv.ParseFloat(v.Value, 64)
	switch {
	case !plainNumber.MatchString(v.Value) || err != nil || math.IsInf(d, 0):
		l.fault(v.Text, "%q is no amount of dollars; a number such as 61320 would be right", v.Value)
	case d < 0:
		l.fault(v.Text, "%s dollars is negative; a cost of 0 or more would be right", v.Value)
	}
	return d
}

// session reads the year of a legislative session.
func (l *costLoader) session(v value) int {
	if !v.stated() {
		return 0
	}
	y, err := strconv.Atoi(v.Value)
	if err != nil || y < 1900 || y > 2199 {
		l.fault(v.Text, "%q is no year of a session; one from 1900 to 2199 would be right", v.Value)
		return 0
	}
	return y
}
