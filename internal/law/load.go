package law

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"

	"impact/internal/strict"

	"golang.org/x/sync/errgroup"
)

// LoadCode reads a law pack from a folder: code.yaml, registry.yaml,
// statutes/*.yaml and acts/*.yaml. The error is a strict.Faults with every
// fault of every file. What is read is proved: versions tile, every ended
// section's charges go somewhere, no act moves a charge in a circle, and no two
// provisions of an act overlap without a stated order.
func LoadCode(fsys fs.FS, dir string) (*Code, error) {
	_, carried := fsys.(embed.FS)
	l := &loader{fsys: fsys, dir: dir, carried: carried, search: search{searchSteps}}
	var head codeFile
	l.read("code.yaml", &head)
	var reg registryFile
	l.read("registry.yaml", &reg)
	statutes := readAll[statuteFile](l, "statutes")
	acts := readAll[actFile](l, "acts")
	if l.unreadable {
		return nil, l.err()
	}
	if n := len(head.Findings); n > maxFindings {
		return nil, strict.Faults{head.Findings[maxFindings].ID.Pos.Fault("%d findings are defined; %d at most would be right", n, maxFindings)}
	}
	for _, f := range acts {
		if n := len(f.Provisions); n > maxProvisions {
			return nil, strict.Faults{f.Provisions[maxProvisions].ID.Pos.Fault("%d provisions stand here; %d at most would be right", n, maxProvisions)}
		}
	}
	c := &Code{Pack: head.Pack, Title: head.Title, Sample: head.Sample, Findings: head.Findings, Registry: &reg.Registry,
		statutes: map[Citation]*Statute{}, ladder: map[Class][]Penalty{}, inchoate: map[Inchoate]map[Class]inchoateGrade{}}
	l.code = c
	for i, f := range head.Findings {
		if slices.ContainsFunc(head.Findings[:i], func(o Finding) bool { return o.ID.Value == f.ID.Value }) {
			l.fault(f.ID, "the finding %q stands twice; ids must differ", f.ID.Value)
		}
	}
	l.catalogue(statutes)
	index, faults := newIndex(c.order, head.Citation)
	c.index, c.rules = index, head.Citation
	l.faults = append(l.faults, faults...)
	l.ladder(head)
	l.acts(acts)
	l.registry()
	l.prove()
	if err := l.err(); err != nil {
		return nil, err
	}
	return c, nil
}

// plainError is what the system says of a file, without its path.
func plainError(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		err = p.Err
	}
	return err.Error()
}

// maxFindings is how many findings Facts can hold.
const maxFindings = 64

// maxProvisions is how many provisions an act or a scenario may have, and how many moves,
// which are held against each other two by two: far more than any has. maxOverlaps is how
// many overlaps are told: whoever has mended these sees the rest.
const (
	maxProvisions = 1000
	maxOverlaps   = 20
)

type loader struct {
	fsys       fs.FS
	dir        string
	code       *Code
	shape      strict.Faults // of the files' keys and types
	unreadable bool          // the shape is such that nothing more can be said
	carried    bool          // the files are the program's own, which its tests hold to their schemas

	blind  bool // a condition asks a finding that is not defined, so that none can be tried
	search search
	faults strict.Faults
}

func (l *loader) fault(at strict.Text, format string, args ...any) {
	l.faults = append(l.faults, at.Pos.Fault(format, args...))
}

func (l *loader) read(name string, into any) {
	data, err := fs.ReadFile(l.fsys, path.Join(l.dir, name))
	if err != nil {
		l.shape, l.unreadable = append(l.shape, strict.Fault{File: path.Join(l.dir, name), Line: 1, Column: 1, Message: plainError(err)}), true
		return
	}
	l.decode(path.Join(l.dir, name), data, into)
}

func (l *loader) decode(name string, data []byte, into any) {
	read := strict.DecodeAll
	if l.carried {
		read = strict.DecodeSealed
	}
	faults, readable, err := read(name, data, into)
	if err != nil {
		faults, readable = strict.Faults{{File: name, Line: 1, Column: 1, Message: err.Error()}}, false
	}
	l.shape = append(l.shape, faults...)
	l.unreadable = l.unreadable || !readable
}

// err is every fault found.
func (l *loader) err() error { return l.shape.Also(l.faults).Err() }

// readAll reads the files of a folder, several at once.
func readAll[T any](l *loader, folder string) []*T {
	names, _ := fs.Glob(l.fsys, path.Join(l.dir, folder, "*.yaml"))
	slices.Sort(names)
	out := make([]*T, len(names))
	each := make([]loader, len(names))
	var all errgroup.Group
	all.SetLimit(runtime.GOMAXPROCS(0))
	for i, n := range names {
		all.Go(func() error {
			out[i], each[i] = new(T), loader{fsys: l.fsys, dir: l.dir, carried: l.carried}
			each[i].read(path.Join(folder, path.Base(n)), out[i])
			return nil
		})
	}
	_ = all.Wait() // none fails; faults are kept
	for i := range each {
		l.shape, l.unreadable = append(l.shape, each[i].shape...), l.unreadable || each[i].unreadable
	}
	return out
}

