package plan

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"impact/internal/strict"
)

// MostJobs is the most jobs of one plan.
const MostJobs = 1_000_000

// The choices of provisions that have a name.
const (
	All         = "all"
	None        = "none"
	Each        = "each"         // each alone, with what it requires
	WithoutEach = "without-each" // all but each, and but what requires it
)

// What figures can draw or hold beside the dials.
const (
	ScenarioSide   = "scenario" // drawn, it has a place for each scenario and reading
	ProvisionsSide = "provisions"
	BaselineSide   = "baseline"
	CostsSide      = "costs"
	ReadingSide    = "reading" // is held, not drawn
	SeedSide       = "seed"    // likewise
)

// A World is what a plan speaks of.
type World struct {
	Scenarios []Scenario // as the plan names them
	Dials     []string   // the assumptions that can be varied
	// Check says what is wrong with a value of an assumption, under every scenario.
	Check func(dial, value string) error
	// At is the value of an assumption below which a share u of its distribution lies;
	// nil where it has none.
	At func(dial string) func(u float64) float64
	// Baseline says what is wrong with the text of a day.
	Baseline func(text string) error
	Metrics  []string // that are projected
}

// A Scenario is what can be chosen of one.
type Scenario struct {
	Readings   []string
	Provisions []Provision // in file order
}

// A Provision is one of a scenario, with those that it requires.
type Provision struct {
	ID       string
	Requires []string
}

// A Job is one set of settings: one run.
type Job struct {
	Scenario   int // place in the plan's list
	Reading    string
	Baseline   string   // "" for the scenario's own
	Provisions []string // in file order; nil for all
	Costs      string   // "" for the law pack's
	Assume     []string // values by dial, in the order of Dials
	Seed       uint64
}

// Choice is the job's provisions as tables write them: all, none, or the ids.
func (j *Job) Choice() string {
	switch {
	case j.Provisions == nil:
		return All
	case len(j.Provisions) == 0:
		return None
	}
	return strings.Join(j.Provisions, ",")
}

// Dials are the assumptions that the plan varies, in the order of the file.
func (p *Plan) Dials() []string {
	var out []string
	for _, a := range p.Assumptions {
		out = append(out, a.Dial.Value)
	}
	if p.Hypercube != nil {
		for _, r := range p.Hypercube.Over {
			out = append(out, r.Dial.Value)
		}
	}
	return out
}

// Sides are what a figure of the plan can draw.
func (p *Plan) Sides() []string {
	return append(p.Dials(), ScenarioSide, ProvisionsSide, BaselineSide, CostsSide)
}

// Setting is what a job has of a dial or a side, as the plan writes it.
func (p *Plan) Setting(j *Job, of string) string {
	switch of {
	case ScenarioSide:
		return p.Scenarios[j.Scenario].Value
	case ReadingSide:
		return j.Reading
	case ProvisionsSide:
		return j.Choice()
	case BaselineSide:
		return j.Baseline
	case CostsSide:
		return j.Costs
	case SeedSide:
		return strconv.FormatUint(j.Seed, 10)
	}
	if i := slices.Index(p.Dials(), of); i >= 0 {
		return j.Assume[i]
	}
	return ""
}

// Holds reports whether a job has the value that the figures hold of a dial or a side, or
// whether they hold none.
func (p *Plan) Holds(j *Job, of string) bool {
	if p.Figures == nil {
		return true
	}
	v, held := p.Figures.Hold[of]
	return !held || alike(v.Value, p.Setting(j, of))
}

// alike compares values as numbers where both are, and lists of provisions in any order.
func alike(a, b string) bool {
	x, y := number(a), number(b)
	if x == y {
		return true
	}
	return slices.Equal(parts(a), parts(b))
}

func parts(list string) []string {
	out := strings.Split(list, ",")
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	slices.Sort(out)
	return out
}

// held tells what the figures hold that no job has.
func (s *spreader) held(jobs []Job) {
	if s.Figures == nil {
		return
	}
	for _, of := range slices.Sorted(maps.Keys(s.Figures.Hold)) {
		v := s.Figures.Hold[of]
		var has []string
		for i := range jobs {
			has = append(has, s.Setting(&jobs[i], of))
		}
		slices.Sort(has)
		has = slices.Compact(has)
		if !slices.ContainsFunc(has, func(x string) bool { return alike(v.Value, x) }) {
			s.fault(v.Pos, "no job has the %s %q; one of %s would be right", strings.ReplaceAll(of, "_", " "), v.Value, few(has))
		}
	}
	if len(s.faults) == 0 && len(jobs) > 0 && !slices.ContainsFunc(jobs, func(j Job) bool {
		return !slices.ContainsFunc(slices.Collect(maps.Keys(s.Figures.Hold)), func(of string) bool { return !s.Holds(&j, of) })
	}) {
		of := slices.Min(slices.Collect(maps.Keys(s.Figures.Hold)))
		s.fault(s.Figures.Hold[of].Pos, "no job has all that the figures hold; values that stand together in a job would be right")
	}
}

