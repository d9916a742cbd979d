package law

import "impact/internal/strict"

// The types in this file are the shapes of the files of a law pack. Every
// version, row, trigger, act and provision says where it was seen and how sure
// that is; Confidence is "S" (seen in the source), "S-partial", "D" (derived
// from two seen sources) or "unverified".

// A Mark says where a legal fact was seen and how sure it is.
type Mark struct {
	Source     string `yaml:"source"`
	Confidence string `yaml:"confidence" jsonschema:"enum=S,enum=S-partial,enum=D,enum=unverified"`
	Note       string `yaml:"note,omitempty"`
}

type codeFile struct {
	Pack      string          `yaml:"pack"`
	Title     string          `yaml:"title"`
	Sample    string          `yaml:"sample,omitempty"`
	Citation  citationRules   `yaml:"citation"`
	Inchoate  []InchoateGrade `yaml:"inchoate_grades,omitempty"`
	Ladder    []Rung          `yaml:"ladder"`
	Findings  []Finding       `yaml:"findings,omitempty"`
	SaidOfIts string          `yaml:"note,omitempty"`
}

type citationRules struct {
	Prefixes  []strict.Text          `yaml:"prefixes,omitempty"`
	Marks     string                 `yaml:"marks,omitempty"`
	Inchoate  map[string]strict.Text `yaml:"inchoate,omitempty"`
	Accessory []strict.Text          `yaml:"accessory,omitempty"`
}

// An InchoateGrade lowers the grade of one kind of inchoate offence. Where no
// row fits, the grade is that of the object offence.
type InchoateGrade struct {
	Kind string      `yaml:"kind" jsonschema:"enum=attempt,enum=conspiracy,enum=solicitation"`
	From strict.Text `yaml:"from"`
	To   strict.Text `yaml:"to"`
	Mark `yaml:",inline"`
}

// A Rung is one class of the ladder with its dated penalties.
type Rung struct {
	Class     strict.Text `yaml:"class"`
	Penalties []Penalty   `yaml:"penalties"`
}

// A Penalty is what a class meant from one day to another. Terms are in days,
// fines in dollars. The floor of a range is not a mandatory minimum.
type Penalty struct {
	From      Day         `yaml:"from,omitempty"`
	To        Day         `yaml:"to,omitempty"`
	MinDays   int         `yaml:"min_days,omitempty"`
	MaxDays   *int        `yaml:"max_days,omitempty"`
	Life      bool        `yaml:"life,omitempty"`
	MaxFine   *int        `yaml:"max_fine,omitempty"`
	Probation strict.Text `yaml:"probation,omitempty"` // "barred", or the longest term in days
	AR        string      `yaml:"accelerated_rehabilitation,omitempty" jsonschema:"enum=barred,enum=good-cause,enum=open"`
	Act       strict.Text `yaml:"act,omitempty"`
	Mark      `yaml:",inline"`
}

// A Finding is a fact that no usual column records.
type Finding struct {
	ID   strict.Text `yaml:"id"`
	Says string      `yaml:"says"`
}

type statuteFile struct {
	Statutes []Statute `yaml:"statutes"`
}

// A Statute is one entry of the code: a section or a subdivision, and how it
// stood over time. Offence is false for definitions and defences.
type Statute struct {
	Section  strict.Text   `yaml:"section"`
	Heading  string        `yaml:"heading"`
	Aliases  []strict.Text `yaml:"aliases,omitempty"`
	Offence  *bool         `yaml:"offence,omitempty"`
	Versions []*Version    `yaml:"versions"`

	Cite Citation `yaml:"-"`
}

// IsOffence reports whether the entry can be charged.
func (s *Statute) IsOffence() bool { return s.Offence == nil || *s.Offence }

// A Version is how a statute stood from one day to another, both included. An
// open end is a zero Day. Class or Grades gives its class; Implies is what a
// citation of it proves; MinimumDays is a mandatory minimum.
type Version struct {
	From        Day         `yaml:"from,omitempty"`
	To          Day         `yaml:"to,omitempty"`
	Class       strict.Text `yaml:"class,omitempty"`
	Grades      []Grade     `yaml:"grades,omitempty"`
	Elements    string      `yaml:"elements,omitempty"`
	Implies     *Condition  `yaml:"implies,omitempty"`
	MinimumDays int         `yaml:"minimum_days,omitempty"`
	MinimumWhen *Condition  `yaml:"minimum_when,omitempty"`
	SetFine     *int        `yaml:"set_fine,omitempty"`
	MaxDays     *int        `yaml:"max_days,omitempty"`
	MaxFine     *int        `yaml:"max_fine,omitempty"`
	AR          string      `yaml:"accelerated_rehabilitation,omitempty" jsonschema:"enum=barred,enum=good-cause,enum=open"`
	Act         strict.Text `yaml:"act,omitempty"`
	Mark        `yaml:",inline"`

	Statute *Statute `yaml:"-"`
	grades  []grade
	item    int
}

// A Grade is one of several classes of an offence and the facts that decide it.
type Grade struct {
	Class strict.Text `yaml:"class"`
	When  *Condition  `yaml:"when,omitempty"`
}

