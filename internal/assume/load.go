package assume

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"impact/internal/strict"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"
)

// file is a file of assumptions.
type file struct {
	Assumptions strict.Text `yaml:"assumptions"` // the law pack, or any
	Title       strict.Text `yaml:"title"`
	Note        string      `yaml:"note,omitempty"`
	Registry    *registry   `yaml:"registry,omitempty"`
	Dials       []entry     `yaml:"dials"`
}

// registry says when the registry's stock was counted.
type registry struct {
	AsOf strict.Text `yaml:"as_of"`
}

// entry is one dial of a file.
type entry struct {
	Name        strict.Text `yaml:"name"`
	Central     value       `yaml:"central"`
	Low         value       `yaml:"low,omitempty"`
	High        value       `yaml:"high,omitempty"`
	Alternative value       `yaml:"alternative,omitempty"` // of a two-point dial
	Weight      value       `yaml:"weight,omitempty"`      // its probability
	Shape       string      `yaml:"shape" jsonschema:"enum=uniform,enum=triangular,enum=log-uniform,enum=two-point"`
	Unit        strict.Text `yaml:"unit"`
	Source      strict.Text `yaml:"source"`
	Confidence  string      `yaml:"confidence" jsonschema:"enum=S,enum=S-partial,enum=D,enum=unverified"`
	Why         strict.Text `yaml:"why"`
}

// A value is a number, or the word of a choice, as written.
type value struct{ strict.Text }

// UnmarshalYAML keeps the scalar's text and place.
func (v *value) UnmarshalYAML(n *yaml.Node) error { return v.Text.UnmarshalYAML(n) }

// JSONSchema says that a value is a number or a word.
func (value) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Extras: map[string]any{"type": []string{"number", "string"}}}
}

func (v value) stated() bool { return v.Pos.Line > 0 }

// Schema is the JSON Schema of files of assumptions, for editors.
func Schema() ([]byte, error) { return strict.Schema(&file{}, "impact assumptions") }

// Load reads a file of assumptions. The error is a strict.Faults with every fault.
func Load(name string, data []byte) (*Set, error) {
	l := &loader{set: &Set{}}
	f := &file{}
	shape, readable, err := strict.DecodeAll(name, data, f)
	if err != nil {
		return nil, err
	}
	if !readable {
		return nil, shape
	}
	l.file(f)
	if err := shape.Also(l.faults).Err(); err != nil {
		return nil, err
	}
	return l.set, nil
}

type loader struct {
	set    *Set
	faults strict.Faults
}

func (l *loader) fault(at strict.Text, format string, args ...any) {
	l.faults = append(l.faults, at.Pos.Fault(format, args...))
}

// blank tells a text that says nothing.
func (l *loader) blank(t strict.Text, what string) {
	if t.Pos.Line > 0 && strings.TrimSpace(t.Value) == "" {
		l.fault(t, "the %s is blank; a few words would be right", what)
	}
}

func (l *loader) file(f *file) {
	l.set.Pack, l.set.Title = f.Assumptions.Value, f.Title.Value
	l.blank(f.Assumptions, "name of the law pack")
	l.blank(f.Title, "title")
	at, meant := map[string]strict.Text{}, map[string]bool{}
	for i := range f.Dials {
		e := &f.Dials[i]
		name := e.Name.Value
		k := knownAs(name)
		switch _, twice := at[name]; {
		case e.Name.Pos.Line == 0: // the shape's fault tells it
		case k == nil:
			l.fault(e.Name, "no dial %q is known%s", name, strict.Suggest(name, Names()))
			for _, near := range strict.Nearest(name, Names(), 1) {
				meant[near] = true
			}
		case twice:
			l.fault(e.Name, "the dial %q stands twice; once would be right", name)
		default:
			at[name] = e.Name
			l.set.Dials = append(l.set.Dials, l.dial(k, e))
		}
	}
	l.complete(f, at, meant)
	slices.SortFunc(l.set.Dials, func(a, b Dial) int { return slices.Index(Names(), a.Name) - slices.Index(Names(), b.Name) })
}

// complete tells dials that are missing, but for those that a misspelt name is
// meant for. The registry's numbers and the day of its count stand together or
// not at all.
func (l *loader) complete(f *file, at map[string]strict.Text, meant map[string]bool) {
	first := strict.Text{}
	for _, k := range catalogue {
		if t, ok := at[k.name]; ok && k.stock && first.Pos.Line == 0 {
			first = t
		}
	}
	l.set.HasStock = first.Pos.Line > 0
	for _, k := range catalogue {
		if _, ok := at[k.name]; ok || meant[k.name] {
			continue
		}
		if !k.stock {
			l.fault(f.Assumptions, "the dial %q is missing: %s", k.name, k.meaning)
		} else if l.set.HasStock {
			l.fault(first, "%q stands without %q; all of the registry's numbers or none would be right", first.Value, k.name)
		}
	}
	switch {
	case f.Registry != nil && !l.set.HasStock:
		l.fault(f.Registry.AsOf, "a day of count stands without registry_stock, registry_inflow and registry_completion; all of them or none would be right")
	case f.Registry == nil && l.set.HasStock:
		l.fault(first, "%q stands without the day of its count; registry: {as_of: 2015-10-14} would be right", first.Value)
	}
	if f.Registry != nil && f.Registry.AsOf.Pos.Line > 0 {
		day, err := time.Parse(time.DateOnly, f.Registry.AsOf.Value)
		if err != nil {
			l.fault(f.Registry.AsOf, "%q is not a day of the form 2015-10-14", f.Registry.AsOf.Value)
		}
		l.set.RegistryAsOf, l.set.RegistryDay = fiscalYear(day), f.Registry.AsOf.Value
	}
}

