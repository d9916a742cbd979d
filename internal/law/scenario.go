package law

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"impact/internal/strict"
)

// A Scenario is a proposed act: numbered provisions, each of which can be
// switched on or off, and the readings in which its words can be understood.
type Scenario struct {
	ID, Title, Source, Summary string
	Baseline                   Date // zero where the file names none
	Effective                  Date // when it would be law; zero where the file names none
	Readings                   []Reading
	Provisions                 []ProvisionInfo
	Enacts                     string     // the enacted act that it is, or ""
	MinorsCharged              []Citation // sections whose defendants under 18 are counted

	code  *Code
	file  *scenarioFile
	moves map[string][]Move // by provision, all readings' conditions aside
	when  map[string][]map[string]*Condition
	order []string
	named map[string]*scenarioProvision
}

// ProvisionInfo is what a report says of a provision.
type ProvisionInfo struct {
	ID, Title, Says, Cite string
	Requires              []string
	NoEffect              string // where the provision moves nothing by its nature, what to say of it
}

// A Proposal is a scenario in one reading with some of its provisions switched
// on: an act that is not enacted yet, and what else it changes.
type Proposal struct {
	Scenario *Scenario
	Reading  string
	Active   []string // provisions that are on and whose requirements are met, in file order
	Act      *Act
	Covers   map[string]*Cover // by provision
	Baseline Date
	Notes    []string // what a reader must know: provisions that do nothing here, and why

	versions  map[Citation]*Version
	registers []*Trigger
	delists   []Citation
	taker     map[Citation]string // place -> provision that takes it off the list
	credit    map[Citation]string // section -> provision that amends it
	listing   map[*Trigger]string // trigger -> provision that adds it
}

// AsWritten is the reading of a scenario that states none.
const AsWritten = "as-written"

// A ScenarioText is a scenario file that has been read, but not against a code yet.
type ScenarioText struct {
	read loader // what it says of the file's shape
	file scenarioFile
}

// ReadScenario reads a scenario file; carried is one of the program's own, which its tests
// hold to its schema. The error is a strict.Faults where the file cannot be read on, or
// names no law pack; other faults are told by Against.
func ReadScenario(name string, data []byte, carried bool) (*ScenarioText, error) {
	t := readScenario(name, data, carried)
	if t.read.unreadable || t.file.Pack.Value == "" {
		return nil, t.read.err()
	}
	return t, nil
}

func readScenario(name string, data []byte, carried bool) *ScenarioText {
	t := &ScenarioText{read: loader{dir: name, carried: carried, search: search{searchSteps}}}
	t.read.decode(name, data, &t.file)
	return t
}

// Pack is the name of the law pack that the scenario is written against.
func (t *ScenarioText) Pack() string { return t.file.Pack.Value }

// LoadScenario reads a scenario file against the code. The error is a
// strict.Faults with every fault.
func LoadScenario(code *Code, name string, data []byte) (*Scenario, error) {
	return readScenario(name, data, false).Against(code)
}

// Against is the scenario as a change of the code. It may be asked once. The error is a
// strict.Faults with every fault.
func (t *ScenarioText) Against(code *Code) (*Scenario, error) {
	own := *code // the items that the scenario adds are its own
	own.items = slices.Clone(code.items)
	code = &own
	l, f := &t.read, &t.file
	if l.unreadable {
		return nil, l.err()
	}
	if err := f.bounded(); err != nil {
		return nil, err
	}
	l.code = code
	s := &Scenario{ID: f.Scenario.Value, Title: f.Title, Source: f.Source, Summary: f.Summary,
		Baseline: f.Baseline.Date, Effective: f.Effective.Date, Readings: f.Readings, Enacts: f.Enacts.Value,
		code: code, file: f, moves: map[string][]Move{}, when: map[string][]map[string]*Condition{}, named: map[string]*scenarioProvision{}}
	l.days(f.Baseline, Day{})
	l.days(Day{}, f.Effective)
	if f.Baseline.Date != 0 && f.Effective.Date != 0 && f.Effective.Date <= f.Baseline.Date {
		l.fault(f.Effective.or(f.Scenario), "the scenario takes effect %s and is already law at its baseline %s; a later day would be right", f.Effective.Date, f.Baseline.Date)
	}
	s.creates(l)
	if f.Pack.Value != code.Pack {
		l.fault(f.Pack, "the scenario is of the pack %q, but the law read is %q", f.Pack.Value, code.Pack)
	}
	s.readings(l)
	for _, t := range f.Minors {
		s.MinorsCharged = append(s.MinorsCharged, l.entry(t))
	}
	if f.Enacts.Value != "" {
		s.enacts(l)
	} else {
		s.provisions(l)
	}
	if err := l.err(); err != nil {
		return nil, err
	}
	return s, nil
}

