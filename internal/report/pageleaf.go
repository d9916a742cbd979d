package report

import (
	"fmt"
	"slices"
	"strings"

	"impact/internal/chart"
	"impact/internal/model"
)

// A slot is what a template of a changing part is given: a state, and which figure or
// section the part is about.
type slot struct {
	leaf
	About string
}

// figure is the figure of that name in a state; the report's own where the view has none.
func (l leaf) figure(name string) (chart.Figure, error) {
	for _, list := range [][]chart.Figure{l.View.Figures, l.Report.Figures} {
		if i := slices.IndexFunc(list, func(f chart.Figure) bool { return f.Name == name }); i >= 0 {
			return list[i], nil
		}
	}
	return chart.Figure{}, fmt.Errorf("the run has no figure %s; the figures of every run of a scenario would be right", name)
}

// Figure is the figure that a slot is about.
func (s slot) Figure() (chart.Figure, error) { return s.figure(s.About) }

// Grids are the headline tables of the section that a slot is about.
func (s slot) Grids() []Grid {
	return slices.DeleteFunc(slices.Clone(s.View.Grids), func(g Grid) bool { return partOf(g) != s.About || len(g.Rows) == 0 && g.Note == "" })
}

// leading are the beginnings of the sentences that come first, in their order.
var leading = []struct {
	begins string
	ahead  bool
}{
	{"Nothing changes", false}, {"Of ", false}, {"Class:", false},
	{"Felony convictions", true}, {"New registrants", true}, {"Prison beds", true},
	{"In fiscal year", true}, {"No projected figure changes", true},
}

// mostLeading is how many sentences come first at most.
const mostLeading = 5

// Lead are the few sentences that tell most, and More all others.
func (l leaf) Lead() []string { lead, _ := l.told(); return lead }

// More are the sentences that do not come first.
func (l leaf) More() []string { _, more := l.told(); return more }

func (l leaf) told() (lead, more []string) {
	for _, h := range l.View.Headlines {
		if h.Split {
			continue // the table of it stands in the page
		}
		first := slices.ContainsFunc(leading, func(x struct {
			begins string
			ahead  bool
		}) bool {
			return x.ahead == h.Ahead && strings.HasPrefix(h.Text, x.begins)
		})
		if first && len(lead) < mostLeading {
			lead = append(lead, h.Text)
		} else {
			more = append(more, h.Text)
		}
	}
	if len(lead) == 0 {
		n := min(len(more), mostLeading)
		lead, more = more[:n], more[n:]
	}
	return lead, more
}

// Notes are what a reader must know of a reading.
func (l leaf) Notes() []string {
	for _, x := range l.Readings {
		if x.ID == l.Reading {
			return x.Notes
		}
	}
	return nil
}

// A sentence is a text with what it is about at its beginning and its doubt at its end,
// which a page sets apart.
type sentence struct{ Label, Text, Doubt string }

// doubtful ends a sentence that rests on law not seen in its source.
const doubtful = " (rests on unverified law)."

func pieces(text string) sentence {
	var s sentence
	if label, rest, ok := strings.Cut(text, ": "); ok && len(label) <= 60 && !strings.ContainsAny(label, ",;(") {
		s.Label, text = label+":", " "+rest
	}
	if rest, ok := strings.CutSuffix(text, doubtful); ok {
		text, s.Doubt = rest, doubtful
	}
	s.Text = text
	return s
}

// A card is one provision and whom it moves.
type card struct {
	ID, Title, Says, Cite string
	Requires              []string
	On                    bool
	Why                   string   // why it moves no charge of its own; "" where it does
	Moves                 []move   // charges that it moves
	With                  []string // provisions whose charges it also bears on
	Parts                 []string // its share of the whole effect, in words
}

// A move is charges that go from one section and class to another.
type move struct{ From, FromClass, To, ToClass, Charged, Convicted string }

// Stays reports whether section and class stay, and only the registry effect changes.
func (m move) Stays() bool { return m.From == m.To && m.FromClass == m.ToClass }

// Convictions reports whether the record counts them.
func (l leaf) Convictions() bool {
	t := l.Table("section_shift")
	return t != nil && slices.ContainsFunc(t.Rows, func(r []any) bool { return r[4] == "convicted" })
}

// Cards are the provisions with whom they move, from the tables of the report.
func (l leaf) Cards() []card {
	var out []card
	for _, p := range l.Scenario.Provisions {
		c := card{ID: p.ID, Title: p.Title, Says: p.Says, Cite: p.Cite, Requires: p.Requires, On: slices.Contains(l.Active, p.ID)}
		c.Moves, c.With = l.moves(p.ID)
		c.Parts = l.parts(p.ID)
		if len(c.Moves) == 0 {
			c.Why = l.why(p.ID, p.NoEffect, c)
		}
		out = append(out, c)
	}
	return out
}