type grade struct {
	class Class
	when  *Condition
}

type registryFile struct {
	Registry Registry `yaml:"registry"`
}

// A Registry is the rule of registration: categories with their terms, and the
// offences that trigger them.
type Registry struct {
	Title      string     `yaml:"title"`
	Categories []Category `yaml:"categories"`
	Triggers   []*Trigger `yaml:"triggers"`
}

// A Category of registrants. A discretionary one is ordered by a court and is
// reported as possible, never counted.
type Category struct {
	ID            strict.Text `yaml:"id"`
	Title         string      `yaml:"title"`
	First         strict.Text `yaml:"first"`
	Repeat        strict.Text `yaml:"repeat"`
	Discretionary bool        `yaml:"discretionary,omitempty"`
	Mark          `yaml:",inline"`

	first, repeat Term
}

// A Trigger makes an offence registrable from one day to another.
type Trigger struct {
	Section  strict.Text `yaml:"section"`
	Category strict.Text `yaml:"category"`
	When     *Condition  `yaml:"when,omitempty"`
	From     Day         `yaml:"from,omitempty"`
	To       Day         `yaml:"to,omitempty"`
	First    strict.Text `yaml:"first,omitempty"`
	Repeat   strict.Text `yaml:"repeat,omitempty"`
	Mark     `yaml:",inline"`

	cite     Citation
	category *Category
	terms    Terms
	item     int
}

type actFile struct {
	Act        strict.Text    `yaml:"act"`
	Title      string         `yaml:"title"`
	Session    strict.Text    `yaml:"session"`
	Number     int            `yaml:"number"`
	Effective  Day            `yaml:"effective"`
	Says       []string       `yaml:"says,omitempty"`
	Provisions []actProvision `yaml:"provisions"`
	Order      []strict.Text  `yaml:"order,omitempty"`
	Mark       `yaml:",inline"`
}

type actProvision struct {
	ID   strict.Text `yaml:"id"`
	Says string      `yaml:"says"`
	move `yaml:",inline"`
	Mark `yaml:",inline"`
}

// move is the shape of a Move in a file. AsAmended says that the destination is
// the section as this act leaves it, so that no other provision of the act
// carries the charge on.
type move struct {
	From      strict.Text           `yaml:"from"`
	When      *Condition            `yaml:"when,omitempty"`
	To        strict.Text           `yaml:"to"`
	AsAmended bool                  `yaml:"as_amended,omitempty"`
	Readings  map[string]*Condition `yaml:"readings,omitempty"`
}

type scenarioFile struct {
	Scenario   strict.Text         `yaml:"scenario"`
	Title      string              `yaml:"title"`
	Pack       strict.Text         `yaml:"pack"`
	Source     string              `yaml:"source"`
	Summary    string              `yaml:"summary,omitempty"`
	Baseline   Day                 `yaml:"baseline,omitempty"`
	Effective  Day                 `yaml:"effective,omitempty"`
	Enacts     strict.Text         `yaml:"enacts,omitempty"`
	Readings   []Reading           `yaml:"readings,omitempty"`
	Minors     []strict.Text       `yaml:"minors_charged,omitempty"`
	Provisions []scenarioProvision `yaml:"provisions,omitempty"`
	Order      []strict.Text       `yaml:"order,omitempty"`
}

// A Reading is one way in which the words of a proposal can be understood.
type Reading struct {
	ID      strict.Text `yaml:"id"`
	Title   string      `yaml:"title"`
	Default bool        `yaml:"default,omitempty"`
}

type scenarioProvision struct {
	ID         strict.Text   `yaml:"id"`
	Title      string        `yaml:"title,omitempty"`
	Says       string        `yaml:"says"`
	Cite       string        `yaml:"cite"`
	Requires   []strict.Text `yaml:"requires,omitempty"`
	Moves      []move        `yaml:"moves,omitempty"`
	Repeals    []strict.Text `yaml:"repeals,omitempty"`
	Amends     []amendment   `yaml:"amends,omitempty"`
	Creates    []amendment   `yaml:"creates,omitempty"`
	Registers  []*Trigger    `yaml:"registers,omitempty"`
	Categories []Category    `yaml:"categories,omitempty"`
	Delists    []strict.Text `yaml:"delists,omitempty"`
	Covers     *Cover        `yaml:"covers,omitempty"`
	NoEffect   string        `yaml:"no_effect,omitempty"`
}

// amendment is a new version of a section, in force when the scenario is law.
type amendment struct {
	Section strict.Text `yaml:"section"`
	Heading string      `yaml:"heading,omitempty"`
	Version `yaml:",inline"`
}

// A Cover says whose communications a privilege would reach: charges that
// stand under one of the sections when the proposal is law, and charges of the
// Within sections that meet When.
type Cover struct {
	Sections []strict.Text `yaml:"sections"`
	Within   []strict.Text `yaml:"within,omitempty"`
	When     *Condition    `yaml:"when,omitempty"`

	sections, within []Citation
}