// bounded finds more provisions, or moves of them, than are read.
func (f *scenarioFile) bounded() error {
	if n := len(f.Provisions); n > maxProvisions {
		return strict.Faults{f.Provisions[maxProvisions].ID.Pos.Fault("%d provisions stand here; %d at most would be right", n, maxProvisions)}
	}
	moves := 0
	for _, p := range f.Provisions {
		if moves += len(p.Moves); moves > maxProvisions {
			return strict.Faults{p.ID.Pos.Fault("the provisions up to this have %d moves; %d at most would be right", moves, maxProvisions)}
		}
	}
	return nil
}

// Code is the code that the scenario speaks of: the one it was read against,
// with the sections that it creates.
func (s *Scenario) Code() *Code { return s.code }

// Creates reports whether the scenario makes sections of its own, which the text of a
// charge may then name.
func (s *Scenario) Creates() bool {
	return slices.ContainsFunc(s.file.Provisions, func(p scenarioProvision) bool { return len(p.Creates) > 0 })
}

// creates puts the sections that provisions create into a code of the
// scenario's own. They come into force with the scenario.
func (s *Scenario) creates(l *loader) {
	var extra []*Statute
	for i := range s.file.Provisions {
		p := &s.file.Provisions[i]
		for j := range p.Creates {
			a := &p.Creates[j]
			cite := l.cite(a.Section)
			if cite.IsZero() {
				continue
			}
			if l.code.index.nodes[cite] || l.code.Entry(cite) != nil {
				l.fault(a.Section, "the code already has %s; amends would be right", a.Section.Value)
				continue
			}
			if slices.ContainsFunc(extra, func(o *Statute) bool { return o.Cite == cite }) {
				l.fault(a.Section, "%s is created twice; once would be right", a.Section.Value)
				continue
			}
			if s.Effective == 0 && s.file.Effective.IsZero() {
				l.fault(a.Section, "a scenario that creates a section must say when: effective: 2017-10-01 would be right")
			}
			l.open(&a.Version)
			a.Version.From = Day{Date: s.Effective}
			extra = append(extra, &Statute{Section: a.Section, Heading: a.Heading, Cite: cite, Versions: []*Version{&a.Version}})
		}
	}
	if len(extra) == 0 {
		return
	}
	code, faults := l.code.with(extra)
	l.faults = append(l.faults, faults...)
	l.code, s.code = code, code
	for _, x := range extra {
		l.proveNest(x)
	}
}

// open finds days on a version that holds while the scenario is law.
func (l *loader) open(v *Version) {
	for _, d := range []Day{v.From, v.To} {
		if d.Pos.Line > 0 {
			l.faults = append(l.faults, d.Pos.Fault("a scenario's sections stand from the day on which it takes effect; no from and no to would be right"))
		}
	}
}

// creator is the provision that creates the section, or "".
func (s *Scenario) creator(c Citation) string {
	for _, p := range s.file.Provisions {
		for _, a := range p.Creates {
			if a.Version.Statute != nil && a.Version.Statute.Cite == c {
				return p.ID.Value
			}
		}
	}
	return ""
}

// proveCreated finds moves to a section that a provision creates which need not
// be on.
func (s *Scenario) proveCreated(l *loader) {
	for i := range s.file.Provisions {
		p := &s.file.Provisions[i]
		for j, m := range s.moves[p.ID.Value] {
			if by := s.creator(m.To); by != "" && by != p.ID.Value && !reaches(s.needs(), p.ID.Value, by, map[string]bool{}) {
				l.fault(p.Moves[j].To, "%s moves charges to %s, which %s creates; requires: [%s] would be right", p.ID.Value, m.To, by, by)
			}
		}
	}
}

