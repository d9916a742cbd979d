package ingest

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"impact/internal/law"
	"impact/internal/strict"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"
)

// A Map says how a file's columns and codes are to be understood. Canonical
// columns that the file has under their own names need no entry.
type Map struct {
	Name      strict.Text   `yaml:"map"`
	Title     string        `yaml:"title"`
	Source    string        `yaml:"source"`
	Note      string        `yaml:"note,omitempty"`
	Synthetic *bool         `yaml:"synthetic,omitempty"`
	Delimiter strict.Text   `yaml:"delimiter,omitempty"`
	LawDate   law.Day       `yaml:"law_date,omitempty"`  // governs rows that have no date at all
	Missing   []strict.Text `yaml:"missing,omitempty"`   // texts that say "not recorded" in any column
	Drop      []strict.Text `yaml:"drop,omitempty"`      // columns removed before anything sees them
	Anonymous []strict.Text `yaml:"anonymous,omitempty"` // columns that look like identifiers and are none
	Checks    Codes         `yaml:"checks,omitempty"`    // column: what it must hold
	Columns   Entries       `yaml:"columns,omitempty"`

	checks []check
}

// Entries say for each canonical column where its values come from.
type Entries struct {
	ChargeID         *Entry `yaml:"charge_id,omitempty"`
	CaseID           *Entry `yaml:"case_id,omitempty"`
	PersonID         *Entry `yaml:"person_id,omitempty"`
	Statute          *Entry `yaml:"statute,omitempty"`
	FinalStatute     *Entry `yaml:"final_statute,omitempty"`
	Class            *Entry `yaml:"class,omitempty"`
	Inchoate         *Entry `yaml:"inchoate,omitempty"`
	OffenseDate      *Entry `yaml:"offense_date,omitempty"`
	FiledDate        *Entry `yaml:"filed_date,omitempty"`
	DispositionDate  *Entry `yaml:"disposition_date,omitempty"`
	Disposition      *Entry `yaml:"disposition,omitempty"`
	JailDays         *Entry `yaml:"jail_days,omitempty"`
	SuspendedDays    *Entry `yaml:"suspended_days,omitempty"`
	ProbationDays    *Entry `yaml:"probation_days,omitempty"`
	Fine             *Entry `yaml:"fine,omitempty"`
	VictimAge        *Entry `yaml:"victim_age,omitempty"`
	VictimTrafficked *Entry `yaml:"victim_trafficked,omitempty"`
	Means            *Entry `yaml:"means,omitempty"`
	PriorConvictions *Entry `yaml:"prior_convictions,omitempty"`
	Findings         *Entry `yaml:"findings,omitempty"`
	DefendantAge     *Entry `yaml:"defendant_age,omitempty"`
	DefendantSex     *Entry `yaml:"defendant_sex,omitempty"`
	DefendantRace    *Entry `yaml:"defendant_race,omitempty"`
	Court            *Entry `yaml:"court,omitempty"`
	Counts           *Entry `yaml:"counts,omitempty"`
	VictimID         *Entry `yaml:"victim_id,omitempty"`
}

// list holds the entries in the order of columns; nil where there is none.
func (e *Entries) list() []*Entry {
	return []*Entry{
		e.ChargeID, e.CaseID, e.PersonID, e.Statute, e.FinalStatute, e.Class, e.Inchoate, e.OffenseDate, e.FiledDate,
		e.DispositionDate, e.Disposition, e.JailDays, e.SuspendedDays, e.ProbationDays, e.Fine, e.VictimAge,
		e.VictimTrafficked, e.Means, e.PriorConvictions, e.Findings, e.DefendantAge, e.DefendantSex, e.DefendantRace,
		e.Court, e.Counts, e.VictimID,
	}
}

// An Entry fills one canonical column: from a column, from a number and its
// unit in two columns, or with a constant.
type Entry struct {
	Column   strict.Text   `yaml:"column,omitempty"`
	Number   strict.Text   `yaml:"number,omitempty"`
	Unit     strict.Text   `yaml:"unit,omitempty"`
	Units    Units         `yaml:"units,omitempty"` // days of each unit; by default Y 365, M 365/12, W 7, D 1
	Constant strict.Text   `yaml:"constant,omitempty"`
	Codes    Codes         `yaml:"codes,omitempty"`
	Missing  []strict.Text `yaml:"missing,omitempty"` // texts that say "not recorded" here
	Format   strict.Text   `yaml:"format,omitempty"`  // of dates: D-Mon-YY, MM/DD/YYYY, or a Go layout
	Pivot    int           `yaml:"pivot,omitempty" jsonschema:"minimum=1900,maximum=2199"`
	Optional bool          `yaml:"optional,omitempty"` // files without the column are read too

	form *dateForm
}