// few names some of many values.
func few(list []string) string {
	out := slices.Clone(list[:min(len(list), 12)])
	for i, x := range out {
		if x == "" {
			out[i] = "(none named)"
		}
	}
	if len(list) > len(out) {
		out = append(out, "…")
	}
	return strings.Join(out, "; ")
}

// Jobs spreads the plan over a world: scenarios, then readings, baselines, provisions,
// assumptions, costs and seeds, the last fastest. Jobs whose settings are the same are
// one. The error is a strict.Faults.
func (p *Plan) Jobs(w World) ([]Job, error) {
	s := &spreader{Plan: p, w: w}
	s.known()
	choices := s.choices()
	points := s.points()
	if err := s.faults.Err(); err != nil {
		return nil, err
	}
	if n := s.count(choices, len(points)); n > MostJobs {
		return nil, strict.Faults{p.at.Fault("the plan makes %.0f jobs; %d at most would be right: fewer values, or a hypercube in place of a grid", n, MostJobs)}
	}
	var out []Job
	for i, of := range choices {
		for _, r := range s.readings(i) {
			for _, b := range p.Baselines {
				for _, provisions := range of {
					for _, at := range points {
						for _, costs := range p.Costs {
							for _, seed := range p.Seeds {
								n, _ := strconv.ParseUint(seed.Value, 10, 64)
								out = append(out, Job{i, r, b.Value, provisions, costs.Value, at, n})
							}
						}
					}
				}
			}
		}
	}
	s.held(out)
	return out, s.faults.Err()
}

// spreader holds a plan against a world.
type spreader struct {
	*Plan
	w World
	checker
}

// count is how many jobs there are, before they are made.
func (s *spreader) count(choices [][][]string, points int) float64 {
	n := 0.0
	for i, of := range choices {
		n += float64(len(s.readings(i))) * float64(len(of))
	}
	return n * float64(len(s.Baselines)) * float64(points) * float64(len(s.Costs)) * float64(len(s.Seeds))
}

// known holds baselines and metrics against the world.
func (s *spreader) known() {
	for _, b := range s.Baselines {
		if b.Value == "" {
			continue
		}
		if err := s.w.Baseline(b.Value); err != nil {
			s.fault(b.Pos, "%v", err)
		}
	}
	lists := []Texts{s.Metrics}
	if s.Figures != nil {
		lists = append(lists, s.Figures.Metrics)
	}
	for _, m := range slices.Concat(lists...) {
		if !slices.Contains(s.w.Metrics, m.Value) {
			s.fault(m.Pos, "no metric %q is projected%s", m.Value, strict.Suggest(m.Value, s.w.Metrics))
		}
	}
}

// readings are those of a scenario that the plan asks.
func (s *spreader) readings(i int) []string {
	var out []string
	of := s.w.Scenarios[i].Readings
	for _, r := range s.Readings {
		switch {
		case r.Value == All:
			out = append(out, of...)
		case !slices.Contains(of, r.Value):
			s.fault(r.Pos, "the scenario %s has no reading %q%s",
				s.Scenarios[i].Value, r.Value, strict.Suggest(r.Value, append(slices.Clone(of), All)))
		default:
			out = append(out, r.Value)
		}
	}
	return unique(out)
}

