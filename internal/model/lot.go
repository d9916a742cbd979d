package model

import (
	"slices"

	"impact/internal/court"
	"impact/internal/law"
)

// The ways in which a lot is told apart.
const (
	lotYears = iota
	lotRaces
	lotSexes
	lotAges
	lotTrafficked
	lotWays
)

// A part is how many counts of a lot are of one year, or of one group.
type part struct {
	at int32
	n  int64
}

// lots are the charges of a docket, but those of shared victims, by kind. A charge
// weighs its counts.
type lots struct {
	rows, counts []int64
	parts        [lotWays][]part
	from         [lotWays][]int32 // by kind: where its parts begin
	shared       [2][]int32       // by stage: victims whose charges are judged together
}

// of is a lot's parts, in order.
func (x *lots) of(way int, kind int32) []part {
	return x.parts[way][x.from[way][kind]:x.from[way][kind+1]]
}

// groups are the groups of defendants: the names of each way of grouping, and each
// signature's group.
type groups struct {
	names   [lotWays][]string // the first is "not recorded"
	several [lotWays]int      // the group of those whose charges do not agree
	of      []groupsOf        // by signature
}

// groupsOf is a charge's groups, by way.
type groupsOf [lotWays]uint16

// groupsOfDocket finds the groups of every signature.
func groupsOfDocket(d *court.Docket) *groups {
	ages := bandsOf(DefendantCuts, d.Frame.DefendantAges)
	g := &groups{of: make([]groupsOf, len(d.Signatures))}
	g.names[lotRaces], g.names[lotSexes] = []string{NotRecordedGroup}, []string{NotRecordedGroup}
	g.names[lotAges] = append([]string{NotRecordedGroup}, ages.names...)
	g.names[lotTrafficked] = []string{law.Unknown: NotRecordedGroup, law.False: "no", law.True: "yes"}
	for i := range d.Signatures {
		s, to := &d.Signatures[i], &g.of[i]
		to[lotRaces], to[lotSexes] = g.named(lotRaces, s.Race), g.named(lotSexes, s.Sex)
		if s.Facts.DefendantAge > 0 {
			to[lotAges] = uint16(ages.cells[s.Facts.DefendantAge-1] + 1)
		}
		to[lotTrafficked] = uint16(s.Facts.Trafficked)
	}
	for _, way := range []int{lotRaces, lotSexes} {
		g.several[way] = int(g.named(way, SeveralRecorded))
	}
	return g
}

// named is the number of a recorded value.
func (g *groups) named(way int, name string) uint16 {
	if name == "" {
		name = NotRecordedGroup
	}
	for i, known := range g.names[way] {
		if known == name {
			return uint16(i)
		}
	}
	g.names[way] = append(g.names[way], name)
	return uint16(len(g.names[way]) - 1)
}

// allLots are the lots of the ground's docket.
func (g *ground) allLots() *lots {
	g.lotting.Do(func() {
		g.groups = groupsOfDocket(g.docket)
		g.lots = g.makeLots()
	})
	return g.lots
}

func (g *ground) makeLots() *lots {
	x := &lots{rows: make([]int64, len(g.keys)), counts: make([]int64, len(g.keys))}
	for way := range lotWays {
		x.from[way] = make([]int32, 1, len(g.keys)+1)
	}
	var rows [2][]int64
	for _, stage := range court.Stages {
		rows[stage] = g.docket.Rows
		x.shared[stage] = g.sharing(stage)
		if len(x.shared[stage]) > 0 {
			rows[stage] = slices.Clone(rows[stage])
		}
		for _, n := range x.shared[stage] {
			p := &g.docket.Victims[n]
			for _, m := range p.Members {
				rows[stage][m.Sig] -= p.Weight
			}
		}
	}
	sum := newSum(g)
	order, from := g.byKind()
	for kind := range g.keys {
		stage := g.keys[kind].stage
		for _, i := range order[from[kind]:from[kind+1]] {
			if n := rows[stage][i]; n > 0 {
				weight := n * int64(g.docket.Signatures[i].Counts)
				x.rows[kind] += n
				x.counts[kind] += weight
				sum.add(lotYears, g.of[i][stage].year, weight)
				for way := lotRaces; way < lotWays; way++ {
					sum.add(way, int32(g.groups.of[i][way]), weight)
				}
			}
		}
		sum.put(x)
	}
	return x
}

// sharing lists the victims whose charges are judged together at a stage.
func (g *ground) sharing(stage court.Stage) (out []int32) {
	b := onGround(g, g.nothing.Proposal)
	for n := range int32(len(g.docket.Victims)) {
		if g.docket.Shares(n) && len(b.group(n, stage).worlds) > 0 {
			out = append(out, n)
		}
	}
	return out
}

// byKind lists the signatures of each kind, and where each kind's begin.
func (g *ground) byKind() (order, from []int32) {
	from = make([]int32, len(g.keys)+1)
	n := 0
	for i := range g.of {
		for _, a := range g.of[i] {
			if a.kind >= 0 {
				from[a.kind+1]++
				n++
			}
		}
	}
	for k := range g.keys {
		from[k+1] += from[k]
	}
	order = make([]int32, n)
	next := slices.Clone(from)
	for i := range g.of {
		for _, a := range g.of[i] {
			if a.kind >= 0 {
				order[next[a.kind]] = int32(i)
				next[a.kind]++
			}
		}
	}
	return order, from
}

// A sum adds up one lot.
type sum struct {
	n  [lotWays][]int64
	at [lotWays][]int32 // those that are not 0
}

func newSum(g *ground) *sum {
	s := &sum{}
	s.n[lotYears] = make([]int64, len(g.years))
	for way := lotRaces; way < lotWays; way++ {
		s.n[way] = make([]int64, len(g.groups.names[way]))
	}
	return s
}

func (s *sum) add(way int, at int32, n int64) {
	if s.n[way][at] == 0 {
		s.at[way] = append(s.at[way], at)
	}
	s.n[way][at] += n
}

// take ends the sum: its parts, in order.
func (s *sum) take() (out [lotWays][]part) {
	for way := range lotWays {
		slices.Sort(s.at[way])
		for _, at := range s.at[way] {
			out[way] = append(out[way], part{at, s.n[way][at]})
			s.n[way][at] = 0
		}
		s.at[way] = s.at[way][:0]
	}
	return out
}

// put ends the lot.
func (s *sum) put(x *lots) {
	for way, parts := range s.take() {
		x.parts[way] = append(x.parts[way], parts...)
		x.from[way] = append(x.from[way], int32(len(x.parts[way])))
	}
}

// who are the groups of a person, by way of grouping defendants: the race and sex recorded
// in any of the person's charges, several where these do not agree; since a person ages,
// the youngest age.
func (g *groups) who(members []court.Member) (out [len(defendantWays)]int) {
	for by, way := range defendantWays {
		found := 0
		for i := range members {
			x := int(g.of[members[i].Sig][way])
			switch {
			case x == 0 || x == found:
			case found == 0 || way == lotAges && x < found:
				found = x
			case way != lotAges:
				found = g.several[way]
			}
			if way != lotAges && found == g.several[way] {
				break
			}
		}
		out[by] = found
	}
	return out
}

// defendantWays are the ways of grouping defendants, in the order of the table.
var defendantWays = [...]int{lotRaces, lotSexes, lotAges}
