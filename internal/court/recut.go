package court

import (
	"cmp"
	"slices"

	"impact/internal/law"
)

// Recut is the docket as a reducer would have made it on a frame of fewer cuts and
// against another baseline: what the frame does not tell apart becomes one. ok is false
// where the frame has a cut that the docket's has not (but for a day in an era that no charge
// is of), or where rows that repeat a charge_id differ: which of them is kept hangs on the
// cuts, and only the rows know.
//
// What a ledger notes of victims is told as the finer cuts have it.
func (d *Docket) Recut(frame *law.Frame, baseline law.Date) (out *Docket, ok bool) {
	if !d.Recuts(frame) {
		return nil, false
	}
	return d.through(newCoarser(d.Frame, frame, baseline)), true
}

// through is the docket of coarser facts.
func (d *Docket) through(c *coarser) *Docket {
	out := &Docket{Frame: c.frame, Baseline: c.day, Has: d.Has, Ledger: d.Ledger, Lags: d.Lags, Months: d.Months}
	place := out.takeSignatures(d, c)
	out.takeSentences(d, place)
	victims, at := recutProfiles(d.Victims, place, nil)
	out.Victims = victims
	out.nameVictims()
	out.Cases, _ = recutProfiles(d.Cases, place, at)
	out.Persons, _ = recutProfiles(d.Persons, place, at)
	return out
}

// Recuts reports whether Recut has an answer.
func (d *Docket) Recuts(frame *law.Frame) bool {
	from := d.Frame
	return within(frame.VictimAges, from.VictimAges) && within(frame.DefendantAges, from.DefendantAges) && within(frame.Priors, from.Priors) &&
		within(frame.Findings, from.Findings) && d.tellsApart(frame.Days) &&
		!slices.ContainsFunc(d.Ledger.Refused, func(r Reason) bool { return r.Text == repeatsOther })
}

// tellsApart reports whether the charges before each of some days and those from it on are told
// apart: the day is a cut, or no charge is of the era that it is in.
func (d *Docket) tellsApart(days []law.Date) bool {
	fr := d.Frame
	var full []bool // by era; nil until it is asked
	for _, day := range days {
		if _, cut := slices.BinarySearch(fr.Days, day); cut {
			continue
		}
		if full == nil {
			full = make([]bool, len(fr.Days)+1)
			for i := range d.Signatures {
				if s := &d.Signatures[i]; s.Governed != ByBaseline {
					full[s.Facts.Era] = true
				}
			}
		}
		if full[fr.EraOf(day)] {
			return false
		}
	}
	return true
}

// coarser takes facts from one frame to another of fewer cuts, and some texts to others.
type coarser struct {
	frame                     *law.Frame
	day                       law.Date          // the baseline
	races, sexes              map[string]string // nil where all stay
	victim, defendant, priors []uint8           // by cell
	eras                      []uint16
	findings                  []int // by bit: the new bit; -1 where it is gone
	baseline                  uint16
}

func newCoarser(from, to *law.Frame, baseline law.Date) *coarser {
	c := &coarser{frame: to, day: baseline, baseline: to.EraOf(baseline)}
	for _, x := range []struct {
		cells    *[]uint8
		old, cut []int
	}{{&c.victim, from.VictimAges, to.VictimAges}, {&c.defendant, from.DefendantAges, to.DefendantAges}, {&c.priors, from.Priors, to.Priors}} {
		*x.cells = append(*x.cells, 0, law.Cell(x.cut, 0))
		for _, low := range x.old {
			*x.cells = append(*x.cells, law.Cell(x.cut, low))
		}
	}
	for era := range len(from.Days) + 1 {
		c.eras = append(c.eras, to.EraOf(from.DayOf(uint16(era))))
	}
	for _, f := range from.Findings {
		c.findings = append(c.findings, slices.Index(to.Findings, f))
	}
	return c
}

// within reports whether all of some values are among others.
func within[T comparable](some, all []T) bool {
	return !slices.ContainsFunc(some, func(x T) bool { return !slices.Contains(all, x) })
}

func (c *coarser) signature(s Signature) Signature {
	f := &s.Facts
	f.VictimAge, f.DefendantAge, f.Priors = c.victim[f.VictimAge], c.defendant[f.DefendantAge], c.priors[f.Priors]
	if f.Era = c.eras[f.Era]; s.Governed == ByBaseline {
		f.Era = c.baseline
	}
	f.Made, f.NotMade = c.bits(f.Made), c.bits(f.NotMade)
	if to, is := c.races[s.Race]; is {
		s.Race = to
	}
	if to, is := c.sexes[s.Sex]; is {
		s.Sex = to
	}
	return s
}