func (s *Scenario) readings(l *loader) {
	defaults := 0
	for i, r := range s.Readings {
		if r.Default {
			defaults++
		}
		if slices.ContainsFunc(s.Readings[:i], func(o Reading) bool { return o.ID.Value == r.ID.Value }) {
			l.fault(r.ID, "the reading %q stands twice", r.ID.Value)
		}
	}
	if len(s.Readings) > 0 && defaults != 1 {
		l.fault(s.Readings[0].ID, "%d readings are marked default; exactly one would be right", defaults)
	}
	if len(s.Readings) == 0 {
		s.Readings = []Reading{{ID: strict.Text{Value: AsWritten}, Title: "as written", Default: true}}
	}
}

// DefaultReading is the id of the reading that is meant where none is named.
func (s *Scenario) DefaultReading() string {
	for _, r := range s.Readings {
		if r.Default {
			return r.ID.Value
		}
	}
	return AsWritten
}

func (s *Scenario) enacts(l *loader) {
	a := l.code.Act(s.Enacts)
	if a == nil {
		l.fault(s.file.Enacts, "no act %q is in the pack%s", s.Enacts, strict.Suggest(s.Enacts, l.code.actNames()))
		return
	}
	if s.Baseline != 0 && a.Effective <= s.Baseline {
		l.fault(s.file.Baseline.or(s.file.Enacts), "%s took effect %s and is already law at the baseline %s; an earlier baseline would be right", a.Name, a.Effective, s.Baseline)
	}
	if len(s.file.Provisions) > 0 {
		l.fault(s.file.Enacts, "a scenario that enacts an act takes that act's provisions; either enacts or provisions would be right")
	}
	if s.Effective == 0 {
		s.Effective = a.Effective
	}
	for _, m := range a.Moves {
		if !slices.Contains(s.order, m.Provision) {
			s.order = append(s.order, m.Provision)
			s.Provisions = append(s.Provisions, ProvisionInfo{ID: m.Provision, Title: "provision " + m.Provision, Says: l.code.items[m.item].What, Cite: a.Name})
		}
		s.moves[m.Provision] = append(s.moves[m.Provision], m)
		s.when[m.Provision] = append(s.when[m.Provision], nil)
	}
	s.Provisions = append(s.Provisions, ProvisionInfo{ID: amendments, Title: "sections amended", Says: strings.Join(a.Says, " "), Cite: a.Name})
	s.order = append(s.order, amendments)
}

func (s *Scenario) provisions(l *loader) {
	f := s.file
	var ids []strict.Text
	for i := range f.Provisions {
		p := &f.Provisions[i]
		ids = append(ids, p.ID)
		s.named[p.ID.Value] = p
		info := ProvisionInfo{ID: p.ID.Value, Title: p.Title, Says: p.Says, Cite: p.Cite, NoEffect: p.NoEffect}
		for _, r := range p.Requires {
			info.Requires = append(info.Requires, r.Value)
		}
		s.Provisions = append(s.Provisions, info)
		s.provision(l, p)
	}
	l.names(ids, f.Order)
	s.order = s.inOrder(f.Order)
	l.requirements(f)
	s.proveMoves(l, ids)
	s.proveRepeals(l)
	s.proveCreated(l)
}

func (s *Scenario) inOrder(order []strict.Text) []string {
	rank := ranks(order)
	var ids []string
	for _, p := range s.Provisions {
		ids = append(ids, p.ID)
	}
	slices.SortStableFunc(ids, func(a, b string) int { return rankOf(rank, a) - rankOf(rank, b) })
	return ids
}

// needs lists what each provision requires.
func (s *Scenario) needs() map[string][]string {
	out := map[string][]string{}
	for _, p := range s.Provisions {
		out[p.ID] = p.Requires
	}
	return out
}