// cite parses a citation of a law file.
func (l *loader) cite(t strict.Text) Citation {
	c, err := ParseCitation(t.Value)
	if err != nil {
		l.fault(t, "%v", err)
	}
	return c
}

// entry parses a citation that the catalogue must know, at or above an entry.
func (l *loader) entry(t strict.Text) Citation {
	c := l.cite(t)
	if c.IsZero() {
		return c
	}
	if to, ok := l.code.index.alias[c]; ok {
		return to
	}
	if l.code.index.nodes[c] {
		return c
	}
	l.fault(t, "no version of the law ever had section %s%s", t.Value, strict.Suggest(t.Value, strict.Nearest(t.Value, l.code.index.names, 1)))
	return c
}

func (l *loader) class(t strict.Text) Class {
	c, err := ParseClass(t.Value)
	if err != nil {
		l.fault(t, "%v", err)
	}
	return c
}

// days reports days that no calendar has, and windows that end before they begin.
func (l *loader) days(from, to Day) {
	for _, d := range []Day{from, to} {
		if d.bad != "" {
			l.faults = append(l.faults, d.Pos.Fault("%q is not a day of the form 2016-10-01", d.bad))
		}
	}
	if from.Date != 0 && to.Date != 0 && to.Date < from.Date {
		l.faults = append(l.faults, to.Pos.Fault("the last day %s comes before the first, %s", to.Date, from.Date))
	}
}

func (l *loader) condition(c *Condition) {
	c.walk(func(c *Condition) {
		if c.OffenseDate != nil {
			l.days(c.OffenseDate.From, c.OffenseDate.To)
		}
		for _, r := range []*Range{c.VictimAge, c.DefendantAge, c.Priors} {
			if r != nil && r.From != nil && r.Under != nil && *r.From >= *r.Under {
				l.faults = append(l.faults, r.Pos.Fault("no number is from %d and under %d; from is included, under is not", *r.From, *r.Under))
			}
		}
		if f := c.Finding; f != nil && !slices.ContainsFunc(l.code.Findings, func(k Finding) bool { return k.ID.Value == f.Value }) {
			var known []string
			for _, k := range l.code.Findings {
				known = append(known, k.ID.Value)
			}
			l.blind = true
			l.fault(*f, "no finding %q is defined in code.yaml%s", f.Value, strict.Suggest(f.Value, known))
		}
	})
}

func (l *loader) catalogue(files []*statuteFile) {
	c := l.code
	for _, f := range files {
		for i := range f.Statutes {
			s := &f.Statutes[i]
			s.Cite = l.cite(s.Section)
			if s.Cite.IsZero() {
				continue
			}
			if other := c.statutes[s.Cite]; other != nil {
				l.fault(s.Section, "%s already stands at %s:%d; one entry would be right", s.Section.Value, other.Section.Pos.File, other.Section.Pos.Line)
				continue
			}
			c.statutes[s.Cite] = s
			c.order = append(c.order, s)
		}
	}
	slices.SortFunc(c.order, func(a, b *Statute) int { return a.Cite.Compare(b.Cite) })
	for _, s := range c.order {
		l.versions(s)
	}
}

func (l *loader) versions(s *Statute) {
	if len(s.Versions) == 0 {
		l.fault(s.Section, "%s has no version; at least one would be right", s.Section.Value)
	}
	for i, v := range s.Versions {
		v.Statute = s
		l.days(v.From, v.To)
		l.condition(v.Implies)
		l.condition(v.MinimumWhen)
		l.grades(s, v)
		v.item = l.code.add(Item{Entry: s.Section.Value + v.span(), What: v.what(), Mark: v.Mark})
		if i == 0 {
			continue
		}
		before := s.Versions[i-1]
		if before.To.bad == "" && v.From.bad == "" && !follows(before.To, v.From) {
			l.fault(v.From.or(s.Section), "the versions of %s do not tile: one ends %s, the next begins %s; the day after would be right",
				s.Section.Value, orOpen(before.To), orOpen(v.From))
		}
	}
}

// follows reports whether one window begins on the day after another ends.
func follows(end, begin Day) bool {
	return end.Date != 0 && begin.Date != 0 && end.Date.AddDays(1) == begin.Date
}

// or is the day's place, or that of the text where no day was written.
func (d Day) or(t strict.Text) strict.Text {
	if d.Pos.Line > 0 {
		return strict.Text{Pos: d.Pos}
	}
	return t
}

func orOpen(d Day) string {
	if d.IsZero() {
		return "at no stated day"
	}
	return d.Date.String()
}