// fiscalYear is the year in which the fiscal year of a day, from July to June, ends.
func fiscalYear(day time.Time) int {
	if day.Month() >= time.July {
		return day.Year() + 1
	}
	return day.Year()
}

// dial reads an entry.
func (l *loader) dial(k *known, e *entry) Dial {
	d := Dial{Name: k.name, Meaning: k.meaning, Words: k.words, Shape: e.Shape, Unit: e.Unit.Value,
		Source: e.Source.Value, Confidence: e.Confidence, Why: e.Why.Value}
	l.blank(e.Source, "source")
	l.blank(e.Why, "why")
	if e.Unit.Value != k.unit && e.Unit.Pos.Line > 0 {
		l.fault(e.Unit, "the unit of %s is not %q; %q would be right", k.name, e.Unit.Value, k.unit)
	}
	before := len(l.faults)
	d.Central = l.number(k, e.Central)
	switch {
	case !slices.Contains(shapes, e.Shape): // the file's shape is at fault, and told
	case e.Shape == TwoPoint:
		l.points(k, e, &d)
	case k.words != nil:
		l.fault(e.Name, "%s is a choice; shape: two-point would be right", k.name)
	default:
		l.ends(k, e, &d, before)
	}
	return d
}

// number reads a value that the dial allows.
func (l *loader) number(k *known, v value) float64 {
	if !v.stated() {
		return 0
	}
	x, err := k.parse(v.Value)
	if err != nil {
		l.fault(v.Text, "%s: %v", k.name, err)
		return math.NaN() // equal to nothing
	}
	return x
}

// points reads the second value of a two-point dial.
func (l *loader) points(k *known, e *entry, d *Dial) {
	for _, v := range []value{e.Low, e.High} {
		if v.stated() {
			l.fault(v.Text, "%s has two values and no range; alternative and weight, in place of low and high, would be right", k.name)
		}
	}
	for _, m := range []struct {
		v    value
		name string
	}{{e.Alternative, "alternative"}, {e.Weight, "weight"}} {
		if !m.v.stated() {
			l.fault(e.Name, "%s is two-point and has no %s; the other value and its probability would be right", k.name, m.name)
		}
	}
	d.Alternative = l.number(k, e.Alternative)
	if e.Alternative.stated() && e.Central.stated() && d.Alternative == d.Central {
		l.fault(e.Alternative.Text, "the alternative of %s is its central value; another would be right", k.name)
	}
	if e.Weight.stated() {
		w, err := strconv.ParseFloat(e.Weight.Value, 64)
		if err != nil || !(w > 0 && w < 1) {
			l.fault(e.Weight.Text, "the weight %s is no probability; a number between 0 and 1 would be right", e.Weight.Value)
		}
		d.Weight = w
	}
	d.Low, d.High = min(d.Central, d.Alternative), max(d.Central, d.Alternative)
}

// ends reads the range of a dial. Its order is looked at where its numbers are sound.
func (l *loader) ends(k *known, e *entry, d *Dial, before int) {
	for _, v := range []value{e.Alternative, e.Weight} {
		if v.stated() {
			l.fault(v.Text, "%s is %s and has a range; low and high, in place of alternative and weight, would be right", k.name, e.Shape)
		}
	}
	if !e.Low.stated() || !e.High.stated() {
		l.fault(e.Name, "%s has no range; low and high would be right", k.name)
	}
	d.Low, d.High = l.number(k, e.Low), l.number(k, e.High)
	if len(l.faults) > before || !e.Central.stated() {
		return
	}
	if d.Low > d.Central {
		l.fault(e.Low.Text, "low is %s, above the central value %s; low, central and high in order would be right", e.Low.Value, e.Central.Value)
	}
	if d.High < d.Central {
		l.fault(e.High.Text, "high is %s, below the central value %s; low, central and high in order would be right", e.High.Value, e.Central.Value)
	}
	if e.Shape == LogUniform && d.Low <= 0 {
		l.fault(e.Low.Text, "low is %s, and the values of a log-uniform range are above 0; a number above 0 would be right", e.Low.Value)
	}
}