func (l *loader) requirements(f *scenarioFile) {
	needs := map[string][]string{}
	var ids []string
	for _, p := range f.Provisions {
		ids = append(ids, p.ID.Value)
	}
	for _, p := range f.Provisions {
		for _, r := range p.Requires {
			if !slices.Contains(ids, r.Value) {
				l.fault(r, "requires %q, which is no provision here%s", r.Value, strict.Suggest(r.Value, ids))
			}
			needs[p.ID.Value] = append(needs[p.ID.Value], r.Value)
		}
	}
	for _, p := range f.Provisions {
		if reaches(needs, p.ID.Value, p.ID.Value, map[string]bool{}) {
			l.fault(p.ID, "%s requires itself in a circle", p.ID.Value)
		}
	}
}

func reaches(needs map[string][]string, from, goal string, seen map[string]bool) bool {
	for _, n := range needs[from] {
		if n == goal {
			return true
		}
		if !seen[n] {
			seen[n] = true
			if reaches(needs, n, goal, seen) {
				return true
			}
		}
	}
	return false
}

func (s *Scenario) provision(l *loader, p *scenarioProvision) {
	id := p.ID.Value
	for i := range p.Moves {
		m := &p.Moves[i]
		item := Item{Entry: s.ID + ", " + id, What: p.Says, Mark: Mark{Source: p.Cite, Confidence: "S"}}
		s.moves[id] = append(s.moves[id], l.move(id, m, item))
		for _, r := range slices.Sorted(maps.Keys(m.Readings)) {
			if !slices.ContainsFunc(s.Readings, func(o Reading) bool { return o.ID.Value == r }) {
				l.fault(m.From, "a move has a condition for the reading %q, which the scenario does not state%s", r, strict.Suggest(r, s.ReadingIDs()))
			}
			l.condition(m.Readings[r])
		}
		for _, r := range s.ReadingIDs() {
			if _, ok := m.Readings[r]; len(m.Readings) > 0 && !ok {
				l.fault(m.From, "a move has conditions by reading but none for %q; {} for \"always\" would be right", r)
			}
		}
		s.when[id] = append(s.when[id], m.Readings)
	}
	for i := range p.Amends {
		l.open(&p.Amends[i].Version)
		s.amendment(l, &p.Amends[i])
	}
	for i := range p.Creates {
		if c, err := ParseCitation(p.Creates[i].Section.Value); err == nil && l.code.statutes[c] != nil {
			s.amendment(l, &p.Creates[i])
		}
	}
	var known []*Category
	for i := range l.code.Registry.Categories {
		known = append(known, &l.code.Registry.Categories[i])
	}
	categories := l.categories(known, p.Categories)
	for _, t := range p.Registers {
		l.trigger(t, categories)
	}
	for _, d := range p.Delists {
		l.entry(d)
	}
	if c := p.Covers; c != nil {
		for _, t := range c.Sections {
			c.sections = append(c.sections, l.entry(t))
		}
		for _, t := range c.Within {
			c.within = append(c.within, l.entry(t))
		}
		l.condition(c.When)
	}
}

// ReadingIDs are the ids of the readings in file order.
func (s *Scenario) ReadingIDs() []string {
	var out []string
	for _, r := range s.Readings {
		out = append(out, r.ID.Value)
	}
	return out
}

func (s *Scenario) amendment(l *loader, a *amendment) {
	cite := l.entry(a.Section)
	old := l.code.statutes[cite]
	if old == nil {
		if !cite.IsZero() && l.code.index.nodes[cite] {
			l.fault(a.Section, "%s has subdivisions; one of them would be right: %s", a.Section.Value, l.code.children(cite))
		}
		return
	}
	a.Version.Statute = old
	l.condition(a.Implies)
	l.condition(a.MinimumWhen)
	l.grades(old, &a.Version)
	a.Version.item = l.code.add(Item{Entry: s.ID + ", " + a.Section.Value, What: a.Version.what(), Mark: a.Mark})
}

// proveMoves finds circles and overlaps without a stated order, in every reading.
func (s *Scenario) proveMoves(l *loader, ids []strict.Text) {
	for _, r := range s.ReadingIDs() {
		a := s.act(r, s.order)
		if loop, pos := cycle(a.Moves); loop != "" {
			l.faults = append(l.faults, pos.Fault("the provisions move charges in a circle: %s", loop))
			return
		}
		before := len(l.faults)
		l.reorder(a, ids, s.file.Order)
		if len(l.faults) > before {
			return
		}
	}
}