func (l *loader) grades(s *Statute, v *Version) {
	switch {
	case !s.IsOffence():
		if v.Class.Value != "" || len(v.Grades) > 0 {
			l.fault(s.Section, "%s is no offence but has a class", s.Section.Value)
		}
		return
	case v.Class.Value != "" && len(v.Grades) > 0:
		l.fault(v.Class, "%s has both a class and grades; one of the two would be right", s.Section.Value)
	case v.Class.Value != "":
		v.grades = []grade{{class: l.class(v.Class)}}
	case len(v.Grades) == 0:
		l.fault(s.Section, "a version of %s has neither class nor grades", s.Section.Value)
	}
	for i, g := range v.Grades {
		l.condition(g.When)
		v.grades = append(v.grades, grade{l.class(g.Class), g.When})
		if last := i == len(v.Grades)-1; last != g.When.Empty() {
			l.fault(g.Class, "of the grades of %s the last, and only the last, must have no condition", s.Section.Value)
		}
	}
}

func (v *Version) span() string {
	switch {
	case v.From.IsZero() && v.To.IsZero():
		return ""
	case v.From.IsZero():
		return ", to " + v.To.Date.String()
	case v.To.IsZero():
		return ", from " + v.From.Date.String()
	}
	return ", " + v.From.Date.String() + " to " + v.To.Date.String()
}

func (v *Version) what() string {
	if v.Class.Value != "" {
		return "class: " + v.Class.Value
	}
	var names []string
	for _, g := range v.Grades {
		names = append(names, g.Class.Value)
	}
	if len(names) == 0 {
		return "not an offence of its own"
	}
	return "class: " + strings.Join(names, " or ") + " by the facts"
}

func (l *loader) ladder(head codeFile) {
	c := l.code
	for _, r := range head.Ladder {
		class := l.class(r.Class)
		if class != ClassUnknown && len(c.ladder[class]) > 0 {
			l.fault(r.Class, "%s stands twice on the ladder", r.Class.Value)
		}
		for i, p := range r.Penalties {
			l.days(p.From, p.To)
			if i > 0 && r.Penalties[i-1].To.bad == "" && p.From.bad == "" && !follows(r.Penalties[i-1].To, p.From) {
				l.fault(p.From.or(r.Class), "the penalties of %s do not tile at row %d", r.Class.Value, i+1)
			}
		}
		c.ladder[class] = r.Penalties
	}
	for _, g := range head.Inchoate {
		kind, _ := ParseInchoate(g.Kind)
		if c.inchoate[kind] == nil {
			c.inchoate[kind] = map[Class]inchoateGrade{}
		}
		from, to := l.class(g.From), l.class(g.To)
		item := c.add(Item{Entry: g.Kind + " to commit a " + g.From.Value, What: "class: " + g.To.Value, Mark: g.Mark})
		c.inchoate[kind][from] = inchoateGrade{to, item}
	}
}

func (l *loader) acts(files []*actFile) {
	for _, f := range files {
		a := &Act{Name: f.Act.Value, Title: f.Title, Session: f.Session.Value, Number: f.Number, Effective: f.Effective.Date, Says: f.Says, Mark: f.Mark}
		l.days(f.Effective, Day{})
		if l.code.Act(a.Name) != nil {
			l.fault(f.Act, "the act %s stands twice; one file would be right", a.Name)
		}
		var stated []strict.Text
		for i := range f.Provisions {
			p := &f.Provisions[i]
			stated = append(stated, p.ID)
			if len(p.Readings) > 0 {
				l.fault(p.ID, "an enacted act has one meaning; a condition `when` in place of readings would be right")
			}
			a.Moves = append(a.Moves, l.move(p.ID.Value, &p.move, Item{Entry: f.Act.Value + ", provision " + p.ID.Value, What: p.Says, Mark: p.Mark}))
		}
		l.reorder(a, stated, f.Order)
		l.code.Acts = append(l.code.Acts, a)
	}
	sortActs(l.code.Acts)
}

func (l *loader) move(provision string, m *move, item Item) Move {
	l.condition(m.When)
	out := Move{Provision: provision, From: l.entry(m.From), When: m.When, AsAmended: m.AsAmended, item: l.code.add(item), pos: m.To.Pos}
	if m.To.Value != "none" {
		out.To = l.entry(m.To)
		if l.code.statutes[out.To] == nil && l.code.index.nodes[out.To] {
			l.fault(m.To, "%s has subdivisions; charges must go to one of them: %s", m.To.Value, l.code.children(out.To))
		}
	}
	return out
}

func (c *Code) children(cite Citation) string {
	var names []string
	for _, s := range c.index.below(cite) {
		names = append(names, s.Section.Value)
	}
	return strings.Join(names, ", ")
}

