package report

import (
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

//go:embed page.html
var pageSource string

//go:embed page.css
var pageStyle string

//go:embed page.js
var pageScript string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"list":   func(words []string) string { return listOf(words, "and") },
	"pieces": pieces,
	"plus":   func(a, b int) int { return a + b },
}).Parse(pageSource))

// WritePage writes the report as one HTML file that loads nothing from anywhere.
func (r *Report) WritePage(w io.Writer) error {
	s, err := r.sheet()
	if err != nil {
		return err
	}
	return page.Execute(w, s)
}

// A sheet is the page as it is made: the report, every state that its switches can show,
// and what those states show, packed as the page is written.
type sheet struct {
	*Report
	Style  template.CSS
	Script template.JS
	Policy string
	Board  board
	leaves [][]leaf // by point and reading
	point  int      // of the run itself
	slots  *pack
	packs  []template.HTML // of figures and tables, as elements
}

// A leaf is one state of the page: a point of the switchboard under a reading.
type leaf struct {
	*Report
	Reading string
	Active  []string
	View    View
}

// A board is what the page's script knows of the switches.
type board struct {
	Noun       string         `json:"noun"` // what the proposal calls its provisions
	Provisions []toggle       `json:"provisions"`
	Readings   []string       `json:"readings"`
	Reading    int            `json:"reading"` // that is shown at first
	Point      int            `json:"point"`   // that is shown at first
	Same       map[string]int `json:"same"`
	Partial    string         `json:"partial,omitempty"`
}

// A toggle is one provision as a switch.
type toggle struct {
	ID       string   `json:"id"`
	Title    string   `json:"-"`
	Requires []string `json:"requires"`
	On       bool     `json:"on"`
	Fixed    bool     `json:"-"` // it changes no figure, and has no switch
}

func (r *Report) sheet() (*sheet, error) {
	s := &sheet{Report: r, Style: template.CSS(pageStyle), Script: template.JS(pageScript), slots: newPack()}
	s.Policy = fmt.Sprintf("default-src 'none'; img-src data:; script-src '%s'; style-src '%s'; base-uri 'none'; form-action 'none'", hash(pageScript), hash(pageStyle))
	points := []Point{{Choice: r.choice(), Report: r}}
	s.Board.Same = map[string]int{points[0].Choice: 0}
	if b := r.Switch; b != nil {
		at, ok := b.Same[points[0].Choice]
		if !ok {
			return nil, fmt.Errorf("the switchboard lacks the run's own provisions %q; a point for them would be right", points[0].Choice)
		}
		points = slices.Clone(b.Points)
		points[at].Report = r
		s.point, s.Board.Same, s.Board.Partial = at, b.Same, b.Partial
	}
	for _, p := range points {
		s.leaves = append(s.leaves, leavesOf(p.Report))
		if len(s.leaves[len(s.leaves)-1]) != len(r.Readings) {
			return nil, fmt.Errorf("the point %q of the switchboard has not the readings of the run; the same would be right", p.Choice)
		}
	}
	s.Board.Point, s.Board.Noun = s.point, r.noun()
	for i, x := range r.Readings {
		s.Board.Readings = append(s.Board.Readings, x.ID)
		if x.ID == r.main() {
			s.Board.Reading = i
		}
	}
	for _, p := range r.Scenario.Provisions {
		s.Board.Provisions = append(s.Board.Provisions, toggle{p.ID, p.Title, append([]string{}, p.Requires...),
			slices.Contains(r.Manifest.Settings.Provisions, p.ID), r.Switch != nil && r.Switch.Players != nil && !slices.Contains(r.Switch.Players, p.ID)})
	}
	return s, nil
}

func leavesOf(r *Report) []leaf {
	var out []leaf
	for _, x := range r.Readings {
		out = append(out, leaf{Report: r, Reading: x.ID, Active: x.Active, View: r.shown(x.ID)})
	}
	return out
}