// Codes translate texts into texts, in the order written.
type Codes []Code

// A Code says what one text means.
type Code struct{ From, To strict.Text }

// UnmarshalYAML keeps the order and the places of a mapping.
func (c *Codes) UnmarshalYAML(n *yaml.Node) error {
	for i := 0; i+1 < len(n.Content); i += 2 {
		var code Code
		_ = code.From.UnmarshalYAML(n.Content[i])
		_ = code.To.UnmarshalYAML(n.Content[i+1])
		*c = append(*c, code)
	}
	return nil
}

// JSONSchema says that Codes are a mapping of texts to texts.
func (Codes) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", AdditionalProperties: &jsonschema.Schema{Type: "string"}}
}

// Units are the days of each unit of time.
type Units []Unit

// A Unit is one of Units.
type Unit struct {
	Name strict.Text
	Days float64
}

// defaultUnits hold where a map states none: a year of 365 days, a month of a
// twelfth of it, rounded to whole days after multiplying.
var defaultUnits = Units{
	{strict.Text{Value: "Y"}, 365}, {strict.Text{Value: "M"}, 365. / 12}, {strict.Text{Value: "W"}, 7}, {strict.Text{Value: "D"}, 1},
}

// UnmarshalYAML keeps the order and the places of a mapping.
func (u *Units) UnmarshalYAML(n *yaml.Node) error {
	for i := 0; i+1 < len(n.Content); i += 2 {
		var one Unit
		_ = one.Name.UnmarshalYAML(n.Content[i])
		var err error
		if one.Days, err = strconv.ParseFloat(n.Content[i+1].Value, 64); err != nil || !(one.Days > 0) || one.Days > 1e6 {
			one.Days = math.NaN()
		}
		*u = append(*u, one)
	}
	return nil
}

// JSONSchema says that Units are a mapping of texts to numbers.
func (Units) JSONSchema() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", AdditionalProperties: &jsonschema.Schema{Type: "number", ExclusiveMinimum: "0", Maximum: "1000000"}}
}

// A check is a column that must hold a kind of value, though nothing is read from it.
type check struct {
	column strict.Text
	kind   *kind
	form   *dateForm
}

// MapSchema is the JSON Schema of column maps, for editors.
func MapSchema() ([]byte, error) { return strict.Schema(&Map{}, "impact column map") }

// LoadMap reads a column map. The error is a strict.Faults with every fault.
func LoadMap(name string, data []byte) (*Map, error) {
	m := &Map{}
	shape, readable, err := strict.DecodeAll(name, data, m)
	if err != nil {
		return nil, err
	}
	if !readable {
		return nil, shape
	}
	faults := m.compile()
	for i := range faults {
		faults[i].File = name
	}
	if err := shape.Also(faults).Err(); err != nil {
		return nil, err
	}
	return m, nil
}

// compile checks what no schema can and prepares formats and checks.
func (m *Map) compile() strict.Faults {
	var faults strict.Faults
	bad := func(at strict.Pos, format string, args ...any) {
		if at.Line == 0 {
			at = m.Name.Pos
		}
		faults = append(faults, at.Fault(format, args...))
	}
	if m.LawDate.Date == 0 && !m.LawDate.IsZero() {
		bad(m.LawDate.Pos, "law_date is not a day of the form 2016-10-01")
	}
	if d := m.Delimiter; d.Pos.Line > 0 && (len(d.Value) != 1 || strings.ContainsAny(d.Value, "\"\r\n\x00 ") || d.Value[0] >= 0x80) {
		bad(d.Pos, "the delimiter %q is not one character; \",\", \";\", \"|\" or \"\\t\" would be right", d.Value)
	}
	for _, c := range m.Checks {
		m.compileCheck(c, bad)
	}
	for i, e := range m.Columns.list() {
		if e != nil {
			e.compile(&columns[i], bad)
		}
	}
	m.compileUse(bad)
	return faults
}

type complain func(at strict.Pos, format string, args ...any)

func (m *Map) compileCheck(c Code, bad complain) {
	names := make([]string, len(checkKinds))
	for i, k := range checkKinds {
		names[i] = k.name
	}
	one := check{column: c.From}
	if i := slices.Index(names, c.To.Value); i >= 0 {
		one.kind = checkKinds[i]
	} else if form, err := parseDateForm(c.To.Value, 9999); err == nil {
		one.kind, one.form = &kindDate, form
	} else {
		bad(c.To.Pos, "%q is not a type that can be checked; one of %s, or a date format, would be right%s",
			c.To.Value, strings.Join(names, ", "), strict.Suggest(c.To.Value, names))
		return
	}
	m.checks = append(m.checks, one)
}