// proveRepeals finds repealed sections some of whose charges go nowhere, in
// some reading.
func (s *Scenario) proveRepeals(l *loader) {
	for _, p := range s.file.Provisions {
		for _, t := range p.Repeals {
			if cite := l.entry(t); !l.blind && !s.carries(l, p.ID.Value, cite) {
				l.fault(t, "%s repeals %s but does not say where all its charges go; a move `from: \"%s\"` without condition, to a section or to none, would be right", p.ID.Value, t.Value, t.Value)
			}
		}
	}
}

// carries reports whether the provision moves every charge of the section, or
// of each offence below it that has not ended, in every reading.
func (s *Scenario) carries(l *loader, id string, cite Citation) bool {
	places := []Citation{cite}
	if below := l.code.index.below(cite); l.code.statutes[cite] == nil && len(below) > 0 {
		places = nil
		for _, b := range below {
			if _, to := b.Window(); b.IsOffence() && (to == 0 || to >= s.Effective) {
				places = append(places, b.Cite)
			}
		}
	}
	for _, r := range s.ReadingIDs() {
		moves := s.act(r, []string{id}).Moves
		for _, c := range places {
			if !l.carriesAll(moves, c) {
				return false
			}
		}
	}
	return true
}

// act is the moves of the given provisions in one reading, in order.
func (s *Scenario) act(reading string, ids []string) *Act {
	a := &Act{Name: s.ID, Title: s.Title, Effective: s.Effective}
	for _, id := range s.order {
		if !slices.Contains(ids, id) {
			continue
		}
		for i, m := range s.moves[id] {
			if by := s.when[id][i]; by != nil {
				m.When = &Condition{All: []Condition{deref(m.When), deref(by[reading])}}
			}
			a.Moves = append(a.Moves, m)
		}
	}
	return a
}

// Propose makes the proposal of one reading with only the named provisions on
// (nil: all), against the law of the baseline day. It refuses provisions and
// readings that the scenario does not have, and an act already in force.
func (s *Scenario) Propose(reading string, only []string, baseline Date) (*Proposal, error) {
	if !slices.Contains(s.ReadingIDs(), reading) {
		return nil, fmt.Errorf("scenario %s has no reading %q%s", s.ID, reading, strict.Suggest(reading, s.ReadingIDs()))
	}
	var all []string
	for _, p := range s.Provisions {
		all = append(all, p.ID)
	}
	for _, id := range only {
		if !slices.Contains(all, id) {
			return nil, fmt.Errorf("scenario %s has no provision %q%s", s.ID, id, strict.Suggest(id, all))
		}
	}
	if only == nil {
		only = all
	}
	if s.Enacts != "" && s.code.Act(s.Enacts).Effective <= baseline {
		return nil, fmt.Errorf("%s took effect %s and is already law at the baseline %s; an earlier --baseline would be right", s.Enacts, s.code.Act(s.Enacts).Effective, baseline)
	}
	p := &Proposal{Scenario: s, Reading: reading, Baseline: baseline, Covers: map[string]*Cover{}, versions: map[Citation]*Version{},
		credit: map[Citation]string{}, listing: map[*Trigger]string{}, taker: map[Citation]string{}}
	lacks := s.lacks(only)
	for _, info := range s.Provisions {
		switch missing := lacks[info.ID]; {
		case !slices.Contains(only, info.ID):
		case missing != "":
			p.Notes = append(p.Notes, fmt.Sprintf("%s changes nothing here: it takes effect only with %s, which is not on.", info.ID, missing))
		default:
			p.Active = append(p.Active, info.ID)
		}
	}
	p.Act = s.act(reading, p.Active)
	if s.Enacts != "" {
		p.takeVersions()
	}
	for _, id := range p.Active {
		if f := s.named[id]; f != nil {
			p.take(id, f)
		}
	}
	p.noteAbsent(baseline)
	return p, nil
}

// lacks finds, for each provision, a requirement that is not on, or that lacks
// one itself; "" where all are met.
func (s *Scenario) lacks(on []string) map[string]string {
	needs, out := s.needs(), map[string]string{}
	var visit func(id string) string
	visit = func(id string) string {
		if missing, seen := out[id]; seen {
			return missing
		}
		out[id] = ""
		for _, r := range needs[id] {
			if !slices.Contains(on, r) || visit(r) != "" {
				out[id] = r
				break
			}
		}
		return out[id]
	}
	for id := range needs {
		visit(id)
	}
	return out
}