// shown is the report under a reading; what belongs to no reading where none was made.
func (r *Report) shown(reading string) View {
	v := r.View(reading)
	if v.Reading == "" {
		v = View{Reading: reading, Grids: r.Headline, Figures: r.Figures}
		for _, h := range r.Headlines {
			if h.Reading == reading {
				v.Headlines = append(v.Headlines, h)
			}
		}
	}
	return v
}

// choice writes the provisions that are on as --provisions takes them, in the order of
// the scenario.
func (r *Report) choice() string {
	var on []string
	for _, p := range r.Scenario.Provisions {
		if slices.Contains(r.Manifest.Settings.Provisions, p.ID) {
			on = append(on, p.ID)
		}
	}
	if len(on) == 0 {
		return "none"
	}
	return strings.Join(on, ",")
}

// noun is what the proposal calls its provisions, where it cites them all alike:
// "recommendation 1".
func (r *Report) noun() string {
	out := ""
	for _, p := range r.Scenario.Provisions {
		word, _, numbered := strings.Cut(p.Cite, " ")
		if !numbered || word != strings.ToLower(word) || out != "" && out != word { // PA is no word for a part
			return "provision"
		}
		out = word
	}
	return cmp.Or(out, "provision")
}

func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// each visits every state.
func (s *sheet) each(visit func(point, reading int, l leaf) error) error {
	for i, p := range s.leaves {
		for k, l := range p {
			if err := visit(i, k, l); err != nil {
				return err
			}
		}
	}
	return nil
}

// Slot is a part of the page that the switches change: the text of a template in the
// first state, with those of all states packed beside it.
func (s *sheet) Slot(name, about string) (template.HTML, error) {
	var first string
	err := s.each(func(i, k int, l leaf) error {
		var b strings.Builder
		if err := page.ExecuteTemplate(&b, name, slot{l, about}); err != nil {
			return err
		}
		text := tidy(b.String())
		s.slots.put(slotID(name, about), i, text)
		if i == s.point && k == s.Board.Reading {
			first = text
		}
		return nil
	})
	return template.HTML(fmt.Sprintf(`<div data-slot="%s">%s</div>`, slotID(name, about), first)), err
}

func slotID(name, about string) string {
	if about == "" {
		return name
	}
	return name + "-" + about
}

// tidy leaves out empty lines and the blanks at the ends of lines.
func tidy(s string) string {
	var out []string
	for l := range strings.Lines(s) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}

// Picture is a figure that the switches change.
func (s *sheet) Picture(name string) (template.HTML, error) {
	p := newPack()
	var first string
	texts, err := s.drawn(name)
	if err != nil {
		return "", err
	}
	for i := range texts {
		for k, x := range texts[i] {
			p.put("svg", i, x.text)
			if i == s.point && k == s.Board.Reading {
				first = x.inline
			}
		}
	}
	return template.HTML(first), s.keep("svg-"+name, p)
}

// A drawing is a figure as SVG, for the page's script and for the page.
type drawing struct{ text, inline string }

// drawn is a figure in every state, by point and reading, drawn on all cores.
func (s *sheet) drawn(name string) ([][]drawing, error) {
	out := make([][]drawing, len(s.leaves))
	var all errgroup.Group
	all.SetLimit(runtime.GOMAXPROCS(0))
	for i, p := range s.leaves {
		out[i] = make([]drawing, len(p))
		for k, l := range p {
			all.Go(func() error {
				f, err := l.figure(name)
				if err != nil {
					return err
				}
				to := &out[i][k]
				to.text, to.inline, err = drawn(f)
				return err
			})
		}
	}
	return out, all.Wait()
}

// Rows is a table under a figure, or one to be opened, that the switches change.
func (s *sheet) Rows(e exhibit) (template.HTML, error) {
	p := newPack()
	var first Table
	err := s.each(func(i, k int, l leaf) error {
		t := e.of(s.teller(l, e.Table).Report, l.Reading)
		text, err := csvText(t)
		p.put("csv", i, text)
		if i == s.point && k == s.Board.Reading {
			first = t
		}
		return err
	})
	if err != nil {
		return "", err
	}
	still := ""
	if e.Fixed() {
		still = " data-still"
	}
	text := fmt.Sprintf(`<div class="scroll" tabindex="0" role="region" aria-label="Table %s: %s" data-rows="%s"%s data-skip="%d" data-kinds="%s">%s</div>`,
		e.Name, template.HTMLEscapeString(e.Says), e.Name, still, e.Skip(), kinds(first), htmlTable(first, e.Skip()))
	return template.HTML(text), s.keep("csv-"+e.Name, p)
}