// moves are the rows of section_shift of a provision, all years together, and the
// provisions to whose moves it adds something.
func (l leaf) moves(id string) (out []move, with []string) {
	t := l.Table("section_shift")
	if t == nil {
		return nil, nil
	}
	at := map[[4]any]int{}
	for _, row := range t.Rows {
		by := strings.Split(row[9].(string), "+")
		if row[1] != l.Reading || row[2] != "all" || !slices.Contains(by, id) {
			continue
		}
		if by[0] != id {
			if !slices.Contains(with, by[0]) {
				with = append(with, by[0])
			}
			continue
		}
		key := [4]any(row[5:9])
		i, seen := at[key]
		if !seen {
			i = len(out)
			at[key] = i
			out = append(out, move{From: row[5].(string), FromClass: row[6].(string), To: row[7].(string), ToClass: row[8].(string), Charged: "0", Convicted: "0"})
		}
		n := brief(countOf(row[10], row[11], row[12]))
		if row[4] == "convicted" {
			out[i].Convicted = n
		} else {
			out[i].Charged = n
		}
	}
	return out, with
}

// countOf is a count out of the cells of a row.
func countOf(low, central, high any) model.Count {
	l, ok1 := low.(float64)
	c, ok2 := central.(float64)
	h, ok3 := high.(float64)
	if !ok1 || !ok2 || !ok3 {
		return model.Withheld()
	}
	return model.Count{Low: l, Central: c, High: h}
}

// parts are what a provision contributes to each metric, of the attribution.
func (l leaf) parts(id string) []string {
	t := l.Table("attribution")
	if t == nil {
		return nil
	}
	var out []string
	for _, row := range t.Rows {
		v, ok := row[6].(float64)
		if row[1] != l.Reading || row[2] != id {
			continue
		}
		if row[6] == (Withheld{}) {
			out = append(out, "a "+withheld+" change of "+metricWords[row[3].(string)])
		}
		if !ok || v == 0 {
			continue
		}
		sign := "+"
		if v < 0 {
			sign = ""
		}
		out = append(out, fmt.Sprintf("%s%s %s", sign, mid(v), metricWords[row[3].(string)]))
	}
	return out
}

// why says why a provision moves no charge of its own.
func (l leaf) why(id, noEffect string, c card) string {
	if !c.On && !slices.ContainsFunc(l.Notes(), func(n string) bool { return strings.HasPrefix(n, id+" ") }) {
		return "It is off."
	}
	if noEffect != "" {
		return noEffect
	}
	for _, n := range l.Notes() {
		if strings.HasPrefix(n, id+" ") {
			return n
		}
	}
	if len(c.With) > 0 {
		return "It moves no charge of its own."
	}
	return l.idle(id)
}

// idle says why a provision that is on moves no charge: the record holds none that it
// reaches, or another provision moves them first.
func (l leaf) idle(id string) string {
	t := l.Table("overlap")
	if t == nil {
		return "No charge moves by it."
	}
	var own []any
	for _, row := range t.Rows {
		if row[1] == l.Reading && row[2] == id && row[3] == id {
			own = row[4:]
		}
	}
	if own == nil || own[2] == 0.0 {
		return "No charge moves by it: the record holds none that it changes."
	}
	text := "It reaches charges of the record: " + brief(countOf(own[1], own[0], own[2])) + ". None of them is left to it: "
	for _, row := range t.Rows {
		if row[1] != l.Reading || (row[2] == id) == (row[3] == id) || t.Hides(row) || !slices.Equal(row[4:], own) {
			continue
		}
		other := row[2].(string)
		if other == id {
			other = row[3].(string)
		}
		return text + other + " reaches the same ones and comes first in the order that the scenario states."
	}
	return text + "other provisions reach them and come first in the order that the scenario states."
}

// aside is how much of a figure's own margin the page leaves out on either side.
const aside = 6

// drawn is a figure as SVG with the place of its picture in it, for the page's script,
// and the picture alone, for the page. The place is a line before the SVG: how many
// lines are frame, and the view box of what is left.
func drawn(f chart.Figure) (text, inline string, err error) {
	svg, frame, err := f.Framed()
	if err != nil {
		return "", "", err
	}
	var width, height float64
	if _, err := fmt.Sscanf(svg[strings.Index(svg, "viewBox=")+len("viewBox="):], `"0 0 %g %g"`, &width, &height); err != nil {
		return "", "", fmt.Errorf("figure %s has no view box: %w", f.Name, err)
	}
	box := fmt.Sprintf("%d %.2f %.2f %.2f", aside, frame.Top, width-2*aside, height-frame.Top-frame.Bottom)
	return fmt.Sprintf("%d|%s\n%s", frame.Lines, box, svg), inlined(svg, frame.Lines, box), nil
}

// frameAt is the line of an SVG at which its frame begins.
const frameAt = 4

// inlined is an SVG for the page: without its frame, as wide as the page makes it, and
// with one mark that the tabulator key reaches, from which arrows go to the others.
func inlined(svg string, frame int, box string) string {
	lines := strings.Split(strings.TrimSuffix(svg, "\n"), "\n")
	lines = slices.Delete(lines, frameAt, frameAt+frame)
	head, rest, _ := strings.Cut(lines[0], ` width="`)
	_, rest, _ = strings.Cut(rest, ` viewBox="`)
	_, rest, _ = strings.Cut(rest, `"`)
	lines[0] = head + ` viewBox="` + box + `"` + rest
	out := strings.Join(lines, "\n")
	const mark = `tabindex="0"`
	if at := strings.Index(out, mark); at >= 0 {
		at += len(mark)
		out = out[:at] + strings.ReplaceAll(out[at:], mark, `tabindex="-1"`)
	}
	return out
}