func (c *coarser) bits(old uint64) (out uint64) {
	for i, to := range c.findings {
		if to >= 0 && old&(1<<i) != 0 {
			out |= 1 << to
		}
	}
	return out
}

// takeSignatures fills signatures and rows, and is the new number of each old signature.
func (d *Docket) takeSignatures(from *Docket, c *coarser) []int32 {
	var all numbers[Signature]
	place := make([]int32, len(from.Signatures))
	var rows []int64
	for i, s := range from.Signatures {
		n := all.of(c.signature(s))
		if int(n) == len(rows) {
			rows = append(rows, 0)
		}
		rows[n] += from.Rows[i]
		place[i] = int32(n)
	}
	order := make([]int32, len(rows))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return all.list[a].Compare(&all.list[b]) })
	rank := make([]int32, len(order))
	for n, old := range order {
		rank[old] = int32(n)
		d.Signatures, d.Rows = append(d.Signatures, all.list[old]), append(d.Rows, rows[old])
	}
	for i := range place {
		place[i] = rank[place[i]]
	}
	return place
}

// takeSentences fills the sentences by the new numbers of signatures.
func (d *Docket) takeSentences(from *Docket, place []int32) {
	all := slices.Clone(from.Sentences)
	for i := range all {
		all[i].Sig = place[all[i].Sig]
	}
	slices.SortFunc(all, func(a, b Sentenced) int {
		return cmp.Or(cmp.Compare(a.Sig, b.Sig), compareSentence(a.Sentence, b.Sentence))
	})
	for _, s := range all {
		if n := len(d.Sentences); n > 0 && d.Sentences[n-1].Sig == s.Sig && d.Sentences[n-1].Sentence == s.Sentence {
			d.Sentences[n-1].Rows += s.Rows
			continue
		}
		d.Sentences = append(d.Sentences, s)
	}
}

// recutProfiles are profiles of the new signatures, equal ones as one, and where each
// went. groups are the new numbers of victims; nil for the victims' own profiles.
func recutProfiles(from []Profile, place, groups []int32) (sorted []Profile, at []int32) {
	var s shelf
	at = make([]int32, len(from))
	for i := range from {
		n := s.put(recutMembers(from[i].Members, place, groups))
		s.profiles[n].Weight += from[i].Weight - 1
		at[i] = n
	}
	sorted, to := s.sorted()
	for i := range at {
		at[i] = to[at[i]]
	}
	return sorted, at
}

// recutMembers renames the members of a profile and puts them in order: within their
// case, cases within their unit, and units.
func recutMembers(from []Member, place, groups []int32) []Member {
	out := slices.Clone(from)
	for i := range out {
		m := &out[i]
		m.Sig = place[m.Sig]
		switch {
		case groups == nil:
			m.Victim, m.Group = 0, 0
		case m.Victim > 0:
			m.Group = groups[m.Group]
		}
	}
	bySig := func(a, b Member) int { return cmp.Compare(a.Sig, b.Sig) }
	units := slices.Collect(runs(out, func(a, b Member) bool { return a.Unit == b.Unit }))
	for i, unit := range units {
		cases := slices.Collect(runs(unit, func(a, b Member) bool { return a.Case == b.Case }))
		for _, c := range cases {
			slices.SortStableFunc(c, bySig)
		}
		units[i] = inOrder(cases, bySig, func(m *Member, n int32) { m.Case = n })
	}
	out = inOrder(units, bySig, func(m *Member, n int32) { m.Unit = n })
	victims := map[int32]int32{}
	for i := range out {
		if m := &out[i]; m.Victim > 0 {
			if victims[m.Victim] == 0 {
				victims[m.Victim] = int32(len(victims) + 1)
			}
			m.Victim = victims[m.Victim]
		}
	}
	return out
}

// inOrder puts groups of members in the order of their content and numbers them.
func inOrder(groups [][]Member, by func(a, b Member) int, number func(*Member, int32)) []Member {
	slices.SortStableFunc(groups, func(a, b []Member) int { return slices.CompareFunc(a, b, by) })
	var out []Member
	for n, g := range groups {
		for i := range g {
			number(&g[i], int32(n))
		}
		out = append(out, g...)
	}
	return out
}
