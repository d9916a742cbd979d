// Package plan reads a batch plan, a grid of settings, and spreads it into jobs. It
// knows no law: what scenarios and assumptions there are it asks a World.
package plan

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"impact/internal/strict"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"
)

// A Plan is a file of a plan, read. Lists that the file leaves out are filled with what
// a run does without the flag.
type Plan struct {
	Name        strict.Text `yaml:"plan"` // a word: letters, digits, - and _
	Title       strict.Text `yaml:"title,omitempty"`
	Note        string      `yaml:"note,omitempty"`
	Data        Texts       `yaml:"data,omitempty"` // files of charges, beside the plan; none for the law's sample
	Map         strict.Text `yaml:"map,omitempty"`
	Law         strict.Text `yaml:"law,omitempty"` // folder of a law pack
	Scenarios   Texts       `yaml:"scenarios"`
	Readings    Texts       `yaml:"readings,omitempty"`
	Provisions  Texts       `yaml:"provisions,omitempty"`
	Baselines   Texts       `yaml:"baselines,omitempty"`
	Supposed    strict.Text `yaml:"assumption_file,omitempty"`
	Assumptions []Axis      `yaml:"assumptions,omitempty"`
	Hypercube   *Hypercube  `yaml:"hypercube,omitempty"`
	Costs       Texts       `yaml:"costs,omitempty"`
	Seeds       Values      `yaml:"seeds,omitempty"`
	Draws       Value       `yaml:"draws,omitempty"`
	Horizon     Value       `yaml:"horizon,omitempty"`
	Years       strict.Text `yaml:"years,omitempty"`
	Tables      Texts       `yaml:"tables,omitempty"`
	Metrics     Texts       `yaml:"metrics,omitempty"`
	Sensitivity bool        `yaml:"sensitivity,omitempty"`
	Figures     *Figures    `yaml:"figures,omitempty"`

	at strict.Pos // of what no line says
}

// An Axis is one assumption that is varied: over values, or over even steps of a range.
type Axis struct {
	Dial   strict.Text `yaml:"dial"`
	Values Values      `yaml:"values,omitempty"`
	From   Value       `yaml:"from,omitempty"`
	To     Value       `yaml:"to,omitempty"`
	Steps  Value       `yaml:"steps,omitempty"` // values from one end to the other, both included
}

// A Hypercube draws points of a Latin hypercube: each dial takes one value of each of as
// many equally likely parts of its distribution as there are points.
type Hypercube struct {
	Points Value   `yaml:"points"`
	Seed   Value   `yaml:"seed,omitempty"`
	Over   []Range `yaml:"over"`
}

// A Range is one dial of a hypercube: over from and to alike, or over its own
// distribution where they are left out.
type Range struct {
	Dial strict.Text `yaml:"dial"`
	From Value       `yaml:"from,omitempty"`
	To   Value       `yaml:"to,omitempty"`
}

// Figures says what the figures show.
type Figures struct {
	Metrics Texts            `yaml:"metrics,omitempty"`
	Heat    Texts            `yaml:"heat,omitempty"`  // the two sides of the heat map
	Lines   strict.Text      `yaml:"lines,omitempty"` // what the lines of a curve tell apart; scenario where it is left out
	Hold    map[string]Value `yaml:"hold,omitempty"`  // the value at which a figure is drawn of what it does not draw
}

// A Value is a number, or the word of a choice, as written.
type Value struct{ strict.Text }

// UnmarshalYAML keeps the scalar's text and place.
func (v *Value) UnmarshalYAML(n *yaml.Node) error { return v.Text.UnmarshalYAML(n) }

// JSONSchema says that a value is a number or a word.
func (Value) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Extras: map[string]any{"type": []string{"number", "string"}}}
}

// stated reports whether the file has the value.
func (v Value) stated() bool { return v.Pos.Line > 0 }

// What a plan takes where it says nothing.
const (
	DefaultDraws   = 1000
	DefaultHorizon = 6
	DefaultSeed    = 1
	leastDraws     = 20 // of which an interval can be told
	mostDraws      = 1_000_000
	mostHorizon    = 50
)

// TableNames are the tables that results can hold, in their order; the first three are
// told where the plan names none, but for those of projections where nothing is projected.
var TableNames = []string{"projection", "fiscal", "totals", "class_shift", "section_shift", "registry", "minor_victims", "coverage", "sensitivity"}

const defaultTables = 3

// projected are the tables of projections.
var projected = []string{"projection", "fiscal", "sensitivity"}

// Schema is the JSON Schema of plans, for editors.
func Schema() ([]byte, error) { return strict.Schema(&Plan{}, "impact plan") }

// Load reads a plan. The error is a strict.Faults with every fault that the file shows
// by itself.
func Load(name string, data []byte) (*Plan, error) {
	p := &Plan{at: strict.Pos{File: name, Line: 1, Column: 1}}
	shape, readable, err := strict.DecodeAll(name, data, p)
	if err != nil {
		return nil, err
	}
	if !readable {
		return nil, shape
	}
	c := &checker{}
	c.plan(p)
	if err := shape.Also(c.faults).Err(); err != nil {
		return nil, err
	}
	p.fill()
	return p, nil
}

// fill puts in what the plan leaves out.
func (p *Plan) fill() {
	said := func(list *Texts, what string) {
		if len(*list) == 0 {
			*list = Texts{{Value: what, Pos: p.at}}
		}
	}
	said(&p.Readings, "all")
	said(&p.Provisions, All)
	said(&p.Baselines, "")
	said(&p.Costs, "")
	if len(p.Seeds) == 0 {
		p.Seeds = Values{{strict.Text{Value: strconv.Itoa(DefaultSeed), Pos: p.at}}}
	}
	p.Sensitivity = p.Sensitivity || p.Tells("sensitivity")
	if len(p.Tables) == 0 {
		for _, t := range TableNames[:defaultTables] {
			if p.Projects() || !slices.Contains(projected, t) {
				p.Tables = append(p.Tables, strict.Text{Value: t, Pos: p.at})
			}
		}
	}
	if p.Sensitivity && !p.Tells("sensitivity") { // the key is a short way to say it
		p.Tables = append(p.Tables, strict.Text{Value: "sensitivity", Pos: p.at})
	}
}

// Tells reports whether the results hold a table.
func (p *Plan) Tells(table string) bool {
	for _, t := range p.Tables {
		if t.Value == table {
			return true
		}
	}
	return false
}

// Projects reports whether jobs project anything: whether there are draws, and years.
func (p *Plan) Projects() bool { return p.DrawCount() > 0 && p.YearCount() > 0 }

// DrawCount is how many draws a job makes, YearCount how many years it projects.
func (p *Plan) DrawCount() int { return p.Draws.whole(DefaultDraws) }

// YearCount is how many fiscal years a job projects.
func (p *Plan) YearCount() int { return p.Horizon.whole(DefaultHorizon) }

// whole is the value as a whole number; rest where it is not stated.
func (v Value) whole(rest int) int {
	if !v.stated() {
		return rest
	}
	n, _ := strconv.Atoi(v.Value)
	return n
}

// number is the value as a number.
func (v Value) number() float64 { return number(v.Value) }

// number is a text as a number; NaN where it is none.
func number(text string) float64 {
	x, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || math.IsInf(x, 0) {
		return math.NaN()
	}
	return x
}