// reorder puts an act's moves into the stated order and finds overlaps that no
// order decides.
func (l *loader) reorder(a *Act, ids, order []strict.Text) {
	rank := ranks(order)
	l.names(ids, order)
	slices.SortStableFunc(a.Moves, func(x, y Move) int { return rankOf(rank, x.Provision) - rankOf(rank, y.Provision) })
	if l.blind {
		return
	}
	told := 0
	for i := range a.Moves {
		for j := i + 1; j < len(a.Moves); j++ {
			x, y := &a.Moves[i], &a.Moves[j]
			if x.Provision == y.Provision || rank[x.Provision] != 0 && rank[y.Provision] != 0 {
				continue
			}
			if (x.From.Covers(y.From) || y.From.Covers(x.From)) && l.code.frameOf([]Move{*x, *y}).overlap(x.When, y.When, &l.search) {
				at := ids[max(0, slices.IndexFunc(ids, func(t strict.Text) bool { return t.Value == y.Provision }))]
				if told++; told > maxOverlaps {
					l.fault(at, "more provisions reach the same; they are sought when the %d pairs told have an order", maxOverlaps)
					return
				}
				l.fault(at, "the provisions %s and %s both reach %s; say which goes first with order: [%s, %s]", x.Provision, y.Provision, y.From, x.Provision, y.Provision)
			}
		}
	}
}

// names checks that an order names each of its ids once and only ids that exist.
func (l *loader) names(ids, order []strict.Text) {
	known := make([]string, len(ids))
	for i, t := range ids {
		known[i] = t.Value
		if slices.Contains(known[:i], t.Value) {
			l.fault(t, "the provision %q stands twice; ids must differ", t.Value)
		}
	}
	for i, t := range order {
		if !slices.Contains(known, t.Value) {
			l.fault(t, "order names %q, which is no provision here%s", t.Value, strict.Suggest(t.Value, known))
		}
		if slices.ContainsFunc(order[:i], func(o strict.Text) bool { return o.Value == t.Value }) {
			l.fault(t, "order names %q twice", t.Value)
		}
	}
}

func ranks(order []strict.Text) map[string]int {
	rank := map[string]int{}
	for i, t := range order {
		rank[t.Value] = i + 1
	}
	return rank
}

// rankOf sorts what an order does not name behind what it names.
func rankOf(rank map[string]int, id string) int {
	if r := rank[id]; r > 0 {
		return r
	}
	return 1 << 20
}

func (c *Code) frameOf(moves []Move) *Frame {
	fr := &Frame{}
	for _, f := range c.Findings {
		fr.Findings = append(fr.Findings, f.ID.Value)
	}
	for _, m := range moves {
		fr.add(m.When)
	}
	fr.tidy()
	return fr
}

func (l *loader) registry() {
	r := l.code.Registry
	categories := l.categories(nil, r.Categories)
	for _, t := range r.Triggers {
		l.trigger(t, categories)
	}
}

// categories adds new categories to those there are.
func (l *loader) categories(known []*Category, more []Category) []*Category {
	out := slices.Clone(known)
	for i := range more {
		c := &more[i]
		if slices.ContainsFunc(out, func(o *Category) bool { return o.ID.Value == c.ID.Value }) {
			l.fault(c.ID, "the category %q stands twice; ids must differ", c.ID.Value)
		}
		l.category(c)
		out = append(out, c)
	}
	return out
}

func (l *loader) term(t strict.Text) Term {
	term, err := ParseTerm(t.Value)
	if err != nil {
		l.fault(t, "%v", err)
	}
	return term
}

func (l *loader) category(c *Category) { c.first, c.repeat = l.term(c.First), l.term(c.Repeat) }

func (l *loader) trigger(t *Trigger, categories []*Category) {
	t.cite = l.entry(t.Section)
	l.condition(t.When)
	l.days(t.From, t.To)
	i := slices.IndexFunc(categories, func(c *Category) bool { return c.ID.Value == t.Category.Value })
	if i < 0 {
		var known []string
		for _, c := range categories {
			known = append(known, c.ID.Value)
		}
		l.fault(t.Category, "no category %q is defined%s", t.Category.Value, strict.Suggest(t.Category.Value, known))
		return
	}
	cat := categories[i]
	t.category = cat
	t.terms = Terms{cat.first, cat.repeat}
	if t.First.Value != "" {
		t.terms.First = l.term(t.First)
	}
	if t.Repeat.Value != "" {
		t.terms.Repeat = l.term(t.Repeat)
	}
	what := fmt.Sprintf("registrable: %s, %s, later conviction %s", cat.ID.Value, t.terms.First, t.terms.Repeat)
	if !t.When.Empty() {
		what += ", when " + t.When.String()
	}
	t.item = l.code.add(Item{Entry: t.Section.Value + " on the registry list", What: what, Mark: t.Mark})
}