func (s *sheet) keep(id string, p *pack) error {
	e, err := p.element(id)
	s.packs = append(s.packs, template.HTML(e))
	return err
}

// Under is the table under a figure.
func (s *sheet) Under(figure string) []exhibit {
	if e, ok := s.exhibitUnder(figure); ok {
		return []exhibit{e}
	}
	return nil
}

// Packs are all that the switches can show, as elements of the page; they come last.
func (s *sheet) Packs() (template.HTML, error) {
	e, err := s.slots.element("slots")
	var b strings.Builder
	for _, x := range append([]template.HTML{template.HTML(e)}, s.packs...) {
		b.WriteString(string(x) + "\n")
	}
	return template.HTML(b.String()), err
}

// flagAt is where About says whether the data are real, and whether small counts stand.
const flagAt = 2

// Count is how many points the switchboard has.
func (s *sheet) Count() int { return len(s.leaves) }

// Needs is what a provision requires, in words.
func (t toggle) Needs() string { return listOf(t.Requires, "and") }

// Command is the line that makes the run again.
func (r *Report) Command() string { return strings.Join(r.Again(), "") }

// AgainSays is what holds of the command that stands in a file, where it does not make the file again.
func (r *Report) AgainSays(file string) string {
	if r.Withheld.As == LikeCommand {
		return ""
	}
	return r.Withheld.As.again(file)
}

// Again is the command in three parts: what comes before the provisions that are on,
// them, and what comes after.
func (r *Report) Again() []string {
	s := r.Manifest.Settings
	args := []string{"impact", "run"}
	for _, d := range r.Manifest.Data {
		if !BuiltIn(d.Name) {
			args = append(args, quote(d.Name))
		}
	}
	args = append(args, "--scenario", quote(r.Manifest.Scenario.Name), "--baseline", s.Baseline)
	if len(s.Readings) == 1 {
		args = append(args, "--reading", quote(s.Readings[0]))
	}
	only := ""
	if len(s.Provisions) < len(r.Scenario.Provisions) {
		only = " --provisions " + quote(r.choice())
	}
	var rest []string
	if m := r.Manifest.Map; m != nil {
		rest = append(rest, "--map", quote(m.Name))
	}
	if s.LawFolder != "" {
		rest = append(rest, "--law", quote(s.LawFolder))
	}
	if in := r.Manifest.Assumed; in != nil {
		rest = append(rest, "--assumptions", quote(in.Name))
	}
	for _, a := range s.Assume {
		rest = append(rest, "--assume", quote(a))
	}
	if in := r.Manifest.Costs; in != nil {
		rest = append(rest, "--costs", quote(in.Name))
	}
	switch {
	case r.Withheld.As == LikeSwitches:
		rest = append(rest, "--switches")
	case !s.Switches:
		rest = append(rest, "--switches=false")
	}
	if s.Years != "" {
		rest = append(rest, "--years", quote(s.Years))
	}
	if len(s.Allowed) > 0 {
		rest = append(rest, "--allow-column", quote(strings.Join(s.Allowed, ",")))
	}
	rest = append(rest, fmt.Sprintf("--draws %d --horizon %d --seed %d --threshold %d", s.Draws, s.Horizon, s.Seed, s.Threshold))
	return []string{strings.Join(args, " "), only, " " + strings.Join(rest, " ")}
}

// BuiltIn reports whether data of this name come with the program: a file that
// the user names is named by its base name.
func BuiltIn(name string) bool { return strings.Contains(name, "/") }

func quote(s string) string {
	if s == "" || strings.ContainsFunc(s, func(r rune) bool {
		return !slices.Contains([]rune("-_./,:=+@"), r) && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return s
}