func (p *Proposal) take(id string, f *scenarioProvision) {
	for _, list := range [][]amendment{f.Amends, f.Creates} {
		for i := range list {
			v := &list[i].Version
			p.versions[v.Statute.Cite] = v
			p.credit[v.Statute.Cite] = id
		}
	}
	p.registers = append(p.registers, f.Registers...)
	for _, t := range f.Registers {
		p.listing[t] = id
	}
	for _, d := range f.Delists {
		c, _ := ParseCitation(d.Value)
		if to, ok := p.Scenario.code.index.alias[c]; ok {
			c = to
		}
		p.delists = append(p.delists, c)
		if p.taker[c] == "" {
			p.taker[c] = id
		}
	}
	if f.Covers != nil {
		p.Covers[id] = f.Covers
	}
}

// amendments is the provision of an enacted act that changes classes and the
// registry.
const amendments = "amendments"

// takeVersions makes the versions that an enacted act began, and the triggers
// that begin on its day, part of the proposal.
func (p *Proposal) takeVersions() {
	if !slices.Contains(p.Active, amendments) {
		return
	}
	for _, s := range p.Scenario.code.order {
		for _, v := range s.Versions {
			if v.Act.Value == p.Scenario.Enacts {
				p.versions[s.Cite] = v
				p.credit[s.Cite] = amendments
			}
		}
	}
	for _, t := range p.Scenario.code.Registry.Triggers {
		if t.From.Date == p.enacted() {
			p.registers = append(p.registers, t)
			p.listing[t] = amendments
		}
	}
}

// enacted is the day on which the act that the proposal enacts amended the law;
// zero where it enacts none.
func (p *Proposal) enacted() Date {
	if p.Scenario.Enacts == "" || !slices.Contains(p.Active, amendments) {
		return 0
	}
	return p.Scenario.code.Act(p.Scenario.Enacts).Effective
}

// ends reports whether the enacted act takes the trigger off the list.
func (p *Proposal) ends(t *Trigger) bool {
	return !t.To.IsZero() && t.To.Date.AddDays(1) == p.enacted()
}

// noteAbsent tells what the baseline lacks: places that moves start from or go
// to, sections that are amended, and places that are taken off a list that does
// not have them.
func (p *Proposal) noteAbsent(baseline Date) {
	code := p.Scenario.code
	note := func(format string, args ...any) { p.Notes = append(p.Notes, fmt.Sprintf(format, args...)) }
	for _, m := range p.Act.Moves {
		if len(code.Below(m.From, baseline)) == 0 {
			note("%s finds nothing to move from %s: the section is not in force at the baseline, %s.", m.Provision, code.Name(m.From), baseline)
		}
		if s := code.statutes[m.To]; s != nil && p.versions[m.To] == nil && s.On(baseline) == nil {
			note("%s moves charges to %s, which is not in force at the baseline, %s: their class is unknown.", m.Provision, code.Name(m.To), baseline)
		}
	}
	for cite, id := range p.credit {
		if s := code.statutes[cite]; id != amendments && p.Scenario.creator(cite) == "" && s.On(baseline) == nil {
			note("%s finds nothing to amend: %s is not in force at the baseline, %s.", id, code.Name(cite), baseline)
		}
	}
	for cite, id := range p.taker {
		if !slices.ContainsFunc(code.RollOn(baseline).triggers, func(t *Trigger) bool { return t.cite.Covers(cite) || cite.Covers(t.cite) }) {
			note("%s finds nothing to take off the registry list: %s is not on it at the baseline, %s.", id, code.Name(cite), baseline)
		}
	}
	slices.Sort(p.Notes)
	p.Notes = slices.Compact(p.Notes)
}

// frame adds the cuts that the proposal needs.
func (p *Proposal) frame(fr *Frame) {
	fr.Days = append(fr.Days, p.Baseline.AddDays(1)) // offences after it are told apart
	for _, m := range p.Act.Moves {
		fr.add(m.When)
	}
	for _, id := range p.Active {
		if f := p.Scenario.named[id]; f != nil {
			for _, list := range [][]amendment{f.Amends, f.Creates} {
				for i := range list {
					fr.addVersion(&list[i].Version)
				}
			}
			if f.Covers != nil {
				fr.add(f.Covers.When)
			}
		}
	}
	for _, t := range p.registers {
		fr.add(t.When)
	}
}