// unique keeps the first of each.
func unique(list []string) (out []string) {
	for _, x := range list {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// choices are the choices of provisions, by scenario.
func (s *spreader) choices() [][][]string {
	out := make([][][]string, len(s.w.Scenarios))
	for i := range s.w.Scenarios {
		s.readings(i) // its faults
		for _, t := range s.Provisions {
			for _, ids := range s.choice(i, t) {
				ids = s.whole(i, ids)
				if !slices.ContainsFunc(out[i], func(o []string) bool { return (o == nil) == (ids == nil) && slices.Equal(o, ids) }) {
					out[i] = append(out[i], ids)
				}
			}
		}
	}
	return out
}

// whole are provisions in file order; nil where they are all.
func (s *spreader) whole(i int, ids []string) []string {
	out := []string{}
	for _, p := range s.w.Scenarios[i].Provisions {
		if slices.Contains(ids, p.ID) {
			out = append(out, p.ID)
		}
	}
	if len(out) == len(s.w.Scenarios[i].Provisions) && len(out) > 0 {
		return nil
	}
	return out
}

// choice is what one entry of the plan's provisions names.
func (s *spreader) choice(i int, t strict.Text) [][]string {
	of := s.w.Scenarios[i].Provisions
	var ids []string
	for _, p := range of {
		ids = append(ids, p.ID)
	}
	switch t.Value {
	case All:
		return [][]string{ids}
	case None:
		return [][]string{{}}
	case Each, WithoutEach:
		var out [][]string
		for _, id := range ids {
			out = append(out, slices.DeleteFunc(slices.Clone(ids), func(x string) bool {
				if t.Value == Each {
					return !needs(of, id, x)
				}
				return needs(of, x, id)
			}))
		}
		return out
	}
	list := strings.Split(t.Value, ",")
	for j, id := range list {
		list[j] = strings.TrimSpace(id)
		if !slices.Contains(ids, list[j]) {
			s.fault(t.Pos, "the scenario %s has no provision %q%s", s.Scenarios[i].Value, list[j], strict.Suggest(list[j], append(slices.Clone(ids), All, None, Each, WithoutEach)))
			return nil
		}
	}
	return [][]string{list}
}

// needs reports whether a provision is, or in the end requires, another.
func needs(of []Provision, id, other string) bool {
	var seen []string
	var walk func(id string) bool
	walk = func(id string) bool {
		if id == other {
			return true
		}
		if slices.Contains(seen, id) {
			return false
		}
		seen = append(seen, id)
		for _, p := range of {
			if p.ID == id && slices.ContainsFunc(p.Requires, walk) {
				return true
			}
		}
		return false
	}
	return walk(id)
}

// points are the values of all dials: the grid, and at each of its points those of the
// hypercube. Without either there is one point, of no values.
func (s *spreader) points() [][]string {
	size := 1.0
	var axes [][]string
	for _, a := range s.Assumptions {
		axes = append(axes, s.axis(a))
		size *= float64(len(axes[len(axes)-1]))
	}
	cube := s.cube()
	if size *= float64(max(1, len(cube))); size > MostJobs {
		s.fault(s.Assumptions[0].Dial.Pos, "the assumptions make %.0f points; %d at most would be right: fewer values, or a hypercube in place of a grid", size, MostJobs)
		return nil
	}
	points := [][]string{nil}
	for _, axis := range axes {
		var next [][]string
		for _, p := range points {
			for _, v := range axis {
				next = append(next, append(slices.Clone(p), v))
			}
		}
		points = next
	}
	if cube == nil {
		return points
	}
	var out [][]string
	for _, p := range points {
		for _, c := range cube {
			out = append(out, append(slices.Clone(p), c...))
		}
	}
	return out
}

// value holds a value against the world.
func (s *spreader) value(at strict.Pos, dial, text string) {
	if err := s.w.Check(dial, text); err != nil {
		s.fault(at, "%v", err)
	}
}

// dial tells an assumption that is not known.
func (s *spreader) dial(t strict.Text) bool {
	known := slices.Contains(s.w.Dials, t.Value)
	if !known {
		s.fault(t.Pos, "no assumption %q is known%s", t.Value, strict.Suggest(t.Value, s.w.Dials))
	}
	return known
}

// axis are the values of one assumption.
func (s *spreader) axis(a Axis) []string {
	var out []string
	if !s.dial(a.Dial) {
		return nil
	}
	for _, v := range a.Values {
		s.value(v.Pos, a.Dial.Value, v.Value)
		out = append(out, strings.TrimSpace(v.Value))
	}
	if len(out) > 0 {
		return out
	}
	from, to, n := a.From.number(), a.To.number(), a.Steps.whole(2)
	s.value(a.From.Pos, a.Dial.Value, a.From.Value)
	s.value(a.To.Pos, a.Dial.Value, a.To.Value)
	for i := range n {
		out = append(out, figure(from+(to-from)*float64(i)/float64(n-1), 12))
	}
	return out
}

// figure writes a number with so many digits at most.
func figure(v float64, digits int) string {
	x, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	return strconv.FormatFloat(x+0, 'g', -1, 64) // -0 + 0 is 0
}

// cube are the points of the hypercube; nil where there is none. Each dial has random
// numbers of its own, so that another dial beside it does not move it.
func (s *spreader) cube() [][]string {
	h := s.Hypercube
	if h == nil {
		return nil
	}
	n := h.Points.whole(1)
	seed := uint64(DefaultSeed)
	if h.Seed.stated() {
		seed, _ = strconv.ParseUint(h.Seed.Value, 10, 64)
	}
	out := make([][]string, n)
	for _, r := range h.Over {
		at := s.spread(r)
		if at == nil {
			return out
		}
		rnd := rand.New(rand.NewPCG(seed, named(r.Dial.Value)))
		for i, part := range rnd.Perm(n) {
			v := at((float64(part) + rnd.Float64()) / float64(n))
			out[i] = append(out[i], figure(min(at(1), max(at(0), round(v))), 17))
		}
	}
	return out
}

// round keeps six digits of a drawn value.
func round(v float64) float64 {
	x, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 6, 64), 64)
	return x
}

// spread is the quantiles of one dial of the hypercube; nil where there are none.
func (s *spreader) spread(r Range) func(u float64) float64 {
	if !s.dial(r.Dial) {
		return nil
	}
	if !r.From.stated() {
		at := s.w.At(r.Dial.Value)
		if at == nil {
			s.fault(r.Dial.Pos, "no distribution of %q is known; from and to would be right, or one of the assumptions that have one", r.Dial.Value)
		}
		return at
	}
	s.value(r.From.Pos, r.Dial.Value, r.From.Value)
	s.value(r.To.Pos, r.Dial.Value, r.To.Value)
	from, to := r.From.number(), r.To.number()
	return func(u float64) float64 { return from + u*(to-from) }
}

// named is a number for a name.
func named(name string) uint64 {
	h := fnv.New128a()
	fmt.Fprint(h, name)
	return binary.BigEndian.Uint64(h.Sum(nil))
}