// compileUse finds columns of the file that are used in ways that exclude each other.
func (m *Map) compileUse(bad complain) {
	dropped := map[string]bool{}
	for _, d := range m.Drop {
		dropped[headerKey(d.Value)] = true
	}
	for _, c := range m.Checks {
		if dropped[headerKey(c.From.Value)] {
			bad(c.From.Pos, "the column %q is dropped and cannot be checked", c.From.Value)
		}
	}
	used := map[string]string{}
	for i, e := range m.Columns.list() {
		if e == nil {
			continue
		}
		for _, from := range e.sources() {
			key := headerKey(from.Value)
			if dropped[key] {
				bad(from.Pos, "the column %q is dropped and cannot fill %s", from.Value, columns[i].name)
			}
			if first := used[key]; first != "" {
				bad(from.Pos, "the column %q fills %s already", from.Value, first)
			}
			used[key] = columns[i].name
		}
	}
}

// sources are the columns of the file that the entry reads.
func (e *Entry) sources() []strict.Text {
	var out []strict.Text
	for _, t := range []strict.Text{e.Column, e.Number, e.Unit} {
		if t.Pos.Line > 0 {
			out = append(out, t)
		}
	}
	return out
}

// pos is where the entry begins, as far as its texts tell.
func (e *Entry) pos() strict.Pos {
	for _, t := range append(e.sources(), e.Constant, e.Format) {
		if t.Pos.Line > 0 {
			return t.Pos
		}
	}
	return strict.Pos{}
}

func (e *Entry) compile(c *column, bad complain) {
	has := func(t strict.Text) bool { return t.Pos.Line > 0 }
	switch {
	case has(e.Number) != has(e.Unit):
		bad(e.pos(), "%s: number and unit come together, each naming a column", c.name)
	case has(e.Number) && c.kind != &kindDays:
		bad(e.Number.Pos, "%s does not hold days, so it cannot be read from a number and a unit", c.name)
	case one(has(e.Column), has(e.Number), has(e.Constant)) != 1:
		bad(e.pos(), "%s: one of column, number with unit, or constant would be right", c.name)
	}
	if len(e.Units) > 0 && !has(e.Unit) {
		bad(e.Units[0].Name.Pos, "%s: units are stated, but no unit column", c.name)
	}
	for _, u := range e.Units {
		if math.IsNaN(u.Days) {
			bad(u.Name.Pos, "%s: the unit %q is not a positive number of days", c.name, u.Name.Value)
		}
	}
	e.compileForm(c, bad)
	e.compileCodes(c, bad)
}

// one counts what is true.
func one(truths ...bool) (n int) {
	for _, t := range truths {
		if t {
			n++
		}
	}
	return n
}

func (e *Entry) compileForm(c *column, bad complain) {
	at := e.Format.Pos
	switch {
	case at.Line == 0 && e.Pivot != 0:
		bad(e.pos(), "%s: pivot is stated, but no date format with a two-digit year", c.name)
	case at.Line == 0:
	case c.kind != &kindDate:
		bad(at, "%s is not a date, so it has no format", c.name)
	default:
		form, err := parseDateForm(e.Format.Value, e.Pivot)
		if err != nil {
			bad(at, "%s: %v", c.name, err)
		}
		e.form = form
	}
}

// compileCodes checks that every code means something its column can hold.
func (e *Entry) compileCodes(c *column, bad complain) {
	r := reader{kind: c.kind, form: e.form}
	check := func(t strict.Text) {
		if v := r.meaning(t.Value); v.fault != "" {
			bad(t.Pos, "%s: %q is %s", c.name, t.Value, v.fault)
		} else if !v.known && !v.missing {
			bad(t.Pos, "%s: %q is not a %s that the program knows%s", c.name, t.Value, c.kind.name, c.kind.words(t.Value))
		}
	}
	for _, code := range e.Codes {
		check(code.To)
	}
	if e.Constant.Pos.Line > 0 {
		if len(e.Codes) > 0 {
			bad(e.Constant.Pos, "%s: a constant needs no codes", c.name)
		}
		check(e.Constant)
	}
}

// words lists what a kind knows, for messages.
func (k *kind) words(word string) string {
	switch k {
	case &kindDisposition:
		return strict.Suggest(word, []string{"convicted", "nolle", "dismissed", "acquitted", "diverted", "pending", "transferred", "other"})
	case &kindClass:
		var names []string
		for _, c := range law.Classes() {
			names = append(names, c.String())
		}
		return strict.Suggest(word, names)
	}
	return ""
}

// headerKey is a column's name as names are compared: in lower case, with an
// underscore for every run of blanks, hyphens and underscores. A name that no map can hold
// is none.
func headerKey(name string) string {
	if strings.ContainsFunc(name, steers) {
		return ""
	}
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return r == ' ' || r == '-' || r == '_' || r == '\t' || r == '\u00a0' || r == '\n' || r == '\r'
	}), "_")
}