// Version is the version of an entry when the proposal is law, given the one at
// the baseline, and the provision that changed it ("" for none).
func (p *Proposal) Version(s *Statute, at *Version) (*Version, string) {
	if v := p.versions[s.Cite]; v != nil {
		return v, p.credit[s.Cite]
	}
	return at, ""
}

// Roll is the registry rule when the proposal is law, given the baseline's.
// What the proposal itself puts on the list, it does not take off.
func (p *Proposal) Roll(base *Roll) *Roll {
	r := &Roll{delisted: p.delists, added: p.registers}
	for _, t := range base.triggers {
		if !p.ends(t) {
			r.triggers = append(r.triggers, t)
		}
	}
	return r
}

// Registers lists the provisions that change the registration of an offence at
// the place with facts: those that put it on the list, and those that take it off.
func (p *Proposal) Registers(fr *Frame, at Place, f Facts) []string {
	var out []string
	for _, t := range p.registers {
		if met, _ := t.When.Test(fr, f); met && t.cite.Covers(at) && !t.category.Discretionary {
			out = append(out, p.listing[t])
		}
	}
	for _, d := range p.delists {
		if d.Covers(at) {
			out = append(out, p.taker[d])
		}
	}
	for _, t := range p.Scenario.code.Registry.Triggers {
		if p.ends(t) && t.cite.Covers(at) {
			out = append(out, amendments)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Touches lists the sections that the proposal moves charges from or to, amends,
// or puts on or takes off the registry, without their subdivisions, in order.
func (p *Proposal) Touches() []Citation {
	var out []Citation
	for _, m := range p.Act.Moves {
		out = append(out, m.From.Section())
		if !m.To.IsZero() {
			out = append(out, m.To.Section())
		}
	}
	for c := range p.versions {
		out = append(out, c.Section())
	}
	for _, t := range p.registers {
		out = append(out, t.cite.Section())
	}
	for _, d := range p.delists {
		out = append(out, d.Section())
	}
	for _, t := range p.Scenario.code.Registry.Triggers {
		if p.ends(t) {
			out = append(out, t.cite.Section())
		}
	}
	slices.SortFunc(out, Citation.Compare)
	return slices.Compact(out)
}

// Reaches reports whether the cover reaches a charge that stands at proposed
// when the proposal is law, and stood at the baseline place before.
func (c *Cover) Reaches(fr *Frame, base, proposed Place, f Facts) (bool, Attribute) {
	covers := func(list []Citation, at Place) bool {
		return !at.IsZero() && slices.ContainsFunc(list, func(c Citation) bool { return c.Covers(at) })
	}
	if covers(c.sections, proposed) {
		return true, NoAttribute
	}
	if !covers(c.within, base) && !covers(c.within, proposed) {
		return false, NoAttribute
	}
	return c.When.Test(fr, f)
}

// ScenarioSchema is the JSON Schema of scenario files.
func ScenarioSchema() ([]byte, error) { return strict.Schema(&scenarioFile{}, "impact scenario") }

// Same reports whether two proposals of a scenario are the same law, whatever their
// readings are called.
func (p *Proposal) Same(q *Proposal) bool {
	a, b := *p, *q
	a.Reading, b.Reading = "", ""
	return reflect.DeepEqual(a, b)
}

// Alike reports whether two proposals of a scenario are the same law, whatever their
// readings are called and whichever provisions are on that change nothing.
func (p *Proposal) Alike(q *Proposal) bool {
	a, b := *p, *q
	a.Active, b.Active, a.Notes, b.Notes = nil, nil, nil, nil
	return a.Same(&b)
}

// MovesAlike reports whether two proposals of a scenario do the same to every charge,
// whatever else they reach.
func (p *Proposal) MovesAlike(q *Proposal) bool {
	a, b := *p, *q
	a.Covers, b.Covers = nil, nil
	return a.Alike(&b)
}
